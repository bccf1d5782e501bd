"""Where a command works: the course's folder and the results' folder."""

from __future__ import annotations

import os

import pytest

from autograder.cli import options
from autograder.errors import UsageError


def test_the_course_is_this_folder_or_the_nearest_above(tmp_path, monkeypatch):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")

    assert options.course_root(None) == tmp_path.resolve()
    with pytest.raises(UsageError, match="is no course"):
        options.course_root(tmp_path / "deep")


def test_results_lie_in_the_course_unless_another_place_is_given(tmp_path):
    assert options.results_folder(None, tmp_path, "knn") == tmp_path / "results" / "knn"
    assert options.results_folder(tmp_path / "a" / ".." / "b", tmp_path, "knn") == tmp_path.resolve() / "b"


def test_a_course_that_a_student_may_have_handed_in_is_not_guessed(tmp_path, monkeypatch):
    inner = tmp_path / "course" / "downloads"
    for folder in (inner.parent, inner):
        (folder / "assignments").mkdir(parents=True)
    monkeypatch.chdir(inner)

    with pytest.raises(UsageError, match=r"downloads has a folder assignments/, and so has .*course above it"):
        options.course_root(None)
    assert options.course_root(inner.parent) == inner.parent.resolve()


def test_a_course_among_the_hand_ins_that_are_graded_is_not_taken_unless_it_is_named(tmp_path, monkeypatch):
    (tmp_path / "assignments").mkdir()
    monkeypatch.chdir(tmp_path)

    for given in (tmp_path, tmp_path.parent):
        with pytest.raises(UsageError, match="lies among the hand-ins"):
            options.course_root(None, [given])
    assert options.course_root(None, [tmp_path / "submissions", tmp_path / "a.zip"]) == tmp_path.resolve()
    assert options.course_root(tmp_path, [tmp_path]) == tmp_path.resolve()


def test_a_course_whose_name_is_not_utf_8_is_refused_in_one_sentence(tmp_path):
    root = tmp_path / os.fsdecode(b"\xb1\xe8")
    (root / "assignments").mkdir(parents=True)

    with pytest.raises(UsageError, match="isn't UTF-8"):
        options.course_root(root)
