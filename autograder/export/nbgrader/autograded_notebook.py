"""Build the notebook that nbgrader and its formgrader show for a submission.

In: our release notebook, a record, and the program that ran where it is at hand. Out: the same notebook with the student's blocks and
written answers in place, nbgrader's metadata and checksums untouched, and the verdicts as plain text under each test cell.
formgrader renders markdown without cleaning it, so a written answer is put between fences: it shows as it was typed and is never HTML,
a link or TeX. What was written elsewhere in the notebook is shown in the cells of answers that seem blank, for it may be theirs, and as they
are changed cells then, they wait for a person; else below the last answer; without written questions, in a cell of its own. Outputs of the
student's aren't kept, and the notebook is never signed as trusted.
"""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from autograder.assemble import blocks
from autograder.conventions import code_in, question_of_cell
from autograder.errors import GradingError
from autograder.intake.ipynb import Json, read_own, source_of
from autograder.model import CheckResult, Elsewhere, Program, QuestionResult, Record, Status
from autograder.results import atomic
from autograder.untrusted_text import for_markdown, for_notebook, without_data

OWN_CELL = "written-elsewhere"  # the id of a cell that no release has
WIDTH = 110  # of a written answer's lines: between fences, nothing wraps them

MAX_PICTURE = 2**20  # bytes

_ELSEWHERE = "**Written elsewhere in the notebook**, not in an answer's own place. Is it the answer?"
_PICTURE = re.compile(r"data:image/(?P<kind>png|jpeg|gif|webp);base64,(?P<data>[A-Za-z0-9+/]{20,}={0,2})")
_BEGINNINGS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8", "webp": b"RIFF"}
_AS_TYPED: dict[str, Any] = {
    "expand_tabs": False,
    "replace_whitespace": False,
    "break_long_words": False,
    "break_on_hyphens": False,
}
_WORDS = {Status.PASSED: "passed", Status.FAILED: "failed", Status.NOT_RUN: "not run"}
_BACKTICKS = re.compile("`+")
_to_json = msgspec.json.Encoder(order="sorted").encode


def released(root: Path, name: str) -> Json:
    """Read the notebook exactly as students got it."""
    path = root / "release" / name / f"{name}.ipynb"
    try:
        return read_own(path.read_bytes())
    except FileNotFoundError:
        raise GradingError(found=f"{path} doesn't exist", fix=f"Make it: autograder release {name}") from None
    except ValueError as error:
        raise GradingError(
            found=f"{path} is no notebook ({error})", fix=f"Make it anew: autograder release {name}"
        ) from None


def cells(notebook: Mapping[str, Any]) -> Iterator[tuple[Json, Json]]:
    """Give each cell that nbgrader knows, with nbgrader's metadata of it."""
    for cell in notebook["cells"]:
        known = cell["metadata"].get("nbgrader")
        if known:
            yield cell, known


def build(released: Json, record: Record, program: Program | None = None) -> Json:
    """Put a student's work into the released notebook."""
    notebook: Json = {**released, "cells": [dict(cell) for cell in released["cells"]]}
    results = {question.id: question for question in record.questions}
    shown = elsewhere(record.elsewhere)
    beside = _beside(notebook, results, program) if shown else set()
    sources = {block.cell: block.source for block in program.blocks} if program else {}
    for cell, known in cells(notebook):
        name = str(known["grade_id"])
        result = results.get(question_of_cell(name) if known.get("solution") else name)
        if known.get("solution") and known.get("grade") and cell["cell_type"] == "code":
            text = code_in(answer(name, results, program))
            if text.strip():
                cell["source"] = for_notebook(_with_code(source_of(cell), text))
        elif known.get("solution") and known.get("grade"):
            text = written(answer(name, results, program), source_of(cell))
            if name in beside:
                text = shown if text == source_of(cell) else f"{text}\n\n{shown}"
            cell["source"] = text
        elif known.get("solution") and (name in sources or result):
            filled = sources.get(name) or _filled(source_of(cell), result)
            cell["source"] = for_notebook(filled)
        elif known.get("grade") and result and cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": verdicts(result)}]
    notebook["cells"] = [one for cell in notebook["cells"] for one in (*_of_file(cell, results), cell)]
    if shown and not beside:
        notebook["cells"].append({"cell_type": "markdown", "id": OWN_CELL, "metadata": {}, "source": shown})
    return notebook


def _of_file(cell: Json, results: Mapping[str, QuestionResult]) -> Iterator[Json]:
    """Show above a question's test what the student wrote of it into a file, which no cell of the notebook holds."""
    known = cell["metadata"].get("nbgrader") or {}
    result = results.get(str(known.get("grade_id"))) if known.get("grade") and not known.get("solution") else None
    if result and result.file and result.code.strip():
        where = f"# {result.file}" + (f", from line {result.file_line}" if result.file_line else "")
        yield {
            "cell_type": "code", "id": f"{result.id}-in-file", "metadata": {}, "execution_count": None, "outputs": [],
            "source": for_notebook(f"{where}\n{result.code}"),
        }  # fmt: skip


