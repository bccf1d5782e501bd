"""Who is in a group with whom, by the roster or by the notebooks."""

from __future__ import annotations

from autograder.people import groups
from autograder.people.class_lists import Student
from autograder.people.groups import Group
from tests.fixtures.report import record

CLASS = (
    Student("1", group="Team 7"),
    Student("2", group="team  7 "),
    Student("kim ada", group="Team 7"),
    Student("4", group="Alone"),
    Student("5"),
    Student("6"),
)


def test_the_roster_s_groups_are_those_where_somebody_handed_in():
    assert groups.find("roster", CLASS, {"2": record("2")}) == (Group("Team 7", ("1", "2", "kim ada")),)
    assert groups.find("roster", CLASS, {"4": record("4"), "5": record("5")}) == ()
    assert groups.find("none", CLASS, {"2": record("2")}) == ()


def test_a_team_is_found_by_the_name_that_a_download_has_of_it():
    students = (Student("1", group="Team_7: a/b"), Student("2", group="Team_7: a/b"), Student("3", group="Team 8"))

    assert groups.members_of_team("Team 7 ab", students) == ("1", "2")
    assert groups.members_of_team("team7ab", students) == ("1", "2")
    assert groups.members_of_team("기본 모둠", students) == ()


def test_a_team_s_name_is_one_however_its_accents_are_coded():
    students = (Student("1", group="Équipe 1"), Student("2", group="E\u0301quipe 1"))

    assert groups.members_of_team("E\u0301quipe 1", students) == ("1", "2")
    assert [one.members for one in groups.of_roster(students)] == [("1", "2")]


def test_a_name_that_a_download_has_of_two_groups_is_none_s():
    students = (
        Student("1", group="Team 1-2"),
        Student("2", group="Team 12"),
        Student("3", group="?"),
        Student("4", group="Lab_1"),
        Student("5", group="Lab 1"),
    )

    assert groups.members_of_team("team12", students) == ()
    assert groups.members_of_team("Lab 1", students) == ()
    assert groups.members_of_team("!", students) == ()
    assert groups.members_of_team("Team 12", students) == ("2",)


def test_a_notebook_names_its_group_by_ids_or_by_the_roster_s_name():
    by_ids = {"5": record("5", group="5, 6")}
    by_name = {"1": record("1", group="TEAM 7")}

    assert groups.find("notebook", CLASS, by_ids) == (Group("5, 6", ("5", "6")),)
    assert groups.find("notebook", CLASS, by_name)[0].members == ("1", "2", "kim ada")


def test_those_who_typed_the_same_are_a_group():
    handed_in = {"5": record("5", group="the cats"), "6": record("6", group="The  Cats"), "4": record("4", group="")}

    assert groups.find("notebook", CLASS, handed_in) == (Group("the cats", ("5", "6")),)


def test_nobody_with_work_of_their_own_is_put_into_a_group_that_they_don_t_name():
    handed_in = {"5": record("5", group="6"), "6": record("6", group="")}

    assert groups.find("notebook", CLASS, handed_in) == (Group("6", ("5",), claimed=("6",)),)
    handed_in["6"] = record("6", group="5")
    assert groups.find("notebook", CLASS, handed_in)[0].members == ("5", "6")


def test_whom_one_notebook_alone_names_and_nobody_knows_is_told():
    handed_in = {
        "1": record("1", group="Team 7"),
        "5": record("5", group="6, 2022000099"),
        "6": record("6", group="Kim Eve "),
        "7": record("7", group="the cats"),
        "8": record("8", group="The  cats"),
        "9": record("9", group=" - "),
        "4": record("4", group="4 and 5"),
    }

    assert groups.of_nobody("notebook", CLASS, handed_in) == {"5": "2022000099", "6": "Kim Eve"}
    assert groups.of_nobody("roster", CLASS, handed_in) == {}


def test_ids_are_compared_as_written():
    handed_in = {"김": record("김", group="이"), "이": record("이", group="김")}

    assert groups.find("notebook", (Student("김"), Student("이")), handed_in)[0].members == ("김", "이")


def test_nobody_is_in_two_groups():
    handed_in = {"1": record("1", group="6"), "5": record("5", group="5 and 6")}

    found = groups.find("notebook", CLASS, handed_in)

    assert found == (Group("6", ("1", "6")), Group("5 and 6", ("5",), claimed=("6",)))


def test_a_stranger_s_id_names_nobody():
    assert groups.find("notebook", CLASS, {"5": record("5", group="99")}) == ()


def test_a_team_that_the_lms_names_is_one_though_groups_are_the_notebooks():
    own = {"1": record("1", team="Team 7", group=""), "5": record("5", group="5 6")}

    assert groups.find("notebook", CLASS, own) == (Group("Team 7", ("1", "2", "kim ada")), Group("5 6", ("5", "6")))
    assert groups.find("none", CLASS, own) == ()


def test_a_list_s_groups_are_told_with_their_sizes_and_what_they_mean():
    assert groups.sizes(CLASS, "").startswith("1 group of 3 people, 'Team 7'. Whoever is in a group")
    pairs = [Student(str(one), group=f"T{one // 2}") for one in range(6)]
    assert groups.sizes([*pairs, Student("7", group="T0")], "roster").startswith(
        "3 groups: 2 of 2 people, 1 of 3 people. "
    )
    assert "they count nowhere" in groups.sizes(pairs, "none")
    assert "what notebooks say counts" in groups.sizes(pairs, "notebook")
    assert groups.sizes(CLASS[3:], "") == ""
