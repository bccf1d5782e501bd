"""Faults of ours cost nobody anything: kill -9 at random moments, a full disk, damaged files. All of them, and more kills: `make attacks`."""

from __future__ import annotations

import sys

import pytest

from attacks import faults, kills

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found and watched as Linux does")


def test_kills_at_random_moments_lose_double_and_change_nothing() -> None:
    tally = kills.disturb(5, students=6, seed=4)

    assert tally.faults == []
    assert sum(tally.kills.values()) == 5


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
