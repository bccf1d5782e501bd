"""Read the manifest.json that the submission cell puts beside the notebook: a claim, never trusted for a score."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from autograder.conventions import option
from autograder.intake.archive import Archive, Member
from autograder.model import Fields, Manifest, RawFile
from autograder.untrusted_text import encodable

MAX_BYTES = 256 * 1024
MAX_TEXT = 200

_CALLED = re.compile(r"(?:.*[/_ ])?manifest(?: ?\(\d{1,3}\)|-\d{1,3})?\.json", re.DOTALL | re.IGNORECASE)


class _File(msgspec.Struct, frozen=True):
    """The file as it is written; whatever else it holds is left unread."""

    assignment: str
    release_version: str | int | float = ""
    notebook_sha256: str = ""
    student_id: str | int = ""
    name: str = ""
    option: str | int = 1
    group: str | int = ""


class _Files(msgspec.Struct, frozen=True):
    files: dict[str, str] = {}


def read(data: bytes) -> Manifest | None:
    """Return the manifest, or None when the file is none of ours: then it's as good as absent."""
    if len(data) > MAX_BYTES:
        return None
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return Manifest(
        assignment=encodable(file.assignment)[:MAX_TEXT],
        release_version=_text(file.release_version),
        fields=Fields(
            name=_text(file.name),
            student_id=_text(file.student_id),
            option=option(file.option),
            group=_text(file.group),
        ),
        notebook_sha256=file.notebook_sha256.lower()[:64],
    )


def of(opened: Archive) -> tuple[Manifest | None, bytes]:
    """Return the manifest that a zip holds, if it holds exactly one, and its bytes."""
    manifests = [member for member in opened.members if is_named(member)]
    if len(manifests) != 1 or manifests[0].size > MAX_BYTES:
        return None, b""
    data = opened.read(manifests[0], MAX_BYTES)
    return read(data), data


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The manifest of a notebook that came out of its zip, among the files that came with it."""

    claim: Manifest | None = None
    data: bytes = b""  # its bytes
    names: frozenset[str] = frozenset()  # of the files that are manifests of the kit's own, and nobody's words


def beside(notebook: bytes, source: str | None, others: Sequence[RawFile]) -> Unpacked:
    """Find the manifest of an unpacked hand-in: the one that fits the notebook, wherever it lies; else the only one in its folder, as in a zip.

    source: the notebook's name, with its folders, as the others have theirs; None where it lies in a zip. Manifests that fit another notebook among them are nobody's words, too.
    """
    found = [(one, claim) for one in others if one.data and is_called(one.name) and (claim := read(one.data))]
    if not found:
        return Unpacked()
    digests = {hashlib.sha256(one.data).hexdigest() for one in others if one.data}
    own = hashlib.sha256(notebook).hexdigest()
    fitting = [one for one in found if one[1].notebook_sha256 == own]
    near = [one for one in found if source is not None and _folder(one[0].name) == _folder(source)]
    chosen = fitting or (near if len(near) == 1 else [])
    names = {one.name for one, claim in found if claim.notebook_sha256 in digests or (one, claim) in chosen}
    if not chosen:
        return Unpacked(names=frozenset(names))
    return Unpacked(chosen[0][1], chosen[0][0].data or b"", frozenset(names))


def fits(data: bytes, notebooks: Collection[str]) -> bool:
    """Say whether a manifest is of one of the notebooks, by their SHA-256."""
    claim = read(data)
    return claim is not None and claim.notebook_sha256 in notebooks


def files(data: bytes) -> Mapping[str, str]:
    """Give the SHA-256 of each Python file that a manifest names; nothing for one that is none of ours."""
    try:
        return msgspec.json.decode(data, type=_Files).files if len(data) <= MAX_BYTES else {}
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}


def is_called(name: str) -> bool:
    """Say whether a file may be a manifest by its name, whatever an LMS wrote before it and a browser into it."""
    return _CALLED.fullmatch(name) is not None


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def is_named(member: Member) -> bool:
    """Say whether a member of a zip is named as the manifest is."""
    return member.parts[-1].lower() == "manifest.json"


def _text(value: object) -> str:
    return encodable(str(value)).strip()[:MAX_TEXT]
