"""Find a function's body in a student's cell whose block markers are lost, and tell in it what our own cell gives from what is theirs.

Comes in: a cell's text, which needn't parse, and the qualified name of a function or class. Goes out: lines, from 0, end excluded.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from autograder.assemble.source_text import Line, indent_of, is_comment, parse, scan, without_magics
from autograder.conventions import lines_of

_DEFINITION = re.compile(r"\s*(?:async\s+def|def|class)\s+([^\s(:]+)")
# Cyrillic and Greek; zero-width ones drop
_LATIN_OF = dict(zip("аеорсухіјѕԁһԛԝοανκρτν", "aeopcyxijsdhqwoavkptv", strict=True))

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Body:
    """Where a definition's body lies, after its docstring."""

    start: int
    end: int
    beside_def: str | None = (
        None  # what follows the colon where the body begins in the def's own line: def f(x): return x
    )


def find(source: str, name: str) -> Body | None:
    """Find the body of the last definition of a name: in the text's tree, else by its lines."""
    return find_parsed(without_magics(source), name) or _by_lines(lines_of(source), name)


def find_parsed(source: str, name: str) -> Body | None:
    """Find the body in the text's tree; None when the text doesn't parse or defines no such name."""
    tree, _ = parse(source)
    node = definition(tree, name) if name else None
    if node is None:
        return None
    lines = lines_of(source)
    if node.body[0].lineno == node.lineno:
        line = lines[node.lineno - 1].encode()[node.body[0].col_offset :].decode()
        return Body(node.lineno - 1, node.end_lineno or node.lineno, beside_def=line)
    return _after_docstring(node, lines)


def definitions(source: str, name: str) -> list[range]:
    """List the lines, from 0, of each definition of a qualified name, with its decorators and the comments in it; none in text that doesn't parse."""
    text = without_magics(source)
    tree, _ = parse(text)
    lines, found = lines_of(text), list[_Definition]()
    bodies: list[Sequence[ast.stmt]] = [tree.body] if tree else []
    for part in name.split("."):
        found = [node for body in bodies for node in _definitions(body) if node.name == part]
        bodies = [node.body for node in found]
    starts = [min(one.lineno for one in (node, *node.decorator_list)) - 1 for node in found]
    return [range(start, _after_docstring(node, lines).end) for start, node in zip(starts, found, strict=True)]


