"""Read nbgrader's source notebooks: solution cells, tests with hidden parts, manual cells, tasks.

Comes in: an .ipynb, or a folder of source/. Goes out: a SourceNotebook for each. What would be read wrongly is refused in one sentence.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from autograder.authoring.importing.source_cells import Role, SourceCell, SourceNotebook
from autograder.errors import UsageError
from autograder.intake import ipynb

_SETTINGS = re.compile(r"^\s*c\.(ClearSolutions|ClearHiddenTests)\.(begin\w*|end\w*)\s*=\s*(.+)$", re.MULTILINE)
_ORDINARY = {"BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"}


def read(path: Path) -> SourceNotebook:
    """Read one source notebook; raises UsageError."""
    content = content_of(path)
    _check_marks(path)
    cells = [_cell(cell, number, path) for number, cell in enumerate(content["cells"], start=1)]
    seen: dict[str, int] = {}
    for cell in cells:
        if cell.id and cell.id in seen and cell.role not in (Role.TEXT, Role.CODE):
            raise UsageError(
                found=f"{path.name}: cells {seen[cell.id]} and {cell.number} are both called '{cell.id}'",
                fix="Give each an id of its own, as nbgrader validate demands.",
            )
        seen[cell.id] = cell.number
    return SourceNotebook(path.stem, "nbgrader", tuple(cells))


def content_of(path: Path) -> Any:
    """Read an .ipynb as it stands; raises UsageError for what is none, is too old, or isn't in Python."""
    try:
        content = ipynb.read_own(path.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(found=f"{path} isn't a notebook: {error}", fix="Give an .ipynb.") from None
    if content.get("nbformat") != 4:
        raise UsageError(
            found=f"{path} has nbformat {content.get('nbformat')}",
            fix="Open and save it in JupyterLab, then import again.",
        )
    language = str(content.get("metadata", {}).get("kernelspec", {}).get("language", "python")).lower()
    if language != "python":
        raise UsageError(found=f"{path} is written in {language}", fix="Only notebooks in Python can be imported.")
    return content


def is_source(path: Path) -> bool:
    """Say whether any cell of a notebook has nbgrader's settings."""
    return '"nbgrader"' in json.dumps([cell.get("metadata", {}) for cell in content_of(path)["cells"]])


def _cell(cell: Any, number: int, path: Path) -> SourceCell:
    grader = cell["metadata"].get("nbgrader", {})
    grade, solution, code = bool(grader.get("grade")), bool(grader.get("solution")), cell["cell_type"] == "code"
    points = grader.get("points", 0)
    if isinstance(points, bool) or not isinstance(points, (int, float)) or points < 0:
        raise UsageError(
            found=f"{path.name}: cell {number} gives {points!r} points", fix="Correct it in nbgrader's own view."
        )
    if grader.get("task"):
        role = Role.TASK
    elif grade and solution:
        role = Role.CODE_ANSWER if code else Role.ANSWER
    elif grade:
        if not code:
            raise UsageError(
                found=f"{path.name}: cell {number} is a test, and no code", fix="Turn it into a code cell."
            )
        role = Role.TEST
    elif solution and code:
        role = Role.SOLUTION
    else:
        role = Role.CODE if code else Role.TEXT
    return SourceCell(
        role,
        ipynb.source_of(cell),
        str(grader.get("grade_id", "")),
        float(points) if grade or grader.get("task") else 0.0,
        number=number,
    )


def _check_marks(path: Path) -> None:
    """Refuse a course that has other marks for solutions and hidden tests: its answers would be released."""
    for folder in (path.parent, *list(path.parents)[:4]):
        file = folder / "nbgrader_config.py"
        if file.is_file():
            for match in _SETTINGS.finditer(file.read_text(encoding="utf-8", errors="replace")):
                if match[3].split("#")[0].strip().strip("\"'") not in _ORDINARY:
                    raise UsageError(
                        found=f"{file} has marks of its own: {match[0].strip()}",
                        fix="Change the marks in the notebooks to ### BEGIN SOLUTION, ### END SOLUTION, "
                        "### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS, and take the line out.",
                    )
