"""Fetch the data files that assignment.toml names by address and hash, once: from then on they lie in data/ as the others do.

Comes in: an assignment's name. Goes out: its files, each with the SHA-256 that is recorded; one that has another is never written.
"""

from __future__ import annotations

import hashlib
import http.client
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from autograder.course import data_files, settings
from autograder.course.layout import DATA
from autograder.course.settings import FetchedFile
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken
from autograder.results import atomic

SECONDS = 60.0  # without a byte
_CHUNK = 1 << 20


def fetch(name: str, root: Path) -> Iterator[str]:
    """Fetch what isn't there yet, and say of each file what became of it; raises AssignmentBroken for another file than the recorded one."""
    folder = settings.find(name, root)
    file, toml = settings.of_assignment(folder), folder / "assignment.toml"
    for place, wanted in file.fetched.items():
        data_files.demand_proper(place, toml)
        path = folder / DATA / place
        if path.is_file() and _hash(path.read_bytes()) == wanted.sha256.lower():
            yield f"{DATA}/{place} is there"
            continue
        if path.exists():
            raise AssignmentBroken(
                found=f"{path} isn't the file whose SHA-256 assignment.toml records", fix="Delete it, then fetch again."
            )
        data = _downloaded(wanted, f"{toml}:{line_of(toml, place)}")
        if _hash(data) != wanted.sha256.lower():
            raise AssignmentBroken(
                found=f"{toml}:{line_of(toml, place)}: {wanted.url} gives a file of SHA-256 {_hash(data)}, not the recorded one",
                fix="Look at it, and record its hash if it is the right file. Nothing was written.",
            )
        atomic.write(path, data, mode=0o644)
        yield f"{DATA}/{place} fetched, {len(data):,} bytes"


def _downloaded(wanted: FetchedFile, place: str) -> bytes:
    try:
        fits = urlsplit(wanted.url).scheme in ("https", "http")
    except ValueError:
        fits = False
    if not fits or any(letter.isspace() for letter in wanted.url):
        raise AssignmentBroken(
            found=f"{place}: {wanted.url} is no address", fix="Write one that begins with https://, blanks as %20."
        )
    parts, size = [], 0
    try:
        with urllib.request.urlopen(wanted.url, timeout=SECONDS) as answer:
            while part := answer.read(_CHUNK):
                size += len(part)
                if size > data_files.MOST_BYTES:
                    raise AssignmentBroken(
                        found=f"{place}: {wanted.url} gives more than {data_files.MOST_BYTES >> 20} MB",
                        fix="Hand out a part of it.",
                    )
                parts.append(part)
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise AssignmentBroken(
            found=f"{place}: {wanted.url} can't be fetched ({reason})", fix="Try it in a browser."
        ) from error
    return b"".join(parts)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
