"""An author's mistake is one sentence that names the file and, where there is one, the line."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from autograder.course import assignment, settings
from autograder.course.modules import load_module
from autograder.errors import AssignmentBroken

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course with the kNN assignment, to be broken."""
    for folder in ("assignments/knn", "source/knn", "release/knn"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("right", "__pycache__"))
    shutil.copy(ROOT / "course.toml", tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> int:
    """Replace text that must be there; returns its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_all_assignments_of_the_course_load():
    for name in settings.names(ROOT):
        loaded = assignment.load(name, ROOT)
        assert sum(question.max_points for question in loaded.questions) == loaded.points
        written = sum(question.max_points for question in loaded.questions if question.written)
        assert written >= loaded.points / 10 or name == "start", "it tries out handing in: one function"


def test_points_that_do_not_add_up_are_said(course):
    edit(course / "assignments/knn/assignment.toml", "points = 100", "points = 99")

    with pytest.raises(AssignmentBroken, match=r"assignment.toml:\d+: points is 99, but .* add up to 100"):
        assignment.load("knn", course)


def test_a_check_of_an_unknown_question_is_named(course):
    path = course / "assignments/knn/hidden/checks_labels.py"
    path.write_text(
        path.read_text(encoding="utf-8")
        + '\n\n@question("predict_label").check(1)\ndef stray(draw):\n    """Stray."""\n    return {}\n',
        encoding="utf-8",
    )

    with pytest.raises(
        AssignmentBroken,
        match=r"checks_labels.py:\d+: stray speaks of an unknown question 'predict_label'\. Did you mean predict_labels",
    ):
        assignment.load("knn", course)


MORE = '''from autograder.checks import question


@question("predict_labels").check(1)
def a_later_part_is_read_too(draw):
    """It is."""
    return {}
'''


def test_checks_may_be_split_into_parts_and_other_devices_come_last(course):
    (course / "assignments/knn/hidden/checks_later.py").write_text(MORE, encoding="utf-8")
    edit(course / "assignments/knn/assignment.toml", "points = 100", "points = 101")

    checks = {
        question.id: [check.name for check in question.checks] for question in assignment.load("knn", course).questions
    }

    assert checks["predict_labels"][-2:] == ["a_later_part_is_read_too", "labels_are_on_the_device_of_the_distances"]


def test_an_error_in_a_part_names_that_file(course):
    path = course / "assignments/knn/hidden/checks_later.py"
    path.write_text(MORE.replace("predict_labels", "predict_label"), encoding="utf-8")

    with pytest.raises(AssignmentBroken, match=r"checks_later.py:\d+: a_later_part_is_read_too speaks of an unknown"):
        assignment.load("knn", course)


def test_an_error_in_checks_names_the_line(course):
    path = course / "assignments/knn/hidden/checks_labels.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, "1 / 0", ""]), encoding="utf-8")

    with pytest.raises(AssignmentBroken, match=rf"checks_labels.py:{len(lines) + 1}: ZeroDivisionError"):
        assignment.load("knn", course)


def test_a_reference_that_is_missing_is_named(course):
    edit(course / "assignments/knn/hidden/reference.py", "def predict_labels", "def predict_label")

    with pytest.raises(AssignmentBroken, match=r"no function 'predict_labels' in hidden/reference.py"):
        assignment.load("knn", course)


def test_a_release_that_was_not_built_says_what_to_run(course):
    shutil.rmtree(course / "release")

    with pytest.raises(
        AssignmentBroken,
        match=r"release/knn/knn.ipynb is missing\. Run: autograder build knn && autograder release knn",
    ):
        assignment.load("knn", course)


def test_the_fingerprint_changes_with_a_check_and_not_with_a_right_answer(course):
    before = assignment.load("knn", course).fingerprint
    (course / "assignments/knn/answers/right").mkdir(parents=True)
    (course / "assignments/knn/answers/right/another.py").write_text("", encoding="utf-8")
    same = assignment.load("knn", course).fingerprint
    edit(course / "assignments/knn/hidden/checks_labels.py", "from autograder", "# changed\nfrom autograder")

    assert before == same != assignment.load("knn", course).fingerprint


def test_a_check_without_the_line_that_students_read_is_refused(course):
    path = course / "assignments/knn/hidden/checks_labels.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '\nlabels.asks(1, "unsaid")\n', encoding="utf-8")
    line = text.count("\n") + 2

    with pytest.raises(AssignmentBroken, match=rf"checks_labels.py:{line}: unsaid has no title.*says"):
        assignment.load("knn", course)


@pytest.mark.parametrize("place", ["tiny/hidden/checks_two.py", "_shared/checks/two.py"])
def test_a_file_that_is_saved_twice_in_a_second_is_read_as_it_was_saved_last(tmp_path, monkeypatch, place):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)  # as in a command
    file = tmp_path / "assignments" / place
    asks = tmp_path / "assignments/tiny/hidden/checks_two.py"
    for folder in (file.parent, asks.parent):
        folder.mkdir(parents=True, exist_ok=True)
    asks.write_text("from _shared.checks.two import COUNT\n")
    found = []
    for count in (4, 5):
        file.write_text(f"COUNT = {count}\n")
        os.utime(file, (1_700_000_000, 1_700_000_000))  # Python keeps whole seconds, and the length
        found.append(load_module(asks).COUNT)

    assert found == [4, 5]
