"""Ask in float32 what raises in float64 alone: a tensor of torch's default dtype, multiplied with inputs of float64, raises.

Comes in: a plan and what was observed. Goes out: cases to put once more, in float32, and verdicts on those in the place of the first.
Whose every call in float64 raises, and whose calls in float32 don't, has made one mistake, and the checks that ask in both dtypes pay for it.
All else is asked again and judged as it answers then, how its work grows included; nothing is given unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import torch

from autograder.examine import casting
from autograder.examine.test_plan import PlannedCase, TestPlan
from autograder.model import Case, CaseKind, Check, Observation, Outcome, Question, Status, Verdict

_AGAIN = "/float32"
MISTAKE = "something in it is float32, whatever the inputs are: with float32 inputs it gives an answer, with float64 it raises"
NOTE = "right with float32 inputs; with float64 ones it raises"


def cases(plan: TestPlan, known: Sequence[Observation]) -> tuple[Case, ...]:
    """List what is to be put once more: whatever was asked of such a question in float64 alone."""
    seen = {one.case: one for one in known}
    again = (
        one.case
        for question in plan.assignment.questions
        if _raises_in_float64_alone(question, plan, seen)
        for one in _plan(question, plan).planned
    )
    return tuple(case for case in again if case.id not in seen)


def instead(question: Question, plan: TestPlan, seen: Mapping[str, Observation]) -> TestPlan | None:
    """Return the question's plan with the calls in float32; None where they weren't put, or not all of them."""
    if not _raises_in_float64_alone(question, plan, seen):
        return None
    again = _plan(question, plan)
    return again if all(one.case.id in seen for one in again.planned) else None


def named(verdicts: Sequence[Verdict], question: Question) -> list[Verdict]:
    """Name the mistake in the checks that ask in both dtypes, where no other is named."""
    compare = {check.name for check in question.checks if _compares(check)}
    return [
        replace(one, near_miss=one.near_miss or MISTAKE)
        if one.check in compare and one.status is Status.FAILED
        else one
        for one in verdicts
    ]


def _raises_in_float64_alone(question: Question, plan: TestPlan, seen: Mapping[str, Observation]) -> bool:
    """Tell whether every call in float64 raised, and those in float32 of the checks that ask in both gave an answer."""
    mine = [one for check in question.checks for one in plan.of(check)]
    double = [one for one in mine if one.dtype == "float64" and one.case.kind is not CaseKind.PICTURE]
    single = [one for one in mine if one.dtype == "float32" and one.check and _compares(one.check)]
    return (
        bool(double and single)
        and all(_ended(one, seen) is Outcome.RAISED for one in double)
        and all(_ended(one, seen) is Outcome.ANSWERED for one in single)
    )


def _compares(check: Check) -> bool:
    """Tell whether a check asks in both dtypes."""
    return {"float32", "float64"} <= set(check.dtypes)


def _ended(one: PlannedCase, seen: Mapping[str, Observation]) -> Outcome | None:
    return seen[one.case.id].outcome if one.case.id in seen else None


def _plan(question: Question, plan: TestPlan) -> TestPlan:
    """Make the question's plan with float32 in the place of float64, but for checks that ask in both."""

    def make() -> TestPlan:
        planned = tuple(_again(question, plan))
        return TestPlan(assignment=plan.assignment, seed=plan.seed, planned=planned, version=plan.version)

    return plan.once(_AGAIN + question.id, make)


def _again(question: Question, plan: TestPlan) -> Iterator[PlannedCase]:
    for one in plan.planned:
        if one.case.question != question.id or one.case.kind is CaseKind.PICTURE:
            continue
        yield one if one.dtype != "float64" or (one.check and _compares(one.check)) else _single(one)


def _single(one: PlannedCase) -> PlannedCase:
    handed, trusted = casting.rounded(one.inputs, torch.float32)
    case = replace(one.case, id=one.case.id + _AGAIN, inputs=casting.travelling(handed, one.inputs.library))
    inputs = replace(one.inputs, values_by_name=trusted, dtype=torch.float32, known={})
    return replace(one, case=case, inputs=inputs, dtype="float32")
