"""What banned calls cost: once a question, the dearest price, and never more than was earned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.conventions import own_message
from autograder.examine import banned, examine, scoring
from autograder.examine.test_plan import draw_test_plan
from autograder.model import BannedUse, Notebook, Record, Severity, Status, Submission
from tests.fixtures.examined import answered, make_assignment, make_program

PRICES = {"torch.nn": 0.1, "torch.add": 1.0, "torch.fft": 0.5}
PAD, ADD, FFT = (BannedUse(name, name, line) for line, name in enumerate(PRICES, 1))


def marked(*uses: BannedUse, met: tuple[str, ...] = (), function=lambda x: 2 * x, prices=PRICES) -> Record:
    assignment = make_assignment()
    assignment = replace(assignment, questions=(replace(assignment.questions[0], banned=prices),))
    plan = draw_test_plan(assignment, seed=7)
    observations = [replace(one, banned=met) for one in answered(plan, function)]
    program = make_program(banned={"double": uses} if uses else {})
    verdicts = examine(plan, program, observations)
    submission = Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip")
    return scoring.mark(submission, program, observations, verdicts, assignment)


def test_a_share_is_taken_off_what_the_question_earned_and_its_checks_stay_as_they_were():
    record = marked(PAD)

    assert [check.status for check in record.questions[0].checks] == [Status.PASSED] * 3
    assert (record.questions[0].score, record.score) == (4.0, 3.6)
    (item,) = record.findings
    assert (item.rule, item.severity, item.points, item.cell) == (
        "banned_call",
        Severity.VIOLATION,
        -0.4,
        "double_solution",
    )
    assert item.message == record.questions[0].banned
    assert item.message == "torch.nn must not be used here (line 1 of the block). This costs a tenth of the question."


def test_a_question_pays_once_and_the_dearest_of_its_prices():
    assert marked(PAD, PAD, FFT).score == 2.0
    assert marked(PAD, FFT, ADD).score == 0.0
    assert len(marked(PAD, FFT, ADD).findings) == 1


def test_a_share_costs_no_more_than_the_question_earned():
    record = marked(FFT, function=lambda x: 3 * x)

    assert record.questions[0].score == 2.0  # what isn't about values
    assert record.score == 0.0
    nothing = marked(PAD, function=lambda x: x[:1])
    assert nothing.score == 0.0
    assert nothing.findings[0].points == -nothing.questions[0].score


def test_what_the_answers_were_worth_is_kept_apart_from_what_was_wrong_with_them():
    record = marked(ADD, function=lambda x: 3 * x)
    (question,) = record.questions

    assert (question.score, record.score) == (0.0, 0.0)
    assert {check.name: check.worth for check in question.checks} == {
        "doubles": 0.0,
        "leaves_its_input": 1.0,
        "has_no_loop": 1.0,
    }
    assert all(
        check.status is Status.FAILED and (check.message or "").startswith(question.banned) for check in question.checks
    )
    own = {check.name: own_message(check.message, question.banned) for check in question.checks}
    assert own["leaves_its_input"] == ""
    assert own["doubles"].startswith("12 of 12 numbers are off")


@pytest.mark.parametrize(("name", "score"), [("torch.nn", 3.6), ("torch.add", 0.0)])
def test_what_is_met_by_another_name_costs_what_that_ban_costs(name, score):
    record = marked(met=(name,))

    assert record.score == score
    assert record.questions[0].banned.startswith(f"{name} is not allowed in this exercise")


def test_what_is_seen_and_met_is_said_once_and_a_cheaper_name_of_it_not_at_all():
    assert marked(ADD, met=("torch.add", "torch.nn")).questions[0].banned.count("torch.") == 1
    assert "torch.nn" not in marked(met=("torch.add", "torch.nn")).questions[0].banned
    both = marked(PAD, met=("torch.add",)).questions[0].banned
    assert "torch.nn must not be used" in both
    assert "torch.add is not allowed" in both


def test_a_loop_in_disguise_is_the_whole_exercise_and_a_ban_that_was_lifted_since_is_none():
    assert marked(BannedUse("map over torch.add", "", 1)).score == 0.0
    assert marked(PAD, prices={"torch.add": 1.0}).score == 4.0


def test_a_block_that_was_not_run_says_why_and_not_what_it_would_have_cost():
    assignment = make_assignment()
    program = make_program(banned={"double": (ADD,)})
    verdicts = [
        replace(one, status=Status.NOT_RUN, message="it doesn't compile", points=0.0)
        for one in examine(draw_test_plan(assignment, seed=7), program, [])
    ]

    assert banned.charged(assignment.questions[0], verdicts, program, []) == verdicts
