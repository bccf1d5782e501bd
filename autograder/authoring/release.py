"""Make what students get: nbgrader takes the solutions out of source/<name>/, and the rest is finished here.

Comes in: source/<name>/. Goes out: release/<name>/ with the notebook, manifest.json (what was handed out, for the grader and for the
submission cell) and a zip of both: the same bytes each time, and nothing at all when a solution or a check would leak.
nbgrader works on a copy, so neither its database nor its logs are left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import pprint
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder import temporary
from autograder.authoring import hand_in_rules, handed_out, leaks, release_demands, released_files
from autograder.authoring.cache import Cache, Made, digest_of
from autograder.authoring.notebook_file import Built, as_bytes, is_block, is_written, source_path, write_if_changed
from autograder.conventions import BEGIN, END, STUB, question_of_cell, titles
from autograder.course import settings
from autograder.course.layout import DATA
from autograder.errors import AssignmentBroken, GradingError
from autograder.intake import ipynb
from autograder.intake.ipynb import Json, joined
from autograder.report import words
from autograder.results import zips

STYLE = 1  # raise it when the same source is to give other bytes than before

CODE_STUB = f"{BEGIN}\n{STUB}\n{END}"
TEXT_STUB = "*Your answer here.*"

_PLACEHOLDER, _BADGE = "RELEASE = {}  # filled in by the release", "colab-badge"


def release(name: str, root: Path, *, in_part: bool = True) -> Built:
    """Write release/<name>/ from source/<name>/; raises AssignmentBroken, and leaves what was there, when something would leak, was edited there or, unless in_part, is lacking."""
    settings.find(name, root)
    if not source_path(name, root).exists():
        raise AssignmentBroken(found=f"source/{name}/{name}.ipynb is missing", fix=f"Run: autograder build {name}")
    if not in_part:
        release_demands.of_text(name, root)
    target = root / "release" / name
    inputs, cache = inputs_digest(name, root), Cache(root, f"release-{name}")
    known = cache.read(Made)
    if known is None or not target.exists() or (known.inputs, known.output) != (inputs, _digest(target)):
        known = None
    if not in_part and not (known and known.finished):
        release_demands.of_grading(name, root)
    if known:
        cache.write(Made(known.inputs, known.output, known.finished or not in_part))
        return Built(target, changed=False)
    files = finished(generated(root / "source" / name), name, root)
    if found := leaks.scan(files, name, root):
        raise AssignmentBroken(found=found[0].sentence, fix=found[0].fix)
    handed_out.demand_untouched(target, files)
    changed = _write(target, files)
    made = Made(inputs, _digest(target), not in_part)
    if inputs_digest(name, root) == inputs:  # else somebody wrote there meanwhile, and it is of neither
        cache.write(made)
    return Built(target, changed)


def inputs_digest(name: str, root: Path) -> str:
    """Hash what a release is made of and compared with; a wrong answer is neither."""
    folder = settings.find(name, root)
    return digest_of(
        folder / "assignment.toml", root / "course.toml", *leaks.secret_files(folder),
        *hand_in_rules.sources(),
        *(folder / file for file in settings.of_assignment(folder).files),
        salt=f"{STYLE} {_digest(root / 'source' / name)} {leaks.secret_cells(folder)}",
    )  # fmt: skip


def nbgrader_settings() -> dict[str, dict[str, Any]]:
    """Return what nbgrader is told, here and by nbgrader_config.py."""
    return {"ClearSolutions": {"code_stub": {"python": CODE_STUB}, "text_stub": TEXT_STUB}}


def finish_after_nbgrader(assignment: str, student: str, notebooks: Sequence[str]) -> None:  # noqa: ARG001 - nbgrader's names
    """Finish a release that plain `nbgrader generate_assignment` or formgrader just made: its post_convert_hook.

    Ends nbgrader with the reason when something would leak or is missing; what nbgrader wrote is taken away then.
    """
    root = Path(notebooks[0]).resolve().parents[2]
    target = root / "release" / assignment
    try:
        release_demands.of_text(assignment, root)
        release_demands.of_grading(assignment, root)
        made = {str(path.relative_to(target)): path.read_bytes() for path in _files(target)}
        files = finished(made, assignment, root)
        if found := leaks.scan(files, assignment, root):
            raise AssignmentBroken(found=found[0].sentence, fix=found[0].fix)
    except GradingError as error:
        shutil.rmtree(target)
        raise SystemExit(f"{assignment} isn't released: {error}") from None  # nbgrader only logs exceptions
    _write(target, files)


def generated(source: Path) -> dict[str, bytes]:
    """Let nbgrader make the students' version of a source folder; returns its files by name."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import Config

    with temporary.folder("release") as scratch, _quiet() as log:
        shutil.copytree(source, scratch.joinpath("source", source.name), ignore=shutil.ignore_patterns(".*"))
        config = Config(nbgrader_settings())
        course = CourseDirectory(root=str(scratch), assignment_id=source.name, config=config)
        converter = GenerateAssignment(coursedir=course, config=config, no_database=True, force=True)
        converter.preprocessors = [one for one in converter.preprocessors if one is not SaveCells]
        try:
            converter.start()
        except NbGraderException:
            said = next((line for line in log.getvalue().splitlines() if "Error" in line), log.getvalue()[-300:])
            raise AssignmentBroken(
                found=f"nbgrader can't release source/{source.name}: {said.strip()}",
                fix=f"Correct assignments/{source.name}/notebook.py.",
            ) from None
        made = scratch.joinpath("release", source.name)
        return {str(path.relative_to(made)): path.read_bytes() for path in _files(made)}


