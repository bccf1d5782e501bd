"""How long our own solution takes on this machine, and so how long a student's may: assignment.toml's limits, and more where the machine is slow.

Comes in: an assignment, its cases, and who puts them. Goes out: limits. Runs in our own process; `run` imports it, and each grader keeps one.

Nothing is measured before a call's time is over, which is rare. Then our solution is asked the same, once, in a process that holds nothing of a
student's: it shows whether the limits leave room on this machine. It leaves nothing behind that a student's process could find: it is code
without text, as what stands in for a student's block is, and what processes share is refused to all of them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.errors import AssignmentBroken, SandboxFailed
from autograder.model import Assignment, BlockState, Case, Limits, Outcome, Program
from autograder.run.plan import Step, cases_of, steps_of

if TYPE_CHECKING:
    from autograder.run.asking import Asking

TIMES = 10.0
"""A student's code may take so many times what our own solution takes, though never less than assignment.toml says."""


class Pace:
    """What is known of a machine's pace; before anything is, the limits are assignment.toml's."""

    def __init__(self) -> None:
        self._limits: Limits | None = None
        self._measured: set[str] = set()  # ids of cases

    def limits(self, assignment: Assignment) -> Limits:
        """Return what a submission may use here."""
        return self._limits or assignment.limits

    def knows(self, cases: Sequence[Case]) -> bool:
        """Say whether our solution has been asked these."""
        return self._measured.issuperset(case.id for case in cases)

    def measure(
        self,
        program: Program,
        cases: Sequence[Case],
        assignment: Assignment,
        ask: Callable[[Program, Limits], Asking],
    ) -> None:
        """Ask our own solution, and widen the limits where they don't leave room for it.

        Raises SandboxFailed when it is stopped too, however wide they are: then nobody's loop is to blame.
        """
        self._measured |= {case.id for case in cases}
        before = self.limits(assignment)
        blocks = tuple(replace(block, state=BlockState.WRITTEN) for block in program.blocks)
        try:
            asking = ask(replace(program, blocks=blocks), _times(TIMES, before))
        except AssignmentBroken:  # there is no solution of ours that runs: the rehearsal's to find
            return
        if any(one.outcome is Outcome.TIMED_OUT for one in asking.observed.values()):
            raise SandboxFailed(
                found=f"our own solution of {assignment.name} was stopped too, after {TIMES:g} times what [limits] of assignment.toml allow",
                fix="It has a loop that doesn't end, or this machine is too slow for these limits: rehearse it, make them wider, or grade on another one.",
            )
        self._limits = replace(
            before,
            seconds_per_case=max(before.seconds_per_case, TIMES * asking.used_by_a_call),
            cpu_seconds=max(before.cpu_seconds, TIMES * asking.used),
            seconds=max(before.seconds, TIMES * asking.used),
        )


def chain_of_ours(program: Program, cases: Sequence[Case]) -> list[Step]:
    """Return all cases as one step in which everything is our own."""
    return [Step(tuple(block.question for block in program.blocks), cases_of(steps_of(cases)))]


def _times(factor: float, limits: Limits) -> Limits:
    return replace(
        limits,
        seconds_per_case=factor * limits.seconds_per_case,
        cpu_seconds=factor * limits.cpu_seconds,
        seconds=factor * limits.seconds,
    )
