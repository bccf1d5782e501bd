"""Cut a Python file that students write in into cells, so that each rule on a notebook's cells is a rule on the file too: there is no second set.

Comes in: a file's text, ours or a student's, and the questions that it answers. Goes out: one cell for what stands around them, with empty
lines in their place, and one for each definition of a question at the file's left edge, with the line at which it begins. A text that Python
can't read is cut by its lines: a mistake in one function costs that function alone. Nothing is run, and nothing here raises on any text.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from autograder.conventions import (
    begins_block,
    ends_block,
    has_marker,
    is_marker,
    lines_of,
    question_of_cell,
    solution_cell,
)
from autograder.model import Cell, Notebook

MAX_PARSED = 200_000  # characters; longer texts are cut by their lines

_DEFINITION = re.compile(r"(?:async[ \t]+def|def|class)[ \t]+(\w+)")
_WHOLE = re.compile(r"(?:async[ \t]+def|def)[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*[(:]")  # what no sentence begins with
_QUOTES = re.compile(r"\"\"\"|\'\'\'|#.*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\\.")
_NEXT = re.compile(r"(?:async[ \t]+def|def|class|import|from)\b|@|if[ \t]+__name__\b")


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class at the left edge of a file, its decorators included."""

    name: str
    begin: int  # its lines, from 0, the end excluded
    end: int


def joined(notebook: Notebook, files: Mapping[str, str]) -> Notebook:
    """Return one of our own notebooks with the cells of its files behind its own, in the files' order."""
    cells = (cell for name, text in files.items() for cell in cut(name, text, questions_in(text)))
    return replace(notebook, cells=(*notebook.cells, *cells))


def cut(name: str, text: str, questions: Collection[str]) -> tuple[Cell, ...]:
    """Cut a file: first what stands around the questions' definitions, then these in their order, each copy of one."""
    lines = lines_of(text)
    found = [one for one in definitions(text) if one.name in questions]
    around = list(lines)
    for one in found:
        around[one.begin : one.end] = [""] * (one.end - one.begin)
    cells = [Cell("code", "\n".join(around), id=name, tags=("setup",), file=name)]
    for one in found:
        cell, source = solution_cell(one.name), "\n".join(lines[one.begin : one.end])
        cells.append(Cell("code", source, id=cell, grade_id=cell, solution=True, file=name, line=one.begin + 1))
    return tuple(cells)


def questions_in(text: str) -> tuple[str, ...]:
    """Name the questions of a file of ours: what it defines at its left edge with a designated block in it."""
    lines = lines_of(text)
    found = (one.name for one in definitions(text) if has_marker("\n".join(lines[one.begin : one.end])))
    return tuple(dict.fromkeys(found))


def files_of(release: Notebook) -> dict[str, tuple[str, ...]]:
    """List the files of an assignment, and the questions of each."""
    found: dict[str, list[str]] = {}
    for cell in release.cells:
        if cell.file:
            found.setdefault(cell.file, []).extend([question_of_cell(cell.grade_id)] if cell.grade_id else [])
    return {name: tuple(questions) for name, questions in found.items()}


def definitions(text: str) -> list[Definition]:
    """List what a file defines at its left edge."""
    lines, tree = lines_of(text), _parsed(text)
    if tree is None:
        return list(_by_lines(lines))
    starts = [
        min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]) - 1 for node in tree.body
    ]
    found = []
    for node, begin, below in zip(tree.body, starts, [*starts[1:], len(lines)], strict=False):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            end = node.end_lineno or node.lineno
            while end < below and (not lines[end].strip() or lines[end][:1] in " \t" or ends_block(lines[end])):
                end += 1  # comments at its end, a block's mark above all, are no part of the tree
            found.append(Definition(node.name, begin, _trimmed(lines, begin, end)))
    nexts = [*(one.begin for one in found[1:]), len(lines)]
    return [replace(one, end=_closed(lines, one, before)) for one, before in zip(found, nexts, strict=False)]


# ---------------------------------------------------------------- parts


def _parsed(text: str) -> ast.Module | None:
    if len(text) > MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def _closed(lines: list[str], one: Definition, before: int) -> int:
    """Go on to the mark that closes the last block of a definition, where the student's lines of it slid to the left edge."""
    opened = max((at for at in range(one.begin, one.end) if begins_block(lines[at])), default=None)
    if opened is None or any(ends_block(line) for line in lines[opened : one.end]):
        return one.end
    closing = next((at for at in range(one.end, before) if ends_block(lines[at])), None)
    return one.end if closing is None else closing + 1


def _by_lines(lines: list[str]) -> Iterator[Definition]:
    """Take each definition from its first line to the next line that surely belongs to something else."""
    told = _told(lines)
    ends = [at for at, line in enumerate(lines) if _NEXT.match(line) and (at not in told or _WHOLE.match(line))]
    for at, end in zip(ends, [*ends[1:], len(lines)], strict=False):
        if named := _DEFINITION.match(lines[at]):
            begin = at
            while begin and lines[begin - 1].startswith("@"):
                begin -= 1
            yield Definition(named[1], begin, _trimmed(lines, at, _behind_mark(lines, at, end), comments=True))


def _told(lines: list[str]) -> set[int]:
    """List the lines that begin within a text of several lines, such as a docstring's: sentences may begin with from, class or @.

    A quote that isn't closed makes code of texts and texts of code, so that whole definitions count wherever they stand.
    """
    told, quote = set[int](), ""
    for at, line in enumerate(lines):
        if quote:
            told.add(at)
            _, closed, line = line.partition(quote)  # noqa: PLW2901
            if not closed:
                continue
        quote = ""
        while sign := _QUOTES.search(line):
            line = line[sign.end() :]  # noqa: PLW2901
            if sign[0] in ('"""', "'''"):
                _, closed, line = line.partition(sign[0])  # noqa: PLW2901
                if not closed:
                    quote = sign[0]
                    break
    return told


def _behind_mark(lines: list[str], begin: int, end: int) -> int:
    """End a definition where its last mark and what is indented below it end, where it has one."""
    last = max((at for at in range(begin, end) if ends_block(lines[at])), default=None)
    if last is None:
        return end
    last += 1
    while last < end and (not lines[last].strip() or lines[last][:1] in " \t"):
        last += 1
    return last


def _trimmed(lines: list[str], begin: int, end: int, *, comments: bool = False) -> int:
    """Leave out empty lines at the end, and comments at the left edge, which belong to what follows."""
    while end > begin + 1 and (
        not lines[end - 1].strip() or (comments and lines[end - 1].startswith("#") and not is_marker(lines[end - 1]))
    ):
        end -= 1
    return end
