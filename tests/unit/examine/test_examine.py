"""Verdicts: what a student reads of each check, from observations alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from autograder.checks import close, question, same_device
from autograder.course.secret import seed_for
from autograder.errors import AssignmentBroken
from autograder.examine import examine
from autograder.examine.test_plan import TestPlan, draw_test_plan
from autograder.model import (
    Array,
    BannedUse,
    BlockState,
    Outcome,
    Question,
    Status,
)
from tests.fixtures.examined import (
    DOUBLE,
    answered,
    make_assignment,
    make_program,
)
from tests.fixtures.observed import assignment_of, verdicts_on


@pytest.fixture
def exam() -> TestPlan:
    return draw_test_plan(make_assignment(), seed=7)


def statuses(verdicts) -> dict[str, str]:
    return {verdict.check: str(verdict.status) for verdict in verdicts}


def test_right_answers_earn_all_points(exam):
    verdicts = examine(exam, make_program(), answered(exam))

    assert {verdict.status for verdict in verdicts} == {Status.PASSED}
    assert sum(verdict.points for verdict in verdicts) == 4


def test_work_counted_for_a_wrong_answer_counts_for_nothing(exam):
    """Such a function has noticed that its work is counted, and done other work."""
    seen = [replace(one, answer=Array(torch.zeros(3))) if one.counts is not None else one for one in answered(exam)]

    verdicts = {verdict.check: verdict for verdict in examine(exam, make_program(), seen)}

    assert (verdicts["doubles"].status, verdicts["has_no_loop"].status) == (Status.PASSED, Status.FAILED)
    assert "other answers when its work is counted" in (verdicts["has_no_loop"].message or "")


@pytest.mark.parametrize(
    ("error", "lacking"),
    [
        ("KeyError", " (is a key missing, or misspelt?)"),
        ("ValueError", " (has it all parts that are asked for, in their order?)"),
        ("IndexError", " (has it all parts that are asked for, in their order?)"),
        ("AttributeError", ""),
    ],
)
def test_what_a_driver_can_not_take_apart_is_asked_about(exam, error, lacking):
    raised = [
        replace(one, outcome=Outcome.RAISED, answer=None, error=error, driver_line=3) if ".doubles" in one.case else one
        for one in answered(exam)
    ]

    verdicts = {verdict.check: verdict for verdict in examine(exam, make_program(), raised)}

    assert (
        verdicts["doubles"].message == f"what your function gave back could not be used{lacking}: that raised {error}"
    )


@pytest.mark.parametrize(
    ("grows", "late", "said"),
    [
        (True, 1, "the work grows with n"),  # a loop takes its time where sizes go far
        (False, 1, "was stopped after"),
        (True, 2, "was stopped after"),
    ],
)
def test_a_loop_that_takes_too_long_at_far_sizes_is_told_as_a_loop(exam, grows, late, said):
    seen = answered(exam, operations=lambda n: n if grows else 3)
    counted = [number for number, one in enumerate(seen) if one.counts is not None]
    for number in counted[-late:]:
        seen[number] = replace(seen[number], outcome=Outcome.TIMED_OUT, answer=None, counts=None, seconds=2.0)

    verdicts = {verdict.check: verdict for verdict in examine(exam, make_program(), seen)}

    assert said in (verdicts["has_no_loop"].message or "")


def test_values_are_asked_in_float64(exam):
    dtypes = [asked.case.inputs["x"].tensor.dtype for asked in exam.planned if asked.case.check == "doubles"]

    assert dtypes == [torch.float64]


def test_the_reference_gets_the_rounded_inputs_in_float64():
    single = question("double", judge=close(), example=lambda draw: {"x": draw.normal(3)})
    single.takes("float32", 1)

    (asked,) = draw_test_plan(assignment_of(single, double=lambda x: 2 * x), seed=7).planned

    assert (asked.dtype, asked.inputs["x"].dtype) == ("float32", torch.float64)
    assert torch.equal(asked.inputs["x"], asked.case.inputs["x"].tensor.double())


def test_a_common_mistake_is_named(exam):
    verdict = examine(exam, make_program(), answered(exam, lambda x: x * x))[0]

    assert (verdict.status, verdict.near_miss, verdict.hint) == (Status.FAILED, "this is the square", "Twice what?")
    assert "numbers are off" in (verdict.message or "")


def test_a_failure_in_one_precision_only_says_which():
    single = question("double", judge=close(), example=lambda draw: {"x": draw.normal(3)})
    single.takes("float32", 1)

    verdict = verdicts_on(single, "def double(x):\n    return 2 * x.double()\n", double=lambda x: 2 * x)[
        "takes_float32"
    ]

    assert verdict.message == "expected dtype float32, got float64 (with float32 inputs)"


def test_numbers_that_only_float32_gets_wrong_are_a_check_s_of_dtypes():
    both = question("double", judge=close(), example=lambda draw: {"x": draw.normal(3)})
    both.asks(2, "doubles").says("Every number is doubled.")
    both.keeps_dtype(1)
    wrong = "def double(x):\n    return 2 * x if x.dtype == torch.float64 else 3 * x\n"

    verdicts = verdicts_on(both, wrong, double=lambda x: 2 * x)

    assert [str(one.status) for one in verdicts.values()] == ["passed", "failed"]
    assert verdicts["result_has_the_dtype_of_the_inputs"].message == (
        "float32 inputs give other numbers than the same inputs in float64"
    )


def test_a_small_number_that_was_added_is_remarked_and_costs_nothing():
    logs = question("logs", judge=close(), example=lambda draw: {"p": draw.uniform(0.1, 0.9, 4)})
    logs.asks(2, "logarithms").says("Every logarithm is right.")

    verdict = verdicts_on(logs, "def logs(p):\n    return (p + 1e-8).log()\n", logs=lambda p: p.log())["logarithms"]

    assert (verdict.status, verdict.points) == (Status.PASSED, 2)
    assert verdict.message is not None
    assert verdict.message.endswith("; a small number is added at your line: return (p + 1e-8).log()")


def test_a_right_answer_that_adds_no_small_number_is_not_told_that_it_does():
    """A fit in other steps, or one that went through float32, differs in a late digit too."""
    logs = question("logs", judge=close(), example=lambda draw: {"p": draw.uniform(0.1, 0.9, 4)})
    logs.asks(2, "logarithms").says("Every logarithm is right.")

    verdict = verdicts_on(logs, "def logs(p):\n    return p.log() * 1.00000002\n", logs=lambda p: p.log())["logarithms"]

    assert (verdict.status, verdict.message) == (Status.PASSED, "right, though it differs in the 8th digit")


def test_growing_work_fails_its_own_check_only(exam):
    verdicts = examine(exam, make_program(), answered(exam, operations=lambda n: 2 * n))

    assert statuses(verdicts) == {"doubles": "passed", "leaves_its_input": "passed", "has_no_loop": "failed"}


def test_an_empty_block_is_not_run_and_says_so(exam):
    verdicts = examine(exam, make_program(BlockState.BLANK, "the block is still empty"), [])

    assert {(verdict.status, verdict.message, verdict.points) for verdict in verdicts} == {
        (Status.NOT_RUN, "the block is still empty", 0.0)
    }


@pytest.mark.parametrize(
    "function",
    [lambda x: None, torch.zeros_like, lambda x: torch.full_like(x, float("nan")), lambda x: torch.ones(1)],
)
def test_a_function_that_computes_nothing_earns_nothing(exam, function):
    nothing = [
        replace(one, answer=function(one.answer.tensor)) if isinstance(one.answer, Array) else one
        for one in answered(exam)
    ]
    nothing = [
        replace(one, answer=Array(one.answer)) if isinstance(one.answer, torch.Tensor) else one for one in nothing
    ]

    verdicts = examine(exam, make_program(), nothing)

    assert statuses(verdicts) == {"doubles": "failed", "leaves_its_input": "not_run", "has_no_loop": "not_run"}
    assert sum(verdict.points for verdict in verdicts) == 0


@pytest.mark.parametrize(("function", "score"), [(lambda x: 0 * x, 0), (lambda x: 3 * x, 3), (lambda x: 2 * x, 5)])
def test_zeros_earn_nothing_where_zeros_are_right(function, score):
    (question,) = make_assignment().questions
    nothing = replace(question.checks[0], name="of_nothing", points=1, draw=lambda draw: {"x": draw.normal(3, 4) * 0})
    asked = replace(question, checks=(*question.checks, nothing))
    exam = draw_test_plan(make_assignment(questions=(asked,)), seed=7)

    verdicts = examine(exam, make_program(), answered(exam, function))

    assert sum(one.points for one in verdicts) == score


def test_a_forbidden_block_fails_with_the_reason(exam):
    verdicts = examine(exam, make_program(banned={"double": (BannedUse("torch.add", "torch.add", 1),)}), answered(exam))

    said = "torch.add must not be used here (line 1 of the block). This costs the question."
    assert {(verdict.status, verdict.message) for verdict in verdicts} == {(Status.FAILED, said)}
    assert [verdict.worth for verdict in verdicts] == [2.0, 1.0, 1.0]


def test_a_banned_call_met_at_run_time_costs_the_question(exam):
    met = [replace(one, banned=("torch.add",)) if "has_no_loop" in one.case else one for one in answered(exam)]

    verdicts = examine(exam, make_program(), met)

    assert {verdict.status for verdict in verdicts} == {Status.FAILED}
    assert "torch.add is not allowed" in (verdicts[0].message or "")


def test_an_exception_shows_its_type_and_the_students_own_line_only(exam):
    raised = [replace(one, outcome=Outcome.RAISED, answer=None, error="ValueError", line=4) for one in answered(exam)]

    message = examine(exam, make_program(), raised)[0].message

    assert message == "your code raised ValueError at your line: y = x + x"


ON_ITS_DEVICE = question("double", judge=same_device(), dtypes=("float32",))


@ON_ITS_DEVICE.check(1, hint="Where is a new tensor?")
def stays_on_its_device(draw):
    """The result is on the device of x."""
    return {"x": draw.normal(3)}


def test_devices_that_are_mixed_are_hinted_at_though_the_code_raised():
    questions = (Question("double", "Doubling", 4, checks=(DOUBLE.checks[0], *ON_ITS_DEVICE.checks)),)
    exam = draw_test_plan(make_assignment(questions=questions), seed=7)
    seen = [
        replace(one, outcome=Outcome.RAISED, answer=None, error="RuntimeError", line=4) if "stays" in one.case else one
        for one in answered(exam)
    ]

    verdict = examine(exam, make_program(), seen)[-1]

    assert verdict.hint == "Where is a new tensor?"
    assert "raised RuntimeError at your line: y = x + x (the inputs were on another device" in (verdict.message or "")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.TIMED_OUT, "stopped after 10 seconds"),
        (Outcome.OUT_OF_MEMORY, "more memory"),
        (Outcome.CRASHED, "ended the whole Python process"),
        (Outcome.FLOODED, "printed more than"),
        (Outcome.UNREADABLE, "could not be read"),
        (Outcome.ABSENT, "could not be loaded"),
    ],
)
def test_every_end_of_a_run_is_said_in_words(exam, outcome, said):
    ended = [replace(one, outcome=outcome, answer=None) for one in answered(exam)]

    assert said in (examine(exam, make_program(), ended)[0].message or "")


def test_work_that_was_hidden_from_counting_is_said_in_words(exam):
    hidden = [replace(one, outcome=Outcome.RAISED, answer=None, error="Disturbed") for one in answered(exam)]

    assert "started a thread" in (examine(exam, make_program(), hidden)[0].message or "")


def test_who_had_more_time_on_a_slow_machine_is_told_how_much(exam):
    ended = [replace(one, outcome=Outcome.TIMED_OUT, answer=None, seconds=34.5) for one in answered(exam)]

    assert {verdict.message for verdict in examine(exam, make_program(), ended)} == {
        "your code was stopped after 34.5 seconds; is there a loop that doesn't end?"
    }


def test_what_came_after_a_crash_is_not_run(exam):
    first, *others = answered(exam)
    ended = [replace(first, outcome=Outcome.CRASHED), *(replace(one, outcome=Outcome.SKIPPED) for one in others)]

    assert statuses(examine(exam, make_program(), ended)) == {
        "doubles": "failed", "leaves_its_input": "not_run", "has_no_loop": "not_run",
    }  # fmt: skip


def test_missing_observations_are_never_points(exam):
    assert sum(verdict.points for verdict in examine(exam, make_program(), [])) == 0


def test_a_reference_that_raises_is_the_authors_fault_not_the_students():
    def broken(x):
        raise ZeroDivisionError

    exam = draw_test_plan(make_assignment(reference={"double": broken}), seed=7)

    with pytest.raises(AssignmentBroken, match=r"reference.py: double raised ZeroDivisionError"):
        examine(exam, make_program(), answered(exam))


def test_a_check_that_raises_is_named_with_its_line():
    double = question("double", judge=close())

    @double.check(4)
    def cannot_draw(draw):
        """Impossible."""
        raise KeyError("x")

    with pytest.raises(AssignmentBroken, match=r"test_examine.py:\d+: cannot_draw raised KeyError"):
        draw_test_plan(make_assignment(questions=(Question("double", "", 4, checks=tuple(double.checks)),)), seed=7)


def test_a_question_with_bans_and_no_growth_check_is_still_watched():
    questions = (Question("double", "", 2, checks=(DOUBLE.checks[0],), banned={"torch.add": 1.0}),)

    exam = draw_test_plan(make_assignment(questions=questions), seed=7)

    assert [asked.case.banned for asked in exam.planned if asked.check is None] == [("torch.add",)]


def test_the_seed_needs_the_secret_and_is_the_same_again():
    toy = make_assignment()

    assert seed_for(b"a" * 32, toy) == seed_for(b"a" * 32, toy)
    assert (
        len(
            {
                seed_for(b"a" * 32, toy),
                seed_for(b"b" * 32, toy),
                seed_for(b"a" * 32, replace(toy, release_version="v2")),
            }
        )
        == 3
    )


def test_cases_hold_no_expected_answer_and_no_judge(exam):
    for asked in exam.planned:
        fields = {name: getattr(asked.case, name) for name in asked.case.__dataclass_fields__}
        assert set(fields["inputs"]) == {"x"}
        assert not any(callable(value) for value in fields.values())
