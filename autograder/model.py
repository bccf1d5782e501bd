"""The values that travel from stage to stage: frozen, plain, and without behaviour of their own.

zip ─intake→ Submission ─integrity→ Program ─run→ Observation ─examine→ Verdict ─record→ Record
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One student's file as it came, with what is known of it from outside; the same value from discovery to intake, here or on a node."""

    data: bytes
    source: str  # the file's own name, for messages
    student_id: str = ""  # by the LMS's name or the file's; safe as a file's name
    claim: str = ""  # the id that the file's own name tells, where the LMS's name tells one too
    comparable: bool = True  # whether student_id is of the kind that students write of themselves
    shared: bool = False  # whether another student's file claims the same id
    attempts: tuple[str, ...] = ()  # earlier files of the same student, not graded
    received: datetime | None = None
    refused: str = ""  # why the file couldn't be had; there is no data then


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as our own strict reader understood it; outputs are never kept."""

    kind: str  # "code", "markdown" or "raw"
    source: str
    id: str | None = None  # metadata.id, else nbformat's id
    grade_id: str | None = None  # nbgrader's
    tags: tuple[str, ...] = ()
    solution: bool = False  # nbgrader: holds a designated block, or a written answer
    grade: bool = False  # nbgrader: a test cell, or a written answer with points
    points: float = 0.0
    has_outputs: bool = False
    execution_count: int | None = None


@dataclass(frozen=True, slots=True)
class Notebook:
    """The cells of a notebook, in order."""

    cells: tuple[Cell, ...]
    version: str = ""  # of the release that it was made from, as its metadata says


class Severity(StrEnum):
    """How much a finding matters; only a violation may cost points."""

    NOTE = "note"
    WARNING = "warning"
    VIOLATION = "violation"


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


class CaseKind(StrEnum):
    """What is asked of a case's call."""

    VALUE = "value"  # the answer
    INPUTS = "inputs"  # the inputs as they are after the call
    METER = "meter"  # how much work the call did, and whether a banned call was met
    WATCH = "watch"  # only whether a banned call was met
    DEVICE = "device"  # the answer, asked on another device than the CPU (a pretend one where there is no GPU)
    PICTURE = "picture"  # the answer to a public example, for the student's page; nothing depends on it


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
    probe: str | None = None  # the function of probes.py that puts the question
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
    probes: str  # the text of probes.py, run in the sandbox; "" without one
    reference: Mapping[str, Callable[..., Any]]
    limits: Limits
    consequences: Mapping[str, Consequence]  # rule → consequence
    late: LatePolicy
    least_sandbox_level: int
    time_zone: str = "UTC"  # the course's, in which days are counted
    fingerprint: str = ""  # of all files that grading depends on
    rules: str = ""  # of those that say which code runs: all but checks, references, probes and pictures
    sketches: tuple[Sketch, ...] = ()  # of pictures.py


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a submission, other than its answers, that its reader should know."""

    rule: str
    severity: Severity
    cell: str
    message: str
    points: float = 0.0  # ≤ 0


@dataclass(frozen=True, slots=True)
class Fields:
    """What the student wrote of themselves in the notebook's fields cell, read as literals."""

    name: str = ""
    student_id: str = ""
    option: int = 1  # 1: own work; 2: not own work, explained with own comments
    group: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the provided submission cell wrote beside the notebook; a claim, never trusted for a score."""

    assignment: str
    release_version: str
    fields: Fields
    notebook_sha256: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What came in, read and bounded, not yet looked at."""

    student_id: str
    assignment: str
    notebook: Notebook
    sha256: str  # of the file as handed in
    source: str  # the file's own name, for messages
    manifest: Manifest | None = None
    received: datetime | None = None
    findings: tuple[Finding, ...] = ()
    own_id: bool = False  # student_id is of the kind that students write of themselves, not an LMS's number


class BlockState(StrEnum):
    """Whether there is something to grade in a designated block."""

    WRITTEN = "written"
    BLANK = "blank"  # still the stub
    MISSING = "missing"  # its cell is gone
    BROKEN = "broken"  # it doesn't compile, or leaves its function


