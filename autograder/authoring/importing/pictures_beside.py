"""Take along the pictures that a foreign notebook's texts show: files beside it, and what is attached to their cells, lie in data/ here.

Comes in: a notebook's folder and its cells. Goes out: the cells, whose texts show them there, names of files, what was attached, and what an author
should know. Pictures of answers and mark schemes stay behind, for all of data/ is handed out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

from autograder.authoring.importing.data_beside import is_beside, is_kept, place_of
from autograder.authoring.importing.source_cells import Role, SourceCell
from autograder.course import data_files
from autograder.course.layout import DATA
from autograder.errors import AssignmentBroken

_SHOWN = re.compile(r"""(!\[[^\]\n]*\]\(\s*<?|<img\b[^>\n]*?\bsrc\s*=\s*["'])([^)\s"'>]+)""")
_ATTACHED = "attachment:"


@dataclass(frozen=True, slots=True)
class PicturesBeside:
    """What came along of the pictures in texts."""

    cells: tuple[SourceCell, ...]
    names: tuple[str, ...]  # of files beside the notebook
    attached: dict[str, bytes]  # by the name that texts have here
    remarks: tuple[str, ...]


def take(folder: Path, cells: Sequence[SourceCell], kept_back: Collection[str] = ()) -> PicturesBeside:
    """Find them. kept_back: what the notebook's own settings keep from students."""
    made: list[SourceCell] = []
    names: list[str] = []
    attached: dict[str, bytes] = {}
    remarks: list[str] = []
    for cell in cells:
        if cell.attachments and cell.role is not Role.TEXT:
            remarks.append(
                f"cell {cell.number}: what is attached to it isn't taken along, since it may be the answer's"
            )
        if cell.role is not Role.TEXT:
            made.append(cell)
            continue
        source = cell.source
        moved: list[str] = []
        for match in reversed(list(_SHOWN.finditer(cell.source))):
            place = _place(unquote(match[2]), cell, folder, kept_back, attached)
            if not place:
                continue
            if not match[2].startswith(_ATTACHED):
                names.append(unquote(match[2]))
            moved.insert(0, place)
            source = f"{source[: match.start(2)]}{quote(place)}{source[match.end(2) :]}"
        if source != cell.source:
            remarks.append(
                f"cell {cell.number} shows {', '.join(dict.fromkeys(moved))} now: pictures lie in {DATA}/ here"
            )
        made.append(replace(cell, source=source))
    return PicturesBeside(tuple(made), tuple(dict.fromkeys(names)), attached, tuple(remarks))


def _place(name: str, cell: SourceCell, folder: Path, kept_back: Collection[str], attached: dict[str, bytes]) -> str:
    """Say where a picture lies here; "" where it doesn't come along."""
    if name.startswith(_ATTACHED):
        data = dict(cell.attachments).get(name.removeprefix(_ATTACHED))
        return "" if data is None else _put(name.removeprefix(_ATTACHED), data, folder, attached)
    if not is_beside(name, folder) or is_kept(name, kept_back):
        return ""
    place = place_of(name)
    try:
        data_files.demand_proper(place.removeprefix(f"{DATA}/"), folder / name)
    except AssignmentBroken:
        return ""  # it is named with what stays behind
    return place


def _put(name: str, data: bytes, folder: Path, attached: dict[str, bytes]) -> str:
    """Keep an attachment under a name that no other picture has."""
    plain = re.sub(r"[^A-Za-z0-9.+-]+", "_", name).lstrip("._+-") or "picture"
    stem, dot, ending = plain.rpartition(".")
    number, place = 1, f"{DATA}/{plain}"
    while (
        attached.get(place, data) != data
        or (folder / place).exists()
        or (folder / place.removeprefix(f"{DATA}/")).exists()
    ):
        number += 1
        place = f"{DATA}/{stem or ending}_{number}{dot}{ending if stem else ''}"
    attached[place] = data
    return place
