"""Who each record is of, in the roster's words and the LMS's."""

from __future__ import annotations

from autograder.export.class_people import people
from autograder.export.rows_match import Person
from autograder.people.class_lists import Student
from tests.fixtures.report import record

KIM = Student("2022 1", "Kim Ada", email="ada@uni.example", lms_id="30")


def test_a_name_is_the_roster_s_or_the_lms_s_and_never_the_typed_one() -> None:
    mailed = record("s1", source="s1-knn.zip", name="Vic Tim")
    moodle = record("201", source="Lee Bo_201_assignsubmission_file_/k.ipynb", name="Vic Tim")
    listed = record("2022 1", source="x.zip", name="Vic Tim")

    made = people("moodle", [mailed, moodle, listed], [KIM])

    assert {student: person.name for student, person in made.items()} == {
        "s1": "",
        "201": "Lee Bo",
        "2022 1": "Kim Ada",
    }


def test_the_lms_s_number_is_the_roster_s_but_for_moodle_whose_numbers_are_an_assignment_s_own() -> None:
    absent = Person("2022 1", "Kim Ada", "30", ("2022 1", "ada@uni.example"), absent=True)

    assert people("canvas", [], [KIM]) == {"2022 1": absent}
    assert people("moodle", [], [KIM])["2022 1"].lms_id == ""


def test_a_member_who_handed_nothing_in_has_no_number_of_another_s_file() -> None:
    copy = record("31", source="kimada_31_9001_k.ipynb", handed_in_by="30")

    assert people("canvas", [copy], [])["31"].lms_id == ""


def test_what_moodle_shows_is_a_name_and_changes_nothing_of_the_ids():
    own = record("2024001", source="Kim Ada_201_assignsubmission_file_/knn.ipynb")

    (person,) = people("moodle", [own], [Student("2024001", "Kim Ada", lms_id="201")]).values()

    assert (person.shown, person.only_lms, person.never_lms) == ("Kim Ada", False, False)
