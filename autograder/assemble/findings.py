"""Say which rules of the course a notebook breaks: cells, code outside the blocks, imports, outputs, fields, the release.

Comes in: a Submission and what was taken from it. Goes out: findings, at most thirty of a rule. The code in the blocks is code_rules'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from autograder.assemble import blocks, cell_diff, cell_matching, expected_output, former_release
from autograder.assemble.answer_places import is_answer
from autograder.assemble.blocks import TakenText
from autograder.assemble.cell_matching import label
from autograder.assemble.file_findings import file_findings
from autograder.assemble.import_rules import import_findings
from autograder.assemble.source_text import commands_in
from autograder.assemble.student_fields import missing
from autograder.assemble.taking import Taken
from autograder.conventions import defined_names, finding, is_solution_cell, lines_of, question_of_cell, without_release
from autograder.model import Assignment, BlockState, Cell, Fields, Finding, Submission
from autograder.untrusted_text import for_message, same_id

MAX_PER_RULE = 30  # a flood of them helps nobody
MAX_NAMED = 5  # cells, in one of them


def list_findings(submission: Submission, assignment: Assignment, taken: Taken) -> tuple[Finding, ...]:
    """List what the notebook breaks, a rule's findings together, and past the bound a count of the others."""
    every = (
        *_cell_findings(submission, assignment, taken),
        *_answer_findings(assignment, taken),
        *file_findings(submission, assignment, taken),
        *_outside_findings(submission, assignment, taken),
        *_block_findings(assignment, taken),
        *import_findings(submission, assignment, taken),
        *_output_findings(submission, assignment, taken),
        *_field_findings(submission, assignment, taken.fields),
        *_release_findings(submission, assignment, taken),
    )
    return tuple(_bounded(every))


# ---------------------------------------------------------------- cells


