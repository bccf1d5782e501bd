"""Notebooks as JupyterLab and Colab save them, and zips as students make them: plain builders for any test."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder import blocks
from autograder.model import Cell, Notebook

Json = dict[str, Any]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def as_json(notebook: Notebook) -> Json:
    """Write a notebook as JupyterLab does: format 4.5, sources as lists of lines, nothing run."""
    return {
        "cells": [_cell(cell) for cell in notebook.cells],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "version": "3.12"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(cell: Cell) -> Json:
    metadata: Json = {"tags": list(cell.tags)} if cell.tags else {}
    if cell.id:
        metadata["id"] = cell.id
    if cell.grade_id:
        flags = {"grade": cell.grade, "solution": cell.solution, "locked": not cell.solution, "schema_version": 3}
        metadata["nbgrader"] = {"grade_id": cell.grade_id, "points": cell.points, **flags}
    written: Json = {"cell_type": cell.kind, "metadata": metadata, "source": cell.source.splitlines(keepends=True)}
    if cell.id:
        written["id"] = cell.id
    if cell.kind == "code":
        written |= {"execution_count": None, "outputs": []}
    return written


def solved(release: Notebook, answers: Mapping[str, str], **fields: object) -> Json:
    """Fill in a release as a student does: the text of each solution cell's blocks (joined by NUL), and the fields."""
    notebook = as_json(release)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        text = answers.get(name.removesuffix("_solution"))
        if text is not None and cell["metadata"]["nbgrader"]["solution"]:
            source = "".join(cell["source"])
            filled = blocks.fill(source, text.split("\0")) if cell["cell_type"] == "code" else text
            cell["source"] = filled.splitlines(keepends=True)
        if fields and "fields" in cell["metadata"].get("tags", ()):
            cell["source"] = [f"{key} = {value!r}\n" for key, value in fields.items()]
    return notebook


def was_run(notebook: Json) -> Json:
    """Give code cells counts, and outputs to those that print or show something."""
    notebook = copy.deepcopy(notebook)
    for number, cell in enumerate((c for c in notebook["cells"] if c["cell_type"] == "code"), start=1):
        cell["execution_count"] = number
        source = "".join(cell["source"])
        if "print(" in source:
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["fine\n"]}]
        elif "plt.show()" in source:
            shown = {"image/png": PNG, "text/plain": ["<Figure>"]}
            cell["outputs"] = [{"output_type": "display_data", "data": shown, "metadata": {}}]
    return notebook


def colab_saved(notebook: Json, *, minor: int = 0, nbgrader: bool = True, badge: bool = False) -> Json:
    """Rewrite a notebook as Colab saves it: its own keys, null counts, 4.0 or 4.5, an empty cell at the end."""
    notebook = copy.deepcopy(notebook)
    notebook["nbformat_minor"] = minor
    notebook["metadata"] |= {"colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU"}
    for number, cell in enumerate(notebook["cells"]):
        if minor < 5:
            cell.pop("id", None)
        if not nbgrader:
            cell["metadata"].pop("nbgrader", None)
        cell["metadata"].setdefault("id", f"Xy{number}zQ")
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
            cell["metadata"] |= {"outputId": "a1-b2", "executionInfo": {"status": "ok", "elapsed": 3, "user_tz": -540}}
            cell["metadata"]["colab"] = {"base_uri": "https://localhost:8080/"}
    empty = {"cell_type": "code", "source": [], "metadata": {"id": "eNd0fFile"}, "execution_count": None, "outputs": []}
    notebook["cells"].append(empty)
    if badge:
        text = (
            '<a href="https://colab.research.google.com/github/o/r/blob/main/n.ipynb"><img src="colab-badge.svg"/></a>'
        )
        view = {"id": "view-in-github", "colab_type": "text"}
        notebook["cells"].insert(0, {"cell_type": "markdown", "metadata": view, "source": [text]})
    return notebook


def to_bytes(notebook: Json, *, compact: bool = False, strings: bool = False) -> bytes:
    """Write the file: indented as Jupyter does, or compact, with sources as strings if asked."""
    if strings:
        notebook = copy.deepcopy(notebook)
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
    if compact:
        return json.dumps(notebook, separators=(",", ":")).encode()
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def manifest_for(notebook: bytes, assignment: str, version: str, **fields: object) -> bytes:
    """Write the manifest as the submission cell does."""
    digest = hashlib.sha256(notebook).hexdigest()
    whole = {"assignment": assignment, "release_version": version, "notebook_sha256": digest, **fields}
    return json.dumps(whole, indent=1).encode()


def zip_of(members: Mapping[str, bytes], *, folder: str = "") -> bytes:
    """Zip files as they are, in a folder if asked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{folder}/{name}" if folder else name, data)
    return buffer.getvalue()


def handed_in(notebook: Json, assignment: str, version: str, **fields: object) -> bytes:
    """Zip a notebook as the provided submission cell does."""
    data = to_bytes(notebook)
    manifest = manifest_for(data, assignment, version, **fields)
    return zip_of({f"{assignment}.ipynb": data, "manifest.json": manifest})


def save(path: Path, data: bytes) -> Path:
    """Write bytes where they are asked for, with the folders on the way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def edited(notebook: Json, change: Callable[[list[Json]], object]) -> Json:
    """Return a copy whose list of cells was changed in place."""
    notebook = copy.deepcopy(notebook)
    change(notebook["cells"])
    return notebook
