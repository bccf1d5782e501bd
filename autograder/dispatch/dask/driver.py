"""Grade on many machines: the scheduler's jobs and results, with dask.distributed between.

The nodes grade (node.py) and keep nothing; the driver alone records. Dask runs a task at least once: when a worker dies, its tasks run
elsewhere, finished ones too while their futures are held. So a future is released as soon as its result is here, and each try of a hand-in
has one future, whose one result counts, however often it ran. When workers keep dying, dask blames all tasks that they had: the scheduler
then tries each of those hand-ins alone. Few futures are in flight at any time, so memory doesn't grow with the class.

A node that can't give the least sandbox level, or has another version of this package, is refused by name, and its jobs go to the others.
"""

from __future__ import annotations

import contextlib
import queue
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import msgspec

from autograder import reuse
from autograder.course import bundle
from autograder.dispatch.dask.connection import Cluster, connected
from autograder.dispatch.local_pool import job_timeout
from autograder.dispatch.messages import Job, RunSetup
from autograder.dispatch.scheduler import TRIES, Answered, Event, Lost, Returned
from autograder.errors import GradingError, SandboxFailed
from autograder.model import Assignment

IN_FLIGHT = 2  # futures for each thread of the cluster
PULSE = 2.0  # seconds between looks at who is there
REMINDED = 300.0  # seconds without a worker after which, each time, the person waiting is told


@contextlib.contextmanager
def executor(
    cluster: Cluster,
    setup: RunSetup,
    assignment: Assignment,
    *,
    shared: Path,
    gpu_slots: int = 1,
    say: Callable[[str], None],
) -> Iterator[DaskExecutor]:
    """Have the assignment on every node while the block lasts, also on those that come later; what is in flight at its end is taken back.

    shared: a directory that Slurm's nodes see too.
    say: called in this thread with a sentence for the person waiting.

    Raises GradingError when the cluster can't be reached, or has no such package.
    """
    from autograder.dispatch.dask.node import Course

    there = msgspec.structs.replace(
        setup, root="", course=bundle.pack(assignment.name, assignment.folder.parents[1]), own_code=reuse.own_code()
    )
    run = f"autograder-{uuid.uuid4().hex}"
    with connected(cluster, shared) as client:
        try:
            client.register_plugin(Course(there, job_timeout(assignment), gpu_slots), name=run)
        except (ImportError, AttributeError) as error:
            raise GradingError(
                found=f"a node of {cluster.name} can't load the autograder ({error})",
                fix="Install the same version of it on every machine of the cluster.",
            ) from error
        made = DaskExecutor(client, run, cluster.expected, say)
        try:
            yield made
        finally:
            made.abandon()
            if client.status == "running":
                with contextlib.suppress(OSError, TimeoutError):
                    client.unregister_worker_plugin(run)


