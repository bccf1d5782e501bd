"""Say what of a student's Python files is missing, and what stands in them where nobody is asked to write.

Comes in: a Submission with its files' cells, the Assignment, and what was taken. Goes out: findings. What the files' blocks hold is told as of
any block.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from autograder.assemble import cell_diff
from autograder.assemble.handed_files import MAX_FILE, is_readable, of_submission
from autograder.assemble.taking import Taken
from autograder.conventions import file_cells, finding, solution_cell
from autograder.model import Assignment, Cell, Finding, HandedFile, Submission
from autograder.untrusted_text import for_message

MAX_NAMED = 5  # cells, or lines


def file_findings(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    """Name each file that didn't come, each question that is gone from one, and code around the blocks that isn't ours."""
    release, cells = assignment.release.cells, submission.notebook.cells
    at = {cell.grade_id: index for index, cell in enumerate(release) if cell.file and cell.grade_id}
    for name, questions in file_cells.files_of(assignment.release).items():
        file = of_submission(submission, name)
        chosen = {question: taken.chosen[at[solution_cell(question)]] for question in questions}
        if not is_readable(file):
            message = _missing(file, _places(chosen.values(), cells), _zips(submission))
            yield finding(assignment, "file_missing", message, cell=name)
            continue
        for question in (one for one in questions if chosen[one] is None):
            message = f"`{question}` isn't defined at the left edge of {name}: nothing of it can be graded."
            yield finding(assignment, "block_not_found", message, cell=solution_cell(question))
        ours, theirs = (_around(name, some) for some in (release, cells))
        if found := cell_diff.differences(theirs.source, ours.source, elsewhere=file.text or ""):
            listed = "; ".join(f"line {number}: {what}" if number else what for number, what in found[:MAX_NAMED])
            more = f"; and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
            message = f"Code of {name} outside of the designated blocks was changed or added, and isn't graded: {listed}{more}."
            yield finding(assignment, "file_own_code", message, cell=name)


def _around(name: str, cells: tuple[Cell, ...]) -> Cell:
    """Return what stands around a file's blocks."""
    return next(cell for cell in cells if cell.file == name and not cell.grade_id)


def _places(chosen: Collection[Cell | None], cells: tuple[Cell, ...]) -> list[int]:
    """List the notebook's cells, from 1, in which a file's blocks were found."""
    return [number for number, cell in enumerate(cells, start=1) if any(cell is one for one in chosen)]


def _zips(submission: Submission) -> list[str]:
    """Name the archives that came inside of what was handed in: as for a notebook, none of them is looked into."""
    return [one.name for one in submission.others if one.name.lower().endswith((".zip", ".rar", ".7z", ".tar", ".gz"))]


def _missing(file: HandedFile, places: list[int], zips: Sequence[str]) -> str:
    called = f"{file.name} ({for_message(file.source)})" if file.source not in ("", file.name) else file.name
    if not file.source and zips:
        said = f"{file.name} wasn't handed in, and {for_message(zips[0])}, an archive inside of it, isn't looked into: hand in what is in that."
    elif not file.source:
        said = f"{file.name} wasn't handed in."
    elif file.text is None and not file.sha256:
        said = f"{called} is damaged, or it or what came with it is too large, and isn't read."
    elif file.text is None:
        said = f"{called} can't be read as text: it isn't saved as UTF-8, and no line at its top names another encoding, so that Python can't read it either."
    elif not file.text.strip():
        said = f"{called} is empty."
    else:
        said = f"{called} has {len(file.text):,} characters, more than {MAX_FILE:,}, and isn't read."
    if not places:
        return f"{said} Nothing of it can be graded."
    named = ", ".join(map(str, places[:MAX_NAMED])) + (", …" if len(places) > MAX_NAMED else "")
    return f"{said} What of it stands in the notebook is graded (cell {named})."
