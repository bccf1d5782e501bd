"""Read assignment.toml and course.toml into typed values; what they say wrongly is one sentence with the file and the line.

The structs below are the whole description of the two files: an unknown key, a missing one and a value of another kind are found by walking
their fields, in the order in which they are declared.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import inspect as kinds

from autograder.errors import AssignmentBroken, UsageError, nearest
from autograder.model import Consequence, LatePolicy, Limits, Severity
from autograder.people.times import in_zone

GROUPS = ("roster", "notebook", "none")
MOST_VERSIONS = 64  # each worker draws, and answers, those that it meets

Struct = TypeVar("Struct", bound=msgspec.Struct)

_TOO_LARGE = 2**63  # no setting is; TOML's own whole numbers end here


class ChecksFile(msgspec.Struct, frozen=True):
    """What assignment.toml's [checks] may hold: what its checks don't say themselves."""

    library: str = "torch"
    dtypes: list[str] = []  # in which value checks are asked; float64 and float32 when it says nothing
    structure: bool = True


class AssignmentFile(msgspec.Struct, frozen=True):
    """What assignment.toml may hold."""

    title: str
    order: int
    due: datetime
    points: float
    imports: list[str] = []
    banned: list[str] = []
    banned_in: dict[str, list[str]] = {}
    checks: ChecksFile = ChecksFile()
    builds_on: dict[str, list[str]] = {}
    limits: Limits = Limits()
    findings: dict[str, str | float] = {}
    late: LatePolicy | None = None
    gradescope: GradescopeFile | None = None


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
    time_zone: str = "UTC"  # in which times without an offset are read, and late days counted
    groups: str = (
        "roster"  # who is a group: those with the same group on the roster, those whom a notebook names, or "none"
    )
    least_sandbox_level: int = 1
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
    """Return the assignment's folder; raises UsageError, which says which names there are."""
    folder = root / "assignments" / name
    if (folder / "assignment.toml").is_file():
        return folder
    known = sorted(path.parent.name for path in (root / "assignments").glob("*/assignment.toml"))
    near = nearest(name, known)
    fix = f"Did you mean {near}?" if near else f"There are: {', '.join(known) or 'none'}."
    raise UsageError(found=f"there is no assignment '{name}'", fix=fix)


def of_assignment(folder: Path) -> AssignmentFile:
    """Read assignment.toml, a due time without an offset in the course's zone; raises AssignmentBroken, which names the nearest spelling."""
    file = read(folder / "assignment.toml", AssignmentFile)
    if file.due.tzinfo is None:
        zone = ZoneInfo(of_course(folder.parent.parent).time_zone)
        return msgspec.structs.replace(file, due=in_zone(file.due, zone, later=True))
    return file


def of_course(root: Path) -> CourseFile:
    """Read course.toml, or take the defaults without one; raises AssignmentBroken."""
    path = root / "course.toml"
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
        ("groups", file.groups, GROUPS),
        ("unread", file.export.unread, ("stop", "send")),
        ("unread", file.feedback.unread, ("send", "skip")),
        ("excused", file.feedback.excused, ("send", "skip")),
    ):
        if value not in known:
            raise _unknown(path, key, value, known, f"Write one of: {', '.join(known)}.")
    return file


def _unknown(path: Path, key: str, value: str, known: Collection[str], fix: str) -> AssignmentBroken:
    near = nearest(value, known)
    found = f"{path}:{line_of(path, key)}: there is no {key.replace('_', ' ')} '{value}'"
    return AssignmentBroken(found, f"Did you mean {near}?" if near else fix)


def consequences(folder: Path, file: AssignmentFile) -> dict[str, Consequence]:
    """Turn [findings] into what each rule leads to: a severity, or points (≤ 0); raises AssignmentBroken."""
    path = folder / "assignment.toml"
    return {rule: _consequence(path, rule, value) for rule, value in file.findings.items()}


def late_policy(file: AssignmentFile, course: CourseFile) -> LatePolicy:
    """Return the assignment's own [late], else the course's; points for a day late are never above 0."""
    policy = course.late if file.late is None else file.late
    return replace(policy, points_per_day=min(0.0, policy.points_per_day))


