"""Keep the words that could be placed nowhere, within bounds, and say what was left out.

Comes in: what was found, where, and what it is. Goes out: `Elsewhere` entries in the notebook's order, other files last, fit for a record.
Where there is too much, what was written as text goes before what stands in code, and that before what outputs say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from autograder.assemble.release_text import key
from autograder.model import Elsewhere
from autograder.untrusted_text import cut, without_data

MAX_ENTRIES = 40
MAX_TEXT = 4_000  # characters of an entry
MAX_ALL = 20_000  # of all of them
MAX_NAMED = 20  # places that are left out and named all the same
HANDED_IN = "the notebook that was handed in"
BESIDE = 1_000_000  # stands for the position of what is in no cell of the notebook


class Rank(IntEnum):
    """What is shown first where not all can be."""

    TO_OPEN = 0  # a sentence that says what a person has to open
    TEXT = 1
    CODE = 2
    OUTPUT = 3


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Words of a student's."""

    at: int  # the cell, from 0
    text: str
    note: str  # what it is
    rank: Rank = Rank.TEXT
    place: str = ""  # its name, where it isn't one cell of the notebook
    file: str = ""  # the file that it stands in, where it isn't the notebook

    @property
    def where(self) -> str:
        """Name the place as findings do."""
        return self.place or f"cell {self.at + 1}"


def bounded(found: Iterable[Found]) -> tuple[Elsewhere, ...]:
    """Put in order what was found, each once; the last entry counts what is too much."""
    room = MAX_ALL
    kept: list[tuple[Found, Elsewhere]] = []
    left_out: list[Found] = []
    for one in _once(sorted(found)):
        most = min(MAX_TEXT, room)
        if len(kept) == MAX_ENTRIES or (one.text and not most):
            left_out.append(one)
            continue
        shown = cut(without_data(one.text), most, of=one.file or HANDED_IN)
        room = max(0, room - len(shown))
        kept.append((one, Elsewhere(cell=one.where, text=shown, note=one.note)))
    entries = [entry for _, entry in sorted(kept, key=lambda pair: (pair[0].at, pair[0].place, pair[0].rank))]
    if left_out:
        entries.append(Elsewhere(cell="", text=_told(sorted(left_out)), note="left out"))
    return tuple(entries)


def _once(found: Iterable[Found]) -> list[Found]:
    """Leave out what says the same as another, and order by what goes first."""
    first: dict[tuple[str, str, str], Found] = {}
    for one in found:
        first.setdefault((key(one.text), one.note, "" if one.text else one.where), one)
    return sorted(first.values(), key=lambda one: (one.rank, one.at, one.place))


def _told(left_out: list[Found]) -> str:
    places = list(dict.fromkeys(one.where for one in left_out))
    named = ", ".join(places[:MAX_NAMED]) + (", …" if len(places) > MAX_NAMED else "")
    what = "more place with words isn't" if len(left_out) == 1 else "more places with words aren't"
    return f"{len(left_out)} {what} shown ({named}): open what was handed in."
