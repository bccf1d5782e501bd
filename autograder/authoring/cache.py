"""What was found about files that haven't changed since: so that proving or building an unchanged assignment costs nothing.

A cache may be deleted at any time. It lies in .rehearse-cache/, which ignores itself in git.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Cache:
    """One remembered value, as JSON."""

    root: Path
    name: str

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.root / ".rehearse-cache" / f"{self.name}.json"

    def read(self) -> Any:
        """Return what was remembered; None when nothing was."""
        try:
            return json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return None

    def write(self, value: Any) -> None:
        """Remember a value."""
        self.path.parent.mkdir(exist_ok=True)
        (self.path.parent / ".gitignore").write_text("*\n")
        self.path.write_text(json.dumps(value, indent=1, sort_keys=True))


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
