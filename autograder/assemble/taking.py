"""Take from a student's notebook what counts: the text of each block, the written answers and the fields, each from the right cell.

Comes in: a Submission and its Assignment. Goes out: what was taken, and from which cells, for the Program and for the findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.assemble import blocks, cell_diff, cell_matching, former_release, handed_files, written_answers
from autograder.assemble.blocks import TakenText
from autograder.assemble.cell_matching import Matching
from autograder.assemble.source_text import without_magics
from autograder.assemble.student_fields import read_fields
from autograder.assemble.written_answers import Written
from autograder.conventions import lines_of, question_of_cell
from autograder.conventions.future_imports import flags_above
from autograder.model import Assignment, Block, BlockState, Cell, Fields, Submission


@dataclass(frozen=True, slots=True)
class TakenBlock:
    """A solution cell of ours with the student's text in it, and how that text was found."""

    block: Block
    texts: tuple[TakenText, ...]  # of the cell's blocks, in order; () when the cell is gone


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from a notebook; positions are those of the release's cells."""

    matching: Matching
    chosen: Mapping[int, Cell | None]  # ours → the student's cell that counts; None when it is gone
    blocks: tuple[TakenBlock, ...]
    written: Written  # the answers, and the words that are elsewhere
    fields: Fields


def take(submission: Submission, assignment: Assignment) -> Taken:
    """Find our cells among the student's and take what counts from each."""
    student, release = submission.notebook.cells, assignment.release.cells
    matching = cell_matching.match(submission.notebook, assignment.release)
    chosen = {
        ours: _counting(release[ours], [student[at] for at in theirs]) for ours, theirs in matching.copies.items()
    }
    taken = tuple(
        _block(
            cell, chosen[ours], submission, assignment, flags_above(release, cell) | flags_above(student, chosen[ours])
        )
        for ours, cell in enumerate(release)
        if cell.solution and cell.kind == "code"
    )
    fields = read_fields(_tagged(release, chosen, "fields"), submission.manifest)
    return Taken(
        matching=matching,
        chosen=chosen,
        blocks=taken,
        written=written_answers.find(submission, assignment, matching, [one.block for one in taken], fields),
        fields=fields,
    )


def _counting(ours: Cell, copies: Sequence[Cell]) -> Cell | None:
    """Choose the copy that counts: the last with something written in it, else the first."""
    written = [cell for cell in copies if _is_written(ours, cell)] if len(copies) > 1 else []
    return written[-1] if written else next(iter(copies), None)


def _is_written(ours: Cell, theirs: Cell) -> bool:
    if ours.solution and ours.kind == "code":
        return blocks.is_written(theirs.source, ours.source)
    return "".join(ours.source.split()) != "".join(theirs.source.split())


def _block(ours: Cell, theirs: Cell | None, submission: Submission, assignment: Assignment, flags: int) -> TakenBlock:
    """Put the student's text into our cell and say what state it is in."""
    name = ours.grade_id or ours.id or ""
    texts = blocks.extract(theirs.source, ours.source) if theirs else ()
    filled = blocks.fill(ours.source, [part.text and without_magics(part.text) for part in texts])
    first, last = _span(filled)
    state, problem = _state(ours, theirs, texts, filled, first + 1)
    if theirs is None and ours.file:
        problem = handed_files.why_missing(submission, ours)
    elif theirs is None and former_release.lacked(submission, assignment, name):
        problem = "this question wasn't in the notebook that you were given"
    in_file = handed_files.line_in_file(theirs, texts)
    if problem and in_file and state is BlockState.BROKEN:
        problem = cell_diff.problem(ours.source, filled, first_line=first + 2 - in_file, where=f" of {ours.file}")
    block = Block(
        question=question_of_cell(name),
        cell=name,
        source=filled,
        text=blocks.dedented("\n".join(_without_calls(filled, texts)[first:last])) if theirs else "",
        first_line=first + 1,
        state=state,
        problem=problem,
        file=ours.file,
        file_line=in_file,
        flags=flags,
    )
    return TakenBlock(block, texts)


def _span(filled: str) -> tuple[int, int]:
    """Return the lines, from 0, from the first that isn't blank in the first block to the end of the last block."""
    lines, regions = lines_of(filled), blocks.locate(filled)
    first = regions[0].begin + 1 if regions else 0
    last = regions[-1].end if regions else len(lines)
    while first < last and not lines[first].strip():
        first += 1
    return first, last


def _without_calls(filled: str, texts: Sequence[TakenText]) -> list[str]:
    """Return the lines of our cell with a student's text in it, those blank that we put at a block's end: a page shows what they wrote."""
    lines = lines_of(filled)
    for region, part in zip(blocks.locate(filled), texts, strict=False):
        if part.called:
            lines[region.end - 1] = ""
    return lines


def _state(
    ours: Cell, theirs: Cell | None, taken: Sequence[TakenText], filled: str, first_line: int
) -> tuple[BlockState, str | None]:
    if theirs is None:
        return BlockState.MISSING, "the cell for this is gone from the notebook"
    texts = [part.text for part in taken if part.text is not None]
    if not texts:
        return BlockState.MISSING, taken[0].problem if taken else "this cell has no block"
    if all(blocks.is_blank(text) for text in texts) or _as_given(ours.source, texts):
        return BlockState.BLANK, _why_blank(ours, theirs, taken)
    problem = cell_diff.problem(ours.source, filled, first_line=first_line)
    return (BlockState.BROKEN, problem) if problem else (BlockState.WRITTEN, None)


def _why_blank(ours: Cell, theirs: Cell, taken: Sequence[TakenText]) -> str:
    """Say that nothing is written, and of code that stands outside the block that it isn't graded: whoever wrote it knows that something is."""
    changed = (
        cell_diff.outside(theirs.source, ours.source, taken) if all(part.text is not None for part in taken) else ""
    )
    if changed and changed.endswith(" was written"):
        return f"nothing has been written between the marker lines, and what stands outside of them isn't graded ({changed})"
    return "nothing has been written here yet"


def _as_given(ours: str, texts: Sequence[str]) -> bool:
    """Say whether the blocks hold just what was handed out."""
    given = blocks.inside(ours)
    return len(given) == len(texts) and all(
        blocks.dedented(one) == blocks.dedented(text) for one, text in zip(given, texts, strict=True)
    )


def _tagged(release: Sequence[Cell], chosen: Mapping[int, Cell | None], tag: str) -> str:
    """Return the text of the student's cells for ours with a tag."""
    theirs = (chosen[ours] for ours, cell in enumerate(release) if tag in cell.tags)
    return "\n".join(cell.source for cell in theirs if cell)
