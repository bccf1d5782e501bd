"""Turn a submission into a program: the student's blocks put into our own cells, everything else of theirs left out.

Comes in: a Submission and its Assignment. Goes out: a Program, with a finding for each rule of the course that the notebook
breaks. Of several copies of a cell the last one that has something written in it counts, as it would if they were run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from autograder.assemble import blocks, cell_diff, cell_matching, expected_output
from autograder.assemble.blocks import Found
from autograder.assemble.cell_matching import Matching, label
from autograder.assemble.findings import finding
from autograder.assemble.name_resolution import Scope
from autograder.assemble.source_text import parse, without_magics
from autograder.assemble.student_fields import missing, read_fields
from autograder.model import Assignment, Block, BlockState, Cell, Fields, Finding, Notebook, Program, Submission
from autograder.untrusted_text import for_file_name, for_message

MOST = 30  # findings of one rule; a flood of them helps nobody
SUFFIX = "_solution"


def assemble(submission: Submission, assignment: Assignment) -> Program:
    """Take the designated blocks, the written answers and the fields from the student's cells, and put them into ours."""
    student, release = submission.notebook.cells, assignment.release.cells
    matching = cell_matching.match(submission.notebook, assignment.release)
    chosen = {
        ours: _counting(release[ours], [student[at] for at in theirs]) for ours, theirs in matching.copies.items()
    }
    taken = [_block(cell, chosen[ours]) for ours, cell in enumerate(release) if cell.solution and cell.kind == "code"]
    details = read_fields(_text_of(assignment, chosen, "fields"), submission.manifest)
    found = [
        *_cells_findings(submission, assignment, matching),
        *_outside_findings(assignment, chosen, taken),
        *_block_findings(assignment, taken),
        *_import_findings(submission, assignment, matching),
        *_output_findings(submission, assignment, chosen),
        *_field_findings(submission, assignment, details),
        *_release_findings(submission, assignment),
    ]
    return Program(
        student_id=submission.student_id,
        fields=details,
        setup=tuple(cell.source for cell in release if cell.kind == "code" and "setup" in cell.tags),
        blocks=tuple(block for block, _ in taken),
        answers=_answers(assignment, chosen),
        findings=(*submission.findings, *_bounded(found)),
    )


# ---------------------------------------------------------------- taking


def _counting(ours: Cell, copies: Sequence[Cell]) -> Cell | None:
    """Choose the copy that counts: the last with something written in it, else the first."""
    written = [cell for cell in copies if _is_written(ours, cell)] if len(copies) > 1 else []
    return written[-1] if written else next(iter(copies), None)


def _is_written(ours: Cell, theirs: Cell) -> bool:
    if ours.solution and ours.kind == "code":
        texts = [found.text for found in blocks.extract(theirs.source, ours.source)]
        return any(text is not None and not blocks.is_blank(text) for text in texts)
    return "".join(ours.source.split()) != "".join(theirs.source.split())


def _block(ours: Cell, theirs: Cell | None) -> tuple[Block, tuple[Found, ...]]:
    """Put the student's text into our cell and say what state it is in."""
    name = ours.grade_id or ours.id or ""
    found = blocks.extract(theirs.source, ours.source) if theirs else ()
    filled = blocks.fill(ours.source, [part.text for part in found])
    lines = filled.split("\n")
    regions = blocks.locate(filled)
    first = regions[0].begin + 1 if regions else 0
    last = regions[-1].end if regions else len(lines)
    while first < last and not lines[first].strip():
        first += 1
    state, problem = _state(ours, theirs, found, filled, first + 1)
    block = Block(
        question=name.removesuffix(SUFFIX),
        cell=name,
        source=filled,
        text=blocks.dedented("\n".join(lines[first:last])) if theirs else "",
        first_line=first + 1,
        state=state,
        problem=problem,
    )
    return block, found


def _state(
    ours: Cell, theirs: Cell | None, found: Sequence[Found], filled: str, first_line: int
) -> tuple[BlockState, str | None]:
    if theirs is None:
        return BlockState.MISSING, "the cell for this is gone from the notebook"
    texts = [part.text for part in found if part.text is not None]
    if not texts:
        return BlockState.MISSING, found[0].problem if found else "this cell has no block"
    if all(blocks.is_blank(text) for text in texts):
        return BlockState.BLANK, "nothing has been written here yet"
    problem = cell_diff.problem(ours.source, filled, first_line=first_line)
    return (BlockState.BROKEN, problem) if problem else (BlockState.WRITTEN, None)


