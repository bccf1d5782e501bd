"""Explaining a block, or not, leaves its code as it was."""

from __future__ import annotations

from autograder.authoring.demo.explanations import commented, uncommented


def test_explaining_a_block_changes_nothing_but_comments() -> None:
    text = (
        "total = 0\nfor x in y:\n    if x:\n        total += x\n    else:\n        total -= x\nreturn (total +\n    1)"
    )

    explained = commented(text)

    kept = [line for line in explained.split("\n") if not line.strip().startswith("#")]
    assert "\n".join(kept) == text
    assert explained.count("#") >= 5


def test_losing_comments_keeps_the_code() -> None:
    assert uncommented("# why\nx = 1  # one\nreturn x") == "x = 1\nreturn x"
