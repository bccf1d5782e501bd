"""Read a course as it is at this moment: records, marks by hand, people, written questions. Nothing here writes.

Comes in: the course's folder. Goes out: what views show. A record is read again only when its file changed; the gradebook, the roster and the
exceptions are read each time, for others write them too. What can't be read is a GradingError, which becomes a sentence on the page.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.conventions import as_answer, last_heading
from autograder.course import rubric, settings
from autograder.course.rubric import Rubric
from autograder.course.secret import course_secret
from autograder.errors import AssignmentBroken, GradingError
from autograder.intake import ipynb
from autograder.model import Cell, Notebook, Record
from autograder.results import hand_marks, record
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A written question, as whoever marks it needs it."""

    id: str
    title: str
    most: float
    asks: str  # the notebook's words
    model: str  # our own answer
    rubric: Rubric = ()
    problem: str = ""  # what doesn't add up in the rubric


class CourseNow:
    """One course."""

    def __init__(self, root: Path) -> None:
        """Take the course's folder; raises GradingError where its files can't be read."""
        self.root = root
        self.settings = settings.of_course(root)
        self.secret = course_secret(root)
        self._known: dict[Path, tuple[tuple[int, int], Record]] = {}
        self._lock = threading.Lock()

    @property
    def zone(self) -> ZoneInfo:
        """The course's clock."""
        return ZoneInfo(self.settings.time_zone)

    @property
    def database(self) -> str | None:
        """The gradebook's address, None for the file in the course."""
        return self.settings.database or None

    def names(self) -> list[str]:
        """List the assignments in their order."""
        return settings.names(self.root)

    def folder(self, name: str) -> Folder:
        """Give an assignment's results; raises UsageError for a name that isn't there."""
        settings.find(name, self.root)
        return Folder(self.root / "results" / name)

    def title(self, name: str) -> str:
        """Give an assignment's title."""
        return settings.of_assignment(settings.find(name, self.root)).title

    def records(self, name: str) -> list[Record]:
        """Read the records as they are on the disk; one that can't be read is told by `unreadable`."""
        found = []
        with self._lock:
            for path, stamp in _files(self.folder(name).path / "records"):
                if path not in self._known or self._known[path][0] != stamp:
                    try:
                        self._known[path] = (stamp, record.load(path))
                    except GradingError:
                        continue
                found.append(self._known[path][1])
        return sorted(found, key=lambda one: one.student_id)

    def unreadable(self, name: str) -> list[str]:
        """Say which records can't be read, a sentence each."""
        said = []
        for path, stamp in _files(self.folder(name).path / "records"):
            if self._known.get(path, (None,))[0] != stamp:
                try:
                    record.load(path)
                except GradingError as error:
                    said.append(str(error))
        return said

    def marks(self, name: str) -> HandMarks:
        """Read what people gave, in the gradebook."""
        from autograder.export.nbgrader import gradebook

        return gradebook.held(self.root, name, db_url=self.database).marks

    def settled(self, name: str) -> list[Record]:
        """Give the records with what people gave until now."""
        marks = self.marks(name)
        return [hand_marks.settle(one, marks) for one in self.records(name)]

    def written(self, name: str) -> tuple[WrittenQuestion, ...]:
        """List the written questions; raises GradingError where release, source or rubric can't be read."""
        folder = settings.find(name, self.root)
        questions = _questions(*(_stamped(self.root / part / name / f"{name}.ipynb") for part in ("release", "source")))
        ids = [one.id for one in questions]
        try:
            rubrics, broken = rubric.of_assignment(folder), ""
        except AssignmentBroken as error:  # marking goes on by points alone
            rubrics, broken = {}, str(error)
        strays = [rubric.problem(folder, one, criteria, 0, ids) for one, criteria in rubrics.items() if one not in ids]
        found = []
        for one in questions:
            own = rubrics.get(one.id, ())
            doubt = rubric.problem(folder, one.id, own, one.most, ids) if own else ""
            found.append(
                WrittenQuestion(
                    one.id,
                    one.title,
                    one.most,
                    one.asks,
                    one.model,
                    own,
                    " ".join(filter(None, [broken, doubt, *strays])),
                )
            )
        return tuple(found)

    def handle(self, *parts: str) -> str:
        """Name something so that its name tells nobody what it is, the same on every desk of this course."""
        return hmac.new(self.secret, "\0".join(("desk", *parts)).encode(), hashlib.sha256).hexdigest()[:16]


def _files(folder: Path) -> list[tuple[Path, tuple[int, int]]]:
    """List a folder's records with what tells whether they changed; a folder that vanished has none."""
    try:
        with os.scandir(folder) as entries:
            listed = [
                (Path(one.path), one.stat())
                for one in entries
                if one.name.endswith(".json") and not one.name.startswith(".")
            ]
    except OSError:
        return []
    return [(path, (stat.st_mtime_ns, stat.st_size)) for path, stat in listed]


# ---------------------------------------------------------------- what the notebook asks


def _stamped(path: Path) -> tuple[Path, int]:
    try:
        return path, path.stat().st_mtime_ns
    except OSError:
        raise AssignmentBroken(
            found=f"{path} is missing", fix=f"Run: autograder build {path.stem} && autograder release {path.stem}"
        ) from None


@lru_cache(maxsize=64)
def _questions(release: tuple[Path, int], source: tuple[Path, int]) -> tuple[WrittenQuestion, ...]:
    ours: Mapping[str, Cell] = {one.grade_id: one for one in _read(source[0]).cells if one.grade_id}
    found: list[WrittenQuestion] = []
    before: list[Cell] = []
    heading = ""
    for cell in _read(release[0]).cells:
        if cell.kind == "markdown":
            heading = last_heading(cell.source) or heading
        if cell.grade and cell.solution and cell.grade_id:
            own = ours.get(cell.grade_id)
            found.append(WrittenQuestion(cell.grade_id, heading, cell.points, _asked(before), _model(own)))
        before = [*before, cell] if cell.kind == "markdown" and not cell.solution else []
    return tuple(found)


def _model(own: Cell | None) -> str:
    if own is None or own.kind != "code":
        return own.source if own else ""
    return as_answer(own.source)


def _asked(before: list[Cell]) -> str:
    """Join the texts above an answer, from the last heading on."""
    start = max((at for at, one in enumerate(before) if last_heading(one.source)), default=0)
    return "\n\n".join(one.source for one in before[start:])


def _read(path: Path) -> Notebook:
    return ipynb.read(path.read_bytes())
