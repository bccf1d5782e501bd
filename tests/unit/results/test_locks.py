"""A lock is the kernel's, or there is none."""

from __future__ import annotations

import errno

import filelock
import pytest

from autograder.results import locks


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_without_locks_is_no_reason_for_a_file_that_a_killed_run_leaves_behind(tmp_path, monkeypatch, number):
    def refuse(*_: object) -> None:
        raise OSError(number, "no locks")

    monkeypatch.setattr("fcntl.flock", refuse)

    with pytest.raises(OSError, match="no locks"):
        locks.of(tmp_path / ".lock").acquire()


def test_who_comes_second_waits_only_as_long_as_it_says(tmp_path):
    with locks.of(tmp_path / ".lock"), pytest.raises(locks.Timeout):
        locks.of(tmp_path / ".lock", seconds=0).acquire()

    assert locks.Timeout is filelock.Timeout
