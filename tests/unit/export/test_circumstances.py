"""Records and pages follow what people know, and everything can be taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from autograder.export import circumstances
from autograder.model import ExceptionKind, LatePolicy, RecordStatus, StudentException, SubmittedFile
from autograder.people.class_lists import Student
from autograder.people.exceptions import Entry, Exceptions
from autograder.people.settling import People
from autograder.results import hand_marks
from autograder.results import record as record_files
from autograder.results.folder import Folder
from tests.fixtures.report import assignment, record, rejected

KNN = assignment(late=LatePolicy(points_per_day=-2.0))
EXCUSE = StudentException(ExceptionKind.EXCUSE)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "assignments").mkdir()
    made = Folder(tmp_path / "results")
    for one in (record("1", findings=(), received=None, late_days=0, score=18.0), rejected("2")):
        made.save(record_files.encode(one), b"page", None)
    return made


def shown(folder: Folder) -> dict[str, object]:
    return {one.student_id: one for one in record_files.load_all(folder.path)}


def excused(*ids: str) -> People:
    return People(exceptions=Exceptions(Entry(one, "knn", EXCUSE, "") for one in ids))


def test_where_nothing_changed_nothing_is_written(folder):
    files = sorted(folder.path.rglob("*.*"))
    times = [path.stat().st_mtime_ns for path in files]

    assert circumstances.apply(folder, KNN, People(), {}) == ()
    assert [path.stat().st_mtime_ns for path in sorted(folder.path.rglob("*.*"))] == times


def test_a_time_changes_record_and_page_and_can_be_changed_back(folder):
    before = shown(folder)
    circumstances.apply(folder, KNN, People(), {"1": KNN.due + timedelta(days=1)})

    assert shown(folder)["1"].score == 16.0
    assert "1 day late" in folder.page("1").read_text(encoding="utf-8")
    assert folder.page("2").read_bytes() == b"page"

    circumstances.apply(folder, KNN, People(), {"1": KNN.due})
    assert (shown(folder)["1"].score, shown(folder)["1"].findings) == (18.0, before["1"].findings)


def test_an_excuse_keeps_what_was_earned_apart_and_gives_it_back(folder):
    before = shown(folder)
    circumstances.apply(folder, KNN, excused("1", "2"), {})

    assert [one.status for one in shown(folder).values()] == [RecordStatus.EXCUSED] * 2
    assert b'"score": 18' not in folder.record("1").read_bytes()
    assert folder.own("1").stat().st_mode & 0o777 == 0o600
    own = circumstances.own_records(folder, record_files.load_all(folder.path))
    assert own == {student: hand_marks.automatic(one) for student, one in before.items()}

    circumstances.apply(folder, KNN, excused("1", "2"), {})  # again: the same
    circumstances.apply(folder, KNN, People(), {})
    assert shown(folder) == before
    assert not folder.own("1").exists()


def test_a_member_s_record_comes_and_goes_with_the_group(folder):
    group = (Student("1", group="T"), Student("3", "Lee Bo", group="T"))

    circumstances.apply(folder, KNN, People(group), {})
    assert (shown(folder)["3"].handed_in_by, shown(folder)["3"].score) == ("1", 18.0)
    assert "3" not in circumstances.own_records(folder, record_files.load_all(folder.path))

    said = circumstances.apply(folder, KNN, People(), {})
    assert said == ("3 has no record any more: it was 1's, who is in no group with them now.",)
    assert not folder.record("3").exists() and not folder.page("3").exists()


def test_times_are_kept_and_completed_and_those_of_nobody_wait_for_somebody(folder, tmp_path):
    root, given = tmp_path, tmp_path / "times.csv"
    files = (SubmittedFile(b"", "a", "1"), SubmittedFile(b"", "b", "4"))
    given.write_text("1,2026-03-17T09:00:00+09:00\n9,2026-03-17T09:00:00+09:00\n")

    first = circumstances.arrivals(folder, root, given, files, ())
    assert first.times.keys() == {"1"} and first.now == {"1"}
    assert first.said == (
        f"Times in {given} that match no hand-in (1): 9",
        "Handed in at a time that isn't known, counted as in time (1): 4",
    )

    again = circumstances.arrivals(folder, root, None, (*files, SubmittedFile(b"", "c", "9")), ())
    assert again.times.keys() == {"1", "9"} and again.now == frozenset()

    given.write_text("4,2026-03-18T09:00:00+09:00\n")
    assert circumstances.arrivals(folder, root, given, files, ()).times.keys() == {"1", "4"}
    assert circumstances.arrivals(folder, root, None, files, ()).said == ()


def test_a_member_s_row_is_the_team_s_time_and_a_stranger_s_row_with_the_team_s_number_is_not(folder, tmp_path):
    given = tmp_path / "sheet.csv"
    given.write_text(
        "Identifier,Full name,ID number,Group,Last modified (submission)\n"
        'Participant 201,Kim Ada,2022000001,Team 7,"Monday, 5 October 2026, 11:41 PM"\n'
        'Participant 55,A Stranger,2022000055,Team 8,"Friday, 9 October 2026, 11:41 PM"\n'
        'Participant 56,Nobody,2022000056,Team 8,"Friday, 9 October 2026, 11:41 PM"\n'
    )
    files = (SubmittedFile(b"", "Team 7_55_assignsubmission_file_/knn.ipynb", "55"),)

    found = circumstances.arrivals(folder, tmp_path, given, files, ())

    assert found.times["55"].day == 5
    assert found.said == (f"Times in {given} that match no hand-in (1): 56",)


def test_a_time_that_the_file_s_name_holds_counts_before_an_older_one_and_after_a_given_one(folder, tmp_path):
    given = tmp_path / "times.csv"
    given.write_text("1,2026-03-17T09:00:00+09:00\n")
    circumstances.arrivals(folder, tmp_path, given, (SubmittedFile(b"", "a", "1"),), ())
    named = SubmittedFile(b"", "a", "1", received=KNN.due)

    assert circumstances.arrivals(folder, tmp_path, None, (named,), ()).times == {"1": KNN.due}
    assert circumstances.arrivals(folder, tmp_path, given, (named,), ()).times["1"].day == 17


def test_a_record_s_own_time_is_known_where_no_file_of_times_is(folder, tmp_path):
    folder.save(record_files.encode(record("5")), b"", None)  # received 2026-03-17, by a version that kept no times

    assert circumstances.arrivals(folder, tmp_path, None, (), ()).times["5"].isoformat() == "2026-03-17T09:12:00+09:00"
