"""Conclude about every check: observations of a program, and a test plan with the trusted half of each case → Verdicts.

Nothing of a student's runs here: an answer is plain values by now. The grading process runs it; the pipeline may import it, and whoever
draws a test plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.checks.comparison import has_form, is_zeros
from autograder.checks.numbers import Close
from autograder.errors import GradingError
from autograder.examine import banned, causes, hints, in_float32, judging, own_way
from autograder.examine.judging import Judged, failed, not_run
from autograder.examine.test_plan import TestPlan
from autograder.model import (
    Block,
    BlockState,
    CaseKind,
    Check,
    Observation,
    Outcome,
    Program,
    Question,
    Status,
    Verdict,
)

MSG_COUNTED_DIFFERS = "your function gives other answers when its work is counted than when they are checked; only the work for a right answer counts"
MSG_NO_ANSWER = "this counts once your function computes an answer of the right form"


def examine(plan: TestPlan, program: Program, observations: Sequence[Observation]) -> tuple[Verdict, ...]:
    """Conclude about every check; raises AssignmentBroken when a judge or the reference breaks."""
    seen = {observation.case: observation for observation in observations}
    blocks = {block.question: block for block in program.blocks}
    verdicts: list[Verdict] = []
    for question in plan.assignment.questions:
        if not question.written:
            block = blocks.get(question.id)
            judged = _question(question, block, plan, seen)
            if (own := own_way.instead(question, plan, seen)) is not None:
                judged = _better(judged, _question(question, block, plan, own), own_way.note(question))
            if (again := in_float32.instead(question, plan, seen)) is not None:
                single = in_float32.named(_question(question, block, again, seen), question)
                judged = _better(judged, single, in_float32.NOTE)
            verdicts += banned.charged(question, judged, program, observations)
    return tuple(verdicts)


def _question(
    question: Question, block: Block | None, plan: TestPlan, seen: Mapping[str, Observation]
) -> list[Verdict]:
    if block is None or block.state is not BlockState.WRITTEN:
        problem = (block.problem if block else None) or "there is no code here to grade yet"
        return [not_run(check, problem) for check in question.checks]
    judged = {check.name: judging.judge(check, block, plan, seen) for check in question.checks}
    if all(not one.failed for one in judged.values() if _is_of_value(one.check)):
        for check in question.checks:
            if _pretends(check, question, plan, seen):
                judged[check.name] = Judged(check, replace(failed(check, MSG_COUNTED_DIFFERS), hint=None))
    if not (_answers(question, plan, seen) or _noise_is_right(judged.values(), plan)):
        for check in question.checks:
            if judged[check.name].verdict.status is Status.PASSED and _passes_zeros(check, plan, seen):
                judged[check.name] = Judged(check, not_run(check, MSG_NO_ANSWER))
    hinted = list(hints.settle(list(judged.values()), seen))
    return [one.verdict for one in causes.settle(hinted, block, plan, seen)]


def _better(before: Sequence[Verdict], again: Sequence[Verdict], note: str) -> list[Verdict]:
    """Choose, of what was asked again, the way that earns more, of equals the first; what is right in the second alone says so."""
    if sum(one.points for one in again) <= sum(one.points for one in before):
        return list(before)
    was = {one.check: one.status for one in before}

    def told(one: Verdict) -> Verdict:
        helped = one.status is Status.PASSED and was[one.check] is not Status.PASSED
        return replace(one, message=one.message or note) if helped else one

    return [told(one) for one in again]


def _is_of_value(check: Check) -> bool:
    return check.kind is CaseKind.VALUE


def _pretends(check: Check, question: Question, plan: TestPlan, seen: Mapping[str, Observation]) -> bool:
    """Tell whether a function that is right when it is asked is wrong when its work is counted: then other work was counted.

    The right answers are known for the counted inputs too. Whatever value check of the question can judge them is enough.
    """
    if check.kind is not CaseKind.METER:
        return False
    judges = [one.judge for one in question.checks if one.kind is CaseKind.VALUE and one.driver == check.driver]
    for one in plan.of(check):
        if one.case.id not in seen or seen[one.case.id].outcome is not Outcome.ANSWERED:
            continue  # that fails the check by itself
        try:
            expected = plan.counted(one)
            answer = seen[one.case.id].answer
            if expected is not None and judges and all(judge(answer, expected, one.inputs) for judge in judges):
                return True
        except (GradingError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
            continue  # inputs for counting needn't mean anything to the reference, nor to a judge
    return False


def _answers(question: Question, plan: TestPlan, seen: Mapping[str, Observation]) -> bool:
    """Tell whether the function computes anything: one that doesn't earns nothing by leaving its inputs alone, or by not looping."""
    values = [one for check in question.checks if check.kind is CaseKind.VALUE for one in plan.of(check)]
    answered = [one for one in values if one.case.id in seen and seen[one.case.id].outcome is Outcome.ANSWERED]
    formed = [one for one in answered if has_form(seen[one.case.id].answer, plan.expected(one), one.inputs)]
    return not values or any(
        not is_zeros(seen[one.case.id].answer) or all(is_zeros(plan.expected(each)) for each in values)
        for one in formed
    )


def _noise_is_right(judged: Iterable[Judged], plan: TestPlan) -> bool:
    """Tell whether zeros may be an answer: a number was right where ours is rounding noise, as of a sum that vanishes, and not zero."""
    passed = [one.check for one in judged if one.verdict.status is Status.PASSED and isinstance(one.check.judge, Close)]
    return any(not is_zeros(plan.expected(one)) for check in passed if _is_of_value(check) for one in plan.of(check))


def _passes_zeros(check: Check, plan: TestPlan, seen: Mapping[str, Observation]) -> bool:
    """Tell whether what passed a check may be nothing but zeros: where it asks for no value, or where zeros are right."""
    return not _is_of_value(check) or all(is_zeros(seen[one.case.id].answer) for one in plan.of(check))
