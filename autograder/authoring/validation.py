"""What an author can get wrong in a master copy; each one sentence that names file and line."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from autograder.assemble import blocks
from autograder.assemble.source_text import without_magics
from autograder.authoring.master import WHOLE_CELL, Master, TextCell, given_id, where
from autograder.conventions import BEGIN_SOLUTION, END_SOLUTION, is_whole_cell, lines_of
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


def check_syntax(cell: TextCell, source: str, path: Path) -> None:
    """Demand Python in a cell that is graded or set-up, commands of the notebook aside; what it includes is named as that."""
    if cell.kind != "code" or not (cell.question or {"test", "answer"} & {*cell.options} or "setup" in cell.tags):
        return
    try:
        compile(without_magics(source), str(path), "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        whose = "" if source == cell.source else "in it or in what it includes, "
        place = where(path, cell, 0 if whose else error.lineno or 0)
        raise AssignmentBroken(found=f"{place}: {whose}{error.msg}", fix="Correct it.") from None


def check_solution(cell: TextCell, source: str, path: Path, *, anywhere: bool = False) -> None:
    """Demand whole blocks, in solution cells only, inside the function or class that the cell is named for.

    anywhere: the blocks of a whole cell may stand in its functions as well, since plain asserts ask for what it leaves.
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
    by_hand = cell.kind == "code" and "answer" in cell.options
    if by_hand and not marks:
        fix = "Put ### BEGIN SOLUTION and ### END SOLUTION around what students write; answers in words belong on a # %% [markdown] cell."
        raise AssignmentBroken(found=f"{where(path, cell)}: '{cell.options['answer']}' has no block", fix=fix)
    if marks and "solution" not in cell.options and not by_hand:
        fix = 'Write `# %% solution="function_name"` above the cell.'
        raise AssignmentBroken(found=f"{where(path, cell)}: a solution in a cell that isn't a solution cell", fix=fix)
    if "solution" not in cell.options:
        return
    name = cell.question
    if not marks:
        fix = "Put ### BEGIN SOLUTION and ### END SOLUTION around what students write."
        raise AssignmentBroken(found=f"{where(path, cell)}: the solution of '{name}' has no block", fix=fix)
    around = {region.name.split(".")[0] for region in blocks.locate(source)}
    if cell.options["solution"] == WHOLE_CELL and around != {WHOLE_CELL}:
        _check_whole_cell(cell, source, around, path, anywhere=anywhere)
    elif name not in around or "" in around:
        fix = "Name the cell after a function or class that it defines, with all of its blocks inside of such."
        raise AssignmentBroken(
            found=f"{where(path, cell)}: the block isn't inside a function or class '{name}'", fix=fix
        )


def _check_whole_cell(cell: TextCell, source: str, around: set[str], path: Path, *, anywhere: bool) -> None:
    """Demand the blocks of a question that is a whole cell at the cell's left edge."""
    if around != {""} and not anywhere:
        raise AssignmentBroken(
            found=f"{where(path, cell)}: the block of '{cell.question}' lies in a function or class",
            fix="Put ### BEGIN SOLUTION and ### END SOLUTION at the left edge of the cell, or name the function in solution=.",
        )
    if not is_whole_cell(cell.question, source):
        raise AssignmentBroken(
            found=f"{where(path, cell)}: the cell defines '{cell.question}', which is the question's own name",
            fix="Give the cell another id.",
        )


def check_pairs(cells: Sequence[TextCell], path: Path, in_files: Collection[str] = ()) -> None:
    """Demand a test cell for every solution, and a solution for every test; in_files: questions whose solutions stand in Python files."""
    for one, other, missing in (("solution", "test", "test cell"), ("test", "solution", "solution cell")):
        names = {_question(cell, other) for cell in cells} | {*in_files}
        for cell in cells:
            if (question := _question(cell, one)) and question not in names:
                fix = f'Write one: `# %% {other}="{question}"`.'
                raise AssignmentBroken(found=f"{where(path, cell)}: '{question}' has no {missing}", fix=fix)


def _question(cell: TextCell, role: str) -> str:
    return cell.question if role == "solution" else str(cell.options.get(role, ""))


def check_beside(master: Master, path: Path, in_files: Collection[str] = ()) -> None:
    """Demand a question for every check and answer that stands beside one."""
    known = [*(cell.question for cell in master.built if cell.question), *in_files]
    for cell in (cell for cell in master.cells if cell.is_beside):
        role = next(role for role in beside.ROLES if role in cell.options)
        question = str(cell.options[role])
        if question not in known:
            near = nearest(question, known)
            fix = f"Did you mean {near}?" if near else f'Write one: `# %% solution="{question}"`.'
            raise AssignmentBroken(
                found=f"{where(path, cell)}: {role}= names an unknown question '{question}'", fix=fix
            )
