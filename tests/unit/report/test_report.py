"""What is published for a class: the assignment's page, marks.csv, and each student's page."""

from __future__ import annotations

import re
from pathlib import Path

from autograder import report
from autograder.cli.tables import missing_line
from autograder.people import roster
from autograder.results import atomic, csv_files
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.report import assignment, record, rejected


def test_who_handed_nothing_in_is_missing_and_has_no_number(tmp_path):
    folder = Folder(tmp_path)
    for one in (record("2022000001"), rejected("2022000003"), record("2022000009")):
        atomic.write(folder.record(one.student_id), records.encode(one))
    folder.roster.write_text("2022000001,Kim\n2022000002,=Lee Bo\n2022000003,Park\n", encoding="utf-8")

    graded = report.publish(folder, assignment(), roster.names(roster.expected(folder, tmp_path)))

    rows = csv_files.read((tmp_path / "marks.csv").read_text(encoding="utf-8"))
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("2022000001", "graded", "15"), ("2022000002", "missing", ""),
        ("2022000003", "rejected", ""), ("2022000009", "graded", "15"),
    ]  # fmt: skip
    assert rows[2][1] == "'=Lee Bo"
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<th scope="row" class="id"><bdi>(\d+)</bdi>', page[page.index('id="missing"') :]) == [
        "2022000002"
    ]
    assert set(rows[2][3:]) == {""} and len(rows[2]) == len(rows[0])
    students = roster.expected(folder, tmp_path)
    assert missing_line(roster.missing(students, graded)) == "Nothing handed in (1): 2022000002 =Lee Bo"
    assert roster.unexpected(students, graded) == ("2022000009",)


def test_every_record_gets_its_page(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for one in (record("2022000001"), rejected("2022000003")):
        atomic.write(folder.record(one.student_id), records.encode(one))

    shown = [one.student_id for one in report.pages(folder, assignment())]

    assert shown == ["2022000001", "2022000003"]
    for student in shown:
        assert folder.page(student).read_text(encoding="utf-8").startswith("<!doctype html>")
