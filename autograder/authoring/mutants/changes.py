"""Every way to change one place of a solution: a mutant for each.

Comes in: the source cell of a question, with our solution in it. Goes out: mutants, in the order of places. A change is a piece of text in
place of another, found by the syntax tree, so that all else stays as it is, comments included. Only what lies in blocks is changed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.assemble import blocks
from autograder.authoring.mutants import calls, expressions, statements
from autograder.authoring.mutants.place import CodeChange, CodePlace, rank
from autograder.conventions import lines_of


@dataclass(frozen=True, slots=True)
class Mutant:
    """Our solution of a question, changed in one place."""

    question: str
    kind: str  # of change: "axis", "operator", …
    line: str  # what stood there: the whole line, or lines, without the indentation
    becomes: str  # what stands there now
    nth: int  # which of the lines of the block that read so it is, from 1
    sentence: str  # what feedback calls it; "" where it can't be told from numbers
    source: str  # the whole cell

    @property
    def id(self) -> str:
        """Name it so that it is found again while its line stays as it is."""
        nth = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.question}: {self.line}{nth} → {self.becomes}"


def mutants_of(question: str, source: str) -> list[Mutant]:
    """Change a cell's blocks in every way; a text that two changes lead to is there once."""
    tree = ast.parse(source)
    own = {number for region in blocks.locate(source) for number in range(region.begin + 2, region.end + 1)}
    found: dict[str, Mutant] = {}
    for place in _places(tree, source):
        if place.node.lineno in own and (place.node.end_lineno or place.node.lineno) in own:
            for change in (*expressions.changes(place), *calls.changes(place), *statements.changes(place)):
                mutant = _made(question, source, change)
                if mutant is not None:
                    known = found.setdefault(mutant.source, mutant)
                    found[mutant.source] = min(known, mutant, key=lambda one: rank(one.kind))
    return list(found.values())


def _places(tree: ast.Module, source: str) -> Iterator[CodePlace]:
    """Visit every node that has a place, with those that it lies in, outermost first."""

    def visit(node: ast.AST, above: tuple[ast.AST, ...]) -> Iterator[CodePlace]:
        if isinstance(node, (ast.expr, ast.stmt)):
            yield CodePlace(node, above, source)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, (*above, node))

    return visit(tree, ())


@lru_cache(maxsize=1)  # a cell has hundreds of changes
def _dumped(source: str) -> str:
    return ast.dump(ast.parse(source))


def _made(question: str, source: str, change: CodeChange) -> Mutant | None:
    """Put a change's text in; None where that is no Python any more, or the same."""
    lines = source.encode().split(b"\n")
    node = change.node
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    new = before + change.text.encode() + after
    changed = b"\n".join([*lines[:first], new, *lines[last + 1 :]]).decode()
    try:
        same = ast.dump(ast.parse(changed)) == _dumped(source)
    except SyntaxError:
        return None
    if same:
        return None
    line = _lines(source, first, last)
    nth = sum(_lines(source, start, start + last - first) == line for start in range(first + 1))
    return Mutant(question, change.kind, line, new.decode().strip(), nth, change.sentence, changed)


def _lines(source: str, first: int, last: int) -> str:
    """Return lines of a text, the last one included, without the indentation of the first."""
    return "\n".join(lines_of(source)[first : last + 1]).strip()
