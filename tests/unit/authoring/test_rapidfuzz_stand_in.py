"""The stand-in gives the numbers that rapidfuzz gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from autograder.authoring import rapidfuzz_stand_in

LETTERS = st.text("ab cé", max_size=40)
WORDS = st.lists(st.sampled_from(["a", "be", "see", "sea", "bee"]), max_size=6).map(" ".join)


@given(LETTERS, LETTERS)
def test_texts_are_as_alike_as_rapidfuzz_says(one, other):
    assert rapidfuzz_stand_in.fuzz.ratio(one, other) == pytest.approx(fuzz.ratio(one, other))
    assert rapidfuzz_stand_in.fuzz.ratio(one, other, score_cutoff=80) == pytest.approx(
        fuzz.ratio(one, other, score_cutoff=80)
    )


@given(WORDS, st.lists(WORDS, min_size=1, max_size=5))
def test_words_are_as_alike_as_rapidfuzz_says(line, lines):
    theirs = process.extractOne(line, lines, scorer=fuzz.token_set_ratio, processor=None)
    ours = rapidfuzz_stand_in.process.extractOne(
        line, lines, scorer=rapidfuzz_stand_in.fuzz.token_set_ratio, processor=None
    )

    assert ours[1] == pytest.approx(theirs[1])
    assert ours[2] == theirs[2]
