"""Read what is known of an assignment without running any of its hidden files: enough for all who don't grade.

Comes in: an assignment's folder, with its built source and release. Goes out: an `Assignment` without checks, reference, drivers and pictures.
The command reads this, and its workers read the whole (assignment.load): so the command needn't wait for the library that checks are written
with. Every mistake of an author's is one sentence that names the file and, where there is one, the line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.conventions import file_cells, titles
from autograder.course import answers, bans, beside, catalogue, code_files, data_files, settings
from autograder.course.answers import Answer
from autograder.course.beside import BesideCell
from autograder.course.layout import files_below, hidden_files, shared_files
from autograder.course.settings import AssignmentFile
from autograder.errors import AssignmentBroken, SubmissionRejected
from autograder.intake import ipynb
from autograder.model import Assignment, CaseKind, Check, LatePolicy, Notebook, Question


def read(name: str, root: Path) -> Assignment:
    """Read one assignment; raises AssignmentBroken, or UsageError for an unknown name."""
    folder = settings.find(name, root)
    toml = settings.of_assignment(folder)
    release = _built(root / "release" / name / f"{name}.ipynb", name)
    solution = _built(root / "source" / name / f"{name}.ipynb", name)
    shared = shared_files(folder)
    known = [catalogue.path_of(folder)] if catalogue.path_of(folder).is_file() else []
    files = code_files.read(folder, toml)
    code_files.demand_released(files, root / "release" / name)
    made = of_cells(
        folder,
        root,
        release=file_cells.joined(release, code_files.released(files)),
        solution=file_cells.joined(solution, files),
        version=_version(root / "release" / name / "manifest.json"),
    )
    data_files.demand_released(made.data, root / "release" / name)
    own = tuple(folder / file for file in files)
    rules = (folder / "assignment.toml", root / "release" / name, root / "source" / name, *own)
    return replace(
        made,
        fingerprint=_fingerprint(
            (*rules, *hidden_files(folder), *shared, *known),
            made.late,
            answers.near_misses(folder),
            beside.cells(folder),
        ),
        asking=_fingerprint((*rules, *hidden_files(folder), *shared), made.late, (), beside.cells(folder)),
        rules=_fingerprint(rules, made.late),
    )


def of_cells(folder: Path, root: Path, *, release: Notebook, solution: Notebook, version: str) -> Assignment:
    """Put an assignment together from its toml, course.toml and cells; nothing hidden is in it, and no fingerprint.

    release, solution: with the cells of its Python files. version: the release's, "" where nothing is released yet.
    Raises AssignmentBroken for what the files say wrongly.
    """
    toml, course_file = settings.of_assignment(folder), settings.of_course(root)
    name, path = folder.name, folder / "assignment.toml"
    return Assignment(
        name=name,
        folder=folder,
        title=toml.title,
        order=toml.order,
        due=toml.due,
        points=toml.points,
        release_version=version,
        release=release,
        solution=solution,
        questions=tuple(questions(release, toml, path)),
        imports=tuple(toml.imports),
        allowed=bans.allowed(toml, path),
        drivers="",
        reference={},
        limits=toml.limits,
        consequences=settings.consequences(folder, toml),
        late=settings.late_policy(toml, course_file),
        least_sandbox_level=course_file.least_sandbox_level,
        versions=course_file.versions,
        time_zone=course_file.time_zone,
        language=course_file.language,
        data=data_files.read(folder, toml),
    )


def questions(
    release: Notebook, toml: AssignmentFile, path: Path, checks: Sequence[Check] | None = None
) -> Iterator[Question]:
    """List the questions in the notebook's order; without checks each is worth what the release says."""
    called = titles_of(release)
    for cell in release.cells:
        if cell.grade and cell.solution and cell.grade_id:
            yield Question(id=cell.grade_id, title=called[cell.grade_id], max_points=cell.points, written=True)
        elif cell.grade and cell.grade_id:
            mine = tuple(sorted((one for one in checks or () if one.asks == cell.grade_id), key=_is_of_device))
            banned = bans.prices(toml, path, cell.grade_id)
            points = cell.points if checks is None else sum(check.points for check in mine)
            yield Question(id=cell.grade_id, title=called[cell.grade_id], max_points=points, checks=mine, banned=banned)


def titles_of(release: Notebook) -> dict[str, str]:
    """Call each graded question of a notebook by its heading, each by another name."""
    return titles(
        (cell.source if cell.kind == "markdown" else "", cell.grade_id or "" if cell.grade else "")
        for cell in release.cells
    )


def _is_of_device(check: Check) -> bool:
    """Other devices are looked at last, wherever they are asked for: a mistake is told first where it was made."""
    return check.kind is CaseKind.DEVICE


def _version(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_bytes())["version"])
    except (OSError, ValueError, LookupError, TypeError):
        found = f"{manifest} is missing, or says no version"
        raise AssignmentBroken(found, f"Run: autograder release {manifest.parent.name}") from None


def _built(path: Path, name: str) -> Notebook:
    if not path.is_file():
        raise AssignmentBroken(
            found=f"{path} is missing", fix=f"Run: autograder build {name} && autograder release {name}"
        )
    try:
        return ipynb.read(path.read_bytes())
    except SubmissionRejected as error:
        raise AssignmentBroken(found=f"{path}: {error.found}", fix="Build it again.") from error


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
