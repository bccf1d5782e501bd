"""Who is expected, who is missing, and what a newer class list changes."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import DecisionNeeded, GradingError
from autograder.people import class_lists, roster
from autograder.people.class_lists import Student
from autograder.people.edited_table import EditedTable
from autograder.people.roster import read_roster
from autograder.results.folder import Folder
from tests.fixtures.class_lists import CLASS, TABLES, encoded
from tests.fixtures.report import record


def written(folder: Path, text: str, name: str = "given.csv") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------- a list given with --roster


@pytest.mark.parametrize(
    "text",
    [
        "2022000001,Kim Ada,17\n2022000002,Lee Bo\n",
        "student_id,name,lms_id\n2022000001,Kim Ada,17\n2022000002,Lee Bo,\n",
        "\ufeffLMS ID,Name,Student ID\n17,Kim Ada,2022000001\n\n,Lee Bo,2022000002\n",
    ],
)
def test_columns_are_found_with_and_without_headings(tmp_path, text):
    found = read_roster(written(tmp_path, text))

    assert found == (Student("2022000001", "Kim Ada", lms_id="17"), Student("2022000002", "Lee Bo"))
    assert roster.by_lms_id(found) == {"17": "2022000001"}


def test_an_unknown_heading_is_never_a_person(tmp_path):
    with pytest.raises(GradingError, match=r"line 1: 'Matrikelnumer' is no heading.*Did you mean 'matrikelnummer'"):
        read_roster(written(tmp_path, "Matrikelnumer,Name\n1,Kim\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,A\n2,B\n1,C\n", r"line 3: 1 C stands there already, in line 1: 1 A"),
        ("student_id,name\n1,A\n,B\n", r"line 3: there is no student's id"),
        ("student_id,name\n", r"names no student"),
        ("", r"names no student"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(GradingError, match=said):
        read_roster(written(tmp_path, text))


def test_a_roster_that_is_not_there_is_said_to_be_none(tmp_path):
    with pytest.raises(GradingError, match=r"nowhere\.csv can't be read"):
        read_roster(tmp_path / "nowhere.csv")


@given(st.binary(max_size=200))
def test_no_file_does_worse_than_be_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_bytes(data)

    try:
        found = read_roster(path)
    except GradingError:
        return

    assert found and all(student.student_id for student in found)


# ---------------------------------------------------------------- who is expected


def test_without_a_roster_nobody_is_missing_or_unexpected(tmp_path):
    assert roster.expected(Folder(tmp_path), tmp_path) == ()
    assert roster.missing((), [record("1")]) == roster.unexpected((), [record("1")]) == ()


def test_an_id_with_a_blank_is_not_missing_when_its_record_is_there(tmp_path):
    student = Student("kim ada")

    assert roster.missing([student], [record("kim ada")]) == ()
    assert roster.unexpected([student], [record("kim ada")]) == ()


def test_a_given_roster_goes_before_the_course_s_and_is_completed_from_it(tmp_path):
    written(tmp_path, "student_id,name,group\n1,Kim,Team 1\n2,Lee,\n", "people/roster.csv")
    folder = Folder(tmp_path / "results")
    assert [one.student_id for one in roster.expected(folder, tmp_path)] == ["1", "2"]

    written(tmp_path, "1,Ada,30\n3,Bo\n", "results/roster.csv")
    assert roster.expected(folder, tmp_path) == (Student("1", "Ada", group="Team 1", lms_id="30"), Student("3", "Bo"))


def test_what_tells_two_people_tells_nobody():
    students = (Student("1", email="A@x.y", lms_id="30"), Student("2", email="a@x.y"), Student("3", email="c@x.y"))

    assert roster.other_ids(students) == {"30": "1", "c@x.y": "3"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student_id,name\n1,A\n,B\n", r"people/roster.csv, line 3: there is no student_id"),
        ("student_id,name\n1,A\n1,A\n", r"people/roster.csv, line 3: 1 stands there already, in line 2"),
        ("studentid,name\n", r"people/roster.csv, line 1: 'studentid' is no heading.*Did you mean 'student_id'"),
    ],
)
def test_the_course_s_own_file_is_read_strictly(tmp_path, text, said):
    written(tmp_path, text, "people/roster.csv")

    with pytest.raises(GradingError, match=said):
        roster.of_course(tmp_path)


# ---------------------------------------------------------------- a newer class list


def test_a_list_adds_changes_and_takes_nobody_out(tmp_path):
    roster.merge(tmp_path, [Student("1", "Kim", section="A"), Student("2", "Lee")])

    changes = roster.merge(tmp_path, [Student("1", "Kim Ada", email="a@x.y"), Student("3", "Bo")])

    assert [str(one) for one in changes.added] == ["3 Bo"]
    assert changes.changed == ((Student("1", "Kim", section="A"), Student("1", "Kim Ada", "a@x.y", "A")),)
    assert [str(one) for one in changes.gone] == ["2 Lee"]
    assert roster.of_course(tmp_path) == (
        Student("1", "Kim Ada", "a@x.y", "A"),
        Student("2", "Lee"),
        Student("3", "Bo"),
    )
    assert (tmp_path / "people/roster.csv").stat().st_mode & 0o777 == 0o600


def test_the_same_list_twice_changes_nothing(tmp_path):
    for rows in TABLES.values():
        listed = class_lists.read(_write(tmp_path, encoded(rows))).students
        roster.merge(tmp_path, listed)
        before = (tmp_path / "people/roster.csv").read_bytes()
        again = roster.merge(tmp_path, listed)
        assert not again.added and not again.changed
        assert (tmp_path / "people/roster.csv").read_bytes() == before
    assert [one.student_id for one in roster.of_course(tmp_path)] == [one.student_id for one in CLASS]


def test_a_dry_run_writes_nothing(tmp_path):
    assert roster.merge(tmp_path, CLASS, dry_run=True).added == CLASS
    assert not (tmp_path / "people").exists()


def test_a_remark_in_the_file_survives_an_import(tmp_path):
    written(tmp_path, "# auditors last\nstudent_id,name\n1,Kim\n# here they are\n9,Guest\n", "people/roster.csv")

    roster.merge(tmp_path, [Student("1", "Kim Ada", "a@x.y"), Student("2", "Lee")])

    assert (tmp_path / "people/roster.csv").read_text() == (
        "# auditors last\nstudent_id,name,email\n1,Kim Ada,a@x.y\n# here they are\n9,Guest\n2,Lee,\n"
    )


@pytest.mark.parametrize(
    ("known", "listed", "said"),
    [
        (Student("1", "Kim", lms_id="30"), Student("ada", "Kim", lms_id="30"), "ada Kim has the LMS's id of 1 Kim"),
        (Student("1", email="a@x.y"), Student("2", email="A@x.y"), "2 has the mail address of 1"),
        (Student("0429"), Student("429"), "429 differs from 0429 by zeros in front only"),
    ],
)
def test_one_person_under_two_ids_is_for_a_person_to_decide(tmp_path, known, listed, said):
    roster.merge(tmp_path, [known])
    before = (tmp_path / "people/roster.csv").read_bytes()

    with pytest.raises(DecisionNeeded, match=f"{said}. Nothing was written"):
        roster.merge(tmp_path, [listed, Student("77")])
    assert (tmp_path / "people/roster.csv").read_bytes() == before


def test_somebody_else_s_lms_id_is_for_a_person_to_decide(tmp_path):
    roster.merge(tmp_path, [Student("1", lms_id="30"), Student("2", lms_id="31")])

    with pytest.raises(DecisionNeeded, match="2 has the LMS's id of 1"):
        roster.merge(tmp_path, [Student("2", lms_id="30")])
    # exchanged: it's clear
    assert roster.merge(tmp_path, [Student("2", lms_id="30"), Student("1", lms_id="31")]).changed


IDS = st.text("123456789", min_size=3, max_size=3)  # without zeros in front


@settings(max_examples=30)
@given(
    lists=st.lists(
        st.dictionaries(IDS, st.sampled_from(["", "Kim", "Lee Bo", "박"]), min_size=1, max_size=6), max_size=3
    )
)
def test_nobody_is_lost_or_doubled_whatever_is_imported_in_whatever_order(tmp_path_factory, lists):
    everybody = {student_id for one in lists for student_id in one}
    for order in itertools.permutations(lists):
        root = tmp_path_factory.mktemp("course")
        for one in order:
            roster.merge(root, [Student(student_id, name) for student_id, name in one.items()])
        ids = [student.student_id for student in roster.of_course(root)]
        assert sorted(ids) == sorted(everybody)


@settings(max_examples=50)
@given(
    st.lists(
        st.builds(
            Student, IDS, *[st.text(st.characters(codec="utf-8"), max_size=6).map(lambda t: " ".join(t.split()))] * 4
        ),
        unique_by=lambda student: student.student_id,
        max_size=6,
    )
)
def test_any_roster_is_read_back_as_it_was_written(tmp_path_factory, students):
    from autograder.people.edited_table import clean

    root = tmp_path_factory.mktemp("course")
    alone = {one.email.casefold() for one in students if one.email}
    if len(alone) < sum(bool(one.email) for one in students):
        return  # for a person to decide

    roster.merge(root, students)

    expected = [Student(*(clean(getattr(one, name)) for name in roster.COLUMNS)) for one in students]
    assert list(roster.of_course(root)) == expected


def _write(folder: Path, data: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(data)
    return path


def test_who_lost_the_zeros_in_front_is_paired_with_who_handed_in():
    students = [Student("42"), Student("0043"), Student("kim")]

    assert roster.without_zeros(students, ["0042", "43", "00043", "kim2"]) == (("0042", "42"),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Summe,,", "line 3: 'Summe' is a row of totals, no student"),
        ("합계,2,", "line 3: '합계' is a row of totals, no student"),
        ("2022000002\u200b,Lee,", r"line 3: the id 2022000002\[U\+200B\] holds a character that nobody sees"),
    ],
)
def test_a_line_of_the_roster_that_is_nobody_is_named(tmp_path, line, said):
    written(tmp_path, f"student_id,name,email\n2022000001,Kim,\n{line}\n", "people/roster.csv")

    with pytest.raises(GradingError, match=said):
        roster.of_course(tmp_path)


def test_what_else_people_are_called_by_is_the_roster_s_only_where_it_is_one_person_s():
    students = (
        Student("2022000001", lms_id="101", email="Kim@x"),
        Student("2022000002", lms_id="7"),
        Student("2022000003", lms_id="7", email="2022000001"),
    )

    assert roster.called(students) == {"101": "2022000001", "Kim@x": "2022000001"}


def test_two_lists_imported_at_once_are_both_there(tmp_path, monkeypatch):
    read, met = roster._table, threading.Barrier(2)

    def read_by_both_first(root: Path) -> EditedTable:
        made = read(root)
        with suppress(threading.BrokenBarrierError):
            met.wait(0.3)  # where one waits for the other they never meet
        return made

    monkeypatch.setattr(roster, "_table", read_by_both_first)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda own: roster.merge(tmp_path, [Student(own)]), ("1", "2")))

    assert sorted(one.student_id for one in roster.of_course(tmp_path)) == ["1", "2"]


def test_a_worksheet_with_both_numbers_is_known_and_a_list_of_times_is_none(tmp_path):
    worksheet, times = tmp_path / "grades.csv", tmp_path / "times.csv"
    worksheet.write_text(
        "Identifier,Full name,ID number,Email address,Status,Grade,Last modified (submission)\n"
        "Participant 7001,Ada One,2022000001,s1@uni.example,Submitted,,-\n",
        encoding="utf-8",
    )
    times.write_text("7001,2026-10-05T23:41:00+09:00\n", encoding="utf-8")

    assert roster.known_by(worksheet, ["7001", "7009", "2022000001"]) == ("7001",)
    assert roster.known_by(times, ["7001"]) == ()


def test_whoever_changes_in_a_list_without_zeros_in_front_may_be_another():
    zero, other = Student("0042", "Kim Ada"), Student("42", "Lee Bo")

    with pytest.raises(DecisionNeeded, match="42 Kim Ada may be 0042 Kim Ada, who isn't in the list"):
        roster.compare((zero, other), (Student("42", "Kim Ada"),))
    assert roster.compare((zero, other), (other,)).gone == (zero,)
    assert roster.compare((zero, other), (Student("42", "Lee B."), Student("007"))).gone == (zero,)


def test_two_with_one_lms_id_are_refused_as_the_hand_ins_of_both_would_be_one_s(tmp_path):
    text = "student_id,name,lms_id\n1,Kim Ada,901\n2,Lee Bo,\n3,Park Su,\n4,Choi,901\n"
    (tmp_path / "people").mkdir()
    for path in (tmp_path / roster.FILE, tmp_path / "list.csv"):
        path.write_text(text)

    for read in (lambda: roster.of_course(tmp_path), lambda: roster.given(tmp_path / "list.csv")):
        with pytest.raises(GradingError, match="line 5: 4 Choi has the lms_id 901, which is 1 Kim Ada's already"):
            read()


@pytest.mark.parametrize("line", ["2.02212E+11,Kim,", "1,Kim,1.23457E+12"])
def test_an_id_of_the_roster_that_a_spreadsheet_changed_is_named_with_its_line(tmp_path, line):
    (tmp_path / "people").mkdir()
    (tmp_path / roster.FILE).write_text(f"student_id,name,lms_id\n{line}\n{line}\n")

    with pytest.raises(GradingError, match=r"line 2: a spreadsheet has made \d\.\d+E\+1\d of an id"):
        roster.of_course(tmp_path)
