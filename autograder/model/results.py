"""What is concluded of a submission: findings, verdicts, and the record that is kept of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; only a violation may cost points."""

    NOTE = "note"
    WARNING = "warning"
    VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a submission, other than its answers, that its reader should know."""

    rule: str
    severity: Severity
    cell: str
    message: str
    points: float = 0.0  # ≤ 0


class Status(StrEnum):
    """What a check concluded."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"  # an earlier failure of the same question made it pointless


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check concluded about one question."""

    check: str
    question: str
    title: str
    status: Status
    points: float
    max_points: float
    message: str | None = None  # shown to the student as it stands
    hint: str | None = None
    near_miss: str | None = None
    cause: str = ""  # what a failure comes of, as far as it is known: a mistake's sentence, "raised ValueError", "dtype", "NaN", "device"
    charged: bool = True  # False: another check of the question is paid for the same cause, and this one has its points
    worth: float | None = None  # points that it would have given, where a banned call cost them


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A verdict as the record keeps it."""

    name: str
    title: str
    status: Status
    points: float
    max_points: float
    message: str | None = None
    hint: str | None = None
    near_miss: str | None = None
    cause: str = ""
    charged: bool = True  # False: failed, and yet its points are given, for the same cause is paid for by another check
    worth: float | None = None  # points that it would have given, where a banned call cost them
    trust: str = "outside"  # or "beside": its test ran in the student's process, whose owner can forge it


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of a record, with the student's own block for their page."""

    id: str
    score: float
    max_score: float
    checks: tuple[CheckResult, ...] = ()
    title: str = ""
    written: bool = False  # marked by a person; max_score doesn't count in the record's
    code: str = ""  # the student's block, or their written answer
    line: int | None = None  # within code, from 1: where their code raised
    given: tuple[str, ...] = ()  # asked with our own implementation of these
    marked: bool = False  # score is a person's; what the checks gave is the sum of their points
    comment: str = ""  # a person's
    extra_credit: float = 0.0  # a person's, beside the score
    waiting: bool = False  # for a person to read it, or to read it again
    banned: str = ""  # what of the student's code isn't allowed here, and what it costs; a whole question by its checks, a share by a finding
    file: str = ""  # the Python file that `code` stands in; "" for the notebook
    file_line: int = 0  # of that file, from 1, where `code` begins


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Words of a student's that stand where no answer is looked for: shown to a person, never run, never graded by itself."""

    cell: str  # of their notebook, as findings name it, or another file's name; "" for the last entry, which says what was left out
    text: str
    note: str = ""  # what it is, or why it couldn't be placed


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A Python file beside the notebook that was graded with it."""

    name: str  # as the assignment calls it
    source: str = ""  # as it was called when it came; "" where none came
    sha256: str = ""  # of its bytes; "" where none came


class RecordStatus(StrEnum):
    """Whether a submission was marked, and if not, whose doing that is."""

    GRADED = "graded"
    REJECTED = "rejected"  # for a reason of its own
    NOT_GRADED = "not_graded"  # because something of ours broke
    EXCUSED = "excused"  # a person excused the student: there is no score


class ExceptionKind(StrEnum):
    """What a person may allow a student in an assignment."""

    EXTEND = "extend"  # more time
    WAIVE = "waive"  # lateness costs nothing
    EXCUSE = "excuse"  # no mark


@dataclass(frozen=True, slots=True)
class StudentException:
    """What a person allowed a student in an assignment."""

    kind: ExceptionKind
    until: datetime | None = None  # of an extension, with its offset
    note: str = ""  # for the staff


@dataclass(frozen=True, slots=True)
class Record:
    """All that is kept of one graded submission; one JSON file. Fields may be added, never renamed."""

    assignment: str
    student_id: str
    status: RecordStatus
    score: float  # with all that people gave by hand
    max_score: float  # of the automatically graded points
    reason: str | None = None
    questions: tuple[QuestionResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    late_days: int = 0
    option: int = 1
    submission_sha256: str = ""
    release_version: str = ""
    seed: int = 0  # of the version that was drawn
    device: str = "cpu"
    sandbox_level: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    version: int = 1  # of the record's form
    name: str = ""
    group: str = ""
    source: str = ""  # the handed-in file's own name
    received: str | None = None  # ISO time with offset
    attempts: tuple[str, ...] = ()  # other files of the same student, mostly earlier ones, kept and not graded
    key: str = ""  # what the grading depended on; a kept record with the same key is not graded again
    exception: StudentException | None = None  # which of people/exceptions.csv was applied
    team: str = ""  # whose one file it is by the LMS: a team's name, or Canvas's number of a shared file
    marked_late: bool = False  # by the LMS, which may not say when it came
    typed_id: str = ""  # the student's id as the manifest or the notebook's fields say it
    elsewhere: tuple[Elsewhere, ...] = ()  # words outside of answers and blocks, which a person has to look at
    version_drawn: int = 0  # which of the class's drawings of hidden inputs was this student's
    handed_in_by: str = ""  # the member of the student's group whose hand-in this is; "" for the student's own
    waiting: int = 0  # how many answers wait for a person
    python: str = ""  # the version that graded
    files: tuple[CodeFile, ...] = ()  # the Python files beside the notebook

    @property
    def out_of(self) -> float:
        """Give the most points without extra credit, those of written answers included."""
        return round(self.max_score + sum(one.max_score for one in self.questions if one.written), 6)


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of our own making that is shown with a question on the student's page."""

    question: str
    caption: str
    png: bytes  # empty where it could not be drawn, which the caption says
    words: str = ""  # what there is to see in it, for who can't
