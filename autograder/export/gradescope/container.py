"""Grade in Gradescope's container: /autograder/submission → /autograder/results/results.json.

Gradescope unpacks a zip that a student uploads; it is packed again here, so that it is read with the same care as anywhere else.
What is said on standard output is for the staff: students see results.json alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import GradingError
from autograder.export.gradescope import shown
from autograder.intake import names_as_text
from autograder.model import SubmittedFile
from autograder.results import atomic, zips
from autograder.sandbox import machine_memory

if TYPE_CHECKING:
    from autograder.model import Record

BASE = Path("/autograder")
MOST_FILES, MOST_BYTES = 200, 64 * 2**20  # of what a student uploaded


@dataclass(frozen=True, slots=True)
class GradescopeTimes:
    """What Gradescope says of a submission."""

    received: datetime | None  # when it was handed in
    due: datetime | None  # with the student's own extension; of a group, the latest
    notes: tuple[str, ...] = ()  # what is missing, for the staff
    who: str = ""  # whose account it was handed in from; of a group, the first by its name


def grade(name: str, base: Path = BASE) -> Path:
    """Grade what a student uploaded and write results.json; raises GradingError, and writes nothing, for a fault of ours."""
    from autograder.course import assignment as assignments
    from autograder.course.secret import course_secret, seed_for
    from autograder.examine.versions import Versions
    from autograder.pipeline import Grader
    from autograder.sandbox.outside import Sandbox

    root = (base / "source").resolve()
    told = tell(base / "submission_metadata.json")
    for note in told.notes:
        print(f"autograder: {note}", flush=True)
    loaded = assignments.load(name, root)
    loaded = replace(loaded, due=told.due or loaded.due)
    versions = Versions(loaded, seed_for(course_secret(root), loaded))
    file = SubmittedFile(packed(base / "submission"), f"{name}.zip", comparable=False, received=told.received)
    if warning := machine_memory.warning(loaded.limits.memory_mb):
        print(f"autograder: {warning}", flush=True)
    killed = machine_memory.killed()
    with Sandbox.start(least_level=loaded.least_sandbox_level, data=loaded.data) as sandbox:
        print(f"autograder: this place gives sandbox level {sandbox.level}.", flush=True)
        version = versions.of(told.who) if told.who else None  # not by the id that is typed, which may be a friend's
        record = Grader(versions, sandbox, version=version).grade_alone(file).record
    if machine_memory.killed() > killed:
        raise _short_of_memory(record)
    content = json.dumps(shown.results(record, loaded), indent=1)
    target = base / "results" / "results.json"
    atomic.write(target, content.encode(), mode=0o644)
    return target


def _short_of_memory(record: Record) -> GradingError:
    """Say that a process was ended for want of memory: whose fault it is can't be told, so that no score is made."""
    return GradingError(
        found=f"this container ran out of memory while {record.student_id or 'a hand-in'} was graded, and the kernel ended a process",
        fix="No score was made. Give the container more memory (docs/instructors.md, Gradescope), then let Gradescope run it again.",
    )


def packed(folder: Path) -> bytes:
    """Pack what was uploaded: a lone zip as it is, else every plain file, links left out."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    files = [
        path for path in files if not any(parent.is_symlink() for parent in path.parents if folder in parent.parents)
    ]
    if len(files) > MOST_FILES or sum(path.stat().st_size for path in files) > MOST_BYTES:
        kept = [path for path in files if path.suffix.lower() == ".ipynb" or path.name == "manifest.json"]
        files = sorted(kept, key=lambda path: path.suffix.lower() != ".ipynb")[:MOST_FILES]
    if len(files) == 1 and files[0].suffix.lower() == ".zip":
        return files[0].read_bytes()
    ways = names_as_text.below(folder, files)
    return zips.pack({"/".join(way): path.read_bytes() for way, path in zip(ways, files, strict=True)})


def tell(path: Path) -> GradescopeTimes:
    """Read submission_metadata.json: what of it can't be read is said, and lateness isn't guessed."""
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        told = None
    if not isinstance(told, dict):
        return GradescopeTimes(None, None, (f"{path} can't be read, so no lateness is counted.",))
    received = _time(told.get("created_at"))
    dues = [due for due in map(_time, _dues(told)) if due]
    notes = []
    if received is None:
        notes.append(f"{path} has no created_at that is a time with an offset, so no lateness is counted.")
    if not dues:
        notes.append(f"{path} has no due date: the one in assignment.toml is taken.")
    if len(set(dues)) > 1:
        notes.append(f"The members' due dates differ: the latest is taken, {max(dues).isoformat()}.")
    return GradescopeTimes(received, max(dues, default=None), tuple(notes), _who(told))


def _who(told: Mapping[str, Any]) -> str:
    """Name an account by its mail address, or else its number; "" where Gradescope names nobody."""
    users = told.get("users")
    named = (
        [user.get("email") or user.get("id") for user in users if isinstance(user, dict)]
        if isinstance(users, list)
        else []
    )
    return min((str(one).strip().casefold() for one in named if one), default="")


def _dues(told: Mapping[str, Any]) -> Iterator[object]:
    """List the due dates of those who handed it in, by their own extensions; the assignment's where none of them has one."""
    users = told.get("users")
    own = [user.get("assignment") for user in users if isinstance(user, dict)] if isinstance(users, list) else []
    dues = [one.get("due_date") for one in own if isinstance(one, dict) and one.get("due_date")]
    assignment = told.get("assignment")
    yield from dues or ([assignment.get("due_date")] if isinstance(assignment, dict) else [])


def _time(text: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time and time.tzinfo else None
