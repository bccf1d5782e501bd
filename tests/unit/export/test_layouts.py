"""Which column is which, in each LMS's file."""

from __future__ import annotations

import pytest

from autograder.export.layouts import LAYOUTS, ignored_by_canvas, total_points


@pytest.mark.parametrize(
    ("system", "head", "wanted", "places"),
    [
        ("canvas", ["Student", "ID", "HW1 (12)", "HW1 (13)"], "HW1", [2, 3]),
        ("canvas", ["Student", "ID", "HW1 (12)", "HW1 (13)"], "13", [3]),
        ("canvas", ["Student", "ID", "HW1 (12)", "HW1 (13)"], "HW1 (12)", [2]),
        ("canvas", ["Student", "ID", "HW 10 (12)"], "HW 1", []),
        ("moodle", ["ID", "Bewertung", "Bestwertung"], "HW1", [1]),
        ("moodle", ["식별자", "성적", "최대 성적"], "HW1", [1]),
        ("blackboard", ["Username", "HW 1 [EXTRA CREDIT] [Total Pts: 100 Score] |12345"], "HW 1", [1]),
        ("blackboard", ["Username", "HW 1 [Total Pts: 100 Score] |12345"], "12345", [1]),
        ("blackboard", ["Username", "Total [Total Pts: up to 2,000 Score] |9"], "Total", []),
    ],
)
def test_the_mark_s_column(system: str, head: list[str], wanted: str, places: list[int]) -> None:
    assert LAYOUTS[system].mark_columns(head, wanted) == places


def test_rows_of_the_lms_s_own_are_about_nobody() -> None:
    head = ["Student", "ID", "SIS Login ID", "HW1 (12)"]
    rows = [
        head,
        ["    Points Possible", "", "", "10"],
        ["Student, Test", "39", "", ""],
        ["X", "40", "me_previewuser", ""],
        ["too", "short"],
        ["Kim, Ada", "30", "ada", ""],
    ]

    (kim,) = LAYOUTS["canvas"].row_ids(head, rows)

    assert (kim.number, kim.lms, kim.login, kim.name) == (5, ("30",), ("ada",), "Kim, Ada")


def test_moodle_s_first_column_is_the_id_and_tells_how_the_nameless_are_called() -> None:
    head = ["Identifikator", "Full name", "ID number"]

    (row,) = LAYOUTS["moodle"].row_ids(head, [head, ["Teilnehmer/in201", "Kim", "2022"]])

    assert (row.lms, row.school, row.nameless) == (("201",), ("2022",), "Teilnehmer/in")


def test_what_canvas_ignores_and_what_blackboard_counts() -> None:
    assert ignored_by_canvas("HW1 Final Score (12)") and not ignored_by_canvas("Finals (12)")
    assert (total_points("HW [Total Pts: 88 Score] |1"), total_points("HW |1")) == ("88", "")