def definition(tree: ast.Module | None, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
    """Return the last definition of a qualified name, as Python would use it."""
    body: Sequence[ast.stmt] = tree.body if tree else ()
    last: _Definition | None = None
    for part in name.split("."):
        named = [node for node in _definitions(body) if node.name == part]
        if not named:
            return None
        last = named[-1]
        body = last.body
    return last


def qualified_names(tree: ast.Module, lines: Sequence[int]) -> list[str]:
    """Name for each of the lines, which ascend, the innermost function or class that holds it, in one pass over the tree."""
    spans = sorted(_spans(tree), key=lambda span: span[0])  # a function comes before those in it
    names: list[str] = []
    around: list[tuple[range, str]] = []
    at = 0
    for line in lines:
        while at < len(spans) and spans[at][0] <= line:
            start, end, name = spans[at]
            around = [(held, outer) for held, outer in around if start in held]
            around.append((range(start, end + 1), name))
            at += 1
        around = [(held, name) for held, name in around if line in held]
        names.append(around[-1][1] if around else "")
    return names


def lookalike(lines: Sequence[str], name: str) -> str | None:
    """Return a defined name that a person would take for this one, with the letters that aren't what they look like."""
    for line in lines:
        match = _DEFINITION.match(line)
        if match is None or match[1].isascii():
            continue
        latin = "".join(_LATIN_OF.get(char, char) for char in unicodedata.normalize("NFKC", match[1]))
        if re.sub(r"[^\w]", "", latin) == name:
            return "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in match[1])
    return None


def without_given(
    lines: Sequence[str], body: Body, before: Sequence[str], after: Sequence[str], others: Container[int] = ()
) -> tuple[int, int]:
    """Narrow a body to what lies between the lines that our own cell gives before and after the block.

    others: lines, from 0, that are other blocks' in the same body, and count as given where they stand among these.
    """
    start = body.start + _count_given(lines, range(body.start, body.end), before, others)
    rest = range(start, body.end)
    return start, body.end - _count_given(lines, rest[::-1], after[::-1], others)


def parted(
    lines: Sequence[str], body: range, between: Sequence[Sequence[str]], others: Container[int] = ()
) -> list[range] | None:
    """Part a body at the lines that our own cell gives between its blocks; None where they aren't there, or not once.

    others: lines, from 0, that are other blocks' in the same body.
    """
    parts, start = list[range](), body.start
    for given in between:
        bare = [_bare(line) for line in given if not _says_nothing(line)]
        code = [
            number for number in range(start, body.stop) if number not in others and not _says_nothing(lines[number])
        ]
        own = [_bare(lines[number]) for number in code]
        found = [at for at in range(len(own)) if bare and own[at : at + len(bare)] == bare]
        if len(found) != 1:
            return None
        parts.append(range(start, code[found[0]]))
        start = code[found[0] + len(bare) - 1] + 1
    return [*parts, range(start, body.stop)]


def _count_given(lines: Sequence[str], numbers: range, given: Sequence[str], others: Container[int]) -> int:
    """Count the lines, from the first, that are given ones in their order; some of these, comments above all, may be missing.

    Blank lines count while a given line may still come; backwards also after the last one. Other blocks' lines count there only if the line
    that they stand under is a given one too.
    """
    left = [bare for bare in map(_bare, given) if bare]
    backwards, count, held = numbers.step < 0, 0, 0
    for number in numbers:
        bare = _bare(lines[number])
        if number in others or (held and not bare):
            held += 1
            continue
        if bare in left:
            del left[: left.index(bare) + 1]
        elif bare or not (left or backwards):
            break
        count, held = count + held + 1, 0
    return count if backwards else count + held


def _bare(line: str) -> str:
    return "".join(line.split())


# ---------------------------------------------------------------- in a tree


def _spans(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """List first line, last line and qualified name of the functions and classes at the top, and of those directly in them."""
    waiting: list[tuple[str, Sequence[ast.stmt]]] = [("", tree.body)]
    while waiting:
        outer, body = waiting.pop()
        for node in _definitions(body):
            name = f"{outer}.{node.name}" if outer else node.name
            yield node.lineno, node.end_lineno or 0, name
            waiting.append((name, node.body))


def _definitions(body: Sequence[ast.stmt]) -> list[_Definition]:
    return [node for node in body if isinstance(node, _Definition)]


def _after_docstring(node: _Definition, lines: Sequence[str]) -> Body:
    """Return the body after its docstring, with the comments around its statements."""
    first = node.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    start = (first.end_lineno or first.lineno) if documented else first.lineno - 1
    while not documented and start > node.lineno and _says_nothing(lines[start - 1]):
        start -= 1
    end = node.end_lineno or start
    outer = depth(lines[node.lineno - 1])
    at = end
    while at < len(lines) and _says_nothing(lines[at]):
        at += 1
        if lines[at - 1].strip() and depth(lines[at - 1]) > outer:
            end = at
    return Body(start, end)


# ---------------------------------------------------------------- in text that doesn't parse


def _by_lines(lines: Sequence[str], name: str) -> Body | None:
    """Find a body from the def's line to the next line that isn't deeper."""
    header = re.compile(rf"([ \t]*)(async\s+def|def|class)\s+{re.escape(name.rpartition('.')[2])}\b")
    marks = scan(lines)
    numbers = [number for number, line in enumerate(lines) if header.match(line)] if name else []
    if not numbers:
        return None
    outer = depth(lines[numbers[-1]])
    start = _next_start(marks, numbers[-1])
    if start < len(lines) and lines[start].lstrip("rR \t").startswith(('"', "'")):
        start = _next_start(marks, start)
    end = start
    for number in range(start, len(lines)):
        if marks[number].starts and marks[number].code and depth(lines[number]) <= outer:
            break
        if lines[number].strip():
            end = number + 1
    return Body(start, end)


def _next_start(marks: Sequence[Line], number: int) -> int:
    """Return the first line after this one at which a logical line starts."""
    return next((at for at in range(number + 1, len(marks)) if marks[at].starts), len(marks))


def _says_nothing(line: str) -> bool:
    return not line.strip() or is_comment(line)


def depth(line: str) -> int:
    """Return how far the line is indented, in columns."""
    return len(indent_of(line).expandtabs())
