"""Times of hand-ins are put together and kept, and an older file is told from the one that counts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from autograder.export import arrivals as arrivals_module
from autograder.export import circumstances
from autograder.export.arrivals import Arrivals
from autograder.model import SubmittedFile
from autograder.results import record as record_files
from autograder.results.folder import Folder
from tests.fixtures.report import assignment, record, rejected

KNN = assignment()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "assignments").mkdir()
    made = Folder(tmp_path / "results")
    own = replace(
        record("1", findings=(), received=None, late_days=0), submission_sha256=hashlib.sha256(b"").hexdigest()
    )
    for one in (own, rejected("2")):
        made.save(record_files.encode(one), b"page", None)
    return made


def arrivals(folder: Folder, root: Path, given: Path | None, files: tuple[SubmittedFile, ...]) -> Arrivals:
    own = circumstances.own_records(folder, record_files.load_all(folder.path))
    return arrivals_module.arrivals(folder, root, own, (), given=given, files=files)


def test_times_are_kept_and_completed_and_those_of_nobody_wait_for_somebody(folder, tmp_path):
    root, given = tmp_path, tmp_path / "times.csv"
    files = (SubmittedFile(b"", "a", "1"), SubmittedFile(b"", "b", "4"))
    given.write_text("1,2026-03-17T09:00:00+09:00\n9,2026-03-17T09:00:00+09:00\n")

    first = arrivals(folder, root, given, files)
    assert first.times.keys() == {"1"} and first.now == {"1"}
    assert first.said == (
        f"Times in {given} that match no hand-in (1): 9",
        "Handed in at a time that isn't known, counted as in time (1): 4",
    )

    again = arrivals(folder, root, None, (*files, SubmittedFile(b"", "c", "9")))
    assert again.times.keys() == {"1", "9"} and again.now == frozenset()

    given.write_text("4,2026-03-18T09:00:00+09:00\n")
    assert arrivals(folder, root, given, files).times.keys() == {"1", "4"}
    assert arrivals(folder, root, None, files).said == ()


def test_a_time_whose_id_may_lack_zeros_in_front_is_nobody_s_later_either(folder, tmp_path):
    files = (SubmittedFile(b"", "a", "42"), SubmittedFile(b"", "b", "0042"), SubmittedFile(b"", "c", "7"))
    given = tmp_path / "times.csv"
    given.write_text("42,2026-03-17T09:00:00+09:00\n7,2026-03-17T09:00:00+09:00\n")

    first = arrivals(folder, tmp_path, given, files)

    assert first.times.keys() == arrivals(folder, tmp_path, None, files).times.keys() == {"7"}
    assert "line 1 may mean 42 or 0042" in first.said[0]


def test_a_time_that_the_file_s_name_holds_counts_before_an_older_one_and_after_a_given_one(folder, tmp_path):
    given = tmp_path / "times.csv"
    given.write_text("1,2026-03-17T09:00:00+09:00\n")
    arrivals(folder, tmp_path, given, (SubmittedFile(b"", "a", "1"),))
    named = SubmittedFile(b"", "a", "1", received=KNN.due)

    assert arrivals(folder, tmp_path, None, (named,)).times == {"1": KNN.due}
    assert arrivals(folder, tmp_path, given, (named,)).times["1"].day == 17


def test_a_record_s_own_time_is_known_where_no_file_of_times_is(folder, tmp_path):
    folder.save(record_files.encode(record("5")), b"", None)  # received 2026-03-17, by a version that kept no times

    assert arrivals(folder, tmp_path, None, ()).times["5"].isoformat() == "2026-03-17T09:12:00+09:00"


def test_another_file_that_came_before_the_graded_one_is_older_and_its_time_is_no_news(folder, tmp_path):
    folder.save(record_files.encode(record("1", received=KNN.due.isoformat())), b"", None)
    before = KNN.due - timedelta(days=2)
    given = tmp_path / "times.csv"
    given.write_text(f"1,{before.isoformat()}\n")

    named = arrivals(folder, tmp_path, None, (SubmittedFile(b"other", "a", "1", received=before),))
    told = arrivals(folder, tmp_path, given, (SubmittedFile(b"other", "a", "1"),))

    assert named.older == told.older == {"1": before}
    assert named.times["1"] == told.times["1"] == KNN.due


def test_the_time_of_another_file_is_none_of_a_later_one_that_the_lms_marks_late(folder, tmp_path):
    folder.save(record_files.encode(record("1", received=KNN.due.isoformat())), b"", None)
    late = SubmittedFile(b"other", "a", "1", late=True)
    own = circumstances.own_records(folder, record_files.load_all(folder.path))

    known = arrivals_module.arrivals(folder, tmp_path, own, (), files=(late,), waits=True)

    assert known.times == {}
    assert known.said == ()
    assert arrivals_module.settled(folder, known, ()).times == {}
    assert arrivals_module.settled(folder, known, {"1"}).times == {"1": KNN.due}  # it couldn't be graded
    in_time = replace(late, late=False)
    assert arrivals(folder, tmp_path, None, (in_time,)).times == {"1": KNN.due}


def test_a_file_with_the_time_of_another_says_so_also_where_the_lms_s_numbers_order_them():
    known = Arrivals({"1": KNN.due}, uploads={"1": True})

    told = arrivals_module.replaced(SubmittedFile(b"", "b", "1", received=KNN.due), record("1"), known)

    assert f"and no time for it: the other's counts, {KNN.due.isoformat()}" in told


def test_a_corrected_time_of_the_same_file_counts_though_it_is_an_earlier_one(folder, tmp_path):
    data = b"the very same"
    same = replace(record("1", received=KNN.due.isoformat()), submission_sha256=hashlib.sha256(data).hexdigest())
    folder.save(record_files.encode(same), b"", None)
    before = KNN.due - timedelta(days=2)

    found = arrivals(folder, tmp_path, None, (SubmittedFile(data, "a", "1", received=before),))

    assert (found.older, found.times["1"]) == ({}, before)


def test_a_member_s_row_is_the_team_s_time_and_a_stranger_s_row_with_the_team_s_number_is_not(folder, tmp_path):
    given = tmp_path / "sheet.csv"
    given.write_text(
        "Identifier,Full name,ID number,Group,Last modified (submission)\n"
        'Participant 201,Kim Ada,2022000001,Team 7,"Monday, 5 October 2026, 11:41 PM"\n'
        'Participant 55,A Stranger,2022000055,Team 8,"Friday, 9 October 2026, 11:41 PM"\n'
        'Participant 56,Nobody,2022000056,Team 8,"Friday, 9 October 2026, 11:41 PM"\n'
    )
    files = (SubmittedFile(b"", "Team 7_55_assignsubmission_file_/knn.ipynb", "55"),)

    found = arrivals(folder, tmp_path, given, files)

    assert found.times["55"].day == 5
    assert found.said == (f"Times in {given} that match no hand-in (1): 2022000056",)


def test_a_worksheet_given_before_the_file_came_is_remembered_by_the_school_s_id(folder, tmp_path):
    given = tmp_path / "sheet.csv"
    given.write_text(
        "Identifier,Full name,ID number,Last modified (submission)\n"
        'Participant 77,Ed Ma,2022000005,"Thursday, 8 October 2026, 11:41 PM"\n'
    )

    found = arrivals(folder, tmp_path, given, ())

    assert found.said == (f"Times in {given} that match no hand-in (1): 2022000005",)
    assert arrivals(folder, tmp_path, None, (SubmittedFile(b"", "a", "77"),)).times == {}
    assert arrivals(folder, tmp_path, None, (SubmittedFile(b"", "a", "2022000005"),)).times["2022000005"].day == 8
