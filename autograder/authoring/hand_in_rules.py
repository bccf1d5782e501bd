"""Pack the grader's own rules on a notebook for its last cell, so that students are told by it what would cost points: there is no second copy.

Comes in: a released notebook, and what assignment.toml says. Goes out: a text that holds the modules of `assemble` without their docstrings, and
what they must know of the assignment. No hidden check, reference or solution is in it: the cells are those that students get.
"""

from __future__ import annotations

import ast
import base64
import json
import lzma
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.assemble import expected_output
from autograder.conventions import DEFAULTS
from autograder.course import author_files, bans, settings
from autograder.intake.ipynb import Json
from autograder.model import Severity
from autograder.report import words

PACKAGE = "hand_in_rules"  # what the modules are called in a student's notebook, whatever is installed there

_FROM = re.compile(r"(?m)^(\s*)from autograder\b(\S*)")
_NOTHING = re.compile(r"\s*(#.*)?$")

_ROOT = Path(__file__).resolve().parents[2]
_WANTED = ("autograder.assemble.expected_costs", "autograder.intake.ipynb")
_LANGUAGE = ("autograder.report.sentences",)
_EMPTY = ("autograder", "autograder.intake", "autograder.report")  # packages of which the modules alone are wanted
_STAND_IN = Path(__file__).with_name("rapidfuzz_stand_in.py")


def packed(
    name: str,
    root: Path,
    version: str,
    cells: Sequence[Json],
    titles: Mapping[str, str],
    files: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the rules and what they know of the assignment as one text without quotes or blanks. files: students' Python files, as they get them."""
    said = words.pairs(settings.of_course(root).language)
    content = {
        "modules": modules(speaks=bool(said)),
        "known": _known(name, root, version, cells, titles) | ({"files": dict(files)} if files else {}),
        "cells": list(map(_slim, cells)),
        **({"said": said} if said else {}),
    }
    return _as_text(json.dumps(content, sort_keys=True).encode())


@lru_cache(maxsize=8)
def _as_text(data: bytes) -> str:
    """Compress it, which takes a tenth of a second, unless that was done: who stays beside an author releases the same cells again and again."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    return base64.b85encode(lzma.compress(data, check=lzma.CHECK_CRC32, filters=filters)).decode()


def sources() -> list[Path]:
    """List the files that are packed, for whoever asks whether a release is up to date."""
    return [_STAND_IN, *map(_file, sorted(_texts(speaks=True))), *words.sentence_files()]


@cache
def modules(*, speaks: bool = False) -> dict[str, str]:
    """Return the text of each module that is wanted, by the name that it has in the notebook; speaks: that of other languages too."""
    texts = sorted(_texts(speaks=speaks).items())
    found = {inside: _FROM.sub(rf"\1from {PACKAGE}\2", _bare(text)) for inside, text in texts}
    return {**found, "rapidfuzz": _bare(_STAND_IN.read_text(encoding="utf-8"))}


@cache
def _texts(*, speaks: bool = False) -> dict[str, str]:
    """Read the modules that are wanted, and those that they import, by the names that they have in the notebook."""
    found: dict[str, str] = {}
    pending = [*_WANTED, *(_LANGUAGE if speaks else ())]
    while pending:
        module = pending.pop()
        inside = module.replace("autograder", PACKAGE, 1)
        if inside in found or not _file(module).is_file():
            continue
        text = "" if module in _EMPTY else _file(module).read_text(encoding="utf-8")
        pending += [module.rpartition(".")[0]] if "." in module else []
        for node in _statements(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "autograder":
                pending += [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        found[inside] = text
    return found


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Visit statements alone, at any depth: a tenth of all nodes."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for one in getattr(node, part, ()):
            yield one
            yield from _statements(one)


def _file(module: str) -> Path:
    path = _ROOT / module.replace(PACKAGE, "autograder", 1).replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _bare(text: str) -> str:
    """Leave docstrings, comments on lines of their own and blank lines out; the same text from whichever Python does it."""
    lines: list[str | None] = list(text.split("\n"))
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for said in node.body:
            if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant):
                alone = len(node.body) == 1 and not isinstance(node, ast.Module)
                lines[said.lineno - 1 : said.end_lineno] = [None] * ((said.end_lineno or said.lineno) - said.lineno + 1)
                lines[said.lineno - 1] = " " * said.col_offset + "pass" if alone else None
    inside = {at for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) for at in _lines_within(node)}
    kept = (line for at, line in enumerate(lines, 1) if line is not None and (at in inside or not _NOTHING.match(line)))
    return "\n".join(kept)


def _lines_within(node: ast.Constant) -> range:
    return range(node.lineno + 1, (node.end_lineno or node.lineno) + 1) if isinstance(node.value, str) else range(0)


# ---------------------------------------------------------------- what they know of the assignment


def _known(name: str, root: Path, version: str, cells: Sequence[Json], titles: Mapping[str, str]) -> Json:
    folder = root / "assignments" / name
    file, path = settings.of_assignment(folder), folder / "assignment.toml"
    consequences = {rule: DEFAULTS[rule] for rule in DEFAULTS} | settings.consequences(folder, file)
    return {
        "name": name,
        "version": version,
        "imports": sorted({*file.imports, *_imported(cells)}),
        "allowed": list(bans.allowed(file, path)),
        "consequences": {rule: [str(Severity(one.severity)), one.points] for rule, one in consequences.items()},
        "questions": list(_questions(folder, cells, titles)),
    }


def _questions(folder: Path, cells: Sequence[Json], titles: Mapping[str, str]) -> Iterator[Json]:
    file, path = settings.of_assignment(folder), folder / "assignment.toml"
    checks = author_files.load_checks(folder)
    for cell in cells:
        grader = cell["metadata"].get("nbgrader", {})
        question = str(grader.get("grade_id"))
        if grader.get("grade"):
            yield {
                "id": question,
                "title": titles.get(question, question),
                "max_points": grader.get("points", 0),
                "written": bool(grader.get("solution")),
                "banned": bans.prices(file, path, question),
                "no_loops": any(getattr(one.judge, "at_most", None) == "1" for one in checks if one.asks == question),
            }


def _imported(cells: Sequence[Json]) -> Iterator[str]:
    from autograder.assemble.name_resolution import Scope
    from autograder.assemble.source_text import tree_of

    for cell in cells:
        tree = tree_of(cell["source"]) if cell["cell_type"] == "code" else None
        yield from (item.top for item in Scope().imports(tree)) if tree else ()


def _slim(cell: Json) -> Json:
    """Keep of a released cell what tells it from others; the text of a given one only where names or answers are looked for in it."""
    metadata: dict[str, Any] = cell["metadata"]
    grader, tags = metadata.get("nbgrader", {}), metadata.get("tags", ())
    told = grader.get("solution") or grader.get("grade") or {"setup", "fields"} & set(tags)
    if not told and expected_output.surely_shows(cell["source"], cell["cell_type"]):
        metadata = metadata | {"tags": [*tags, expected_output.LEAVES_OUTPUT]}
    made = {
        "cell_type": cell["cell_type"],
        "id": cell["id"],
        "source": cell["source"] if told else "",
        "metadata": metadata,
    }
    return made | ({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})
