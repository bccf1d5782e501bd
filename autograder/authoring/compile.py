"""Compile a notebook's master text into the .ipynb that nbgrader and JupyterLab open, and bring edits made there back.

Comes in: assignments/<name>/notebook.py, the files it includes and the points of its checks. Goes out: source/<name>/<name>.ipynb,
the same bytes each time. The two are never paired by jupytext: nbgrader ships every file that lies beside the notebook.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.authoring import includes, master_text, validation
from autograder.authoring.cache import Cache, digest_of
from autograder.authoring.master_text import Master, TextCell
from autograder.conventions import question_of_cell
from autograder.course import assignment, settings
from autograder.errors import AssignmentBroken
from autograder.intake import ipynb
from autograder.intake.ipynb import Json, joined
from autograder.model import Check

STYLE = 1  # raise it when the same text is to give other bytes than before

_TITLE = re.compile(r"# ?@title")  # folds a cell in Colab
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")


@dataclass(frozen=True, slots=True)
class Built:
    """What build or release wrote, and whether that changed anything."""

    path: Path
    changed: bool

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name} {'written' if self.changed else 'is up to date'}"


def build(name: str, root: Path, *, drop_edits: bool = False) -> Built:
    """Write source/<name>/<name>.ipynb from its master text; raises AssignmentBroken rather than lose edits made in JupyterLab."""
    folder = settings.find(name, root)
    target = source_path(name, root)
    inputs = digest_of(
        *sorted(folder.glob("*.py")),
        *sorted((folder / "notebook").glob("*.py")),
        *sorted((folder / "hidden").rglob("*.py")),
        *sorted((folder.parent / "_shared").rglob("*.py")),
        salt=str(STYLE),
    )
    cache = Cache(root, f"build-{name}")
    if target.exists() and cache.read() == {"inputs": inputs, "output": digest_of(target)}:
        return Built(target, changed=False)
    content = compile_master(master_text.read(folder / "notebook.py"), folder)
    if not drop_edits and target.exists():
        _refuse_to_lose_edits(target, content, name)
    changed = write_if_changed(target, as_bytes(content))
    cache.write({"inputs": inputs, "output": digest_of(target)})
    return Built(target, changed)


def pull(name: str, root: Path) -> Built:
    """Write the edits made in source/<name>/<name>.ipynb back to the master text, and build again from that.

    Raises AssignmentBroken when an included file's text was edited in the notebook, or an edit can't be written as text.
    """
    folder = settings.find(name, root)
    target, path = source_path(name, root), folder / "notebook.py"
    if not target.exists():
        raise AssignmentBroken(found=f"source/{name}/{name}.ipynb is missing", fix=f"Run: autograder build {name}")
    master = master_text.read(path)
    pulled = Master(header=master.header, cells=_pulled(_read(target), master, folder))
    result = master_text.render(pulled)
    _check_readable(pulled, master_text.parse(result), target)
    changed = write_if_changed(path, result.encode())
    build(name, root, drop_edits=True)
    return Built(path, changed)


def source_path(name: str, root: Path) -> Path:
    """Return where the built notebook of an assignment lies."""
    return root / "source" / name / f"{name}.ipynb"


def compile_master(master: Master, folder: Path) -> Json:
    """Turn a master into the content of its .ipynb; raises AssignmentBroken naming the line of an author's mistake."""
    path = folder / "notebook.py"
    checks = assignment.load_checks(folder) if (folder / "hidden" / "checks.py").is_file() else ()
    points = _points(checks)
    validation.check_ids(master.cells, path)
    cells = []
    for cell, cell_id in zip(master.cells, master_text.ids(master.cells), strict=True):
        source, included = includes.expanded(cell, folder.parent, path)
        validation.check_solution(cell, source, path)
        cells.append(_json_cell(cell, cell_id, source, included, points))
    validation.check_pairs(master.cells, path)
    return {
        "cells": cells,
        "metadata": {
            "autograder": {"assignment": folder.name, "built": digest_of_cells(cells)},
            "colab": {"provenance": [], "toc_visible": True},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


# ---------------------------------------------------------------- what release and classroom use too


def as_bytes(content: Mapping[str, Any]) -> bytes:
    """Write a notebook's content the one way: sorted keys, an indent of 1, sources as lists of lines, a newline at the end."""
    cells = [
        {**cell, "source": str(cell["source"]).splitlines(keepends=True)} for cell in map(joined, content["cells"])
    ]
    return (json.dumps({**content, "cells": cells}, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def digest_of_cells(cells: Iterable[Mapping[str, Any]]) -> str:
    """Hash what an author can edit: cells, their order, texts and nbgrader's settings; neither outputs nor Jupyter's own marks."""
    parts = []
    for cell in map(joined, cells):
        metadata = cell["metadata"]
        grader = {key: value for key, value in metadata.get("nbgrader", {}).items() if key != "checksum"}
        parts.append([cell.get("id"), cell["cell_type"], cell["source"].strip("\n"), metadata.get("tags", []), grader])
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write a file unless it holds just that already; say whether it was written."""
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True


# ---------------------------------------------------------------- cells


def _json_cell(
    cell: TextCell, cell_id: str, source: str, included: Sequence[Json], points: Mapping[str, float]
) -> Json:
    metadata: Json = {"id": cell_id, "nbgrader": _grader(cell, cell_id, points)}
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if included:
        metadata["autograder"] = {"include": list(included)}
        metadata["jupyter"] = {"source_hidden": True}
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


# ---------------------------------------------------------------- pull


def _pulled(content: Json, master: Master, folder: Path) -> tuple[TextCell, ...]:
    """Turn the notebook's cells back into text cells, keeping the master's own wording where nothing was edited."""
    before = dict(zip(master_text.ids(master.cells), master.cells, strict=True))
    cells, wanted = [], []
    for cell in map(joined, content["cells"]):
        old = before.get(str(cell.get("id")))
        included = cell["metadata"].get("autograder", {}).get("include", [])
        source = includes.collapsed(cell["source"].strip("\n"), included, folder.name)
        options = _options(cell)
        if old is not None:
            kept = {key: value for key, value in old.options.items() if key != "id"}
            options = (
                dict(old.options)
                if kept == options
                else options | {"id": old.options["id"]}
                if "id" in old.options
                else options
            )
            same = old.source.strip("\n") == source
            cells.append(TextCell(cell["cell_type"], old.source if same else source, options, spacing=old.spacing))
        else:
            cells.append(TextCell(cell["cell_type"], source, options))
        wanted.append(str(cell.get("id")))
    return tuple(_with_ids(cells, wanted))


def _options(cell: Json) -> Json:
    grader, metadata = cell["metadata"].get("nbgrader", {}), cell["metadata"]
    options: Json = {}
    if grader.get("solution") and grader.get("grade"):
        options = {"answer": grader["grade_id"], "points": grader["points"]}
    elif grader.get("solution"):
        options = {"solution": question_of_cell(str(grader["grade_id"]))}
    elif grader.get("grade"):
        options = {"test": grader["grade_id"]}
    return options | ({"tags": list(metadata["tags"])} if metadata.get("tags") else {})


def _with_ids(cells: list[TextCell], wanted: Sequence[str]) -> list[TextCell]:
    """Write down the ids that don't follow from the text; JupyterLab's random ones are left to follow from it."""
    for _ in cells:
        names = master_text.ids(cells)
        wrong = next(
            (
                at
                for at, (name, want) in enumerate(zip(names, wanted, strict=True))
                if name != want
                and not _RANDOM_ID.fullmatch(want)
                and master_text.given_id(cells[at]) is None
                and want not in names[:at]
            ),
            None,
        )
        if wrong is None:
            break
        cells[wrong] = replace(cells[wrong], options={**cells[wrong].options, "id": wanted[wrong]})
    return cells


def _check_readable(pulled: Master, again: Master, target: Path) -> None:
    """Demand that the text says what the notebook says before the master is overwritten."""
    for number, cell in enumerate(pulled.cells, start=1):
        other = again.cells[number - 1] if number <= len(again.cells) else None
        if other is None or (other.kind, other.source, other.options) != (cell.kind, cell.source, cell.options):
            raise AssignmentBroken(
                found=f"source/{target.parent.name}/{target.name}: cell {number} can't be written as text",
                fix="Is there a line in it that begins with '# %%'? Indent that, or split the cell.",
            )
    if len(again.cells) != len(pulled.cells):
        raise AssignmentBroken(found=f"source/{target.parent.name}/{target.name} can't be written as text")


# ---------------------------------------------------------------- authors' mistakes


def _read(path: Path) -> Json:
    try:
        content = ipynb.read_own(path.read_bytes())
        return {**content, "cells": list(map(joined, content["cells"]))}
    except (ValueError, TypeError):
        fix = "Delete it and build again, or undo what damaged it."
        raise AssignmentBroken(found=f"source/{path.parent.name}/{path.name} isn't a notebook", fix=fix) from None


def _refuse_to_lose_edits(target: Path, content: Json, name: str) -> None:
    old = _read(target)
    now = digest_of_cells(old["cells"])
    if now not in (old.get("metadata", {}).get("autograder", {}).get("built"), digest_of_cells(content["cells"])):
        raise AssignmentBroken(
            found=f"source/{name}/{name}.ipynb has been edited since it was last built",
            fix=f"Run `autograder pull {name}` to bring the edits into assignments/{name}/notebook.py, or delete the file to drop them.",
        )
