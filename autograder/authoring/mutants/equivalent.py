"""Which mutants nobody could tell apart from our solution, and why: answers/equivalent.toml of an assignment.

    [[mutant]]
    id = "adam: beta1, beta2 = config['beta1'], config['beta2'] → …"
    why = "The two numbers are the same either way."

Comes in: an assignment's folder. Goes out: id → reason; a mutant that isn't there any more, or is killed, is said by the rehearsal.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from autograder.course.layout import ANSWERS
from autograder.errors import AssignmentBroken

FILE = "equivalent.toml"


def read(folder: Path) -> dict[str, str]:
    """Return id → why; raises AssignmentBroken for a file that can't be read, or an entry that lacks one of the two."""
    path = folder / ANSWERS / FILE
    if not path.is_file():
        return {}
    shown = f"assignments/{folder.name}/{ANSWERS}/{FILE}"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssignmentBroken(found=f"{shown}: {error}", fix="Correct it.") from error
    found: dict[str, str] = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
        id_, why = (entry.get(key) if isinstance(entry, dict) else None for key in ("id", "why"))
        if not isinstance(id_, str) or not isinstance(why, str) or not why.strip():
            fix = 'Write id = "…", as the table of mutants shows it, and why = "…".'
            raise AssignmentBroken(found=f"{shown}: mutant {number} has no id, or no reason", fix=fix)
        if id_ in found:
            raise AssignmentBroken(found=f"{shown}: there are two of {id_!r}", fix="Take one out.")
        found[id_] = why
    return found
