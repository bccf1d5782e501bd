"""See what an author saves, by the times and sizes of files.

Comes in: folders and files to look at. Goes out: the names of those that were written, made or removed since the last look. It asks the
system for each file's state, a few dozen each time: no library for that is as dependable on shared and mounted folders, where authors work too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

_State = tuple[int, int, int]


class Saves:
    """The files below some places, as they were at the last look."""

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places
        self._seen: dict[Path, _State] = {}

    def since_last(self) -> list[str]:
        """Return the names of the files that are other than they were."""
        now = dict(self._states())
        changed = sorted({path.name for path, _ in now.items() ^ self._seen.items()})
        self._seen = now
        return changed

    def _states(self) -> Iterator[tuple[Path, _State]]:
        for place in self._places:
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if _is_authors(path):
                    try:
                        found = path.stat()
                    except FileNotFoundError:  # an editor replaces a file by moving another over it
                        continue
                    yield path, (found.st_mtime_ns, found.st_size, found.st_ino)


def _is_authors(path: Path) -> bool:
    """Tell an author's file from what editors and Python leave beside it."""
    name = path.name
    left = name.startswith((".", "#")) or name.endswith(("~", ".pyc", ".swp", ".tmp")) or "__pycache__" in path.parts
    return not left and not path.is_dir()
