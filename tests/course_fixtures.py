"""A course of its own for a test: this one's assignments, another gradebook, another secret; and hand-ins made as students make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.authoring import classroom

ROOT = Path(__file__).resolve().parents[1]
SHARED = ("assignments", "source", "release", "course.toml")


def make_course(folder: Path) -> Path:
    """Make a course in an empty folder."""
    for name in SHARED:
        (folder / name).symlink_to(ROOT / name)
    return folder


def hand_in(
    folder: Path,
    student_id: str,
    *,
    name: str = "knn",
    blocks: Mapping[str, str | Sequence[str | None]] | None = None,
    option: int = 1,
) -> Path:
    """Write <student_id>-<name>.zip: our own solution, but for these blocks."""
    fields = {"name": f"Student {student_id}", "student_id": student_id, "option": option, "group": ""}
    texts = {**classroom.solutions(name, ROOT), **(blocks or {})}
    filled = classroom.fill(classroom.release(name, ROOT), texts, fields=fields, written=classroom.answers(name, ROOT))
    path = folder / f"{student_id}-{name}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(classroom.zip_of(filled, assignment=name, fields=fields))
    return path
