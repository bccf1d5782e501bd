"""Our own notebooks are written the one way, and read with what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import notebook_file
from autograder.errors import AssignmentBroken

CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x = 1\ny", "outputs": []}
NOTEBOOK = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = notebook_file.source_path("tiny", tmp_path)

    assert notebook_file.write_if_changed(path, notebook_file.as_bytes(NOTEBOOK))
    assert not notebook_file.write_if_changed(path, notebook_file.as_bytes(NOTEBOOK))
    assert notebook_file.read_notebook(path) == NOTEBOOK


def test_a_run_is_no_change_of_cells_and_an_edit_is_one() -> None:
    digest = notebook_file.digest_of_cells([CELL])

    assert notebook_file.digest_of_cells([{**CELL, "outputs": ["1"], "source": ["x = 1\n", "y"]}]) == digest
    assert notebook_file.digest_of_cells([{**CELL, "source": "x = 2"}]) != digest


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "source/tiny/tiny.ipynb is missing"), ("[]", "isn't a notebook"), ("{", "isn't a notebook")],
)
def test_a_missing_or_damaged_notebook_is_said(tmp_path: Path, text: str | None, said: str) -> None:
    path = notebook_file.source_path("tiny", tmp_path)
    if text is not None:
        path.parent.mkdir(parents=True)
        path.write_text(text)

    with pytest.raises(AssignmentBroken, match=said):
        notebook_file.read_notebook(path)


def test_a_cell_is_a_block_a_written_answer_or_neither() -> None:
    block = {**CELL, "metadata": {"nbgrader": {"grade_id": "f_solution", "solution": True}}}
    answer = {
        **block,
        "cell_type": "markdown",
        "metadata": {"nbgrader": {"grade_id": "q", "solution": True, "grade": True}},
    }

    assert (notebook_file.is_block(block), notebook_file.is_written(block), notebook_file.question_of(block)) == (
        True,
        False,
        "f",
    )
    assert (notebook_file.is_block(answer), notebook_file.is_written(answer), notebook_file.grade_id(answer)) == (
        False,
        True,
        "q",
    )
    assert not notebook_file.is_block(CELL)
