"""What a node of a cluster does around its grading processes; a stand-in takes their place, so that nothing needs to be started."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from autograder.dispatch.dask import node
from autograder.dispatch.dask.node import Course, Node, NodeAnswer
from autograder.dispatch.local_pool import CannotStart, Told
from autograder.dispatch.messages import Job, Result, RunSetup
from autograder.dispatch.scheduler import Answered, Lost
from autograder.model import SubmittedFile

SETUP = RunSetup("", "tiny", 7, "cpu", 1)
PATIENCE = 20.0


class StandIn:
    """Holds jobs back until a test answers them."""

    made: list[StandIn]

    def __init__(self, setups: list[RunSetup], job_timeout: float, told: Told) -> None:
        self.setups, self.told = setups, told
        self.jobs: list[Job] = []
        self.closed = False
        StandIn.made.append(self)

    def submit(self, job: Job) -> None:
        self.jobs.append(job)

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    StandIn.made = []
    monkeypatch.setattr(node, "LocalPool", StandIn)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def job(number: int) -> Job:
    return Job(number, SubmittedFile(b"", f"{number}.zip"))


def asked(here: Node, *numbers: int) -> list[object]:
    """Ask for these jobs, each in a thread of its own, and wait until all have reached the pool."""
    pool = ThreadPoolExecutor(len(numbers))
    futures = [pool.submit(here.grade, job(number)) for number in numbers]
    until(lambda: bool(StandIn.made) and len(StandIn.made[-1].jobs) == len(numbers))
    pool.shutdown(wait=False)
    return futures


def test_answers_find_their_jobs_in_whatever_order_they_come():
    here = Node(SETUP, 60.0, workers=3)
    futures = asked(here, 5, 5, 9)
    (pool,) = StandIn.made

    for one in reversed(pool.jobs):
        pool.told(Answered(one, Result(one.number, page=one.file.source.encode())))

    answers = [future.result(PATIENCE).result for future in futures]
    assert [(result.number, result.page) for result in answers] == [(5, b"5.zip"), (5, b"5.zip"), (9, b"9.zip")]
    assert len(pool.setups) == 3


def test_a_lost_job_is_told_to_the_driver_which_decides_what_becomes_of_it():
    here = Node(SETUP, 60.0, workers=1)
    (future,) = asked(here, 1)
    (pool,) = StandIn.made

    pool.told(Lost(pool.jobs[0], "the grading process died"))

    assert future.result(PATIENCE) == NodeAnswer(lost="the grading process died")
    assert len(pool.jobs) == 1


def test_a_process_that_cannot_start_refuses_all_jobs_for_good():
    here = Node(SETUP, 60.0, workers=1)
    futures = asked(here, 1, 2)

    StandIn.made[0].told(CannotStart("level 2 is required"))

    refused = NodeAnswer(refused="level 2 is required")
    assert [future.result(PATIENCE) for future in futures] == [refused, refused]
    assert here.grade(job(3)) == refused


def test_a_run_that_ends_leaves_nobody_waiting_and_nothing_running():
    here = Node(SETUP, 60.0, workers=1)
    (future,) = asked(here, 1)

    here.close()

    assert future.result(PATIENCE).refused == "the run has ended"
    assert StandIn.made[0].closed


def test_grading_processes_end_after_a_time_without_work_and_start_again_with_it(monkeypatch):
    monkeypatch.setattr(node, "IDLE", 0.05)
    here = Node(SETUP, 60.0, workers=1)
    (future,) = asked(here, 1)
    first = StandIn.made[0]

    first.told(Answered(first.jobs[0], Result(first.jobs[0].number)))
    future.result(PATIENCE)
    until(lambda: first.closed)
    (future,) = asked(here, 2)
    second = StandIn.made[1]
    second.told(Answered(second.jobs[0], Result(second.jobs[0].number)))

    assert future.result(PATIENCE).result.number == 2
    here.close()


def test_on_gpus_there_is_a_process_for_each_slot(monkeypatch):
    monkeypatch.setattr("autograder.dispatch.gpus.found_here", lambda: ("0", "1"))
    here = Node(RunSetup("", "tiny", 7, "cuda", 1), 60.0, workers=16, gpu_slots=2)

    asked(here, 1)

    assert [(one.gpu, one.gpu_share) for one in StandIn.made[0].setups] == [("0", 0.5), ("1", 0.5)] * 2
    here.close()


def test_a_node_without_a_gpu_refuses_to_grade_on_one(monkeypatch):
    monkeypatch.setattr("autograder.dispatch.gpus.found_here", lambda: ())
    here = Node(RunSetup("", "tiny", 7, "cuda", 1), 60.0, workers=1)

    assert "no NVIDIA GPU" in here.grade(job(1)).refused


def test_a_node_whose_scratch_others_can_change_is_refused(tmp_path, monkeypatch):
    worker = SimpleNamespace(local_directory=str(tmp_path / "worker-1"), state=SimpleNamespace(nthreads=1))
    course = Course(SETUP, 60.0, 1)

    def answer() -> object:
        course.setup(worker)
        assert course.node is not None
        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(course.node.grade, job(1))
            until(lambda: asking.done() or bool(StandIn.made and StandIn.made[-1].jobs))
            course.node.close()
            return asking.result().refused

    assert answer() == "the run has ended"
    tmp_path.chmod(0o777)
    assert "--local-directory" in str(answer())
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    assert "others can change" in str(answer())
