"""Compare a student's cell with ours: what their block did to the cell around it, and what else they changed."""

from __future__ import annotations

import ast
import copy
import platform
import re
from collections import Counter
from collections.abc import Sequence

from autograder.assemble import newer_python
from autograder.assemble.blocks import TakenText, locate, pairs
from autograder.assemble.source_text import (
    MAX_SOURCE,
    Fault,
    compiles,
    indent_of,
    is_comment,
    parse,
    scan,
    without_magics,
)
from autograder.conventions import is_marker, lines_of
from autograder.errors import GraderTooOld

MSG_LEFT_FUNCTION = "this block leaves its function: code in it changes the cell around it; is its indentation right?"


def problem(template: str, filled: str, *, first_line: int = 1, where: str = "") -> str | None:
    """Return one sentence when the filled cell doesn't compile or a block in it left its function; else None.

    first_line: where the text begins in whose lines the sentence counts; where: what the text is. Raises GraderTooOld for what only a newer Python than ours reads.
    """
    fault = compiles(filled)
    spans = pairs(lines_of(filled))
    if fault is not None and len(filled) <= MAX_SOURCE and newer_python.is_newer(filled):
        raise GraderTooOld(
            found=f"a block holds syntax of a newer Python than {platform.python_version()}, which grades here ({_shifted(fault, spans, first_line, where)})",
            fix="It is no mistake of the student's: grade it with the newest Python, which `autograder doctor` names.",
        )
    if fault is not None:
        return f"this block doesn't compile: {_shifted(fault, spans, first_line, where)}"
    ours, theirs = parse(template)[0], parse(filled)[0]
    if ours is None or theirs is None:
        return "this block doesn't compile"
    mine = [range(region.begin + 2, region.end + 1) for region in locate(template)]
    filled_in = [range(begin + 2, end + 1) for begin, end in spans]
    if len(mine) != len(filled_in) or not _same(ours, theirs, mine, filled_in):
        return MSG_LEFT_FUNCTION
    return None


def outside(student: str, template: str, texts: Sequence[TakenText]) -> str | None:
    """Return the first line that differs from ours outside the blocks, if code does; comments, docstrings and blanks before lines may differ.

    Our blocks stand in the place of theirs for it, indented as the student indents: by tabs, where an editor does so.
    """
    if not texts:
        return difference(student, template)
    lines, first, is_read = lines_of(student), None, False
    for indents in dict.fromkeys(zip(*(_indents(lines, part) for part in texts), strict=True)):
        text = _with_ours(lines, template, texts, indents)
        found = difference(text, template)
        if found is None:
            return None
        if first is None or (not is_read and parse(text)[0]):
            first, is_read = found, parse(text)[0] is not None
    return first


def difference(student: str, ours: str) -> str | None:
    """Return the first line in which the student's code differs from ours, if it does: blanks, comments and docstrings may."""
    found = differences(student, ours)
    return found[0][1] if found else None


def differences(student: str, ours: str, elsewhere: str = "") -> list[tuple[int, str]]:
    """List every line in which the student's code differs from ours: its number, from 1, and what became of it; 0 where none of theirs is it.

    Blanks, comments and docstrings may differ. elsewhere: text in which no line of ours is gone.
    """
    if student == ours:
        return []
    theirs_bare, ours_bare = _bare_lines(student), _bare_lines(ours)
    if [bare for _, bare, _ in theirs_bare] == [bare for _, bare, _ in ours_bare]:
        return []
    trees = [parse(without_magics(text))[0] for text in (student, ours)]
    try:
        if all(trees) and len({ast.dump(_undocumented(copy.deepcopy(tree))) for tree in trees if tree}) == 1:
            return []
    except RecursionError:
        pass
    known = Counter(bare for _, bare, _ in ours_bare)
    found = []
    for number, bare, line in theirs_bare:
        if not known[bare]:
            found.append((number, f"`{line.strip()[:80]}` was written"))
        else:
            known[bare] -= 1
    kept = {bare.strip() for _, bare, _ in _bare_lines(elsewhere)}
    lost = [(bare, line) for _, bare, line in ours_bare if known[bare]]
    gone = [line for bare, line in lost if bare.strip() not in kept]
    found += [(0, f"`{line.strip()[:80]}` is gone") for line in gone]
    return found if found or lost else [(0, "the order of its lines")]


# ---------------------------------------------------------------- parts


