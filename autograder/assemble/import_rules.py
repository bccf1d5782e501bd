"""Name the libraries that a student imports and that the assignment doesn't allow: each once in a hand-in, wherever they import it.

Comes in: a Submission, what was taken from it, and the Assignment. Goes out: findings. What the notebook itself imports is free.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from autograder.assemble import blocks
from autograder.assemble.cell_matching import place
from autograder.assemble.name_resolution import Import, Scope
from autograder.assemble.source_text import parse, tree_of
from autograder.assemble.taking import Taken
from autograder.conventions import file_cells, finding, line_in, module_of
from autograder.model import Assignment, Block, BlockState, Finding, Notebook, Submission
from autograder.untrusted_text import for_message

_OF_PYTHON_ITSELF = "__future__"  # no library: how the code is to be read


def import_findings(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    """Name each library once, where it is imported first: in other cells, then in blocks; so for a block that imports everything of one."""
    own = map(module_of, file_cells.files_of(assignment.release))
    allowed = {*_imported_by(assignment.release), *assignment.imports, *own, _OF_PYTHON_ITSELF}
    found: dict[tuple[str, bool], list[tuple[str, str]]] = {}  # library, and whether all of it → where, and the cell
    for cell, where, item in (*_elsewhere(submission, assignment, taken), *_in_blocks(taken)):
        if item.top not in allowed:
            found.setdefault((item.top or _by_dots(item), False), []).append((where, cell))
        elif item.name == "*" and not cell.startswith("cell "):
            found.setdefault((item.top, True), []).append((where, cell))
    for (library, everything), places in found.items():
        where, cell = places[0]
        what = (
            f"everything from {for_message(library)}; import what you need by name"
            if everything
            else for_message(library)
        )
        others = len(places) - 1
        more = f" (and {others} more {'time' if others == 1 else 'times'})" if others else ""
        rule = "" if everything else ", which this assignment doesn't allow"
        yield finding(assignment, "import_added", f"{where} imports {what}{rule}{more}.", cell=cell)


def _elsewhere(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[tuple[str, str, Import]]:
    """List what is imported in cells that hold no block, and aren't as they were handed out: (cell, where, import).

    What our own cells import in a notebook of another release may be that release's, and nobody here knows it: it isn't charged, and never runs.
    """
    release = assignment.release.cells
    known = {cell.source for cell in release}
    other_release = submission.release_version not in ("", assignment.release_version)
    read_elsewhere = {
        at for ours, copies in taken.matching.copies.items() if release[ours].solution or other_release for at in copies
    }
    for at, cell in enumerate(submission.notebook.cells):
        if cell.kind == "code" and at not in read_elsewhere and cell.source not in known:
            named = place(cell, at)
            yield from (
                (named, named[:1].upper() + named[1:] if not cell.file else named, item)
                for item in _imported(cell.source)
            )


def _in_blocks(taken: Taken) -> Iterator[tuple[str, str, Import]]:
    for one in taken.blocks:
        for item in _imported_in(one.block):
            line, named = line_in(one.block, item.line), one.block.file if one.block.file_line else one.block.question
            yield one.block.cell, f"Line {line} of {named}", item


def _imported_in(block: Block) -> Iterator[Import]:
    tree = None if block.state in (BlockState.MISSING, BlockState.BLANK) else parse(block.source)[0]
    if tree is not None and "import" in block.source:
        regions = blocks.locate(block.source)
        own = {number for region in regions for number in range(region.begin + 2, region.end + 1)}
        scope = Scope()
        scope.learn(tree)
        yield from (item for item in scope.imports(tree) if item.line in own)


def _by_dots(item: Import) -> str:
    """Name what `from . import name` or `from .name import …` asks for: there is no package around a hand-in's files."""
    return item.module if item.module.strip(".") else f"{item.module}{item.name}"


@lru_cache(maxsize=8)
def _imported_by(release: Notebook) -> frozenset[str]:
    return frozenset(item.top for cell in release.cells if cell.kind == "code" for item in _imported(cell.source))


def _imported(source: str) -> tuple[Import, ...]:
    asked = "import" in source or not source.isascii()  # reading a cell costs the most
    tree = tree_of(source) if asked else None
    return tuple(Scope().imports(tree)) if tree else ()
