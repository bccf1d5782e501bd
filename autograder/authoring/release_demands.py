"""What a notebook must have, and keep to, before students get it, and that grading can ask what its checks ask.

Comes in: the cells as they would be released, and the Python files beside them; an assignment's name. Goes out: nothing, or AssignmentBroken with
what to write where.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from autograder.assemble.source_text import MAX_SOURCE
from autograder.authoring.compile import digest_of_text
from autograder.authoring.master import OF_FILES, read_master
from autograder.authoring.notebook_file import read_notebook, source_path
from autograder.conventions.plurals import counted
from autograder.course import assignment, code_files, outline, settings, unfinished
from autograder.errors import AssignmentBroken
from autograder.intake import ipynb
from autograder.intake.ipynb import Json
from autograder.model import Assignment

_SEED = 1


def of_cells(cells: Sequence[Json], files: Collection[str], name: str) -> None:
    """Demand one cell that hands in, one that loads files where there are any, and no cell of code that is too long to be read again."""
    _one_submission_cell(cells, name)
    _one_cell_for_files(cells, files, name)
    _none_too_long(cells, name)


def of_text(name: str, root: Path) -> None:
    """Demand that the notebook was built from what notebook.py says now."""
    built = read_notebook(source_path(name, root)).get("metadata", {}).get("autograder", {})
    master = read_master(settings.find(name, root) / "notebook.py")
    if built.get("text", "") not in ("", digest_of_text(master)):
        raise AssignmentBroken(
            found=f"assignments/{name}/notebook.py was edited since source/{name}/{name}.ipynb was built, which would be handed out as it is",
            fix=f"Run: autograder build {name} && autograder release {name}",
        )


def of_grading(name: str, root: Path) -> None:
    """Read what grades it, draw each check once and have our own answers to it: what ends in AssignmentBroken in grading does so here."""
    from autograder.examine.test_plan import draw_test_plan

    built = _as_built(name, root)
    unfinished.demand_finished(built.questions, built.folder)
    plan = draw_test_plan(built, _SEED)
    for planned in plan.planned:
        plan.expected(planned)


def _as_built(name: str, root: Path) -> Assignment:
    """Read an assignment of which nothing is released yet, and some may still be unwritten."""
    folder = settings.find(name, root)
    solution = code_files.with_solutions(ipynb.read((root / "source" / name / f"{name}.ipynb").read_bytes()), folder)
    known = outline.of_cells(folder, root, release=solution, solution=solution, version="")
    return assignment.completed(known, root, in_part=True)


def _one_submission_cell(cells: Sequence[Json], name: str) -> None:
    count = sum(cell["source"].count("RELEASE = {'assignment'") for cell in cells)
    if count != 1:
        raise AssignmentBroken(
            found=f"assignments/{name}/notebook.py: {counted(count, 'cell holds', 'cells hold') if count else 'no cell holds'} the line `RELEASE = {{}}  # filled in by the release`",
            fix='End the notebook with one submission cell: `# %% tags=["submit"]` and `# include _shared/notebook/submit.py`.',
        )


def _one_cell_for_files(cells: Sequence[Json], files: Collection[str], name: str) -> None:
    count = sum("\nFILES = {" in cell["source"] and "class _Files:" in cell["source"] for cell in cells)
    if count != bool(files):
        found = f"assignments/{name}/notebook.py: {counted(count, 'cell loads', 'cells load') if count else 'no cell loads'} Python files, and assignment.toml names {len(files)}"
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
