"""Directories of a sandbox are removed whole, whatever lies in them, and nothing outside of them is."""

from __future__ import annotations

import fcntl
import os

import pytest

from autograder.sandbox.outside import scratch
from autograder.sandbox.outside.scratch import remove_tree


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_directories_of_killed_examiners_are_removed_at_once_and_those_in_use_are_kept(temporary):
    abandoned, held = (temporary / f"autograder-{number}-x" for number in (1, 2))
    for base in (abandoned, held):
        (base / "child-1" / "deep").mkdir(parents=True)
    lock = os.open(held, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)

    made, own = scratch.make_base()

    os.close(lock)
    os.close(own)
    assert {path.name for path in temporary.iterdir()} == {held.name, made.name}


def test_a_directory_is_locked_before_it_has_its_name_so_that_nobody_takes_it_for_abandoned(temporary):
    made, own = scratch.make_base()
    other, another = scratch.make_base()

    kept = {path.name for path in temporary.iterdir()}
    os.close(own)
    os.close(another)
    assert kept == {made.name, other.name}
    assert made.name.startswith(f"autograder-{os.getpid()}-")


def test_one_that_is_just_being_made_is_kept(temporary):
    young, old = (temporary / f".autograder-new-{name}" for name in ("young", "old"))
    young.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))

    os.close(scratch.make_base()[1])

    assert young.exists()
    assert not old.exists()


def test_what_one_examiner_left_is_removed_and_no_other_s(temporary):
    for name in ("autograder-12-a", "autograder-12-b", "autograder-123-a"):
        (temporary / name / "child-1").mkdir(parents=True)

    scratch.remove_left_by(12)

    assert [path.name for path in temporary.iterdir()] == ["autograder-123-a"]


def test_a_tree_is_removed_without_following_links_however_deep(tmp_path):
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "kept").write_text("kept")
    base = tmp_path / "base"
    scratch = base / "child-1"
    scratch.mkdir(parents=True)
    (scratch / "link").symlink_to(victim)
    (scratch / "fifo").mkdir()
    os.mkfifo(scratch / "pipe")
    here = os.open(scratch, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.symlink("/", "root", dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    descriptor = os.open(base, os.O_RDONLY)

    remove_tree(descriptor, "child-1")

    os.close(descriptor)
    assert list(base.iterdir()) == []
    assert (victim / "kept").read_text() == "kept"


def test_a_scratch_that_becomes_a_link_is_not_followed(tmp_path):
    victim, base = tmp_path / "victim", tmp_path / "base"
    victim.mkdir()
    base.mkdir()
    (victim / "kept").write_text("kept")
    (base / "child-1").symlink_to(victim)
    descriptor = os.open(base, os.O_RDONLY)

    remove_tree(descriptor, "child-1")

    os.close(descriptor)
    assert (victim / "kept").exists()
