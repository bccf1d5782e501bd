"""Words that could be placed nowhere are kept within bounds, and what is left out is said."""

from __future__ import annotations

from autograder.assemble.elsewhere import BESIDE, MAX_ALL, MAX_ENTRIES, MAX_TEXT, Found, Rank, bounded


def test_entries_come_in_the_notebook_s_order_each_once() -> None:
    made = bounded([Found(7, "later", "a"), Found(2, "sooner", "a"), Found(3, "Sooner!", "a")])

    assert [(one.cell, one.text) for one in made] == [("cell 3", "sooner"), ("cell 8", "later")]


def test_a_long_text_is_cut_and_says_so() -> None:
    (made,) = bounded([Found(0, "x" * (MAX_TEXT + 1_234), "")])

    assert made.text.startswith("x" * MAX_TEXT + "… (1,234 more characters")


def test_more_than_a_record_can_bear_is_counted() -> None:
    made = bounded([Found(at, f"{at} " + "y" * MAX_TEXT, "") for at in range(50)])
    many = bounded([Found(at, f"word {at}", "") for at in range(MAX_ENTRIES + 3)])

    assert sum(len(one.text) for one in made) < MAX_ALL + 50 * 100
    assert made[-1].cell == ""
    assert made[-1].text.startswith("45 more places with words")
    assert (len(many), many[-1].text.split(" aren't")[0]) == (MAX_ENTRIES + 1, "3 more places with words")


def test_a_picture_s_bytes_are_named_not_shown() -> None:
    (made,) = bounded([Found(0, f"Look: ![](data:image/png;base64,{'iVBORw0K' * 1_000}) there", "")])

    assert made.text.startswith("Look: ![](image/png of 8,022 characters, ")
    assert made.text.endswith(") there")


def test_what_is_left_out_is_named_by_its_places() -> None:
    made = bounded([Found(at, f"word {at}", "") for at in range(MAX_ENTRIES + 2)])

    assert f"(cell {MAX_ENTRIES + 1}, cell {MAX_ENTRIES + 2})" in made[-1].text


def test_what_was_written_as_text_goes_before_code_and_outputs_where_not_all_can_be_shown() -> None:
    outputs = [Found(at, f"loss {at} " + "z" * MAX_TEXT, "", Rank.OUTPUT) for at in range(20)]
    code = [Found(at, f"x = 'word {at}'" + "#" * MAX_TEXT, "", Rank.CODE) for at in range(20, 40)]
    to_open = Found(BESIDE, "", "a file to open", Rank.TO_OPEN, "report.pdf")

    made = bounded([*outputs, *code, Found(50, "The row is bright.", ""), to_open])

    assert [one.text for one in made if "bright" in one.text] == ["The row is bright."]
    assert "report.pdf" in [one.cell for one in made]
    assert not any("loss" in one.text for one in made)


def test_two_files_that_can_t_be_shown_are_both_named() -> None:
    made = bounded(
        [Found(BESIDE, "", "open", Rank.TO_OPEN, "a.pdf"), Found(2 * BESIDE, "", "open", Rank.TO_OPEN, "b.pdf")]
    )

    assert [one.cell for one in made] == ["a.pdf", "b.pdf"]


def test_a_cut_text_says_which_file_to_open() -> None:
    (made,) = bounded([Found(BESIDE, "x" * 2 * MAX_TEXT, "", Rank.TEXT, "notes.txt", "notes.txt")])

    assert made.text.endswith("open notes.txt)")
