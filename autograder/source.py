"""Look at Python text line by line and as a tree, without ever raising on what a student typed."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

MAX_SOURCE = 200_000  # characters; more is no answer to an exercise
MAX_BRACKETS = 60  # nested: CPython's parser takes exponential time to explain some errors in deeper ones

_INDENT = re.compile(r"[ \t\f]*")
_MAGIC = re.compile(r"[ \t]*(%{1,2}[A-Za-z]|!|\?)")
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Line:
    """How one physical line begins."""

    starts: bool  # a logical line starts here: not inside a string or bracket, not after a backslash
    in_string: bool
    code: bool  # there is something on it besides blanks and a comment
    comment: int | None = None  # where its comment begins


def lines_of(text: str) -> list[str]:
    """Split at newlines only: str.splitlines also splits at characters that Python's own parser doesn't."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def indent_of(line: str) -> str:
    """Return the blanks that a line begins with."""
    match = _INDENT.match(line)
    return match.group() if match else ""


def is_comment(line: str) -> bool:
    """Say whether there is nothing but a comment on the line."""
    return line.lstrip().startswith("#")


def is_magic(line: str) -> bool:
    """Say whether the line is a notebook's command: %time, !pip, ?torch."""
    return _MAGIC.match(line) is not None


def without_magics(text: str) -> str:
    """Put `pass` for each of the notebook's commands, so that the rest of a cell can be parsed; lines keep their numbers."""
    lines = lines_of(text)
    marks = scan(lines)
    return "\n".join(
        indent_of(line) + "pass" if mark.starts and is_magic(line) else line
        for line, mark in zip(lines, marks, strict=True)
    )


def scan(lines: Sequence[str]) -> list[Line]:
    """Follow strings, brackets, comments and continuations through the lines; works on text that doesn't parse."""
    result: list[Line] = []
    quote, depth, continued = "", 0, False
    for line in lines:
        in_string, starts = bool(quote), not quote and depth == 0 and not continued
        continued, code, at = False, False, 0
        comment: int | None = None
        while at < len(line):
            char = line[at]
            if quote:
                if char == "\\":
                    continued = continued or at + 1 == len(line)
                    at += 2
                elif line.startswith(quote, at):
                    at += len(quote)
                    quote = ""
                else:
                    at += 1
                continue
            if char == "#":
                comment = at
                break
            code = code or not char.isspace()
            if char in "'\"":
                quote = char * 3 if line.startswith(char * 3, at) else char
                at += len(quote)
                continue
            depth = max(0, depth + (char in _OPENING) - (char in _CLOSING))
            continued = char == "\\" and at + 1 == len(line)
            at += 1
        if len(quote) == 1 and not continued:
            quote = ""  # an unfinished 'string' ends with its line
        result.append(Line(starts=starts, in_string=in_string, code=code or in_string, comment=comment))
    return result


def depth_of(lines: Sequence[str]) -> int:
    """Return how deeply brackets nest, counting all that aren't in comments or strings on one line."""
    depth = deepest = 0
    for line in lines:
        for char in re.sub(r"\"[^\"\\]*\"|'[^'\\]*'|#.*", "", line):
            depth = max(0, depth + (char in _OPENING) - (char in _CLOSING))
            deepest = max(deepest, depth)
    return deepest


def parse(text: str) -> tuple[ast.Module | None, str | None]:
    """Return the text's tree, or None and one sentence saying why there is none."""
    if len(text) > MAX_SOURCE:
        return None, f"it is longer than {MAX_SOURCE:,} characters"
    lines = lines_of(text)
    if depth_of(lines) > MAX_BRACKETS:
        return None, f"its brackets are nested more than {MAX_BRACKETS} deep"
    return _guarded(text, lines)


def compiles(text: str) -> str | None:
    """Return one sentence saying why the text can't run, or None; nothing is run."""
    tree, problem = parse(text)
    if tree is None:
        return problem
    return _guarded(text, lines_of(text), whole=True)[1]


def _guarded(text: str, lines: Sequence[str], *, whole: bool = False) -> tuple[ast.Module | None, str | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            if whole:
                compile(text, "<block>", "exec", dont_inherit=True)
    except SyntaxError as error:
        number = error.lineno or 0
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        if is_magic(line):
            return None, f"line {number} is a command of the notebook, not Python: {line.strip()[:60]}"
        return None, f"line {number}: {error.msg}" if number else str(error.msg)
    except (RecursionError, MemoryError):
        return None, "its code is nested too deeply"
    except (ValueError, OverflowError):
        return None, "it holds characters that Python doesn't read"
    return tree, None
