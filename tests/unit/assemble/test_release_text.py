"""A line is ours however an editor spaced, wrapped or marked it up."""

from __future__ import annotations

import pytest

from autograder.assemble import release_text
from tests.fixtures.written import ASKED_1, AT, RELEASE

OURS = release_text.of_release(RELEASE)


@pytest.mark.parametrize(
    "line",
    [
        "Some rows of the matrix are bright all along, some blocks are dark.",
        "  *Some rows of the matrix are bright all along,\u00a0some blocks are dark*",
        "Some rows of the matrix are bright",
        "some blocks are dark. 1. What, in the images, makes a whole row bright?",
    ],
)
def test_a_line_of_ours_is_known_in_any_dress(line: str) -> None:
    assert OURS.find(line) == (True, AT["question-1"])


def test_a_line_of_several_cells_is_ours_and_no_single_cell_s() -> None:
    assert OURS.find("*Your answer here.*") == (True, None)


@pytest.mark.parametrize("line", ["Some rows", "Some rows of the matrix are dark.", "밝은 줄", "👍", ""])
def test_anything_else_is_not_ours(line: str) -> None:
    assert OURS.find(line) == (False, None)


def test_lines_that_are_gone_are_told() -> None:
    kept, gone = ASKED_1.split("\n\n1. ")

    assert release_text.missing(ASKED_1, [kept])[0].startswith("1. What")
    assert release_text.missing(ASKED_1, [kept, f"1. {gone}"]) == []
    assert release_text.changed("a b c\nd e f", "a b c and more\nd  e f") == ["a b c"]
