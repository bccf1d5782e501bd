"""Plan in which processes cases are put, and in which order: cases → chains of steps.

Cases to which the same questions are given are one step. Steps that each give all that the one before gave, and more, are a chain, which may
share a process: our own implementations take the place of the student's one after the other there.

The rule, for a submission as a whole: no process gets our implementation of a question before everything is over that is asked of that
question, in this process and in all others. Processes of one submission can leave each other signs (docs/security.md), and what one of them
learns of ours is worth nothing once it can't be handed in any more.

Within a step, pictures for the student's page come first: what is drawn there must not have met a hidden input. Calls that are metered
come after all whose numbers are judged, and calls on another device last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.errors import AssignmentBroken
from autograder.model import Case, CaseKind


@dataclass(frozen=True, slots=True)
class Step:
    """Cases to which the same questions are given, in the order in which they are put."""

    with_reference: tuple[str, ...]
    cases: list[Case]


def steps_of(cases: Sequence[Case]) -> list[Step]:
    """Put together what is asked with the same questions given; no step comes before all that ask what it gives.

    Raises AssignmentBroken when a case gives the very question that it asks, or when no order of steps keeps that rule.
    """
    steps: dict[tuple[str, ...], Step] = {}
    for case in sorted(cases, key=_turn):
        if case.question in case.with_reference:
            raise AssignmentBroken(
                found=f"{case.check} asks {case.question} and gives it at once",
                fix="Take it out of [builds_on], or of the check's with_reference=.",
            )
        with_reference = tuple(sorted(case.with_reference))
        steps.setdefault(with_reference, Step(with_reference, [])).cases.append(case)
    return _in_order(list(steps.values()))


def chains_of(steps: Sequence[Step]) -> list[list[Step]]:
    """Let steps share a process where each gives all that the one before gave, and all that ask it have been taken by then."""
    chains: list[list[Step]] = []
    left = list(steps)
    while left:
        chain = [left.pop(0)]
        for step in list(left):
            if set(chain[-1].with_reference) < set(step.with_reference) and not any(
                _comes_before(other, step) for other in left
            ):
                chain.append(step)
                left.remove(step)
        chains.append(chain)
    return chains


def _comes_before(other: Step, step: Step) -> bool:
    """Say whether a step asks what another gives: then it has to be over before the other's process begins."""
    return any(case.question in step.with_reference for case in other.cases)


def _in_order(steps: list[Step]) -> list[Step]:
    ordered: list[Step] = []
    while steps:
        ready = next((step for step in steps if not any(_comes_before(other, step) for other in steps)), None)
        if ready is None:
            circle = sorted({name for step in steps for name in step.with_reference})
            raise AssignmentBroken(
                found=f"{', '.join(circle)} are each given while another of them is asked, so one must be given before it is asked",
                fix="Take one out of [builds_on], or of a check's with_reference=.",
            )
        ordered.append(ready)
        steps.remove(ready)
    return ordered


def _turn(case: Case) -> tuple[Any, ...]:
    order = {CaseKind.PICTURE: -1, CaseKind.METER: 1, CaseKind.WATCH: 1, CaseKind.DEVICE: 2}
    return len(case.with_reference), order.get(case.kind, 0), case.banned


def watched(cases: Sequence[Case]) -> list[str]:
    """List the names that need tripwires in a process: all that are banned in any of its questions."""
    return sorted({name for case in cases for name in case.banned})


def cases_of(steps: Sequence[Step]) -> list[Case]:
    """List the cases of all steps, in their order."""
    return [case for step in steps for case in step.cases]
