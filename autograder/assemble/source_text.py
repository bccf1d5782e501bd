"""Look at Python text line by line and as a tree, without ever raising on what a student typed.

The work grows in step with the text, whatever the text says: each look goes on from where the last one ended. Python's own parser is asked
about texts of at most MAX_SOURCE characters.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from autograder.conventions import lines_of

MAX_SOURCE = (
    200_000  # characters; more is no answer to an exercise, and `release` refuses a cell of ours that is longer
)
_SHORT = 10_000  # characters: of such texts a few dozen trees may stay in memory

_INDENT = re.compile(r"[ \t\f]*")
_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"  # such as torch.cdist
_CALLED = r"(?:%{1,2}[A-Za-z]|!)"  # a magic, or the system's own
_PACKAGES = (
    r"(?:pip3?|conda|mamba)[ \t]+(?:install|uninstall|list|show|freeze|check)\b"  # which Jupyter takes without its %
)
_MAGIC = re.compile(rf"[ \t]*(?:{_CALLED}|\?|{_PACKAGES}|{_NAME}\?\??[ \t]*$|{_NAME}[ \t]*=[ \t]*{_CALLED})")
_MAY_COMMAND = re.compile(rf"^[ \t]*(?:[%!?]|{_PACKAGES})|\?[ \t]*$|=[ \t]*{_CALLED}(?!=)", re.MULTILINE)
_GIVEN = re.compile(rf"[ \t]*({_NAME})[ \t]*=[ \t]*(%|!)")
_TIMED = re.compile(r"[ \t]*%time[ \t]+([^\s-].*)")  # runs the statement behind it, in the notebook's own names
_OPENING, _CLOSING = "([{", ")]}"
_TELLING = re.compile(r"[#'\"(\[{)\]}\\]")
# the nearest of what matters there
_IN_STRING = {quote: re.compile(rf"\\|{quote}") for quote in ("'", '"', "'''", '"""')}

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Line:
    """How one physical line begins."""

    starts: bool  # a logical line starts here: not inside a string or bracket, not after a backslash
    in_string: bool
    code: bool  # there is something on it besides blanks and a comment
    comment: int | None = None  # where its comment begins


class Fault(NamedTuple):
    """Why a text can't be read as Python."""

    line: int  # from 1; 0 when it is no line's
    reason: str


def indent_of(line: str) -> str:
    """Return the blanks that a line begins with."""
    match = _INDENT.match(line)
    return match.group() if match else ""


def is_comment(line: str) -> bool:
    """Say whether there is nothing but a comment on the line."""
    return line.lstrip().startswith("#")


def is_magic(line: str) -> bool:
    """Say whether the line is a notebook's command: %time, !pip, ?torch, torch.cdist?, pip install, files = !ls."""
    return _MAGIC.match(line) is not None


def commands_in(text: str) -> list[int]:
    """List the lines, from 0, that are the notebook's commands and not Python."""
    lines = lines_of(text)
    if not any(map(is_magic, lines)):
        return []
    return [
        at for at, (line, mark) in enumerate(zip(lines, scan(lines), strict=True)) if mark.starts and is_magic(line)
    ]


def without_magics(text: str) -> str:
    """Put for each of the notebook's commands what it does to the code, so that the rest can be read: nothing, or what %time times.

    A name that is given what a command prints (`files = !ls`) has no lines of it; what a magic gives (`t = %timeit -o …`) is None.
    Lines keep their numbers.
    """
    if not _MAY_COMMAND.search(text) or not (commands := commands_in(text)):
        return text
    lines = lines_of(text)
    for at in commands:
        lines[at] = indent_of(lines[at]) + _python_of(lines[at])
    return "\n".join(lines)


def _python_of(command: str) -> str:
    if timed := _TIMED.match(command):
        return timed.group(1)
    given = _GIVEN.match(command)
    does = f"{given.group(1)} = {'[]' if given.group(2) == '!' else None}" if given else "pass"
    return f"{does}  # {command.strip()}"


