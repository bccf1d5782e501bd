"""Set-up code that every notebook shares: `# include _shared/notebook/data.py` in a cell ↔ that file's text.

The built cell notes of each file its length and hash, so that its text is found again among edited lines, and an edit of it is seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.authoring.master import INCLUDE, TextCell, where
from autograder.errors import AssignmentBroken

Json = dict[str, Any]


def expanded(cell: TextCell, assignments: Path, path: Path) -> tuple[str, list[Json]]:
    """Put included files in; note of each its name, length and hash, by which pull finds it again."""
    lines: list[str] = []
    includes: list[Json] = []
    for number, line in enumerate(cell.source.split("\n"), start=1):
        match = INCLUDE.fullmatch(line) if cell.kind == "code" else None
        if match is None:
            lines.append(line)
            continue
        file = assignments / match[1]
        if ".." in Path(match[1]).parts or not file.is_file():
            fix = "Give a file's path below assignments/, such as _shared/notebook/data.py."
            raise AssignmentBroken(found=f"{where(path, cell, number)}: there is no assignments/{match[1]}", fix=fix)
        included = file.read_text(encoding="utf-8").strip("\n").split("\n")
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
        if start is None:
            raise AssignmentBroken(
                found=f"source/{name}/{name}.ipynb: text included from assignments/{include['path']} was edited",
                fix=f"Edit assignments/{include['path']} instead, and undo the edit in the notebook.",
            )
        lines[start : start + length] = [f"# include {include['path']}"]
    return "\n".join(lines)


def _hash_lines(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
