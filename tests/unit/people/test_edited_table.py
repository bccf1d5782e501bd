"""A file that people edit keeps every line, comment, column and character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.people.edited_table import EditedTable, alone, clean

HEADINGS = ("student_id", "name", "note")
TEXT = st.text(st.characters(codec="utf-8"), max_size=8).map(clean)
IDS = TEXT.filter(lambda text: text and not text.lstrip("'").startswith("#"))


def read(path):
    return EditedTable.read(path, HEADINGS, needed=HEADINGS[:1], fix="Write it like ours.")


def test_lines_that_nobody_changed_stay_as_they_stand(tmp_path):
    path = tmp_path / "roster.csv"
    before = '# said "hello", schön on Monday\r\nName ; student_id\r\n\r\n"Kim; Ada";"1"\r\n#,"end\r\nLee;2\r\n'
    path.write_bytes(before.encode("cp1252"))

    table = read(path)
    assert [row.cells for row in table.rows] == [
        {"name": "Kim; Ada", "student_id": "1"},
        {"name": "Lee", "student_id": "2"},
    ]
    assert table.rows[1].where.endswith("line 6")
    assert table.written() == before.encode("cp1252")

    table.change(table.rows[1], {"name": "Lee Bo"})
    table.add({"student_id": "3", "name": "Ä"})
    table.save()
    assert path.read_bytes().decode("cp1252") == before.replace("Lee;2", "Lee Bo;2") + "Ä;3\r\n"


def test_a_text_that_the_encoding_lacks_makes_the_file_utf_8(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes("student_id,name\n1,Zoë\n".encode("cp1252"))

    table = read(path)
    table.add({"student_id": "2", "name": "김"})
    table.save()

    assert path.read_bytes().decode("utf-8-sig") == "student_id,name\n1,Zoë\n2,김\n"
    assert [row.cells["name"] for row in read(path).rows] == ["Zoë", "김"]


def test_a_column_is_added_when_something_is_to_stand_there(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("# mine\nstudent_id\n1\n2\n")

    table = read(path)
    table.change(table.rows[0], {"note": "ill"})
    table.save()

    assert path.read_text() == "# mine\nstudent_id,note\n1,ill\n2\n"


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "people" / "roster.csv"
    table = read(path)
    table.add({"student_id": "1"})
    table.save()

    assert path.read_text() == "student_id,name,note\n1,,\n"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_a_killed_command_left_half_written_is_removed(tmp_path):
    (tmp_path / ".roster.csv.12345678.half").write_text("student_id\n1")

    with alone(tmp_path / "roster.csv"):
        assert not list(tmp_path.glob("*.half")) and not list(tmp_path.glob(".*.half"))


def test_no_cell_is_a_formula_for_a_spreadsheet_and_each_is_read_as_it_was(tmp_path):
    path = tmp_path / "roster.csv"
    table = read(path)
    table.add({"student_id": "-1", "name": "=HYPERLINK(1)"})
    table.save()

    assert path.read_text().splitlines()[1] == "'-1,'=HYPERLINK(1),"
    assert read(path).rows[0].cells == {"student_id": "-1", "name": "=HYPERLINK(1)", "note": ""}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student_id,nmae\n", "line 1: 'nmae' is no heading of this file. Did you mean 'name'"),
        ("student_id,shoe size\n", "line 1: 'shoe size' is no heading of this file. The headings are student_id"),
        ("1,Kim\n", "line 1: '1' is no heading"),
        ("name\nKim\n", "line 1: there is no column student_id"),
        ("name,student_id,name\n", "line 1: two columns are called name"),
        ("student_id,name\n\n1,Kim,more\n", "line 3: there are 3 cells under 2 headings"),
        ('student_id,name\n1,"Kim\n', "line 2: this is no CSV"),
        ("# only a remark\n", "has no headings"),
        ("", "has no headings"),
    ],
)
def test_what_can_t_be_kept_isn_t_read(tmp_path, text, said):
    path = tmp_path / "roster.csv"
    path.write_text(text)

    with pytest.raises(GradingError, match=said):
        read(path)
    assert path.read_text() == text


@given(rows=st.lists(st.tuples(IDS, TEXT, TEXT), max_size=6), changed=TEXT)
def test_whatever_stands_there_is_read_back(tmp_path_factory, rows, changed):
    path = tmp_path_factory.mktemp("people") / "roster.csv"
    table = read(path)
    for row in rows:
        table.add(dict(zip(HEADINGS, row, strict=True)))
    table.save()

    again = read(path)
    assert [tuple(row.cells.values()) for row in again.rows] == rows
    for row in again.rows:
        again.change(row, {"note": changed})
    again.save()
    assert [tuple(row.cells.values()) for row in read(path).rows] == [(*row[:2], changed) for row in rows]
