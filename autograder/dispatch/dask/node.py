"""The part of a cluster that grades: one per dask worker process, with warm grading processes as locally, and nothing recorded.

The driver registers a `Course` with the scheduler, which hands it to every worker, also to those that come later. It carries the packed course,
so a node needs this package and no file of the course's. Jobs and results are bytes (worker.Job, worker.Result). What dask wraps them in
is its own format, which can carry code: scheduler, driver and nodes must trust each other, so they talk through TLS (cluster.py). No student's
process can reach any of them: the sandbox has no network.

Grading processes start with a node's first job and end when the driver leaves, or after a time without work, should it have been killed.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

import msgspec
from distributed import WorkerPlugin, get_worker

from autograder.dispatch import gpus
from autograder.dispatch.local_pool import Crew
from autograder.dispatch.worker import Job, Result, Setup
from autograder.errors import GradingError

IDLE = 600.0  # seconds without a job, after which the grading processes end


class Answer(msgspec.Struct, frozen=True):
    """What a node sends back for one job."""

    node: str  # its address
    result: Result
    refused: str = ""  # why this node can't grade at all; the result is empty then


class Course(WorkerPlugin):
    """What a node needs to know of a run; lives in each dask worker process for as long as the run lasts."""

    def __init__(self, setup: Setup, patience: float, gpu_slots: int) -> None:
        self._packed = msgspec.msgpack.encode(setup)
        self._patience, self._gpu_slots = patience, gpu_slots
        self.node: Node | None = None

    def setup(self, worker: Any) -> None:
        """Make room for as many submissions at a time as the dask worker has threads."""
        setup = msgspec.msgpack.decode(self._packed, type=Setup)
        self.node = Node(setup, self._patience, workers=worker.state.nthreads, gpu_slots=self._gpu_slots)

    def teardown(self, worker: Any) -> Coroutine[Any, Any, None] | None:  # noqa: ARG002 - dask calls it so
        """End the grading processes, while dask's event loop goes on."""
        return asyncio.to_thread(self.node.close) if self.node is not None else None


def grade_there(run: str, job: bytes) -> bytes:
    """Grade one job on the dask worker that this is called in; the task that the driver submits."""
    worker = get_worker()
    course: Any = worker.plugins[run]
    result, refused = course.node.grade(msgspec.msgpack.decode(job, type=Job))
    return msgspec.msgpack.encode(Answer(worker.address, result, refused))


class Node:
    """The grading processes of one dask worker, shared by its threads."""

    def __init__(self, setup: Setup, patience: float, *, workers: int, gpu_slots: int = 1) -> None:
        self._setup, self._patience, self._workers, self._gpu_slots = setup, patience, workers, gpu_slots
        self._lock = threading.Lock()
        self._tickets = itertools.count()
        self._open: dict[int, Future[Result]] = {}
        self._crew: Crew | None = None
        self._refused = ""
        self._rest: threading.Timer | None = None

    def grade(self, job: Job) -> tuple[Result, str]:
        """Return a job's result, or an empty one and why this node can't grade."""
        nothing = Result(job.number)
        with self._lock:
            if self._refused:
                return nothing, self._refused
            if self._rest is not None:
                self._rest.cancel()
            if self._crew is None:
                try:
                    self._crew = Crew(self._setups(), self._patience, self._answered)
                except GradingError as error:
                    self._refused = str(error)
                    return nothing, self._refused
            ticket = next(self._tickets)
            answer: Future[Result] = Future()
            self._open[ticket] = answer
            self._crew.put(msgspec.structs.replace(job, number=ticket))
        result = answer.result()
        if result.number < 0:
            return nothing, result.fault
        self._await_more()
        return msgspec.structs.replace(result, number=job.number), ""

    def close(self) -> None:
        """End the grading processes; jobs that aren't done are answered with that."""
        self._answered(None, Result(-1, fault="the run has ended"))
        with self._lock:
            crew, self._crew = self._crew, None
            if self._rest is not None:
                self._rest.cancel()
        if crew is not None:
            crew.close()

    def _setups(self) -> list[Setup]:
        if self._setup.device != "cuda":
            return [self._setup] * self._workers
        return [slot.of(self._setup) for slot in gpus.plan(gpus.gpus(), self._gpu_slots)]

    def _answered(self, job: Job | None, result: Result) -> None:
        """Pass a result on; a process that can't start means that this node can't grade."""
        with self._lock:
            if job is not None:
                answer = self._open.pop(job.number, None)
                if answer is not None:
                    answer.set_result(result)
                return
            self._refused = result.fault
            waiting, self._open = self._open, {}
        for answer in waiting.values():
            answer.set_result(Result(-1, fault=result.fault))

    def _await_more(self) -> None:
        with self._lock:
            if not self._open and self._crew is not None:
                if self._rest is not None:
                    self._rest.cancel()
                self._rest = threading.Timer(IDLE, self._end_idle)
                self._rest.daemon = True
                self._rest.start()

    def _end_idle(self) -> None:
        with self._lock:
            if self._open:
                return
            crew, self._crew = self._crew, None
        if crew is not None:
            crew.close()
