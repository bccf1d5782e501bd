"""An assignment is proved in part while it is written: what it lacks is said, and only what hands it out or grades by it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring import compile, rehearse, release
from autograder.course import assignment
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import CHECKS, edit, write_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool

COUNTER = CHECKS[CHECKS.index("@counter.check(10)") :]
PLACE = r"assignments/tiny/notebook\.py, line \d+: "


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def without_checks_of_counter(root: Path) -> None:
    edit(root, "assignments/tiny/hidden/checks.py", COUNTER, "")
    (root / "assignments/tiny/answers/wrong/Counter.py").unlink()


def test_a_question_without_checks_is_proved_in_part_and_not_handed_out(course: Path) -> None:
    without_checks_of_counter(course)

    report = rehearse.rehearse("tiny", course, execute_source=False, quick=True)

    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good
    (lack,) = report.unfinished
    assert re.match(rf"not finished: {PLACE}no check asks 'Counter' yet\. Write some: `# %% check=", lack)
    assert any("our solution earns full marks" in step.claim for step in report.steps)
    with pytest.raises(AssignmentBroken, match=rf"{PLACE}no check asks 'Counter' yet, so it isn't handed out"):
        release.release("tiny", course, in_part=False)
    with pytest.raises(AssignmentBroken, match=f"{PLACE}no check asks 'Counter' yet"):
        assignment.load("tiny", course)
    assert assignment.load("tiny", course, in_part=True).questions


def test_checks_without_a_wrong_answer_are_told_and_not_handed_out(course: Path) -> None:
    (course / "assignments/tiny/answers/wrong/Counter.py").unlink()

    report = rehearse.rehearse("tiny", course, execute_source=False, quick=True)

    assert report.good
    (lack,) = report.unfinished
    assert "no answer of wrong/ proves the checks of 'Counter' yet" in lack
    with pytest.raises(AssignmentBroken, match="so it isn't handed out"):
        release.release("tiny", course, in_part=False)
    assert assignment.load("tiny", course)  # who has it already is graded


def test_a_notebook_without_any_check_is_built_and_run(course: Path) -> None:
    without_checks_of_counter(course)
    for path in ("hidden/checks.py", "hidden/reference.py", "answers/wrong/square.py"):
        (course / "assignments/tiny" / path).unlink()

    report = rehearse.rehearse("tiny", course, execute_source=False)

    assert report.good
    assert len(report.unfinished) == 2
    assert report.steps[-1].claim.startswith("nothing of a solution")


def test_points_of_what_is_there_may_be_fewer_and_never_more(course: Path) -> None:
    without_checks_of_counter(course)
    edit(course, "assignments/tiny/assignment.toml", "points = 20", "points = 7")

    report = rehearse.rehearse("tiny", course, execute_source=False)

    assert "points is 7, but the checks and written questions add up to 10" in report.steps[-1].problems[0]


def test_what_is_finished_is_handed_out_and_known_to_be(course: Path) -> None:
    compile.build("tiny", course)
    assert release.release("tiny", course).changed
    assert not release.release("tiny", course, in_part=False).changed
    assert not release.release("tiny", course).changed


def test_what_grading_could_not_ask_is_not_handed_out(course: Path) -> None:
    compile.build("tiny", course)
    release.release("tiny", course, in_part=False)
    before = (course / "release/tiny/tiny.zip").read_bytes()
    reference = (course / "assignments/tiny/hidden/reference.py").read_text()
    edit(
        course, "assignments/tiny/hidden/reference.py", reference, reference + "\n\ndef square(x):\n    return x.lost\n"
    )

    with pytest.raises(AssignmentBroken, match=r"reference\.py:\d+: square raised AttributeError"):
        release.release("tiny", course, in_part=False)
    assert (course / "release/tiny/tiny.zip").read_bytes() == before
    assert release.release("tiny", course)  # in part it is tried on
