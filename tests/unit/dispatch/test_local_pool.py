"""Grading processes beside each other."""

from __future__ import annotations

import queue
import threading

import pytest

from autograder.dispatch import local_pool
from autograder.dispatch.local_pool import Crew
from autograder.dispatch.worker import Job, Result, Setup

SETUP = Setup("", "tiny", 7, "cpu", 1)
PATIENCE = 60.0
Told = queue.Queue[tuple[Job | None, Result]]


def started(told: Told, *setups: Setup) -> Crew:
    return Crew(setups, PATIENCE, lambda job, result: told.put((job, result)))


def test_a_slow_hand_in_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    freed, told = threading.Event(), Told()

    def exchange(self: object, job: Job) -> Result:
        if job.source == "slow.zip":
            freed.wait(PATIENCE)
        return Result(job.number)

    monkeypatch.setattr(local_pool._Member, "_begin", lambda self: True)
    monkeypatch.setattr(local_pool._Member, "_exchange", exchange)
    at_work = started(told, SETUP, SETUP)
    try:
        at_work.put(Job(0, b"", "slow.zip"))
        for number in range(1, 9):
            at_work.put(Job(number, b"", "quick.zip"))
        quick = [told.get(timeout=PATIENCE)[1].number for _ in range(8)]
        freed.set()
        last = told.get(timeout=PATIENCE)[1].number
    finally:
        freed.set()
        at_work.close()

    assert (sorted(quick), last) == (list(range(1, 9)), 0)


def test_a_process_of_another_version_says_so_and_grades_nothing() -> None:
    told = Told()
    at_work = started(told, Setup("", "tiny", 7, "cpu", 1, kit="of last year"))
    try:
        at_work.put(Job(1, b"", "1.zip"))
        answered, result = told.get(timeout=PATIENCE)
    finally:
        at_work.close()

    assert answered is None
    assert "another version of the autograder" in result.fault
