"""Names say who somebody is only where they can't say anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import name_words


@pytest.mark.parametrize(
    ("text", "number"),
    [("2022123456", True), ("a0123456x", True), ("220101", False), ("20261005", False), ("05102026", False), ("20229999", True),
     ("kim", False), ("12345", False), ("2022-123456", False), ("", False)],
)  # fmt: skip
def test_a_number_is_long_and_no_day(text, number):
    assert name_words.is_number(text) is number


@pytest.mark.parametrize(
    ("folder", "nobody"),
    [("2026-10-05", True), ("5.10.2026", True), ("old", True), ("Attempt 2", True), ("knn", True), ("v2", True), ("Submission attachment(s)", True),
     ("제출", True), ("kim", False), ("section1", False), ("2022123456", False), ("Old Kim", False), ("Student 1", False)],
)  # fmt: skip
def test_days_and_words_of_versions_are_nobody(folder, nobody):
    assert name_words.is_of_nobody(folder, "knn") is nobody


def test_two_students_with_numbers_keep_their_numbers():
    assert name_words.own_words("student 1", "knn") != name_words.own_words("student 2", "knn")
    assert name_words.own_words("knn2", "knn") != name_words.own_words("knn", "knn") == ""


def test_folders_of_nobody_are_left_out_at_the_end_only():
    assert name_words.without_nobodys(("hw", "kim", "old", "v2"), "knn") == ("hw", "kim")
    assert name_words.without_nobodys(("kim", "old"), "knn", {"old"}) == ("kim", "old")


@given(st.text(max_size=30), st.sampled_from(["", "knn", "a.b"]))
def test_any_name_is_read_and_read_the_same_again(text, assignment):
    words = name_words.own_words(text, assignment)

    assert words == name_words.own_words(text, assignment)
    assert name_words.number_in(text) >= 0
    assert isinstance(name_words.is_section(text), bool)
