"""Files that a foreign notebook reads come along into data/, its code reads them there, and what doesn't come is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.importing import data_beside
from autograder.authoring.importing.source_cells import Role, SourceCell
from autograder.errors import AssignmentBroken, UsageError


def code(source: str, number: int = 1, role: Role = Role.CODE) -> SourceCell:
    return SourceCell(role, source, number=number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scores.csv").write_text("1,2\n", encoding="utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "late.csv").write_text("3,4\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "here.csv").write_text("5\n", encoding="utf-8")
    return tmp_path


def test_what_the_code_names_comes_along_and_is_read_there(folder: Path) -> None:
    cells = [
        code("rows = open('scores.csv')  # é\nlate = read(\"./more/late.csv\")"),
        code("grün = read('data/here.csv'), 'scores.csv'", 2, Role.TEST),
        SourceCell(Role.TEXT, "See `scores.csv`.", number=3),
    ]

    took = data_beside.take(folder, cells)

    assert took.files == {"data/scores.csv": b"1,2\n", "data/more/late.csv": b"3,4\n", "data/here.csv": b"5\n"}
    assert took.cells[0].source == "rows = open('data/scores.csv')  # é\nlate = read(\"data/more/late.csv\")"
    assert took.cells[1].source == "grün = read('data/here.csv'), 'data/scores.csv'"
    assert took.cells[2] is cells[2]
    assert took.moved == {"scores.csv": [1, 2], "more/late.csv": [1]}
    assert "the code of cells 1, 2 reads 'data/scores.csv' now" in took.remarks[0]


@pytest.mark.parametrize(
    "source",
    [
        "assert name == 'scores.csv'",  # compared with, and not read
        "%run scores.csv",
        "open('../scores.csv')",
        "open('/etc/passwd')",
        "open('nothing.csv')",
        "print('scores.csv' +",  # no Python
        "open(f'{folder}/scores.csv')",
        "x = ''",
    ],
)
def test_what_is_no_file_beside_the_notebook_stays_as_it_is(source: str, folder: Path) -> None:
    took = data_beside.take(folder, [code(source)])

    assert took.cells[0].source == source
    assert set(took.files) == {"data/here.csv"}


def test_lines_for_ipython_dont_move_the_place_where_a_name_is_written(folder: Path) -> None:
    took = data_beside.take(folder, [code("%time x = open('scores.csv')\ny = open('scores.csv')")])

    assert took.cells[0].source == "%time x = open('scores.csv')\ny = open('data/scores.csv')"


def test_two_files_that_would_be_one_stop_the_import(folder: Path) -> None:
    (folder / "data" / "scores.csv").write_text("other\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"another data/scores\.csv"):
        data_beside.take(folder, [code("open('scores.csv')")])


def test_a_name_that_no_students_computer_takes_is_told(folder: Path) -> None:
    (folder / "con.csv").write_text("", encoding="utf-8")

    with pytest.raises(AssignmentBroken, match="Windows"):
        data_beside.take(folder, [code("open('con.csv')")])


def test_what_settings_hand_out_comes_along_unread_and_what_isnt_there_is_named(folder: Path) -> None:
    took = data_beside.take(folder, [], ["scores.csv", "more/late.csv", "gone.csv", "helpers.py"])

    assert {"data/scores.csv", "data/more/late.csv"} <= set(took.files)
    assert took.missing == ("gone.csv", "helpers.py")
    assert all("isn't" in remark or "is no data file" in remark for remark in took.remarks)


def test_what_stays_behind_is_listed(folder: Path) -> None:
    (folder / "helpers.py").write_text("", encoding="utf-8")
    (folder / "ps1.ipynb").write_text("{}", encoding="utf-8")

    took = data_beside.take(folder, [code("open('scores.csv')")])

    assert took.left(folder) == ["helpers.py", "more/late.csv"]


def test_what_settings_keep_from_students_doesnt_come_along_whoever_reads_it(folder: Path) -> None:
    """All of data/ is handed out: otter's autograder_files with the answers would be too."""
    cells = [code("open('scores.csv')"), code("key = open('more/late.csv')", 2, Role.TEST)]

    took = data_beside.take(folder, cells, kept_back=("./more/", "data/here.csv", "scores"))

    assert took.files == {"data/scores.csv": b"1,2\n"}
    assert took.cells[1] is cells[1]
    assert took.left(folder) == ["data/here.csv", "more/late.csv"]
