"""What Gradescope's container hands over, and what is made of it."""

from __future__ import annotations

import io
import itertools
import json
import os
import zipfile
from contextlib import nullcontext
from datetime import datetime
from types import SimpleNamespace

import pytest

from autograder.course.secret import seed_for
from autograder.errors import GradingError
from autograder.examine.versions import Versions
from autograder.export.gradescope import container
from tests.fixtures.course import ROOT
from tests.fixtures.small_assignment import small_assignment

LATER = "2026-10-08T23:59:00.000000-07:00"
DUE = "2026-10-05T23:59:00.000000-07:00"
GIVEN = "2026-10-05T12:00:00.000000-07:00"


def metadata(folder, **told):
    """Write what Gradescope tells."""
    path = folder / "submission_metadata.json"
    path.write_text(json.dumps({"created_at": GIVEN, "assignment": {"due_date": DUE}, **told}))
    return path


def test_unpacked_files_are_packed_again_and_links_left_out(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "submission"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "knn.ipynb").write_text("{}")
    (folder / "link.ipynb").symlink_to(tmp_path / "secret")
    (folder / "away").symlink_to(tmp_path)

    archive = zipfile.ZipFile(io.BytesIO(container.packed(folder)))

    assert archive.namelist() == ["inner/knn.ipynb"]


def test_a_name_that_is_no_utf8_is_packed_as_it_was_meant(tmp_path):
    (tmp_path / os.fsdecode("김.ipynb".encode("cp949"))).write_text("{}")

    assert zipfile.ZipFile(io.BytesIO(container.packed(tmp_path))).namelist() == ["김.ipynb"]


def test_a_lone_zip_stays_as_it_is(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK anything")

    assert container.packed(tmp_path) == b"PK anything"


def test_the_time_and_the_due_time_are_gradescopes(tmp_path):
    told = container.tell(metadata(tmp_path))

    assert (told.received, told.due) == (datetime.fromisoformat(GIVEN), datetime.fromisoformat(DUE))
    assert told.notes == ()


@pytest.mark.parametrize(
    ("users", "due", "notes"),
    [
        ([{"id": 1, "assignment": {"due_date": LATER}}], LATER, 0),
        ([{"id": 1, "assignment": {"due_date": LATER}}, {"id": 2, "assignment": {"due_date": DUE}}], LATER, 1),
        ([{"id": 1, "assignment": {"due_date": None}}], DUE, 0),
        ([{"id": 1}], DUE, 0),
        ("odd", DUE, 0),
    ],
)
def test_a_students_own_extension_counts_and_of_a_groups_the_latest(tmp_path, users, due, notes):
    told = container.tell(metadata(tmp_path, users=users))

    assert (told.due, len(told.notes)) == (datetime.fromisoformat(due), notes)


@pytest.mark.parametrize("content", ["[1, 2]", "{", "", None])
def test_metadata_that_is_none_of_gradescopes_is_said(tmp_path, content):
    path = tmp_path / "m.json"
    if content is not None:
        path.write_text(content)

    told = container.tell(path)

    assert (told.received, told.due) == (None, None)
    assert "no lateness is counted" in told.notes[0]


def test_a_time_without_an_offset_isnt_guessed(tmp_path):
    told = container.tell(metadata(tmp_path, created_at="2026-10-05T12:00:00", assignment={"due_date": "soon"}))

    assert (told.received, told.due, len(told.notes)) == (None, None, 2)


def test_a_container_that_ran_out_of_memory_gives_no_score(tmp_path, monkeypatch):
    killed = itertools.count()
    monkeypatch.setattr(container.machine_memory, "killed", lambda *_: next(killed))
    (tmp_path / "source").symlink_to(ROOT)
    (tmp_path / "submission").mkdir()

    with pytest.raises(GradingError, match=r"ran out of memory.*No score was made"):
        container.grade("knn", tmp_path)

    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("users", "who"),
    [
        ([{"id": 7, "email": "Bo@x.edu"}, {"id": 1, "email": "ada@x.edu"}], "ada@x.edu"),
        ([{"id": 7, "email": None}], "7"),
        ([], ""),
        (["x"], ""),
        (None, ""),
    ],
)
def test_whose_drawing_it_is_asked_in_the_account_decides_and_not_what_is_typed(tmp_path, monkeypatch, users, who):
    assignment = small_assignment()
    versions = Versions(assignment, seed_for(b"k" * 32, assignment))
    asked, files = [], []

    class Grader:
        def __init__(self, _versions, _sandbox, *, version):
            asked.append(version)

        def grade_alone(self, file):
            files.append(file)
            raise GradingError("that is all")

    monkeypatch.setattr("autograder.pipeline.Grader", Grader)
    monkeypatch.setattr("autograder.course.assignment.load", lambda *_: assignment)
    monkeypatch.setattr("autograder.course.secret.course_secret", lambda _: b"k" * 32)
    monkeypatch.setattr("autograder.sandbox.outside.Sandbox.start", lambda **_: nullcontext(SimpleNamespace(level=3)))
    (tmp_path / "submission").mkdir()
    metadata(tmp_path, users=users)

    with pytest.raises(GradingError, match="that is all"):
        container.grade("toy", tmp_path)

    assert asked == [versions.of(who) if who else None]
    assert not any(
        file.comparable for file in files
    )  # the account has no student's id: a bare notebook's is compared with none
