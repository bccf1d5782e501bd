"""Where a command works: the course's folder and the results' folder."""

from __future__ import annotations

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
