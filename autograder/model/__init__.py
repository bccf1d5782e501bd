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
    Observation,
    Outcome,
    Unfit,
    Unsupported,
    Why,
)
from autograder.model.results import (
    CheckResult,
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
    Block,
    BlockState,
    Cell,
    Fields,
    Manifest,
    Notebook,
    Program,
    Submission,
    SubmittedFile,
)

__all__ = [
    "TOO_LARGE",
    "Array",
    "Assignment",
    "Block",
    "BlockState",
    "Case",
    "CaseKind",
    "Cell",
    "Check",
    "CheckResult",
    "Consequence",
    "Counts",
    "ExceptionKind",
    "Fields",
    "Finding",
    "Judge",
    "LatePolicy",
    "Limits",
    "Manifest",
    "Notebook",
    "Observation",
    "Outcome",
    "Picture",
    "Program",
    "Question",
    "QuestionResult",
    "Record",
    "RecordStatus",
    "Severity",
    "Sketch",
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
    """What a submission may use while it runs; times in seconds, sizes in MiB or KiB as named."""

    seconds_per_case: float = 10.0
    seconds: float = 120.0  # for the whole submission, wall clock
    cpu_seconds: float = 60.0  # for one child process
    memory_mb: int = 2000
    disk_mb: int = 64
    output_kb: int = 1024  # what it may print before it is stopped
    answer_mb: int = 64
    threads: int = 1
    processes: int = 64


Judge = Callable[[Any, Any, Mapping[str, Any]], "str | None"]
"""(got, expected, inputs) → None when right, else one sentence for the student."""


@dataclass(frozen=True, slots=True)
class Check:
    """A hidden check as its author wrote it in checks.py."""

    name: str
    title: str  # the docstring: a fact about right answers
    asks: str  # the question's id, which is the name of the function asked
    points: float
    draw: Callable[..., Any]  # the decorated function: rng (and sizes) → inputs, or a list of them
    judge: Judge
    kind: CaseKind = CaseKind.VALUE
    hint: str | None = None
    near_misses: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = field(default_factory=dict)
    dtypes: tuple[str, ...] = ("float64", "float32")
    given: tuple[str, ...] = ()  # questions answered by our own implementation
    probe: str | None = None  # the function of drivers.py that puts the question
    reference: str | None = None  # the function of reference.py; default: the probe's, else the question's name
    library: str = "torch"  # "torch" or "numpy": what the inputs are in the student's hands


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture for feedback pages as its author wrote it in pictures.py: the student's answer to a public example beside ours."""

    asked: Check  # worth nothing: how the example is put, what our own answer is, and when the two look alike
    paint: Callable[[Any, Any, Any, Mapping[str, Any]], None]  # (matplotlib Figure, yours, expected, inputs)
    caption: str


@dataclass(frozen=True, slots=True)
class Question:
    """One graded exercise of the notebook."""

    id: str
    title: str
    max_points: float
    written: bool = False  # marked by a person
    checks: tuple[Check, ...] = ()
    banned: tuple[str, ...] = ()  # dotted names that this question's block must not use


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
    probes: str  # the text of drivers.py, run in the sandbox; "" without one
    reference: Mapping[str, Callable[..., Any]]
    limits: Limits
    consequences: Mapping[str, Consequence]  # rule → consequence
    late: LatePolicy
    least_sandbox_level: int
    time_zone: str = "UTC"  # the course's, in which days are counted
    fingerprint: str = ""  # of all files that grading depends on
    rules: str = ""  # of those that say which code runs: all but checks, references, probes and pictures
    sketches: tuple[Sketch, ...] = ()  # of pictures.py
