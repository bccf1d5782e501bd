"""Points add up, findings take some away, and what has no score keeps its reason."""

from __future__ import annotations

from dataclasses import replace

from autograder.examine import examine, scoring
from autograder.examine.test_plan import draw_test_plan
from autograder.model import (
    Elsewhere,
    Finding,
    Notebook,
    Observation,
    Outcome,
    Question,
    QuestionResult,
    Severity,
    Submission,
)
from tests.fixtures import examined
from tests.fixtures.examined import make_assignment, make_program, marked


def test_findings_take_points_but_never_below_nothing():
    late = Finding("late", Severity.VIOLATION, "", "One day late.", -1.5)

    assert marked(findings=(late,)).score == 2.5
    assert marked(findings=(late, late, late)).score == 0.0
    assert marked(findings=(late,)).max_score == 4


def test_words_elsewhere_go_into_the_record_and_earn_nothing():
    found = (Elsewhere("cell 7", "The answer is here."),)

    assert marked(elsewhere=found).elsewhere == found
    assert marked(elsewhere=found).score == marked().score


def answered(text: str) -> QuestionResult:
    """Mark a written answer."""
    why = replace(make_assignment(), questions=(Question("why", "Why?", 2, written=True),))
    submission = Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip")
    return scoring.mark(submission, replace(make_program(), answers={"why": text}), (), (), why).questions[0]


def test_a_long_answer_is_cut_in_the_record_which_says_how_much_is_missing():
    long = "x" * (scoring.MAX_ANSWER + 12_000)

    assert answered(long).code.startswith("x" * scoring.MAX_ANSWER + "… (12,000 more characters, ")
    assert answered(long).code.endswith("open the notebook that was handed in)")
    assert answered(long).code != answered(long + "y").code


def test_of_a_picture_in_an_answer_the_record_keeps_the_name_alone():
    made = answered(f"See ![](data:image/png;base64,{'iVBORw0K' * 10_000}) there.")

    assert made.code.startswith("See ![](image/png of 80,022 characters, ")
    assert made.code.endswith(") there.")


def test_a_line_is_marked_where_a_check_failed_by_it_and_not_where_all_is_earned():
    exam = draw_test_plan(make_assignment(), seed=7)
    submission = Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip")
    of_picture = Observation("double.EXAMPLE/0", Outcome.RAISED, error="ValueError", line=4)
    seen = [*examined.answered(exam), of_picture]

    marked = scoring.mark(submission, make_program(), seen, examine(exam, make_program(), seen), exam.assignment)

    assert marked.questions[0].score == marked.questions[0].max_score
    assert marked.questions[0].line is None
