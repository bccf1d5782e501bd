"""Grade hand-ins of an assignment with the tool that it was written for, by its own commands.

Comes in: the master notebook, with its files beside it, and for each hand-in the text of each cell that students write code in, by the notebooks' stems.
Goes out: the points of each test, by the name that the import gives it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.notebook_file import as_bytes, read_notebook
from benchmarks.usage import CommandFailed, measure
from benchmarks.with_otter import HOME, PYTHON

Texts = Mapping[str, str]
"""One hand-in of a notebook: question → the whole cell."""

CONFIG = "c = get_config()\nc.ExecutePreprocessor.timeout = 60\n"
_NAME = "ps"
_FENCED = re.compile(r"^```otter\n(.*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Graded:
    """How a tool graded some hand-ins."""

    points: Sequence[Mapping[str, float]]  # of each hand-in: test → points
    seconds: float  # by the clock, of the grading command


def by_nbgrader(source: Path, handed_in: Mapping[str, Sequence[Texts]], course: Path) -> Graded:
    """Release, hand in and autograde in a course of nbgrader's, all notebooks of the folder together."""
    shutil.copytree(source.parent, course / "source" / _NAME)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    _nbgrader(course, "generate_assignment")
    students = [f"s{number:02}" for number in range(len(handed_in[source.stem]))]
    for student in students:
        shutil.copytree(course / "release" / _NAME, course / "submitted" / student / _NAME)
    for stem, cells in handed_in.items():
        released = read_notebook(course / "release" / _NAME / f"{stem}.ipynb")
        at = [number for number, cell in enumerate(released["cells"]) if _is_written(cell)]
        for student, texts in zip(students, cells, strict=True):
            path = course / "submitted" / student / _NAME / f"{stem}.ipynb"
            path.write_bytes(as_bytes(_filled(released, at, texts)))
    taken = _nbgrader(course, "autograde")
    points = [dict(one for stem in handed_in for one in _of_gradebook(course, student, stem)) for student in students]
    return Graded(points, taken)


def _nbgrader(course: Path, verb: str) -> float:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader calls alembic by name
    command = [sys.executable, "-W", "ignore", "-m", "nbgrader", verb, _NAME]
    return measure(command, folder=course, log=course / f"{verb}.log", environment={"PATH": path}).wall


def _is_written(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "code" and bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _of_gradebook(course: Path, student: str, notebook: str) -> Iterator[tuple[str, float]]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for grade in book.find_submission_notebook(notebook, _NAME, student).grades:
            yield grade.name, float(grade.auto_score or 0)


# ---------------------------------------------------------------- otter


def by_otter(source: Path, handed_in: Mapping[str, Sequence[Texts]], folder: Path) -> Graded:
    """Let `otter assign` make the students' notebook and the autograder's zip, and grade through otter's API in one process.

    otter assigns a notebook at a time, so there is one.
    """
    (cells,) = handed_in.values()
    folder.mkdir()
    command: list[str | Path] = [PYTHON.with_name("otter"), "assign", source, folder / "dist", "--no-pdfs"]
    measure(command, folder=source.parent, log=folder / "assign.log")
    released = read_notebook(folder / "dist" / "student" / source.name)
    at = _solutions(released, read_notebook(source))
    paths = [folder / f"s{number:02}.ipynb" for number in range(len(cells))]
    first, further = [of[0] for of in at], [number for of in at for number in of[1:]]
    for path, texts in zip(paths, cells, strict=True):
        path.write_bytes(as_bytes(_filled(released, first, texts, empty=further)))
    zipped = next((folder / "dist" / "autograder").glob("*.zip"))
    command = [PYTHON, "-P", HOME / "otter_driver.py", "--each", zipped, *paths]
    taken = measure(command, folder=folder, log=folder / "log").wall
    found = json.loads((folder / "log").read_text(encoding="utf-8").strip().rpartition("\n")[2])
    if lost := [path.stem for path in paths if found[path.stem] is None]:
        raise CommandFailed(f"otter couldn't grade {', '.join(lost)}: {folder}/log")
    return Graded([found[path.stem] for path in paths], taken)


def _solutions(released: Mapping[str, Any], master: Mapping[str, Any]) -> list[list[int]]:
    """Find the cells of the students' notebook that they write in, by their questions: otter keeps the master's order, and adds cells of its own."""
    of_students = [
        number
        for number, cell in enumerate(released["cells"])
        if cell["cell_type"] == "code" and "otter" not in cell["source"] and "grader." not in cell["source"]
    ]
    block, begun, written = "", 0, []  # of each cell: the number of its solution, or 0
    for cell in master["cells"]:
        first = cell["source"].split("\n")[0]
        for mark in [first] if cell["cell_type"] == "raw" else _FENCED.findall(cell["source"]):
            block = mark.removeprefix("# BEGIN ") if mark.startswith("# BEGIN ") else ""
            begun += 1
        if cell["cell_type"] == "code" and block != "TESTS" and not first.startswith("## Ignore"):
            if "# BEGIN PLUGIN" in cell["source"]:
                continue
            begun += block != "SOLUTION"
            written.append(begun if block == "SOLUTION" or "# SOLUTION" in cell["source"] else 0)
    found: dict[int, list[int]] = {}
    for number, solution in zip(of_students, written, strict=True):
        found.setdefault(solution, []).append(number)
    return [found[solution] for solution in sorted(set(found) - {0})]


def _filled(
    released: Mapping[str, Any], at: Sequence[int], texts: Mapping[str, str], empty: Sequence[int] = ()
) -> dict[str, Any]:
    """Write a hand-in's cells into the notebook that students get, in their order; some stay empty, since what belongs there stands in another."""
    cells = [dict(cell) for cell in released["cells"]]
    for number in empty:
        cells[number]["source"] = ""
    for number, text in zip(at, texts.values(), strict=True):
        cells[number]["source"] = text
    return {**released, "cells": cells}
