"""Find the one mistake that explains all that was seen of a question's values: those that were wrong, and those that were right.

Comes in: what was judged and observed. Goes out: a mistake, or none. A mistake explains an answer where the check's judge, told that the
mistake's answer is the right one, accepts it, and where the mistake's answer is wrong too: many wrong answers have the right numbers, and are
wrong in what they cost or in their dtype. Where a rule takes several for one another, those count whose numbers are the student's; of
them, one that an author wrote comes first. Otherwise one is named where no other, that says something else, explains as much. Mistakes are our own code and are asked here, when a question has failed: the first time
that one is wanted of a version, and once for all hand-ins that a process grades.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks import second_look
from autograder.checks.collecting import NoAnswer
from autograder.checks.comparison import has_form, is_zeros
from autograder.checks.judges import Satisfies
from autograder.errors import GradingError
from autograder.examine.judging import UNLIKE, Judged
from autograder.examine.test_plan import PlannedCase, TestPlan
from autograder.model import Array, CaseInputs, CaseKind, Check, Likely, Observation, Outcome
from autograder.value_tree import map_leaves

_NUMBERS = re.compile(r"\d[\d.e+-]*")

Seen = Sequence[tuple[Judged, PlannedCase, Observation]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What explains all wrong values of a question."""

    sentence: str
    explains: tuple[Judged, ...]
    shares: bool  # whether it is one mistake in what is an answer otherwise: then it is paid for once


def find(judged: Sequence[Judged], plan: TestPlan, observations: Mapping[str, Observation]) -> Explanation | None:
    """Find the mistake that explains a question's wrong values; None where there is none, or several."""
    wrong = tuple(one for one in judged if one.failed and one.check.kind is CaseKind.VALUE)
    seen = _evidence(judged, plan, observations) if wrong else []
    if not seen:
        return None
    # the catalogue has many that come to zeros
    zeros = all(is_zeros(what.answer) for one, _, what in seen if one.failed)
    likely = [mistake for mistake in wrong[0].check.likely if mistake.by_hand or not zeros]
    found = [mistake for mistake in likely if _explains(mistake, seen, plan)]
    asks = wrong[0].check.asks
    own = [mistake for mistake in found if mistake.question == asks] or found  # others' are of questions asked alike
    same = [mistake for mistake in own if _is_same(mistake, seen, plan)]
    own = same or own
    for mistake in same:
        if mistake.by_hand:
            return Explanation(mistake.sentence, wrong, shares=True)
    sentences = {mistake.sentence for mistake in own}
    if len(sentences) != 1:
        return None
    by_hand = any(mistake.by_hand for mistake in own)
    return Explanation(sentences.pop(), wrong, shares=by_hand or _is_formed(seen, plan))


def _is_formed(seen: Seen, plan: TestPlan) -> bool:
    """Tell whether all answers have the right form, and at most half are one number all over: a few may be so by the inputs that were drawn."""
    answers = [(one.answer, plan.expected(case), case.inputs) for _, case, one in seen]
    varied = sum(has_form(*one) for one in answers)
    return all(has_form(*one, varied=False) for one in answers) and 2 * varied >= len(answers)


def _evidence(judged: Sequence[Judged], plan: TestPlan, observations: Mapping[str, Observation]) -> Seen:
    """List what was asked of values, wrong answers first; nothing where one ended otherwise than by an answer or an exception."""
    wrong: list[tuple[Judged, PlannedCase, Observation]] = []
    right: list[tuple[Judged, PlannedCase, Observation]] = []
    for one in judged:
        if one.check.kind is not CaseKind.VALUE:
            continue
        for planned in plan.of(one.check):
            seen = observations.get(planned.case.id)
            if seen is None or seen.outcome not in (Outcome.ANSWERED, Outcome.RAISED):
                return []
            (wrong if one.failed else right).append((one, planned, seen))
    wrong.sort(key=lambda one: one[2].outcome is Outcome.RAISED)
    return [*wrong, *right] if wrong and wrong[0][2].outcome is Outcome.ANSWERED else []


def _explains(mistake: Likely, seen: Seen, plan: TestPlan) -> bool:
    if not all(_agrees(mistake, one.check, planned, what, plan) for one, planned, what in seen):
        return False
    failed = {one.check.name: one.check for one, _, _ in seen if one.failed}
    return all(any(_is_wrong(mistake, check, case, plan) for case in plan.of(check)) for check in failed.values())


def _is_wrong(mistake: Likely, check: Check, planned: PlannedCase, plan: TestPlan) -> bool:
    """Tell whether a mistake fails a check itself, asked in float64 or, since some show in their dtype alone, in the case's own."""
    likely = plan.likely(planned, mistake)
    if isinstance(likely, NoAnswer) or _found(check, likely, mistake, planned, plan)[1] is not None:
        return True
    if planned.dtype == "float64":
        return False
    own = plan.likely(planned, mistake, in_its_dtype=True)
    return (
        isinstance(own, NoAnswer)
        or _said(check, _array(own, planned), plan.expected(planned), planned.inputs) is not None
    )