def _cell_findings(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    student, release, matching = submission.notebook, assignment.release, taken.matching
    read = {part.at for parts in taken.written.found.values() for part in parts}
    ignored = cell_matching.harmless(student, matching.added)
    ours_defined = {name for cell in release.cells if cell.solution for name in defined_names(cell.source)}
    of_one_release = set(_in_one_release(submission, assignment, taken))  # _release_findings says it
    for at in matching.added:
        if at not in ignored and student.cells[at].grade_id not in of_one_release:
            message = _added(student.cells[at], at, ours_defined, read=at in read)
            yield finding(assignment, "cell_added", message, cell=f"cell {at + 1}")
    for ours, theirs in matching.copies.items():
        name = label(release.cells[ours], ours)
        if not theirs and (release.cells[ours].file or name in of_one_release):
            continue  # file_findings says it, or _release_findings
        if not theirs:
            yield finding(assignment, "cell_deleted", f"The cell {_called(name)} was deleted.", cell=name)
        elif len(theirs) > 1:
            if any(student.cells[at].file for at in theirs):
                message = f"{question_of_cell(name)} is defined {len(theirs)} times ({_places(student.cells, theirs)}); the last one written in counts."
                yield finding(assignment, "cell_copied", message, cell=name)
                continue
            places = ", ".join(str(at + 1) for at in theirs)
            counts = (
                "all that is written in them counts"
                if is_answer(release.cells[ours])
                else "the last one written in counts"
            )
            message = f"The cell {_called(name)} is there {len(theirs)} times (cells {places}); {counts}."
            yield finding(assignment, "cell_copied", message, cell=name)
    yield from _versions(submission, assignment, taken)
    present = [(theirs[0], ours) for ours, theirs in matching.copies.items() if theirs and not release.cells[ours].file]
    order = [ours for _, ours in sorted(present)]
    for index in cell_matching.moved(order):
        name = label(release.cells[order[index]], order[index])
        yield finding(assignment, "cell_moved", f"The cell {_called(name)} was moved to another place.", cell=name)


def _versions(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    """Say of a function that stands more than once in one cell which version counts."""
    cells = submission.notebook.cells
    chosen = {label(cell, at): taken.chosen[at] for at, cell in enumerate(assignment.release.cells)}
    for one in taken.blocks:
        older = {lines for text in one.texts for lines in text.others}
        if older:
            where = _places(cells, [at for at, cell in enumerate(cells) if cell is chosen[one.block.cell]])
            message = (
                f"{one.block.question} is defined {len(older) + 1} times ({where}); the last one written in counts."
            )
            yield finding(assignment, "cell_copied", message, cell=one.block.cell)


def _places(cells: Sequence[Cell], positions: Sequence[int]) -> str:
    """Name some of a student's cells, or lines of their files."""
    return ", ".join(
        f"{cell.file}, line {cell.line}" if (cell := cells[at]).file else f"cell {at + 1}" for at in positions
    )


def _called(name: str) -> str:
    """Name a cell as a student knows it: by its function."""
    return f"of {question_of_cell(name)}" if is_solution_cell(name) else name


def _answer_findings(assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    """Say of each written answer where it was found, where that isn't its own cell."""
    titles = {question.id: question.title or question.id for question in assignment.questions}
    for question, parts in taken.written.found.items():
        if parts:
            where = ", and from ".join(dict.fromkeys(f"cell {part.at + 1}, {part.how}" for part in parts))
            message = f"The answer to {for_message(titles[question])} was taken from {where}."
            yield finding(assignment, "answer_elsewhere", message, cell=question)


def _added(cell: Cell, at: int, ours_defined: set[str], *, read: bool) -> str:
    again = sorted(defined_names(cell.source) & ours_defined)
    if again and cell.kind == "code":
        return f"Cell {at + 1} was added and defines {again[0]} again; only the designated block is graded."
    kind = "An empty cell" if not cell.source.strip() else "A text cell" if cell.kind == "markdown" else "A code cell"
    use = "its text is read as an answer" if read else "it isn't graded"
    return f"{kind} was added (cell {at + 1}); {use}."


# ---------------------------------------------------------------- code outside the blocks, and blocks that aren't where they were


def _outside_findings(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    former = former_release.is_of_another(submission, assignment)
    for name, is_solution, changed in _outside(assignment, taken):
        if is_solution or not former:  # else _release_findings says it
            yield finding(assignment, "code_outside_block", changed, cell=name)


def _outside(assignment: Assignment, taken: Taken) -> Iterator[tuple[str, bool, str]]:
    """List what differs from the release outside of all blocks: in which cell, whether that holds a block of the same name, and what it is."""
    texts = {one.block.cell: one.texts for one in taken.blocks}
    for ours, cell in enumerate(assignment.release.cells):
        theirs = taken.chosen[ours]
        if theirs is None or cell.kind != "code" or (cell.file and not cell.solution):  # that is file_findings'
            continue
        if cell.file and not theirs.file:
            continue  # it was pasted into the notebook with all that stands around it, and file_findings says so
        name = label(cell, ours)
        changed = _changed(cell, theirs, texts.get(name, ()))
        if changed:
            yield name, cell.solution and theirs.grade_id in (None, cell.grade_id), changed


def _changed(ours: Cell, theirs: Cell, texts: tuple[TakenText, ...]) -> str | None:
    if "fields" in ours.tags:
        return None  # read_fields takes literals only; whatever else is there was never run
    if not ours.solution:
        sources = theirs.source, ours.source
        # what it carries of its release is another's in a notebook of a former one: release_mismatch says so
        if "submit" in ours.tags:
            sources = without_release(theirs.source), without_release(ours.source)
        line = cell_diff.difference(*sources)
        return f"A cell that isn't yours to edit was changed: {line}" if line else None
    if any(part.text is None for part in texts):
        return None  # block_not_found says it
    line = cell_diff.outside(blocks.without(theirs.source, texts[0].others if texts else ()), ours.source, texts)
    if line:
        return f"Code outside the designated block was changed and isn't graded: {line}"
    if not all(part.marked for part in texts):
        return "The block's marker lines were changed; your code was found by what stands around it."
    return None


def _block_findings(assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    kinds = {
        label(cell, at): theirs.kind for at, cell in enumerate(assignment.release.cells) if (theirs := taken.chosen[at])
    }
    for one in taken.blocks:
        if kinds.get(one.block.cell, "code") != "code":
            message = f"The cell {_called(one.block.cell)} was turned into a text cell, which runs nothing; its block is graded all the same."
            yield finding(assignment, "block_in_text", message, cell=one.block.cell)
        if commands := [command for part in one.texts if part.text for command in _commands(part.text)]:
            said = ", ".join(f"`{for_message(command[:60])}`" for command in commands[:5])
            message = f"A block is Python alone: commands of the notebook are left out when it is graded ({said})."
            yield finding(assignment, "notebook_command", message, cell=one.block.cell)
        for part in one.texts:
            if part.text is None:
                yield finding(assignment, "block_not_found", as_sentence(part.problem), cell=one.block.cell)
        if one.block.state is BlockState.BROKEN and one.block.problem == cell_diff.MSG_LEFT_FUNCTION:
            message = as_sentence(cell_diff.MSG_LEFT_FUNCTION)
            yield finding(assignment, "block_left_function", message, cell=one.block.cell)


def _commands(text: str) -> Iterator[str]:
    lines = lines_of(text)
    return (lines[at].strip() for at in commands_in(text))


# ---------------------------------------------------------------- outputs, fields, the release


def _output_findings(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    """Say where outputs are missing: a notebook none of whose cells surely leaves one has none to miss, once it was run."""
    student = submission.notebook.cells
    silent = list(_silent_cells(assignment, taken))
    if not any(cell.has_outputs for cell in student):
        ran = any(cell.execution_count is not None for cell in student)
        if not ran or any(counted for _, counted in silent):
            how = "outputs were cleared" if ran else "it wasn't run, or its outputs were cleared"
            rule = "output_cleared" if ran else "cell_not_run"
            yield finding(assignment, rule, f"No cell of the notebook shows any output: {how}.")
            return
    for rule, ran, what in (("output_cleared", True, "was cleared"), ("cell_not_run", False, "is missing")):
        concerned = [name for name, counted in silent if counted is ran]
        if concerned:
            message = f"Output {what} where there should be some: {_listed(concerned)}."
            yield finding(assignment, rule, message, cell=concerned[0])


def _silent_cells(assignment: Assignment, taken: Taken) -> Iterator[tuple[str, bool]]:
    """Name the cells without the output that they surely leave, and say whether each was run."""
    for ours, cell in enumerate(assignment.release.cells):
        theirs = taken.chosen[ours]
        if theirs is None or theirs.has_outputs or "submit" in cell.tags or cell.file:
            continue
        if expected_output.LEAVES_OUTPUT in cell.tags or expected_output.surely_shows(cell.source, cell.kind):
            yield label(cell, ours), theirs.execution_count is not None


def _field_findings(submission: Submission, assignment: Assignment, fields: Fields) -> Iterator[Finding]:
    lacking = missing(fields)
    if lacking:
        yield finding(assignment, "fields_missing", f"Not filled in: {', '.join(lacking)}.", cell="fields")
    claims = {"the notebook": fields.student_id}
    if submission.manifest:
        claims["the manifest"] = submission.manifest.fields.student_id
    if submission.own_id:
        claims["whoever handed it in"] = submission.student_id
    claims = {where: claim for where, claim in claims.items() if claim}
    one_person = all(same_id(claim, next(iter(claims.values()))) for claim in claims.values())
    known = any(item.rule == "identity_mismatch" for item in submission.findings)
    if not one_person and not known:
        told = ", ".join(f"{where} says {for_message(claim)}" for where, claim in claims.items())
        yield finding(assignment, "identity_mismatch", f"It is unclear whose this is: {told}.", cell="fields")


def _release_findings(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[Finding]:
    if former_release.is_of_another(submission, assignment):
        message = (
            f"This was made from release {submission.release_version}; the current one is {assignment.release_version}."
        )
        if others := [name for name, is_solution, _ in _outside(assignment, taken) if not is_solution]:
            message += f" Cells that aren't a student's to edit differ from it, and may have been handed out so: {_listed(others)}."
        if others := list(_in_one_release(submission, assignment, taken)):
            message += f" Only one of the two has: {_listed(others)}."
        yield finding(assignment, "release_mismatch", message)


def _in_one_release(submission: Submission, assignment: Assignment, taken: Taken) -> Iterator[str]:
    """Name the cells that only the former release has, or only the current one, as far as the notebook's own cell for handing in tells."""
    if former_release.is_of_another(submission, assignment):
        yield from (name for at in taken.matching.added if (name := submission.notebook.cells[at].grade_id))
    for ours, theirs in taken.matching.copies.items():
        name = label(assignment.release.cells[ours], ours)
        if not theirs and former_release.lacked(submission, assignment, name):
            yield name


# ---------------------------------------------------------------- all together


def _bounded(every: Iterable[Finding]) -> Iterator[Finding]:
    """Keep the first findings of each rule, and count the others in the last."""
    by_rule: dict[str, list[Finding]] = {}
    for item in every:
        by_rule.setdefault(item.rule, []).append(item)
    for items in by_rule.values():
        yield from items[: MAX_PER_RULE - 1]
        if len(items) >= MAX_PER_RULE:
            last, more = items[MAX_PER_RULE - 1], len(items) - MAX_PER_RULE
            yield replace(last, message=last.message + (f" And {more} more." if more else ""))


def _listed(cells: Sequence[str]) -> str:
    more = f" and {len(cells) - MAX_NAMED} more" if len(cells) > MAX_NAMED else ""
    return ", ".join(cells[:MAX_NAMED]) + more


def as_sentence(text: str | None) -> str:
    """Begin with a capital, and end as sentences do."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}" if text else ""
