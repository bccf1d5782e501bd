"""Read assignments/<name>/ and what was built from it into one checked `Assignment`.

Every mistake of an author's is one sentence that names the file and, where there is one, the line.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.course import settings
from autograder.course.settings import AssignmentFile, line_of
from autograder.errors import AssignmentBroken, GradingError, SubmissionRejected, nearest
from autograder.examine.test_plan import place_of
from autograder.intake import ipynb
from autograder.model import (
    Assignment,
    CaseKind,
    Check,
    LatePolicy,
    Notebook,
    Question,
    Sketch,
)

HIDDEN = "hidden"
"""The folder of an assignment that says what is asked and how it is judged: never released, and no part of which code of a student's runs."""


# ---------------------------------------------------------------- the whole


def load(name: str, root: Path) -> Assignment:
    """Read one assignment with its built source and release; raises AssignmentBroken, or UsageError for an unknown name."""
    folder = settings.find(name, root)
    toml, course_file = settings.of_assignment(folder), settings.of_course(root)
    checks = load_checks(folder)
    release = _built(root / "release" / name / f"{name}.ipynb", name)
    solution = _built(root / "source" / name / f"{name}.ipynb", name)
    reference = _functions(load_module(folder / HIDDEN / "reference.py"))
    probes = _text(folder / HIDDEN / "drivers.py")
    questions = tuple(_questions(release, checks, toml))
    sketches = load_sketches(folder)
    _agree(folder, toml, (*checks, *(sketch.asked for sketch in sketches)), questions, reference, probes)
    manifest = root / "release" / name / "manifest.json"
    late = settings.late_policy(toml, course_file)
    rules = (folder / "assignment.toml", root / "release" / name, root / "source" / name)
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
        limits=toml.limits,
        consequences=settings.consequences(folder, toml),
        late=late,
        least_sandbox_level=course_file.least_sandbox_level,
        time_zone=course_file.time_zone,
        fingerprint=_fingerprint((*rules, folder / HIDDEN), late),
        rules=_fingerprint(rules, late),
    )


def load_checks(folder: Path) -> tuple[Check, ...]:
    """Run hidden/checks.py, and any checks_<part>.py beside it, and return their checks in the order in which they are written."""
    files = [folder / HIDDEN / "checks.py", *sorted((folder / HIDDEN).glob("checks_*.py"))]
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
        raise AssignmentBroken(found=f"{folder / HIDDEN / 'checks.py'}: two checks are named {'.'.join(doubled[0])}")
    return checks


def load_sketches(folder: Path) -> tuple[Sketch, ...]:
    """Run hidden/pictures.py, where there is one, and return its pictures in the order in which they are written."""
    file = folder / HIDDEN / "pictures.py"
    if not file.is_file():
        return ()
    found = tuple(value for value in vars(load_module(file)).values() if isinstance(value, Sketch))
    for sketch in found:
        if not sketch.caption:
            raise AssignmentBroken(found=f"{file}: {sketch.asked.name} has no docstring", fix="Write its caption.")
    return found


def load_module(path: Path) -> ModuleType:
    """Run one of an author's files as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"assignment_{path.parent.parent.name}_{path.stem}", path)
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
                near = nearest(name, known)
                fix = (
                    f"Did you mean {near}?"
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
            found=f"{folder / 'assignment.toml'}:{line_of(folder / 'assignment.toml', 'points')}: points is {toml.points:g}, "
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


def _fingerprint(places: Iterable[Path], late: LatePolicy) -> str:
    """Hash files and whole folders, by their names and contents."""
    digest = hashlib.sha256(repr(late).encode())  # a part of it may be course.toml's
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in (".py", ".toml", ".ipynb", ".json"):
                name = path.relative_to(place.parent).as_posix()
                digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