def _is_same(mistake: Likely, seen: Seen, plan: TestPlan) -> bool:
    """Tell whether a mistake that explains what was seen also answers the same numbers, wherever there is a wrong answer in float64.

    A mistake is asked in float64, where a generator draws other numbers than in float32.
    """
    asked = [(planned, what) for one, planned, what in seen if one.failed and planned.dtype == "float64"]
    answered = [(planned, what) for planned, what in asked if what.outcome is Outcome.ANSWERED]
    return all(_alike(what.answer, plan.likely(planned, mistake), planned.inputs) for planned, what in answered)


def _agrees(mistake: Likely, check: Check, planned: PlannedCase, seen: Observation, plan: TestPlan) -> bool:
    likely = plan.likely(planned, mistake)
    if planned.dtype != "float64" and isinstance(own := plan.likely(planned, mistake, in_its_dtype=True), NoAnswer):
        likely = own
    if isinstance(likely, NoAnswer):
        return seen.outcome is Outcome.RAISED and str(likely).startswith(f"{seen.error}:")
    if seen.outcome is not Outcome.ANSWERED:
        return False
    if _alike(seen.answer, likely, planned.inputs):
        return not second_look.is_about_dtype(check.judge) or _same_dtype(check, seen.answer, mistake, planned, plan)
    if not isinstance(check.judge, Satisfies):
        return _said(check, seen.answer, likely, planned.inputs) is None
    return _same_by_rule(check, seen.answer, mistake, planned, plan)


def _same_dtype(check: Check, got: Any, mistake: Likely, planned: PlannedCase, plan: TestPlan) -> bool:
    """Tell whether a mistake, asked as the student is, answers in the same dtype: where there should be float32, or where there should be float64."""
    own = plan.likely(planned, mistake, in_its_dtype=True)
    if isinstance(own, NoAnswer):
        return False
    expected = plan.expected(planned)
    said = (_said(check, one, expected, planned.inputs) for one in (got, _array(own, planned)))
    return next(said) == next(said)


def _same_by_rule(check: Check, got: Any, mistake: Likely, planned: PlannedCase, plan: TestPlan) -> bool:
    """Tell whether a rule of an author's takes an answer for a mistake's; one that looks at the answer alone must find the same fault with both."""
    likely, expected = plan.likely(planned, mistake), plan.expected(planned)

    def said(answer: Any, right: Any) -> str | None:
        return _said(check, answer, right, planned.inputs)

    told = said(got, likely)
    own, fault = _found(check, likely, mistake, planned, plan)
    if told is not None and (own is None or fault is None):
        return False  # it is found in the student's answer alone
    truly = said(got, expected)
    if told != truly:
        return told is None and own is None  # the rule compares, and it is the mistake's answer that it finds
    if truly is None or fault is None:
        return truly is fault
    return own is not None and _same(truly, fault)


def _found(
    check: Check, likely: Any, mistake: Likely, planned: PlannedCase, plan: TestPlan
) -> tuple[str | None, str | None]:
    return plan.faults(planned, mistake, lambda: _faults(check, likely, planned, plan.expected(planned)))


def _faults(check: Check, likely: Any, planned: PlannedCase, expected: Any) -> tuple[str | None, str | None]:
    """Return what a judge finds in a mistake's answer beside itself, NaN, say, and beside the right one."""
    mistakes = _sent(likely, planned)
    return _said(check, mistakes, likely, planned.inputs), _said(check, mistakes, expected, planned.inputs)


def _said(check: Check, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Return what the judge says; a mistake whose form it can't read has an answer of another form."""
    try:
        return check.judge(got, expected, inputs)
    except GradingError:
        raise
    except UNLIKE:
        return "another form"


def _alike(got: Any, likely: Any, inputs: CaseInputs) -> bool:
    try:
        return second_look.same_numbers(got, likely, inputs)
    except UNLIKE:
        return False


def _sent(likely: Any, planned: PlannedCase) -> Any:
    """Give a mistake's answer, which was asked in float64, the form in which a student's comes."""
    own = planned.inputs.dtype
    return _array(
        map_leaves(
            lambda leaf: leaf.to(own) if isinstance(leaf, torch.Tensor) and leaf.dtype == torch.float64 else leaf,
            likely,
        ),
        planned,
    )


def _array(likely: Any, planned: PlannedCase) -> Any:
    library = planned.inputs.library
    return map_leaves(lambda leaf: Array(leaf, library=library) if isinstance(leaf, torch.Tensor) else leaf, likely)


def _same(one: str, other: str) -> bool:
    return _NUMBERS.sub("", one) == _NUMBERS.sub("", other)
