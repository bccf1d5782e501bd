"""The notebooks that a course writes itself, source/ and release/: where they lie, their bytes, what their cells are.

Comes in: a notebook's content or its path. Goes out: content whose cells have one string as source; or the same bytes each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.conventions import question_of_cell
from autograder.errors import AssignmentBroken
from autograder.intake import ipynb
from autograder.intake.ipynb import Json, joined
from autograder.results import atomic


@dataclass(frozen=True, slots=True)
class Built:
    """What build or release wrote, and whether that changed anything."""

    path: Path
    changed: bool

    def __str__(self) -> str:
        shown = self.path.parts[-3 if self.path.suffix else -2 :]  # source/quiz/quiz.ipynb, or the folder release/quiz
        return f"{'/'.join(shown)} {'written' if self.changed else 'is up to date'}"


def source_path(name: str, root: Path) -> Path:
    """Return where the built notebook of an assignment lies."""
    return root / "source" / name / f"{name}.ipynb"


def read_notebook(path: Path) -> Json:
    """Read a notebook of our own; each cell's source is one string. Raises AssignmentBroken where it's missing or damaged."""
    return parsed(bytes_of(path), path)


def bytes_of(path: Path) -> bytes:
    """Read a notebook of our own as it is; raises AssignmentBroken where it's missing."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        fix = f"Run: autograder build {path.stem} && autograder release {path.stem}"
        raise AssignmentBroken(found=f"{_place(path)} is missing", fix=fix) from None


def parsed(data: bytes, path: Path) -> Json:
    """Return the content of a notebook whose bytes were read at that path, as read_notebook does; raises AssignmentBroken where it's damaged."""
    try:
        content = ipynb.read_own(data)
        return {**content, "cells": list(map(joined, content["cells"]))}
    except (ValueError, TypeError):
        fix = "Delete it and build again, or undo what damaged it."
        raise AssignmentBroken(found=f"{_place(path)} isn't a notebook", fix=fix) from None


def as_bytes(content: Mapping[str, Any]) -> bytes:
    """Write a notebook's content the one way: sorted keys, an indent of 1, sources as lists of lines, a newline at the end."""
    cells = [
        {**cell, "source": str(cell["source"]).splitlines(keepends=True)} for cell in map(joined, content["cells"])
    ]
    return (json.dumps({**content, "cells": cells}, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def digest_of_cells(cells: Iterable[Mapping[str, Any]]) -> str:
    """Hash what an author can edit: cells, their order, texts and nbgrader's settings; neither outputs nor Jupyter's own marks."""
    parts = []
    for cell in map(joined, cells):
        metadata = cell["metadata"]
        grader = {key: value for key, value in metadata.get("nbgrader", {}).items() if key != "checksum"}
        parts.append([cell.get("id"), cell["cell_type"], cell["source"].strip("\n"), metadata.get("tags", []), grader])
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write a file, whole or not at all, unless it holds just that already; say whether it was written."""
    if path.exists() and path.read_bytes() == data:
        return False
    atomic.write_ordinary(path, data)
    return True


def grade_id(cell: Mapping[str, Any]) -> str:
    """Return a cell's name: nbgrader's, or an id where it has none."""
    metadata = cell["metadata"]
    return str(metadata.get("nbgrader", {}).get("grade_id") or metadata.get("id") or cell.get("id") or "")


def question_of(cell: Mapping[str, Any]) -> str:
    """Return the question that a solution cell answers."""
    return question_of_cell(grade_id(cell))


def is_block(cell: Mapping[str, Any]) -> bool:
    """Tell whether students write code in a cell."""
    return cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution") is True


def is_written(cell: Mapping[str, Any]) -> bool:
    """Tell whether students write an answer in words in a cell."""
    grader = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "markdown" and grader.get("solution") is True and grader.get("grade") is True


def _place(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
