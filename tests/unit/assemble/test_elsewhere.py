"""Words that could be placed nowhere are kept within bounds, and what is left out is said."""

from __future__ import annotations

from autograder.assemble.elsewhere import MAX_ALL, MAX_ENTRIES, MAX_TEXT, bounded


def test_entries_come_in_the_notebook_s_order_each_once() -> None:
    made = bounded([(7, "later", "a"), (2, "sooner", "a"), (3, "Sooner!", "a")])

    assert [(one.cell, one.text) for one in made] == [("cell 3", "sooner"), ("cell 8", "later")]


def test_a_long_text_is_cut_and_says_so() -> None:
    (made,) = bounded([(0, "x" * (MAX_TEXT + 1_234), "")])

    assert made.text.startswith("x" * MAX_TEXT + "… (1,234 more characters")


def test_more_than_a_record_can_bear_is_counted() -> None:
    made = bounded([(at, f"{at} " + "y" * MAX_TEXT, "") for at in range(50)])
    many = bounded([(at, f"word {at}", "") for at in range(MAX_ENTRIES + 3)])

    assert sum(len(one.text) for one in made) < MAX_ALL + 50 * 100
    assert made[-1].cell == ""
    assert made[-1].text.startswith("45 more places with words")
    assert (len(many), many[-1].text.split(" aren't")[0]) == (MAX_ENTRIES + 1, "3 more places with words")


def test_a_picture_s_bytes_are_named_not_shown() -> None:
    (made,) = bounded([(0, f"Look: ![](data:image/png;base64,{'iVBORw0K' * 1_000}) there", "")])

    assert made.text.startswith("Look: ![](image/png of 8,022 characters, ")
    assert made.text.endswith(") there")
