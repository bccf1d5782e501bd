"""A mistake is named where it explains all that was seen of a question, and no other explains it too."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from autograder.checks import close, has_dtype, question, satisfies
from autograder.checks.collecting import BOTH_DTYPES, NoAnswer
from autograder.examine import examine
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Array, Likely, Observation, Outcome
from tests.fixtures.examined import answered, make_assignment, make_program


def likely(name, function, *, by_hand=False, question="double") -> Likely:
    def answer(asked, driver, inputs):
        return function(inputs["x"])

    return Likely(name, question, name, by_hand, answer)


def said(
    function, *mistakes: Likely, change=lambda seen: seen, rule=None, judge=None, dtypes=("float64",)
) -> list[str | None]:
    """Return what is said of each check's wrong answer."""
    made = make_assignment()
    (question,) = made.questions
    asked = tuple(replace(check, likely=mistakes, near_misses={}, dtypes=dtypes) for check in question.checks)
    if rule or judge:
        judge = judge or satisfies(rule)
        asked = tuple(replace(one, judge=judge) if one.name == "doubles" else one for one in asked)
    exam = draw_test_plan(replace(made, questions=(replace(question, checks=asked),)), seed=7)
    verdicts = examine(exam, make_program(), change(answered(exam, function)))
    return [one.near_miss for one in verdicts if one.check == "doubles"]


THREE = likely("three times", lambda x: 3 * x)


def test_the_one_that_answers_alike_is_named():
    assert said(lambda x: 3 * x, likely("four", lambda x: 4 * x), THREE) == ["three times"]


def test_none_is_named_that_answers_otherwise():
    assert said(lambda x: 3 * x + 1, THREE) == [None]


def test_a_right_answer_is_called_nothing():
    assert said(lambda x: 2 * x, likely("right", lambda x: 2 * x)) == [None]


def test_of_two_that_explain_as_much_none_is_named():
    assert said(lambda x: 3 * x, THREE, likely("twice and once more", lambda x: x * 2 + x)) == [None]


def test_an_authors_own_comes_first():
    assert said(lambda x: 3 * x, THREE, likely("his", lambda x: x * 3, by_hand=True)) == ["his"]


def test_a_mistake_in_this_question_comes_before_one_in_a_question_that_is_asked_alike():
    other = likely("of another", lambda x: x * 3, question="triple")

    assert said(lambda x: 3 * x, other, THREE) == ["three times"]
    assert said(lambda x: 3 * x, other) == ["of another"]


@pytest.mark.parametrize(("by_hand", "told"), [(False, [None]), (True, ["nothing is left"])])
def test_zeros_come_of_too_much_for_a_change_of_the_catalogue_to_be_named(by_hand, told):
    gone = likely("nothing is left", lambda x: x - x, by_hand=by_hand)

    assert said(lambda x: 0 * x, gone) == told


def test_two_that_say_the_same_are_one():
    assert said(lambda x: 3 * x, THREE, THREE) == ["three times"]


def test_what_explains_only_some_of_the_answers_is_not_named():
    """float32 is asked too: a mistake that comes up in one dtype alone is another one."""

    def of_one_dtype(seen):
        last = max(
            i for i, one in enumerate(seen) if isinstance(one.answer, Array) and one.case.startswith("double.doubles")
        )
        answer = seen[last].answer
        return [*seen[:last], replace(seen[last], answer=Array(answer.tensor + 1)), *seen[last + 1 :]]

    assert said(lambda x: 3 * x, THREE, change=of_one_dtype) == [None]


def test_a_mistake_that_cannot_answer_explains_no_answer():
    def none(x):
        raise NoAnswer("x")

    assert said(lambda x: 3 * x, likely("raises", none)) == [None]


def test_a_mistake_that_raises_in_float32_explains_no_answer_in_float32():
    def in_float64_alone(x):
        if x.dtype == torch.float32:
            raise NoAnswer("RuntimeError: expected m1 and m2 to have the same dtype")
        return 3 * x

    assert said(lambda x: 3 * x, likely("float64 alone", in_float64_alone), dtypes=("float32",)) == [None]
    assert said(lambda x: 3 * x, likely("float64 alone", in_float64_alone)) == ["float64 alone"]


@pytest.mark.parametrize("outcome", [Outcome.TIMED_OUT, Outcome.CRASHED])
def test_where_something_else_happened_too_nothing_is_explained(outcome):
    def ends(seen):
        last = max(i for i, one in enumerate(seen) if one.case.startswith("double.doubles"))
        return [*seen[:last], Observation(seen[last].case, outcome), *seen[last + 1 :]]

    assert said(lambda x: 3 * x, THREE, change=ends) == [None]


def off(got, expected, inputs):
    wrong = int((got != expected).sum())
    return (
        f"{wrong} of {got.numel()} numbers are off, by up to {float((got - expected).abs().max())}" if wrong else None
    )


def at_most_once(got, expected, inputs):
    more = int((got.abs() > 2.5 * inputs["x"].abs()).sum())
    return f"{more} numbers are too large" if more else None


