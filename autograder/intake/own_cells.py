"""Tell what a hand-in says of itself: whether its notebook is this assignment's, and which student it names.

Comes in: a read Notebook, or the bytes of a zip or notebook from anywhere. Goes out: counts of cells that are ours and others', and the student's
id as they wrote it: a claim. Nothing here refuses a file; what can't be read says nothing.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from autograder.conventions import STUB, begins_block, defined_names, ends_block, has_marker, lines_of, question_of_cell
from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import archive, filenames, ipynb, manifest
from autograder.intake.archive import Archive, Member
from autograder.intake.persons_zip import PersonsZip
from autograder.model import Assignment, Cell, Notebook

MAX_NOTEBOOKS = 20  # of one zip that are looked into
MAX_VALUES = 2 * ipynb.MAX_VALUES  # of all of these: each is read several times before anything is graded
MAX_NUMBER = 10**40
UNTOUCHED = 1  # what a notebook weighs that nobody has written in
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
    """Tell this assignment's notebook from another's by the cells that hold answers, and by the test cells of what is answered in Python files."""
    ours = [cell for cell in assignment.release.cells if cell.solution]
    tests = _tests_of_files(assignment)
    ids = {name for cell in (*ours, *tests) for name in (cell.grade_id, cell.id) if name}
    texts = {cell.source for cell in tests}
    defined = {name for cell in ours if cell.kind == "code" for name in defined_names(cell.source)}
    known = {name for cell in assignment.release.cells for name in (cell.grade_id, cell.id) if name}
    return Resemblance(
        own=sum(_is_ours(cell, ids, defined) or cell.source in texts for cell in read.cells),
        foreign=sum(_is_foreign(cell, known, defined) for cell in read.cells),
    )


def worth(data: bytes, assignment: Assignment) -> int:
    """Weigh a zip or notebook: 0 for none of this assignment's, 1 for one as it was handed out, more the more answers are written in it."""
    try:
        if not archive.is_zip(data):
            return weight(ipynb.read(data), assignment)
        with PersonsZip(data) as opened:
            held = looked_into(opened)
            return max((member_worth(opened, member, assignment) for member in held), default=0)
    except GradingError:
        return 0


def member_worth(opened: Archive, member: Member, assignment: Assignment) -> int:
    """Weigh a notebook in a zip as worth does."""
    try:
        return weight(ipynb.read(opened.read(member, ipynb.MAX_BYTES)), assignment)
    except GradingError:
        return 0


def weight(read: Notebook, assignment: Assignment) -> int:
    """Weigh a notebook: 0 not ours, 1 untouched, 2 with words that are in no answer's cell, and from 3 on with that many answers and 2."""
    if not resemblance(read, assignment).ours:
        return 0
    given = {"".join(cell.source.split()) for cell in assignment.release.cells} | {""}
    touched = [cell for cell in read.cells if "".join(cell.source.split()) not in given and not is_stub(cell)]
    answered = sum(
        any(_answers(theirs, ours) for theirs in touched) for ours in assignment.release.cells if ours.solution
    )
    return UNTOUCHED + 1 + answered if answered else UNTOUCHED + bool(touched)


def notebooks(opened: Archive) -> list[Member]:
    """List the notebooks of a zip, those that a browser named .ipynb.txt too."""
    return [member for member in opened.members if filenames.kind(member.parts[-1]) == ".ipynb"]


def looked_into(opened: Archive) -> list[Member]:
    """List the notebooks of a zip that are looked into; raises SubmissionRejected where reading all of them would keep everybody waiting."""
    held = notebooks(opened)[:MAX_NOTEBOOKS]
    if len(held) > 1 and sum(member.size for member in held) > MAX_VALUES:  # a value takes a byte at least
        found = 0
        for member in held:
            found += ipynb.values(opened.read(member, ipynb.MAX_BYTES))
            if found > MAX_VALUES:
                raise SubmissionRejected(
                    found=f"the zip's {len(held)} notebooks hold more values together than can be looked through",
                    fix="Submit one notebook, and clear outputs that print or plot large data.",
                )
    return held


def claimed_ids(data: bytes) -> tuple[str, ...]:
    """Return the ids that a file tells, as written: the manifest's, or else those of the notebooks' fields cells, each once."""
    try:
        if not archive.is_zip(data):
            told = _in_fields(ipynb.read(data))
            return (told,) if told else ()
        with PersonsZip(data) as opened:
            claim, _ = manifest.of(opened)
            held = looked_into(opened)
            inside = list(dict.fromkeys(told for member in held if (told := member_claim(opened, member))))
            by_manifest = claim.fields.student_id if claim else ""
            return (by_manifest,) if by_manifest and len(inside) < 2 else tuple(inside)
    except GradingError:
        return ()  # said, and heard, when it is received


def member_claim(opened: Archive, member: Member) -> str:
    """Return the id that a notebook in a zip tells, "" when it tells none or can't be read."""
    try:
        return _in_fields(ipynb.read(opened.read(member, ipynb.MAX_BYTES)))
    except GradingError:
        return ""


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


def _answers(theirs: Cell, ours: Cell) -> bool:
    """Say whether a cell is where an answer of ours is written, by its names or by what it defines."""
    names = {name for name in (ours.grade_id, ours.id) if name}
    if theirs.grade_id in names or theirs.id in names:
        return True
    return ours.kind == "code" and bool(defined_names(ours.source) & defined_names(theirs.source))


def is_stub(cell: Cell) -> bool:
    """Say whether all blocks of a cell are as a release, this one or an older one, leaves them."""
    if cell.kind != "code" or not has_marker(cell.source):
        return False
    within, inside = False, []
    for line in map(str.strip, lines_of(cell.source)):
        if begins_block(line) or ends_block(line):
            within = begins_block(line)
        elif within and line and not line.startswith("#"):
            inside.append(line)
    return all(line.startswith(STUB) or line.partition("#")[0].strip() == "pass" for line in inside)


def _tests_of_files(assignment: Assignment) -> list[Cell]:
    """List the notebook's test cells of the questions that students answer in Python files."""
    cells = assignment.release.cells
    asked = {question_of_cell(cell.grade_id) for cell in cells if cell.file and cell.grade_id}
    return [cell for cell in cells if cell.grade and not cell.solution and cell.grade_id in asked]


def _is_ours(cell: Cell, ids: set[str], defined: set[str]) -> bool:
    return cell.grade_id in ids or cell.id in ids or bool(defined & defined_names(cell.source))


def _is_foreign(cell: Cell, known: set[str], defined: set[str]) -> bool:
    """Say whether the cell holds an answer to something else."""
    if cell.grade_id in known or cell.id in known or defined & defined_names(cell.source):
        return False
    return bool(cell.solution and cell.grade_id) or (cell.kind == "code" and has_marker(cell.source))
