"""Find the designated blocks of a cell, take a student's text out of theirs, and put it into ours.

A block lies between two marker lines. Comes in: the text of our own cell (the template) and of a student's. Goes out: the
student's text of each block, and our cell with those texts in it. Every function is pure and none raises on any text.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from autograder.assemble import function_bodies, second_definition
from autograder.assemble.function_bodies import qualified_names
from autograder.assemble.source_text import indent_of, is_comment, parse, scan, without_magics
from autograder.conventions import begins_block, ends_block, is_marker, lines_of


@dataclass(frozen=True, slots=True)
class Region:
    """Where a block lies in a text: the lines of its two markers, from 0, and the function around it."""

    name: str  # qualified name of the enclosing function or class; "" at the top of the cell
    indent: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class TakenText:
    """A block of a student's cell: its text, or why there is none."""

    text: str | None
    start: int = 0  # lines of the student's cell, from 0, end excluded
    end: int = 0
    problem: str | None = None
    marked: bool = True  # found by its markers, not by its function's name
    called: bool = False  # its last line is ours: it calls the function that was pasted whole
    others: tuple[
        range, ...
    ] = ()  # lines of the student's cell, from 0: older versions of its function, which don't count


@lru_cache(maxsize=100)  # asked of the release's cells, for every notebook again
def locate(source: str) -> tuple[Region, ...]:
    """Return the cell's blocks in order; a marker without its other half isn't one."""
    lines = lines_of(source)
    tree, _ = parse(source)
    marked = pairs(lines)
    names = qualified_names(tree, [begin + 1 for begin, _ in marked]) if tree else [""] * len(marked)
    return tuple(
        Region(name=name, indent=indent_of(lines[begin]), begin=begin, end=end)
        for (begin, end), name in zip(marked, names, strict=True)
    )


def inside(source: str) -> tuple[str, ...]:
    """Return the text of each block as it stands."""
    lines = lines_of(source)
    return tuple("\n".join(lines[region.begin + 1 : region.end]) for region in locate(source))


def extract(student: str, template: str) -> tuple[TakenText, ...]:
    """Take from the student's cell the text of each of the template's blocks: by the markers, else by the function's name."""
    regions = locate(template)
    lines = lines_of(student)
    marked = pairs(lines)
    if len(marked) > len(regions) and (others := _not_last(student, template, marked, regions)):
        taken = extract(without(student, others), template)
        return tuple(replace(one, others=others + one.others) for one in taken)
    if regions and len(marked) > len(regions):
        own = _within(student, marked, {region.name for region in regions})
        # markers typed inside the block don't end it
        marked = [(own[0][0], own[-1][1])] if len(regions) == 1 else own
    if len(marked) == len(regions):
        order = _order(student, marked, regions)
        return tuple(
            _marked(student, template, region, *marked[index]) for region, index in zip(regions, order, strict=True)
        )
    if len(regions) == 1 and not regions[0].name:
        return (_whole_cell(lines, template, regions[0]),)
    found: dict[Region, TakenText] = {}
    for region in sorted(regions, key=lambda one: -one.name.count(".")):  # methods before the class that they are in
        inner = [taken for other, taken in found.items() if other.name.startswith(f"{region.name}.")]
        found[region] = _of_function(student, template, region, inner)
    return tuple(found[region] for region in regions)


def without(source: str, versions: Sequence[range]) -> str:
    """Leave some lines of a text empty: those of the versions that don't count."""
    lines = lines_of(source)
    return "\n".join("" if any(at in one for one in versions) else line for at, line in enumerate(lines))


def fill(template: str, texts: Sequence[str | None]) -> str:
    """Put a text into each of the template's blocks, at the block's indentation; None leaves what is there."""
    lines = lines_of(template)
    for region, text in reversed(list(zip(locate(template), texts, strict=False))):
        if text is not None:
            kept = [line for line in lines_of(text) if not is_marker(line)]
            last = max((number for number, line in enumerate(kept, start=1) if line.strip()), default=0)
            lines[region.begin + 1 : region.end] = _indented(kept[:last], region.indent)
    return "\n".join(lines)


