"""What a notebook must have, and keep to, before students get it.

Comes in: the cells as they would be released, and the Python files beside them. Goes out: nothing, or AssignmentBroken with what to write where.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from autograder.assemble.source_text import MAX_SOURCE
from autograder.authoring.master import OF_FILES
from autograder.errors import AssignmentBroken
from autograder.intake.ipynb import Json


def of_cells(cells: Sequence[Json], files: Collection[str], name: str) -> None:
    """Demand one cell that hands in, one that loads files where there are any, and no cell of code that is too long to be read again."""
    _one_submission_cell(cells, name)
    _one_cell_for_files(cells, files, name)
    _none_too_long(cells, name)


def _one_submission_cell(cells: Sequence[Json], name: str) -> None:
    count = sum(cell["source"].count("RELEASE = {'assignment'") for cell in cells)
    if count != 1:
        raise AssignmentBroken(
            found=f"assignments/{name}/notebook.py: {'no' if count == 0 else count} cell holds the line `RELEASE = {{}}  # filled in by the release`",
            fix='End the notebook with one submission cell: `# %% tags=["submit"]` and `# include _shared/notebook/submit.py`.',
        )


def _one_cell_for_files(cells: Sequence[Json], files: Collection[str], name: str) -> None:
    count = sum("\nFILES = {" in cell["source"] and "class _Files:" in cell["source"] for cell in cells)
    if count != bool(files):
        found = f"assignments/{name}/notebook.py: {count or 'no'} cell loads Python files, and assignment.toml names {len(files)}"
        fix = f"Write one cell with the line `{OF_FILES}`, or none of your own: then it is given."
        raise AssignmentBroken(found=found, fix=fix if files else f"Take the line `{OF_FILES}` out.")


def _none_too_long(cells: Sequence[Json], name: str) -> None:
    """Refuse a cell of code that the grader wouldn't read: whatever a student's copy of it imports or says would be taken for theirs."""
    for number, cell in enumerate(cells, start=1):
        length = len(cell["source"])
        if cell["cell_type"] == "code" and length > MAX_SOURCE:
            raise AssignmentBroken(
                found=f"assignments/{name}/notebook.py: cell {number} ({cell['id']}) would be released with {length:,} characters, and the grader reads {MAX_SOURCE:,}",
                fix="Cut it in two, or keep its data in a file of data/.",
            )
