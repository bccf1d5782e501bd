"""Paths of former years → their hand-ins, to be compared with the class's; never with each other, for that is over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.results import record
from autograder.similar import hand_ins
from autograder.similar.hand_ins import HandIn


def read(name: str, paths: Sequence[Path]) -> list[HandIn]:
    """Read former results folders; raises UsageError for what is none."""
    found: list[HandIn] = []
    for path in paths:
        folder = next((one for one in (path, path / name) if any((one / "records").glob("*.json"))), None)
        if folder is None:
            raise UsageError(
                found=f"{path} is no former results folder: it has no records/",
                fix=f"Give the results/{name} of that year.",
            )
        found += hand_ins.of_records(record.load_all(folder), former=_label(folder, name))
    return found


def _label(folder: Path, name: str) -> str:
    """Name a year's folder by what is above results/NAME, as `2025` of ../2025/results/knn."""
    parts = [part for part in folder.resolve().parts if part not in (name, "results")]
    return parts[-1] if parts else str(folder)
