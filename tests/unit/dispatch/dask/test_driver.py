"""What the driver of a cluster tells the person who waits; who is given what is asked of real clusters, in tests/end_to_end/test_cluster.py."""

from __future__ import annotations

import pytest

from autograder.dispatch.dask import driver


class Scheduler:
    """A client of a cluster whose workers come and go."""

    status = "running"

    def __init__(self) -> None:
        self.workers: dict[str, int] = {}

    def nthreads(self) -> dict[str, int]:
        return self.workers


class Answer:
    """A future."""

    key = "another run's"


def test_without_a_worker_the_person_waiting_is_told_every_few_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, said = [0.0], []
    monkeypatch.setattr(driver.time, "monotonic", lambda: clock[0])
    scheduler = Scheduler()
    executor = driver.DaskExecutor(scheduler, "run", 1, said.append)

    def look(seconds: float) -> list[str]:
        clock[0] = seconds
        before = len(said)
        executor.room()
        executor._look()
        return said[before:]

    assert look(0) == ["Waiting for the cluster's first worker …"]
    assert look(driver.REMINDED - 1) == []
    assert "for 5 minutes" in "".join(look(driver.REMINDED))
    assert look(driver.REMINDED + 2) == []
    assert "for 10 minutes" in "".join(look(2 * driver.REMINDED))
    scheduler.workers = {"a": 1}
    assert look(5 * driver.REMINDED) == []
    scheduler.workers = {}
    assert look(6 * driver.REMINDED - 1) == ["a went away; others grade what was there (none is left)."]
    assert "for 5 minutes" in "".join(look(6 * driver.REMINDED))


def test_who_goes_and_who_comes_is_told_though_answers_come_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, said = [0.0], []
    monkeypatch.setattr(driver.time, "monotonic", lambda: clock[0])
    scheduler = Scheduler()
    scheduler.workers = {"tcp://one:1": 2, "tcp://two:1": 2}
    executor = driver.DaskExecutor(scheduler, "run", 1, said.append)

    def answers(seconds: float) -> list[str]:
        clock[0] += seconds
        before = len(said)
        executor._ended.put(Answer())  # of a future that isn't waited for any more
        assert executor.wait() is None
        return said[before:]

    assert executor.room() == 4 * driver.IN_FLIGHT
    assert answers(driver.PULSE) == []
    scheduler.workers = {"tcp://one:1": 2}
    assert answers(driver.PULSE / 2) == []
    assert answers(driver.PULSE / 2) == ["tcp://two:1 went away; others grade what was there (1 left)."]
    assert executor.room() == 2 * driver.IN_FLIGHT
    scheduler.workers = {f"tcp://{number}:1": 1 for number in range(5)} | scheduler.workers
    assert answers(driver.PULSE) == ["tcp://0:1, tcp://1:1, tcp://2:1 and 2 more came (6 now)."]
    assert answers(driver.PULSE) == []
