"""Prove a new image: by run_autograder itself, a right answer must earn full marks here, and a blank one nothing.

Comes in: the course's folder in the image. Goes out: a line for each, or GradingError, with which setup.sh fails.
The right answer is the notebook with our solutions, the blank one what students were given; grading needs both, so they are there anyway.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder import temporary
from autograder.conventions.plurals import counted
from autograder.course import settings
from autograder.errors import GradingError

_PATIENCE = 1200  # seconds for one of the two
_SHOWN = 5  # checks that are named


def prove(name: str, root: Path) -> Iterator[str]:
    """Grade both and tell how each fared; raises GradingError for the first that fares otherwise than it must."""
    for kind, folder in (("right", "source"), ("blank", "release")):
        checks = _graded(name, root, root / folder / name / f"{name}.ipynb", kind)["tests"]
        earned, most = (round(sum(check[key] for check in checks), 6) for key in ("score", "max_score"))
        if not checks or earned != (most if kind == "right" else 0):
            raise GradingError(
                found=f"the {kind} answer of {name} earned {earned:g} of {counted(most, 'point')} here, and {most if kind == 'right' else 0:g} are due",
                fix=_what_to_do(kind, checks),
            )
        yield f"The {kind} answer earned {earned:g} of {counted(most, 'point')}."


def _graded(name: str, root: Path, notebook: Path, kind: str) -> dict[str, Any]:
    """Lay one notebook out as Gradescope does, run run_autograder, and read what it wrote."""
    with temporary.folder("proof") as base:
        (base / "source").symlink_to(root)
        (base / "submission").mkdir()
        (base / "results").mkdir()
        (base / "submission" / notebook.name).write_bytes(notebook.read_bytes())
        due = settings.of_assignment(settings.find(name, root)).due.isoformat()
        told = {"created_at": due, "assignment": {"due_date": due}}
        (base / "submission_metadata.json").write_text(json.dumps(told))
        environment = os.environ | {"AUTOGRADER_ROOT": str(base), "AUTOGRADER_PROOF": "1"}
        try:
            ran = subprocess.run([root / "run_autograder"], cwd=base, env=environment, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise GradingError(found=f"run_autograder can't grade the {kind} answer of {name}: {error}") from error
        if ran.returncode:
            raise GradingError(
                found=f"run_autograder ended with {ran.returncode} for the {kind} answer of {name}",
                fix="The lines above say why.",
            )
        content: dict[str, Any] = json.loads((base / "results" / "results.json").read_bytes())
        return content


def _what_to_do(kind: str, checks: list[dict[str, Any]]) -> str:
    odd = [check for check in checks if (check["status"] == "passed") != (kind == "right")]
    named = "; ".join(
        f"{check['name']}: {check['output'].partition(chr(10))[0] or check['status']}" for check in odd[:_SHOWN]
    )
    more = f" and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else ""
    rehearse = (
        "Run autograder rehearse for the assignment; where that succeeds, this image is at fault, not the checks."
    )
    return f"{rehearse} {named}{more}." if named else rehearse
