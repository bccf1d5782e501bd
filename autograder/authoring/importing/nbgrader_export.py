"""Turn an assignment back into a source notebook of nbgrader's, so that nobody is locked in.

Comes in: an assignment, built. Goes out: the notebook, and one sentence for each thing that nbgrader can't hold. Plain asserts go as they stand, with
their hidden parts. Of other checks one drawing of the inputs goes as hidden tests, with what the reference answers; counted work, other devices and
the words of feedback don't.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from autograder.authoring import includes
from autograder.authoring.before_you_start import LINE
from autograder.authoring.master import TextCell, cell_ids, read_master
from autograder.authoring.notebook_file import as_bytes
from autograder.checks.beside import FUNCTION
from autograder.checks.check_cells import VARIABLE
from autograder.conventions import BEGIN_HIDDEN, END_HIDDEN, shown
from autograder.conventions.plurals import counted
from autograder.course import assignment, beside, settings
from autograder.examine.test_plan import TestPlan, draw_test_plan
from autograder.model import Assignment, CaseKind, Check
from autograder.results import atomic

_SEED = 1
_LONGEST = 4000  # letters of a value that is written into a test
_TOLERANCE = "rtol=1e-5, atol=1e-8"


@dataclass(frozen=True, slots=True)
class ExportedSource:
    """The notebook that was written, and what isn't in it."""

    path: Path
    points: float
    left_out: tuple[str, ...]


def export(name: str, root: Path, out: Path) -> ExportedSource:
    """Write NAME.ipynb as nbgrader has it in source/; raises what loading the assignment raises."""
    loaded, folder = assignment.load(name, root), settings.find(name, root)
    master = read_master(folder / "notebook.py")
    asserts = [cell for cell in beside.cells(folder) if cell.role == beside.ASSERTS]
    doubled = {shown(cell.source).strip() for cell in asserts}
    plan = draw_test_plan(loaded, _SEED)
    cells: list[dict[str, Any]] = []
    left_out: list[str] = []
    for cell, cell_id in zip(master.built, cell_ids(master.built), strict=True):
        source, _ = includes.expanded(cell, folder.parent, folder / "notebook.py")
        if {"fields", "submit"} & set(cell.tags) or LINE in cell.source.split("\n"):
            continue
        if "test" in cell.options:
            question = str(cell.options["test"])
            mine = [one for one in asserts if one.question == question and one.options["points"]]
            cells += [_test(str(one.options["name"]), one.options["points"], one.source.strip("\n")) for one in mine]
            visible = source if not mine else ""
            cells += list(_of_checks(question, visible, loaded, plan, left_out))
        elif cell.kind != "code" or cell.options or source.strip() not in doubled:
            cells.append(_plain(cell, cell_id, source))
    left_out.append("the student's details, the hand-in and the rules of this kit: nbgrader has its own")
    path = out / "nbgrader-source" / f"{name}.ipynb"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
    atomic.write(path, as_bytes(content))
    points = sum(one["metadata"].get("nbgrader", {}).get("points", 0) for one in cells)
    return ExportedSource(path, points, tuple(left_out))


# ---------------------------------------------------------------- cells


def _plain(cell: TextCell, cell_id: str, source: str) -> dict[str, Any]:
    if "solution" in cell.options:
        return _cell("code", source, grade_id=cell_id, solution=True)
    if "answer" in cell.options:
        points = cell.options["points"]
        return _cell(cell.kind, source, grade_id=cell_id, solution=True, grade=True, points=points)
    return _cell(cell.kind, source, **({"grade_id": cell_id, "locked": True} if "setup" in cell.tags else {}))


def _test(name: str, points: Any, source: str) -> dict[str, Any]:
    return _cell("code", source, grade_id=name, grade=True, locked=True, points=points)


