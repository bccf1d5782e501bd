"""Read assignments/<name>/ and what was built from it into one checked `Assignment`.

Every mistake of an author's is one sentence that names the file and, where there is one, the line.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from autograder.conventions import last_heading
from autograder.course import answers, author_files, bans, beside, catalogue, data_files, settings, trust
from autograder.course.answers import Answer
from autograder.course.beside import BesideCell
from autograder.course.layout import HIDDEN, files_below, hidden_files, shared_files
from autograder.course.modules import load_reference
from autograder.course.own_answers import reference_file
from autograder.course.settings import AssignmentFile
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken, SubmissionRejected, nearest
from autograder.intake import ipynb
from autograder.model import Assignment, CaseKind, Check, LatePolicy, Notebook, Question


def load(name: str, root: Path) -> Assignment:
    """Read one assignment with its built source and release; raises AssignmentBroken, or UsageError for an unknown name."""
    folder = settings.find(name, root)
    toml, course_file = settings.of_assignment(folder), settings.of_course(root)
    release = _built(root / "release" / name / f"{name}.ipynb", name)
    solution = _built(root / "source" / name / f"{name}.ipynb", name)
    hidden = author_files.load_hidden(folder, toml, solution)
    manifest = root / "release" / name / "manifest.json"
    late = settings.late_policy(toml, course_file)
    shared = shared_files(folder)
    known = [catalogue.path_of(folder)] if catalogue.path_of(folder).is_file() else []
    data = data_files.read(folder, toml)
    data_files.demand_released(data, root / "release" / name)
    rules = (folder / "assignment.toml", root / "release" / name, root / "source" / name)
    loaded = Assignment(
        name=name,
        folder=folder,
        title=toml.title,
        order=toml.order,
        due=toml.due,
        points=toml.points,
        release_version=str(json.loads(manifest.read_bytes())["version"]),
        release=release,
        solution=solution,
        questions=tuple(_questions(release, hidden.checks, toml, folder / "assignment.toml")),
        imports=tuple(toml.imports),
        allowed=bans.allowed(toml, folder / "assignment.toml"),
        drivers=author_files.drivers(folder),
        pictures=tuple(hidden.pictures),
        data=data,
        reference=(load_reference(folder) if reference_file(folder).is_file() or not hidden.references else {})
        | hidden.references,
        limits=toml.limits,
        consequences=settings.consequences(folder, toml),
        late=late,
        least_sandbox_level=course_file.least_sandbox_level,
        versions=course_file.versions,
        time_zone=course_file.time_zone,
        fingerprint=_fingerprint(
            (*rules, *hidden_files(folder), *shared, *known), late, answers.near_misses(folder), beside.cells(folder)
        ),
        rules=_fingerprint(rules, late),
    )
    for problem in (*_disagreements(loaded, hidden.checks, toml), *trust.problems(loaded, toml, course_file)):
        raise problem
    return loaded


# ---------------------------------------------------------------- parts


def _questions(release: Notebook, checks: Sequence[Check], toml: AssignmentFile, path: Path) -> Iterator[Question]:
    heading = ""
    for cell in release.cells:
        if cell.kind == "markdown":
            heading = last_heading(cell.source) or heading
        if cell.grade and cell.solution and cell.grade_id:
            yield Question(id=cell.grade_id, title=heading, max_points=cell.points, written=True)
        elif cell.grade and cell.grade_id:
            mine = tuple(sorted((one for one in checks if one.asks == cell.grade_id), key=_is_of_device))
            banned = bans.prices(toml, path, cell.grade_id)
            points = sum(check.points for check in mine)
            yield Question(id=cell.grade_id, title=heading, max_points=points, checks=mine, banned=banned)


def _is_of_device(check: Check) -> bool:
    """Other devices are looked at last, wherever they are asked for: a mistake is told first where it was made."""
    return check.kind is CaseKind.DEVICE


def _disagreements(loaded: Assignment, checks: Sequence[Check], file: AssignmentFile) -> Iterator[AssignmentBroken]:
    """Find where notebook, checks, reference, drivers, points and assignment.toml don't speak of the same questions."""
    known = {question.id for question in loaded.questions if not question.written}
    driven = _functions_in(loaded.drivers)
    for check in (*checks, *(picture.asked for picture in loaded.pictures)):
        yield from _of_check(check, known, driven, loaded)
    toml = loaded.folder / "assignment.toml"
    for question in loaded.questions:
        if not question.written and not question.checks:
            yield AssignmentBroken(found=f"{loaded.folder / HIDDEN}: no check asks '{question.id}'", fix="Write one.")
    for table, names in (("banned_in", file.banned_in), ("builds_on", file.builds_on)):
        for name in (name for name in names if name not in known):
            where = f"{toml}:{line_of(toml, name)}"
            yield AssignmentBroken(found=f"{where}: [{table}] names an unknown question '{name}'")
    total = sum(question.max_points for question in loaded.questions)
    if abs(total - file.points) > 1e-9:
        yield AssignmentBroken(
            found=f"{toml}:{line_of(toml, 'points')}: points is {file.points:g}, "
            f"but the checks and written questions add up to {total:g}",
            fix="Change one of them.",
        )


def _of_check(check: Check, known: set[str], driven: set[str], loaded: Assignment) -> Iterator[AssignmentBroken]:
    for name in (check.asks, *check.with_reference):
        if name not in known:
            near = nearest(name, known)
            build = "Give it a test cell in notebook.py, then run make build release."
            yield AssignmentBroken(
                found=f"{check.place}: {check.name} speaks of an unknown question '{name}'",
                fix=f"Did you mean {near}?" if near else build,
            )
    if check.driver and check.driver not in driven:
        yield AssignmentBroken(found=f"{check.place}: drivers.py has no function '{check.driver}'")
    wanted = check.reference or check.driver or check.asks
    if check.kind in (CaseKind.VALUE, CaseKind.PICTURE) and wanted not in loaded.reference:
        yield AssignmentBroken(found=f"{check.place}: reference.py has no function '{wanted}'")


def _built(path: Path, name: str) -> Notebook:
    if not path.is_file():
        raise AssignmentBroken(
            found=f"{path} is missing", fix=f"Run: autograder build {name} && autograder release {name}"
        )
    try:
        return ipynb.read(path.read_bytes())
    except SubmissionRejected as error:
        raise AssignmentBroken(found=f"{path}: {error.found}", fix="Build it again.") from error


def _functions_in(text: str) -> set[str]:
    return {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def _fingerprint(
    places: Iterable[Path], late: LatePolicy, near_misses: Iterable[Answer] = (), cells: Iterable[BesideCell] = ()
) -> str:
    """Hash files and whole folders, by their names and contents, and what feedback may name."""
    digest = hashlib.sha256(repr(late).encode())  # a part of it may be course.toml's
    for miss in near_misses:
        digest.update(f"{miss.question}\0{miss.name}\0{miss.source}\0".encode())
    for cell in (cell for cell in cells if cell.role in (beside.CHECK, beside.ASSERTS, *beside.TYPED)):
        digest.update(f"{cell.question}\0{cell.options}\0{cell.source}\0".encode())
    for place in places:
        for path in files_below(place) if place.is_dir() else [place]:
            name = path.relative_to(place.parent).as_posix()
            digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