def tree_of(cell: str) -> ast.Module | None:
    """Return the tree of a cell's text, the notebook's commands aside; None where Python can't read it."""
    return parse(without_magics(cell))[0]


def scan(lines: Sequence[str]) -> tuple[Line, ...]:
    """Follow strings, brackets, comments and continuations through the lines; works on text that doesn't parse."""
    return _scan(tuple(lines))


@lru_cache(maxsize=256)  # the same block is looked at by several rules
def _scan(lines: tuple[str, ...]) -> tuple[Line, ...]:
    scanner = _Scanner()
    return tuple(scanner.line(line) for line in lines)


class _Scanner:
    """What is open where a line begins: a string, brackets, a continuation."""

    def __init__(self) -> None:
        self._quote = ""  # of the string that is open; "" outside of strings
        self._depth = 0  # of brackets
        self._continued = False  # the line before ended in a backslash

    def line(self, line: str) -> Line:
        """Look through the next line."""
        in_string = bool(self._quote)
        starts = not in_string and self._depth == 0 and not self._continued
        self._continued = False
        code, comment, at = in_string, None, 0
        while at < len(line):
            if self._quote:
                at = self._through_string(line, at)
                continue
            sign = _TELLING.search(line, at)
            code = code or bool(line[at : sign.start() if sign else len(line)].strip())
            if sign is None:
                break
            if sign.group() == "#":
                comment = sign.start()
                break
            code = True
            at = self._through_sign(line, sign.start())
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""  # an unfinished 'string' ends with its line
        return Line(starts=starts, in_string=in_string, code=code, comment=comment)

    def _through_string(self, line: str, at: int) -> int:
        """Go to the end of the open string, to behind a backslash and what it escapes, or to the line's end."""
        sign = _IN_STRING[self._quote].search(line, at)
        if sign is None:
            return len(line)
        if sign.group() == "\\":
            self._continued = self._continued or sign.end() == len(line)
            return sign.end() + 1
        self._quote = ""
        return sign.end()

    def _through_sign(self, line: str, at: int) -> int:
        """Take in a quote, a bracket or a backslash outside of strings."""
        sign = line[at]
        if sign in "'\"":
            self._quote = sign * 3 if line.startswith(sign * 3, at) else sign
            return at + len(self._quote)
        self._depth = max(0, self._depth + (sign in _OPENING) - (sign in _CLOSING))
        self._continued = sign == "\\" and at + 1 == len(line)
        return at + 1


def parse(text: str) -> tuple[ast.Module | None, Fault | None]:
    """Return the text's tree, or None and why there is none."""
    if len(text) > MAX_SOURCE:
        return None, Fault(0, f"it is longer than {MAX_SOURCE:,} characters")
    return _remembered(text) if len(text) <= _SHORT else _guarded(text, lambda: ast.parse(text))


def compiles(text: str) -> Fault | None:
    """Return why the text can't run, or None; nothing is run."""
    tree, fault = parse(text)
    return fault if tree is None else _guarded(text, lambda: compile(text, "<block>", "exec", dont_inherit=True))[1]


def _guarded(text: str, read: Callable[[], Read]) -> tuple[Read | None, Fault | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(), None
    except SyntaxError as error:
        number, lines = error.lineno or 0, lines_of(text)
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        if is_magic(line):
            return None, Fault(number, f"`{line.strip()[:60]}` is a command of the notebook, not Python")
        return None, Fault(number, str(error.msg))
    except (RecursionError, MemoryError):
        return None, Fault(0, "its code is nested too deeply")
    except (ValueError, OverflowError):
        return None, Fault(0, "it holds characters that Python doesn't read")


@lru_cache(maxsize=64)
def _remembered(text: str) -> tuple[ast.Module | None, Fault | None]:
    """Parse a text that several rules look at; nobody changes a tree."""
    return _guarded(text, lambda: ast.parse(text))