def line_of(path: Path, key: str) -> int:
    """Return the line, from 1, at which a TOML file sets a key or opens its table; 1 when it does neither."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return next((number for number, line in enumerate(lines, 1) if _key_of(line) == key), 1)


def _key_of(line: str) -> str:
    """Return the key that a line of TOML begins with, or the last part of the table that it opens; "" without one."""
    text = line.strip()
    if text.startswith("["):
        return text.strip("[").partition("]")[0].rpartition(".")[2].strip(" \"'")
    return text.partition("=")[0].strip(" \"'") if "=" in text else ""


def _consequence(path: Path, rule: str, value: str | float) -> Consequence:
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


# ---------------------------------------------------------------- any TOML file


def read(path: Path, kind: type[Struct]) -> Struct:
    """Read a TOML file as a struct; raises AssignmentBroken for what isn't TOML, and for the first value that doesn't fit."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AssignmentBroken(found=f"{path}: {error}", fix="Correct the file.") from error
    for problem in _problems(path, "", table, kinds.type_info(kind)):
        raise problem
    return msgspec.convert(table, kind)


def _problems(path: Path, key: str, value: Any, wanted: kinds.Type) -> Iterator[AssignmentBroken]:
    """Compare a value with its declared type and yield what is wrong; key is the innermost one above it."""
    if isinstance(wanted, kinds.UnionType):
        table = next((one for one in wanted.types if isinstance(value, dict) and _is_table(one)), None)
        if table is not None:
            yield from _problems(path, key, value, table)
        elif not any(_fits(value, one) for one in wanted.types):
            yield _misfit(path, key, value, wanted)
    elif not _fits(value, wanted):
        yield _misfit(path, key, value, wanted)
    elif isinstance(wanted, (kinds.StructType, kinds.DataclassType)):
        yield from _problems_of_table(path, key, value, wanted.fields)
    elif isinstance(wanted, kinds.DictType):
        for inner, item in value.items():
            yield from _problems(path, inner, item, wanted.value_type)
    elif isinstance(wanted, kinds.ListType):
        for item in value:
            yield from _problems(path, key, item, wanted.item_type)


def _problems_of_table(
    path: Path, key: str, table: Mapping[str, Any], fields: Iterable[kinds.Field]
) -> Iterator[AssignmentBroken]:
    known = {field.encode_name: field for field in fields}
    for name in table:
        if name not in known:
            near = nearest(name, known)
            fix = f"Did you mean '{near}'?" if near else f"Known keys: {', '.join(known)}."
            yield AssignmentBroken(found=f"{path}:{line_of(path, name)}: unknown key '{name}'", fix=fix)
    for name, field in known.items():
        if name in table:
            yield from _problems(path, name, table[name], field.type)
        elif field.required:
            place = f"{path}:{line_of(path, key)}" if key else str(path)
            yield AssignmentBroken(found=f"{place}: {name} is missing", fix=f"Write {name} = {_words(field.type)}.")


def _misfit(path: Path, key: str, value: Any, wanted: kinds.Type) -> AssignmentBroken:
    found = f"{path}:{line_of(path, key)}: {key} is {_said(value)}, not {_words(wanted)}"
    return AssignmentBroken(found=found, fix="Correct the value.")


def _is_table(wanted: kinds.Type) -> bool:
    return isinstance(wanted, (kinds.StructType, kinds.DataclassType, kinds.DictType))


def _fits(value: Any, wanted: kinds.Type) -> bool:
    """Tell whether a value is of the declared kind, what it holds apart; a bool is no number."""
    if isinstance(value, bool):
        return isinstance(wanted, kinds.BoolType)
    match wanted:
        case kinds.IntType():
            return isinstance(value, int) and abs(value) < _TOO_LARGE
        case kinds.FloatType():
            return isinstance(value, (int, float)) and (isinstance(value, float) or abs(value) < _TOO_LARGE)
        case kinds.StrType():
            return isinstance(value, str)
        case kinds.DateTimeType():
            return isinstance(value, datetime)
        case kinds.ListType():
            return isinstance(value, list)
        case _:
            return isinstance(value, dict) and _is_table(wanted)


def _words(wanted: kinds.Type) -> str:
    """Name a declared kind as an author would: 'a whole number'."""
    match wanted:
        case kinds.UnionType():
            return " or ".join(_words(one) for one in wanted.types if not isinstance(one, kinds.NoneType))
        case kinds.IntType():
            return "a whole number"
        case kinds.FloatType():
            return "a number"
        case kinds.StrType():
            return "a text in quotes"
        case kinds.DateTimeType():
            return "a date and time such as 2026-10-05T23:59:00+09:00"
        case kinds.ListType():
            return "a list in [ ]"
        case _:
            return "a table of keys"


def _said(value: Any) -> str:
    """Show what stands there, shortly."""
    if isinstance(value, (dict, list)):
        return "a table of keys" if isinstance(value, dict) else "a list"
    text = repr(value) if isinstance(value, (str, int, float)) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
