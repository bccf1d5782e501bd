"""A gradebook remembers what was read in it, and nbgrader doesn't mind."""

from __future__ import annotations

from pathlib import Path

from autograder.export.nbgrader import gradebook
from tests.fixtures.gradebook import listed, make_course
from tests.fixtures.report import assignment, record

KNN = assignment()


def test_readings_are_kept_by_assignment_and_nbgrader_reads_its_own_as_before(tmp_path: Path) -> None:
    gradebook.update(make_course(tmp_path), KNN, [(record("1"), None)])
    before = listed(tmp_path)
    assert gradebook.held(tmp_path, "knn").readings == frozenset()

    for reading in ("first", "second"):
        gradebook.remember(tmp_path, "knn", reading)
    gradebook.remember(tmp_path, "other", "third")
    gradebook.update(tmp_path, KNN, [(record("1"), None)])

    assert gradebook.held(tmp_path, "knn").readings == {"first", "second"}
    assert gradebook.held(tmp_path, "other").readings == {"third"}
    assert listed(tmp_path) == before
