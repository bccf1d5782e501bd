"""Remember a rehearsal that found all well, and show it again while nothing that it depends on has changed.

Comes in: an assignment's name, and what was asked of the rehearsal. Goes out: the report as it was, or None. Whatever a rehearsal reads is in the
key: the kit, Python and all packages' versions, the assignment's folder and what is shared, links followed, what was built of it, course.toml and the course's
key. Nothing is remembered of a rehearsal during which an author went on writing or something else was built, nor of one that found a problem, or
wasn't finished.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from autograder import reuse
from autograder.authoring import includes
from autograder.authoring.cache import Cache
from autograder.authoring.rehearse.report import RehearsalReport
from autograder.course.layout import files_below
from autograder.course.secret import course_secret

NOTE = "nothing has changed since this was proved; the seconds are those that it took then"


class _Kept(msgspec.Struct, frozen=True):
    key: str
    report: RehearsalReport


def of_author(name: str, root: Path) -> str:
    """Hash what an author writes; while it stays the same, what is built of it and proved by it stays the same too."""
    written = [root / "assignments" / name, root / "assignments" / "_shared", root / "course.toml"]
    return _digest([*written, includes.KIT / "_shared"])


def of_built(name: str, root: Path) -> str:
    """Hash what was built of an assignment."""
    return _digest([root / "source" / name, root / "release" / name])


def recall(name: str, root: Path, asked: tuple[Any, ...]) -> RehearsalReport | None:
    """Return the report of the same rehearsal, if nothing has changed since."""
    kept = Cache(root, f"report-{name}").read(_Kept)
    if kept is None or kept.key != _key(name, root, asked):
        return None
    return replace(kept.report, notes=(*kept.report.notes, NOTE))


def keep(report: RehearsalReport, root: Path, asked: tuple[Any, ...], author: str) -> None:
    """Remember a good report, unless something was written while it was made. author: of_author as it was before the rehearsal began."""
    name = report.assignment
    now = of_author(name, root), of_built(name, root)
    if not report.good or report.unfinished or (author, report.built) != now:
        return
    plain = replace(report, notes=tuple(note for note in report.notes if note != NOTE))
    Cache(root, f"report-{name}").write(_Kept(_key(name, root, asked), plain))


def _key(name: str, root: Path, asked: tuple[Any, ...]) -> str:
    parts = (repr(asked), *reuse.installed(), reuse.own_code(), of_author(name, root), of_built(name, root))
    digest = hashlib.sha256("\0".join(parts).encode())
    digest.update(course_secret(root))
    return digest.hexdigest()


def _digest(places: list[Path]) -> str:
    digest = hashlib.sha256()
    for place in places:
        for path in files_below(place) if place.is_dir() else [place]:
            data = path.read_bytes() if path.is_file() else b"-"
            digest.update(f"{path.relative_to(place.parent)}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
