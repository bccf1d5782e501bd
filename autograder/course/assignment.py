"""Read assignments/<name>/ and what was built from it into one checked `Assignment`.

Every mistake of an author's is one sentence that names the file and, where there is one, the line.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib.util
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import msgspec

from autograder.conventions import lines_of
from autograder.errors import AssignmentBroken, GradingError, SubmissionRejected
from autograder.examine.test_plan import place_of
from autograder.intake import ipynb
from autograder.model import (
    Assignment,
    CaseKind,
    Check,
    Consequence,
    LatePolicy,
    Limits,
    Notebook,
    Question,
    Severity,
    Sketch,
)

Struct = TypeVar("Struct", bound=msgspec.Struct)

EXAM = ("checks.py", "checks_*.py", "reference.py", "probes.py", "pictures.py", "plots.py")
"""Files that say what is asked and how it is judged; which of a student's code runs doesn't depend on them."""


class AssignmentFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What assignment.toml may hold."""

    title: str
    order: int
    due: datetime
    points: float
    imports: list[str] = []
    banned: list[str] = []
    banned_in: dict[str, list[str]] = {}
    limits: dict[str, float] = {}
    findings: dict[str, str | float] = {}
    late: dict[str, float] | None = None


class CourseRelease(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What course.toml's [release] may hold."""

    colab: str = ""


class CourseFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What course.toml may hold."""

    name: str = "Course"
    time_zone: str = "UTC"
    least_sandbox_level: int = 1
    database: str = ""
    late: dict[str, float] = {}
    release: CourseRelease = CourseRelease()


# ---------------------------------------------------------------- the whole


def names(root: Path) -> list[str]:
    """List the assignments in their order: every folder of assignments/ that has an assignment.toml."""
    folders = [path.parent for path in (root / "assignments").glob("*/assignment.toml")]
    return [folder.name for folder in sorted(folders, key=lambda folder: (settings(folder).order, folder.name))]


def load(name: str, root: Path) -> Assignment:
    """Read one assignment with its built source and release; raises AssignmentBroken, or GradingError for an unknown name."""
    folder = find(name, root)
    toml, course_file = settings(folder), course(root)
    checks = load_checks(folder)
    release = _built(root / "release" / name / f"{name}.ipynb", name)
    solution = _built(root / "source" / name / f"{name}.ipynb", name)
    reference = _functions(load_module(folder / "reference.py"))
    probes = _text(folder / "probes.py")
    questions = tuple(_questions(release, checks, toml))
    sketches = load_sketches(folder)
    _agree(folder, toml, (*checks, *(sketch.asked for sketch in sketches)), questions, reference, probes)
    manifest = root / "release" / name / "manifest.json"
    late = _late(folder, course_file.late if toml.late is None else toml.late)
    folders = (folder, root / "release" / name, root / "source" / name)
    return Assignment(
        name=name,
        folder=folder,
        title=toml.title,
        order=toml.order,
        due=toml.due,
        points=toml.points,
        release_version=str(json.loads(manifest.read_bytes())["version"]),
        release=release,
        solution=solution,
        questions=questions,
        imports=tuple(toml.imports),
        probes=probes,
        sketches=sketches,
        reference=reference,
        limits=_limits(folder, toml),
        consequences={rule: _consequence(folder, rule, value) for rule, value in toml.findings.items()},
        late=late,
        least_sandbox_level=course_file.least_sandbox_level,
        fingerprint=_fingerprint(folders, late, without=()),
        rules=_fingerprint(folders, late, without=EXAM),
    )


def find(name: str, root: Path) -> Path:
    """Return the assignment's folder, or say which names there are."""
    folder = root / "assignments" / name
    if (folder / "assignment.toml").is_file():
        return folder
    known = sorted(path.parent.name for path in (root / "assignments").glob("*/assignment.toml"))
    near = difflib.get_close_matches(name, known, 1)
    fix = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known) or 'none'}."
    raise GradingError(found=f"there is no assignment '{name}'", fix=fix)


def settings(folder: Path) -> AssignmentFile:
    """Read assignment.toml; an unknown key is an error that names its nearest spelling."""
    file = _toml(folder / "assignment.toml", AssignmentFile)
    if file.due.tzinfo is None:
        raise AssignmentBroken(
            found=f"{folder / 'assignment.toml'}: due has no UTC offset", fix="Write it as 2026-10-05T23:59:00+09:00."
        )
    return file


