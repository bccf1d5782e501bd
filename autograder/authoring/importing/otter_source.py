"""Read the master notebooks that `otter assign` takes, format 1: blocks of cells between raw cells such as `# BEGIN QUESTION`.

Comes in: an .ipynb. Goes out: a SourceNotebook, in which solutions and hidden tests stand between nbgrader's marks. Sources: otter-grader's
documentation of its notebook format, and how its releases share out a question's points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from autograder.authoring.importing.nbgrader_source import content_of
from autograder.authoring.importing.otter_cells import (
    as_asserts,
    is_ignored,
    solution,
    test_of,
    without_ignored,
    without_otter,
)
from autograder.authoring.importing.otter_settings import left_out, names, shared, with_file
from autograder.authoring.importing.source_cells import Role, SourceCell, SourceNotebook, attachments_of
from autograder.conventions import BEGIN_SOLUTION, END_SOLUTION
from autograder.conventions.plurals import counted
from autograder.errors import UsageError
from autograder.intake import ipynb

_BOUNDARY = re.compile(r"#\s*(ASSIGNMENT\s+CONFIG|(?:BEGIN|END)\s+(?:QUESTION|PROMPT|SOLUTION|TESTS))\b", re.IGNORECASE)
_COMMENT = re.compile(r"\s*<!--(.*)-->\s*", re.DOTALL)
_FENCED = re.compile(r"^[ \t]*```otter[ \t]*\n(.*?)^[ \t]*```[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OLD = re.compile(r"^BEGIN (ASSIGNMENT|QUESTION)\s*$", re.MULTILINE)
_INCLUDED = "otter_include"  # the tag of a text in a solution that students read
_OF_QUESTIONS = frozenset({"name", "manual", "points", "check_cell", "export", "all_or_nothing"})


@dataclass(slots=True)
class _Question:
    """One question, while its cells are read."""

    name: str
    config: Mapping[str, Any]
    number: int
    inside: list[tuple[str, Any, int]] = field(default_factory=list)  # (block, cell, its number)


def is_source(path: Path) -> bool:
    """Say whether a notebook has otter's raw cells, or what should be one."""
    return any(_boundary(cell) or _misplaced(cell) for _, cell in _numbered_cells(path))


def is_old(path: Path) -> bool:
    """Say whether it is written in otter's format 0, or jassign's."""
    texts = (ipynb.source_of(cell) for cell in content_of(path)["cells"] if cell["cell_type"] == "markdown")
    return any(_OLD.search(text) for text in texts)


def read(path: Path) -> SourceNotebook:
    """Read a master notebook; raises UsageError for blocks that don't close."""
    found: list[SourceCell] = []
    remarks: list[str] = []
    config: Mapping[str, Any] = {}
    question: _Question | None = None
    block = ""
    for number, cell in _numbered_cells(path):
        mark = _boundary(cell)
        if words := _misplaced(cell):
            raise UsageError(
                found=f"{path.name}: cell {number} says {words}, which otter reads in raw cells alone, and it is a {cell['cell_type']} cell: students would be given what is yours",
                fix="Turn it into a raw cell, as otter assign needs it too, or fence it by ```otter in a Markdown cell.",
            )
        if mark is None:
            if question is not None:
                question.inside.append((block, cell, number))
            elif not is_ignored(ipynb.source_of(cell)):
                found += _plain(cell, number, config, remarks)
            continue
        word, said = mark
        if word == "ASSIGNMENT CONFIG":
            config = with_file(said, path)
            remarks += left_out(config)
            continue
        begins, _, what = word.partition(" ")
        if (begins, what) == ("BEGIN", "QUESTION"):
            if question is not None:
                raise _unclosed(path, question)
            name = str(said.get("name") or "")
            if not name:
                raise UsageError(
                    found=f"{path.name}: the question of cell {number} has no name", fix="Write name: … there."
                )
            question = _Question(name, said, number)
        elif question is None:
            raise UsageError(
                found=f"{path.name}: cell {number} says {word} outside of a question", fix="Add BEGIN QUESTION."
            )
        elif (begins, what) == ("END", "QUESTION"):
            found += _cells(question, config, remarks)
            question, block = None, ""
        else:
            block = what if begins == "BEGIN" else ""
    if question is not None:
        raise _unclosed(path, question)
    files, kept_back = names(config.get("files")), names(config.get("autograder_files"))
    cells = tuple(_numbered(found))
    return SourceNotebook(
        path.stem, "otter", cells, stub="...", remarks=tuple(remarks), files=files, kept_back=kept_back
    )


