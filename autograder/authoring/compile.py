"""Compile a notebook's master text into the .ipynb that nbgrader and JupyterLab open.

Comes in: assignments/<name>/notebook.py, the files it includes and the points of its checks. Goes out: source/<name>/<name>.ipynb,
the same bytes each time, and the data files beside it. The two are never paired by jupytext: nbgrader ships every file that lies beside the notebook.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.authoring import cell_names, file_questions, includes, validation
from autograder.authoring.cache import Cache, Made, digest_of, digest_of_bytes
from autograder.authoring.master import GIVEN, Master, TextCell, cell_ids, read_master
from autograder.authoring.notebook_file import (
    Built,
    as_bytes,
    digest_of_cells,
    read_notebook,
    source_path,
    write_if_changed,
)
from autograder.course import author_files, data_files, settings
from autograder.course.layout import DATA, HIDDEN, files_below, hidden_files
from autograder.errors import AssignmentBroken
from autograder.intake.ipynb import Json
from autograder.model import Check
from autograder.report import words

STYLE = 2  # raise it when the same text is to give other bytes than before

_TITLE = re.compile(r"# ?@title")  # folds a cell in Colab


def build(name: str, root: Path, *, drop_edits: bool = False) -> Built:
    """Write source/<name>/<name>.ipynb from its master text; raises AssignmentBroken rather than lose edits made in JupyterLab."""
    folder = settings.find(name, root)
    target = source_path(name, root)
    data = data_files.read(folder, settings.of_assignment(folder))
    inputs = _inputs(folder, data, root)
    cache = Cache(root, f"build-{name}")
    if target.exists() and cache.read(Made) == Made(inputs, _output(target)):
        return Built(target, changed=False)
    content = compile_master(read_master(folder / "notebook.py"), folder)
    if not drop_edits and target.exists():
        _refuse_to_lose_edits(target, content, name)
    changed = write_if_changed(target, as_bytes(content))
    changed |= _write_data(target.parent, data)
    made = Made(inputs, _output(target))
    # else an author wrote on meanwhile, and it is of neither
    if _inputs(folder, data_files.read(folder), root) == inputs:
        cache.write(made)
    return Built(target, changed)


def _inputs(folder: Path, data: Mapping[str, bytes], root: Path) -> str:
    """Hash all that a notebook is made of."""
    return digest_of(
        *sorted(folder.glob("*.py")),
        folder / "assignment.toml",
        *sorted((folder / "notebook").glob("*.py")),
        *hidden_files(folder),
        *sorted((folder.parent / "_shared").rglob("*.py")),
        *sorted((includes.KIT / "_shared" / "notebook").glob("*.py")),
        *words.files(settings.of_course(root).language),
        salt=f"{STYLE} {digest_of_bytes(data)}",
    )


def _output(target: Path) -> str:
    return digest_of(target, *files_below(target.parent / DATA))


def _write_data(source: Path, data: Mapping[str, bytes]) -> bool:
    """Lay data files beside the notebook, where it finds them and nbgrader hands them out; those that are none any more go."""
    gone = [path for path in files_below(source / DATA) if path.relative_to(source).as_posix() not in data]
    for path in gone:
        path.unlink()
    written = [write_if_changed(source / name, content) for name, content in data.items()]
    return bool(gone) or any(written)


def compile_master(master: Master, folder: Path) -> Json:
    """Turn a master into the content of its .ipynb; raises AssignmentBroken naming the line of an author's mistake."""
    path = folder / "notebook.py"
    in_files = file_questions.check(master, folder)
    validation.check_beside(master, path, in_files)
    validation.check_ids(master.built, path)
    asserted = {cell.options.get("asserts") for cell in master.cells}
    read = []
    for cell in master.built:  # before what stands beside them, which may be written as changes of these
        source, included = includes.expanded(cell, folder.parent, path)
        validation.check_syntax(cell, source, path)
        validation.check_solution(cell, source, path, anywhere=cell.question in asserted)
        read.append((cell, source, included))
    has_checks = any((folder / HIDDEN).glob("checks*.py")) or any(
        cell.is_beside or cell.origin not in (None, GIVEN) for cell in (*master.cells, *master.built)
    )
    points = _points(author_files.load_checks(folder) if has_checks else ())
    cells = [
        _json_cell(cell, cell_id, source, included, points)
        for (cell, source, included), cell_id in zip(read, cell_ids(master.built), strict=True)
    ]
    sources = [(cell, source) for cell, source, _ in read]
    validation.check_pairs(master.built, path, in_files)
    cell_names.check_given(sources, {question for question, worth in points.items() if worth}, path)
    return {
        "cells": cells,
        "metadata": {
            "autograder": {
                "assignment": folder.name,
                "built": digest_of_cells(cells),
                "text": digest_of_text(master),
            },
            "colab": {"provenance": [], "toc_visible": True},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def digest_of_text(master: Master) -> str:
    """Hash what an author wrote of the notebook: its cells' texts and options, without what they include and what stays beside them."""
    parts = [[cell.kind, cell.source, dict(cell.options)] for cell in master.cells if not cell.is_beside]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


# ---------------------------------------------------------------- cells


def _json_cell(
    cell: TextCell, cell_id: str, source: str, included: Sequence[Json], points: Mapping[str, float]
) -> Json:
    metadata: Json = {"id": cell_id, "nbgrader": _grader(cell, cell_id, points)}
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if cell.stub:
        metadata["autograder"] = {"stub": cell.stub}
    if included:
        metadata["autograder"] = {"include": list(included)}
        metadata |= {"jupyter": {"source_hidden": True}} if cell.kind == "code" else {}
    if _TITLE.match(source):
        metadata["cellView"] = "form"
    if "fields" in cell.tags:
        metadata["deletable"] = False
    content: Json = {"cell_type": cell.kind, "id": cell_id, "metadata": metadata, "source": source}
    if cell.kind == "code":
        content |= {"execution_count": None, "outputs": []}
    return content


def _grader(cell: TextCell, cell_id: str, points: Mapping[str, float]) -> Json:
    """Return nbgrader's metadata; the student's fields are the only cell that is neither locked nor a solution."""
    solution, test, answer = (option in cell.options for option in ("solution", "test", "answer"))
    grader: Json = {
        "grade": test or answer,
        "grade_id": cell_id,
        "locked": not (solution or answer or "fields" in cell.tags),
        "schema_version": 3,
        "solution": solution or answer,
        "task": False,
    }
    if test or answer:
        worth = points.get(cell_id, 0.0) if test else float(cell.options["points"])
        grader["points"] = int(worth) if worth == int(worth) else worth
    return grader


def _points(checks: Sequence[Check]) -> dict[str, float]:
    return {question: sum(c.points for c in checks if c.asks == question) for question in {c.asks for c in checks}}


def _refuse_to_lose_edits(target: Path, content: Json, name: str) -> None:
    old = read_notebook(target)
    now = digest_of_cells(old["cells"])
    if now not in (old.get("metadata", {}).get("autograder", {}).get("built"), digest_of_cells(content["cells"])):
        raise AssignmentBroken(
            found=f"source/{name}/{name}.ipynb has been edited since it was last built",
            fix=f"Run `autograder pull {name}` to bring the edits into assignments/{name}/notebook.py, or delete the file to drop them.",
        )
