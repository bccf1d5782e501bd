"""Tell what a hand-in says of itself: whether its notebook is this assignment's, and which student it names.

Comes in: a read Notebook, or the bytes of a zip or notebook from anywhere. Goes out: counts of cells that are ours and others', and the student's
id as they wrote it: a claim. Nothing here refuses a file; what can't be read says nothing.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from autograder.conventions import defined_names, has_marker
from autograder.errors import GradingError
from autograder.intake import archive, filenames, ipynb, manifest
from autograder.intake.archive import Archive, Member
from autograder.model import Assignment, Cell, Notebook

MAX_NOTEBOOKS = 20  # of one zip that are looked into
MAX_NUMBER = 10**40
MAX_FIELDS = 5_000  # characters of the cell in which students say who they are


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How many cells hold an answer to this assignment, and how many to another."""

    own: int
    foreign: int

    @property
    def ours(self) -> bool:
        """Say whether the notebook is this assignment's."""
        return bool(self.own) and self.own >= self.foreign


def resemblance(read: Notebook, assignment: Assignment) -> Resemblance:
    """Tell this assignment's notebook from another's by the cells that hold answers."""
    ours = [cell for cell in assignment.release.cells if cell.solution]
    ids = {name for cell in ours for name in (cell.grade_id, cell.id) if name}
    defined = {name for cell in ours if cell.kind == "code" for name in defined_names(cell.source)}
    known = {name for cell in assignment.release.cells for name in (cell.grade_id, cell.id) if name}
    return Resemblance(
        own=sum(_is_ours(cell, ids, defined) for cell in read.cells),
        foreign=sum(_is_foreign(cell, known, defined) for cell in read.cells),
    )


def holds_ours(data: bytes, assignment: Assignment) -> bool:
    """Say whether a zip or notebook holds a notebook of this assignment."""
    try:
        if not archive.is_zip(data):
            return resemblance(ipynb.read(data), assignment).ours
        with Archive(data) as opened:
            return any(member_is_ours(opened, member, assignment) for member in notebooks(opened)[:MAX_NOTEBOOKS])
    except GradingError:
        return False


def notebooks(opened: Archive) -> list[Member]:
    """List the notebooks of a zip, those that a browser named .ipynb.txt too."""
    return [member for member in opened.members if filenames.kind(member.parts[-1]) == ".ipynb"]


def member_is_ours(opened: Archive, member: Member, assignment: Assignment) -> bool:
    """Say whether a notebook in a zip is this assignment's; what can't be read isn't."""
    try:
        return resemblance(ipynb.read(opened.read(member, ipynb.MAX_BYTES)), assignment).ours
    except GradingError:
        return False


def claimed_id(data: bytes) -> str:
    """Return the student's id that the manifest, or else the notebook's fields cell, tells; "" for none."""
    try:
        if not archive.is_zip(data):
            return _in_fields(ipynb.read(data))
        with Archive(data) as opened:
            told = manifest.of(opened)
            if told and told.fields.student_id:
                return told.fields.student_id
            held = notebooks(opened)
            return _in_fields(ipynb.read(opened.read(held[0], ipynb.MAX_BYTES))) if len(held) == 1 else ""
    except GradingError:
        return ""  # said, and heard, when it is received


def _in_fields(read: Notebook) -> str:
    cells = [cell.source for cell in read.cells if cell.kind == "code" and "student_id" in cell.source]
    for source in cells:
        if len(source) <= MAX_FIELDS and (told := _literal(source, "student_id")):
            return told
    return ""


def _literal(source: str, name: str) -> str:
    """Return the text or whole number that a cell assigns to a name at its left edge; nothing is run."""
    try:
        with warnings.catch_warnings(action="ignore"):
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for statement in body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            value = statement.value.value
            wanted = any(isinstance(target, ast.Name) and target.id == name for target in statement.targets)
            if wanted and (isinstance(value, str) or (type(value) is int and 0 < value < MAX_NUMBER)):
                return " ".join(str(value).split())[: manifest.MAX_TEXT]
    return ""


def _is_ours(cell: Cell, ids: set[str], defined: set[str]) -> bool:
    return cell.grade_id in ids or cell.id in ids or bool(defined & defined_names(cell.source))


def _is_foreign(cell: Cell, known: set[str], defined: set[str]) -> bool:
    """Say whether the cell holds an answer to something else."""
    if cell.grade_id in known or cell.id in known or defined & defined_names(cell.source):
        return False
    return bool(cell.solution and cell.grade_id) or (cell.kind == "code" and has_marker(cell.source))
