"""Tables: nothing of a student's becomes a formula, and any spreadsheet's file is read or refused in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.results import csv_files
from autograder.untrusted_text import for_spreadsheet

FIX = "Write lines like 1,2."


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " \t=1", "＝1", "\n1"])
def test_a_formula_is_quoted(text):
    assert for_spreadsheet(text).startswith("'")


def test_numbers_stay_numbers_and_nothing_stays_empty():
    assert csv_files.write([[1.0, 2.5, 0.126, None, -3.0, "a,b"]]) == '1,2.5,0.13,,-3,"a,b"\n'


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4), max_size=5))
def test_what_was_written_is_read_back(rows):
    written = csv_files.write(rows)

    assert csv_files.read(written) == [[for_spreadsheet(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("encoding", "mark", "guesses"),
    [
        ("utf-8", b"", ()),
        ("utf-8", b"\xef\xbb\xbf", ()),
        ("utf-16-le", b"\xff\xfe", ()),
        ("utf-16-be", b"\xfe\xff", ()),
        ("cp949", b"", ("cp949", "cp1252")),
    ],
)
def test_a_file_is_written_back_as_it_was(encoding, mark, guesses):
    data = mark + "학번;이름\r\n1;김\r\n".encode(encoding)

    table = csv_files.parse(data, "the file", fix=FIX, guesses=guesses, delimiters=",;")

    assert (table.rows, table.delimiter, table.encoding) == ([["학번", "이름"], ["1", "김"]], ";", encoding)
    assert table.written() == data


def test_rows_know_their_lines_whatever_characters_and_blank_lines_lie_between():
    table = csv_files.parse('a\u2028b,1\n\n"two\nlines",2\nlast\x0c,3\n'.encode(), "f.csv", fix=FIX)

    assert [place for place, _ in table.filled()] == ["f.csv, line 1", "f.csv, line 4", "f.csv, line 5"]
    assert [row[1] for _, row in table.filled()] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n\xff\n", r"^f\.csv isn't UTF-8 text\. Save it as CSV in UTF-8\. Write lines"),
        (b'a,b\n"open,c\n', r"^f\.csv, line 2: this is no CSV \(.*\)\. Write lines like"),
    ],
)
def test_what_is_no_table_is_one_sentence_with_its_line(data, said):
    with pytest.raises(GradingError, match=said):
        csv_files.parse(data, "f.csv", fix=FIX)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(GradingError, match=r"none\.csv can't be read: No such file.*\. Check the path\."):
        csv_files.load(tmp_path / "none.csv", fix=FIX)


@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_else(data):
    try:
        csv_files.parse(data, "f.csv", fix=FIX, guesses=("cp949", "cp1252"), delimiters="\t,;")
    except GradingError as error:
        assert "f.csv" in str(error)


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "sep=;;"])
def test_excel_s_own_first_line_tells_the_delimiter_and_is_written_back(first):
    data = f"{first}\r\na;b,c\r\n".encode()
    table = csv_files.parse(data, "t.csv", fix="", delimiters=",;")

    if first == "sep=;;":  # no such line: it is a row like others
        assert next(row for _, row in table.filled()) == ["sep=", "", ""]
    else:
        assert [row for _, row in table.filled()] == [["a", "b,c"]]
        assert csv_files.parse(table.written(), "t.csv", fix="", delimiters=",;").tells_delimiter == 0
