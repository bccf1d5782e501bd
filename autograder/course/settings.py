"""Read assignment.toml and course.toml into typed values; what they say wrongly is one sentence with the file and the line.

The structs below are the whole description of the two files: an unknown key, a missing one and a value of another kind are found by walking
their fields, in the order in which they are declared.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from autograder.conventions import DEFAULTS
from autograder.course.typed_toml import line_of, read
from autograder.errors import AssignmentBroken, UsageError, nearest
from autograder.model import Consequence, LatePolicy, Limits, Severity
from autograder.people.times import in_zone
from autograder.untrusted_text import for_message

LANGUAGES = ("en", "ko")
GROUPS = ("roster", "notebook", "none")  # those with the same group on the roster, those whom a notebook names, nobody
MOST_VERSIONS = 64  # each worker draws, and answers, those that it meets


class ChecksFile(msgspec.Struct, frozen=True):
    """What assignment.toml's [checks] may hold: what its checks don't say themselves."""

    library: str = "torch"
    dtypes: list[str] = []  # in which value checks are asked; float64 when it says nothing
    structure: bool = True
    follow_through: bool = True  # whether ours answers in the place of what a question is built on; as in [builds_on]


class AssignmentFile(msgspec.Struct, frozen=True):
    """What assignment.toml may hold."""

    title: str
    order: int
    due: datetime
    points: float
    # Python files that students write in beside the notebook, in the order in which they are imported
    files: list[str] = []
    imports: list[str] = []
    allowed: list[str] = []  # dotted names, although what they lie in is banned
    banned: dict[str, str | float] = {}  # dotted name → what a call costs: "question", or a share of its question
    banned_in: dict[str, dict[str, str | float]] = {}  # question → the same, for its own block
    checks: ChecksFile = ChecksFile()
    builds_on: dict[str, list[str]] = {}
    trust: dict[str, str] = {}  # question → "beside", where tests run next to the student's code
    fetched: dict[str, FetchedFile] = {}  # name below data/ → where it comes from
    limits: Limits = Limits()
    findings: dict[str, str | float] = {}
    groups: str = ""  # who is a group here, where it isn't as course.toml says
    late: LatePolicy | None = None
    gradescope: GradescopeFile | None = None


class FetchedFile(msgspec.Struct, frozen=True):
    """What [fetched] says of a data file that comes from elsewhere."""

    url: str
    sha256: str  # of its bytes, in hexadecimal digits


class GradescopeFile(msgspec.Struct, frozen=True):
    """What [gradescope] of either file may hold."""

    memory_gb: float = 1.5  # in a container with less nothing is graded; measured: docs/instructors.md, Gradescope


class CourseRelease(msgspec.Struct, frozen=True):
    """What course.toml's [release] may hold."""

    colab: str = ""


class CourseExport(msgspec.Struct, frozen=True):
    """What course.toml's [export] may hold."""

    unread: str = "stop"  # while written answers wait for a person: "stop", or "send" the score without them


class CourseFeedback(msgspec.Struct, frozen=True):
    """What course.toml's [feedback] may hold: whether pages of these people are sent."""

    unread: str = "send"  # whose written answers wait for a person
    excused: str = "skip"


class CourseFile(msgspec.Struct, frozen=True):
    """What course.toml may hold."""

    name: str = "Course"
    language: str = "en"  # of students' pages and of the desk: "en" or "ko"
    time_zone: str = "UTC"  # in which times without an offset are read, and late days counted
    groups: str = (
        ""  # who is a group: as GROUPS has it; "" is "roster", but stops where several of one handed in different work
    )
    least_sandbox_level: int = 1
    least_trust: str = "beside"  # "outside" refuses tests that run beside students' code, which can be forged there
    versions: int = (
        8  # drawings of the hidden inputs that a class has; which is a student's, the course's key and their id decide
    )
    database: str = ""
    late: LatePolicy = LatePolicy()
    release: CourseRelease = CourseRelease()
    export: CourseExport = CourseExport()
    feedback: CourseFeedback = CourseFeedback()
    gradescope: GradescopeFile = GradescopeFile()


def names(root: Path) -> list[str]:
    """List the assignments in their order: every folder of assignments/ that has an assignment.toml."""
    folders = [path.parent for path in (root / "assignments").glob("*/assignment.toml")]
    return [folder.name for folder in sorted(folders, key=lambda folder: (of_assignment(folder).order, folder.name))]


def find(name: str, root: Path) -> Path:
    """Return the folder of the assignment of a name, which no path is; raises UsageError, which says which names there are."""
    known = sorted(path.parent.name for path in (root / "assignments").glob("*/assignment.toml"))
    if name in known:
        return root / "assignments" / name
    parts = name.replace("\\", "/").split("/")
    said = [part for part in reversed(parts) if part]  # of assignments/quiz/, as a shell completes it
    near = next((part for part in said if part in known), "") or nearest("".join(said[:1]), known)
    fix = f"Did you mean {near}?" if near else f"There are: {', '.join(known) or 'none'}."
    raise UsageError(found=f"there is no assignment '{for_message(name)}'", fix=fix)


