"""Make what students hand in, as they would: their blocks typed into the release, run, saved by Jupyter or Colab, zipped or not.

The demo class, the rehearsal and the tests hand in through here. A variant (a file of right/ or wrong/) gives its functions' bodies as
blocks; a class hands in its methods'.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.assemble import blocks
from autograder.authoring.compile import as_bytes, source_path
from autograder.conventions import lines_of, question_of_cell
from autograder.errors import AssignmentBroken
from autograder.intake import ipynb
from autograder.intake.ipynb import Json, joined
from autograder.results import zips

Blocks = Mapping[str, "str | Sequence[str | None]"]  # question → the text of its block, or of each of them
Fields = Mapping[str, Any]

FIELDS: Fields = {"name": "Kim Minji", "student_id": "2022123456", "option": 1, "group": ""}
_NOTHING_TO_SEE = re.compile(r"\s*(#.*|import .*|from .* import .*)?")


# ---------------------------------------------------------------- what to type


def release(name: str, root: Path) -> Json:
    """Read the released notebook of an assignment."""
    return read(root / "release" / name / f"{name}.ipynb")


def read(path: Path) -> Json:
    """Read a notebook of our own."""
    try:
        content = ipynb.read_own(path.read_bytes())
    except FileNotFoundError:
        name = path.stem
        fix = f"Run: autograder build {name} && autograder release {name}"
        raise AssignmentBroken(found=f"{path.parent.parent.name}/{name}/{path.name} is missing", fix=fix) from None
    content["cells"] = [joined(cell) for cell in content["cells"]]
    return content


def solutions(name: str, root: Path) -> dict[str, tuple[str, ...]]:
    """Return our own blocks, as they stand in the source notebook."""
    return {question: blocks.inside(source) for question, source in templates(name, root).items()}


def answers(name: str, root: Path) -> dict[str, str]:
    """Return our own answers to the written questions."""
    cells = read(source_path(name, root))["cells"]
    return {_grade_id(cell): cell["source"] for cell in cells if _is_written(cell)}


def templates(name: str, root: Path) -> dict[str, str]:
    """Return the solution cells of the source notebook by question."""
    cells = read(source_path(name, root))["cells"]
    return {_question(cell): cell["source"] for cell in cells if _is_block(cell)}


def from_file(path: Path, name: str, root: Path) -> dict[str, tuple[str, ...]]:
    """Return the blocks of a right/ or wrong/ file: its own where it defines a question's function or class, ours elsewhere.

    Raises AssignmentBroken naming the line of a definition that is no question's, or of a body without its given parts.
    """
    cells, own = templates(name, root), solutions(name, root)
    lines = lines_of(path.read_text(encoding="utf-8"))
    place = f"{path.parents[2].name}/answers/{path.parent.name}/{path.name}"
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError as error:
        raise AssignmentBroken(found=f"{place}, line {error.lineno}: {error.msg}", fix="Correct it.") from None
    result = dict(own)
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Expr)):
            continue
        question = getattr(node, "name", None)
        if question not in cells:
            raise AssignmentBroken(
                found=f"{place}, line {node.lineno}: {f'{question!r} is no question' if question else 'this is no definition'}",
                fix="Only functions and classes that students write belong here; put helpers inside them.",
            )
        following = next((other.lineno for other in tree.body if other.lineno > node.lineno), len(lines) + 1)
        text = "\n".join(lines[node.lineno - 1 : following - 1])
        result[question] = _taken(text, cells[question], own[question], f"{place}, line {node.lineno}", question)
    if result == own:
        raise AssignmentBroken(found=f"{place}: every block in it is our own solution", fix="Write another answer.")
    return result


def named_failures(path: Path) -> tuple[str, ...]:
    """Return what a wrong/ file's first line says must fail: `# fails: question.check, question.check`."""
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    match = re.fullmatch(r"#\s*fails:\s*(\S.*)", first)
    if match is None:
        place = f"{path.parents[2].name}/answers/{path.parent.name}/{path.name}, line 1"
        raise AssignmentBroken(
            found=f"{place}: it doesn't say what must fail", fix="Begin with `# fails: question.check_name`."
        )
    return tuple(name.strip() for name in match[1].split(",") if name.strip())


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
        if _is_block(cell) and (given := texts.get(_question(cell))) is not None:
            cell["source"] = blocks.fill(cell["source"], [given] if isinstance(given, str) else list(given))
        elif _is_written(cell) and written and _grade_id(cell) in written:
            cell["source"] = written[_grade_id(cell)]
        elif "fields" in cell["metadata"].get("tags", ()):
            cell["source"] = _with_fields(cell["source"], fields)
    return as_run(filled) if run else filled


def as_run(notebook: Json) -> Json:
    """Number the code cells and give outputs to those that would show something."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        cell["execution_count"] = number
        if not _is_block(cell) and not all(map(_NOTHING_TO_SEE.fullmatch, cell["source"].split("\n"))):
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


def zip_of(
    notebook: Mapping[str, Any] | bytes,
    *,
    assignment: str,
    fields: Fields = FIELDS,
    by_provided_cell: bool = True,
    folder: str = "",
    member: str | None = None,
    version: str | None = None,
) -> bytes:
    """Zip a notebook as the submission cell does, or by hand, which leaves the manifest out.

    folder: where by-hand zips often keep it ('knn/'); member: the notebook's own name; version: the release's, read
    from the notebook by default.
    """
    data = notebook if isinstance(notebook, bytes) else as_bytes(notebook)
    members = {f"{folder}{member or f'{assignment}.ipynb'}": data}
    if by_provided_cell:
        members[f"{folder}manifest.json"] = _manifest(data, assignment, fields, version)
    return zips.pack(members)


def zip_name(fields: Fields, assignment: str) -> str:
    """Return what the submission cell calls the zip."""
    return f"{fields['student_id']}-{assignment}.zip"


# ---------------------------------------------------------------- cells


def _taken(text: str, template: str, own: Sequence[str], place: str, question: str) -> tuple[str, ...]:
    """Take a definition's blocks; a method that the file leaves out is ours."""
    found = blocks.extract(text, template)
    if all(one.text is None for one in found):
        raise AssignmentBroken(found=f"{place}: {question}: {found[0].problem}", fix="Define what students write.")
    return tuple(mine if one.text is None else one.text for one, mine in zip(found, own, strict=True))


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
        _grade_id(cell): hashlib.sha1(cell["source"].encode()).hexdigest()
        for cell in map(joined, content["cells"])
        if _grade_id(cell)
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


def _grade_id(cell: Mapping[str, Any]) -> str:
    metadata = cell["metadata"]
    return str(metadata.get("nbgrader", {}).get("grade_id") or metadata.get("id") or cell.get("id") or "")


def _question(cell: Mapping[str, Any]) -> str:
    return question_of_cell(_grade_id(cell))


def _is_block(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution") is True


def _is_written(cell: Mapping[str, Any]) -> bool:
    grader = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "markdown" and grader.get("solution") is True and grader.get("grade") is True
