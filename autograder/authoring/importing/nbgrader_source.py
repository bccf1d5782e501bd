"""Read nbgrader's source notebooks: solution cells, tests with hidden parts, manual cells, tasks.

Comes in: an .ipynb, or a folder of source/. Goes out: a SourceNotebook for each. What would be read wrongly is refused in one sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.authoring.importing.source_cells import (
    MARK_SCHEME,
    Role,
    SourceCell,
    SourceNotebook,
    attachments_of,
)
from autograder.conventions import BEGIN_HIDDEN, BEGIN_SOLUTION
from autograder.errors import UsageError
from autograder.intake import ipynb

_SETTINGS = re.compile(
    r"^\s*c\.(ClearSolutions|ClearHiddenTests|ClearMarkScheme)\.(begin\w*|end\w*)\s*=\s*(.+)$", re.MULTILINE
)
_AUTOTEST = re.compile(r"^\s*#+\s*(HASHED\s+)?AUTOTEST\b", re.MULTILINE)
_WRONG_KIND = {  # by role, and whether the cell is code: what it is, and what to do
    (Role.TEST, False): ("a test, and no code", "Turn it into a code cell."),
    (Role.SOLUTION, False): ("an autograded answer, and no code", "Make it a manually graded answer there."),
    (Role.TASK, True): ("a task, and code", "Turn it into a Markdown cell."),
}
_REGIONS = {  # what never reaches students, and the roles of cells that nbgrader takes it out of
    BEGIN_SOLUTION: (Role.SOLUTION, Role.ANSWER, Role.CODE_ANSWER),
    BEGIN_HIDDEN: (Role.TEST,),
    f"BEGIN {MARK_SCHEME}": (Role.TASK,),
}
_ORDINARY = {f"{side} {what}" for side in ("BEGIN", "END") for what in ("SOLUTION", "HIDDEN TESTS", MARK_SCHEME)}


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
    raw = [number for number, cell in enumerate(content["cells"], start=1) if cell["cell_type"] == "raw"]
    remarks = tuple(f"cell {number} is raw, and a text cell here: its text is shown as Markdown" for number in raw)
    return SourceNotebook(path.stem, "nbgrader", tuple(cells), remarks=remarks)


def content_of(path: Path) -> Any:
    """Read an .ipynb as it stands; raises UsageError for what is none, is too old, or isn't in Python."""
    try:
        data = path.read_bytes()
        old = json.loads(data)
        content = old if isinstance(old, dict) and "worksheets" in old else ipynb.read_own(data)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(found=f"{path} isn't a notebook: {error}", fix="Give an .ipynb.") from None
    if content.get("nbformat") != 4:
        raise UsageError(
            found=f"{path} has nbformat {content.get('nbformat')}",
            fix="Open and save it in JupyterLab, then import again.",
        )
    said = [content.get("metadata", {}).get(key, {}) for key in ("kernelspec", "language_info")]
    language = str(said[0].get("language") or said[1].get("name") or "python").lower()
    if language not in ("python", "ipython"):
        raise UsageError(found=f"{path} is written in {language}", fix="Only notebooks in Python can be imported.")
    return content


def is_source(path: Path) -> bool:
    """Say whether any cell of a notebook has nbgrader's settings."""
    return '"nbgrader"' in json.dumps([cell.get("metadata", {}) for cell in content_of(path)["cells"]])


def _cell(cell: Any, number: int, path: Path) -> SourceCell:
    grader = cell["metadata"].get("nbgrader", {})
    code, source = cell["cell_type"] == "code", ipynb.source_of(cell)
    points = grader.get("points", 0)
    if isinstance(points, bool) or not isinstance(points, (int, float)) or points < 0:
        raise UsageError(
            found=f"{path.name}: cell {number} gives {points!r} points", fix="Correct it in nbgrader's own view."
        )
    role = _role(grader, code=code)
    if wrong := _WRONG_KIND.get((role, code)):
        raise UsageError(found=f"{path.name}: cell {number} is {wrong[0]}", fix=wrong[1])
    whole = role in (Role.ANSWER, Role.CODE_ANSWER) and BEGIN_SOLUTION not in source  # of these students read nothing
    for words, roles in _REGIONS.items():
        if words in source and role not in roles and not whole:
            raise UsageError(
                found=f"{path.name}: cell {number} says {words} where nbgrader doesn't look for it, so students would read it",
                fix="Correct the cell's kind in nbgrader's own view, or take the words out.",
            )
    if role is Role.TEST and _AUTOTEST.search(source):
        raise UsageError(
            found=f"{path.name}: cell {number} has tests that nbgrader writes by its autotests.yml",
            fix="Run nbgrader generate_assignment --source_with_tests there, and import the notebook of source_with_tests/.",
        )
    graded = bool(grader.get("grade")) or role is Role.TASK
    worth = float(points) if graded else 0.0
    return SourceCell(
        role, source, str(grader.get("grade_id", "")), worth, number=number, attachments=attachments_of(cell)
    )


def _role(grader: Mapping[str, Any], *, code: bool) -> Role:
    grade, solution = bool(grader.get("grade")), bool(grader.get("solution"))
    if grader.get("task"):
        return Role.TASK
    if grade and solution:
        return Role.CODE_ANSWER if code else Role.ANSWER
    if grade:
        return Role.TEST
    if solution:
        return Role.SOLUTION
    return Role.CODE if code else Role.TEXT


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
