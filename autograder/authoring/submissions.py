"""Make what students hand in, as they would: their blocks typed into the release, run, saved by Jupyter or Colab, zipped or not.

Comes in: the released notebook and the texts of blocks. Goes out: a notebook, or a zip of it. The demo class, the rehearsal and the
tests hand in through here.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.assemble import blocks
from autograder.authoring import file_questions
from autograder.authoring.file_questions import Blocks
from autograder.authoring.notebook_file import (
    as_bytes,
    grade_id,
    is_block,
    is_written,
    question_of,
    read_notebook,
)
from autograder.intake import ipynb
from autograder.intake.ipynb import Json, joined
from autograder.results import zips

Fields = Mapping[str, Any]

FIELDS: Fields = {"name": "Kim Minji", "student_id": "2022123456", "option": 1, "group": ""}
_NOTHING_TO_SEE = re.compile(r"\s*(#.*|import .*|from .* import .*)?")


def released_notebook(name: str, root: Path) -> Json:
    """Read the notebook that students get."""
    return read_notebook(root / "release" / name / f"{name}.ipynb")


# ---------------------------------------------------------------- a student at work


def fill(
    notebook: Mapping[str, Any],
    texts: Blocks,
    *,
    fields: Fields = FIELDS,
    written: Mapping[str, str] | None = None,
    run: bool = True,
) -> Json:
    """Type blocks, details and written answers into a released notebook; blocks that aren't named stay blank.

    run: leave the notebook as it is after 'run all' and save: numbered cells with outputs.
    """
    filled: Json = copy.deepcopy(dict(notebook))
    filled["cells"] = [joined(cell) for cell in filled["cells"]]
    for cell in filled["cells"]:
        if is_block(cell) and (given := texts.get(question_of(cell))) is not None:
            cell["source"] = blocks.fill(cell["source"], [given] if isinstance(given, str) else list(given))
        elif is_written(cell) and written and grade_id(cell) in written:
            cell["source"] = written[grade_id(cell)]
        elif "fields" in cell["metadata"].get("tags", ()):
            cell["source"] = _with_fields(cell["source"], fields)
    return as_run(filled) if run else filled


def as_run(notebook: Json) -> Json:
    """Number the code cells and give outputs to those that would show something."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        cell["execution_count"] = number
        if not is_block(cell) and not all(map(_NOTHING_TO_SEE.fullmatch, cell["source"].split("\n"))):
            cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["done\n"]}]
    return notebook


def colab_saved(notebook: Mapping[str, Any], *, minor: int = 5, listed: bool = True, compact: bool = True) -> bytes:
    """Write a notebook as Colab does: keys of its own, ids in metadata only, a badge cell first and an empty cell last.

    minor: 0 for what Colab made of notebooks up to nbformat 4.4, 5 for later ones; listed: sources as lists of lines.
    """
    saved: Json = copy.deepcopy(dict(notebook))
    badge = '<a href="#"><img src="colab-badge.svg" alt="Open In Colab"/></a>'
    view = {"cell_type": "markdown", "metadata": {"id": "view-in-github", "colab_type": "text"}, "source": badge}
    last: Json = {"cell_type": "code", "metadata": {"id": "4nQzLrBf8Xkd"}, "source": "", "execution_count": None}
    saved["cells"] = [view, *(_colab_cell(joined(cell)) for cell in saved["cells"]), last | {"outputs": []}]
    for cell in saved["cells"]:
        if listed:
            cell["source"] = cell["source"].splitlines(keepends=True)
        if minor >= 5:
            cell["id"] = cell["metadata"]["id"]
    saved["metadata"] |= {"colab": {"provenance": [], "include_colab_link": True}, "accelerator": "GPU"}
    saved |= {"nbformat": 4, "nbformat_minor": minor}
    return json.dumps(saved, ensure_ascii=False, **({"separators": (",", ":")} if compact else {"indent": 2})).encode()


