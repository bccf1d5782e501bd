"""A results folder: one run at a time writes there, and never over what a later version wrote."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.results import record
from autograder.results.folder import Folder
from autograder.results.record import NewerVersion
from tests.fixtures.report import record as made


def test_all_that_came_of_a_hand_in_is_saved(tmp_path):
    folder = Folder(tmp_path)

    folder.save(record.encode(made("s1")), b"page", b"run")

    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"records/s1.json", "feedback/s1.html", "kept/s1.run"}


def test_an_id_as_written_is_made_a_files_name_once(tmp_path):
    folder = Folder(tmp_path)

    for student_id in ("kim ada", "../../etc/passwd", "0042"):
        folder.save(record.encode(made(student_id)), b"page", b"run")

    assert {path.name for path in (tmp_path / "records").iterdir()} == {
        "kim~20ada.json", "~2E.~2F..~2Fetc~2Fpasswd.json", "0042.json",
    }  # fmt: skip
    assert {one.student_id for one in record.load_all(tmp_path)} == {"kim ada", "../../etc/passwd", "0042"}


def test_records_that_cannot_be_listed_are_no_empty_class(tmp_path, monkeypatch):
    def refused(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    (tmp_path / "records").mkdir()
    monkeypatch.setattr(Path, "iterdir", refused)

    for read in (lambda: record.load_all(tmp_path), lambda: Folder(tmp_path).demand_records("knn")):
        with pytest.raises(PermissionError, match=r"records"):
            read()


def test_what_is_taken_out_moves_as_it_is_and_halves_of_killed_runs_go(tmp_path):
    folder = Folder(tmp_path)
    folder.save(record.encode(made("1")), b"page", b"run")
    before = folder.saved_run("1").stat().st_ino
    halves = [
        tmp_path / place / ".a.x.half" for place in ("records", "accepted/T1", "removed/T1-1", "feedback-folder/1")
    ]
    for half in halves:
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(b"a")

    with folder.alone():
        place = folder.set_aside("1")

    assert (place / "kept" / "1.run").stat().st_ino == before  # so no half of it was ever there
    assert not any(half.exists() for half in halves)


def test_a_second_run_is_told_that_there_is_one(tmp_path):
    with (
        Folder(tmp_path).alone(),
        pytest.raises(GradingError, match="another run is writing"),
        Folder(tmp_path).alone(),
    ):
        pass


@pytest.mark.parametrize(
    ("file", "data"),
    [("records/s1.json", b'{"version": 2}'), ("kept/s1.run", b"\x82\xa7version\x03\xa7program\xc0")],
)
def test_where_a_later_version_has_written_nobody_writes(tmp_path, file, data):
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_bytes(data)

    with pytest.raises(NewerVersion, match=rf"{file} has version [23]"), Folder(tmp_path).alone():
        pass

    assert (tmp_path / file).read_bytes() == data


def test_what_is_no_record_at_all_may_be_graded_again(tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "s1.json").write_bytes(b"{damaged")

    with Folder(tmp_path).alone():
        pass


def test_ids_that_a_disk_takes_for_one_are_refused_there(tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    folder.save(record.encode(made("Kim")), b"page", None)

    folder.demand_apart(["kim"])  # this disk tells them apart
    monkeypatch.setattr("autograder.results.folder.ignores_case", lambda _: True)
    folder.demand_apart(["Kim", "lee"])

    with pytest.raises(GradingError, match="the ids Kim and kim differ in capitals only"):
        folder.demand_apart(["kim"])


def test_a_folder_without_records_is_asked_about_and_not_made(tmp_path):
    Folder(tmp_path / "knn").save(record.encode(made("s1")), b"page", None)
    Folder(tmp_path / "knn").demand_records("knn")
    (tmp_path / "empty").mkdir()

    with pytest.raises(GradingError, match=r"kn doesn't exist, so it holds no records\. Did you mean .*/knn\?"):
        Folder(tmp_path / "kn").demand_records("knn")
    with pytest.raises(GradingError, match=r"knn2 doesn't exist, .*\. Grade first: autograder grade knn2"):
        Folder(tmp_path / "knn2").demand_records("knn2")  # the next assignment's, not a mistyped one
    with pytest.raises(GradingError, match=r"empty holds no graded submissions\. Grade first: autograder grade knn"):
        Folder(tmp_path / "empty").demand_records("knn", "graded submissions")
    assert not (tmp_path / "kn").exists()


def test_a_file_that_was_accepted_is_no_other_students_whose_id_begins_alike(tmp_path):
    folder = Folder(tmp_path)
    folder.accept("kim", b"own", ".zip")
    folder.accept("kim.ada", b"another's", ".ipynb")

    for student_id, data in (("kim", b"own"), ("kim.ada", b"another's")):
        found = folder.accepted(student_id)
        assert found is not None and found.read_bytes() == data
    assert folder.accepted("ki") is None
