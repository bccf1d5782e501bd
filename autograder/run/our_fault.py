"""Whose fault it is that drivers.py raised: what our own solution makes it raise at too is ours, and never a student's zero.

Comes in: what was observed, once all is over that is asked of the student's code. Goes out: nothing, or AssignmentBroken with file and line.
A driver that unpacks what a function returned raises in its own line when that is None: so its line alone tells nothing, and the same calls
are put to our own solution, in a process where nothing of a student's is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from autograder.errors import AssignmentBroken
from autograder.model import Assignment, Block, BlockState, Case, Observation, Outcome, Program
from autograder.run.given import Given

Ask = Callable[[Program, Sequence[Case]], Sequence[Observation]]
"""(program, cases) → what was observed."""


def look(
    program: Program, cases: Sequence[Case], found: Sequence[Observation], assignment: Assignment, ask: Ask
) -> None:
    """Put the calls at which drivers.py raised to our own solution; raises AssignmentBroken where that makes it raise too."""
    where = {one.case: one for one in found if one.driver_line is not None and one.outcome is Outcome.RAISED}
    suspects = [replace(case, with_reference=(), banned=()) for case in cases if case.id in where]
    if not suspects:
        return
    for case, ours in zip(suspects, ask(_solution(program, assignment), suspects), strict=True):
        if ours.outcome is Outcome.RAISED:
            line = ours.driver_line or where[case.id].driver_line
            raise AssignmentBroken(
                found=f"{assignment.folder / 'hidden' / 'drivers.py'}, line {line}: {case.call} raised {ours.error} when {case.check} "
                f"put it to our own solution of {case.question}",
                fix="Correct it, then grade again.",
            )


def _solution(program: Program, assignment: Assignment) -> Program:
    given = Given(assignment)

    def ours(block: Block) -> Block:
        text = given.text(block.question)
        return replace(block, source=text, text=text, first_line=1, state=BlockState.WRITTEN, problem=None)

    return replace(program, blocks=tuple(ours(block) for block in program.blocks))
