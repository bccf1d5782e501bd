"""Grade on many machines: batch.work's jobs and results, with dask.distributed between.

The nodes grade (node.py) and keep nothing; this driver alone records. Dask runs a task at least once: when a worker dies, its tasks run
elsewhere, finished ones too while their futures are held. So a future is released as soon as its result is on disk, and each hand-in
has one future, whose one result is recorded, however often it ran. When workers keep dying, dask blames all tasks that they had: each of
those hand-ins is tried again at the end, alone, and only one whose workers die then too is `not_graded`, with the reason. Few futures are in flight at any time, so memory doesn't grow with the class.

A node that can't give the least sandbox level, or has another version of this package, is refused by name, and its jobs go to the others.
"""

from __future__ import annotations

import contextlib
import queue
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from typing import Any

import msgspec

from autograder.course import bundle
from autograder.dispatch.batch import Done, complete
from autograder.dispatch.dask.connection import Cluster, connected
from autograder.dispatch.local_pool import TRIES, patience
from autograder.dispatch.worker import Job, Result, Setup
from autograder.errors import GradingError, SandboxFailed
from autograder.model import Assignment
from autograder.results.folder import Folder

IN_FLIGHT = 2  # futures for each thread of the cluster
PULSE = 2.0  # seconds between looks at who is there


def work(
    jobs: Iterable[Job],
    setup: Setup,
    folder: Folder,
    assignment: Assignment,
    *,
    cluster: Cluster,
    gpu_slots: int = 1,
    done: Callable[[Done], None],
    say: Callable[[str], None],
) -> int:
    """Give the jobs to the cluster and save each result; returns the lowest sandbox level that a node graded at.

    Raises SandboxFailed when no node may grade, and GradingError when the scheduler can't be reached or goes away; what is saved stays.
    `done` and `say` (a sentence for the person waiting) are called in this thread.
    """
    from autograder.dispatch.dask.node import Course

    there = msgspec.structs.replace(
        setup, root="", course=bundle.pack(assignment.name, assignment.folder.parents[1]), kit=bundle.kit()
    )
    with connected(cluster, folder.path) as client:
        driver = _Driver(client, cluster.expected, folder, assignment, done, say)
        with _registered(client, driver.run, Course(there, patience(assignment), gpu_slots), cluster):
            return driver.drive(jobs)


@contextlib.contextmanager
def _registered(client: Any, run: str, course: Any, cluster: Cluster) -> Iterator[None]:
    """Have the course on every node while the block lasts, also on those that come later."""
    try:
        client.register_plugin(course, name=run)
    except (ImportError, AttributeError) as error:
        raise GradingError(
            found=f"a node of {cluster.name} can't load the autograder ({error})",
            fix="Install the same version of it on every machine of the cluster.",
        ) from error
    try:
        yield
    finally:
        if client.status == "running":
            with contextlib.suppress(OSError, TimeoutError):
                client.unregister_worker_plugin(run)


