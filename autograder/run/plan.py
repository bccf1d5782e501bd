"""Plan in which processes cases are put, and in which order: cases → chains of steps.

Cases to which the same questions are given are one step. Steps that each give all that the one before gave, and more, are a chain, which may
share a process: our own implementations take the place of the student's one after the other there. So no question is asked in a process
that holds, or held, our own implementation of it.

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

    given: tuple[str, ...]
    cases: list[Case]


def steps_of(cases: Sequence[Case]) -> list[Step]:
    """Put together what is asked with the same questions given; what changes the process more comes later.

    Raises AssignmentBroken when a case gives the very question that it asks.
    """
    steps: dict[tuple[str, ...], Step] = {}
    for case in sorted(cases, key=_turn):
        if case.question in case.given:
            raise AssignmentBroken(
                found=f"{case.check} asks {case.question} and gives it at once",
                fix="Take it out of [builds_on], or of the check's with_reference=.",
            )
        given = tuple(sorted(case.given))
        steps.setdefault(given, Step(given, [])).cases.append(case)
    return list(steps.values())


def chains_of(steps: Sequence[Step]) -> list[list[Step]]:
    """Let steps share a process where each gives all that the one before gave: what is asked in one wasn't given in any before it."""
    chains: list[list[Step]] = []
    for step in steps:
        chain = next((chain for chain in chains if set(chain[-1].given) < set(step.given)), None)
        if chain is None:
            chains.append([step])
        else:
            chain.append(step)
    return chains


def _turn(case: Case) -> tuple[Any, ...]:
    order = {CaseKind.PICTURE: -1, CaseKind.METER: 1, CaseKind.WATCH: 1, CaseKind.DEVICE: 2}
    return len(case.given), order.get(case.kind, 0), case.banned


def watched(cases: Sequence[Case]) -> list[str]:
    """List the names that need tripwires in a process: where any call is watched for them, every call is.

    Elsewhere questions are asked over again, with others' work given: tripwires would cost more than all else there.
    """
    if not any(case.kind in (CaseKind.METER, CaseKind.WATCH) for case in cases):
        return []
    return sorted({name for case in cases for name in case.banned})


def cases_of(steps: Sequence[Step]) -> list[Case]:
    """List the cases of all steps, in their order."""
    return [case for step in steps for case in step.cases]
