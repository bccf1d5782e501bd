"""Set-up code that every notebook shares: `# include _shared/notebook/data.py` in a cell ↔ that file's text; and in Markdown, the rules.

The built cell notes of each file its length and hash, so that its text is found again among edited lines, and an edit of it is seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.authoring import before_you_start
from autograder.authoring.master import INCLUDE, TextCell, where
from autograder.course.layout import text_of
from autograder.errors import AssignmentBroken

Json = dict[str, Any]

RULES = "assignment.toml"  # of the notebook's own assignment
KIT = Path(__file__).parents[2] / "assignments"
"""Where the kit's own assignments lie, with the parts of notebooks that every course needs; a course's own file of the same name goes before."""


def expanded(cell: TextCell, assignments: Path, path: Path) -> tuple[str, list[Json]]:
    """Put included files in; note of each its name, length and hash, by which pull finds it again."""
    lines: list[str] = []
    includes: list[Json] = []
    for number, line in enumerate(cell.source.split("\n"), start=1):
        if cell.kind == "markdown" and line == before_you_start.LINE:
            made = before_you_start.rules(path.parent)
            includes.append({"path": RULES, "lines": len(made), "sha256": _hash_lines(made)})
            lines += made
            continue
        match = INCLUDE.fullmatch(line) if cell.kind == "code" else None
        if match is None:
            lines.append(line)
            continue
        file = next((file for file in (assignments / match[1], KIT / match[1]) if file.is_file()), None)
        if ".." in Path(match[1]).parts or file is None:
            fix = "Give a file's path below assignments/, such as _shared/notebook/data.py."
            raise AssignmentBroken(found=f"{where(path, cell, number)}: there is no assignments/{match[1]}", fix=fix)
        included = text_of(file).strip("\n").split("\n")
        includes.append({"path": match[1], "lines": len(included), "sha256": _hash_lines(included)})
        lines += included
    return "\n".join(lines), includes


def collapsed(source: str, includes: Sequence[Json], name: str) -> str:
    """Take included files' text out again; raises AssignmentBroken naming the file to edit when it isn't there as it was."""
    lines = source.split("\n")
    for include in includes:
        length = int(include["lines"])
        starts = range(len(lines) - length + 1)
        start = next((at for at in starts if _hash_lines(lines[at : at + length]) == include["sha256"]), None)
        is_rules = include["path"] == RULES
        if start is None:
            file = f"assignments/{name}/{RULES}" if is_rules else f"assignments/{include['path']}"
            raise AssignmentBroken(
                found=f"source/{name}/{name}.ipynb: text included from {file} was edited",
                fix=f"Edit {file} instead, and undo the edit in the notebook.",
            )
        lines[start : start + length] = [before_you_start.LINE if is_rules else f"# include {include['path']}"]
    return "\n".join(lines)


def _hash_lines(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
