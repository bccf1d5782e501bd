"""What is no hand-in is told from one, with what to do about it."""

from __future__ import annotations

import pytest

from autograder.errors import UsageError
from autograder.intake import not_handed_in
from autograder.intake.discovery import find
from tests.fixtures.notebooks import save


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("gb.csv", b"Student,ID,SIS User ID,Section\n", r"gb\.csv is a table, not a hand-in\..*--roster gb\.csv"),
        (
            "t.csv",
            b"student_id,received\n1,2026-10-05T12:00\n",
            r"t\.csv is a table, not a hand-in\..*--received t\.csv",
        ),
        ("x.xlsx", b"PK\x03\x04", r"x\.xlsx is a table.*--received, a class list after --roster"),
        ("class.rar", b"Rar!\x1a", r"class\.rar is a RAR archive, which isn't read\. Unpack it"),
        ("class.tar.gz", b"\x1f\x8b", r"class\.tar\.gz is a gzip archive"),
        ("class.7z", b"7z\xbc\xaf", r"class\.7z is a 7z archive"),
        ("notes.md", b"# notes", r"notes\.md is neither a zip nor a notebook"),
        ("knn.py", b"print(1)", r"knn\.py is neither a zip nor a notebook"),
    ],
)
def test_a_stray_file_is_wrong_usage(tmp_path, name, data, sentence):
    with pytest.raises(UsageError, match=sentence):
        find([save(tmp_path / name, data)], assignment="knn")


def test_a_table_among_hand_ins_is_wrong_usage_too(tmp_path):
    with pytest.raises(UsageError, match="is a table"):
        find([save(tmp_path / "1-knn.zip", b"x"), save(tmp_path / "gb.csv", b"Student,ID\n")], assignment="knn")


def test_a_stray_file_among_hand_ins_is_listed(tmp_path):
    paths = [save(tmp_path / name, b"x") for name in ("1-knn.zip", "readme.txt", "kim.py")]

    files = find(paths, assignment="knn")

    assert [file.student_id for file in files.unread()] == ["1", "kim"]
    assert [left.source for left in files.not_taken] == ["readme.txt"]


def test_an_unpacked_download_may_be_given_file_by_file(tmp_path):
    names = ("kimada_30_9001_knn.ipynb", "kimada_30_9002_data.csv", "leebo_31_text.html", "index.html")

    files = find([save(tmp_path / name, b"x") for name in names], assignment="knn")

    assert [file.student_id for file in files.unread()] == ["30", "31"]
    assert files[0].beside == ("kimada_30_9002_data.csv",)


@pytest.mark.parametrize("name", ["77-knn.rar", "2022123456.rar", "kimada_30_9001_knn.rar"])
def test_an_archive_that_is_somebodys_is_their_record(tmp_path, name):
    (file,) = find([save(tmp_path / name, b"Rar!\x1a")], assignment="knn")

    assert file.student_id in ("77", "2022123456", "30")


def test_a_notebook_under_another_name_is_no_stray_file(tmp_path):
    (file,) = find([save(tmp_path / "kim", b'{"cells": []}')], assignment="knn")

    assert file.student_id == "kim"


def test_a_packed_class_in_a_folder_is_told_what_to_do(tmp_path):
    save(tmp_path / "class.rar", b"Rar!")

    (left,) = find([tmp_path], assignment="knn").not_taken

    assert "unpack it, and give the folder" in left.why


def test_nobody_at_all_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="nothing was graded: no hand-in was found in"):
        not_handed_in.demand_somebody(0, [tmp_path])
    not_handed_in.demand_somebody(1, [tmp_path])
