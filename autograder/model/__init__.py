"""The values that travel from stage to stage: frozen, plain, and without behaviour of their own.

Comes in: nothing; these modules import nothing of ours. Goes out: the values, here for assignments, and from `submission`,
`asking` and `results`; everybody imports them from here. Runs in every process: a child can read it, so it holds no secret.

SubmittedFile ─intake→ Submission ─assemble→ Program ─run→ Observation ─examine→ Verdict ─record→ Record
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.model.asking import (
    TOO_LARGE,
    Array,
    Case,
    CaseKind,
    Counts,
    Form,
    Observation,
    Outcome,
    Unfit,
    Unsupported,
    Why,
)
from autograder.model.checking import CaseInputs, Check, FeedbackPicture, Judge, Likely, NearMiss
from autograder.model.results import (
    CheckResult,
    CodeFile,
    Elsewhere,
    ExceptionKind,
    Finding,
    Picture,
    QuestionResult,
    Record,
    RecordStatus,
    Severity,
    Status,
    StudentException,
    Verdict,
)
from autograder.model.submission import (
    BannedUse,
    Block,
    BlockState,
    Cell,
    Fields,
    FileModule,
    HandedFile,
    Manifest,
    Notebook,
    OtherFile,
    Program,
    RawFile,
    Submission,
    SubmittedFile,
)

__all__ = [
    "TOO_LARGE",
    "Array",
    "Assignment",
    "BannedUse",
    "Block",
    "BlockState",
    "Case",
    "CaseInputs",
    "CaseKind",
    "Cell",
    "Check",
    "CheckResult",
    "CodeFile",
    "Consequence",
    "Counts",
    "Elsewhere",
    "ExceptionKind",
    "FeedbackPicture",
    "Fields",
    "FileModule",
    "Finding",
    "Form",
    "HandedFile",
    "Judge",
    "LatePolicy",
    "Likely",
    "Limits",
    "Manifest",
    "NearMiss",
    "Notebook",
    "Observation",
    "OtherFile",
    "Outcome",
    "Picture",
    "Program",
    "Question",
    "QuestionResult",
    "RawFile",
    "Record",
    "RecordStatus",
    "Severity",
    "Status",
    "StudentException",
    "Submission",
    "SubmittedFile",
    "Unfit",
    "Unsupported",
    "Verdict",
    "Why",
]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What assignment.toml says a rule's finding leads to."""

    severity: Severity
    points: float = 0.0  # ≤ 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a submission may use while it runs; times in seconds, sizes in MiB or KiB as named.

    Times are the submission's own: what its processes compute and sleep, not what they wait for on a busy machine. A machine on which our own
    solution takes more than a tenth of them gives more (run.pace).
    """

    seconds_per_case: float = 10.0
    seconds: float = 120.0  # for the whole submission
    cpu_seconds: float = 60.0  # for one child process: processor time alone, which the kernel counts
    memory_mb: int = 2000
    disk_mb: int = 64
    output_kb: int = 1024  # what it may print before it is stopped
    answer_mb: int = 64
    threads: int = 1
    processes: int = 64


@dataclass(frozen=True, slots=True)
class Question:
    """One graded exercise of the notebook."""

    id: str
    title: str
    max_points: float
    written: bool = False  # marked by a person
    checks: tuple[Check, ...] = ()
    banned: Mapping[str, float] = field(default_factory=dict)
    """What this question's block must not use: dotted name → the share of the question's points that it costs; 1 is the question."""


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What lateness costs: course.toml's [late], which assignment.toml may override."""

    points_per_day: float = 0.0  # ≤ 0, in points of the assignment
    grace_minutes: float = 0.0
    last_day: int | None = None  # later than this many days earns nothing automatically


@dataclass(frozen=True, slots=True)
class Assignment:
    """Everything that grading needs to know of one assignment; made by assignment.load."""

    name: str
    folder: Path
    title: str
    order: int
    due: datetime
    points: float
    release_version: str
    release: Notebook  # exactly what students got
    solution: Notebook  # source/<name>/<name>.ipynb: the same cells, with our solutions
    questions: tuple[Question, ...]
    imports: tuple[str, ...]  # top-level modules that blocks may import
    drivers: str  # the text of drivers.py, run in the sandbox; "" without one
    reference: Mapping[str, Callable[..., Any]]
    limits: Limits
    consequences: Mapping[str, Consequence]  # rule → consequence
    late: LatePolicy
    least_sandbox_level: int
    versions: int = 1  # how many drawings of the hidden inputs a class has
    time_zone: str = "UTC"  # the course's, in which days are counted
    language: str = "en"  # the course's, of the pages that students read
    fingerprint: str = ""  # of all files that grading depends on
    asking: str = ""  # of the same, but for the mistakes that feedback may name
    rules: str = ""  # of those that say which code runs: all but checks, references, drivers and pictures
    pictures: tuple[FeedbackPicture, ...] = ()  # of pictures.py
    # data/NAME → what students and the sandbox read there
    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    allowed: tuple[str, ...] = ()  # dotted names that may be used, although what they lie in is banned