def course(root: Path) -> CourseFile:
    """Read course.toml; without one, the defaults."""
    path = root / "course.toml"
    return _toml(path, CourseFile) if path.exists() else CourseFile()


def load_checks(folder: Path) -> tuple[Check, ...]:
    """Run checks.py, and any checks_<part>.py beside it, and return their checks in the order in which they are written."""
    files = [folder / "checks.py", *sorted(folder.glob("checks_*.py"))]
    values = [value for file in files for value in vars(load_module(file)).values() if isinstance(value, tuple)]
    checks = tuple(item for value in values for item in value if isinstance(item, Check))
    for check in checks:
        where = place_of(check)
        if not check.title:
            raise AssignmentBroken(found=f"{where}: {check.name} has no docstring", fix="Write the fact it checks.")
        if check.asks in check.given:
            raise AssignmentBroken(found=f"{where}: {check.name} is given what it asks", fix="Take it out of given.")
    doubled = [key for key, count in Counter((check.asks, check.name) for check in checks).items() if count > 1]
    if doubled:
        raise AssignmentBroken(found=f"{folder / 'checks.py'}: two checks are named {'.'.join(doubled[0])}")
    return checks


def load_sketches(folder: Path) -> tuple[Sketch, ...]:
    """Run pictures.py, where there is one, and return its pictures in the order in which they are written."""
    if not (folder / "pictures.py").is_file():
        return ()
    found = tuple(value for value in vars(load_module(folder / "pictures.py")).values() if isinstance(value, Sketch))
    for sketch in found:
        if not sketch.caption:
            raise AssignmentBroken(
                found=f"{folder / 'pictures.py'}: {sketch.asked.name} has no docstring", fix="Write its caption."
            )
    return found


