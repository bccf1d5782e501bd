"""The notebook that the other tools grade: as lean as can be, with the same students' functions in it.

One set-up cell with the imports that the functions need, the solution cells, and the tests. Nothing explores, plots or trains, matplotlib
isn't imported, and the notebook is small: all in favour of tools that run it from top to bottom.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assemble import blocks
from autograder.authoring import submissions
from autograder.authoring.notebook_file import as_bytes
from autograder.conventions import question_of_cell, solution_cell
from autograder.intake.ipynb import Json
from benchmarks import asserts
from benchmarks.handins import NAME, Handin, Texts

SETUP = "import math\n\nimport numpy as np\nimport torch"


def solution_cells(root: Path, texts: Texts) -> dict[str, str]:
    """Return the solution cells by question, with a student's blocks in them; blocks that aren't there stay blank."""
    blank = {
        _question(cell): cell["source"]
        for cell in submissions.released_notebook(NAME, root)["cells"]
        if _is_solution(cell)
    }
    return {
        question: blocks.fill(source, list(texts[question])) if question in texts else source
        for question, source in blank.items()
    }


def notebook(cells: Mapping[str, str], *, graded: bool, hidden: bool = False) -> bytes:
    """Make a notebook of solution cells; graded: with nbgrader's metadata, and a test cell after each question, whose asserts may be hidden."""
    made = [_cell("setup", SETUP)]
    for question, source in cells.items():
        grade_id = solution_cell(question)
        made.append(_cell(grade_id, source, _metadata(grade_id, solution=True) if graded else None))
        if graded:
            asked = _hidden(question) if hidden else ""
            test = _metadata(question, grade=True, points=asserts.ASKED[question][0])
            made.append(_cell(question, f"assert callable({question}){asked}", test))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return as_bytes({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def whole(made: Mapping[str, Any]) -> bytes:
    """Take a notebook of the course as it is, with the hidden asserts added to its test cells."""
    notebook: Json = copy.deepcopy(dict(made))
    for cell in notebook["cells"]:
        question = str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
        if question in asserts.ASKED and cell["cell_type"] == "code":
            cell["source"] += _hidden(question)
    return as_bytes(notebook)


def handed_in(root: Path, one: Handin) -> bytes:
    """Fill in the released notebook as a student does."""
    return as_bytes(submissions.fill(submissions.released_notebook(NAME, root), one.texts, fields=one.fields))


def _hidden(question: str) -> str:
    return f"\n### BEGIN HIDDEN TESTS\n{asserts.text_of(question)}\n### END HIDDEN TESTS"


def _cell(name: str, source: str, nbgrader: Json | None = None) -> Json:
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    cell: Json = {"cell_type": "code", "id": name, "metadata": metadata, "source": source}
    return cell | {"outputs": [], "execution_count": None}


def _metadata(grade_id: str, *, solution: bool = False, grade: bool = False, points: int | None = None) -> Json:
    made = {"grade_id": grade_id, "solution": solution, "grade": grade, "locked": grade, "task": False}
    return made | {"schema_version": 3} | ({"points": points} if grade else {})


def _is_solution(cell: Json) -> bool:
    return cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution") is True


def _question(cell: Json) -> str:
    return question_of_cell(str(cell["metadata"]["nbgrader"]["grade_id"]))