def of_assignment(folder: Path) -> AssignmentFile:
    """Read assignment.toml, a due time without an offset in the course's zone; raises AssignmentBroken, which names the nearest spelling."""
    path = folder / "assignment.toml"
    file = read(path, AssignmentFile)
    if file.groups not in ("", *GROUPS):
        raise _unknown(path, "groups", file.groups, GROUPS, f"Write one of: {', '.join(GROUPS)}.")
    if file.due.tzinfo is None:
        zone = ZoneInfo(of_course(folder.parent.parent).time_zone)
        return msgspec.structs.replace(file, due=in_zone(file.due, zone, later=True))
    return file


def of_course(root: Path) -> CourseFile:
    """Read course.toml, or take the defaults without one; raises UsageError: it is whoever gives the commands that writes it."""
    try:
        return _course(root / "course.toml")
    except AssignmentBroken as error:
        raise UsageError(error.found, error.fix) from error


def groups_of(name: str, root: Path) -> str:
    """Say who is a group in an assignment: as GROUPS has it, or "" where neither of the two files says; one that is gone says nothing."""
    folder = root / "assignments" / name
    own = of_assignment(folder).groups if (folder / "assignment.toml").is_file() else ""
    return own or of_course(root).groups


def _course(path: Path) -> CourseFile:
    file = read(path, CourseFile) if path.exists() else CourseFile()
    try:
        ZoneInfo(file.time_zone)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, a folder of names
        raise _unknown(
            path, "time_zone", file.time_zone, available_timezones(), "Write one such as Asia/Seoul."
        ) from None
    if not 1 <= file.versions <= MOST_VERSIONS:
        raise AssignmentBroken(
            found=f"{path}:{line_of(path, 'versions')}: versions is {file.versions}",
            fix=f"Write a number from 1, which asks everybody the same, to {MOST_VERSIONS}.",
        )
    for key, value, known in (
        ("language", file.language, LANGUAGES),
        ("groups", file.groups, ("", *GROUPS)),
        ("least_trust", file.least_trust, ("beside", "outside")),
        ("unread", file.export.unread, ("stop", "send")),
        ("unread", file.feedback.unread, ("send", "skip")),
        ("excused", file.feedback.excused, ("send", "skip")),
    ):
        if value not in known:
            raise _unknown(path, key, value, known, f"Write one of: {', '.join(filter(None, known))}.")
    return file


def _unknown(path: Path, key: str, value: str, known: Collection[str], fix: str) -> AssignmentBroken:
    near = nearest(value, known)
    found = f"{path}:{line_of(path, key)}: there is no {key.replace('_', ' ')} '{value}'"
    return AssignmentBroken(found, f"Did you mean {near}?" if near else fix)


def consequences(folder: Path, file: AssignmentFile) -> dict[str, Consequence]:
    """Turn [findings] into what each rule leads to: a severity, or points (≤ 0); raises AssignmentBroken."""
    path = folder / "assignment.toml"
    for rule in file.findings:
        if rule not in DEFAULTS:
            near = nearest(rule, DEFAULTS)
            fix = f"Did you mean {near}?" if near else f"There are: {', '.join(DEFAULTS)}."
            raise AssignmentBroken(found=f"{path}:{line_of(path, rule)}: [findings] has no rule '{rule}'", fix=fix)
    return {rule: _consequence(path, rule, value) for rule, value in file.findings.items()}


def late_policy(file: AssignmentFile, course: CourseFile) -> LatePolicy:
    """Return the assignment's own [late], else the course's; raises AssignmentBroken for points above 0, which being late would add."""
    policy = course.late if file.late is None else file.late
    if policy.points_per_day > 0:
        given = "course.toml" if file.late is None else "assignment.toml"
        raise AssignmentBroken(
            found=f"[late] of {given}: points_per_day = {policy.points_per_day:g} would add points",
            fix=f"Write it negative: {-policy.points_per_day:g}.",
        )
    return policy


def _consequence(path: Path, rule: str, value: str | float) -> Consequence:
    if rule == "banned_call" and not isinstance(value, str):
        raise AssignmentBroken(
            found=f"{path}:{line_of(path, rule)}: {rule} has its price in [banned], for each name its own",
            fix='Delete this line, or write "note" or "warning" for code that only may hide a banned call.',
        )
    if isinstance(value, str):
        if value not in ("note", "warning"):
            raise AssignmentBroken(
                found=f"{path}:{line_of(path, rule)}: {rule} leads to '{value}'",
                fix='Write "note", "warning", or the points as a negative number.',
            )
        return Consequence(Severity(value))
    if value > 0:
        raise AssignmentBroken(
            found=f"{path}:{line_of(path, rule)}: {rule} would add points", fix="Write them negative."
        )
    return Consequence(Severity.VIOLATION, float(value))
