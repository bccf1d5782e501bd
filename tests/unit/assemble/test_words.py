"""What in a cell is a student's word, and what is code or ours."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(
    "source",
    [
        "# only a comment",
        '"""A text."""',
        "print('yes it is')",
        "%%markdown\n42",
        "The row is bright.",
        "밝은 줄이다",
        "k is small enough",
    ],
)
def test_a_code_cell_of_words_is_text(source: str) -> None:
    assert words.is_text(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x",
        "x = 1",
        "print(x)",
        "for k in range(3",
        "assert x is not None",
        "import numpy as np",
        "a, b, c",
        "!pip install x",
        "f(x) y z w",
    ],
)
def test_code_broken_or_not_is_no_text(source: str) -> None:
    assert not words.is_text(source)


def test_the_words_of_a_code_cell_are_its_comments_without_code_and_notes_to_tools() -> None:
    source = 'x = 1  # It is bright.\n# x = 2\n# noqa: E501\ny = "#nocomment"\n"""A text\nof two lines."""\n# yes'

    assert words.in_code(source, OURS) == "It is bright.\nA text\nof two lines.\nyes"
    assert words.in_code(source, OURS, {release_text.key("yes")}) == "It is bright.\nA text\nof two lines."


def test_texts_with_a_name_and_texts_of_colab_s_forms_are_words() -> None:
    source = (
        'mine = """It is bright.\nSo it is."""\nkind = "photo"\nname = "Kim Min Ji"\n'
        '#@markdown The row is dark.\nk = 3 #@param {type:"slider"}'
    )

    assert words.in_code(source, OURS) == "It is bright.\nSo it is.\n@markdown The row is dark."


def test_our_own_code_holds_no_words_whatever_its_comments_say() -> None:
    for cell in RELEASE.cells:
        if cell.kind == "code":
            assert words.in_code(cell.source + "\nx", OURS) == ""


@given(st.text())
def test_no_text_is_too_odd(source: str) -> None:
    assert isinstance(words.in_code(source, OURS), str)
    assert all(one.text for one in passages(source))
