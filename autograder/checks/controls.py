"""Alter a test that runs beside students' code so that no honest answer passes it: what does pass only pretends to be equal, or greater.

Comes in: a test's text. Goes out: the same text, each time with something altered that it compares with. Where it compares for equality, that is another
literal, and no value is equal to both. A bound becomes a number that nothing lies above or below, since an honest answer may lie far beyond ours.
Of alternatives (`a == 1 or a == 2`) all are altered at once, for an honest answer may be right by another one than ours.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

MOST_CONTROLS = 6

Change = tuple[ast.expr, str]
"""A part of the test, and the text that takes its place."""

_NEITHER = "(1e999 - 1e999)"
"""Not a number: nothing is greater, smaller, equal or close to it; in digits, for a student's code may have names of its own for it."""

_COMPARING = ("equal", "close", "almost", "approx")  # in the names of functions that compare
_BOUNDING = ("greater", "less")
_MAKES_VALUES = frozenset({"array", "tensor", "asarray", "Fraction", "Decimal", "set", "tuple", "list", "complex"})
_TURNED = {ast.Lt: ">", ast.LtE: ">=", ast.Gt: "<", ast.GtE: "<="}


def controls(source: str) -> list[str]:
    """Return the test with something altered that it compares with, or bounds with, for some of them; right code passes none of these."""
    every = list(dict.fromkeys(_altered(source)))
    step = max(1, -(-len(every) // MOST_CONTROLS))
    return every[::step]


def _altered(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    changes = [*_of_literals(tree), *_of_bounds(tree), *_of_containers(tree)]
    done: set[int] = set()
    for node, text in changes:
        among = next((one for one in _alternatives(tree) if _holds(one, node)), None)
        if among is None:
            yield _replaced(source, [(node, text)])
        elif id(among) not in done:
            done.add(id(among))
            yield _replaced(source, _of_alternatives(among, changes))


def _of_literals(tree: ast.AST) -> Iterator[Change]:
    """Alter the literals that something has to be equal or close to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq) for op in node.ops):
            yield from _others((node.left, *node.comparators), close=False)
        elif isinstance(node, ast.Call):
            name = _name_of(node)
            if any(word in name for word in _COMPARING) and not any(word in name for word in _BOUNDING):
                yield from _others(node.args[:2], close="equal" not in name or "almost" in name)


def _others(sides: Sequence[ast.expr], close: bool) -> Iterator[Change]:
    for side in filter(_is_literal, sides):
        literal = next((one for one in ast.walk(side) if isinstance(one, ast.Constant)), None)
        if literal is None:
            continue
        made = any(isinstance(one, ast.Call) for one in ast.walk(side))  # np.array([1], dtype=int) takes whole numbers
        number = isinstance(literal.value, (int, float)) and not isinstance(literal.value, bool)
        other = _NEITHER if close and number and not made else _other(literal.value)
        if other is not None:
            yield literal, other


def _of_bounds(tree: ast.AST) -> Iterator[Change]:
    """Alter the numbers that something has to lie above or below, as in 1 < m < 2; what lies there is asked first, as a subclass of int was."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
                turned = _TURNED.get(type(op))
                if turned and _is_number(left):
                    yield node, f"(({ast.unparse(right)}) {turned} {_NEITHER})"
                if turned and _is_number(right):
                    yield right, _NEITHER
        elif isinstance(node, ast.Call) and any(word in _name_of(node) for word in _BOUNDING):
            yield from ((side, _NEITHER) for side in node.args[:2] if _is_number(side))


def _of_containers(tree: ast.AST) -> Iterator[Change]:
    """Empty the literals that something has to be in, as in word in ("a", "b")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = zip(node.ops, node.comparators, strict=True)
            yield from ((side, "()") for op, side in sides if isinstance(op, ast.In) and _is_literal(side))


# ---------------------------------------------------------------- alternatives


def _alternatives(tree: ast.AST) -> list[ast.BoolOp]:
    """List what is joined by `or`, outer ones first."""
    return [one for one in ast.walk(tree) if isinstance(one, ast.BoolOp) and isinstance(one.op, ast.Or)]


def _of_alternatives(among: ast.BoolOp, changes: Sequence[Change]) -> list[Change]:
    """Alter each alternative; what can't be altered is false."""
    found: list[Change] = []
    for way in among.values:
        inside = [one for one in changes if _holds(way, one[0])]
        found += [one for one in inside if not any(_holds(other, one[0]) for other, _ in inside if other is not one[0])]
        if not inside:
            found.append((way, "False"))
    return list({id(node): (node, text) for node, text in found}.values())


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return any(one is inner for one in ast.walk(outer))


# ---------------------------------------------------------------- parts


def _name_of(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2].lower()


def _is_number(node: ast.expr) -> bool:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        if not isinstance(node, ast.Call) or not node.args:
            return False
        made = ast.unparse(node.func).rpartition(".")[2]
        return made in _MAKES_VALUES and all(map(_is_literal, node.args))  # np.array([1, 2])
    return True


def _other(value: Any) -> str | None:
    if isinstance(value, bool):
        return repr(not value)
    if isinstance(value, (int, float)):
        return repr(value + 7919)
    return repr(f"{value}~") if isinstance(value, str) else None


def _replaced(source: str, changes: Sequence[Change]) -> str:
    for node, text in sorted(changes, key=lambda one: (one[0].lineno, one[0].col_offset), reverse=True):
        lines = source.split("\n")
        start, end = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before = lines[start].encode()[: node.col_offset].decode()
        after = lines[end].encode()[node.end_col_offset :].decode()
        source = "\n".join([*lines[:start], f"{before}{text}{after}", *lines[end + 1 :]])
    return source
