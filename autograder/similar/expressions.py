"""A block's text → the shapes of its expressions, which stay as they are when statements are reordered and loops are written otherwise.

A shape says what is computed, not how it is written: `torch.sum(x, dim=1)` and `y.sum(1)` have one shape, `a < b` and `b > a`, `x += e` and
`x = x + e`, a loop that appends and a comprehension. Own names are taken off; numbers, attributes and functions stay.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import re
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.similar.code_tokens import MODULES

LONGEST = 100_000  # characters; the tree of a longer text isn't made
_PARTS = 6  # that a module's name has at most; a chain of a thousand attributes would be gone through a thousand times
SMALLEST = 4  # nodes of an expression that tells something

_COMMUTES = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
_FLIPPED = {ast.Gt: "Lt", ast.GtE: "LtE"}
_SAME = {
    "mm": "MatMult", "matmul": "MatMult", "bmm": "MatMult", "dot": "MatMult",
    "add": "Add", "sub": "Sub", "subtract": "Sub", "mul": "Mult", "multiply": "Mult", "div": "Div", "divide": "Div", "true_divide": "Div",
    "pow": "Pow", "power": "Pow", "view": "reshape", "absolute": "abs", "concat": "cat", "concatenate": "cat", "fabs": "abs",
    "t": "T", "clamp_min": "clamp", "float": "float", "double": "double", "item": "float",
}  # fmt: skip
_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)

_Shape = tuple[int, int]  # hash, nodes


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression's shape, and where it stands in the text."""

    shape: int
    start: int  # characters from the text's beginning
    end: int


def expressions(source: str) -> list[Expression]:
    """List the expressions of a block that are large enough to tell something; none where the text can't be read as Python."""
    tree = _tree(source)
    if tree is None:
        return []
    offsets = _Offsets(source)
    nodes: list[ast.AST] = [tree]
    for node in nodes:  # grows as it goes: parents come before their children
        nodes += ast.iter_child_nodes(node)
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}  # x.sum of x.sum(1) tells nothing more
    shapes: dict[int, _Shape] = {}
    found = []
    for node in reversed(nodes):
        label, parts = _label(node)
        below = [shapes[id(one)] for one in parts if id(one) in shapes]
        keys = [key for key, _ in below]
        if label in _SORTED:
            keys.sort()
        text = f"{label}({','.join(map(str, keys))})"
        shape = zlib.crc32(text.encode("utf-8", "replace")), 1 + sum(size for _, size in below)
        shapes[id(node)] = shape
        if shape[1] >= SMALLEST and isinstance(node, (ast.expr, ast.AugAssign)) and id(node) not in called:
            found.append(Expression(shape[0], *offsets.of(node)))
    return found[::-1]


def _tree(source: str) -> ast.Module | None:
    if len(source) > LONGEST:
        return None
    for text in (source, _MAGIC.sub(lambda line: "#" * len(line.group()), source)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            continue
    return None


_SORTED = frozenset({*(kind.__name__ for kind in _COMMUTES), "Eq", "NotEq"})


def _label(node: ast.AST) -> tuple[str, Sequence[ast.AST]]:
    """Name what a node computes, and of which parts."""
    match node:
        case ast.Name(id=name):
            return (name if hasattr(builtins, name) or name in MODULES else "name"), ()
        case ast.Constant(value=value):
            return _constant(value), ()
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return _constant(-number), ()
        case ast.Subscript(value=ast.Attribute(value=whole, attr="shape"), slice=ast.Constant(value=0)):
            return "len", (whole,)
        case ast.Call(func=ast.Attribute(value=whole, attr="size"), args=[ast.Constant(value=0)]):
            return "len", (whole,)
        case ast.Call():
            return _call(node)
        case ast.Attribute(value=value, attr=attr):
            return _SAME.get(attr, attr), () if _is_module(value) else (value,)
        case ast.BinOp(left=left, op=ast.Pow(), right=right) if _is_two(right):
            return "square", (left,)
        case ast.BinOp(left=left, op=op, right=right):
            return type(op).__name__, (left, right)
        case ast.AugAssign(target=target, op=op, value=value):
            return type(op).__name__, (target, value)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            flipped = _FLIPPED.get(type(op))
            return (flipped, (right, left)) if flipped else (type(op).__name__, (left, right))
        case ast.keyword(value=value):
            return "argument", (value,)
        case ast.BoolOp(op=op, values=values):
            return type(op).__name__, values
        case ast.UnaryOp(op=op, operand=operand):
            return type(op).__name__, (operand,)
    return type(node).__name__, [one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.expr_context)]


def _call(node: ast.Call) -> tuple[str, Sequence[ast.AST]]:
    arguments = (*node.args, *(one.value for one in node.keywords))
    match node.func:
        case ast.Attribute(value=value, attr=attr):
            parts = arguments if _is_module(value) else (value, *arguments)
            label = _SAME.get(attr, attr)
            if label == "square" or (label == "Pow" and len(parts) == 2 and _is_two(parts[1])):
                return "square", parts[:1]
            return label, parts
        case ast.Name(id=name):
            return (name if hasattr(builtins, name) else "call"), arguments
    return "call", (node.func, *arguments)


def _is_module(node: ast.AST) -> bool:
    """Tell whether it is a library or a part of one, `torch.nn.functional`."""
    for _ in range(_PARTS):
        if isinstance(node, ast.Attribute):
            node = node.value
    return isinstance(node, ast.Name) and node.id in MODULES


def _is_two(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 2


def _constant(value: object) -> str:
    if isinstance(value, bool) or value is None or value is ...:
        return repr(value)
    if isinstance(value, (int, float)):
        try:
            return repr(float(value))
        except OverflowError:
            return "number"
    return type(value).__name__


class _Offsets:
    """Turns the parser's lines and bytes into characters from the text's beginning."""

    def __init__(self, source: str) -> None:
        self._lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)
        self._begins = list(itertools.accumulate(map(len, self._lines), initial=0))
        self._of_bytes: dict[int, list[int]] = {}

    def of(self, node: ast.expr | ast.AugAssign) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno or 0, node.end_col_offset or 0)

    def _at(self, line: int, column: int) -> int:
        if not 0 < line <= len(self._lines):
            return self._begins[-1]
        text = self._lines[line - 1]
        if not text.isascii():
            column = self._characters(line, text)[min(column, len(self._of_bytes[line]) - 1)]
        return self._begins[line - 1] + min(column, len(text))

    def _characters(self, line: int, text: str) -> list[int]:
        """Say for each byte of a line which character it is of; made once a line, for one line may hold a whole text."""
        if line not in self._of_bytes:
            sizes = (len(char.encode("utf-8", "replace")) for char in text)
            each = [number for number, size in enumerate(sizes) for _ in range(size)]
            self._of_bytes[line] = [*each, len(text)]
        return self._of_bytes[line]
