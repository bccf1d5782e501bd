"""Tell what one person's hand-in and its unpacked twin have in common, so that it is one hand-in: Gradescope and some browsers unpack zips.

Comes in: Attempts, of one person where one of them was chosen. Goes out: those of the others that are the same hand-in over again, and manifests that
belong to their other notebooks. Only equal bytes are the same: where a notebook was changed after it was zipped, both are told as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from autograder.errors import GradingError
from autograder.intake import archive, filenames, ipynb, manifest
from autograder.intake.archive import STUDENT, Archive
from autograder.intake.filenames import Evidence
from autograder.intake.found_files import Attempt
from autograder.intake.insides import content
from autograder.intake.persons_zip import PersonsZip
from autograder.untrusted_text import as_id, for_message


@dataclass(frozen=True, slots=True)
class _Held:
    """What is remembered of a file, which may be large."""

    digest: str
    size: int
    zipped: bool


def twins(chosen: Attempt, others: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """List the files that the chosen zip holds where its notebook is among them, or the zips of the chosen notebook and what lies beside it."""
    kinds = {filenames.kind(one.source) for one in (chosen, *others)}
    if chosen.typed is not None or not {".zip", ".ipynb"} <= kinds:
        return ()
    held = {one: _held(content(one.load)) for one in (chosen, *others) if one.typed is None}
    sizes = {one.size for one in held.values()}
    if held[chosen].zipped:
        inside = _inside(content(chosen.load), sizes) or ()
        found = [one for one in others if one in held and held[one].digest in inside]
        return tuple(found) if any(filenames.kind(one.source) == ".ipynb" for one in found) else ()
    loose = {one.digest for one in held.values() if not one.zipped}
    zipped = {one: _inside(content(one.load), sizes) for one in others if one in held and held[one].zipped}
    return tuple(one for one, inside in zipped.items() if inside and held[chosen].digest in inside and inside <= loose)


def extracted(attempts: Sequence[Attempt]) -> dict[Attempt, tuple[Attempt, ...]]:
    """Give by zip the files beside it that came out of it and only say inside whose they are, which is whose the zip is.

    A notebook that has a name of its own may be handed in by somebody who copied it: that is never taken for the zip's.
    """
    loose: dict[tuple[str, str], list[Attempt]] = {}
    for one in attempts:
        named = filenames.kind(one.source) == ".ipynb" and one.alike
        if one.name.evidence is Evidence.INSIDE and not named:
            loose.setdefault((as_id(one.name.student_id), _folder(one)), []).append(one)
    zips = [
        one
        for one in attempts
        if one.lms is None and one.name.evidence > Evidence.INSIDE and filenames.kind(one.source) == ".zip"
    ]
    found = {one: twins(one, loose.get((as_id(one.name.student_id), _folder(one)), ())) for one in zips}
    return {one: same for one, same in found.items() if same}


def sentence(student_id: str, files: Sequence[Attempt]) -> str:
    """Say for whoever grades that these are one hand-in."""
    same = ", ".join(for_message(one.source) for one in files)
    return f"{for_message(student_id)}: one hand-in, zipped and unpacked, is graded once: {same}."


def others_manifests(chosen: Attempt, others: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """List the manifests that belong to another notebook than the chosen one, which is no student's file, nor an attempt."""
    named = [one for one in others if one.typed is None and manifest.is_called(one.source)]
    if not named:
        return ()
    books = {_digest(content(one.load)) for one in others if filenames.kind(one.source) == ".ipynb"}
    books -= {_digest(content(chosen.load))}
    return tuple(one for one in named if manifest.fits(content(one.load), books))


def _held(data: bytes) -> _Held:
    return _Held(_digest(data), len(data), archive.is_zip(data))


def _folder(one: Attempt) -> str:
    return one.source.rpartition("/")[0]


def _inside(data: bytes, sizes: Collection[int]) -> set[str] | None:
    """Give the SHA-256 of a zip's files, "" for one that has the size of none that it may be; None where it can't be read."""
    try:
        with PersonsZip(data) as opened:
            if sum(member.size for member in opened.members if member.size in sizes) > STUDENT.member:
                return None
            return {_of_member(opened, member) if member.size in sizes else "" for member in opened.members}
    except GradingError:
        return None


def _of_member(opened: Archive, member: archive.Member) -> str:
    return _digest(opened.read(member, ipynb.MAX_BYTES))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
