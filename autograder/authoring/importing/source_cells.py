"""The cells of another tool's master notebook, by what they are for; every reader makes these, and nothing after it knows the tool."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from autograder.assemble import source_text

MARK_SCHEME = "MARK SCHEME"
"""What stands in a task between lines that say BEGIN and END of it, is for those who mark."""


class Role(StrEnum):
    """What a cell is for."""

    TEXT = "text"  # Markdown that students read
    CODE = "code"  # code that is there, and not graded
    SOLUTION = "solution"  # students write code in it, which tests grade
    TEST = "test"
    ANSWER = "answer"  # students write words in it, which a person marks
    CODE_ANSWER = "code answer"  # students write code in it, which a person marks
    TASK = "task"  # a text that says what to do, in cells that students add; a person marks it


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell."""

    role: Role
    source: str  # with the marks BEGIN SOLUTION and BEGIN HIDDEN TESTS, where it has some
    id: str = ""
    points: float = 0.0
    question: str = ""  # that a test belongs to, where the tool says so
    number: int = 0  # of the cell in its notebook, from 1
    attachments: tuple[tuple[str, bytes], ...] = ()  # pictures that lie in it, by name


@dataclass(frozen=True, slots=True)
class SourceNotebook:
    """One master notebook."""

    name: str  # of its file, without the ending
    tool: str  # "nbgrader" or "otter"
    cells: tuple[SourceCell, ...]
    title: str = ""
    stub: str = ""  # what a block holds as it is handed out, where that runs to its end
    remarks: tuple[str, ...] = ()  # what of it can't be taken along
    files: tuple[str, ...] = ()  # that its own settings hand out beside it
    kept_back: tuple[str, ...] = ()  # files and folders that its own settings keep from students


def attachments_of(cell: Mapping[str, Any]) -> tuple[tuple[str, bytes], ...]:
    """Read what is attached to a notebook's cell; what isn't base64, as nbformat has it, is none."""
    found = []
    for name, forms in (cell.get("attachments") or {}).items():
        for text in forms.values():
            with contextlib.suppress(ValueError, TypeError):
                found.append((str(name), base64.b64decode("".join(text))))
    return tuple(found)


def without_magics(source: str) -> tuple[str, bool]:
    """Turn lines for IPython alone into comments, or what %time times; says whether there were any. Lines keep their numbers."""
    commands = source_text.commands_in(source)
    lines = source_text.without_magics(source).split("\n")
    for at in commands:
        lines[at] = lines[at].removeprefix("pass  ")  # at the left edge a comment will do
    return "\n".join(lines), bool(commands)