def finished(files: Mapping[str, bytes], name: str, root: Path) -> dict[str, bytes]:
    """Finish nbgrader's output: stable bytes, the badge, what the submission cell must know, the manifest and the zip."""
    notebook = ipynb.read_own(files[f"{name}.ipynb"])
    own = released_files.texts(name, root)
    said = words.pairs(settings.of_course(root).language)
    cells = [released_files.with_files(_released(joined(cell)), own, said) for cell in notebook["cells"]]
    data = {place: content for place, content in files.items() if place.startswith(f"{DATA}/")}
    beside = {**data, **{file: text.encode() for file, text in own.items()}}
    version = _version(cells, beside)
    handed_out = _handed_out(name, version, cells, data)
    handed_out |= {"files": {file: hashlib.sha1(beside[file]).hexdigest() for file in own}} if own else {}
    handed_out["rules"] = hand_in_rules.packed(name, root, version, cells, handed_out["titles"], own)
    cells = [_with_release(cell, handed_out) for cell in cells]
    release_demands.of_cells(cells, own, name)
    if address := settings.of_course(root).release.colab:
        cells.insert(0, _badge(f"{address.rstrip('/')}/release/{name}/{name}.ipynb"))
    metadata = notebook["metadata"] | {"autograder": {"assignment": name, "version": version}}
    content = as_bytes({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    manifest = (
        json.dumps(_manifest(name, version, cells, beside, root), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )
    result = {**files, **beside, f"{name}.ipynb": content, "manifest.json": manifest.encode()}
    return {**result, f"{name}.zip": zips.pack(dict(sorted(result.items())))}


# ---------------------------------------------------------------- the notebook


def _released(cell: Json) -> Json:
    """Drop what only authors need, and every trace of a run."""
    metadata = {key: value for key, value in cell["metadata"].items() if key != "autograder"}
    made = {key: cell[key] for key in ("cell_type", "id", "source")} | {"metadata": metadata}
    if stub := cell["metadata"].get("autograder", {}).get("stub"):
        made["source"] = made["source"].replace(STUB, stub)
    return made | ({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})


def _version(cells: Sequence[Json], data: Mapping[str, bytes]) -> str:
    parts: list[object] = [
        [cell["id"], cell["cell_type"], cell["source"], cell["metadata"].get("nbgrader")] for cell in cells
    ]
    parts += [[place, hashlib.sha256(content).hexdigest()] for place, content in sorted(data.items())]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def _handed_out(name: str, version: str, cells: Sequence[Json], data: Mapping[str, bytes]) -> Json:
    """Return what the submission cell compares a student's notebook with: hashes of the locked cells, the blocks, the answers.

    The cells that it can't know beforehand, itself and the student's details, have no hash.
    """
    locked = {
        cell["id"]: hashlib.sha1(cell["source"].encode()).hexdigest()
        if cell["metadata"]["nbgrader"]["locked"] and _PLACEHOLDER not in cell["source"]
        else ""
        for cell in cells
        if not cell["metadata"]["nbgrader"]["solution"]
    }
    return {
        "assignment": name,
        "version": version,
        "blocks": [cell["id"] for cell in cells if is_block(cell)],
        "written": [cell["id"] for cell in cells if is_written(cell)],
        "titles": _titles(cells),
        "cells": locked,
        **({"data": {place: hashlib.sha1(content).hexdigest() for place, content in data.items()}} if data else {}),
    }


def _titles(cells: Sequence[Json]) -> dict[str, str]:
    """Call each question, and the cell of its block, as the grader does."""
    called = titles(
        (cell["source"] if cell["cell_type"] == "markdown" else "", cell["id"] if _is_graded(cell) else "")
        for cell in cells
    )
    asked = [cell["id"] for cell in cells if _is_graded(cell) or is_block(cell)]
    return {name: called.get(question_of_cell(name)) or name for name in asked}


def _is_graded(cell: Json) -> bool:
    return bool(cell["metadata"]["nbgrader"]["grade"])


def _with_release(cell: Json, handed_out: Json) -> Json:
    if _PLACEHOLDER not in cell["source"].split("\n"):
        return cell
    literal = pprint.pformat(handed_out, width=116, sort_dicts=False)
    return {**cell, "source": cell["source"].replace(_PLACEHOLDER, f"RELEASE = {literal}")}


def _badge(address: str) -> Json:
    grader = {"grade": False, "grade_id": _BADGE, "locked": True, "schema_version": 3, "solution": False, "task": False}
    picture = "https://colab.research.google.com/assets/colab-badge.svg"
    return {
        "cell_type": "markdown",
        "id": _BADGE,
        "metadata": {"deletable": False, "editable": False, "id": _BADGE, "nbgrader": grader},
        "source": f"[![Open in Colab]({picture})]({address})",
    }


# ---------------------------------------------------------------- the files


def _manifest(name: str, version: str, cells: Sequence[Json], beside: Mapping[str, bytes], root: Path) -> Json:
    own = settings.of_assignment(root / "assignments" / name)
    return {
        "assignment": name,
        "title": own.title,
        "version": version,
        "points": own.points,
        "notebook": f"{name}.ipynb",
        "blocks": [cell["id"] for cell in cells if is_block(cell)],
        "written": [cell["id"] for cell in cells if is_written(cell)],
        **released_files.hashes(beside),
        "cells": [
            {
                "id": cell["id"],
                "kind": cell["cell_type"],
                "points": cell["metadata"]["nbgrader"].get("points", 0),
                "sha256": hashlib.sha256(cell["source"].encode()).hexdigest(),
            }
            for cell in cells
        ],
    }


def _files(folder: Path) -> list[Path]:
    hidden = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in hidden if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _digest(folder: Path) -> str:
    return digest_of(*_files(folder), salt=str([path.relative_to(folder).as_posix() for path in _files(folder)]))


def _write(target: Path, files: Mapping[str, bytes]) -> bool:
    """Make a folder hold just these files; say whether that changed anything."""
    changed = False
    if target.exists():
        for path in _files(target):
            if str(path.relative_to(target)) not in files:
                path.unlink()
                changed = True
    for name, data in files.items():
        changed |= write_if_changed(target / name, data)
    return changed


@contextlib.contextmanager
def _quiet() -> Iterator[io.StringIO]:
    """Catch what nbgrader logs."""
    log, logger = io.StringIO(), logging.getLogger("traitlets")
    before, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [logging.StreamHandler(log)], False
    try:
        yield log
    finally:
        logger.handlers, logger.propagate = before, propagate
