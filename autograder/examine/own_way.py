"""Ask what is built on other questions both ways: on our implementations of those, and where that goes wrong, on the student's own.

Comes in: a plan, a program and what was observed. Goes out: cases to put once more, and those observations in the place of the first.
A student whose forward pass hands their backward pass a cache of its own form is right, though the backward pass can't use ours. So the question
is right with either, as a whole: the way that earns more counts. The second round is asked when all else is over, and no process of it gets an
implementation of ours (run.plan has the rule).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.examine.test_plan import TestPlan
from autograder.model import BlockState, Case, Observation, Program, Question, Status, Verdict

_OWN = "/own"


def cases(
    plan: TestPlan, program: Program, verdicts: Iterable[Verdict], known: Sequence[Observation]
) -> tuple[Case, ...]:
    """List what is to be put once more: all of a question that lost points on implementations of ours, if the student has those too."""
    written = {block.question for block in program.blocks if block.state is BlockState.WRITTEN}
    failed = {one.question for one in verdicts if one.status is Status.FAILED}
    asked = {one.case for one in known}
    found = [
        replace(case, id=case.id + _OWN, with_reference=())
        for question in plan.assignment.questions
        if question.id in failed and question.id in written
        for case in _given(question, plan)
        if written.issuperset(case.with_reference)
    ]
    return tuple(case for case in found if case.id not in asked)


def counting(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Leave out what met a banned name, which an own function of another question's may call: what is left can only help."""
    return tuple(one for one in observations if not one.banned)


def instead(question: Question, plan: TestPlan, seen: Mapping[str, Observation]) -> dict[str, Observation] | None:
    """Return what was seen with the student's own functions in the place of ours; None where that wasn't asked, or not all of it."""
    given = list(_given(question, plan))
    own = {case.id: replace(seen[case.id + _OWN], case=case.id) for case in given if case.id + _OWN in seen}
    return {**seen, **own} if given and len(own) == len(given) else None


def note(question: Question) -> str:
    """Say of what is right on the student's own functions alone that it is."""
    names = sorted({name for check in question.checks for name in check.with_reference})
    return f"right with your own {' and '.join(names)}, and not with ours"


def _given(question: Question, plan: TestPlan) -> Iterator[Case]:
    return (one.case for check in question.checks if check.with_reference for one in plan.of(check))