def _answers(assignment: Assignment, chosen: Mapping[int, Cell | None]) -> dict[str, str]:
    """Return the text of each written question; "" where the release's own text still stands."""
    answers = {}
    for ours, cell in enumerate(assignment.release.cells):
        if cell.grade and cell.solution and cell.grade_id:
            theirs = chosen[ours]
            text = theirs.source.strip() if theirs else ""
            answers[cell.grade_id] = "" if text == cell.source.strip() else text
    return answers


def _text_of(assignment: Assignment, chosen: Mapping[int, Cell | None], tag: str) -> str:
    found = (chosen[ours] for ours, cell in enumerate(assignment.release.cells) if tag in cell.tags)
    return "\n".join(cell.source for cell in found if cell)


# ---------------------------------------------------------------- the rules of the course


def _cells_findings(submission: Submission, assignment: Assignment, matching: Matching) -> Iterator[Finding]:
    student, release = submission.notebook, assignment.release
    ignored = cell_matching.harmless(student, matching.added)
    ours_defined = {name for cell in release.cells if cell.solution for name in cell_matching.defined(cell.source)}
    for at in matching.added:
        if at not in ignored:
            message = _added(student.cells[at], at, ours_defined)
            yield finding(assignment, "cell_added", message, cell=f"cell {at + 1}")
    for ours, theirs in matching.copies.items():
        name = label(release.cells[ours], ours)
        if not theirs:
            yield finding(assignment, "cell_deleted", f"The cell {_called(name)} was deleted.", cell=name)
        elif len(theirs) > 1:
            places = ", ".join(str(at + 1) for at in theirs)
            message = f"The cell {_called(name)} is there {len(theirs)} times (cells {places}); the last one written in counts."
            yield finding(assignment, "cell_copied", message, cell=name)
    present = [(theirs[0], ours) for ours, theirs in matching.copies.items() if theirs]
    order = [ours for _, ours in sorted(present)]
    for index in cell_matching.moved(order):
        name = label(release.cells[order[index]], order[index])
        yield finding(assignment, "cell_moved", f"The cell {_called(name)} was moved to another place.", cell=name)


def _called(name: str) -> str:
    """Name a cell as a student knows it: by its function."""
    return f"of {name.removesuffix(SUFFIX)}" if name.endswith(SUFFIX) else name


def _added(cell: Cell, at: int, ours_defined: set[str]) -> str:
    again = sorted(cell_matching.defined(cell.source) & ours_defined)
    if again and cell.kind == "code":
        return f"Cell {at + 1} was added and defines {again[0]} again; only the designated block is graded."
    kind = "An empty cell" if not cell.source.strip() else "A text cell" if cell.kind == "markdown" else "A code cell"
    return f"{kind} was added (cell {at + 1}); it isn't graded."


def _outside_findings(
    assignment: Assignment, chosen: Mapping[int, Cell | None], taken: Iterable[tuple[Block, tuple[Found, ...]]]
) -> Iterator[Finding]:
    founds = {block.cell: found for block, found in taken}
    for ours, cell in enumerate(assignment.release.cells):
        theirs = chosen[ours]
        if theirs is None or cell.kind != "code":
            continue
        name = label(cell, ours)
        changed = _changed(cell, theirs, founds.get(name, ()))
        if changed:
            yield finding(assignment, "code_outside_block", changed, cell=name)


def _changed(ours: Cell, theirs: Cell, found: tuple[Found, ...]) -> str | None:
    if "fields" in ours.tags:
        return None  # read_fields takes literals only; whatever else is there was never run
    if not ours.solution:
        line = cell_diff.difference(theirs.source, ours.source)
        return f"A cell that isn't yours to edit was changed: {line}" if line else None
    if any(part.text is None for part in found):
        return None  # block_not_found says it
    line = cell_diff.outside(theirs.source, ours.source, found)
    if line:
        return f"Code outside the designated block was changed and isn't graded: {line}"
    if not all(part.marked for part in found):
        return "The block's marker lines were changed; your code was found by its function."
    return None


def _block_findings(assignment: Assignment, taken: Iterable[tuple[Block, tuple[Found, ...]]]) -> Iterator[Finding]:
    for block, found in taken:
        for part in found:
            if part.text is None:
                yield finding(assignment, "block_not_found", f"{_sentence(part.problem)}", cell=block.cell)
        if block.state is BlockState.BROKEN and block.problem == cell_diff.LEFT:
            yield finding(assignment, "block_left_function", _sentence(cell_diff.LEFT), cell=block.cell)


