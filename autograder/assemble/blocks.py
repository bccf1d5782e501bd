"""Find the designated blocks of a cell, take a student's text out of theirs, and put it into ours.

A block lies between two marker lines. Comes in: the text of our own cell (the template) and of a student's. Goes out: the
student's text of each block, and our cell with those texts in it. Every function is pure and none raises on any text.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.assemble.source_text import indent_of, is_comment, lines_of, parse, scan, without_magics

BEGIN = "# BEGIN YOUR CODE"
END = "# END YOUR CODE"
STUB = "raise NotImplementedError"

_BEGIN = re.compile(r"\s*#+\s*BEGIN\s+(YOUR\s+CODE|SOLUTION)\b.*", re.IGNORECASE)
_END = re.compile(r"\s*#+\s*END\s+(OF\s+)?(YOUR\s+CODE|SOLUTION)\b.*", re.IGNORECASE)

_DEFINED = re.compile(r"\s*(?:async\s+def|def|class)\s+([^\s(:]+)")
_TWINS = dict(
    zip("аеорсухіјѕԁһԛԝοανκρτν", "aeopcyxijsdhqwoavkptv", strict=True)
)  # Cyrillic and Greek; zero-width ones drop

_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Region:
    """Where a block lies in a text: the lines of its two markers, from 0, and the function around it."""

    name: str  # qualified name of the enclosing function or class; "" at the top of the cell
    indent: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A block of a student's cell: its text, or why there is none."""

    text: str | None
    start: int = 0  # lines of the student's cell, from 0, end excluded
    end: int = 0
    problem: str | None = None
    marked: bool = True  # found by its markers, not by its function's name


@lru_cache(maxsize=100)  # asked of the release's cells, for every notebook again
def locate(source: str) -> tuple[Region, ...]:
    """Return the cell's blocks in order; a marker without its other half isn't one."""
    lines = lines_of(source)
    tree, _ = parse(source)
    regions = []
    for begin, end in pairs(lines):
        name = _qualified_name(tree, begin + 1) if tree else ""
        regions.append(Region(name=name, indent=indent_of(lines[begin]), begin=begin, end=end))
    return tuple(regions)


def inside(source: str) -> tuple[str, ...]:
    """Return the text of each block as it stands."""
    lines = lines_of(source)
    return tuple("\n".join(lines[region.begin + 1 : region.end]) for region in locate(source))


def extract(student: str, template: str) -> tuple[Found, ...]:
    """Take from the student's cell the text of each of the template's blocks: by the markers, else by the function's name."""
    regions = locate(template)
    lines = lines_of(student)
    marked = pairs(lines)
    if len(regions) == 1 and len(marked) > 1:
        own = _within(student, marked, regions[0].name)
        marked = [(own[0][0], own[-1][1])]  # markers typed inside the block don't end it
    if len(marked) == len(regions):
        return tuple(_between(lines, *marked[index]) for index in _order(student, marked, regions))
    return tuple(_of_function(student, template, region) for region in regions)


def fill(template: str, texts: Sequence[str | None]) -> str:
    """Put a text into each of the template's blocks, at the block's indentation; None leaves what is there."""
    lines = lines_of(template)
    for region, text in reversed(list(zip(locate(template), texts, strict=False))):
        if text is not None:
            kept = [line for line in lines_of(text) if not is_marker(line)]
            while kept and not kept[-1].strip():
                kept.pop()
            lines[region.begin + 1 : region.end] = _indented(kept, region.indent)
    return "\n".join(lines)


def dedented(text: str) -> str:
    """Return a block's text as a person reads it: at the left edge, without blank lines around it."""
    lines = lines_of(text)
    starting = [line for line, mark in zip(lines, scan(lines), strict=True) if mark.starts and mark.code]
    lines = _indented(lines, "", min((indent_of(line) for line in starting), key=len, default=None))
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def is_blank(text: str) -> bool:
    """Say whether nothing has been written: the stub, pass, comments, or nothing at all."""
    if all(not line.strip() or is_comment(line) for line in lines_of(text)):
        return True
    tree, _ = parse(dedented(text))
    return tree is not None and all(_is_stub(statement) for statement in tree.body)


# ---------------------------------------------------------------- markers


def is_marker(line: str) -> bool:
    """Say whether the line marks where a block begins or ends."""
    return bool(_BEGIN.fullmatch(line) or _END.fullmatch(line))


def pairs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the line of each BEGIN with that of the last END before the next BEGIN."""
    found: dict[int, int] = {}
    begin: int | None = None
    for number, line in enumerate(lines):
        if _BEGIN.fullmatch(line):
            begin = number
        elif _END.fullmatch(line) and begin is not None:
            found[begin] = number
    return list(found.items())


def _order(student: str, marked: Sequence[tuple[int, int]], regions: Sequence[Region]) -> list[int]:
    """Tell which marked part of the student's belongs to which block: by function where all names agree, else in order."""
    tree, _ = parse(without_magics(student))
    names = [_qualified_name(tree, begin + 1) for begin, _ in marked] if tree else []
    ours = [region.name for region in regions]
    if len(set(names)) == len(names) and sorted(names) == sorted(ours):
        return [names.index(name) for name in ours]
    return list(range(len(regions)))


def _within(student: str, marked: Sequence[tuple[int, int]], name: str) -> Sequence[tuple[int, int]]:
    """Keep the marked parts of one function, where others were merged into its cell; all, where that can't be told."""
    tree, _ = parse(without_magics(student))
    own = [pair for pair in marked if tree and _qualified_name(tree, pair[0] + 1) == name]
    return own or marked


