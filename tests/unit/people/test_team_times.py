"""A member's time is their team's, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime

from autograder.people import team_times
from autograder.people.class_lists import Student
from autograder.people.times import Received

EARLY, LATE = (datetime(2026, 10, day, tzinfo=UTC) for day in (5, 6))
KIM, LEE = Student("2022 1", "Kim Ada", "ada@uni", group="Team 7"), Student("2", "Lee Bo", group="team  7")


def test_the_row_of_somebody_whose_group_handed_in_is_no_stranger_s() -> None:
    rows = (Received(("201", "ADA@uni"), EARLY), Received(("77",), EARLY))

    found = team_times.find(rows, {"2": "2-knn.zip"}, (KIM, LEE), {"ada@uni": "2022 1"})

    assert found == ({"2": EARLY}, rows[1:])


def test_a_team_that_only_moodle_knows_is_found_by_its_name_and_the_latest_row_counts() -> None:
    source = "download/Team 7 AC_55_assignsubmission_file_/knn.ipynb"
    rows = (
        Received(("201",), EARLY, "Team_7: A&C"),
        Received(("202",), LATE, "Team 7: A&C"),
        Received(("203",), LATE, "Team 8"),
    )

    found = team_times.find(rows, {"55": source, "9": "9-knn.zip"}, (), {})

    assert found == ({"55": LATE}, rows[2:])


def test_without_a_team_nothing_is_joined() -> None:
    rows = (Received(("201",), EARLY),)

    assert team_times.find(rows, {"9": "Kim Ada_9_assignsubmission_file_/k.ipynb"}, (KIM, LEE), {}) == ({}, rows)
