"""Which mutants nobody could tell apart from our solution, and why: answers/equivalent.toml of an assignment.

    [[mutant]]
    id = "sgd: return w, config → return config, w"
    why = "…"

    [[mutant]]
    question = "nn_get_search_params"
    kind = "constant"
    why = "Many settings are right."

The second form speaks of every mutant of a kind that stays alive in a question, where what is asked has many right answers.

Comes in: an assignment's folder. Goes out: what may stay alive, with its reason; what isn't there any more, or is killed, the table says.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.authoring.mutants.changes import Mutant
from autograder.course.layout import ANSWERS
from autograder.errors import AssignmentBroken

FILE = "equivalent.toml"


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    why: str
    id: str = ""
    question: str = ""
    kind: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mutant: list[_Entry] = []


@dataclass(frozen=True, slots=True)
class Equivalent:
    """What an author says of an assignment's mutants."""

    by_id: dict[str, str]  # → why
    by_kind: dict[tuple[str, str], str]  # (question, kind of change) → why

    def why(self, mutant: Mutant) -> str | None:
        """Say why a mutant may stay alive; None where it may not."""
        return self.by_id.get(mutant.id) or self.by_kind.get((mutant.question, mutant.kind))


def read(folder: Path) -> Equivalent:
    """Read what an author says; raises AssignmentBroken for a file that can't be read, or an entry that lacks its reason."""
    path = folder / ANSWERS / FILE
    if not path.is_file():
        return Equivalent({}, {})
    shown = f"assignments/{folder.name}/{ANSWERS}/{FILE}"
    try:
        entries = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).mutant
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise AssignmentBroken(found=f"{shown}: {error}", fix="Correct it.") from error
    made = Equivalent({}, {})
    for number, entry in enumerate(entries, 1):
        of_kind = bool(entry.question and entry.kind)
        if not entry.why.strip() or of_kind == bool(entry.id):
            fix = 'Write why = "…", and either id = "…", as the table of mutants shows it, or question and kind.'
            raise AssignmentBroken(found=f"{shown}: mutant {number} has no id, or no reason", fix=fix)
        if entry.id in made.by_id or (entry.question, entry.kind) in made.by_kind:
            what = entry.id or f"{entry.question}, {entry.kind}"
            raise AssignmentBroken(found=f"{shown}: there are two of {what!r}", fix="Take one out.")
        if of_kind:
            made.by_kind[entry.question, entry.kind] = entry.why
        else:
            made.by_id[entry.id] = entry.why
    return made
