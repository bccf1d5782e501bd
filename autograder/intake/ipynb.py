"""Read a notebook's bytes into our own plain cells, strictly: what we don't need never gets in.

Comes in: the bytes of an .ipynb as Jupyter, Colab or a hostile hand wrote them. Goes out: a model.Notebook, or one
SubmissionRejected sentence. Of outputs only what they say is kept, metadata of the wrong type is as good as absent, and no text
leaves here that can't be encoded again. Notebooks that the kit made itself are read whole, by read_own.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from autograder.errors import SubmissionRejected
from autograder.intake import outputs
from autograder.model import Cell, Notebook
from autograder.untrusted_text import encodable

Json = dict[str, Any]

MAX_BYTES = 64 * 2**20
MAX_VALUES = 2_000_000  # commas and brackets: bounds the memory that parsing can take, whatever the bytes say
MAX_CELLS = 2_000
MAX_SOURCE = 1_000_000  # characters of one cell
MAX_SOURCES = 5_000_000  # characters of all cells
MAX_NAME = 200  # characters of an id or a tag
MAX_DIGITS = 100

KINDS = ("code", "markdown", "raw")
_CARRIED = re.compile(
    r"^RELEASE = \{'assignment': [^\n]*,\n 'version': '(\w{1,64})'", re.MULTILINE
)  # by authoring.release
DOWNLOAD_HINT = "Download it again from Colab or JupyterLab as .ipynb, and submit that file."


class _Refused(Exception):
    """Carry a reason out of a json hook."""


def read(data: bytes, *, max_bytes: int = MAX_BYTES) -> Notebook:
    """Return the notebook's cells in order; SubmissionRejected, and nothing else, when they can't be read."""
    content = _parse(data, max_bytes)
    if not isinstance(content, dict):
        _reject(f"the notebook's file holds {_kind(content)}, not a notebook")
    _check_version(content)
    _check_language(_mapping(content.get("metadata")))
    cells = content.get("cells")
    if not isinstance(cells, list):
        _reject("the notebook has no list of cells")
    if len(cells) > MAX_CELLS:
        _reject(
            f"the notebook holds {len(cells)} cells, more than {MAX_CELLS}", "Submit the notebook that was handed out."
        )
    made = _mapping(_mapping(content.get("metadata")).get("autograder"))
    read_cells = tuple(_cell(cell, number) for number, cell in enumerate(cells, start=1))
    notebook = Notebook(cells=read_cells, version=_name(made.get("version")) or _carried_version(read_cells))
    if sum(len(cell.source) for cell in notebook.cells) > MAX_SOURCES:
        _reject(f"the notebook's cells hold more than {MAX_SOURCES:,} characters", "Keep data out of its cells.")
    return notebook


def _carried_version(cells: Sequence[Cell]) -> str:
    """Return the release that the cell that hands in is of: editors may lose the notebook's own metadata, but not a cell's text."""
    return next((found[1] for cell in cells if (found := _CARRIED.search(cell.source))), "")


# ---------------------------------------------------------------- notebooks that we made


def read_with_outputs(data: bytes) -> list[Json]:
    """Return a student's cells as JSON gave them, with all that is in them; SubmissionRejected, and nothing else, when they can't be read."""
    content = _parse(data, MAX_BYTES)
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        _reject("the notebook has no list of cells")
    return [cell for cell in cells if isinstance(cell, dict)]


def grade_id_of(cell: Mapping[str, Any]) -> str | None:
    """Return what nbgrader knows a cell by, where a cell as JSON gave it says so."""
    return _name(_mapping(_mapping(cell.get("metadata")).get("nbgrader")).get("grade_id"))


def read_own(data: bytes) -> Json:
    """Return a notebook that the kit itself wrote, all of it, as nbformat has it; raises ValueError when it isn't one.

    For building, releasing and exporting, which keep what a Notebook leaves out: metadata and outputs. Never for a student's file.
    """
    content = json.loads(data)
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) and "source" in cell for cell in cells):
        raise ValueError("it has no list of cells")
    return {**content, "cells": [{"metadata": {}, **cell} for cell in cells]}


def source_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's text, whichever way nbformat stores it: as one text or as a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def joined(cell: Mapping[str, Any]) -> Json:
    """Return a cell of a notebook that we made with its source as one text."""
    return {**cell, "source": source_of(cell)}


# ---------------------------------------------------------------- bytes to plain values


def _parse(data: bytes, max_bytes: int) -> Any:
    if len(data) > max_bytes:
        _reject(
            f"the notebook is {len(data) / 2**20:.0f} MB, more than {max_bytes / 2**20:.0f} MB",
            "Show fewer or smaller pictures, run all cells again, and submit.",
        )
    if values(data) > MAX_VALUES:
        _reject(
            "the notebook holds more values than a notebook can need", "Clear outputs that print or plot large data."
        )
    text = _decoded(data)
    if not text.strip():
        _reject("the notebook's file is empty")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=lambda _: None, parse_int=_integer)
    except _Refused as refused:
        _reject(str(refused))
    except RecursionError:
        _reject("the notebook's file is nested too deeply")
    except json.JSONDecodeError as error:
        _reject(f"the notebook's file isn't valid JSON (line {error.lineno}: {error.msg})")


def values(data: bytes) -> int:
    """Count the values that a notebook's bytes hold at most: what reading them costs, whatever they say."""
    return sum(data.count(mark) for mark in (b",", b"[", b"{"))


