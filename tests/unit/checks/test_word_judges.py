"""Exceptions and printed texts are judged, and never repeated."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.checks.word_judges import Prints, Raises
from autograder.model import CaseInputs

INPUTS = CaseInputs({}, torch.float64)


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (["ValueError", "Exception", "BaseException", "object"], None),
        (["MyError", "ValueError", "Exception"], None),
        ([], "expected ValueError to be raised, and your function returned"),
        (["secret42", "Exception"], "expected ValueError to be raised, and another exception was"),
        ("ValueError", "expected ValueError to be raised, got another kind of answer"),
        ([1], "expected ValueError to be raised, got another kind of answer"),
    ],
)
def test_an_exception_is_known_by_all_that_it_is(got: Any, said: str | None) -> None:
    assert Raises()(got, ["ValueError"], INPUTS) == said


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        ("1\n2\n", "1\n2", None),
        ("1  \n2\n\n", "1\n2\n", None),
        ("", "", None),
        ("\n", "1", "nothing was printed"),
        ("1\n3", "1\n2", "line 2 of what was printed isn't as expected"),
        ("1\n2\n3", "1\n2", "expected 2 printed lines, got 3"),
        ("1", "1\n2", "expected 2 printed lines, got 1"),
        (" 1", "1", "line 1 of what was printed isn't as expected"),
        (None, "1", "expected a printed text, got another kind of answer"),
    ],
)
def test_a_printed_text_is_compared_line_by_line(got: Any, expected: str, said: str | None) -> None:
    assert Prints()(got, expected, INPUTS) == said