def _shifted(fault: Fault, spans: Sequence[tuple[int, int]], first_line: int, where: str) -> str:
    """Say what is wrong, in the lines of the student's own text."""
    reason = re.sub(r" \(detected at line \d+\)", "", fault.reason)
    reason = re.sub(r"\bon line (\d+)", lambda match: f"on line {int(match[1]) - first_line + 1}", reason)
    if any(begin + 1 < fault.line <= end for begin, end in spans):
        return f"line {fault.line - first_line + 1}{where}: {reason}"
    return f"{reason}, noticed after it; are its indentation and its brackets right?" if fault.line else reason


def _indents(lines: Sequence[str], part: TakenText) -> tuple[str | None, str | None, str | None]:
    """Say what a block may be indented by, the likeliest first: as its first mark is, as its first line is, as ours is (None)."""
    code = next((line for line in lines[part.start : part.end] if line.strip() and not is_comment(line)), None)
    mark = lines[part.start - 1] if part.marked and part.start else code
    return mark and indent_of(mark), code and indent_of(code), None


def _with_ours(lines: Sequence[str], template: str, texts: Sequence[TakenText], indents: Sequence[str | None]) -> str:
    """Put our blocks where the student's are, each at this indentation; None is our own."""
    ours, regions, made = lines_of(template), locate(template), list(lines)
    for index in sorted(range(len(texts)), key=lambda index: texts[index].start, reverse=True):
        part, region, indent = texts[index], regions[index], indents[index]
        block = ours[region.begin + 1 : region.end]
        if indent is not None:
            block = [indent + line.removeprefix(region.indent) for line in block]
        made[part.start : part.end] = block
    return "\n".join(made)


def _bare_lines(text: str) -> list[tuple[int, str, str]]:
    """Give each line that isn't empty or a mark: its number, from 1, the line without its blanks, and the line as it is.

    Without its blanks it stands behind one for each level that it is in: how far levels are apart is free.
    """
    lines, depths, bare_lines = lines_of(text), [0], []
    for number, (line, mark) in enumerate(zip(lines, scan(lines), strict=True), start=1):
        bare, level = "".join(line.split()), 0
        if mark.starts and mark.code:
            depth = len(indent_of(line).expandtabs())
            while depth < depths[-1]:
                depths.pop()
            if depth > depths[-1]:
                depths.append(depth)
            level = len(depths)
        if bare and not is_marker(line):
            bare_lines.append((number, " " * level + bare, line))
    return bare_lines


def _undocumented(tree: ast.Module) -> ast.Module:
    """Take docstrings and other bare texts out of a tree."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                setattr(node, field, [item for item in body if not _is_text(item)])
    return tree


def _is_text(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _same(ours: ast.AST, theirs: ast.AST, mine: Sequence[range], filled: Sequence[range]) -> bool:
    """Compare two trees but for the statements of the blocks, which may only stand where ours stand."""
    if type(ours) is not type(theirs):
        return False
    for field in ours._fields:
        a, b = getattr(ours, field, None), getattr(theirs, field, None)
        if isinstance(a, list) and isinstance(b, list):
            b = _without_helpers(a, b, filled) if isinstance(ours, ast.ClassDef) and field == "body" else b
            a, b = _outside(a, b, mine, filled)
            if len(a) != len(b) or not all(_equal(x, y, mine, filled) for x, y in zip(a, b, strict=True)):
                return False
        elif not _equal(a, b, mine, filled):
            return False
    return True


def _equal(a: object, b: object, mine: Sequence[range], filled: Sequence[range]) -> bool:
    if isinstance(a, ast.AST) and isinstance(b, ast.AST):
        return _same(a, b, mine, filled)
    return type(a) is type(b) and a == b


def _without_helpers(a: list[object], b: list[object], filled: Sequence[range]) -> list[object]:
    """Drop from a class's statements the methods that its student wrote in a block, beside the block's own, and that take the name of none of ours."""
    given = {node.name for node in a if isinstance(node, ast.FunctionDef)}
    return [
        node
        for node in b
        if not isinstance(node, ast.FunctionDef)
        or node.name in given
        or not any(_lies_in(node, lines) for lines in filled)
    ]


def _outside(
    a: list[object], b: list[object], mine: Sequence[range], filled: Sequence[range]
) -> tuple[list[object], list[object]]:
    """Drop from two lists of statements those of the blocks that ours has in this very list."""
    for own, other in zip(mine, filled, strict=True):
        if any(_lies_in(node, own) for node in a):
            a = [node for node in a if not _lies_in(node, own)]
            b = [node for node in b if not _lies_in(node, other)]
    return a, b


def _lies_in(node: object, lines: range) -> bool:
    return isinstance(node, ast.stmt) and node.lineno in lines and (node.end_lineno or 0) in lines