def load_module(path: Path) -> ModuleType:
    """Run one of an author's files as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"assignment_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise AssignmentBroken(found=f"{path} is missing", fix="Every assignment needs one.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except GradingError:
        raise
    except Exception as error:
        line = _line_of(error, path)
        raise AssignmentBroken(found=f"{path}:{line}: {type(error).__name__}: {error}") from error
    return module


# ---------------------------------------------------------------- parts


def _questions(release: Notebook, checks: tuple[Check, ...], toml: AssignmentFile) -> Iterable[Question]:
    heading = ""
    for cell in release.cells:
        if cell.kind == "markdown":
            found = re.findall(r"^#{1,4} +(.+)$", cell.source, re.MULTILINE)
            heading = found[-1].strip() if found else heading
        if cell.grade and cell.solution and cell.grade_id:
            yield Question(id=cell.grade_id, title=heading, max_points=cell.points, written=True)
        elif cell.grade and cell.grade_id:
            mine = tuple(sorted((one for one in checks if one.asks == cell.grade_id), key=_is_of_device))
            banned = (*toml.banned, *toml.banned_in.get(cell.grade_id, ()))
            points = sum(check.points for check in mine)
            yield Question(id=cell.grade_id, title=heading, max_points=points, checks=mine, banned=banned)


def _is_of_device(check: Check) -> bool:
    """Other devices are looked at last, whichever file asks for them: a mistake is told first where it was made."""
    return check.kind is CaseKind.DEVICE


def _agree(
    folder: Path,
    toml: AssignmentFile,
    checks: tuple[Check, ...],
    questions: tuple[Question, ...],
    reference: Mapping[str, Callable[..., Any]],
    probes: str,
) -> None:
    """Demand that notebook, checks, reference, probes and points speak of the same questions."""
    known = {question.id for question in questions if not question.written}
    asked = _defined(probes)
    for check in checks:
        where = place_of(check)
        for name in (check.asks, *check.given):
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                fix = (
                    f"Did you mean {near[0]}?"
                    if near
                    else "Give it a test cell in notebook.py, then run make build release."
                )
                raise AssignmentBroken(found=f"{where}: {check.name} speaks of an unknown question '{name}'", fix=fix)
        if check.probe and check.probe not in asked:
            raise AssignmentBroken(found=f"{where}: probes.py has no function '{check.probe}'")
        wanted = check.reference or check.probe or check.asks
        if check.kind in ("value", "picture") and wanted not in reference:
            raise AssignmentBroken(found=f"{where}: reference.py has no function '{wanted}'")
    for question in questions:
        if not question.written and not question.checks:
            raise AssignmentBroken(found=f"{folder / 'checks.py'}: no check asks '{question.id}'", fix="Write one.")
    for name in toml.banned_in:
        if name not in known:
            raise AssignmentBroken(
                found=f"{folder / 'assignment.toml'}: [banned_in] names an unknown question '{name}'"
            )
    total = sum(question.max_points for question in questions)
    if abs(total - toml.points) > 1e-9:
        raise AssignmentBroken(
            found=f"{folder / 'assignment.toml'}:{_line(folder / 'assignment.toml', 'points')}: points is {toml.points:g}, "
            f"but the checks and written questions add up to {total:g}",
            fix="Change one of them.",
        )


def _built(path: Path, name: str) -> Notebook:
    if not path.is_file():
        raise AssignmentBroken(
            found=f"{path} is missing", fix=f"Run: autograder build {name} && autograder release {name}"
        )
    try:
        return ipynb.read(path.read_bytes())
    except SubmissionRejected as error:
        raise AssignmentBroken(found=f"{path}: {error.found}", fix="Build it again.") from error


def _limits(folder: Path, toml: AssignmentFile) -> Limits:
    known = Limits.__dataclass_fields__
    for key in toml.limits:
        if key not in known:
            raise _unknown(folder / "assignment.toml", key, known)
    return Limits(**{key: _as_declared(known[key].type, value) for key, value in toml.limits.items()})


def _as_declared(annotation: Any, value: float) -> Any:
    """Turn a TOML number into what a field of this annotation holds."""
    return int(value) if annotation in (int, "int") else float(value)


def _late(folder: Path, table: Mapping[str, float]) -> LatePolicy:
    known = LatePolicy.__dataclass_fields__
    for key in table:
        if key not in known:
            raise _unknown(folder / "assignment.toml", key, known)
    last = table.get("last_day")
    return LatePolicy(
        points_per_day=min(0.0, float(table.get("points_per_day", 0))),
        grace_minutes=float(table.get("grace_minutes", 0)),
        last_day=None if last is None else int(last),
    )


def _consequence(folder: Path, rule: str, value: str | float) -> Consequence:
    path = folder / "assignment.toml"
    if isinstance(value, str):
        if value not in ("note", "warning"):
            raise AssignmentBroken(
                found=f"{path}:{_line(path, rule)}: {rule} leads to '{value}'",
                fix='Write "note", "warning", or the points as a negative number.',
            )
        return Consequence(Severity(value))
    if value > 0:
        raise AssignmentBroken(found=f"{path}:{_line(path, rule)}: {rule} would add points", fix="Write them negative.")
    return Consequence(Severity.VIOLATION, float(value))


def _toml(path: Path, kind: type[Struct]) -> Struct:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AssignmentBroken(found=f"{path}: {error}", fix="Correct the file.") from error
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        unknown = re.search(r"unknown field `(.+?)`", str(error))
        if unknown:
            raise _unknown(path, unknown[1], [field.name for field in msgspec.structs.fields(kind)]) from error
        at = re.search(r"\$\.(\w+)", str(error))
        where = f"{path}:{_line(path, at[1])}" if at else str(path)
        raise AssignmentBroken(found=f"{where}: {error}", fix="Correct the value.") from error


def _unknown(path: Path, key: str, known: Iterable[str]) -> AssignmentBroken:
    near = difflib.get_close_matches(key, list(known), 1)
    fix = f"Did you mean '{near[0]}'?" if near else f"Known keys: {', '.join(known)}."
    return AssignmentBroken(found=f"{path}:{_line(path, key)}: unknown key '{key}'", fix=fix)


def _line(path: Path, key: str) -> int:
    lines = lines_of(path.read_text(encoding="utf-8"))
    return next((n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[?\"?{re.escape(key)}\b", line)), 1)


def _line_of(error: Exception, path: Path) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 1
    line, frame = 1, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == str(path):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    return {name: value for name, value in vars(module).items() if callable(value) and not name.startswith("_")}


def _defined(text: str) -> set[str]:
    return {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _fingerprint(folders: Iterable[Path], late: LatePolicy, *, without: Iterable[str]) -> str:
    digest = hashlib.sha256(repr(late).encode())  # a part of it may be course.toml's
    for folder in folders:
        for path in sorted(folder.glob("*")):
            left_out = any(path.match(pattern) for pattern in without)
            if path.suffix in (".py", ".toml", ".ipynb", ".json") and not left_out:
                digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
