"""Read the manifest.json that the submission cell puts beside the notebook: a claim, never trusted for a score."""

from __future__ import annotations

import msgspec

from autograder.conventions import option
from autograder.intake.archive import Archive, Member
from autograder.model import Fields, Manifest
from autograder.untrusted_text import encodable

MAX_BYTES = 256 * 1024
MAX_TEXT = 200


class _File(msgspec.Struct, frozen=True):
    """The file as it is written; whatever else it holds is left unread."""

    assignment: str
    release_version: str | int | float = ""
    notebook_sha256: str = ""
    student_id: str | int = ""
    name: str = ""
    option: str | int = 1
    group: str | int = ""


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


def of(opened: Archive) -> Manifest | None:
    """Return the manifest that a zip holds, if it holds exactly one."""
    manifests = [member for member in opened.members if is_named(member)]
    if len(manifests) != 1 or manifests[0].size > MAX_BYTES:
        return None
    return read(opened.read(manifests[0], MAX_BYTES))


def is_named(member: Member) -> bool:
    """Say whether a member of a zip is named as the manifest is."""
    return member.parts[-1].lower() == "manifest.json"


def _text(value: object) -> str:
    return encodable(str(value)).strip()[:MAX_TEXT]
