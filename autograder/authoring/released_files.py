"""Release the Python files that students write in: beside the notebook, and in the cell that loads them, which lays them where there are none.

Comes in: a released cell, or the files as students get them. Goes out: the cell with the files' texts; what the manifest says of files.
nbgrader knows nothing of them: it copies what it finds in source/, solutions and all, so none lies there.
"""

from __future__ import annotations

import hashlib
import pprint
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.course import code_files
from autograder.course.layout import DATA
from autograder.intake.ipynb import Json

WORDS = "SAID = {}  # filled in by the release: sentences of this cell in the course's language"
PLACEHOLDER = "FILES = {}  # filled in by the release"


def texts(name: str, root: Path) -> dict[str, str]:
    """Return the files as students get them; raises AssignmentBroken."""
    return code_files.released(code_files.read(root / "assignments" / name))


def with_files(cell: Json, own: Mapping[str, str], said: Iterable[tuple[str, str]] = ()) -> Json:
    """Let the cell that loads students' files carry them as they are handed out: a notebook that is opened from a link has none beside it.

    said: the sentences of a language, each with its English; those that the cell says go along.
    """
    if PLACEHOLDER not in cell["source"].split("\n"):
        return cell
    literal = pprint.pformat(dict(own), width=116, sort_dicts=False)
    source = cell["source"].replace(PLACEHOLDER, f"FILES = {literal}")
    if spoken := {english: other for english, other in said if f'"{english}"' in source}:
        source = source.replace(WORDS, f"SAID = {pprint.pformat(spoken, width=116, sort_dicts=False)}")
    return {**cell, "source": source}


def hashes(beside: Mapping[str, bytes]) -> Json:
    """Return what the manifest says of the files beside the notebook, data and Python files apart."""
    found: dict[str, dict[str, str]] = {}
    for place, content in beside.items():
        kind = "data" if place.startswith(f"{DATA}/") else "files"
        found.setdefault(kind, {})[place] = hashlib.sha256(content).hexdigest()
    return dict(found)