def _cell(kind: str, source: str, **grader: Any) -> dict[str, Any]:
    defaults = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    metadata = {"nbgrader": {**defaults, **grader}} if grader else {}
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _of_checks(
    question: str, visible: str, loaded: Assignment, plan: TestPlan, left_out: list[str]
) -> Iterator[dict[str, Any]]:
    """Write the checks of a question that aren't plain asserts as hidden tests."""
    checks = next(one.checks for one in loaded.questions if one.id == question)
    said = visible
    for check in (one for one in checks if one.driver not in ("asserts_", "beside_")):
        body = _asserted(check, plan)
        if body is None:
            left_out.append(
                f"{question}.{check.name} ({counted(check.points, 'point')}): it can't be written as a test of nbgrader's"
            )
            continue
        hidden = "\n".join([f"### {BEGIN_HIDDEN}", *body, f"### {END_HIDDEN}"])
        yield _test(f"{question}-{check.name}", check.points, f"{said}\n{hidden}".strip("\n"))
        said = ""
    if said.strip():
        yield _cell("code", said)


def _asserted(check: Check, plan: TestPlan) -> list[str] | None:
    """Write a check as lines of a test; None where it asks what asserts can't, or its values are too long."""
    if check.kind is not CaseKind.VALUE or check.driver not in (None, "raises_", "prints_", "leaves_"):
        return None
    lines = ["import contextlib, io", "import torch"]
    for one in plan.of(check):
        inputs = {
            name: _handed(value, check.library)
            for name, value in one.inputs.items()
            if name not in (FUNCTION, VARIABLE)
        }
        expected = plan.expected(one)
        call = f"{check.asks}({', '.join(f'{name}={value}' for name, value in inputs.items())})"
        if check.driver == "leaves_":
            if inputs:
                return None  # a cell that runs again on other values
            expected, call = expected.get("left"), str(one.inputs[VARIABLE])
        right = _written(expected)
        if right is None or None in inputs.values():
            return None
        if check.driver == "raises_":
            error = expected[0]
            lines += [
                "try:",
                f"    {call}",
                f"except {error}:",
                "    pass",
                "else:",
                f"    raise AssertionError({error!r})",
            ]
        elif check.driver == "prints_":
            lines += ["with contextlib.redirect_stdout(io.StringIO()) as printed:", f"    {call}"]
            lines.append(f"assert printed.getvalue().strip() == {right}.strip()")
        elif isinstance(expected, torch.Tensor) and expected.is_floating_point():
            lines.append(f"assert torch.allclose(torch.as_tensor({call}).double(), {right}.double(), {_TOLERANCE})")
        elif isinstance(expected, torch.Tensor):
            lines.append(f"assert torch.equal(torch.as_tensor({call}), {right})")
        elif isinstance(expected, float):
            lines.append(f"assert abs({call} - {right}) <= 1e-6 * max(1, abs({right}))")
        elif _has_tensor(expected):
            return None
        else:
            lines.append(f"assert {call} == {right}")
    return lines


def _has_tensor(value: Any) -> bool:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return isinstance(value, torch.Tensor) or any(map(_has_tensor, held))


def _handed(value: Any, library: str) -> str | None:
    """Write an input; an array of NumPy's where students are given these."""
    text = _written(value)
    return f"{text}.numpy()" if text and isinstance(value, torch.Tensor) and library == "numpy" else text


def _written(value: Any) -> str | None:
    """Write a value as an author would; None where that is too long, or no literal."""
    if isinstance(value, torch.Tensor):
        text = f"torch.tensor({value.tolist()!r}, dtype={value.dtype})"
    elif isinstance(value, (list, tuple)):
        parts = [_written(item) for item in value]
        if None in parts:
            return None
        inside = ", ".join(map(str, parts))
        text = f"[{inside}]" if isinstance(value, list) else f"({inside},)"
    elif value is None or isinstance(value, (bool, int, float, str)):
        text = repr(value)
    else:
        return None
    return text if len(text) <= _LONGEST and "nan" not in text and "inf" not in text else None
