"""Keep the words that could be placed nowhere, within bounds, and say what was left out.

Comes in: cells, texts and what each is. Goes out: `Elsewhere` entries in the notebook's order, fit for a record.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.assemble.release_text import key
from autograder.model import Elsewhere
from autograder.untrusted_text import without_data

MAX_ENTRIES = 40
MAX_TEXT = 4_000  # characters of an entry
MAX_ALL = 20_000  # of all of them


def bounded(found: Iterable[tuple[int, str, str]]) -> tuple[Elsewhere, ...]:
    """Put in order what was found (cell from 0, text, what it is), each once; the last entry counts what is too much."""
    entries: list[Elsewhere] = []
    seen: set[tuple[str, str]] = set()
    room, left_out = MAX_ALL, 0
    for at, text, note in sorted(found):
        if (key(text), note) in seen:
            continue
        seen.add((key(text), note))
        most = min(MAX_TEXT, room)
        if len(entries) == MAX_ENTRIES or not most:
            left_out += 1
            continue
        shown = cut(without_data(text), most)
        room = max(0, room - len(shown))
        entries.append(Elsewhere(cell=f"cell {at + 1}", text=shown, note=note))
    if left_out:
        places = "place" if left_out == 1 else "places"
        more = f"{left_out} more {places} with words aren't shown: open the notebook that was handed in."
        entries.append(Elsewhere(cell="", text=more, note="left out"))
    return tuple(entries)


def cut(text: str, most: int) -> str:
    """Cut a text, and say how much of it is left out."""
    if len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text) - most:,} more characters: open the notebook that was handed in)"
