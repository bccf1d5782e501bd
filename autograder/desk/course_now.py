"""Read a course as it is at this moment: records, marks by hand, people, written questions. Nothing here writes.

Comes in: the course's folder. Goes out: what views show. A record is read again only when its file changed, and a question's rows of the gradebook
only when that did; the roster and the exceptions are read each time, for others write them too. What can't be read is a GradingError, which becomes a sentence on the page.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import os
import re
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.conventions import as_answer, code_in, is_marker, last_heading
from autograder.course import outline, rubric, settings
from autograder.course.rubric import Rubric
from autograder.course.secret import course_secret
from autograder.errors import AssignmentBroken, GradingError
from autograder.export.nbgrader.kept_rows import KeptRows
from autograder.intake import ipynb
from autograder.model import Cell, Notebook, Record, RecordStatus
from autograder.results import hand_marks, record
from autograder.results.folder import Folder
from autograder.results.hand_marks import GivenMark, HandMarks, in_gradebook

_SENTENCES = re.compile(
    r"(?:[^\W_]|[\s.,;:!?'\"()\u2013\u2019\u201c\u201d-])*"
)  # without a sign of code or of mathematics
_MANY = 100  # records; a collection of Python's goes through all that lies in memory, which for 2,000 records takes as long as a page


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


@dataclass(frozen=True, slots=True)
class AnswerText:
    """What one student handed in for a written question."""

    record: Record
    key: str  # whose, as the gradebook has it
    text: str
    handle: str  # in place of their name
    plain: str  # the same for those who gave the same answer: _plain's


@dataclass(frozen=True, slots=True)
class _Class:
    """An assignment's records, as their files were when they were last listed, and what was made of them."""

    stamps: dict[str, tuple[int, int]] = field(default_factory=dict)
    read: dict[str, Record] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    settled: dict[str, tuple[Record, tuple[GivenMark, ...] | None, Record]] = field(default_factory=dict)
    texts: dict[str, list[AnswerText]] = field(default_factory=dict)


class CourseNow:
    """One course."""

    def __init__(self, root: Path) -> None:
        """Take the course's folder; raises GradingError where its files can't be read."""
        self.root = root
        self.settings = settings.of_course(root)
        self.secret = course_secret(root)
        self.rows = KeptRows(root, self.database)
        self._known: dict[str, _Class] = {}
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
        """Read the records as they are on the disk; one that can't be read is told by `unreadable`. While no file changed, it is the same list."""
        return self._class(name).records

    def unreadable(self, name: str) -> list[str]:
        """Say which records can't be read, a sentence each."""
        return list(self._class(name).broken.values())

    def _class(self, name: str) -> _Class:
        stamps = _files(self.folder(name).path / "records")
        with self._lock:
            last = self._known.get(name, _Class())
            if stamps != last.stamps:
                self._known[name] = last = _read_again(stamps, last)
            return last

    def marks(self, name: str) -> HandMarks:
        """Read what people gave, in the gradebook."""
        from autograder.export.nbgrader import gradebook

        return gradebook.held(self.root, name, db_url=self.database).marks

    def settle(self, name: str, marks: HandMarks) -> list[Record]:
        """Put marks on the records; what was made so before is made again only where the record or its marks changed."""
        known = self._class(name)
        made = []
        for one in known.records:
            given = marks.get(in_gradebook(one.student_id))
            before = known.settled.get(one.student_id)
            if before is None or before[0] is not one or before[1] != given:
                before = known.settled[one.student_id] = (one, given, hand_marks.put(one, given))
            made.append(before[2])
        return made

    def texts(self, name: str, question: str) -> list[AnswerText]:
        """List what was handed in for a written question, by their handles; it is looked through again only when a record changed."""
        known = self._class(name)
        if question not in known.texts:
            found = [
                AnswerText(
                    record,
                    in_gradebook(record.student_id),
                    one.code,
                    self.handle(name, question, record.student_id),
                    _plain(one.code, record.student_id),
                )
                for record in known.records
                if record.status is RecordStatus.GRADED
                for one in record.questions
                if one.id == question and one.written
            ]
            known.texts[question] = sorted(found, key=lambda one: one.handle)
        return known.texts[question]

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


def _plain(answer: str, student: str) -> str:
    """Leave out what makes no other answer: of sentences blanks and capitals, which mean something in a formula and within code.

    An answer that is all code is its student's alone: what it does, and what it drew, lies with the rest of their notebook.
    """
    text = unicodedata.normalize("NFC", answer)
    if _SENTENCES.fullmatch(text):
        return " ".join(text.casefold().split())
    lines = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return f"{student}\n{lines}" if code_in(answer) != answer else lines


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """List a folder's records with what tells whether they changed; a folder that vanished has none."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for one in entries:
                if one.name.endswith(".json") and not one.name.startswith("."):
                    stat = one.stat()
                    found[one.path] = (stat.st_mtime_ns, stat.st_size)
    except OSError:
        return {}
    return found


def _read_again(stamps: dict[str, tuple[int, int]], last: _Class) -> _Class:
    """Read the files that changed, and keep what the others said."""
    read: dict[str, Record] = {}
    broken: dict[str, str] = {}
    for path, stamp in stamps.items():
        if last.stamps.get(path) == stamp and path in last.read:
            read[path] = last.read[path]
            continue
        try:
            read[path] = record.load(Path(path))
        except GradingError as error:
            broken[path] = str(error)
    if sum(last.read.get(path) is not one for path, one in read.items()) >= _MANY:
        gc.freeze()  # they stay until their files change, so they needn't be looked through
    return _Class(stamps, read, broken, sorted(read.values(), key=lambda one: one.student_id), last.settled)


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
    handed_out = _read(release[0])
    called = outline.titles_of(handed_out)
    for cell in handed_out.cells:
        if cell.grade and cell.solution and cell.grade_id:
            own, title = ours.get(cell.grade_id), called[cell.grade_id] or cell.grade_id
            found.append(WrittenQuestion(cell.grade_id, title, cell.points, _asked(before), _model(own)))
        before = [*before, cell] if cell.kind == "markdown" and not cell.solution else []
    return tuple(found)


def _model(own: Cell | None) -> str:
    if own is None or own.kind != "code":
        return own.source if own else ""
    lines = own.source.split("\n")
    return as_answer("\n".join(line for line in lines if not is_marker(line)))


def _asked(before: list[Cell]) -> str:
    """Join the texts above an answer, from the last heading on."""
    start = max((at for at, one in enumerate(before) if last_heading(one.source)), default=0)
    return "\n\n".join(one.source for one in before[start:])


def _read(path: Path) -> Notebook:
    return ipynb.read(path.read_bytes())
