"""Read what the outputs of a notebook's cell say, and count its pictures: a student may have typed, printed or pasted words there.

Comes in: a cell as JSON gave it, from anywhere. Goes out: text within bounds and a number; what has another form than nbformat's says nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.untrusted_text import cut, encodable

MAX_OUTPUT = 5_000  # characters of what one cell's outputs say

_TAG = re.compile(r"<[^<>]*>")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_OWN_NAME = re.compile(r"<[\w.]+ object>")  # what IPython's Markdown and HTML say of themselves as plain text
_RICH = ("text/markdown", "text/html", "text/latex")


def text(cell: Mapping[str, Any]) -> str:
    """Return what a cell's outputs say, markup taken off."""
    said = [part for output in _outputs(cell) for part in _parts(output)]
    joined = "\n".join(part.strip("\n") for part in said if part.strip())
    return cut(encodable(_COLOUR.sub("", joined)), MAX_OUTPUT)


def pictures(cell: Mapping[str, Any]) -> int:
    """Count the pictures in a cell's outputs, and those that are attached to it."""
    attached = cell.get("attachments")
    return sum(_holds_picture(output.get("data")) for output in _outputs(cell)) + (
        len(attached) if isinstance(attached, dict) else 0
    )


def _outputs(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    outputs = cell.get("outputs")
    return [output for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []


def _parts(output: Mapping[str, Any]) -> Iterator[str]:
    """Give the texts of one output: a stream's, an error's sentence, or the best form of what was displayed."""
    yield joined(output.get("text"))
    yield joined(output.get("evalue"))
    data = output.get("data")
    if not isinstance(data, dict):
        return
    plain = joined(data.get("text/plain"))
    if plain and not _OWN_NAME.fullmatch(plain.strip()):
        yield plain
        return
    for kind in _RICH:
        rich = joined(data.get(kind))
        yield html.unescape(_TAG.sub(" ", rich)) if kind == "text/html" else rich


def _holds_picture(data: object) -> bool:
    if not isinstance(data, dict):
        return False
    return any(isinstance(kind, str) and kind.startswith("image/") for kind in data) or "<img" in joined(
        data.get("text/html")
    )


def with_pictures(cell: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what was displayed by those of a cell's outputs that hold a picture, by its kinds."""
    shown = (output.get("data") for output in _outputs(cell))
    return (data for data in shown if isinstance(data, dict) and _holds_picture(data))


def joined(content: object) -> str:
    """Join a text, which nbformat stores whole or as a list of lines."""
    if isinstance(content, list):
        return "".join(part for part in content if isinstance(part, str))
    return content if isinstance(content, str) else ""
