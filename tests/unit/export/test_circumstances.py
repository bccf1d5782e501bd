"""Records and pages follow what people know, and everything can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from autograder.export import circumstances
from autograder.export.circumstances import Known
from autograder.model import ExceptionKind, LatePolicy, RecordStatus, StudentException
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


def apply(folder: Folder, people: People, times: Mapping[str, datetime]) -> tuple[str, ...]:
    known = Known(folder, KNN, people, times, hand_marks.last_read(folder.hand_marks).marks)
    return circumstances.apply(known, record_files.load_all(folder.path)).said


def test_where_nothing_changed_nothing_is_written(folder):
    files = sorted(folder.path.rglob("*.*"))
    times = [path.stat().st_mtime_ns for path in files]

    assert apply(folder, People(), {}) == ()
    assert [path.stat().st_mtime_ns for path in sorted(folder.path.rglob("*.*"))] == times


def test_a_time_changes_record_and_page_and_can_be_changed_back(folder):
    before = shown(folder)
    apply(folder, People(), {"1": KNN.due + timedelta(days=1)})

    assert shown(folder)["1"].score == 16.0
    assert "1 day late" in folder.page("1").read_text(encoding="utf-8")
    assert folder.page("2").read_bytes() == b"page"

    apply(folder, People(), {"1": KNN.due})
    assert (shown(folder)["1"].score, shown(folder)["1"].findings) == (18.0, before["1"].findings)


def test_an_excuse_keeps_what_was_earned_apart_and_gives_it_back(folder):
    before = shown(folder)
    apply(folder, excused("1", "2"), {})

    assert [one.status for one in shown(folder).values()] == [RecordStatus.EXCUSED] * 2
    assert b'"score": 18' not in folder.record("1").read_bytes()
    assert folder.own("1").stat().st_mode & 0o777 == 0o600
    own = circumstances.own_records(folder, record_files.load_all(folder.path))
    assert own == {student: hand_marks.automatic(one) for student, one in before.items()}

    apply(folder, excused("1", "2"), {})  # again: the same
    apply(folder, People(), {})
    assert shown(folder) == before
    assert not folder.own("1").exists()


def test_what_is_allowed_to_nobody_of_the_class_is_said_and_to_one_who_is_still_to_hand_in_is_not(folder):
    people = People((Student("3"),), excused("01", "2", "3", "4").exceptions, course=frozenset({"4"}))

    (said,) = apply(folder, people, {})

    assert "nobody of the class has the id 01, and 1 differs by capitals or zeros in front only" in said


def test_a_member_s_record_comes_and_goes_with_the_group(folder):
    group = (Student("1", group="T"), Student("3", "Lee Bo", group="T"))

    apply(folder, People(group), {})
    assert (shown(folder)["3"].handed_in_by, shown(folder)["3"].score) == ("1", 18.0)
    assert "3" not in circumstances.own_records(folder, record_files.load_all(folder.path))

    said = apply(folder, People(), {})
    assert said == ("3 has no record any more: it was 1's, who is in no group with them now.",)
    assert not folder.record("3").exists() and not folder.page("3").exists()


def test_where_no_time_is_known_canvas_s_numbers_tell_whose_of_a_group_came_last(folder):
    for student, source in (("1", "zzz_70001_90001_knn.zip"), ("2", "aaa_70002_90002_knn.zip")):
        made = record(student, findings=(), received=None, late_days=0, source=source, submission_sha256=source)
        folder.save(record_files.encode(made), b"page", None)
    class_list = (Student("1", "Kim", group="T", lms_id="70001"), Student("2", "Lee", group="T", lms_id="70002"))

    apply(folder, People(class_list), {})

    assert shown(folder)["1"].handed_in_by == "2"