def dedented(text: str) -> str:
    """Return a block's text as a person reads it: at the left edge, without blank lines around it."""
    lines = lines_of(text)
    starting = [line for line, mark in zip(lines, scan(lines), strict=True) if mark.starts and mark.code]
    lines = _indented(lines, "", min((indent_of(line) for line in starting), key=len, default=None))
    written = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[written[0] : written[-1] + 1]) if written else ""


def is_blank(text: str) -> bool:
    """Say whether nothing has been written: the stub, pass, comments, or nothing at all."""
    if all(not line.strip() or is_comment(line) for line in lines_of(text)):
        return True
    tree, _ = parse(dedented(text))
    return tree is not None and all(_is_stub(statement) for statement in tree.body)


def is_written(student: str, template: str) -> bool:
    """Say whether something has been written in one of the template's blocks."""
    return any(part.text is not None and not is_blank(part.text) for part in extract(student, template))


# ---------------------------------------------------------------- markers


def pairs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the line of each BEGIN with that of the last END before the next BEGIN."""
    ends: dict[int, int] = {}
    begin: int | None = None
    for number, line in enumerate(lines):
        if begins_block(line):
            begin = number
        elif begin is not None and ends_block(line):
            ends[begin] = number
    return list(ends.items())


def _order(student: str, marked: Sequence[tuple[int, int]], regions: Sequence[Region]) -> list[int]:
    """Tell which marked part of the student's belongs to which block: by function where all names agree, else in order."""
    tree, _ = parse(without_magics(student))
    names = qualified_names(tree, [begin + 1 for begin, _ in marked]) if tree else []
    ours = [region.name for region in regions]
    if len(set(names)) == len(names) and sorted(names) == sorted(ours):
        return [names.index(name) for name in ours]
    return list(range(len(regions)))


def _not_last(
    student: str, template: str, marked: Sequence[tuple[int, int]], regions: Sequence[Region]
) -> tuple[range, ...]:
    """List the lines of a function's marked versions in one cell but for the last with something written in it, as of several cells."""
    lines = lines_of(student)
    parts = [region.name.split(".") for region in regions if region.name]
    names = {".".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}
    for name in sorted(names, key=lambda one: (one.count("."), one)):  # a class before its methods
        versions = function_bodies.definitions(student, name)
        if len(versions) < 2 or len(function_bodies.definitions(template, name)) > 1:  # a property and its setter
            continue
        held = {one: [pair for pair in marked if pair[0] in one] for one in versions}
        marks = [one for one in versions if held[one]]
        written = [one for one in marks if any(not is_blank(_between(lines, *pair).text or "") for pair in held[one])]
        if others := tuple(one for one in marks if one not in (written or marks)[-1:]):
            return others
    return ()


def _within(student: str, marked: list[tuple[int, int]], names: Collection[str]) -> list[tuple[int, int]]:
    """Keep the marked parts of some functions, where others were merged into their cell; all, where that can't be told."""
    tree, _ = parse(without_magics(student))
    if tree:
        around = qualified_names(tree, [begin + 1 for begin, _ in marked])
        return [pair for pair, name in zip(marked, around, strict=True) if name in names] or marked
    bodies = [body for name in names if (body := function_bodies.find(student, name))]
    return [pair for pair in marked if any(body.start <= pair[0] < body.end for body in bodies)] or marked


def _marked(student: str, template: str, region: Region, begin: int, end: int) -> TakenText:
    """Take what stands between two marks; where it defines functions beside the block's own, so that they mean inside what they mean there."""
    lines = lines_of(student)
    taken = _between(lines, begin, end)
    if not region.name or [one.name for one in locate(template)].count(region.name) > 1:
        return taken
    if anew := second_definition.called_inside(student, template, region.name, begin, end):
        return replace(taken, text=anew, called=True)
    below = second_definition.helpers_below(student, region.name, begin, end)
    if below is None or is_blank("\n".join(lines[begin + 1 : below])):
        return taken
    own = lines[begin + 1 : below]
    first = next(line for line in own if line.strip() and not is_comment(line))
    return replace(taken, text="\n".join([*_indented(lines[below:end], indent_of(first)), *own]))


