"""Which of our cells belongs to which written question, and which question a line names."""

from __future__ import annotations

import pytest

from autograder.assemble import answer_places
from autograder.model import Question
from tests.fixtures.written import AT, RELEASE, assignment

PLACES = answer_places.of_release(RELEASE, assignment().questions)


def test_a_question_s_text_is_what_stands_before_its_answer_from_the_last_heading_on() -> None:
    assert PLACES.answers == {AT["answer_1"]: "answer_1", AT["answer_2"]: "answer_2"}
    assert PLACES.prompts == {AT["question-1"]: "answer_1", AT["question-2"]: "answer_2"}
    assert PLACES.code == {AT[name] for name in ("double_solution", "double", "triple_solution", "triple")}


@pytest.mark.parametrize(
    "line", ["Question 2", "## question 2: what changes", "**Q2)** no", "Q 2", "Answer to Question 2:", "My answer 2 -"]
)
def test_a_line_that_begins_with_a_title_names_its_question(line: str) -> None:
    assert PLACES.named_by(line) == "answer_2"


@pytest.mark.parametrize(
    "line", ["Question 12", "2. Turn all images", "The question 2 is hard", "Questions", "", "Q", "answer"]
)
def test_other_lines_name_none(line: str) -> None:
    assert PLACES.named_by(line) is None


def test_a_title_without_a_number_names_its_question_only_as_a_whole() -> None:
    places = answer_places.of_release(
        RELEASE, (Question("answer_1", "Why", 4.0, written=True), Question("answer_2", "How", 4.0, written=True))
    )

    assert places.named_by("Why") == "answer_1"
    assert places.named_by("## Why is that so") == "answer_1"
    assert places.named_by("Why is that so") is None


def test_titles_that_are_alike_name_nothing() -> None:
    places = answer_places.of_release(
        RELEASE, tuple(Question(name, "Think", 4.0, written=True) for name in ("answer_1", "answer_2"))
    )

    assert places.named_by("Think") is None


@pytest.mark.parametrize(
    "text",
    ["1 and 2: yes", "Q1 & Q2", "answers to both questions", "as for question 1, no", "1, 2: x", "Questions 2 and 1"],
)
def test_an_answer_may_say_that_it_answers_another_question_too(text: str) -> None:
    assert PLACES.is_meant_too("answer_1", text)


@pytest.mark.parametrize(
    "text",
    [
        "There are 10 and 21 rows.",
        "1. First\n2. Second",
        "It is bright.",
        "1 and 2 change nothing.",
        "Only 1, 2 and 5.",
    ],
)
def test_numbers_alone_say_no_such_thing(text: str) -> None:
    assert not PLACES.is_meant_too("answer_1", text)