def without_grader_metadata(notebook: Mapping[str, Any]) -> Json:
    """Lose nbgrader's metadata, as some editors do; ids stay."""
    saved: Json = copy.deepcopy(dict(notebook))
    for cell in saved["cells"]:
        cell["metadata"].pop("nbgrader", None)
    return saved


# ---------------------------------------------------------------- handing in


def handed_in(
    name: str, root: Path, texts: Blocks, *, fields: Fields, written: Mapping[str, str], blank: Json | None = None
) -> bytes:
    """Make the zip of a student who typed these blocks, into the notebook and the Python files beside it.

    blank: the released notebook, where it was read already.
    """
    notebook = fill(blank or released_notebook(name, root), texts, fields=fields, written=written)
    return zip_of(notebook, assignment=name, fields=fields, files=file_questions.filled(name, root, texts))


def zip_of(
    notebook: Mapping[str, Any] | bytes,
    *,
    assignment: str,
    fields: Fields = FIELDS,
    by_provided_cell: bool = True,
    folder: str = "",
    member: str | None = None,
    version: str | None = None,
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """Zip a notebook as the submission cell does, or by hand, which leaves the manifest out.

    folder: where by-hand zips often keep it ('knn/'); member: the notebook's own name; version: the release's, read_notebook
    from the notebook by default; files: Python files that students write in, by their names.
    """
    data = notebook if isinstance(notebook, bytes) else as_bytes(notebook)
    members = {f"{folder}{member or f'{assignment}.ipynb'}": data}
    members |= {f"{folder}{name}": content for name, content in files.items()}
    if by_provided_cell:
        members[f"{folder}manifest.json"] = _manifest(data, assignment, fields, version)
    return zips.pack(members)


def zip_name(fields: Fields, assignment: str) -> str:
    """Return what the submission cell calls the zip."""
    return f"{fields['student_id']}-{assignment}.zip"


# ---------------------------------------------------------------- cells


def _with_fields(source: str, fields: Fields) -> str:
    """Type the student's details into the literals of the fields cell."""
    for name, value in fields.items():
        literal = json.dumps(value, ensure_ascii=False)
        found = re.search(rf"^{name}\s*=\s*(\"[^\"]*\"|'[^']*'|\w+)", source, re.MULTILINE)
        if found:
            source = source[: found.start(1)] + literal + source[found.end(1) :]
    return source


def _manifest(data: bytes, assignment: str, fields: Fields, version: str | None) -> bytes:
    content = ipynb.read_own(data)
    if version is None:
        version = str(content.get("metadata", {}).get("autograder", {}).get("version", ""))
    cells = {
        grade_id(cell): hashlib.sha1(cell["source"].encode()).hexdigest()
        for cell in map(joined, content["cells"])
        if grade_id(cell)
    }
    manifest = {
        "assignment": assignment,
        "release_version": version,
        **dict(fields),
        "notebook_sha256": hashlib.sha256(data).hexdigest(),
        "cells": cells,
    }
    return json.dumps(manifest, indent=1, ensure_ascii=False).encode()


def _colab_cell(cell: Json) -> Json:
    """Add what Colab adds to a cell that ran; a count may be lost on the way."""
    cell = copy.deepcopy(cell)
    cell["metadata"] |= {"id": cell["metadata"].get("id") or cell.pop("id", "")}
    cell.pop("id", None)
    if cell["cell_type"] == "code":
        cell["metadata"] |= {
            "colab": {"base_uri": "https://localhost:8080/"},
            "executionInfo": {
                "elapsed": 12,
                "status": "ok",
                "timestamp": 1790000000000,
                "user": {"displayName": "", "userId": ""},
                "user_tz": -540,
            },
            "outputId": hashlib.sha256(cell["source"].encode()).hexdigest()[:36],
        }
        for output in cell["outputs"]:
            if output["output_type"] in ("execute_result", "display_data"):
                output["execution_count"] = None
        cell["execution_count"] = cell["execution_count"] if cell["outputs"] else None
    return cell
