"""What a grading process answers to a job; the process itself is started in test_scheduler.py."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.course import outline
from autograder.dispatch import keep_warm, worker
from autograder.dispatch.messages import Before, Job, RunSetup, setup_of, write_frame
from autograder.dispatch.worker import answer
from autograder.errors import AssignmentBroken
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Notebook, Record, Submission, SubmittedFile
from autograder.pipeline import Graded, Grader
from autograder.results import record, saved_run
from autograder.results.saved_run import SavedRun
from tests.fixtures.authoring import edit, write_released_course
from tests.fixtures.examined import answered, make_assignment, make_program, marked

FILE = SubmittedFile(b"zip", "s1-toy.zip", "s1")
BEFORE = replace(marked(), submission_sha256="ab" * 32)
RUN = SavedRun(
    Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip"),
    make_program(),
    tuple(answered(draw_test_plan(make_assignment(), 7))),
    {},
)


class StandIn(Grader):
    """Notes what it is asked for."""

    level = 3

    def __init__(self) -> None:
        self.seen: list[object] = []

    def grade(self, file: SubmittedFile) -> Graded:
        self.seen.append(file)
        return Graded(BEFORE, b"page", None, b"run")

    def regrade(self, before: Record, ran: SavedRun) -> Graded:
        self.seen.append(before)
        return Graded(before, b"page again", ran.program, b"run again")


def test_a_file_is_graded_and_all_that_is_saved_of_it_comes_back():
    grader = StandIn()

    result = answer(Job(5, FILE), grader)

    assert grader.seen == [FILE]
    assert (result.number, result.page, result.saved_run, result.level, result.fault) == (5, b"page", b"run", 3, "")
    assert record.decode(result.record) == BEFORE


def test_a_saved_run_is_marked_again():
    grader = StandIn()

    result = answer(Job(5, FILE, Before(record.encode(BEFORE), saved_run.encode(RUN))), grader)

    assert grader.seen == [BEFORE]
    assert (result.page, result.saved_run) == (b"page again", b"run again")


@pytest.mark.parametrize(
    ("run", "says"),
    [(b"damaged", "the kept observations can't be read"),
     (saved_run.encode(replace(RUN, submission=replace(RUN.submission, sha256="cd" * 32))), "isn't of the recorded hand-in")],
    ids=["damaged", "another's"],
)  # fmt: skip
def test_a_saved_run_that_is_of_no_use_is_a_fault_of_ours(run, says):
    result = answer(Job(5, FILE, Before(record.encode(BEFORE), run)), StandIn())

    assert says in result.fault
    assert result.record == b""


# ---------------------------------------------------------------- an author who saves meanwhile


def save_the_reference(course: Path) -> None:
    edit(course, "assignments/tiny/hidden/reference.py", "def square(", "# saved\ndef square(")


def save_course_toml(course: Path) -> None:
    (course / "course.toml").write_text("[late]\npoints_per_day = -1\n", encoding="utf-8")


@pytest.mark.parametrize("save", [save_the_reference, save_course_toml])
@pytest.mark.parametrize("when", ["before the worker reads", "while it reads"])
def test_files_that_the_command_has_not_read_are_graded_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None], when: str
) -> None:
    """What is graded is kept as graded by the files that the command knows: trials of a rehearsal, records, a process that stays."""
    course = write_released_course(tmp_path)
    known = outline.read("tiny", course)
    place = keep_warm.WarmPlace(course, "tiny", "cpu", 1)
    setup = place.told(setup_of(known, course, 7), known)
    assert worker._as_the_command_has_it(setup).fingerprint == known.fingerprint
    read = worker._assignment

    def read_and_saved(asked):
        found = read(asked)
        save(course)
        return found

    if when == "while it reads":
        monkeypatch.setattr(worker, "_assignment", read_and_saved)
    else:
        save(course)

    with pytest.raises(
        AssignmentBroken, match=r"the files of tiny, or course\.toml, were changed while they were read\. Run it again"
    ):
        worker._as_the_command_has_it(setup)


def test_a_command_that_ended_meanwhile_is_no_fault_of_its_worker(monkeypatch):
    class Gone(io.BytesIO):
        def flush(self) -> None:
            raise BrokenPipeError

    asked = io.BytesIO()
    write_frame(asked, RunSetup("", "tiny", 7, "cpu", 1, own_code="another"))
    asked.seek(0)
    monkeypatch.setattr("autograder.sandbox.outside.die_with_parent", lambda: None)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=asked))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=Gone()))

    worker.main()
