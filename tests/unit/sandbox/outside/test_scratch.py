"""Directories of a sandbox can be passed through by its children, and nobody follows a path into a child's own."""

from __future__ import annotations

import os

import pytest

from autograder import temporary
from autograder.sandbox.outside import scratch


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_child_of_another_uid_can_pass_through_it(place):
    base, lock = scratch.make_base()

    assert [one.stat().st_mode & 0o777 for one in (base, base / "root")] == [0o711, 0o755]
    temporary.remove(base, lock)
    assert list(place.iterdir()) == []


def test_data_files_are_there_to_be_read(place):
    assert scratch.lay_out(place, {}) == ""

    where = scratch.lay_out(place, {"data/more/people.csv": b"ada"})

    laid = place / "data/more/people.csv"
    assert where == str(place / "data")
    assert (laid.read_bytes(), laid.stat().st_mode & 0o777, laid.parent.stat().st_mode & 0o777) == (
        b"ada",
        0o444,
        0o755,
    )


def test_a_scratch_is_made_by_its_name_in_the_open_directory(place):
    base = os.open(place, os.O_RDONLY)

    name = scratch.make_scratch(base, "/elsewhere/child-7", None)

    os.close(base)
    assert name == "child-7"
    assert (place / name).stat().st_mode & 0o777 == 0o700
