"""An author's test is run within a time and a memory, whatever it makes of a student's numbers, and leaves the process as it was."""

from __future__ import annotations

import resource
import signal

import numpy as np
import pytest

from autograder.checks import running_tests
from autograder.checks.running_tests import TooLong, bounded, quiet


def test_a_loop_ends_when_its_time_is_over() -> None:
    with pytest.raises(TooLong), bounded(0.1):
        while True:
            pass


def test_memory_beyond_the_bound_is_refused_and_nothing_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_tests, "MEMORY", 64 << 20)
    before = resource.getrlimit(resource.RLIMIT_DATA)

    with pytest.raises(MemoryError), bounded(60.0):
        np.ones(1 << 27, dtype="uint8")

    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert signal.getitimer(signal.ITIMER_PROF)[0] == signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0.0
    assert np.ones(1 << 27, dtype="uint8").size == 1 << 27


def test_a_call_that_never_comes_back_is_ended_by_the_kernel() -> None:
    with bounded(7.0):
        assert 7.0 < signal.getitimer(signal.ITIMER_VIRTUAL)[0] <= running_tests.ENDS * 7.0 + 1


def test_random_numbers_are_the_test_s_own() -> None:
    np.random.seed(3)
    first = np.random.rand()
    np.random.seed(3)
    with quiet(5):
        np.random.rand()
    assert np.random.rand() == first
