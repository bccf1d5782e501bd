"""Tell whether a line raised because something isn't written there: a `raise` or an `assert` that was meant, or a name that stands for nothing.

Comes in: a student's block, the line where it raised, the exception's type. What such a line ends isn't one mistake, but all that wasn't
written. A name that is written somewhere else, nearly so in the block, or that a library has, is a slip, which is one mistake.
"""

from __future__ import annotations

import ast
import builtins
import collections
import functools
import itertools
import math
import sys
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import torch

from autograder.conventions import lines_of
from autograder.errors import nearest
from autograder.model import Assignment, Block

ALIKE = 0.75  # of two names, for one to be the other misspelt; a letter left out of five makes 0.89
SHORT = 2  # letters: what isn't written yet has a longer name

_BUILTINS = frozenset(dir(builtins))
_MODULES = sys.stdlib_module_names | {"np", "numpy", "torch", "nn", "F", "plt", "pd", "scipy", "sklearn"}
_OWN = torch, torch.nn, np, math, collections, itertools, functools  # whose names are called without them by a slip
_UNREADABLE = SyntaxError, ValueError, RecursionError, MemoryError  # a command of the notebook in our part of the cell


def raised_there(block: Block, line: int, error: str, assignment: Assignment) -> bool:
    """Tell whether it wasn't written what raised at a line, from 1, of the block's cell."""
    nodes = _nodes(block.source)
    if nodes is None:  # what can still be told by the line alone
        return lines_of(block.source)[line - 1].strip().startswith(("raise", "assert"))
    if any(_ends_it(node, line, error, block.source) for node in nodes):
        return True
    names = (
        [node.id for node in nodes if isinstance(node, ast.Name) and node.lineno == line]
        if error == "NameError"
        else []
    )
    names = [name for name in dict.fromkeys(names) if name not in _BUILTINS | _bound(block.source) | _given(assignment)]
    return bool(names) and not any(_is_slip(name, block, assignment) for name in names)


# ---------------------------------------------------------------- on purpose


def _ends_it(node: ast.AST, line: int, error: str, source: str) -> bool:
    """Tell whether a statement ends a program on purpose at a line; where other code stands before it there, by the exception's type too."""
    if not isinstance(node, ast.stmt) or not node.lineno <= line <= (node.end_lineno or node.lineno):
        return False
    if isinstance(node, (ast.Raise, ast.Assert)):
        before = lines_of(source)[node.lineno - 1].encode()[: node.col_offset]
        named = _exception(node)
        return line > node.lineno or not before.strip() or named in {None, error}
    simple = not isinstance(getattr(node, "body", None), list)
    return simple and error == "NotImplementedError" and any(_is_named(part, error) for part in ast.walk(node))


def _exception(node: ast.Raise | ast.Assert) -> str | None:
    """Return the exception that a statement names, of Python's own; None where it may be any."""
    if isinstance(node, ast.Assert):
        return "AssertionError"
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    own = getattr(builtins, raised.id, None) if isinstance(raised, ast.Name) else None
    return own.__name__ if isinstance(own, type) else None


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


# ---------------------------------------------------------------- names that stand for nothing


def _is_slip(name: str, block: Block, assignment: Assignment) -> bool:
    if len(name) <= SHORT or name in dict(block.left_out) or name in _of_libraries():
        return True
    own = _BUILTINS | _bound(block.source) | {"torch", *(question.id for question in assignment.questions)}
    return bool(nearest(name.casefold(), {one.casefold() for one in own}, alike=ALIKE))


@lru_cache(maxsize=1)
def _of_libraries() -> frozenset[str]:
    return frozenset(_MODULES).union(*map(vars, _OWN))


@lru_cache(maxsize=16)
def _nodes(source: str) -> tuple[ast.AST, ...] | None:
    try:
        return tuple(ast.walk(ast.parse(source)))
    except _UNREADABLE:
        return None


@lru_cache(maxsize=64)
def _bound(source: str) -> frozenset[str]:
    """List the names that a text gives a meaning anywhere."""
    return frozenset(name for node in _nodes(source) or () for name in _names(node) if name)


def _names(node: ast.AST) -> Iterator[str | None]:
    match node:
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case ast.arg():
            yield node.arg
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.ExceptHandler():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from (one.asname or one.name.partition(".")[0] for one in node.names)
        case ast.MatchAs() | ast.MatchStar():
            yield node.name
        case ast.MatchMapping():
            yield node.rest


def _given(assignment: Assignment) -> frozenset[str]:
    """List what our own cells give a meaning."""
    return frozenset[str]().union(*(_bound(cell.source) for cell in assignment.release.cells if cell.kind == "code"))
