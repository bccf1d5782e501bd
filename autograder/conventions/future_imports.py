"""Which `from __future__` imports hold for a cell: those above it in its notebook, as IPython keeps them, and those of the file that it was cut from.

Comes in: cells' texts, from anywhere. Goes out: compiler flags, which compile() takes. A cell is compiled by itself here, and its student saw it run
below other cells: what an annotation means, or whether it is worked out at all, must be the same. Nothing here raises on any text, or runs any.
"""

from __future__ import annotations
import __future__

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType

from autograder.model import Cell

MAX_READ = 200_000  # characters

_COMMAND = re.compile(r"^[ \t]*(?:[%!?].*|.*\?)$", re.MULTILINE)  # of the notebook's; a cell with one is no Python yet
_FLAGS: dict[str, int] = {name: getattr(__future__, name).compiler_flag for name in __future__.all_feature_names}


def flags_in(source: str) -> int:
    """Return the flags that a cell turns on, for itself and what stands below it; 0 where Python can't read it.

    IPython compiles a cell's statements one by one, so that an import below others counts too.
    """
    if "__future__" not in source or len(source) > MAX_READ:
        return 0
    tree = _parsed(source) or _parsed(_COMMAND.sub("", source))
    flags = 0
    for node in tree.body if tree else ():
        if isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level:
            for one in node.names:
                flags |= _FLAGS.get(one.name, 0)
    return flags


def flags_above(cells: Sequence[Cell], cell: Cell | None) -> int:
    """Return what holds for one of these cells: what code above it in the notebook turns on, or what stands around it in its file."""
    at = next((number for number, one in enumerate(cells) if one is cell), 0)
    flags = 0
    for one in cells[:at]:
        if cell is not None and one.kind == "code" and one.file == cell.file:
            flags |= flags_in(one.source)
    return flags


def in_turn(sources: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Give each cell of a notebook, in order, with the flags that hold where it begins."""
    flags = 0
    for source in sources:
        yield source, flags
        flags |= flags_in(source)


def compiled(source: str, file: str, flags: int = 0) -> CodeType:
    """Compile a cell under flags, and under no others: those of the module that calls aren't the cell's. Raises SyntaxError."""
    return compile(source, file, "exec", flags, dont_inherit=True)  # type: ignore[no-any-return]


class CellCompiler:
    """Compiles the cells of one notebook in turn: what one turns on holds for those below it."""

    def __init__(self) -> None:
        self.flags = 0

    def __call__(self, source: str, file: str) -> CodeType:
        """Compile the next cell; raises SyntaxError."""
        code = compiled(source, file, self.flags)
        self.flags |= flags_in(source)
        return code


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
