"""Which names a cell binds, imports and needs, by its text alone; and what a cell that is graded needs and no such cell gives.

Comes in: texts of cells, of which lines for IPython are no part. Goes out: names. An answer never errs by naming too many: a name that is bound
anywhere in a text isn't needed by it.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from autograder.assemble.source_text import without_magics
from autograder.authoring.master import TextCell, where
from autograder.course.answers import bound_names
from autograder.errors import AssignmentBroken


def free_names(source: str) -> set[str]:
    """List names that a text uses and doesn't bind."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    stored = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    stored |= {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)}
    stored |= {one.name for one in ast.walk(tree) if isinstance(one, ast.ExceptHandler) and one.name}
    used = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    return used - stored - bound_names_of(source) - imported(tree) - set(vars(builtins))


def bound_names_of(source: str) -> set[str]:
    """List what a cell binds; none where it isn't Python."""
    try:
        return bound_names(without_magics(source))
    except SyntaxError:
        return set()


def imported(tree: ast.AST) -> set[str]:
    """List the names that imports bind."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {(one.asname or one.name).split(".")[0] for node in nodes for one in node.names}


def check_given(cells: Sequence[tuple[TextCell, str]], questions: Collection[str], path: Path) -> None:
    """Demand that what these questions' cells need isn't given alone by cells that don't run in grading; raises AssignmentBroken."""
    graded = [(cell, source) for cell, source in cells if cell.question or "setup" in cell.tags]
    given = {name for _, source in graded for name in _given(source)}
    others = {
        name: cell
        for cell, source in reversed(cells)
        if cell.kind == "code" and (cell, source) not in graded
        for name in _given(source)
    }
    for cell, source in (one for one in graded if one[0].question in questions):
        for name in sorted(free_names(without_magics(source)) - given):
            if name in others:
                raise AssignmentBroken(
                    found=f"{where(path, cell)}: '{cell.question}' needs '{name}', which only the cell of line {others[name].line} gives, and that one doesn't run in grading",
                    fix='Write tags=["setup"] on that cell, or give the name in the cell that needs it.',
                )


@lru_cache(maxsize=512)  # of an assignment that is built again most cells are as they were
def _given(source: str) -> frozenset[str]:
    try:
        return frozenset(bound_names_of(source) | imported(ast.parse(without_magics(source))))
    except SyntaxError:
        return frozenset()
