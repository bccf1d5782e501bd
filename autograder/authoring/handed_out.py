"""What becomes of a release that is made anew: of edits that somebody made in it, and of hand-ins of the former one that are graded already.

Comes in: an assignment's name, or its release, before it is released. Goes out: a sentence, or none.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.notebook_file import digest_of_cells, parsed
from autograder.conventions.plurals import counted
from autograder.errors import AssignmentBroken


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


def version_of(name: str, root: Path) -> str:
    """Return the version that is released; "" where nothing is."""
    path = root / "release" / name / "manifest.json"
    try:
        return str(json.loads(path.read_bytes())["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def demand_untouched(target: Path, anew: Mapping[str, bytes]) -> None:
    """Demand that nobody edited a file of a release, which its zip holds as it was made; raises AssignmentBroken.

    anew: what is to be written there; whoever was killed meanwhile had written a part of it, the zip last.
    """
    name = target.name
    try:
        with zipfile.ZipFile(target / f"{name}.zip") as archive:
            made = {one: archive.read(one) for one in archive.namelist()}
    except (OSError, zipfile.BadZipFile):
        return
    for one, data in made.items():
        path = target / one
        if not path.is_file() or (now := path.read_bytes()) == anew.get(one):
            continue
        if _written(now, path) != _written(data, path):
            raise AssignmentBroken(
                found=f"release/{name}/{one} was edited since it was released, and a release makes it anew",
                fix=f"Bring what is to stay into assignments/{name}/, delete the file, then run: autograder release {name}",
            )


def _written(data: bytes, path: Path) -> str | bytes:
    """Return what of a file somebody wrote: of a notebook its cells, for Jupyter keeps outputs too; not how git ends lines here."""
    try:
        return digest_of_cells(parsed(data, path)["cells"]) if path.suffix == ".ipynb" else data.replace(b"\r\n", b"\n")
    except AssignmentBroken:
        return data
