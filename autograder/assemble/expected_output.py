"""Tell from a cell's text whether running it surely leaves an output; the notebook's last cell has the same rule for its own line on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache

from autograder.assemble.source_text import parse, without_magics

_SHOWING = ("print", "display", "show")
_BODIES = (ast.For, ast.With)

LEAVES_OUTPUT = "leaves-output"
"""A tag of cells of ours whose text isn't at hand, such as those that the notebook's last cell knows."""


@lru_cache(maxsize=1_000)  # asked of the release's cells, for every notebook again
def surely_shows(source: str, kind: str = "code") -> bool:
    """Say whether the cell prints or shows something whenever it runs to its end; when in doubt, no."""
    first = source.lstrip()
    if first.startswith("%%") and not first.startswith("%%time"):
        return False  # %%capture keeps it, and what others make of a cell isn't known
    tree, _ = parse(without_magics(source)) if kind == "code" else (None, None)
    return tree is not None and any(_shows(statement) for statement in _always(tree.body))


def _always(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Walk the statements that are always run: not those of functions and branches."""
    for statement in body:
        yield statement
        if isinstance(statement, _BODIES):
            yield from _always(statement.body)


def _shows(statement: ast.stmt) -> bool:
    """Say whether the statement is a call of print, display or plt.show, and not one that writes to a file."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    if any(keyword.arg in ("file", None) for keyword in statement.value.keywords):
        return False
    called = statement.value.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return name in _SHOWING
