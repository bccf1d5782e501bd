"""Remember what files say inside, so that each is looked into once: whom they name, and how much of the assignment is written in them.

Comes in: loaders of files. Goes out: the ids that they claim, and their worth; a file that can't be read says nothing here, and is heard when
it is received.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.errors import GradingError
from autograder.intake import own_cells
from autograder.intake.found_files import Loader
from autograder.untrusted_text import as_id, same_id

Worth = Callable[[bytes], int]  # own_cells.worth for an assignment


class Insides:
    """What the files of one search say."""

    def __init__(self, worth: Worth | None = None) -> None:
        """Take how to weigh a file; without it, files aren't weighed."""
        self._weigh = worth
        self._ids: dict[Loader, tuple[str, ...]] = {}
        self._worth: dict[Loader, int] = {}

    @property
    def weighs(self) -> bool:
        """Say whether it is known how to weigh a file."""
        return self._weigh is not None

    def ids(self, load: Loader) -> tuple[str, ...]:
        """Give the different people whom a file names, as it writes them."""
        if load not in self._ids:
            self._ids[load] = own_cells.claimed_ids(content(load))
        return self._ids[load]

    def one_id(self, load: Loader) -> str:
        """Give the one whom a file names, "" for nobody or several."""
        told = self.ids(load)
        return told[0] if len(told) == 1 else ""

    def worth(self, load: Loader) -> int:
        """Weigh a file as own_cells.worth does; 0 too where it isn't known how."""
        if self._weigh is None:
            return 0
        if load not in self._worth:
            self._worth[load] = self._weigh(content(load))
        return self._worth[load]


def different(ids: list[str]) -> list[str]:
    """Give each person once, however their ids are spelled."""
    people: list[str] = []
    for one in ids:
        if not any(same_id(one, other) for other in people):
            people.append(as_id(one))
    return people


def content(load: Loader) -> bytes:
    """Give what a file holds; nothing, where it can't be had."""
    try:
        return load()
    except GradingError:
        return b""
