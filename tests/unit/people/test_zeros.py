"""A number that a spreadsheet may have shortened is known."""

from __future__ import annotations

from autograder.people import zeros


def test_only_a_table_without_any_zero_in_front_may_have_lost_them():
    assert zeros.taken(["42", "7"], ["0042", "42", "7", "007", "x07"]) == {"42": "0042", "7": "007"}
    assert zeros.taken(["42", "x1"], ["042", "ada"]) == {"42": "042"}
    assert zeros.taken(["42", "007"], ["0042"]) == {}
    assert zeros.taken(["9"], ["0042", "0"]) == {}
