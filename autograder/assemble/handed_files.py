"""Take the Python files that came with a notebook as cells behind its own, and say why a block of theirs isn't there.

Comes in: a Submission and the release. Goes out: the same Submission with the files' cells, and sentences. A file that was pasted into the
notebook instead is found there by what its cells define, as any block is (cell_matching).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.assemble.blocks import TakenText
from autograder.conventions import file_cells, lines_of, question_of_cell
from autograder.model import Cell, HandedFile, Notebook, Submission

MAX_FILE = 100_000  # characters; more is no answer to an exercise


def with_cells(submission: Submission, release: Notebook) -> Submission:
    """Add the files' cells to the notebook's."""
    wanted = file_cells.files_of(release)
    texts = {one.name: one.text or "" for one in submission.files if is_readable(one)}
    cells = [cell for name in wanted if name in texts for cell in file_cells.cut(name, texts[name], wanted[name])]
    notebook = submission.notebook
    return replace(submission, notebook=replace(notebook, cells=(*notebook.cells, *cells))) if cells else submission


def is_readable(file: HandedFile) -> bool:
    """Say whether a file came, and is a text that is looked into."""
    return file.text is not None and bool(file.text.strip()) and len(file.text) <= MAX_FILE


def of_submission(submission: Submission, name: str) -> HandedFile:
    """Return what came of a file."""
    return next((one for one in submission.files if one.name == name), HandedFile(name))


def why_missing(submission: Submission, ours: Cell) -> str:
    """Say why a block of a file has no cell of the student's."""
    if not is_readable(of_submission(submission, ours.file)):
        return f"{ours.file} wasn't handed in, or can't be read"
    return f"`{question_of_cell(ours.grade_id or '')}` isn't defined in {ours.file}"


def line_in_file(theirs: Cell | None, texts: Sequence[TakenText]) -> int:
    """Return the line of the student's file, from 1, where the text of their blocks begins; 0 where it doesn't come from there."""
    if theirs is None or not theirs.file or not texts or texts[0].text is None:
        return 0
    blank = next((at for at, line in enumerate(lines_of(texts[0].text)) if line.strip()), 0)
    return theirs.line + texts[0].start + blank
