"""Say when a release becomes another while hand-ins of the former one are graded already: whoever was given that hands it in.

Comes in: an assignment's name, before it is released. Goes out: a sentence, or none.
"""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.release import version_of
from autograder.conventions.plurals import counted


class HandedOut:
    """The release as it is known so far."""

    def __init__(self, name: str, root: Path) -> None:
        self._name, self._root = name, root
        self._version = version_of(name, root)

    def news(self) -> str:
        """Return what follows from another release since this was last asked; "" where it is the same, or nothing is graded."""
        before, self._version = self._version, version_of(self._name, self._root)
        count = sum(1 for _ in (self._root / "results" / self._name / "records").glob("*.json"))
        if not count or before in ("", self._version):
            return ""
        return (
            f". {counted(count, 'hand-in is', 'hand-ins are')} graded already: version {before} is {self._version} now, and who was given the former one hands that in. "
            "Their pages say so, and words that only the former one has count as theirs"
        )