class _Driver:
    """One run: what is in flight, and which nodes are refused."""

    def __init__(
        self,
        client: Any,
        expected: int,
        folder: Folder,
        assignment: Assignment,
        done: Callable[[Done], None],
        say: Callable[[str], None],
    ) -> None:
        self.run = f"autograder-{uuid.uuid4().hex}"
        self._client, self._expected = client, expected
        self._folder, self._assignment, self._done, self._say = folder, assignment, done, say
        self._ended: queue.Queue[Any] = queue.Queue()  # futures
        self._open: dict[str, tuple[Any, Job, int]] = {}  # the future's key → the future, its job, which try it is
        self._again: list[tuple[Job, int]] = []
        self._blamed: list[Job] = []  # for workers that died; tried again when nothing else runs
        self._refused: dict[str, str] = {}  # node → why
        self._nodes: dict[str, int] = {}  # who is there and isn't refused → threads
        self._submitted = 0
        self._level: int | None = None

    def drive(self, jobs: Iterable[Job]) -> int:
        """Keep the cluster busy until every job has its record."""
        supply = iter(jobs)
        self._look()
        if not self._nodes:
            self._say("Waiting for the cluster's first worker …")
        try:
            while self._fill(supply) or self._open or self._again or self._blamed:
                try:
                    self._settle(self._ended.get(timeout=PULSE))
                except queue.Empty:
                    self._look()
        finally:
            self._abandon()
        return self._level or 0

    def _look(self) -> None:
        """See which nodes are there."""
        if self._client.status != "running":
            raise self._lost()
        try:
            present = self._client.nthreads()
        except (OSError, TimeoutError) as error:
            raise self._lost() from error
        self._nodes = {node: threads for node, threads in present.items() if node not in self._refused}
        if present and not self._nodes and len(self._refused) >= self._expected:
            reasons = "; ".join(f"{node}: {why}" for node, why in sorted(self._refused.items()))
            raise SandboxFailed(found=f"no node of the cluster can grade ({reasons})", fix="")

    def _fill(self, supply: Iterator[Job]) -> bool:
        """Submit jobs up to the bound; False when there are none left to submit."""
        while self._nodes and len(self._open) < IN_FLIGHT * sum(self._nodes.values()):
            job, tries = self._again.pop() if self._again else (next(supply, None), 1)
            if job is None and self._blamed and not self._open:
                job, tries = self._blamed.pop(), TRIES
            if job is None:
                return False
            self._submit(job, tries)
        return True

    def _submit(self, job: Job, tries: int) -> None:
        from autograder.dispatch.dask.node import grade_there

        self._submitted += 1
        key = f"{self.run}-{self._submitted}"
        elsewhere = {"workers": list(self._nodes), "allow_other_workers": True} if self._refused else {}
        future = self._client.submit(
            grade_there, self.run, msgspec.msgpack.encode(job), key=key, pure=False, retries=0, **elsewhere
        )
        self._open[key] = future, job, tries
        future.add_done_callback(self._ended.put)

    def _settle(self, future: Any) -> None:
        """Record what a future brought, or give its job out again."""
        from autograder.dispatch.dask.node import Answer

        if future.key not in self._open:
            return
        if future.status == "cancelled":
            raise self._lost()
        _, job, tries = self._open.pop(future.key)
        if future.status == "error":
            self._again_or_not(job, tries, future.exception())
        else:
            try:
                answer = msgspec.msgpack.decode(future.result(), type=Answer)
            except (CancelledError, OSError, TimeoutError) as error:
                raise self._lost() from error
            if answer.refused:
                self._refuse(answer.node, answer.refused)
                self._again.append((job, tries))
            else:
                self._save(job, answer.result)
        future.release()

    def _save(self, job: Job, result: Result) -> None:
        if not result.fault:
            self._level = result.level if self._level is None else min(self._level, result.level)
        whole = complete(job, result, self._assignment)
        self._done(Done(job, self._folder.save(whole.record, whole.page, whole.kept), result.level))

    def _again_or_not(self, job: Job, tries: int, error: BaseException) -> None:
        """Try once more, and then give up: alone where workers died, at once where something went wrong between machines."""
        from distributed import KilledWorker

        killed = isinstance(error, KilledWorker)
        if tries < TRIES:
            if killed:
                self._blamed.append(job)
            else:
                self._again.append((job, tries + 1))
            return
        found = f"the cluster failed {TRIES} times on this hand-in ({type(error).__name__}: {str(error)[:200]})"
        if killed:
            found = "workers of the cluster died on this hand-in, also while nothing else ran; grade it on one machine to see why"
        self._save(job, Result(job.number, fault=found))

    def _refuse(self, node: str, why: str) -> None:
        if node not in self._refused:
            self._refused[node] = why
            self._say(f"{node} is refused: {why}")
        self._look()

    def _abandon(self) -> None:
        """Take back what is still in flight; the nodes end its processes when the course is taken from them."""
        futures = [future for future, _, _ in self._open.values()]
        self._open.clear()
        if futures and self._client.status == "running":
            with contextlib.suppress(OSError, TimeoutError):
                self._client.cancel(futures, force=True)

    def _lost(self) -> GradingError:
        return GradingError(
            found="the cluster's scheduler went away",
            fix="What was graded is kept; start it again, and the same command goes on.",
        )
