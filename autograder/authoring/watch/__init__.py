"""Stay beside an author who writes: on each save build, release, draw and ask again just what the save changed.

Comes in: an assignment's name and a warm sandbox. Goes out: a `Round` after each thing that is known, for the terminal and for the page.
Only the command line imports it; it runs in the command's process, which lives as long as the author works. Nothing is kept on disk but what
build and release write.

`saves` sees what was saved, `units` says which answers it concerns, `asking` asks them, `page` shows it all in a browser.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring import compile, release
from autograder.authoring.watch.asking import Fared, WarmAsking
from autograder.authoring.watch.saves import Saves
from autograder.authoring.watch.units import Unit, units
from autograder.course import assignment, settings
from autograder.errors import AssignmentBroken, UsageError
from autograder.model import Assignment

if TYPE_CHECKING:
    from autograder.sandbox.outside import Sandbox

EACH = 0.1  # seconds between two looks at the files


@dataclass(frozen=True, slots=True)
class Round:
    """What is known after a save."""

    number: int  # one more with each thing that is new
    saved: tuple[str, ...] = ()  # files
    error: str = ""  # an author's mistake: what is shown is of the save before
    loaded: Assignment | None = None
    fared: tuple[Fared, ...] = ()  # every answer that has been asked, the latest of each
    news: Fared | None = None  # what was learnt just now
    seconds: float = 0.0  # since the save
    left: int = 0  # answers that are still to be asked


class Watching:
    """One assignment under an author's eyes."""

    def __init__(self, name: str, root: Path, sandbox: Sandbox, place: str = "") -> None:
        """place: a file of answers to try besides those that are the assignment's own. Raises UsageError where there is none."""
        self._name, self._root, self._place = name, root, place
        if place and not Path(place).is_file():
            raise UsageError(found=f"there is no file {place}", fix="Give a .py file with answers.")
        folder = settings.find(name, root)
        beside = (folder.parent / "_shared", root / "course.toml", *([Path(place)] if place else []))
        self._saves = Saves((folder, *beside))
        self._data = sandbox.data
        self._asking = WarmAsking(name, root, sandbox)
        self._round = Round(0)

    def run(self, told: Callable[[Round], None], *, until: Callable[[], bool] = lambda: False) -> None:
        """Tell a round after each thing that is new, until nobody wants more; between answers a new save goes first."""
        self._saves.since_last()
        at = time.monotonic()
        saved: list[str] = []
        left = self._begin((), told)
        while not until():
            if saved:
                at = time.monotonic()
                left = self._begin(tuple(saved), told)
            elif (fared := next(left, None)) is not None:
                self._tell(told, news=fared, seconds=time.monotonic() - at)
            else:
                time.sleep(EACH)
            saved = self._saves.since_last()

    def _begin(self, saved: tuple[str, ...], told: Callable[[Round], None]) -> Iterator[Fared]:
        """Build what was saved, and return its answers as they become known; one of the author's mistakes is told, and then nothing is asked."""
        try:
            compile.build(self._name, self._root)
            release.release(self._name, self._root)
            loaded = assignment.load(self._name, self._root, in_part=True)
            if loaded.data != self._data:
                raise AssignmentBroken(found="the data files are others than when watch began", fix="Start it again.")
            found = units(loaded, self._root, self._place)
        except AssignmentBroken as error:
            self._tell(told, saved=saved, error=str(error), news=None, left=0)
            return iter(())
        first = self._round.loaded is None
        stale = self._asking.stale(found, loaded)
        wanted = [unit for unit in stale if unit.kind in ("solution", "tried")] if first else stale
        self._asking.skip([unit for unit in stale if unit not in wanted])
        kept = {one.key for one in found}
        fared = tuple(one for one in self._round.fared if one.unit.key in kept)
        self._round = replace(self._round, loaded=loaded, fared=fared, error="", saved=saved, left=len(wanted))
        self._tell(told, news=None)
        return self._answers(wanted, loaded, told)

    def _answers(self, wanted: list[Unit], loaded: Assignment, told: Callable[[Round], None]) -> Iterator[Fared]:
        for number, unit in enumerate(wanted, 1):
            try:
                fared = self._asking.ask(unit, loaded)
            except AssignmentBroken as error:
                self._tell(told, error=str(error), news=None)
                return
            self._round = replace(self._round, left=len(wanted) - number)
            yield fared

    def _tell(self, told: Callable[[Round], None], **changes: object) -> None:
        news = changes.get("news")
        if isinstance(news, Fared):
            others = [one for one in self._round.fared if one.unit.key != news.unit.key]
            changes["fared"] = tuple(sorted((*others, news), key=lambda one: one.unit.order))
        self._round = replace(self._round, number=self._round.number + 1, **changes)  # type: ignore[arg-type]
        told(self._round)
