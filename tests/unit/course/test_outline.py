"""What is known of an assignment without its hidden files is what the whole says too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import assignment, outline, settings
from autograder.errors import AssignmentBroken
from autograder.examine.test_plan import draw_test_plan
from tests.fixtures.authoring import write_released_course

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", settings.names(ROOT))
def test_an_outline_says_what_the_whole_says(name):
    known, whole = outline.read(name, ROOT), assignment.load(name, ROOT)

    questions = tuple(replace(question, checks=()) for question in whole.questions)
    assert replace(whole, questions=questions, reference={}, drivers="", pictures=()) == known


@pytest.fixture
def knn(tmp_path):
    """The folder of an assignment that is built already."""
    for part in ("source", "release", "course.toml"):
        (tmp_path / part).symlink_to(ROOT / part)
    folder = tmp_path / "assignments" / "knn"
    (folder / "hidden").mkdir(parents=True)
    (folder / "assignment.toml").symlink_to(ROOT / "assignments" / "knn" / "assignment.toml")
    return folder


def test_an_outline_runs_no_hidden_file(knn, tmp_path):
    (knn / "hidden" / "checks.py").write_text("raise SystemExit", encoding="utf-8")

    assert outline.read("knn", tmp_path).points == 100


@pytest.mark.parametrize(
    ("cell", "judges"),
    [
        ('check="predict" points=1', True),
        ('asserts="predict" points=1 name="by_hand"', True),
        ('choice="letter" of="AB" expected="A"', True),
        ('numeric="size" expected=3', True),
        ('right="predict" name="other"', False),
    ],
)
def test_a_cell_that_judges_is_in_the_fingerprint(knn, tmp_path, cell, judges):
    found = set()
    for text in ("a = 1", "a = 2"):
        (knn / "notebook.py").write_text(f"# %% {cell}\n{text}\n", encoding="utf-8")
        found.add(outline.read("knn", tmp_path).fingerprint)

    assert len(found) == 1 + judges


def test_nobody_is_graded_by_an_outline():
    with pytest.raises(AssignmentBroken, match="no check asks any of its questions"):
        draw_test_plan(outline.read("knn", ROOT), 1)


@pytest.mark.parametrize("content", [None, "", "{}", "[1]"])
def test_a_release_without_a_readable_manifest_is_said_to_be_released_anew(content, tmp_path):
    manifest = tmp_path / "release" / "tiny" / "manifest.json"
    write_released_course(tmp_path)
    manifest.unlink() if content is None else manifest.write_text(content)

    with pytest.raises(AssignmentBroken, match="Run: autograder release tiny"):
        outline.read("tiny", tmp_path)
