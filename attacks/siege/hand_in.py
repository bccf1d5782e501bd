"""A hand-in of the siege as a value, and as the small text file by which it can be tried again.

Comes in: what `generate` put together, or a file of the corpus. Goes out: the other of the two, and a name made of the text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "siege"


class Earns(StrEnum):
    """What the honest part of a hand-in is worth, in words, so that it still fits when checks change."""

    UNBANNED = "what its ban's price leaves"
    LOOPED = "what doesn't forbid loops"
    UNLOOPED = "what doesn't ask for loops"
    PLAIN = "what the plain block earns"
    ALL = "all"  # points aren't what it is after


@dataclass(frozen=True)
class HandIn:
    """One generated hand-in: our solution, but for these blocks."""

    way: str  # what it tries to get, and how: the row of the table, then the primitive
    hide: str
    send: str
    assignment: str
    question: str  # whose checks are put
    level: int
    earns: Earns
    blocks: Mapping[str, str]  # question → text that stands in its first block
    ban: str = ""  # what it gets past, as assignment.toml names it
    plain: str = ""  # of the question's block: the honest part alone
    before: Mapping[str, str] = field(default_factory=dict)  # somebody else's, handed in just before

    @property
    def row(self) -> str:
        """The primitive's kind."""
        return self.way.partition(":")[0]

    @property
    def digest(self) -> str:
        """A name made of the text alone: two that differ in levels are one."""
        text = json.dumps([self.assignment, self.question, sorted(self.blocks.items()), sorted(self.before.items())])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def at(self, level: int) -> HandIn:
        """The same at another level."""
        return replace(self, level=level)

    def write(self, folder: Path, gained: str) -> Path:
        """Keep it; returns where. What is there already stays."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.digest}.json"
        if not path.exists():
            content = {"gained": gained, **asdict(self)}
            for key in ("blocks", "before"):
                content[key] = {name: text.split("\n") for name, text in content[key].items()}
            path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


def read(path: Path) -> HandIn:
    """Read a file of the corpus."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    content.pop("gained")
    for key in ("blocks", "before"):
        content[key] = {name: "\n".join(lines) for name, lines in content[key].items()}
    return HandIn(**content | {"earns": Earns(content["earns"])})


def kept(folder: Path = CORPUS) -> list[HandIn]:
    """Read all that gained once."""
    return [read(path) for path in sorted(folder.glob("*.json"))]
