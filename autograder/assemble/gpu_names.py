"""Whether a block asks for a GPU by name: where it is graded there may be none, and the line raises.

Comes in: the text of a block. Goes out: the line that asks, or nothing. It needs Python's own library alone, for the notebook's last cell has it too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_DEVICE = re.compile(r"cuda(?::\d+)?")
_MOST = 60  # characters of a line that are shown


def asked_for(source: str) -> str:
    """Return the first line that asks for a GPU; "" for none, and where the block looks whether there is one."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a command of the notebook, say
        return ""
    if any(isinstance(node, ast.Attribute) and node.attr == "is_available" for node in ast.walk(tree)):
        return ""
    numbers = sorted(_lines(tree))
    if not numbers:
        return ""
    line = source.splitlines()[numbers[0] - 1].strip()
    return line if len(line) <= _MOST else f"{line[:_MOST]}…"


def _lines(tree: ast.AST) -> Iterator[int]:
    compared = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Compare) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cuda":
            yield node.func.end_lineno or node.lineno
        if isinstance(node, ast.Constant) and id(node) not in compared and _DEVICE.fullmatch(str(node.value)):
            yield node.lineno
