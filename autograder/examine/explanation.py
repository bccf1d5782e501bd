"""Find the one mistake that explains all that was seen of a question: the values that failed, and those that were right.

Comes in: a question, its plan, what was observed. Goes out: one sentence, or none. A mistake explains an answer where the check's judge,
told that the mistake's answer is the right one, accepts it. One that an author wrote comes before the catalogue's; of the catalogue's, one
is named where no other, that says something else, explains as much. Mistakes are our own code and are asked here, when a question has
failed: the first time that one is wanted of a version, and once for all hand-ins that a process grades.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from autograder.checks.collecting import NoAnswer
from autograder.checks.judges import Satisfies
from autograder.errors import GradingError
from autograder.examine.test_plan import PlannedCase, TestPlan
from autograder.model import Array, CaseInputs, CaseKind, Check, Likely, Observation, Outcome, Question
from autograder.value_tree import map_leaves

_NUMBERS = re.compile(r"\d[\d.e+-]*")
_BROKEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)

Seen = Sequence[tuple[Check, PlannedCase, Observation]]


def explanation(
    question: Question, failed: Callable[[Check], bool], plan: TestPlan, observations: Mapping[str, Observation]
) -> str | None:
    """Return the sentence of the mistake that explains the question's answers; None where there is none, or several."""
    seen = _evidence(question, failed, plan, observations)
    if not seen:
        return None
    found: list[Likely] = []
    for mistake in seen[0][0].likely:
        if _explains(mistake, seen, plan):
            if mistake.by_hand:
                return mistake.sentence
            found.append(mistake)
    own = [
        mistake for mistake in found if mistake.question == question.id
    ]  # before those of questions that are asked alike
    sentences = {mistake.sentence for mistake in own or found}
    return sentences.pop() if len(sentences) == 1 else None


def _evidence(
    question: Question, failed: Callable[[Check], bool], plan: TestPlan, observations: Mapping[str, Observation]
) -> Seen:
    """List what was asked of values, wrong answers first; nothing where one ended otherwise than by an answer or an exception."""
    wrong: list[tuple[Check, PlannedCase, Observation]] = []
    right: list[tuple[Check, PlannedCase, Observation]] = []
    for check in question.checks:
        if check.kind is not CaseKind.VALUE:
            continue
        for planned in plan.of(check):
            one = observations.get(planned.case.id)
            if one is None or one.outcome not in (Outcome.ANSWERED, Outcome.RAISED):
                return []
            (wrong if failed(check) else right).append((check, planned, one))
    wrong.sort(key=lambda one: one[2].outcome is Outcome.RAISED)
    return [*wrong, *right] if wrong and wrong[0][2].outcome is Outcome.ANSWERED else []


def _explains(mistake: Likely, seen: Seen, plan: TestPlan) -> bool:
    return all(_agrees(plan.likely(planned, mistake), check, planned, one, plan) for check, planned, one in seen)


def _agrees(likely: Any, check: Check, planned: PlannedCase, one: Observation, plan: TestPlan) -> bool:
    if isinstance(likely, NoAnswer) or one.outcome is Outcome.RAISED:
        return isinstance(likely, NoAnswer) and one.outcome is Outcome.RAISED
    told = _asked(check, one.answer, likely, planned.inputs)
    if told is None:
        return True
    if not isinstance(check.judge, Satisfies):
        return False
    # a rule that looks at the answer alone finds the same fault with both
    expected = plan.expected(planned)
    right, wrong = (_asked(check, answer, expected, planned.inputs) for answer in (one.answer, _sent(likely, planned)))
    return right is None and wrong is None if right is None or wrong is None else _same(right, wrong)


def _asked(check: Check, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Return what the judge says; a mistake whose form it can't read has an answer of another form."""
    try:
        return check.judge(got, expected, inputs)
    except GradingError:
        raise
    except _BROKEN:
        return "another form"


def _sent(likely: Any, planned: PlannedCase) -> Any:
    """Give a mistake's answer the form in which a student's comes."""
    library = planned.inputs.library
    return map_leaves(lambda leaf: Array(leaf, library=library) if isinstance(leaf, torch.Tensor) else leaf, likely)


def _same(one: str, other: str) -> bool:
    return _NUMBERS.sub("", one) == _NUMBERS.sub("", other)
