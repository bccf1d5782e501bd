"""Whatever the class list, the template and the records look like: no row has a score that isn't its person's, and what people entered stays."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.export import class_people, lms, number_cells
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
    section: str
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
    # where a zip may be named by Canvas's own number, which nothing tells from a school's of another form
    if system == "canvas":
        assume(not {one.casefold() for one in unique[0]} & set(unique[1]))
    one_way = draw(st.sampled_from(["lms", "own"]))
    return tuple(
        Somebody(
            school, number, login, draw(st.sampled_from(NAMES)), at + 1.0,
            *(draw(st.booleans()) for _ in range(4)),
            draw(st.sampled_from("AB")),
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


CELLS = ("", "-", "EX", "see me", "18.5", "7", "0", "12,5")  # what stands in our column already
OWN_ROWS = (
    ["    Points Possible", "", "", "", "", "100"],
    ["", "", "", "", "", "Manual Posting"],
    ["", "", "", "", "", "Muted"],
    ["Student, Test", "903", "", "a3f9c1", "A", "5"],
)  # of Canvas's own


def table(system: str, people: list[Somebody], cells: list[str], own_rows: list[list[str]]) -> list[list[str]]:
    """Write the LMS's table; some may stand there twice."""
    heads = {
        "canvas": ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "HW1 (7)"],
        "moodle": ["Identifier", "Full name", "ID number", "Email address", "Maximum Grade", "Grade"],
        "blackboard": ["Last Name", "First Name", "Username", "Student ID", "Availability", "HW1 |7"],
    }
    rows = {
        "canvas": lambda one: [one.name, one.number, one.school, one.login, one.section],
        "moodle": lambda one: [f"Participant {one.number}", one.name, one.school, one.mail, ""],
        "blackboard": lambda one: ["", one.name, one.login, one.school, "Yes"],
    }
    return [
        heads[system],
        *own_rows,
        *([*rows[system](one), cell] for one, cell in zip(people, cells, strict=True)),
    ]


@pytest.mark.parametrize("system", SYSTEMS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_row_has_anothers_score_and_no_cell_of_somebody_s_is_lost(system: str, data: st.DataObject) -> None:
    people = data.draw(classes(system))
    only = data.draw(st.sampled_from(["", "", "A", "B"]))  # the file of one section
    listed = data.draw(st.permutations([one for one in people if one.listed and only in ("", one.section)]))
    listed += [one for one in listed if data.draw(st.integers(0, 9)) == 0]
    cells = [data.draw(st.sampled_from(CELLS)) for _ in listed]
    own_rows = data.draw(st.lists(st.sampled_from(OWN_ROWS), max_size=3)) if system == "canvas" else []
    students = [
        Student(one.school, one.name, one.mail if one.roster_has_mail else "", one.section,
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
    rows = table(system, listed, cells, own_rows)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    if not listed:
        return

    who = class_people.people(system, made, students)
    points = {one.student_id: one.score for one in made}
    ours = {student: data.draw(st.sampled_from([(), ("18.50",), ("7", "EX")])) for student in points}
    overwrite = data.draw(st.booleans())
    filled = lms.fill(
        system, text.getvalue().encode(), [Score(person, points.get(student)) for student, person in who.items()], "HW1", 100,
        match_names=data.draw(st.booleans()), ours=ours, overwrite=overwrite,
    )  # fmt: skip

    written = list(csv.reader(io.StringIO(filled.data.decode(), newline="")))
    first = 1 + len(own_rows)
    assert written[:first] == rows[:first]
    named = {one.row: one for one in (*filled.changes, *filled.foreign)}
    kept = dict(filled.kept)
    for number, (row, one, before) in enumerate(zip(written[first:], listed, cells, strict=True), first + 1):
        if row[-1] != before:
            assert one.handed_in and number_cells.value(row[-1]) == one.points, f"{row} is of {one}"
            assert (named[number].before, named[number].after) == (before, row[-1])
        if before in ("", "-"):
            continue
        wanted = {student for student, whose in records.items() if whose is one} - {s for s, _ in filled.doubts}
        for student in wanted:
            if any(number_cells.same(before, own) for own in (*ours[student], f"{one.points:g}")):
                continue
            if number_cells.value(before) is None:
                assert kept[student] == before == row[-1]
            else:
                assert named[number].foreign
                assert (row[-1] == before) == (not overwrite)
    entered = filled.ours.keys() | kept.keys() | {one.student_id for one in filled.foreign}
    doubted = {student for student, _ in filled.doubts}
    assert entered.isdisjoint(doubted)
    assert entered | doubted == set(points)
    assert len({one.row for one in filled.changes}) == len(filled.changes)
    assert not any("Posting" in name or "Points" in name or name.startswith("row ") for name in filled.without_score)