def _import_findings(submission: Submission, assignment: Assignment, matching: Matching) -> Iterator[Finding]:
    """Name libraries imported outside the blocks; policy looks at the blocks."""
    release = assignment.release.cells
    allowed = _imported_by(assignment.release) | set(assignment.imports)
    known = {cell.source for cell in release}
    solutions = {at for index, copies in matching.copies.items() if release[index].solution for at in copies}
    for at, cell in enumerate(submission.notebook.cells):
        if cell.kind == "code" and at not in solutions and cell.source not in known:
            for module in sorted(_imported(cell.source) - allowed):
                message = f"Cell {at + 1} imports {for_message(module)}, which this assignment doesn't allow."
                yield finding(assignment, "import_added", message, cell=f"cell {at + 1}")


@lru_cache(maxsize=8)
def _imported_by(release: Notebook) -> frozenset[str]:
    return frozenset(module for cell in release.cells if cell.kind == "code" for module in _imported(cell.source))


def _imported(source: str) -> frozenset[str]:
    tree, _ = parse(without_magics(source))
    return frozenset(item.top for item in Scope().imports(tree)) if tree else frozenset()


def _output_findings(
    submission: Submission, assignment: Assignment, chosen: Mapping[int, Cell | None]
) -> Iterator[Finding]:
    student = submission.notebook.cells
    if not any(cell.has_outputs for cell in student):
        ran = any(cell.execution_count is not None for cell in student)
        how = "outputs were cleared" if ran else "it wasn't run, or its outputs were cleared"
        rule = "output_cleared" if ran else "cell_not_run"
        yield finding(assignment, rule, f"No cell of the notebook shows any output: {how}.")
        return
    silent = []
    for ours, cell in enumerate(assignment.release.cells):
        theirs = chosen[ours]
        if (
            theirs
            and not theirs.has_outputs
            and "submit" not in cell.tags
            and expected_output.surely(cell.source, cell.kind)
        ):
            silent.append((label(cell, ours), theirs.execution_count is not None))
    for rule, ran, what in (("output_cleared", True, "was cleared"), ("cell_not_run", False, "is missing")):
        concerned = [name for name, counted in silent if counted is ran]
        if concerned:
            places = ", ".join(concerned[:5]) + (f" and {len(concerned) - 5} more" if len(concerned) > 5 else "")
            yield finding(assignment, rule, f"Output {what} where there should be some: {places}.", cell=concerned[0])


def _field_findings(submission: Submission, assignment: Assignment, details: Fields) -> Iterator[Finding]:
    lacking = missing(details)
    if lacking:
        yield finding(assignment, "fields_missing", f"Not filled in: {', '.join(lacking)}.", cell="fields")
    claims = {"the notebook": details.student_id}
    if submission.manifest:
        claims["the manifest"] = submission.manifest.fields.student_id
    if submission.own_id:
        claims["whoever handed it in"] = submission.student_id
    ids = {where: for_file_name(claim).casefold() for where, claim in claims.items() if claim}
    known = any(item.rule == "identity_mismatch" for item in submission.findings)
    if len(set(ids.values())) > 1 and not known:
        told = ", ".join(f"{where} says {for_message(claims[where])}" for where in ids)
        yield finding(assignment, "identity_mismatch", f"It is unclear whose this is: {told}.", cell="fields")


def _release_findings(submission: Submission, assignment: Assignment) -> Iterator[Finding]:
    version = submission.notebook.version or (submission.manifest.release_version if submission.manifest else "")
    if version and version != assignment.release_version:
        message = f"This was made from release {version}; the current one is {assignment.release_version}."
        yield finding(assignment, "release_mismatch", message)


def _bounded(found: Iterable[Finding]) -> Iterator[Finding]:
    """Keep the first findings of each rule, and count the others in the last."""
    by_rule: dict[str, list[Finding]] = {}
    for item in found:
        by_rule.setdefault(item.rule, []).append(item)
    for items in by_rule.values():
        yield from items[: MOST - 1]
        if len(items) >= MOST:
            more = len(items) - MOST
            yield replace(items[MOST - 1], message=items[MOST - 1].message + (f" And {more} more." if more else ""))


def _sentence(text: str | None) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