def _between(lines: Sequence[str], begin: int, end: int) -> Found:
    return Found(text="\n".join(lines[begin + 1 : end]), start=begin + 1, end=end)


# ---------------------------------------------------------------- functions


def _qualified_name(tree: ast.Module, line: int) -> str:
    """Name the innermost function or class that holds the line, from 1."""
    names: list[str] = []
    body: Sequence[ast.stmt] = tree.body
    while True:
        around = [node for node in _definitions(body) if node.lineno <= line <= (node.end_lineno or 0)]
        if not around:
            return ".".join(names)
        names.append(around[-1].name)
        body = around[-1].body


def _definitions(body: Sequence[ast.stmt]) -> list[_Named]:
    return [node for node in body if isinstance(node, _Named)]


def _find(tree: ast.Module, name: str) -> _Named | None:
    """Return the last definition of a qualified name, as Python would use it."""
    body: Sequence[ast.stmt] = tree.body
    found: _Named | None = None
    for part in name.split("."):
        named = [node for node in _definitions(body) if node.name == part]
        if not named:
            return None
        found = named[-1]
        body = found.body
    return found


def _of_function(student: str, template: str, region: Region) -> Found:
    """Take the function's body after its docstring, less the lines that our own cell gives around the block."""
    lines = lines_of(student)
    tree, _ = parse(without_magics(student))
    node = _find(tree, region.name) if tree and region.name else None
    if node is not None and node.body[0].lineno == node.lineno:  # def f(x): return x
        line, column = lines[node.lineno - 1], node.body[0].col_offset
        text = "\n".join([line.encode()[column:].decode(), *lines[node.lineno : node.end_lineno]])
        return Found(text=text, start=node.lineno - 1, end=node.end_lineno or node.lineno, marked=False)
    span = _body(node, lines) or _body_by_lines(lines, region.name)
    if span is None:
        where = f"`{region.name}`" if region.name else "the block"
        alike = _lookalike(lines, region.name.rpartition(".")[2])
        hint = f"; `{alike}` is spelled with other letters that only look alike" if alike else ""
        return Found(None, problem=f"neither the marker lines nor {where} were found in this cell{hint}", marked=False)
    before, after = _given(template, region)
    start, end = _without_given(lines, *span, before, after)
    return Found(text="\n".join(lines[start:end]), start=start, end=end, marked=False)


def _body(node: _Named | None, lines: Sequence[str]) -> tuple[int, int] | None:
    """Return the lines of a definition's body after its docstring."""
    if node is None:
        return None
    first = node.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    start = (first.end_lineno or first.lineno) if documented else first.lineno - 1
    while not documented and start > node.lineno and (is_comment(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    end = node.end_lineno or start
    outer = len(indent_of(lines[node.lineno - 1]).expandtabs())
    comments = end
    while comments < len(lines) and (not lines[comments].strip() or is_comment(lines[comments])):
        comments += 1
        if lines[comments - 1].strip() and len(indent_of(lines[comments - 1]).expandtabs()) > outer:
            end = comments
    return start, end


def _body_by_lines(lines: Sequence[str], name: str) -> tuple[int, int] | None:
    """Find a body in text that doesn't parse: from the def's line to the next line that isn't deeper."""
    header = re.compile(rf"([ \t]*)(async\s+def|def|class)\s+{re.escape(name.rpartition('.')[2])}\b")
    marks = scan(lines)
    numbers = [number for number, line in enumerate(lines) if header.match(line)] if name else []
    if not numbers:
        return None
    outer = len(indent_of(lines[numbers[-1]]).expandtabs())
    start = numbers[-1] + 1
    while start < len(lines) and not marks[start].starts:
        start += 1
    if start < len(lines) and lines[start].lstrip("rR \t").startswith(('"""', "'''", '"', "'")):
        start += 1
        while start < len(lines) and not marks[start].starts:
            start += 1
    end = start
    for number in range(start, len(lines)):
        deeper = len(indent_of(lines[number]).expandtabs()) > outer
        if marks[number].starts and marks[number].code and not deeper:
            break
        if lines[number].strip():
            end = number + 1
    return start, end


def _given(template: str, region: Region) -> tuple[list[str], list[str]]:
    """Return what our own function gives before and after the block, as lines without blanks."""
    lines = lines_of(template)
    tree, _ = parse(template)
    span = _body(_find(tree, region.name), lines) if tree and region.name else None
    start, end = span or (0, len(lines))
    return _bare(lines[start : region.begin + 1]), _bare(lines[region.end : end])


def _bare(lines: Sequence[str]) -> list[str]:
    return [bare for bare in ("".join(line.split()) for line in lines) if bare]


def _without_given(
    lines: Sequence[str], start: int, end: int, before: Sequence[str], after: Sequence[str]
) -> tuple[int, int]:
    """Narrow a body to what lies between the given lines; given comments may be missing."""
    before, after = list(before), list(after)
    while start < end and (bare := "".join(lines[start].split())) in ["", *before]:
        if bare:
            del before[: before.index(bare) + 1]
        elif not before:
            break
        start += 1
    while end > start and (bare := "".join(lines[end - 1].split())) in ["", *after]:
        if bare:
            del after[len(after) - 1 - after[::-1].index(bare) :]
        end -= 1
    return start, end


def _lookalike(lines: Sequence[str], name: str) -> str | None:
    """Return a defined name that a person would take for this one, with the letters that aren't what they look like."""
    for line in lines:
        match = _DEFINED.match(line)
        plain = "".join(_TWINS.get(char, char) for char in unicodedata.normalize("NFKC", match[1])) if match else ""
        if match and not match[1].isascii() and re.sub(r"[^\w]", "", plain) == name:
            return "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in match[1])
    return None


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
