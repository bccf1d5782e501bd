"""Control groups: found again after a crash, and read in either layout. What they bound is tried in tests/sandbox."""

from __future__ import annotations

import pytest

from autograder.sandbox.outside import cgroup


def test_groups_of_a_dead_examiner_are_removed():
    groups, why = cgroup.find()
    if groups is None:
        pytest.skip(why)
    stale = [parent / f"{cgroup.PREFIX}4194305-1" for parent in groups.parents]  # no pid is that large
    for folder in stale:
        folder.mkdir()

    assert groups.remove_stale() >= len(stale)

    assert not any(folder.exists() for folder in stale)


def test_the_counters_of_the_unified_layout_are_read(tmp_path):
    """This machine may have the old layout only: the files are as the kernel writes them."""
    (tmp_path / "memory.events").write_text("low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 1\n")
    (tmp_path / "memory.peak").write_text("123456\n")
    (tmp_path / "cgroup.procs").write_text("17\n18\n")
    group = cgroup.Cgroup(2, (tmp_path,))

    assert group.out_of_memory()
    assert group.peak_bytes() == 123456
    assert group.holds(18)
    assert not group.holds(19)


def test_a_group_that_was_not_out_of_memory_says_so(tmp_path):
    (tmp_path / "memory.events").write_text("low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n")

    assert not cgroup.Cgroup(2, (tmp_path,)).out_of_memory()
