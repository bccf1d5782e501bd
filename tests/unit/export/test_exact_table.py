"""Single cells change, every other byte stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.export.exact_table import ExactTable

TABLE = '\ufeff"Name" , ID,Grade\r\n"Kim, ""Ada""", 30 ,"12"\r\n\r\nLee,31,\r\n'.encode()


def test_an_untouched_table_is_the_same_bytes():
    assert ExactTable(TABLE.replace(b'"Name" ,', b'"Name",')).written() == TABLE.replace(b'"Name" ,', b'"Name",')


def test_a_cell_changes_in_its_own_quotes_and_nothing_else():
    data = b'a,b\r\n"x, y", 30 \r\n"1"," 2"\r\n'
    table = ExactTable(data)

    table.put(2, 0, "88")
    table.put(1, 1, 'say "hi"')

    assert table.written() == b'a,b\r\n"x, y","say ""hi"""\r\n"88"," 2"\r\n'


def test_a_column_is_added_to_each_row_that_is_not_blank():
    table = ExactTable(b"a;b\n1;2\n\nshort\n3;4")

    place = table.add_column("c")
    table.put(4, place, "9")

    assert table.written() == b"a;b;c\n1;2;\n\nshort;;\n3;4;9"


def test_cells_that_a_spreadsheet_left_out_at_the_end_are_there_where_one_is_written():
    table = ExactTable(b"a,b,c,d\n1\n2\n,\n")

    table.put(1, 2, "x")
    table.put(1, 1, "y")

    assert [len(row) for row in table.rows] == [4, 4, 4, 2]
    assert table.written() == b"a,b,c,d\n1,y,x\n2\n,\n"


@pytest.mark.parametrize("data", [b"", b"\n\n", b'"open', b"\x00\xff\xfe\x81\x8d"])
def test_what_is_no_table_is_one_sentence(data):
    with pytest.raises(GradingError):
        ExactTable(data)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)


@given(st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=4), st.booleans(), CELL)
def test_any_table_survives_and_any_text_can_be_put(cells, quoted, text):
    rows = [["Head", "Grade"], *cells]
    data = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' if quoted or set(cell) & set('",\r\n') else cell for cell in row)
        + "\n"
        for row in rows
    ).encode()
    try:
        table = ExactTable(data)
    except GradingError:
        return
    before = [list(row) for row in table.rows]

    assert table.written() == data
    table.put(1, 0, text)
    before[1][0] = text

    assert ExactTable(table.written()).rows == before


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=,"])
def test_a_line_that_a_spreadsheet_put_first_is_refused_in_words(first: str) -> None:
    with pytest.raises(GradingError, match="begins with 'sep='"):
        ExactTable(f"{first}\r\nStudent;ID\r\n".encode())


def test_what_the_encoding_has_no_signs_for_is_not_written_as_question_marks() -> None:
    table = ExactTable("Namé,Grade\nKim,\n".encode("cp1252"))
    table.put(1, 1, "점수")

    with pytest.raises(GradingError, match="has no signs for '점수'"):
        table.written()
