"""Mutants are worth grading only where our solution, unchanged, loses nothing: else all of them would pass for killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.mutants import rehearsal
from autograder.authoring.rehearse.variants import Workers
from autograder.course import assignment
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import edit, write_released_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool


def test_a_solution_with_full_marks_may_be_changed(tmp_path: Path) -> None:
    root = write_released_course(tmp_path)

    with Workers(1) as workers:
        rehearsal.demand_full_marks(assignment.load("tiny", root), root, drawings=2, workers=workers)


def test_a_solution_that_loses_points_itself_stops_it(tmp_path: Path) -> None:
    root = write_released_course(tmp_path)
    edit(root, "assignments/tiny/hidden/reference.py", "return x.pow(2)", "return x.pow(2) + 1")

    said = r"our own solution, unchanged, loses square\.values_match"
    with Workers(1) as workers, pytest.raises(AssignmentBroken, match=said) as told:
        rehearsal.demand_full_marks(assignment.load("tiny", root), root, drawings=1, workers=workers)

    assert "autograder rehearse tiny" in told.value.fix
