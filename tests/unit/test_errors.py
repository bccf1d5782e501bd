"""Errors are one sentence, and 'did you mean' is one function."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.errors import GradingError, UsageError, nearest, remedy

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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pandas", r"pip install '\.\[tables\]'"),
        ("pandas.core", r"\.\[tables\]"),
        ("tensorflow", "Install tensorflow where"),
        (None, "otherwise"),
    ],
)
def test_a_library_that_is_missing_wants_to_be_installed(name, said):
    assert re.search(said, remedy(ModuleNotFoundError("no", name=name), "otherwise"))
    assert remedy(NameError("no", name="pandas"), "otherwise") == "otherwise"


def test_only_errors_looks_for_near_words():
    users = [path for path in PACKAGE.rglob("*.py") if "get_close_matches" in path.read_text(encoding="utf-8")]

    assert users == [PACKAGE / "errors.py"]
