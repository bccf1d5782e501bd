"""What a node of a cluster does around its grading processes; a stand-in takes their place, so that nothing needs to be started."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.dispatch.dask import node
from autograder.dispatch.dask.node import Node
from autograder.dispatch.worker import Job, Result, Setup

SETUP = Setup("", "tiny", 7, "cpu", 1)
PATIENCE = 20.0


class StandIn:
    """Holds jobs back until a test answers them."""

    made: list[StandIn]

    def __init__(self, setups: list[Setup], patience: float, answered: Callable[[Job | None, Result], None]) -> None:
        self.setups, self.answered = setups, answered
        self.jobs: list[Job] = []
        self.closed = False
        StandIn.made.append(self)

    def put(self, job: Job) -> None:
        self.jobs.append(job)

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    StandIn.made = []
    monkeypatch.setattr(node, "Crew", StandIn)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def asked(here: Node, *numbers: int) -> list[object]:
    """Ask for these jobs, each in a thread of its own, and wait until all have reached the crew."""
    pool = ThreadPoolExecutor(len(numbers))
    futures = [pool.submit(here.grade, Job(number, b"", f"{number}.zip")) for number in numbers]
    until(lambda: bool(StandIn.made) and len(StandIn.made[-1].jobs) == len(numbers))
    pool.shutdown(wait=False)
    return futures


def test_answers_find_their_jobs_in_whatever_order_they_come():
    here = Node(SETUP, 60.0, workers=3)
    futures = asked(here, 5, 5, 9)
    (crew,) = StandIn.made

    for job in reversed(crew.jobs):
        crew.answered(job, Result(job.number, page=job.source.encode()))

    answers = [future.result(PATIENCE) for future in futures]
    assert [(result.number, result.page, refused) for result, refused in answers] == [
        (5, b"5.zip", ""), (5, b"5.zip", ""), (9, b"9.zip", ""),
    ]  # fmt: skip
    assert len(crew.setups) == 3


def test_a_process_that_cannot_start_refuses_all_jobs_for_good():
    here = Node(SETUP, 60.0, workers=1)
    futures = asked(here, 1, 2)

    StandIn.made[0].answered(None, Result(-1, fault="level 2 is required"))

    assert {future.result(PATIENCE) for future in futures} == {
        (Result(1), "level 2 is required"), (Result(2), "level 2 is required"),
    }  # fmt: skip
    assert here.grade(Job(3, b"", "3.zip")) == (Result(3), "level 2 is required")


def test_a_run_that_ends_leaves_nobody_waiting_and_nothing_running():
    here = Node(SETUP, 60.0, workers=1)
    (future,) = asked(here, 1)

    here.close()

    assert future.result(PATIENCE)[1] == "the run has ended"
    assert StandIn.made[0].closed


def test_grading_processes_end_after_a_time_without_work_and_start_again_with_it(monkeypatch):
    monkeypatch.setattr(node, "IDLE", 0.05)
    here = Node(SETUP, 60.0, workers=1)
    (future,) = asked(here, 1)
    first = StandIn.made[0]

    first.answered(first.jobs[0], Result(first.jobs[0].number))
    future.result(PATIENCE)
    until(lambda: first.closed)
    (future,) = asked(here, 2)
    second = StandIn.made[1]
    second.answered(second.jobs[0], Result(second.jobs[0].number))

    assert future.result(PATIENCE)[0].number == 2
    here.close()


def test_on_gpus_there_is_a_process_for_each_slot(monkeypatch):
    monkeypatch.setattr("autograder.dispatch.gpus.gpus", lambda: ("0", "1"))
    here = Node(Setup("", "tiny", 7, "cuda", 1), 60.0, workers=16, gpu_slots=2)

    asked(here, 1)

    assert [(one.gpu, one.gpu_share) for one in StandIn.made[0].setups] == [("0", 0.5), ("1", 0.5)] * 2
    here.close()


def test_a_node_without_a_gpu_refuses_to_grade_on_one(monkeypatch):
    monkeypatch.setattr("autograder.dispatch.gpus.gpus", lambda: ())
    here = Node(Setup("", "tiny", 7, "cuda", 1), 60.0, workers=1)

    assert "no NVIDIA GPU" in here.grade(Job(1, b"", "1.zip"))[1]
