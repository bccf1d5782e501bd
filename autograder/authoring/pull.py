"""Bring edits that an author made in JupyterLab back: source/<name>/<name>.ipynb → assignments/<name>/notebook.py.

Comes in: the edited notebook and the master as it was. Goes out: the master with the edits, and the notebook built from it again; or
neither, where the edits can't be text or what they say can't be built.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.authoring import includes
from autograder.authoring.cache import Cache
from autograder.authoring.compile import build, compile_master, digest_of_text
from autograder.authoring.master import (
    GIVEN,
    WHOLE_CELL,
    Master,
    TextCell,
    cell_ids,
    check_options,
    given_id,
    parse,
    read_master,
    render,
)
from autograder.authoring.notebook_file import Built, digest_of_cells, read_notebook, source_path, write_if_changed
from autograder.conventions import is_whole_cell, question_of_cell
from autograder.course import settings
from autograder.errors import AssignmentBroken
from autograder.intake.ipynb import Json

_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")  # JupyterLab's


def pull(name: str, root: Path) -> Built:
    """Write the edits made in source/<name>/<name>.ipynb back to the master text, and build again from that.

    Where the notebook wasn't edited, the master stays as it is. Raises AssignmentBroken, and changes nothing, when the master was edited since
    the notebook was built from it, an included file's text was edited in the notebook, an edit can't be written as text, or what the text says
    can't be built.
    """
    folder = settings.find(name, root)
    target, path = source_path(name, root), folder / "notebook.py"
    if not target.exists():
        raise AssignmentBroken(found=f"source/{name}/{name}.ipynb is missing", fix=f"Run: autograder build {name}")
    master, content = read_master(path), read_notebook(target)
    built, last = content.get("metadata", {}).get("autograder", {}), Cache(root, f"pull-{name}")
    # a notebook that stayed open in JupyterLab says what the text was before the last pull
    if "text" in built and digest_of_text(master) not in (built["text"], last.read(str)):
        if digest_of_cells(content["cells"]) != built.get("built"):
            raise _edited_twice(name)
        build(name, root)
        return Built(path, changed=False)
    pulled = replace(master, cells=_pulled(content, master, folder))
    result = render(pulled)
    again = replace(parse(result), files=master.files)
    _check_readable(pulled, again, target)
    _check_buildable(again, folder)
    changed = write_if_changed(path, result.encode())
    build(name, root, drop_edits=True)
    last.write(digest_of_text(read_master(path)))
    return Built(path, changed)


def _pulled(content: Json, master: Master, folder: Path) -> tuple[TextCell, ...]:
    """Turn the notebook's cells back into text cells, keeping the master's own wording where nothing was edited."""
    before = dict(zip(cell_ids(master.built), master.built, strict=True))
    cells, wanted = [], []
    for cell in content["cells"]:
        name = _id(cell)
        old = before.get(name)
        included = cell["metadata"].get("autograder", {}).get("include", [])
        source = includes.collapsed(cell["source"].strip("\n"), included, folder.name)
        options = _options(cell)
        if old is not None and old.origin is not None:
            if old.source.strip("\n") != source:
                raise _edited(old, folder.name)
            if "test" in old.options or old.origin is GIVEN:
                continue  # made of the same cell, or of none
            cells.append(old.origin)
        elif old is not None:
            kept = {key: value for key, value in old.options.items() if key != "id"}
            options = (
                dict(old.options)
                if kept == {key: value for key, value in options.items() if key != "id"}
                else options | {"id": old.options["id"]}
                if "id" in old.options
                else options
            )
            same = old.source.strip("\n") == source
            cells.append(TextCell(cell["cell_type"], old.source if same else source, options, spacing=old.spacing))
        else:
            cells.append(TextCell(cell["cell_type"], source, options))
        wanted.append(name)
    return tuple(_with_beside(_with_ids(cells, wanted), wanted, master))


def _id(cell: Json) -> str:
    """Return a cell's id; what saves in nbformat 4.4 keeps it in the metadata alone, and a cell that was added there has none: ""."""
    metadata = cell["metadata"]
    return str(cell.get("id") or metadata.get("id") or metadata.get("nbgrader", {}).get("grade_id") or "")