def _between(lines: Sequence[str], begin: int, end: int) -> TakenText:
    return TakenText(text="\n".join(lines[begin + 1 : end]), start=begin + 1, end=end)


# ---------------------------------------------------------------- without markers


def _of_function(student: str, template: str, region: Region, inner: Sequence[TakenText]) -> TakenText:
    """Take the function's body after its docstring, less the lines that our own cell gives around the block, and the blocks inside these."""
    lines = lines_of(student)
    body = function_bodies.find(student, region.name)
    if body is None:
        where = f"`{region.name}`" if region.name else "the block"
        alike = function_bodies.lookalike(lines, region.name.rpartition(".")[2])
        hint = f"; `{alike}` is spelled with other letters that only look alike" if alike else ""
        problem = f"neither the marker lines nor {where} were found in this cell{hint}"
        return TakenText(None, problem=problem, marked=False)
    if body.beside_def is not None:
        text = "\n".join([body.beside_def, *lines[body.start + 1 : body.end]])
        return TakenText(text=text, start=body.start, end=body.end, marked=False)
    siblings = [one for one in locate(template) if one.name == region.name]
    others = {number for taken in inner for number in range(taken.start, taken.end)}
    before, after = _given(template, siblings[0])[0], _given(template, siblings[-1])[1]
    start, end = function_bodies.without_given(lines, body, before, after, others)
    given = [lines_of(template)[one.end + 1 : next_.begin] for one, next_ in pairwise(siblings)]
    parts = function_bodies.parted(lines, range(start, end), given, others)
    if parts is None:
        problem = (
            f"the marker lines of `{region.name}` are gone, and so is what stood between its blocks: put both back"
        )
        return TakenText(None, problem=problem, marked=False)
    part = parts[siblings.index(region)]
    return TakenText(text="\n".join(lines[part.start : part.stop]), start=part.start, end=part.stop, marked=False)


def _whole_cell(lines: Sequence[str], template: str, region: Region) -> TakenText:
    """Take a cell that is a question as a whole, less the lines that our own cell gives around the block and what is left of its markers."""
    ours = lines_of(template)
    body = function_bodies.Body(0, len(lines))
    start, end = function_bodies.without_given(lines, body, ours[: region.begin], ours[region.end + 1 :])
    text = "\n".join(line for line in lines[start:end] if not is_marker(line))
    return TakenText(text=text, start=start, end=end, marked=False)


def _given(template: str, region: Region) -> tuple[Sequence[str], Sequence[str]]:
    """Return the lines that our own function gives before and after the block; what other blocks hold isn't given."""
    lines = lines_of(template)
    body = function_bodies.find_parsed(template, region.name)
    start, end = (body.start, body.end) if body else (0, len(lines))
    held = {number for one in locate(template) for number in range(one.begin + 1, one.end)}
    given = [(number, line) for number, line in enumerate(lines[:end]) if number >= start and number not in held]
    before = [line for number, line in given if number <= region.begin]
    return before, [line for number, line in given if number >= region.end]


# ---------------------------------------------------------------- indentation


def _indented(lines: Sequence[str], indent: str, old: str | None = None) -> list[str]:
    """Move a block from its old indentation (its first line's) to another, leaving strings as they are."""
    marks = scan(lines)
    if old is None:
        code = (line for line, mark in zip(lines, marks, strict=True) if mark.starts and mark.code)
        old = indent_of(next(code, next((line for line in lines if line.strip()), "")))
    if old == indent:
        return list(lines)
    moved = []
    for line, mark in zip(lines, marks, strict=True):
        if mark.in_string or not line.strip():
            moved.append(line if mark.in_string else "")
        elif line.startswith(old):
            moved.append(indent + line[len(old) :])
        elif is_comment(line) or not mark.starts:
            moved.append(indent + line.lstrip())
        else:
            moved.append(line)
    return moved


def _is_stub(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