# ---------------------------------------------------------------- parts


def _numbered_cells(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give the cells with their numbers; what stands in a Markdown cell fenced by ```otter is a raw cell, as where an editor has none."""
    for number, cell in enumerate(content_of(path)["cells"], start=1):
        source = ipynb.source_of(cell)
        if cell["cell_type"] != "markdown" or not _FENCED.search(source):
            yield number, cell
            continue
        for at, text in enumerate(_FENCED.split(source)):
            if text.strip():
                yield number, {**cell, "cell_type": "raw" if at % 2 else "markdown", "source": text.strip("\n")}


def _boundary(cell: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    """Read a cell that begins or ends a block: its words, and what it configures."""
    source = ipynb.source_of(cell).strip("\n")
    comment = _COMMENT.fullmatch(source) if cell["cell_type"] == "markdown" else None
    if cell["cell_type"] != "raw" and comment is None:
        return None
    text = (comment[1] if comment else source).strip()
    first, _, rest = text.partition("\n")
    match = _BOUNDARY.match(first.strip())
    if match is None:
        return None
    try:
        said = yaml.safe_load(rest) or {}
    except yaml.YAMLError as error:
        raise UsageError(found=f"a cell that says {match[1]} isn't YAML: {error}", fix="Correct it.") from None
    return " ".join(match[1].upper().split()), said if isinstance(said, dict) else {}


def _misplaced(cell: Mapping[str, Any]) -> str:
    """Return the words of a cell that should be raw: in code, BEGIN SOLUTION may stand above lines of a solution."""
    first, _, rest = ipynb.source_of(cell).strip().partition("\n")
    match = _BOUNDARY.fullmatch(first.rstrip())
    if cell["cell_type"] == "raw" or match is None or not match[1].isupper():
        return ""
    return "" if match[1].endswith("SOLUTION") and rest else match[1]


def _plain(cell: Mapping[str, Any], number: int, config: Mapping[str, Any], remarks: list[str]) -> list[SourceCell]:
    source = without_ignored(ipynb.source_of(cell))
    if cell["cell_type"] == "raw":
        if source.strip():
            remarks.append(f"cell {number}, a raw cell, isn't taken along")
        return []
    if cell["cell_type"] == "markdown":
        return [SourceCell(Role.TEXT, source, number=number, attachments=attachments_of(cell))]
    kept = without_otter(source)
    if kept != source:
        remarks.append(f"cell {number}: what is for otter alone isn't taken along")
    if config.get("strip_solutions_from_all_cells") and BEGIN_SOLUTION in (stripped := solution(kept, number, remarks)):
        return [SourceCell(Role.SOLUTION, stripped, f"cell_{number}", number=number)]
    return [SourceCell(Role.CODE, kept, number=number)] if kept else []


def _cells(question: _Question, config: Mapping[str, Any], remarks: list[str]) -> list[SourceCell]:
    """Make the cells of a whole question."""
    config_of = question.config
    remarks += [
        f"{question.name}: otter's setting {key} isn't taken along"
        for key in config_of
        if config_of[key] and key not in _OF_QUESTIONS
    ]
    made: list[SourceCell] = []
    solutions, tests = [], []
    for block, cell, number in question.inside:
        source = ipynb.source_of(cell)
        if is_ignored(source):
            continue
        if block == "SOLUTION" and not (cell["cell_type"] == "markdown" and _INCLUDED in _tags(cell)):
            solutions.append((cell, number))
        elif block == "TESTS":
            tests.append((cell, number))
        elif block == "PROMPT" and cell["cell_type"] == "code":
            remarks.append(
                f"cell {number}, the code prompt of {question.name}, isn't taken along: the block's marks stand there"
            )
        else:
            made += _plain(cell, number, config, remarks)
    points = config_of.get("points")
    if config_of.get("manual"):
        if tests:
            lost = counted(len(tests), "test isn't", "tests aren't")
            remarks.append(f"{question.name} is marked by a person: its {lost} taken along")
        return [*made, *_by_hand(question, solutions, points, remarks)]
    code = [(cell, number) for cell, number in solutions if cell["cell_type"] == "code"]
    remarks += [
        f"cell {number}: the text in the solution of {question.name} isn't taken along; otter leaves it out as well"
        for cell, number in solutions
        if cell["cell_type"] != "code"
    ]
    if code:
        texts = [solution(ipynb.source_of(cell), number, remarks) for cell, number in code]
        source = "\n\n".join(texts)
        role = Role.SOLUTION if BEGIN_SOLUTION in source else Role.CODE
        if role is Role.CODE:
            remarks.append(f"{question.name}: nothing of its solution is marked, so students are given all of it")
        made.append(SourceCell(role, source, question.name, question=question.name, number=code[0][1]))
    return [*made, *_tests(question, tests, points, config, remarks)]


def _tags(cell: Mapping[str, Any]) -> Sequence[str]:
    return tuple(cell.get("metadata", {}).get("tags") or ())


def _by_hand(
    question: _Question, solutions: Sequence[tuple[Any, int]], points: Any, remarks: list[str]
) -> list[SourceCell]:
    if not isinstance(points, (int, float)):
        remarks.append(f"{question.name} is marked by a person and says no points: it is worth 1")
        points = 1
    code = any(cell["cell_type"] == "code" for cell, _ in solutions)
    texts = []
    for cell, number in solutions:
        source = ipynb.source_of(cell)
        if code and cell["cell_type"] == "code":
            texts.append(solution(source, number, remarks))
        elif code:
            remarks.append(
                f"cell {number}: the text in the solution of {question.name} stands as a comment in its code"
            )
            commented = "\n".join(f"# {line}".rstrip() for line in source.split("\n"))
            texts.append(f"### {BEGIN_SOLUTION}\n{commented}\n### {END_SOLUTION}")
        else:
            texts.append(source)
    role, text = Role.CODE_ANSWER if code else Role.ANSWER, "\n\n".join(texts)
    return [SourceCell(role, text, question.name, float(points), number=question.number)]


def _tests(
    question: _Question, cells: Sequence[tuple[Any, int]], points: Any, config: Mapping[str, Any], remarks: list[str]
) -> list[SourceCell]:
    tests = config.get("tests")
    ok_format = tests.get("ok_format", True) if isinstance(tests, dict) else True
    read = [(test_of(cell, number, remarks), cell, number) for cell, number in cells if cell["cell_type"] == "code"]
    worth = shared([one.points for one, _, _ in read], points, question.name)
    texts = [as_asserts(one, cell, bool(ok_format), number, remarks) for one, cell, number in read]
    if question.config.get("all_or_nothing") and texts:
        all_of_it = round(sum(worth), 6)
        return [
            SourceCell(Role.TEST, "\n\n".join(texts), f"{question.name}-all", all_of_it, question.name, cells[-1][1])
        ]
    return [
        SourceCell(Role.TEST, text, f"{question.name}-{at}", each, question.name, number)
        for at, (text, each, (_, _, number)) in enumerate(zip(texts, worth, read, strict=True), start=1)
    ]


def _numbered(cells: Sequence[SourceCell]) -> list[SourceCell]:
    """Number cells by their place, which their question may have changed."""
    return [replace(cell, number=number) for number, cell in enumerate(cells, start=1)]


def _unclosed(path: Path, question: _Question) -> UsageError:
    return UsageError(
        found=f"{path.name}: question {question.name} of cell {question.number} has no END QUESTION", fix="Add it."
    )