def _decoded(data: bytes) -> str:
    """Decode UTF-8, or what editors on Windows make of it: UTF-16, with or without a mark, and cp949 where the system is Korean."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in data[:2]:
        encodings = ["utf-16-be" if data[:1] == b"\0" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp949"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SubmissionRejected(found="the notebook's file isn't UTF-8 text", fix=DOWNLOAD_HINT)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says two things at once: readers would disagree on which one counts."""
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refused(f"the notebook's file has the key {encodable(twice)[:40]!r} twice in one place")
    return result


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"the notebook's file holds a whole number of {len(digits)} digits")
    return int(digits)


# ---------------------------------------------------------------- plain values to cells


def _check_version(content: Mapping[str, Any]) -> None:
    version = content.get("nbformat")
    if "cells" not in content and "nbformat" not in content:
        _reject("the file is JSON, but not a notebook")
    if isinstance(version, bool) or not isinstance(version, int):
        _reject("the notebook doesn't say its format's version")
    if version < 4:
        _reject(
            f"the notebook is in format {version}, from before 2015", "Open it in JupyterLab, save it, and submit that."
        )
    if version > 4:
        _reject(f"the notebook is in format {version}, which isn't known yet")


def _check_language(metadata: Mapping[str, Any]) -> None:
    kernel, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    for language in (kernel.get("language"), info.get("name")):
        if isinstance(language, str) and language and "python" not in language.lower():
            _reject(
                f"the notebook's language is {encodable(language)[:40]!r}, not Python",
                "Choose a Python kernel, and run it again.",
            )


def _cell(content: Any, number: int) -> Cell:
    if not isinstance(content, dict):
        _reject(f"cell {number} of the notebook is {_kind(content)}, not a cell")
    kind = content.get("cell_type")
    if kind not in KINDS:
        _reject(f"cell {number} of the notebook is of an unknown type")
    metadata = _mapping(content.get("metadata"))
    grader = _mapping(metadata.get("nbgrader"))
    tags = metadata.get("tags")
    return Cell(
        kind=kind,
        source=_source(content.get("source"), number),
        id=_name(metadata.get("id")) or _name(content.get("id")),
        grade_id=_name(grader.get("grade_id")),
        tags=tuple(tag for tag in map(_name, tags) if tag) if isinstance(tags, list) else (),
        solution=grader.get("solution") is True,
        grade=grader.get("grade") is True,
        points=_points(grader.get("points")),
        has_outputs=isinstance(content.get("outputs"), list) and bool(content["outputs"]),
        execution_count=_count(content, metadata),
        output=outputs.text(content),
        pictures=outputs.pictures(content),
    )


def _count(content: Mapping[str, Any], metadata: Mapping[str, Any]) -> int | None:
    """Return the count of a cell that was run, None for one that wasn't; Colab takes the count of a cell without output away, and tells otherwise."""
    count = content.get("execution_count")
    if isinstance(count, int) and not isinstance(count, bool):
        return count
    return 0 if isinstance(metadata.get("executionInfo"), dict) else None


def _source(content: Any, number: int) -> str:
    if isinstance(content, list) and set(map(type, content)) <= {str}:
        content = "".join(content)
    if not isinstance(content, str):
        _reject(f"the text of cell {number} of the notebook is {_kind(content)}")
    if len(content) > MAX_SOURCE:
        _reject(f"cell {number} of the notebook holds {len(content):,} characters", "Keep data out of its cells.")
    return encodable(content.replace("\r\n", "\n").replace("\r", "\n"))


def _name(value: Any) -> str | None:
    return encodable(value) if isinstance(value, str) and 0 < len(value) <= MAX_NAME else None


def _points(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and math.isfinite(value) and abs(value) < 1e6 else 0.0


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "missing"}
    return names.get(type(value), "a number")


def _reject(found: str, fix: str = DOWNLOAD_HINT) -> NoReturn:
    raise SubmissionRejected(found=found, fix=fix)