@dataclass(frozen=True, slots=True)
class Block:
    """One designated block of a student's, put back into our own cell."""

    question: str
    cell: str  # our cell's grade_id, as findings name it
    source: str  # our cell with the student's block in it; runs in the sandbox
    text: str  # the student's block alone, dedented: shown on their page
    first_line: int  # of the block within source, from 1
    state: BlockState
    problem: str | None = None  # one sentence, when state isn't WRITTEN


@dataclass(frozen=True, slots=True)
class Program:
    """What will run: our set-up cells, then our solution cells with the student's blocks, in our order."""

    student_id: str
    fields: Fields
    setup: tuple[str, ...]
    blocks: tuple[Block, ...]
    answers: Mapping[str, str]  # written question → the student's text
    findings: tuple[Finding, ...] = ()
    forbidden: Mapping[str, str] = field(default_factory=dict)  # question → the sentence that costs it


@dataclass(frozen=True, slots=True)
class Array:
    """A tensor or array as it stood in the student's process, rebuilt here from plain bytes."""

    tensor: torch.Tensor  # on the CPU, contiguous, a plain torch.Tensor
    library: str = "torch"  # or "numpy"
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that is no plain value, named by its type only."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Case:
    """One call to put to the student's function. Holds inputs only: no expected answer, no tolerance."""

    id: str  # "<check>/<number>"
    check: str
    question: str
    call: str  # the function's name in the notebook, or the probe's
    inputs: Mapping[str, Any]  # None, bool, int, float, str, Array, and lists, tuples and dicts of them
    probe: bool = False
    kind: CaseKind = CaseKind.VALUE
    given: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()  # for METER and WATCH: what must not be called at run time
    device: str = ""  # "" for the device that is graded on; DEVICE cases name another


class Outcome(StrEnum):
    """How a case ended, as seen from outside the sandbox."""

    ANSWERED = "answered"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    FLOODED = "flooded"  # printed more than the limit
    UNREADABLE = "unreadable"  # the reply broke the wire's rules
    ABSENT = "absent"  # the block is blank, missing or broken, or loading it failed
    SKIPPED = "skipped"  # an earlier case of the same question already ended the process


@dataclass(frozen=True, slots=True)
class Counts:
    """The work that one metered call did."""

    operations: int  # dispatched to torch, and numpy's ufuncs and functions
    trips: int  # executions of the busiest place in the student's own code
    largest: int  # bytes of the largest storage made


@dataclass(frozen=True, slots=True)
class Observation:
    """What came back for one case; the untrusted side of every comparison."""

    case: str
    outcome: Outcome
    answer: Any = None  # as Case.inputs, or Unsupported
    error: str | None = None  # the exception's type, never its text
    line: int | None = None  # of the student's own code, within Block.source, from 1
    counts: Counts | None = None
    banned: tuple[str, ...] = ()  # banned names met at run time


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


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of a record, with the student's own block for their page."""

    id: str
    score: float
    max_score: float
    checks: tuple[CheckResult, ...] = ()
    title: str = ""
    written: bool = False  # marked by a person; score and max_score don't count in the record's
    code: str = ""  # the student's block, or their written answer
    line: int | None = None  # within code, from 1: where their code raised
    given: tuple[str, ...] = ()  # asked with our own implementation of these


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
    score: float
    max_score: float  # of the automatically graded points
    reason: str | None = None
    questions: tuple[QuestionResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    late_days: int = 0
    option: int = 1
    submission_sha256: str = ""
    release_version: str = ""
    seed: int = 0
    device: str = "cpu"
    sandbox_level: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    version: int = 1
    name: str = ""
    group: str = ""
    source: str = ""  # the handed-in file's own name
    received: str | None = None  # ISO time with offset
    attempts: tuple[str, ...] = ()  # earlier files of the same student, kept and not graded
    key: str = ""  # what the grading depended on; a kept record with the same key is not graded again
    exception: StudentException | None = None  # which of people/exceptions.csv was applied
    handed_in_by: str = ""  # the member of the student's group whose hand-in this is; "" for the student's own
