"""The flow from a file to its record, page and saved run: what stops it short of a score, and what each end leaves."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder import pipeline
from autograder.errors import AssignmentBroken, MachineShort, SandboxFailed, SubmissionRejected
from autograder.examine.test_plan import draw_test_plan
from autograder.examine.versions import Versions
from autograder.model import Notebook, Observation, Program, Submission, SubmittedFile
from autograder.pipeline import Grader
from autograder.results import unmarked
from autograder.results.saved_run import SavedRun
from tests.fixtures.examined import answered, make_assignment, make_program, marked

WHEN = datetime(2026, 10, 5, 9, tzinfo=UTC)
TOY = make_assignment(rules="r", fingerprint="f")


class StandIn:
    """No sandbox: nothing is run in these tests."""

    level = 2
    data: Mapping[str, bytes] = {}


@pytest.fixture(scope="module")
def grader() -> Grader:
    return Grader(Versions(TOY, 7), StandIn())  # type: ignore[arg-type]


def test_a_file_that_could_not_be_had_is_rejected_with_the_reason(grader):
    graded = grader.grade(
        SubmittedFile(b"", "s1-toy.zip", "s1", received=WHEN, attempts=("a.zip",), refused="it is a link")
    )

    made = graded.record
    assert (made.status, made.reason, made.score, made.attempts) == ("rejected", "it is a link", 0.0, ("a.zip",))
    assert made.received == WHEN.isoformat()
    assert made.key.count(":") == 2
    assert b"it is a link" in graded.page
    assert (graded.program, graded.saved_run) == (None, None)


def test_a_file_of_nobodys_is_named_by_its_own_name(grader):
    made = grader.grade(SubmittedFile(b"nothing", "home work.zip", comparable=False)).record

    assert made.student_id == "home work.zip"
    assert made.submission_sha256 == hashlib.sha256(b"nothing").hexdigest()


def test_a_text_that_keeps_the_reader_busy_is_a_person_s_to_look_at_and_holds_nobody_up(grader, monkeypatch):
    def reads_on(*_: object, **__: object) -> None:
        for _number in range(10**8):
            pass

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "READING", 0.05)
        patched.setattr(pipeline.intake, "receive", reads_on)
        made = grader.grade(SubmittedFile(b"zip", "s1-toy.zip", "s1")).record
    after = grader.grade(SubmittedFile(b"nothing", "s2-toy.zip", "s2")).record

    assert (made.status, made.score) == ("not_graded", 0.0)
    assert "took more than 0.05 s to read" in (made.reason or "")
    assert after.status == "rejected"


def test_a_reader_that_takes_every_fault_for_the_files_is_stopped_all_the_same():
    with pytest.raises(SandboxFailed, match="took more than"), pipeline._reading(0.05):
        while True:
            with contextlib.suppress(Exception):
                for _number in range(10**8):
                    pass


@pytest.mark.parametrize("fault", [AssignmentBroken("checks.py:3: KeyError"), SandboxFailed("no sandbox")])
def test_a_fault_of_ours_is_not_graded_and_may_be_graded_again(grader, monkeypatch, fault):
    def breaks(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(pipeline.intake, "receive", breaks)

    made = grader.grade(SubmittedFile(b"zip", "s1-toy.zip", "s1")).record

    assert (made.status, made.score, made.reason, made.key) == ("not_graded", 0.0, fault.found, "")


@pytest.mark.parametrize("lacks_twice", [False, True])
def test_what_the_machine_was_short_for_is_no_zero_and_is_tried_again_once(grader, monkeypatch, lacks_twice):
    tried = []

    def breaks(*_: object, **__: object) -> None:
        tried.append(1)
        if len(tried) == 1 or lacks_twice:
            raise MachineShort("processor time")
        raise SubmissionRejected(found="it is a link")

    monkeypatch.setattr(pipeline.intake, "receive", breaks)

    first = grader.grade(SubmittedFile(b"zip", "s1-toy.zip", "s1"))
    tried.clear()
    alone = grader.grade_alone(SubmittedFile(b"zip", "s1-toy.zip", "s1"))

    assert (first.short, first.record.status, first.record.key) == (True, "not_graded", "")
    assert "short of processor time" in (first.record.reason or "")
    assert len(tried) == 2
    assert (alone.short, alone.record.status) == ((True, "not_graded") if lacks_twice else (False, "rejected"))


def test_what_was_known_before_reading_stands_in_a_record_without_a_score(grader):
    file = SubmittedFile(
        b"", "x.zip", "s1", attempts=("a.zip",), beside=("b.pdf",), refused="no", team="Team 7", late=True
    )

    for made in (grader.grade(file).record, unmarked.not_graded(file, "they died", TOY)):
        assert (made.attempts, made.team, made.marked_late) == (("a.zip", "b.pdf"), "Team 7", True)


def test_a_kept_run_is_marked_without_the_block_of_a_question_that_was_dropped(grader, monkeypatch):
    kept = make_program()
    dropped = replace(kept.blocks[0], question="dropped", cell="dropped_solution")
    ran = SavedRun(
        Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip"),
        replace(kept, blocks=(*kept.blocks, dropped)),
        (),
        {},
    )
    asked: list[Program] = []

    def run(program: Program, *_: object, **__: object) -> tuple[Observation, ...]:
        asked.append(program)
        return tuple(answered(draw_test_plan(TOY, 7)))

    monkeypatch.setattr(pipeline.run, "run", run)

    again = grader.regrade(marked(), ran)

    assert again.record.status == "graded"
    assert [[block.question for block in program.blocks] for program in (*asked, again.program)] == [["double"]] * 2
