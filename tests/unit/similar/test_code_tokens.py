"""Any text is read as tokens, in order and without gaps that matter."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from autograder.similar.code_tokens import WINDOW, K, fingerprints, is_cut, tokens, words

TEXTS = st.text(max_size=200) | st.text("ab1.\"'\\\n#()=* \tr", max_size=80)


def kinds(source: str) -> list[str]:
    return [one.kind for one in tokens(source)]


def test_names_numbers_texts_comments_and_layout_are_off():
    assert kinds("total = x.sum(1.5) # hm\n") == kinds("a  =\\\n  b.sum( 2 )")
    assert kinds("s = 'a'") == kinds('t = rb"""\n#b"""')
    assert kinds("for i in range(3)") == ["for", "name", "in", "range", "(", "number", ")"]


def test_a_text_that_never_ends_is_one_token():
    assert kinds("x = '''a\nb # c") == ["name", "=", "text"]
    assert kinds("x = 'a\ny") == ["name", "=", "text", "name"]


@given(TEXTS)
def test_what_is_no_token_is_blank_or_comment(text):
    found = tokens(text)

    assert all(one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    between = [text[one.end : other.start] for one, other in itertools.pairwise(found)]
    assert all(re.fullmatch(r"(?:[\s\\]|#[^\n]*)*", gap) for gap in between)


@given(
    st.lists(st.sampled_from("abc"), min_size=K + WINDOW - 1, max_size=40),
    st.lists(st.sampled_from("xyz"), max_size=20),
)
def test_a_run_that_both_have_leaves_a_print_in_both(run, before):
    assert fingerprints([*before, *run]) & fingerprints([*run, *before])


def test_a_short_text_is_whole_and_a_long_one_is_cut():
    assert not is_cut("x = 1", tokens("x = 1"))
    assert is_cut("x " * 30_000, tokens("x " * 30_000))
    assert [one.kind for one in words("Far, FAR away")] == ["far", "far", "away"]
