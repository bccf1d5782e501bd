"""marks.csv."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import RecordStatus
from autograder.report import marks
from autograder.results import csv_files, hand_marks
from autograder.results.hand_marks import GivenMark
from tests.fixtures.report import assignment, not_graded, record, rejected

KNN = assignment()


def test_each_student_has_a_row_and_each_question_a_column() -> None:
    rows = csv_files.read(marks.table([record("2"), record("1", findings=())], KNN))

    assert rows == [
        ["student_id", "name", "status", "score", "max_score", "late_days", "option", "out_of", "waiting",
         "compute_distances_two_loops", "compute_distances_no_loops", "predict_labels", "inline_question_1"],
        ["1", "Kim Minji", "graded", "18", "36", "1", "1", "46", "1", "8", "10", "0", ""],
        ["2", "Kim Minji", "graded", "15", "36", "1", "1", "46", "1", "8", "10", "0", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("name", marks.COLUMNS)
def test_a_question_called_as_a_column_of_every_assignment_takes_no_ones_place(name: str) -> None:
    first, *others = KNN.questions
    own = record("1", questions=(replace(record().questions[0], id=name),))
    table = marks.table([own], replace(KNN, questions=(replace(first, id=name), *others)))

    head, *_ = csv_files.read(table)
    (row,) = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    assert (len(set(head)), head[: len(marks.COLUMNS)]) == (len(head), list(marks.COLUMNS))
    assert (row["score"], row["status"], row[f"question: {name}"]) == (f"{own.score:g}", "graded", "8")


def test_what_was_not_graded_has_no_number() -> None:
    rows = csv_files.read(marks.table([rejected("1"), not_graded("2")], KNN))

    assert [row[:4] for row in rows[1:]] == [["1", "", "rejected", ""], ["2", "", "not_graded", ""]]


def test_who_is_excused_has_no_number_with_or_without_a_hand_in() -> None:
    made = record("1", status=RecordStatus.EXCUSED, score=0.0, questions=(), findings=())
    rows = csv_files.read(marks.table([made], KNN, {"2": "Lee", "3": "Bo"}, {"2"}))

    assert [(row[0], row[2], set(row[3:])) for row in rows[1:]] == [
        ("1", "excused", {""}),
        ("2", "excused", {""}),
        ("3", "missing", {""}),
    ]


def test_a_question_that_a_record_lacks_stays_empty() -> None:
    rows = csv_files.read(marks.table([record(questions=())], KNN))

    assert rows[1][9:] == ["", "", "", ""]


@given(st.text(st.characters(), max_size=60))
def test_no_name_becomes_a_formula_or_breaks_the_table(name: str) -> None:
    table = marks.table([record(name=name)], KNN)

    table.encode()
    rows = csv_files.read(table)
    assert len(rows) == 2
    assert {len(row) for row in rows} == {13}
    assert rows[1][1].strip()[:1] not in set("=+-@＝＋－＠")


def test_what_a_person_gave_stands_in_its_column_and_what_waits_is_counted() -> None:
    marked = hand_marks.put(record("1"), (GivenMark("inline_question_1", 7.5), GivenMark("predict_labels", 3.0)))

    head, one, two = csv_files.read(marks.table([marked, record("2")], KNN))

    told = [dict(zip(head, row, strict=True)) for row in (one, two)]
    assert [(row["score"], row["waiting"], row["inline_question_1"], row["predict_labels"]) for row in told] == [
        ("25.5", "0", "7.5", "3"),
        ("15", "1", "", "0"),
    ]