def _edited(cell: TextCell, name: str) -> AssignmentBroken:
    """Say that a cell was edited which isn't written in the master as it stands in the notebook."""
    where, master = f"source/{name}/{name}.ipynb", f"assignments/{name}/notebook.py"
    if cell.origin is GIVEN:
        return AssignmentBroken(
            found=f"{where}: the cell '{cell.options['id']}', which every notebook is given, was edited",
            fix=f'Write cells of your own with tags=["fields"] and tags=["submit"] in {master}, as autograder new --from knn has them.',
        )
    return AssignmentBroken(
        found=f"{where}: the typed answer {cell.question or cell.options['test']} was edited",
        fix=f"Edit its cell in {master} instead.",
    )


def _edited_twice(name: str) -> AssignmentBroken:
    master = f"assignments/{name}/notebook.py"
    return AssignmentBroken(
        found=f"{master} and source/{name}/{name}.ipynb have both been edited since the one was built from the other, and pull would lose what you wrote in {master}",
        fix=f"Set a copy of {master} aside, undo its edits, pull, and write them in again. Or delete the notebook, to drop what was edited there, and build.",
    )


def _with_beside(cells: list[TextCell], wanted: Sequence[str], master: Master) -> list[TextCell]:
    """Put back what stays with the author: each such cell below the cell that it stood below, as far up as that is still there."""
    ids: dict[int, str] = {}
    for cell, name in zip(master.built, cell_ids(master.built), strict=True):
        ids.setdefault(id(cell.origin or cell), name)  # of a typed answer the first of its two
    above = [""]  # ids of the notebook's cells so far
    followers: dict[str, list[TextCell]] = {}
    for cell in master.cells:
        if cell.is_beside:
            anchor = next((name for name in reversed(above) if name in wanted), "")
            followers.setdefault(anchor, []).append(cell)
        else:
            above.append(ids[id(cell)])
    placed = list(followers.get("", ()))
    for cell, name in zip(cells, wanted, strict=True):
        placed += [cell, *(followers.get(name, ()) if name else ())]
    return placed


def _options(cell: Json) -> Json:
    grader, metadata = cell["metadata"].get("nbgrader", {}), cell["metadata"]
    options: Json = {}
    if grader.get("solution") and grader.get("grade"):
        options = {"answer": grader["grade_id"], "points": grader["points"]}
    elif grader.get("solution"):
        question = question_of_cell(str(grader["grade_id"]))
        whole = is_whole_cell(question, cell["source"])
        options = {"solution": WHOLE_CELL, "id": question} if whole else {"solution": question}
    elif grader.get("grade"):
        options = {"test": grader["grade_id"]}
    return options | ({"tags": list(metadata["tags"])} if metadata.get("tags") else {})


def _with_ids(cells: list[TextCell], wanted: Sequence[str]) -> list[TextCell]:
    """Write down the ids that don't follow from the text; JupyterLab's random ones are left to follow from it."""
    for _ in cells:
        names = cell_ids(cells)
        wrong = next(
            (
                at
                for at, (name, want) in enumerate(zip(names, wanted, strict=True))
                if want
                and name != want
                and not _RANDOM_ID.fullmatch(want)
                and given_id(cells[at]) is None
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


def _check_buildable(again: Master, folder: Path) -> None:
    """Demand that the notebook can be built from the text before the master is overwritten."""
    try:
        for cell in again.cells:
            check_options(cell, folder / "notebook.py")
        compile_master(again, folder)
    except AssignmentBroken as error:
        found = (
            f"source/{folder.name}/{folder.name}.ipynb isn't pulled, for nothing could be built from it: {error.found}"
        )
        raise AssignmentBroken(found=found, fix=error.fix) from None
