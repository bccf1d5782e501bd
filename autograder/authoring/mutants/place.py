"""A node of a solution's syntax tree with what it lies in, and a change of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

Placed = ast.expr | ast.stmt


SAYS_MOST = (
    "epsilon",
    "default",
    "keepdims",
    "axis",
    "method",
    "index",
    "operand",
    "operator",
    "constant",
    "comparison",
    "condition",
    "dtype",
    "device",
    "copy",
    "result",
    "argument",
    "loop",
    "statement",
    "name",
)
"""Kinds of change, by how much they say about what was done: of two that lead to the same, the first names it."""


def rank(kind: str) -> int:
    """Return a kind's place among them."""
    return SAYS_MOST.index(kind)


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A text in place of a node's."""

    kind: str
    node: Placed
    text: str
    sentence: str = ""  # what feedback calls it


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A node where a change may be made."""

    node: Placed
    above: tuple[ast.AST, ...]  # what it lies in, outermost first
    source: str

    @property
    def parent(self) -> ast.AST:
        """What it lies in."""
        return self.above[-1]

    @property
    def function(self) -> ast.FunctionDef | None:
        """The function that it belongs to."""
        return next((node for node in reversed(self.above) if isinstance(node, ast.FunctionDef)), None)

    def instead(self, kind: str, text: str | ast.expr, sentence: str = "") -> CodeChange:
        """Put a text, or another expression, in its place."""
        if isinstance(text, ast.expr):
            text = ast.unparse(text) if self._stands_alone or _is_atom(text) else f"({ast.unparse(text)})"
        return CodeChange(kind, self.node, text, sentence)

    @property
    def _stands_alone(self) -> bool:
        """Whether any expression may stand here without parentheses."""
        parent = self.parent
        if isinstance(parent, ast.Call):
            return self.node is not parent.func
        if isinstance(parent, ast.Assign):
            return True
        return isinstance(parent, (ast.Return, ast.Expr, ast.keyword, ast.AugAssign, ast.If, ast.List))

    def text_of(self, node: ast.AST) -> str:
        """Return a node's own text."""
        return ast.get_source_segment(self.source, node) or ast.unparse(node)


def _is_atom(node: ast.expr) -> bool:
    return isinstance(
        node, (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.List, ast.Dict, ast.Tuple)
    )


def call(function: str, *arguments: ast.expr) -> ast.Call:
    """Make a call of a function that is named."""
    return ast.Call(ast.parse(function, mode="eval").body, list(arguments), [])


def names_before(place: CodePlace) -> Sequence[str]:
    """List the function's parameters, and the names that it has given something by then, in order."""
    function = place.function
    if function is None:
        return ()
    found = dict.fromkeys(one.arg for one in function.args.args if one.arg != "self")
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno < place.node.lineno:
            found.setdefault(node.id)
    return tuple(found)
