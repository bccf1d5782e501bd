"""The part of a cluster that grades: one per dask worker process, with warm grading processes as locally, and nothing recorded.

The driver registers a `Course` with the scheduler, which hands it to every worker, also to those that come later. It carries the packed course,
so a node needs this package and no file of the course's. Jobs and results are bytes (messages.Job, messages.Result). What dask wraps them in
is its own format, which can carry code: scheduler, driver and nodes must trust each other, so they talk through TLS (connection.py). No
student's process can reach any of them: the sandbox has no network.

Grading processes start with a node's first job and end when the driver leaves, or after a time without work, should it have been killed.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import stat
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import msgspec
from distributed import WorkerPlugin, get_worker

from autograder.dispatch import gpus
from autograder.dispatch.local_pool import CannotStart, LocalPool, News
from autograder.dispatch.messages import Job, Result, RunSetup
from autograder.dispatch.scheduler import Answered
from autograder.errors import GradingError

IDLE = 600.0  # seconds without a job, after which the grading processes end


class NodeAnswer(msgspec.Struct, frozen=True):
    """What a node sends back for one job: one of the first three."""

    result: Result | None = None
    lost: str = ""  # why there is no result, should that have been the job's last try
    refused: str = ""  # why this node can't grade at all
    node: str = ""  # its address


class Course(WorkerPlugin):
    """What a node needs to know of a run; lives in each dask worker process for as long as the run lasts."""

    def __init__(self, setup: RunSetup, job_timeout: float, gpu_slots: int) -> None:
        self._packed = msgspec.msgpack.encode(setup)
        self._job_timeout, self._gpu_slots = job_timeout, gpu_slots
        self.node: Node | None = None

    def setup(self, worker: Any) -> None:
        """Make room for as many submissions at a time as the dask worker has threads."""
        setup = msgspec.msgpack.decode(self._packed, type=RunSetup)
        refused = open_to_others(Path(worker.local_directory).parent)
        self.node = Node(
            setup, self._job_timeout, workers=worker.state.nthreads, gpu_slots=self._gpu_slots, refused=refused
        )

    def teardown(self, worker: Any) -> Coroutine[Any, Any, None] | None:  # noqa: ARG002 - dask calls it so
        """End the grading processes, while dask's event loop goes on."""
        return asyncio.to_thread(self.node.close) if self.node is not None else None


def open_to_others(scratch: Path) -> str:
    """Say why dask's folder for scratch is no place to grade at, "" where it is one: dask imports what lies in it, and another user may have made it first."""
    about = scratch.stat()
    if about.st_uid == os.geteuid() and not about.st_mode & stat.S_IWOTH:
        return ""
    why = f"others can change {scratch}, and dask imports what lies there"
    return f"{why}. Start the worker with --local-directory and a folder of your own."


def grade_there(run: str, job: bytes) -> bytes:
    """Grade one job on the dask worker that this is called in; the task that the driver submits."""
    worker = get_worker()
    course: Any = worker.plugins[run]
    answer = course.node.grade(msgspec.msgpack.decode(job, type=Job))
    return msgspec.msgpack.encode(msgspec.structs.replace(answer, node=worker.address))


class Node:
    """The grading processes of one dask worker, shared by its threads."""

    def __init__(
        self, setup: RunSetup, job_timeout: float, *, workers: int, gpu_slots: int = 1, refused: str = ""
    ) -> None:
        """refused: why nothing may be graded here."""
        self._setup, self._job_timeout, self._workers, self._gpu_slots = setup, job_timeout, workers, gpu_slots
        self._lock = threading.Lock()
        self._tickets = itertools.count()
        self._open: dict[int, Future[NodeAnswer]] = {}
        self._pool: LocalPool | None = None
        self._refused = refused
        self._rest: threading.Timer | None = None

    def grade(self, job: Job) -> NodeAnswer:
        """Return what became of a job here; it isn't tried again here."""
        with self._lock:
            if self._refused:
                return NodeAnswer(refused=self._refused)
            if self._rest is not None:
                self._rest.cancel()
            if self._pool is None:
                try:
                    self._pool = LocalPool(self._setups(), self._job_timeout, self._told)
                except GradingError as error:
                    self._refused = str(error)
                    return NodeAnswer(refused=self._refused)
            ticket = next(self._tickets)
            future: Future[NodeAnswer] = Future()
            self._open[ticket] = future
            self._pool.submit(msgspec.structs.replace(job, number=ticket))
        answer = future.result()
        if not answer.refused:
            self._await_more()
        if answer.result is None:
            return answer
        return NodeAnswer(msgspec.structs.replace(answer.result, number=job.number))

    def close(self) -> None:
        """End the grading processes; jobs that aren't done are answered with that."""
        self._told(CannotStart("the run has ended"))
        with self._lock:
            pool, self._pool = self._pool, None
            if self._rest is not None:
                self._rest.cancel()
        if pool is not None:
            pool.close()

    def _setups(self) -> list[RunSetup]:
        if self._setup.device != "cuda":
            return [self._setup] * self._workers
        return [slot.of(self._setup) for slot in gpus.plan(gpus.found_here(), self._gpu_slots)]

    def _told(self, news: News) -> None:
        """Pass news on to the thread that waits for it; a process that can't start means that this node can't grade."""
        if isinstance(news, CannotStart):
            with self._lock:
                self._refused = news.reason
                waiting, self._open = self._open, {}
            for future in waiting.values():
                future.set_result(NodeAnswer(refused=news.reason))
            return
        with self._lock:
            answered = self._open.pop(news.job.number, None)
        if answered is not None:
            told = NodeAnswer(news.result) if isinstance(news, Answered) else NodeAnswer(lost=news.reason)
            answered.set_result(told)

    def _await_more(self) -> None:
        with self._lock:
            if not self._open and self._pool is not None:
                if self._rest is not None:
                    self._rest.cancel()
                self._rest = threading.Timer(IDLE, self._end_idle)
                self._rest.daemon = True
                self._rest.start()

    def _end_idle(self) -> None:
        with self._lock:
            if self._open:
                return
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()
