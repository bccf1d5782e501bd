"""Folders are removed whole, whatever lies in them, and nothing outside of them is."""

from __future__ import annotations

import os

from autograder.temporary.trees import remove_tree


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
