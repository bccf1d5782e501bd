"""One answer is tried as it would be graded: alone, by one check, from a file of several, or as a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import compile, release, submissions, trial
from autograder.authoring.answer_blocks import our_solutions
from autograder.authoring.notebook_file import as_bytes
from autograder.course import assignment
from autograder.errors import AssignmentBroken, UsageError
from autograder.model import RecordStatus, Status
from tests.fixtures.authoring import edit, write_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool

DOUBLED = "def square(x):\n    return x * 2\n"
SEVERAL = f"# %% doubled\n{DOUBLED}\n\n# %% right\ndef square(x):\n    return x**2\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_course(tmp_path_factory.mktemp("course"))
    compile.build("tiny", root)
    release.release("tiny", root)
    return root


def written(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_an_answer_gets_what_a_student_with_it_would_get(course: Path, tmp_path: Path) -> None:
    (tried,) = trial.try_answers("tiny", written(tmp_path, "mine.py", DOUBLED), course)
    assert tried.answer == "mine"
    assert tried.asked == ("square",)
    (question,) = tried.shown
    assert {one.name: one.status for one in question.checks} == {
        "values_match": Status.FAILED,
        "inputs_stay": Status.PASSED,
    }
    assert question.checks[0].near_miss == "this is the double"
    others = [one for one in tried.record.questions if one.id == "Counter"]
    assert [one.score for one in others] == [10.0], "what an answer doesn't define is our own solution"
    assert b"this is the double" in tried.page


def test_each_cell_of_a_file_is_an_answer(course: Path, tmp_path: Path) -> None:
    place = written(tmp_path, "several.py", SEVERAL)
    assert [(one.answer, one.shown[0].score) for one in trial.try_answers("tiny", place, course)] == [
        ("doubled", 2.0),
        ("right", 6.0),
    ]
    assert [one.answer for one in trial.try_answers("tiny", f"{place}::right", course)] == ["right"]
    with pytest.raises(UsageError, match=r"no answer 'rihgt'\. Did you mean right"):
        trial.try_answers("tiny", f"{place}::rihgt", course)


def test_a_check_is_asked_alone(course: Path, tmp_path: Path) -> None:
    place = written(tmp_path, "mine.py", DOUBLED)
    (tried,) = trial.try_answers("tiny", place, course, check="inputs_stay")
    assert tried.asked == ("square",)
    assert sum(one.score for one in tried.record.questions) == 2.0, "no other question is asked"


def test_our_own_solution_can_be_tried(course: Path, tmp_path: Path) -> None:
    place = written(tmp_path, "ours.py", "def square(x):\n" + our_solutions("tiny", course)["square"][0])
    (tried,) = trial.try_answers("tiny", place, course)
    assert tried.record.score == tried.record.max_score


def test_a_notebook_is_tried_as_it_is_handed_in(course: Path, tmp_path: Path) -> None:
    filled = submissions.fill(submissions.released_notebook("tiny", course), {"square": "    return x * 2"})
    (tried,) = trial.try_answers("tiny", written(tmp_path, "handed in.ipynb", as_bytes(filled)), course)
    assert [one.id for one in tried.shown if not one.written] == ["square", "Counter"]
    assert tried.record.score == 2.0
    (damaged,) = trial.try_answers("tiny", written(tmp_path, "damaged.ipynb", b"{"), course)
    assert damaged.record.status is RecordStatus.REJECTED


def test_what_changed_in_the_text_is_built_first(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    edit(root, "assignments/tiny/hidden/checks.py", "@square.check(4,", "@square.check(5,")
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 21")
    (tried,) = trial.try_answers("tiny", written(tmp_path, "mine.py", DOUBLED), root, check="values_match")
    assert tried.shown[0].max_score == 7.0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("mine.txt", DOUBLED, "neither .py nor .ipynb"),
        ("mine.py", "def sqare(x):\n    return x\n", "'sqare' is no question"),
        ("mine.py", "def square(x:\n    return x\n", "mine.py, line 1"),
    ],
)
def test_what_is_no_answer_is_said_in_a_sentence(name: str, text: str, said: str, course: Path, tmp_path: Path) -> None:
    with pytest.raises((UsageError, AssignmentBroken), match=said):
        trial.try_answers("tiny", written(tmp_path, name, text), course)


def test_a_file_that_is_not_there(course: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file gone\.py"):
        trial.try_answers("tiny", "gone.py", course)


def test_a_check_is_found_by_its_name(course: Path) -> None:
    loaded = assignment.load("tiny", course)
    assert trial.checked("values_match", loaded) == trial.checked("values match", loaded) == "square.values_match"
    assert trial.checked("Counter.counts_add_up", loaded) == "Counter.counts_add_up"
    with pytest.raises(UsageError, match=r"Did you mean square\.values_match"):
        trial.checked("square.value_match", loaded)
