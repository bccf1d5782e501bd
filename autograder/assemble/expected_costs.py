"""Say what a notebook would cost as it is, before anything runs: for the notebook's last cell, which carries these very rules.

Comes in: a notebook, and what a release knows of its assignment (`of_release`, plain values that travel as JSON). Goes out: each cost with its
points, and remarks that cost nothing. It needs Python's own library alone, for it runs in students' own processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder import assemble
from autograder.assemble import code_rules, gpu_names
from autograder.assemble.findings import as_sentence
from autograder.conventions import (
    banned_sentence,
    banned_share,
    file_cells,
    is_solution_cell,
    question_of_cell,
    share_in_words,
)
from autograder.model import (
    Assignment,
    BlockState,
    CaseKind,
    Check,
    Consequence,
    HandedFile,
    LatePolicy,
    Limits,
    Notebook,
    Question,
    Severity,
    Submission,
)

REMARKS = (
    "file_missing",
    "file_own_code",
    "block_in_text",
    "notebook_command",
    "block_left_function",
    "block_not_found",
    "banned_call",
    "identity_mismatch",
)
"""Rules that are told where they cost nothing; of the others the last cell has lines of its own."""

OF_BROKEN = ("block_left_function", "block_not_found")

OUTSIDE = (
    "code_outside_block"  # told of cells that students write in; of the others the last cell tells which were changed
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What is lost, at most, for one thing."""

    points: float  # 0 for a remark
    where: str  # a question's title; "" for the whole
    message: str


def costs(notebook: Notebook, assignment: Assignment, files: Mapping[str, str | None] | None = None) -> Iterator[Cost]:
    """List what would cost points if every answer were right; raises GraderTooOld for syntax that this Python doesn't know.

    files: the texts of the Python files that lie beside the notebook; None for one that is no text.
    """
    came = tuple(HandedFile(name, name, text=text) for name, text in (files or {}).items())
    submission = Submission("", assignment.name, notebook, sha256="", source="", files=came)
    program = code_rules.review(assemble.assemble(submission, assignment), assignment)
    blocks = {block.question: block for block in program.blocks}
    by_hand = {
        cell.grade_id for cell in assignment.release.cells if cell.kind == "code" and cell.solution and cell.grade
    }
    titles = {question.id: question.title or question.id for question in assignment.questions}
    broken = {block.cell for block in program.blocks if block.state is not BlockState.WRITTEN}
    for question in assignment.questions:
        block, uses = blocks.get(question.id), program.banned.get(question.id, ())
        if question.id in by_hand and not program.answers.get(question.id):
            yield Cost(0.0, titles[question.id], "Nothing has been written here yet; a person marks it.")
        if question.written or block is None:
            continue
        if block.state is not BlockState.WRITTEN:
            yield Cost(question.max_points, titles[question.id], as_sentence(block.problem or "there is no code here"))
        elif share := banned_share(question.banned, (use.ban for use in uses)):
            message = f"{banned_sentence(uses)} This costs {share_in_words(share)}."
            yield Cost(round(share * question.max_points, 6), titles[question.id], message)
        if line := gpu_names.asked_for(block.source):
            message = f"Your code asks for a GPU (`{line}`), and where it is graded there may be none: compute on the device that the inputs are on."
            yield Cost(0.0, titles[question.id], message)
        for name, place in block.left_out:
            message = f"Your code uses `{name}`, which is defined outside the designated block ({place}). What stands there isn't graded: put it inside."
            yield Cost(0.0, titles[question.id], message)
    for one in program.findings:
        if one.rule in OF_BROKEN and one.cell in broken and not one.points:
            continue  # its question says it above, with what it costs
        if one.points or one.rule in REMARKS or (one.rule == OUTSIDE and is_solution_cell(one.cell)):
            yield Cost(-one.points, titles.get(question_of_cell(one.cell), ""), one.message)


def of_release(known: Mapping[str, Any], release: Notebook) -> Assignment:
    """Make of what a release knows an assignment, as far as the rules look at it."""
    return Assignment(
        name=known["name"],
        folder=Path(),
        title="",
        order=0,
        due=datetime.min.replace(tzinfo=UTC),
        points=0.0,
        release_version=known["version"],
        release=file_cells.joined(release, known.get("files", {})),
        solution=Notebook(()),
        questions=tuple(_question(one) for one in known["questions"]),
        imports=tuple(known["imports"]),
        drivers="",
        reference={},
        limits=Limits(),
        consequences={
            rule: Consequence(Severity(word), points) for rule, (word, points) in known["consequences"].items()
        },
        late=LatePolicy(),
        least_sandbox_level=0,
        allowed=tuple(known["allowed"]),
    )


def _question(known: Mapping[str, Any]) -> Question:
    without_loops = Check("", "", known["id"], 0.0, dict, SimpleNamespace(at_most="1"), kind=CaseKind.METER)  # type: ignore[arg-type]
    return Question(
        known["id"],
        known["title"],
        known["max_points"],
        written=known["written"],
        checks=(without_loops,) if known["no_loops"] else (),
        banned=known["banned"],
    )