def _beside(notebook: Json, results: Mapping[str, QuestionResult], program: Program | None) -> set[str]:
    """Name the written answers beside which words from elsewhere are shown: those that are blank, else the last."""
    asked = {
        str(known["grade_id"]): source_of(cell)
        for cell, known in cells(notebook)
        if known.get("solution") and known.get("grade") and cell["cell_type"] != "code"
    }
    blank = {name for name, source in asked.items() if written(answer(name, results, program), source) == source}
    return blank or set([*asked][-1:])


def elsewhere(entries: Sequence[Elsewhere]) -> str:
    """Show what a student wrote outside of answers and blocks, each text between fences; "" when there is nothing."""
    if not entries:
        return ""
    parts = [_ELSEWHERE]
    for one in entries:
        parts.append(for_markdown(": ".join(part for part in (one.cell, one.note) if part)))
        if one.text:
            parts.append(fenced(one.text))
    return "\n\n".join(parts)


def answer(name: str, results: Mapping[str, QuestionResult], program: Program | None) -> str:
    """Give a student's written answer, "" when there is none."""
    if program and name in program.answers:
        return program.answers[name]
    return results[name].code if name in results else ""


def written(text: str, blank: str) -> str:
    """Show a written answer as it was typed, long lines wrapped; a blank one stays the released cell, so that nbgrader sees it is unchanged."""
    if text.strip() in ("", blank.strip()):
        return blank
    return fenced(text)


def fenced(text: str) -> str:
    """Put a text between fences that it can't end, long lines wrapped; pictures pasted into it are shown below it."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = for_notebook(without_data(text)).split("\n")
    shown = "\n".join(textwrap.fill(line, WIDTH, **_AS_TYPED) if len(line) > WIDTH else line for line in lines)
    return "\n\n".join([f"{fence}text\n{shown}\n{fence}", *_pictures(text)])


def _pictures(text: str) -> Iterator[str]:
    """Show the pictures whose bytes stand in a text, and say where there is one whose bytes don't."""
    for number, found in enumerate(_PICTURE.finditer(text), start=1):
        try:
            data = base64.b64decode(found["data"], validate=True)
        except ValueError:
            continue
        if data.startswith(_BEGINNINGS[found["kind"]]) and len(data) <= MAX_PICTURE:
            yield f"![picture {number}](data:image/{found['kind']};base64,{base64.b64encode(data).decode()})"
        else:
            yield f"Picture {number} isn't shown here: open the notebook that was handed in."
    if "attachment:" in text:
        yield "A picture is attached to this text: open the notebook that was handed in to see it."


def verdicts(question: QuestionResult) -> str:
    """Say how the hidden checks of a question went, a line each."""
    return "".join(for_notebook(f"{_WORDS[check.status]}: {_verdict(check)}") + "\n" for check in question.checks)


def comment(question: QuestionResult) -> str | None:
    """Say what a grader reads beside a student's solution: what isn't passed yet. None when all is."""
    failed = [
        f"{_WORDS[check.status]}: {_verdict(check)}" for check in question.checks if check.status is not Status.PASSED
    ]
    return for_markdown("\n\n".join(failed)) if failed else None


def place(root: Path, student_id: str, name: str) -> Path:
    """Give the file that nbgrader looks for."""
    return root / "autograded" / student_id / name / f"{name}.ipynb"


def write(path: Path, notebook: Json) -> None:
    """Write the notebook whole or not at all, for its owner alone; one that is there already is left as it is."""
    data = msgspec.json.format(_to_json(notebook), indent=1) + b"\n"
    atomic.remove_stale(path.parent)
    if not path.is_file() or path.read_bytes() != data:
        atomic.write(path, data)


def kept_cell(path: Path, name: str) -> Json | None:
    """Give one cell of the notebook written before, None without one."""
    try:
        before = read_own(path.read_bytes())
        return next((cell for cell, known in cells(before) if known["grade_id"] == name), None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def student_part(cell: Json | None) -> str | None:
    """Give what is a student's of an answer's cell as `build` makes it: what the release says around it is another's. None without a cell."""
    if cell is None:
        return None
    source = source_of(cell)
    if cell["cell_type"] == "code":
        parts = blocks.inside(source)
        return "\n".join(map(blocks.dedented, parts)) if parts else source
    # else it is the released cell, in which nobody wrote
    return source if source.startswith(("```", _ELSEWHERE)) else ""


def _verdict(check: CheckResult) -> str:
    seen = f" {check.message}" if check.message else ""
    return f"{check.title} ({check.points:g} of {check.max_points:g}){seen}"


def _with_code(template: str, text: str) -> str:
    return blocks.fill(template, [text]) if len(blocks.locate(template)) == 1 else text


def _filled(template: str, result: QuestionResult | None) -> str:
    if result is None or len(blocks.locate(template)) != 1:
        return template
    return blocks.fill(template, [result.code])