def test_that_a_rule_finds_two_answers_off_is_no_evidence_that_they_are_the_same():
    assert said(lambda x: 3 * x, likely("four", lambda x: 4 * x, by_hand=True), rule=off) == [None]
    assert said(lambda x: 3 * x, likely("four", lambda x: 4 * x), THREE, rule=off) == ["three times"]


def test_a_rule_that_looks_at_the_answer_alone_has_to_find_the_same_fault():
    assert said(lambda x: 3 * x, likely("four", lambda x: 4 * x), rule=at_most_once) == ["four"]
    assert said(lambda x: 3 * x, likely("two", lambda x: 2 * x), rule=at_most_once) == [None]


def test_of_several_that_a_rule_takes_for_one_another_the_one_with_the_same_numbers_is_named():
    assert said(lambda x: 3 * x, likely("four", lambda x: 4 * x), THREE, rule=at_most_once) == ["three times"]


def test_an_authors_own_isnt_named_where_a_rule_alone_takes_it_for_another():
    his = likely("four", lambda x: 4 * x, by_hand=True)

    assert said(lambda x: 3 * x, his, THREE, rule=at_most_once) == ["three times"]
    assert said(lambda x: 5 * x, his, THREE, rule=at_most_once) == [None]
    assert said(lambda x: 5 * x, his, rule=at_most_once) == ["four"]


def none_below_zero(got, expected, inputs):
    return "some are below zero" if bool((got < 0).any()) else None


def test_a_mistake_whose_own_answer_is_right_explains_no_wrong_one():
    """Its numbers are the student's but for rounding: it is wrong in its dtype, or in what it costs."""
    slow = likely("it takes a loop", lambda x: (2 * x).clamp(min=0), by_hand=True)
    unclamped = likely("no clamp", unclamped_of)

    assert said(unclamped_of, slow, rule=none_below_zero) == [None]
    assert said(unclamped_of, slow, unclamped, rule=none_below_zero) == ["no clamp"]


def unclamped_of(x):
    return torch.where(x > 0, 2 * x, -1e-17)


def test_a_mistake_that_shows_in_its_dtype_alone_explains_what_fails_by_it():
    right = likely("its work grows", lambda x: 2 * x, by_hand=True)
    double = likely("it is float64 all along", lambda x: 2 * x.double(), by_hand=True)

    def keeps(got, expected, inputs):
        return None if got.dtype == inputs.dtype else f"it is {got.dtype}"

    assert said(lambda x: 2 * x.double(), right, rule=keeps, dtypes=BOTH_DTYPES) == [None]
    named = said(lambda x: 2 * x.double(), right, double, rule=keeps, dtypes=BOTH_DTYPES)
    assert named == ["it is float64 all along"]


def test_of_mistakes_that_differ_in_their_dtype_the_one_with_the_answer_s_is_named():
    single, double = (
        likely(str(dtype), lambda x, dtype=dtype: 2 * x.to(dtype), by_hand=True)
        for dtype in (torch.float32, torch.float64)
    )
    asked = {"judge": has_dtype(), "dtypes": BOTH_DTYPES}

    assert said(lambda x: 2 * x.float(), double, single, **asked) == ["torch.float32"]
    assert said(lambda x: 2 * x.double(), single, double, **asked) == ["torch.float64"]
    assert said(lambda x: 2 * x.float(), double, **asked) == [None]


BELOW = -99.0  # there, what nothing exceeds is 0 all over


@pytest.mark.parametrize(
    ("levels", "charged"), [((5, 5, 5, BELOW), 1), ((5, BELOW, 5, BELOW), 1), ((5, BELOW, BELOW, BELOW), 2)]
)
def test_one_mistake_is_paid_for_once_unless_most_of_its_answers_are_one_number(levels, charged):
    """Inputs are drawn: that one answer in many comes out constant must not change what a mistake costs."""

    def cut(x: torch.Tensor) -> torch.Tensor:
        return 3 * x.clamp(min=0)

    authored = question("double", judge=close())
    authored.check(2)(named("some", lambda draw: [{"x": draw.normal(3, 4) + level} for level in levels[:2]]))
    authored.check(1)(named("others", lambda draw: [{"x": draw.normal(3, 4) + level} for level in levels[2:]]))
    checks = tuple(replace(check, likely=(likely("cut", cut),)) for check in authored.checks)
    made = make_assignment()
    exam = draw_test_plan(replace(made, questions=(replace(made.questions[0], checks=checks),)), seed=7)

    verdicts = examine(exam, make_program(), answered(exam, cut))

    assert [one.near_miss for one in verdicts] == ["cut", "cut"]
    assert sum(one.charged for one in verdicts) == charged


def named(name, draw):
    """Call a draw by a check's name."""
    draw.__name__, draw.__doc__ = name, f"The {name}."
    return draw


def test_a_mistake_is_asked_once_for_all_hand_ins():
    asked = []

    def counted(x: torch.Tensor) -> torch.Tensor:
        asked.append(1)
        return 4 * x

    made = make_assignment()
    (question,) = made.questions
    checks = tuple(replace(check, likely=(likely("four", counted),), near_misses={}) for check in question.checks)
    exam = draw_test_plan(replace(made, questions=(replace(question, checks=checks),)), seed=7)

    for _ in range(3):
        examine(exam, make_program(), answered(exam, lambda x: 3 * x))

    assert len(asked) == 1
