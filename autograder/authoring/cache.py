"""What was found about files that haven't changed since: so that proving or building an unchanged assignment costs nothing.

A cache may be deleted at any time. It lies in .rehearse-cache/, which ignores itself in git. A file there is written whole or not at all, and
whatever is in one that wasn't written there, or by another version of the kit, counts as nothing: each reader says what it had written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.results import atomic

_STALE_SECONDS = 3600.0  # after which a file half written is a killed command's

_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Cache:
    """One remembered value, as JSON."""

    root: Path
    name: str

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.root / ".rehearse-cache" / f"{self.name}.json"

    def read(self, kind: type[_Kind]) -> _Kind | None:
        """Return what was remembered, a value of that kind; None when nothing was. kind: what msgspec knows, with the type of each part."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=kind)
        except (OSError, ValueError, msgspec.MsgspecError, RecursionError):
            return None

    def write(self, value: Any) -> None:
        """Remember a value; raises GradingError where that can't be."""
        folder = self.path.parent
        if not (folder / ".gitignore").exists():
            atomic.write(folder / ".gitignore", b"*\n")
        atomic.write(self.path, msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1))
        atomic.remove_stale(folder, seconds=_STALE_SECONDS)


class Made(msgspec.Struct, frozen=True):
    """What a folder was made of, and what it held then: hashes."""

    inputs: str
    output: str
    finished: bool = False  # all that grading demands was there


def digest_of(*paths: Path, salt: str = "") -> str:
    """Hash files' names and contents together; a missing file counts as such."""
    return _digest(((path.name, path.read_bytes() if path.is_file() else b"-") for path in paths), salt)


def digest_of_bytes(files: Mapping[str, bytes], salt: str = "") -> str:
    """Hash files that were read already, by their names."""
    return _digest(sorted(files.items()), salt)


def _digest(files: Iterable[tuple[str, bytes]], salt: str) -> str:
    digest = hashlib.sha256(salt.encode())
    for name, data in files:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
