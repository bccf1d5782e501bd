"""Which comments explain code."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given

from autograder.assemble.comments import comments, explains, remarks, said
from tests.fixtures.texts import TEXTS


@pytest.mark.parametrize(
    "text",
    [
        "# add x to itself\nreturn x + x",
        "return x + x  # twice is a sum",
        '"""Twice is a sum."""\nreturn x + x',
        "# 두 배로 만든다\nreturn x + x",
        "# 두배로만든다\nreturn x + x",
    ],
)
def test_words_explain(text):
    assert explains(text)


@pytest.mark.parametrize(
    "text",
    [
        "return x + x",
        "return x + x  #",
        "# ------\nreturn x + x",
        "# todo\nreturn x + x",
        "# y = x + x\nreturn x + x",
        "# print(x)\nreturn x + x",
        "# BEGIN YOUR CODE\nreturn x + x\n# END YOUR CODE",
        "return x + x\n# END OF YOUR CODE",
        "return '# twice is a sum'",
    ],
)
def test_rules_code_and_markers_do_not(text):
    assert not explains(text)


def test_long_blocks_need_more_than_one_comment():
    code = "\n".join(f"x = x + {n}" for n in range(25))

    assert not explains(f"# add up numbers\n{code}")
    assert explains(f"# add up numbers\n{code}\n# and give back\n# what came out")


def test_comments_are_listed_without_their_signs():
    assert comments("x = 1  # one\n## two words\ny = '# no'") == ["one", "two words"]


@given(TEXTS)
def test_no_text_raises(text):
    explains(text)


def test_a_literal_that_spells_what_no_file_can_hold_can_be_kept():
    code = 'why = "it is \\ud83d so"\n"told \\udcb1"'

    assert remarks(code) == ["it is \ufffd so", "told \ufffd"]
    assert [one.text for one in said(code, ast.parse(code))] == ["it is \ufffd so", "told \ufffd"]