class DaskExecutor:
    """The scheduler's Executor on a cluster: what is in flight there, and which nodes are refused."""

    def __init__(self, client: Any, run: str, expected: int, say: Callable[[str], None]) -> None:
        """Take a connected client, the name that the nodes know the run by, and how many nodes will come at least."""
        self._client, self._run, self._expected, self._say = client, run, expected, say
        self._ended: queue.Queue[Any] = queue.Queue()  # futures
        self._open: dict[str, tuple[Any, Job]] = {}  # the future's key → the future, its job
        self._refused: dict[str, str] = {}  # node → why
        self._nodes: dict[str, int] | None = (
            None  # who is there and isn't refused → threads; None before the first look
        )
        self._submitted = 0
        self._looked = time.monotonic()
        self._there: set[str] | None = (
            None  # who was there at the last look, refused ones too; None before the first worker
        )
        self._alone = time.monotonic()  # since when nobody is there
        self._told = self._alone

    def room(self) -> int:
        """Return how many jobs may be in flight; raises as `wait` does."""
        if self._nodes is None and not self._look():
            self._say("Waiting for the cluster's first worker …")
        return IN_FLIGHT * sum((self._nodes or {}).values())

    def submit(self, job: Job) -> None:
        """Give a job to the cluster; a refused node gets it only where no other is left."""
        from autograder.dispatch.dask.node import grade_there

        self._submitted += 1
        key = f"{self._run}-{self._submitted}"
        elsewhere = {"workers": list(self._nodes or {}), "allow_other_workers": True} if self._refused else {}
        future = self._client.submit(
            grade_there, self._run, msgspec.msgpack.encode(job), key=key, pure=False, retries=0, **elsewhere
        )
        self._open[key] = future, job
        future.add_done_callback(self._ended.put)

    def wait(self) -> Event | None:
        """Wait for a future to end, and now and then look who is there.

        Raises SandboxFailed when no node may grade, and GradingError when the scheduler has gone away.
        """
        if time.monotonic() - self._looked >= PULSE:  # also while answers come without a pause
            self._look()
        try:
            future = self._ended.get(timeout=PULSE)
        except queue.Empty:
            return None
        if future.key not in self._open:
            return None
        if future.status == "cancelled":
            raise _gone()
        _, job = self._open.pop(future.key)
        try:
            return self._lost(job, future.exception()) if future.status == "error" else self._answer(job, future)
        finally:
            future.release()

    def abandon(self) -> None:
        """Take back what is still in flight; the nodes end its processes when the course is taken from them."""
        futures = [future for future, _ in self._open.values()]
        self._open.clear()
        if futures and self._client.status == "running":
            with contextlib.suppress(OSError, TimeoutError):
                self._client.cancel(futures, force=True)

    def _answer(self, job: Job, future: Any) -> Event:
        from autograder.dispatch.dask.node import NodeAnswer

        try:
            answer = msgspec.msgpack.decode(future.result(), type=NodeAnswer)
        except (CancelledError, OSError, TimeoutError) as error:
            raise _gone() from error
        if answer.refused:
            if answer.node not in self._refused:
                self._refused[answer.node] = answer.refused
                self._say(f"{answer.node} is refused: {answer.refused}")
            self._look()
            return Returned(job)
        return Lost(job, answer.lost) if answer.result is None else Answered(job, answer.result)

    def _lost(self, job: Job, error: BaseException) -> Lost:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            died = "workers of the cluster died on this hand-in, also while nothing else ran; grade it on one machine to see why"
            return Lost(job, died, beside_others=True)
        return Lost(
            job, f"the cluster failed {TRIES} times on this hand-in ({type(error).__name__}: {str(error)[:200]})"
        )

    def _look(self) -> dict[str, int]:
        """See which nodes are there."""
        if self._client.status != "running":
            raise _gone()
        try:
            present = self._client.nthreads()
        except (OSError, TimeoutError) as error:
            raise _gone() from error
        self._looked = time.monotonic()
        self._nodes = {node: threads for node, threads in present.items() if node not in self._refused}
        self._tell_changes(set(present))
        self._remind(present)
        if present and not self._nodes and len(self._refused) >= self._expected:
            reasons = "; ".join(f"{node}: {why}" for node, why in sorted(self._refused.items()))
            raise SandboxFailed(found=f"no node of the cluster can grade ({reasons})", fix="")
        return self._nodes

    def _tell_changes(self, present: set[str]) -> None:
        """Say which workers have gone or come since the last look, as the first ones come without a word."""
        if self._there is None:
            self._there = present or None
            return
        gone, come, self._there = self._there - present, present - self._there, present
        if gone:
            left = f"{len(present)} left" if present else "none is left"
            self._say(f"{_listed(gone)} went away; others grade what was there ({left}).")
        if come:
            self._say(f"{_listed(come)} came ({len(present)} now).")

    def _remind(self, present: Mapping[str, int]) -> None:
        """Say now and then that no worker is there: their jobs may wait in a queue, or have failed where only the cluster tells."""
        now = time.monotonic()
        if present:
            self._alone = self._told = now
        elif now - self._told >= REMINDED:
            self._told = now
            self._say(
                f"No worker has been there for {(now - self._alone) / 60:.0f} minutes. Look at the cluster's queue and at its jobs' "
                "output; Ctrl-C stops, and what was graded is kept."
            )


def _listed(nodes: set[str]) -> str:
    """Name a few workers, and say how many more there are."""
    first = ", ".join(sorted(nodes)[:3])
    return f"{first} and {len(nodes) - 3} more" if len(nodes) > 3 else first


def _gone() -> GradingError:
    return GradingError(
        found="the cluster's scheduler went away",
        fix="What was graded is kept; start it again, and the same command goes on.",
    )
