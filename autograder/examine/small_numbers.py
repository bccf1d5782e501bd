"""Find the small numbers that a block adds for safety, as in log(p + 1e-8): what the last digits of a right answer may come of.

Comes in: a student's block, as text. Goes out: in which digit such a number stands, and the line where it is added. A step that is also taken
off, or divided by, as in (f(x + h) - f(x - h)) / (2 * h), is no such number, nor is a bound, a factor or a tolerance.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping

import torch

from autograder.conventions import lines_of
from autograder.model import Block

LARGEST = 1e-4  # what is larger than that was hardly added for safety
_EPS = tuple(torch.finfo(dtype).eps for dtype in (torch.float64, torch.float32))  # what a `.eps` may be
_Names = Mapping[str, tuple[float, ...]]


def added(block: Block) -> Mapping[int, str]:
    """Return the digits behind the point in which a block adds a number, the first line for each; nothing for text that is no Python here."""
    try:
        tree = ast.parse(block.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    names = _named(tree)
    steps = {_key(side) for node in ast.walk(tree) for side in _stepped(node)} - {None}
    lines, found = lines_of(block.source), dict[int, str]()
    for node in ast.walk(tree):
        for side in _summed(node):
            for number in _small(side, names) if _key(side) not in steps else ():
                said = f"a small number is added at your line: {lines[side.lineno - 1].strip()}"
                found.setdefault(-math.floor(math.log10(number)), said)
    return found


def _named(tree: ast.AST) -> _Names:
    """Find the names that are given a small number, once: by an assignment, or as a parameter's default."""
    found: dict[str, tuple[float, ...]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = () if target.id in found else _small(node.value, {})
        elif isinstance(node, ast.arguments) and node.defaults:
            last = [*node.posonlyargs, *node.args][-len(node.defaults) :]
            found |= {one.arg: _small(default, {}) for one, default in zip(last, node.defaults, strict=True)}
    return found


def _small(side: ast.expr, names: _Names) -> tuple[float, ...]:
    """Return what an expression may be, if that is a small number that stands there, or that a name has."""
    if isinstance(side, ast.Name):
        return names.get(side.id, ())
    if isinstance(side, ast.Attribute) and side.attr == "eps":
        return _EPS
    number = side.value if isinstance(side, ast.Constant) else None
    return (number,) if isinstance(number, float) and 0 < number <= LARGEST else ()


def _summed(node: ast.AST) -> tuple[ast.expr, ...]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return node.left, node.right
    return (node.value,) if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) else ()


def _stepped(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what is taken off, and what is divided by, each factor of it."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, (ast.Sub, ast.Div)):
        side = node.right if isinstance(node, ast.BinOp) else node.value
        while isinstance(side, ast.BinOp) and isinstance(side.op, ast.Mult):
            yield side.right
            side = side.left
        yield side


def _key(side: ast.expr) -> str | float | None:
    """Tell by what a number, or a variable, is known again."""
    if isinstance(side, ast.Name):
        return side.id
    return side.value if isinstance(side, ast.Constant) and isinstance(side.value, float) else None
