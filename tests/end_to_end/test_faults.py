"""Faults of ours cost nobody anything: kill -9 at random moments, a full disk, damaged files. All of them, and more kills: `make attacks`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from attacks import class_run, faults, kills
from tests.fixtures.ancestor import ReadyAncestor
from tests.fixtures.commands import autograder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found and watched as Linux does")


def test_kills_at_random_moments_lose_double_and_change_nothing() -> None:
    tally = kills.disturb(5, students=6, seed=4)

    assert tally.faults == []
    assert sum(tally.kills.values()) == 5
    assert tally.kills["worker"] + tally.kills["server"] > 0


def test_workers_and_servers_that_were_forked_are_found_to_be_killed() -> None:
    with tempfile.TemporaryFile() as log, ReadyAncestor() as below:  # a process of this one, as a command's is
        worker = below.fork(log)
        found: dict[str, int] = {}
        last = time.monotonic() + 60
        while len(found) < 2 and time.monotonic() < last:  # until it reads its orders it has the ancestor's input
            found = {kind: pid for pid, kind in class_run.below(os.getpid())}
        worker.kill()
        worker.wait(10)

    assert found.keys() == {"worker", "server"}
    assert found["worker"] == worker.pid


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have commands that nobody disturbs while they run forked: what they do is a typed one's."""

    def run(course: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        assert tuple(command[:3]) == class_run.MODULE
        return autograder(*command[3:], cwd=course)

    monkeypatch.setattr(class_run, "typed", run)


@pytest.mark.usefixtures("forked")
def test_a_full_disk_and_damaged_records_are_told_and_the_same_command_goes_on() -> None:
    found = dict(faults.suffer([faults.corrupt_records, faults.full_disk]))

    assert [complaints for complaints in found.values() if complaints] == []
    if skipped := [name for name in found if "SKIPPED" in name]:
        pytest.skip("; ".join(skipped))


def test_what_was_lost_doubled_or_changed_is_found() -> None:
    expected = {"a": {"status": "graded", "score": 1.0}, "b": {"status": "graded", "score": 2.0}}
    saved = [("a", "not_graded", 0.0), ("a", "graded", 1.0), ("b", "graded", 0.0), ("b", "graded", 2.0)]

    good = list(kills._differences(expected, expected, [saved[1], saved[3]]))
    lost = list(kills._differences({"a": expected["a"]}, expected, [saved[1]]))
    bad = list(kills._differences(expected, expected, saved))

    assert good == []
    assert lost == ["records lost: b", "b was graded 0 times"]
    assert bad == ["b was graded 2 times", "b was graded with 0.0 for a while"]
