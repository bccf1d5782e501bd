"""The pictures that a cell drew, as they are saved in the notebook that was handed in: code that a person marks is never run, and a plot is judged by sight.

Comes in: a student's notebook in submitted/, the question whose cell it is. Goes out: its PNGs as pasted pictures of a text, which `shown_text` shows as
it shows those of an answer, by their bytes' beginning, as data that runs nothing; and how many pictures aren't among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SubmissionRejected
from autograder.intake import ipynb, outputs

MOST = 6  # pictures of one cell
LONGEST = 2_000_000  # characters of one, in base64

_PLAIN = re.compile(r"[A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True, slots=True)
class DrawnPictures:
    """What a cell's saved outputs show."""

    text: str = ""  # each of the pictures as an answer has a pasted one
    left_out: int = 0  # of other kinds, too large, or too many


def of_cell(root: Path, name: str, student: str, question: str) -> DrawnPictures:
    """Find the pictures of a student's cell; none where the hand-in isn't there, can't be read, or has no such cell. student: as in_gradebook has it."""
    path = root / "submitted" / student / name / f"{name}.ipynb"
    try:
        cells = ipynb.read_with_outputs(path.read_bytes())
    except (OSError, SubmissionRejected):
        return DrawnPictures()
    mine = [cell for cell in cells if ipynb.grade_id_of(cell) == question and cell.get("cell_type") == "code"]
    if not mine:
        return DrawnPictures()
    shown, left = list[str](), 0
    for png in _pngs(mine[0]):
        if png is None or len(shown) == MOST:
            left += 1
        else:
            shown.append(f"![](data:image/png;base64,{png})")
    return DrawnPictures("\n\n".join(shown), left)


def _pngs(cell: ipynb.Json) -> Iterator[str | None]:
    """Give each picture of a cell's outputs, None for one that isn't shown."""
    for data in outputs.with_pictures(cell):
        text = "".join(outputs.joined(data.get("image/png")).split())
        yield text if len(text) <= LONGEST and _PLAIN.fullmatch(text) else None
