"""Whose row it is: by id, never twice, by name only when asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.export.rows_match import Person, RowIds, match, may_be_teams

KIM = RowIds(3, lms=("30",), school=("2022123456",), login=("kim@uni.example",), name="Kim, Ada")
LEE = RowIds(4, lms=("31",), school=("2022000002",), login=("lee@uni.example",), name="Lee, Bo")


@pytest.mark.parametrize(
    "person",
    [
        Person("2022123456"),
        Person("30"),
        Person("30", lms_id="30"),
        Person("KIM@uni.example"),
        Person("kim"),
        Person("somebody", others=("kim@uni.example",)),
        Person("somebody", lms_id="30"),
    ],
)
def test_any_id_of_theirs_finds_a_person(person):
    assert match([person], [KIM, LEE]).rows == {person.student_id: 3}


def test_a_row_that_two_people_claim_is_nobodys():
    made = match([Person("2022123456"), Person("zz9", lms_id="30")], [KIM, LEE])

    assert made.rows == {}
    assert made.doubts["zz9"] == "row 4 has an id of 2022123456 too"


def test_two_rows_with_one_id_are_nobodys():
    made = match([Person("2022123456")], [KIM, RowIds(9, school=("2022123456",))])

    assert made.doubts == {"2022123456": "rows 4, 10 have an id of theirs"}


def test_a_school_s_number_is_not_taken_for_the_lms_s_own():
    rows = [RowIds(1, lms=("77",), school=("30",)), RowIds(2, lms=("30",), school=("31",))]

    assert match([Person("30")], rows).rows == {"30": 1}
    assert match([Person("30")], rows[1:]).rows == {}


def test_a_name_alone_is_refused_and_listed_when_it_is_asked_for():
    person = Person("s10", name="Ada Kim")

    assert "--match-names" in match([person], [KIM, LEE]).doubts["s10"]
    asked = match([person], [KIM, LEE], names=True)
    assert (asked.rows, asked.by_name) == ({"s10": 3}, {"s10"})


@pytest.mark.parametrize(
    "person", [Person("77", "Kim, Ada", lms_id="77"), Person("2022999999", "Kim, Ada"), Person("s1", "")]
)
def test_a_name_never_decides_against_ids_or_without_a_name(person):
    assert match([person], [KIM, LEE], names=True).rows == {}


def test_namesakes_are_never_guessed():
    twin = RowIds(5, lms=("32",), name="Ada Kim")

    assert match([Person("s1", "Kim, Ada")], [KIM, twin], names=True).rows == {}
    assert match([Person("s1", "Kim, Ada"), Person("s2", "Ada Kim")], [KIM], names=True).rows == {}


def test_the_row_of_somebody_without_a_score_is_nobody_elses():
    made = match([Person("2022123456"), Person("s1", "Kim, Ada")], [KIM, LEE], names=True)

    assert made.rows == {"2022123456": 3}


def test_zeros_in_front_are_told_and_not_matched():
    made = match([Person("0429")], [RowIds(1, school=("429",))])

    assert made.doubts == {"0429": "no row; that of 429 differs by leading zeros"}


BY_NUMBER = Person("30", lms_id="30", shown="Kim, Ada", only_lms=True)


def test_a_hand_in_known_by_the_lms_s_number_is_of_the_absent_person_whom_the_row_names():
    absent = Person("2022123456", absent=True)

    made = match([absent, BY_NUMBER], [KIM, LEE])

    assert (made.rows, made.joined) == ({"30": 3}, {"30": "2022123456"})
    assert made.doubts == {"2022123456": "row 4 is that of their hand-in, 30"}


def test_whoever_handed_in_themselves_or_is_one_of_two_is_not_joined_with_a_number():
    here = match([Person("2022123456"), BY_NUMBER], [KIM])
    twice = match([Person("a", lms_id="30", absent=True), Person("2022123456", absent=True), BY_NUMBER], [KIM])

    assert (here.rows, twice.rows) == ({}, {})


def test_a_separate_group_s_name_in_front_is_no_other_person():
    row = RowIds(1, lms=("201",), name="Ada Kim-Lee")

    for shown, found in (("Gruppe A-Ada Kim-Lee", {"201": 1}), ("Gruppe A-Bo Kim-Lee", {}), ("Gruppe A", {})):
        assert match([Person("201", lms_id="201", shown=shown, only_lms=True)], [row]).rows == found


def test_a_team_s_number_is_not_a_participant_s():
    stranger = RowIds(1, lms=("55",), name="Kim Ada", nameless="Participant ")

    assert "a team's number?" in match([Person("55", lms_id="55", shown="Team 7")], [stranger]).doubts["55"]
    for shown in ("Kim Ada", "Participant", ""):
        assert match([Person("55", lms_id="55", shown=shown)], [stranger]).rows == {"55": 1}


@pytest.mark.parametrize(
    ("one", "other"), [("Zoë Núñez", "Zoe\u0308 Nu\u0301n\u0303ez"), ("Sinéad O'Brien", "O’Brien, Sinéad\u200e")]
)
def test_names_and_ids_are_one_however_they_are_coded(one, other):
    here = RowIds(1, lms=("201",), name=one)

    assert match([Person("x", other)], [here], names=True).rows == {"x": 1}
    assert match(
        [Person("201", lms_id="201", shown=other.replace("O’Brien, Sinéad", "Sinéad OBrien"))], [here]
    ).rows == {"201": 1}
    assert match([Person("2022")], [RowIds(1, school=("2022\u200b",))]).rows == {"2022": 1}
    assert may_be_teams([Person("y", one), Person("201", shown=other, only_lms=True)]) == frozenset()


def test_names_that_differ_by_a_mark_on_a_letter_alone_are_two():
    assert match([Person("x", "กิน")], [RowIds(1, name="กน")], names=True).rows == {}


def test_a_row_whose_number_may_lack_zeros_in_front_is_not_taken_for_another_s():
    people = [Person("42", others=("lee@x",)), Person("0042")]

    assert "may be that of 0042" in match(people, [RowIds(1, school=("42",))]).doubts["42"]
    assert match(people, [RowIds(1, school=("42",), login=("lee@x",))]).rows == {"42": 1}
    assert match(people, [RowIds(1, school=("42",)), RowIds(2, school=("0042",))]).rows == {"42": 1, "0042": 2}


@pytest.mark.parametrize("name", ["Partecipante", "Kim Ada"])
def test_a_team_s_number_is_no_participant_s_where_names_are_hidden_or_their_heading_is_unknown(name):
    stranger = RowIds(1, lms=("55",), nameless="Partecipante", cells=("Partecipante55", name, "A"))

    made = match([Person("55", lms_id="55", shown="Team 7")], [stranger])

    assert (made.rows, made.doubts["55"]) == (
        {},
        "the download shows 'Team 7', and row 2 is of 'Partecipante': a team's number?",
    )
    assert match([Person("55", lms_id="55", shown=name)], [stranger]).rows == {"55": 1}


def test_a_name_that_is_nobody_s_of_the_roster_may_be_a_team_s_unless_it_is_how_all_are_shown():
    kim, ada = Person("2022", "Kim Ada", absent=True), Person("1", shown="Ada, Kim", only_lms=True)
    team, *hidden = (
        Person(str(n), shown=shown, only_lms=True)
        for n, shown in enumerate(("Team 7", "Participant", "Participant"), 7)
    )

    assert may_be_teams([kim, ada, team, *hidden]) == {"7"}
    assert may_be_teams([ada, team]) == frozenset()


NAMES = st.sampled_from(["Kim Ada", "Lee Bo", "Ada, Kim"])


@given(st.data())
def test_nobody_ever_gets_a_strangers_row(data):
    """Each true person i has the LMS's number 1000+i, the school's s<i>, a name that others have too; rows and people lack some of it."""
    people, rows = [], []
    for i in range(data.draw(st.integers(1, 6))):
        name, mail = data.draw(NAMES), f"p{i}@uni.example"
        if data.draw(st.booleans()):
            by_lms = data.draw(st.booleans())
            own = str(1000 + i) if by_lms else f"s{i}"
            known_name = data.draw(st.sampled_from([name, ""]))
            others = (mail,) if data.draw(st.booleans()) else ()
            people.append((i, Person(own, known_name, str(1000 + i) if by_lms else "", others)))
        for _ in range(data.draw(st.integers(0, 2))):
            told = data.draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
            ids = ((str(1000 + i),), (f"s{i}",), (mail,))
            kinds = [one if told[at] else () for at, one in enumerate(ids)]
            rows.append((i, RowIds(len(rows) + 1, *kinds, name)))
    order = data.draw(st.permutations(people))

    made = match([person for _, person in order], [row for _, row in rows])

    truth, owner = {person.student_id: i for i, person in people}, {row.number: i for i, row in rows}
    assert all(truth[student] == owner[row] for student, row in made.rows.items())
    assert len(set(made.rows.values())) == len(made.rows)
    assert made.rows.keys() | made.doubts.keys() == truth.keys()


def test_a_team_of_one_has_its_member_s_row_where_the_school_s_id_says_so_too() -> None:
    row = RowIds(7, name="Eun Choi", lms=("2193",), school=("2022001504",))
    one = Person("2022001504", "Choi, Eun", lms_id="2193", shown="Team 23", of_team=True)

    assert match([one], [row]).rows == {"2022001504": 7}
    assert "a team's number?" in match([replace(one, of_team=False)], [row]).doubts["2022001504"]
    assert "a team's number?" in match([replace(one, student_id="2022009999")], [row]).doubts["2022009999"]
