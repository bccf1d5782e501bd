"""What formgrader shows of a submission: the student's words, as text and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.export.nbgrader import autograded_notebook
from tests.fixtures.gradebook import BLANK, make_course
from tests.fixtures.report import record


def test_a_missing_release_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="autograder release knn"):
        autograded_notebook.released(tmp_path, "knn")


def test_a_written_answer_stays_within_its_fence() -> None:
    shown = autograded_notebook.written("```\n<b>\n````\n", BLANK)

    assert shown.startswith("`````text\n")
    assert shown.endswith("\n`````")


def test_a_blank_answer_stays_the_released_cell() -> None:
    assert autograded_notebook.written(f"\n{BLANK} \n", BLANK) == BLANK
    assert autograded_notebook.written(" \n", BLANK) == BLANK


def test_the_notebook_is_written_whole_and_its_cells_are_found_again(tmp_path: Path) -> None:
    made = autograded_notebook.build(autograded_notebook.released(make_course(tmp_path), "knn"), record("1"))
    path = autograded_notebook.place(tmp_path, "1", "knn")

    autograded_notebook.write(path, made)

    assert [one.name for one in path.parent.iterdir()] == ["knn.ipynb"]
    for cell, known in autograded_notebook.cells(made):
        assert autograded_notebook.kept_source(path, known["grade_id"]) == autograded_notebook.source_of(cell)
    assert autograded_notebook.kept_source(path, "no such cell") is None
    assert autograded_notebook.kept_source(tmp_path / "none.ipynb", "intro") is None
