"""Find the names that a block uses and that its student defined where nothing is graded: outside of every designated block.

Comes in: the blocks as they will run, the student's cells, the files' among them, and the release. Goes out: the same blocks, each with such names and where they are
defined. A helper that stands above its function, or in a cell beside, isn't taken, nor is another name of a parameter, so the block raises NameError; the page says then why.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from autograder.assemble.cell_matching import place
from autograder.assemble.source_text import tree_of
from autograder.model import Assignment, Block, BlockState, Cell, Submission
from autograder.untrusted_text import for_message

MAX_NAMES = 20  # of a block
MAX_LENGTH = 60  # of a name that is told

_WORD = re.compile(r"[^\W\d]\w*")
_Scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def with_left_out(blocks: Sequence[Block], submission: Submission, assignment: Assignment) -> tuple[Block, ...]:
    """Add to each written block the names that it uses, and that are defined outside of all blocks alone."""
    known = set(vars(builtins))
    for cell in assignment.release.cells:
        if cell.kind == "code" and "setup" in cell.tags:
            known.update(name for name, _ in _bound_in_ours(cell.source))
    ours = {cell.source for cell in assignment.release.cells if cell.kind == "code"}
    for block in blocks:
        known.update(name for name, _ in _bound(block.source))
    defined: dict[str, str] = {}
    renamed: dict[str, dict[str, str]] = {}  # of a question: what its student called its parameters
    for at, theirs in enumerate(submission.notebook.cells):
        if theirs.kind == "code":
            for name, line in (_bound_in_ours if theirs.source in ours else _bound)(theirs.source):
                if name not in known:
                    defined.setdefault(name, _where(theirs, at, line))
        if theirs.kind == "code" and theirs.source not in ours:
            for function, name, line in _parameters(theirs.source):
                if name not in known:
                    renamed.setdefault(function, {}).setdefault(name, _where(theirs, at, line))
    if not defined and not renamed:
        return tuple(blocks)
    return tuple(_with_its_own(block, renamed.get(block.question, {}) | defined) for block in blocks)


def _with_its_own(block: Block, defined: dict[str, str]) -> Block:
    said = block.state is BlockState.WRITTEN and not defined.keys().isdisjoint(_WORD.findall(block.source))
    tree = tree_of(block.source) if said else None
    if tree is None:
        return block
    own: set[str] = set()
    used: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if node.id in defined:
                used[node.id] = None
                if not isinstance(node.ctx, ast.Load):
                    own.add(node.id)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        else:
            own.update(_names_of(node))
    names = [name for name in used if name not in own and len(name) <= MAX_LENGTH]
    return replace(block, left_out=tuple((name, defined[name]) for name in names[:MAX_NAMES]))


def _where(cell: Cell, at: int, line: int) -> str:
    """Name the place of a definition as its student finds it."""
    return f"{for_message(cell.file)}, line {cell.line + line - 1}" if cell.file else place(cell, at)


@lru_cache(maxsize=256)
def _bound_in_ours(source: str) -> tuple[tuple[str, int], ...]:
    """Remember what a cell of ours binds: it is the same in all hand-ins, and the one that hands in is long."""
    return tuple(_bound(source))


def _bound(source: str) -> Iterator[tuple[str, int]]:
    """List what a cell binds at its left edge, in its loops and branches too, with the line, from 1."""
    tree = tree_of(source)
    waiting: list[ast.AST] = [*reversed(tree.body)] if tree else []
    while waiting:
        node = waiting.pop()
        yield from ((name, getattr(node, "lineno", 1)) for name in _names_of(node))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        if not isinstance(node, (*_Scopes, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def _parameters(source: str) -> Iterator[tuple[str, str, int]]:
    """List the parameters of a cell's functions, and of its classes' methods: under which name at the left edge, and in which line, from 1."""
    tree = tree_of(source)
    for outer in tree.body if tree else ():
        if not isinstance(outer, _Scopes):
            continue
        for node in ast.walk(outer):
            if isinstance(node, ast.arg):
                yield outer.name, node.arg, node.lineno


def _names_of(node: ast.AST) -> Iterator[str]:
    """Give what a definition or an import binds."""
    if isinstance(node, _Scopes):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (one.asname or one.name.partition(".")[0] for one in node.names)
