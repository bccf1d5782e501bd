"""Master notebooks of other tools, as their authors write them: the cells that they are made of.

`rainfall`, `letters` (two notebooks) and `dice` are assignments of a course in nbgrader's format, `loans`, `means` and `weather` in otter's; together
they use all that the formats have for what is graded, and their hand-ins have points that both tools tell. Tests import them, and same_points grades
them with both tools.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Cell = dict[str, Any]
Answers = Mapping[str, Mapping[str, tuple[str, ...]]]
"""What each of the hand-ins writes: question → the text of each of its blocks. What it doesn't name is the author's solution."""


@dataclass(frozen=True, slots=True)
class ForeignAssignment:
    """One assignment of another tool's, and hand-ins."""

    name: str
    tool: str  # "nbgrader" or "otter"
    cells: Sequence[Cell]
    answers: Answers
    files: Mapping[str, str] = field(default_factory=dict)  # beside the notebook, or below: their names and texts
    more: Mapping[str, Sequence[Cell]] = field(default_factory=dict)  # the folder's other notebooks, by their stems
    tools_own: Mapping[str, str] = field(default_factory=dict)  # files beside it that only its tool reads

    @property
    def imported_as(self) -> dict[str, str]:
        """Name the assignments that the folder becomes here, by their notebooks' stems."""
        stems = (self.name, *self.more)
        return {stem: f"{self.name}_{stem}" for stem in stems} if self.more else {self.name: self.name}

    def write(self, folder: Path) -> Path:
        """Write the notebooks and their files; returns the path of the first notebook."""
        for name, text in {**self.files, **self.tools_own}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        for stem, cells in self.more.items():
            write(folder / f"{stem}.ipynb", cells)
        return write(folder / f"{self.name}.ipynb", self.cells)


def write(path: Path, cells: Sequence[Cell]) -> Path:
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    content = {"cells": list(cells), "metadata": kernel, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


# ---------------------------------------------------------------- nbgrader


def cell(kind: str, source: str, **grader: Any) -> Cell:
    """Make a cell; what is said beside its text is nbgrader's."""
    metadata: dict[str, Any] = {}
    if grader:
        defaults = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
        metadata["nbgrader"] = {**defaults, **grader}
    made: Cell = {"cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def solution(name: str, source: str) -> Cell:
    """Make one of nbgrader's autograded cells."""
    return cell("code", source, grade_id=name, solution=True)


def test(name: str, points: float, source: str) -> Cell:
    """Make one of nbgrader's tests."""
    return cell("code", source, grade_id=name, grade=True, locked=True, points=points)


def by_hand(kind: str, name: str, points: float, source: str) -> Cell:
    """Make an answer of nbgrader's that a person marks, in words or in code."""
    return cell(kind, source, grade_id=name, grade=True, solution=True, points=points)


# ---------------------------------------------------------------- otter


def raw(text: str) -> Cell:
    """Make one of otter's boundary cells."""
    return cell("raw", text)


def shown(source: str, text: str) -> Cell:
    """Make a test of otter's with the value that it must have."""
    result = {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": 1}
    return {**cell("code", source), "outputs": [result], "execution_count": 1}


def printed(source: str, text: str) -> Cell:
    """Make a test of otter's with the text that it must print."""
    return {
        **cell("code", source),
        "outputs": [{"output_type": "stream", "name": "stdout", "text": text}],
        "execution_count": 1,
    }


def question(name: str, *cells: Cell, config: str = "", tests: Sequence[Cell] = ()) -> list[Cell]:
    """Make a question of otter's: its solution's cells, then its tests."""
    opening = [raw(f"# BEGIN QUESTION\nname: {name}\n{config}"), cell("markdown", f"**{name}.** What to do.")]
    solved = [raw("# BEGIN SOLUTION"), *cells, raw("# END SOLUTION")]
    tested = [raw("# BEGIN TESTS"), *tests, raw("# END TESTS")] if tests else []
    return [*opening, *solved, *tested, raw("# END QUESTION")]
