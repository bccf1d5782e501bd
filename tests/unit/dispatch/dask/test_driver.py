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
    assert look(6 * driver.REMINDED - 1) == []
    assert "for 5 minutes" in "".join(look(6 * driver.REMINDED))
