"""What an author can get wrong in a master copy; each one sentence that names file and line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from autograder.assemble import blocks
from autograder.authoring.master import Master, TextCell, given_id, where
from autograder.conventions import BEGIN_SOLUTION, END_SOLUTION, defined_names, lines_of
from autograder.course import beside
from autograder.errors import AssignmentBroken, nearest

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check_ids(cells: Sequence[TextCell], path: Path) -> None:
    seen: dict[str, TextCell] = {}
    for cell in cells:
        name = given_id(cell)
        if name is None:
            continue
        if not _ID.fullmatch(name):
            fix = "Use up to 64 letters, digits, _ and -."
            raise AssignmentBroken(found=f"{where(path, cell)}: '{name}' can't be a cell's id", fix=fix)
        if name in seen:
            fix = "Give every question and cell an id of its own."
            raise AssignmentBroken(
                found=f"{where(path, cell)}: the id '{name}' is taken already by the cell of line {seen[name].line}",
                fix=fix,
            )
        seen[name] = cell


def check_solution(cell: TextCell, source: str, path: Path, *, whole: bool = False) -> None:
    """Demand whole blocks, in solution cells only, inside the function or class that the cell is named for.

    whole: what the cell leaves is the answer, since plain asserts ask for it, so its blocks may stand anywhere in it.
    """
    open_at = 0
    marks = 0
    for number, line in enumerate(lines_of(source), start=1):
        if BEGIN_SOLUTION in line:
            if open_at:
                raise AssignmentBroken(
                    found=f"{where(path, cell, number)}: BEGIN SOLUTION inside a solution",
                    fix="Write END SOLUTION first.",
                )
            open_at, marks = number, marks + 1
        elif END_SOLUTION in line:
            if not open_at:
                raise AssignmentBroken(
                    found=f"{where(path, cell, number)}: END SOLUTION without BEGIN SOLUTION", fix="Add it."
                )
            open_at = 0
    if open_at:
        raise AssignmentBroken(
            found=f"{where(path, cell, open_at)}: BEGIN SOLUTION without END SOLUTION", fix="Close the block."
        )
    if marks and "solution" not in cell.options:
        fix = 'Write `# %% solution="function_name"` above the cell.'
        raise AssignmentBroken(found=f"{where(path, cell)}: a solution in a cell that isn't a solution cell", fix=fix)
    if "solution" not in cell.options:
        return
    name = str(cell.options["solution"])
    if not marks:
        fix = "Put ### BEGIN SOLUTION and ### END SOLUTION around what students write."
        raise AssignmentBroken(found=f"{where(path, cell)}: the solution of '{name}' has no block", fix=fix)
    around = {region.name.split(".")[0] for region in blocks.locate(source)}
    if around != {name} and not (whole and name not in defined_names(source)):
        fix = "Hold just that one function or class in the cell, with its blocks inside."
        raise AssignmentBroken(
            found=f"{where(path, cell)}: the block isn't inside a function or class '{name}'", fix=fix
        )


def check_pairs(cells: Sequence[TextCell], path: Path) -> None:
    """Demand a test cell for every solution, and a solution for every test."""
    for one, other, missing in (("solution", "test", "test cell"), ("test", "solution", "solution cell")):
        names = {cell.options.get(other) for cell in cells}
        for cell in cells:
            if one in cell.options and cell.options[one] not in names:
                fix = f'Write one: `# %% {other}="{cell.options[one]}"`.'
                raise AssignmentBroken(found=f"{where(path, cell)}: '{cell.options[one]}' has no {missing}", fix=fix)


def check_beside(master: Master, path: Path) -> None:
    """Demand a question for every check and answer that stands beside one."""
    known = [str(cell.options["solution"]) for cell in master.built if "solution" in cell.options]
    for cell in (cell for cell in master.cells if cell.is_beside):
        role = next(role for role in beside.ROLES if role in cell.options)
        question = str(cell.options[role])
        if question not in known:
            near = nearest(question, known)
            fix = f"Did you mean {near}?" if near else f'Write one: `# %% solution="{question}"`.'
            raise AssignmentBroken(
                found=f"{where(path, cell)}: {role}= names an unknown question '{question}'", fix=fix
            )
