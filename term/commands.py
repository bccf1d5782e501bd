"""Run the course's commands as a teacher does, and mark answers as formgrader does.

Comes in: a course's folder and words of a command line. Goes out: what the command left, whose exit status must be the one that was told.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command left."""

    out: str
    err: str


def autograder(root: Path, *words: str | Path, status: int = 0) -> Finished:
    """Run a command; raises RuntimeError when it ends otherwise than it should."""
    done = typed(root, *map(str, words))
    if done.returncode != status:
        told = f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}".strip()
        raise RuntimeError(
            f"autograder {' '.join(map(str, words))} ended with {done.returncode}, not {status}:\n{told}"
        )
    return Finished(done.stdout, done.stderr)


def typed(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a shell does, to its end."""
    command = [sys.executable, "-m", "autograder", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


def mark_by_hand(root: Path, lab: str, marks: Mapping[str, float]) -> None:
    """Give points and a comment for the written answers, as formgrader saves them."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        for student, points in marks.items():
            grade = gradebook.find_grade("why", lab, lab, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.find_comment(
                "why", lab, lab, student
            ).manual_comment = f"{points:g}, said by a person of {student}."
        gradebook.db.commit()


def gradescope(root: Path, lab: str, files: Iterable[tuple[str, bytes, str]], base: Path) -> dict[str, float | None]:
    """Grade hand-ins (student, bytes, moment) as Gradescope's container does; returns the scores that it shows."""
    import json

    from autograder.export import gradescope as container

    shown: dict[str, float | None] = {}
    for number, (student, content, time) in enumerate(files):
        place = base / str(number)
        (place / "submission").mkdir(parents=True)
        (place / "source").symlink_to(root.resolve())
        ending = "zip" if content[:2] == b"PK" else "ipynb"
        (place / "submission" / f"{lab}.{ending}").write_bytes(content)
        (place / "submission_metadata.json").write_text(
            json.dumps({"created_at": time, "users": [{"id": number}]}), encoding="utf-8"
        )
        shown[student] = json.loads(container.grade(lab, place).read_bytes())["score"]
    return shown
