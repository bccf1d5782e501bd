"""Whatever the class list, the template and the records look like: no row has a score that isn't its person's."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.export import class_people, lms
from autograder.export.lms import Score
from autograder.model import Record
from autograder.people.class_lists import Student
from autograder.untrusted_text import as_id
from term.download_names import blackboard, canvas, moodle
from tests.fixtures.report import record

SYSTEMS = ("canvas", "moodle", "blackboard")
IDS = (
    "1",
    "01",
    "001",
    "12",
    "2",
    "012",
    "A1",
    "a1",
    "Kim",
    "kim",
    "kim ada",
    "김",
    "2024001",
    "24001",
    "x@y",
    "30",
    "1 2",
)
NUMBERS = ("1", "12", "2", "30", "301", "2024001", "24001")
LOGINS = ("kim", "Kim_a", "a1", "30", "u_1", "1", "ada", "2024001")
NAMES = ("Kim Ada", "Ada Kim", "Kim, Ada", "kim ada", "이 서연", "Team 7", "Lee Bo", "O'Neil Zoë", "ONeil Zoë", "")


@dataclass(frozen=True)
class Somebody:
    """One real person, as everybody calls them."""

    school: str
    number: str
    login: str
    name: str
    points: float
    on_roster: bool  # and by which of their ids
    roster_has_number: bool
    roster_has_mail: bool
    listed: bool  # in the LMS's table
    handed_in: str  # "lms" by its download, "own" by a zip of their own, "" not at all
    typed_name: str

    @property
    def mail(self) -> str:
        return f"{self.login}@uni.kr"


@st.composite
def classes(draw: st.DrawFn, system: str) -> tuple[Somebody, ...]:
    """Draw people of whom no two have the same id, number or login, exactly, nor one the other's login as an id; much else is the same."""
    count = draw(st.integers(1, 5))
    unique = [
        draw(st.lists(st.sampled_from(kind), min_size=count, max_size=count, unique=True))
        for kind in (IDS, NUMBERS, LOGINS)
    ]
    written = [[one.casefold() for one in kind] for kind in unique]
    assume(all(login not in written[0] or written[0].index(login) == at for at, login in enumerate(written[2])))
    if (
        system == "canvas"
    ):  # where a zip may be named by Canvas's own number, which nothing tells from a school's of another form
        assume(not {one.casefold() for one in unique[0]} & set(unique[1]))
    one_way = draw(st.sampled_from(["lms", "own"]))
    return tuple(
        Somebody(
            school, number, login, draw(st.sampled_from(NAMES)), at + 1.0,
            *(draw(st.booleans()) for _ in range(4)),
            draw(st.sampled_from([one_way, one_way, ""])),
            draw(st.sampled_from(NAMES)),
        )
        for at, (school, number, login) in enumerate(zip(*unique, strict=True))
    )  # fmt: skip


def made_record(system: str, one: Somebody, *, by_the_roster: bool) -> Record:
    """Make a record as grading a download of this LMS, or a zip of their own, makes it."""
    own = {"canvas": one.number, "moodle": one.number, "blackboard": one.login}[system]
    source = {
        "canvas": canvas(one.name, one.number, 9000, "knn.ipynb"),
        "moodle": moodle(one.name, int(one.number), "knn.ipynb"),
        "blackboard": blackboard("HW 1", one.login, "2026-10-05-12-00-00", "knn.ipynb"),
    }[system]
    if one.handed_in == "own":
        return record(
            as_id(one.school), score=one.points, name=one.typed_name, group="", source=f"{one.school}-knn.zip"
        )
    student = as_id(one.school if by_the_roster else own)
    return record(student, score=one.points, name=one.typed_name, group="", source=source)


def table(system: str, people: list[Somebody], *, again: list[Somebody]) -> list[list[str]]:
    """Write the LMS's table; some may stand there twice."""
    heads = {
        "canvas": ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "HW1 (7)"],
        "moodle": ["Identifier", "Full name", "ID number", "Email address", "Maximum Grade", "Grade"],
        "blackboard": ["Last Name", "First Name", "Username", "Student ID", "Availability", "HW1 |7"],
    }
    rows = {
        "canvas": lambda one: [one.name, one.number, one.school, one.login, "A", ""],
        "moodle": lambda one: [f"Participant {one.number}", one.name, one.school, one.mail, "", ""],
        "blackboard": lambda one: ["", one.name, one.login, one.school, "Yes", ""],
    }
    return [heads[system], *(rows[system](one) for one in (*people, *again))]


@pytest.mark.parametrize("system", SYSTEMS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_row_has_anothers_score(system: str, data: st.DataObject) -> None:
    people = data.draw(classes(system))
    listed = data.draw(st.permutations([one for one in people if one.listed]))
    again = [one for one in listed if data.draw(st.integers(0, 9)) == 0]
    students = [
        Student(one.school, one.name, one.mail if one.roster_has_mail else "",
                lms_id={"canvas": one.number, "moodle": one.number, "blackboard": one.login}[system] if one.roster_has_number else "")
        for one in people if one.on_roster
    ]  # fmt: skip
    known = {one.school for one in people if one.on_roster and one.roster_has_number}
    records = {
        made_record(system, one, by_the_roster=one.school in known).student_id: one for one in people if one.handed_in
    }
    made = [made_record(system, one, by_the_roster=one.school in known) for one in people if one.handed_in]
    if len(records) != len(made):
        return  # two records with one id: finding keeps them apart
    rows = table(system, listed, again=again)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    if len(rows) == 1:
        return

    who = class_people.people(system, made, students)
    points = {one.student_id: one.score for one in made}
    filled = lms.fill(
        system, text.getvalue().encode(), [Score(person, points.get(student)) for student, person in who.items()], "HW1", 100,
        match_names=data.draw(st.booleans()),
    )  # fmt: skip

    written = list(csv.reader(io.StringIO(filled.data.decode(), newline="")))
    for row, one in zip(written[1:], (*listed, *again), strict=True):
        assert row[-1] in ("", f"{one.points:g}"), f"{row} is of {one}"
        assert not (row[-1] and not one.handed_in)
    twice = [row[-1] for row in written[1:] if row[-1]]
    assert len(twice) == len(set(twice))
    entered = {change.student_id for change in filled.changes}
    doubted = {student for student, _ in filled.doubts}
    assert entered.isdisjoint(doubted)
    assert entered | doubted == set(points)
