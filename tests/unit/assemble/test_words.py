"""What in a text is a student's word, and what is ours."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.assemble import release_text, words
from tests.fixtures.written import ASKED_1, AT, RELEASE

OURS = release_text.of_release(RELEASE)
QUESTION = AT["question-1"]


def passages(source: str) -> list[words.Passage]:
    gone = release_text.changed(ASKED_1, source)
    return words.in_text(source, OURS, {QUESTION}, gone, home=QUESTION)


def test_passages_know_what_stands_around_them() -> None:
    source = f"Before it.\n{ASKED_1}\nBehind it."

    assert passages(source) == [
        words.Passage("Before it.", None, QUESTION),
        words.Passage("Behind it.", QUESTION, None),
    ]


def test_of_an_edited_line_only_what_was_added_counts() -> None:
    edited = ASKED_1.replace("say why.", "say why. The frog, since green is green.").replace("bright all", "brigth all")

    assert [one.text for one in passages(edited)] == ["The frog, since green is green."]


def test_a_blank_that_was_filled_in_is_an_added_word() -> None:
    assert [one.text for one in passages(ASKED_1.replace("some blocks are dark", "seven are dark"))] != []


@given(st.text())
def test_no_text_is_too_odd(source: str) -> None:
    assert all(one.text for one in passages(source))
