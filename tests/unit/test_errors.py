"""Errors are one sentence, and 'did you mean' is one function."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import GradingError, UsageError, nearest

PACKAGE = Path(__file__).resolve().parents[2] / "autograder"


def test_an_error_says_what_was_found_and_what_to_do():
    error = UsageError(found="there is no device 'gpu'", fix="Give auto or cpu.")

    assert isinstance(error, GradingError)
    assert str(error) == "there is no device 'gpu'. Give auto or cpu."
    assert str(GradingError("nothing was found")) == "nothing was found"


@pytest.mark.parametrize(
    ("word", "meant"), [("pionts", "points"), ("points", "points"), ("zzz", ""), ("", ""), ("ponits", "points")]
)
def test_the_nearest_word_is_meant_or_none(word, meant):
    assert nearest(word, {"order": 1, "points": 2}) == meant


def test_only_errors_looks_for_near_words():
    users = [path for path in PACKAGE.rglob("*.py") if "get_close_matches" in path.read_text(encoding="utf-8")]

    assert users == [PACKAGE / "errors.py"]
