"""Grading processes of this machine, fed from one store of jobs: jobs in, news of them out, in any order.

A process that dies takes nothing along: its job is told to be lost, and a new process takes its place. A process that can't start, even when
started again, or says why it can't, ends the work.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO

import msgspec

from autograder import own_process
from autograder.dispatch.keep_warm import KeptProcess, WarmPlace
from autograder.dispatch.messages import Job, Result, RunSetup, read_frame, with_environment, write_frame
from autograder.dispatch.scheduler import TRIES, Answered, Lost
from autograder.dispatch.waiting_jobs import WaitingJobs
from autograder.errors import AssignmentBroken, SandboxFailed
from autograder.model import Assignment
from autograder.sandbox.outside import Ancestor, ForkedProcess, NotForked
from autograder.temporary import remove_left_by

LEAVING = 10.0  # seconds that a process has for closing its sandbox
STARTS = 3  # of a process that dies before it is ready
IN_HAND = 4  # jobs for each process: one that it does, and some to choose from


@dataclass(frozen=True, slots=True)
class CannotStart:
    """No process can start here."""

    reason: str
    broken: bool = False  # since the assignment's own files are wrong


Process = subprocess.Popen[bytes] | ForkedProcess
News = Answered | Lost | CannotStart
Told = Callable[[News], None]
"""Called in a thread of the pool's."""


class LocalPool:
    """As many grading processes as there are setups, each with a warm sandbox of its own: the scheduler's Executor on this machine."""

    def __init__(
        self,
        setups: Sequence[RunSetup],
        job_timeout: float,
        told: Told | None = None,
        ancestor: Ancestor | None = None,
        warm: WarmPlace | None = None,
    ) -> None:
        """Start them all.

        job_timeout: seconds that one job may take before its process is at fault.
        told: who hears what became of jobs; without it, `wait` tells.
        ancestor: whom to have them forked from; it stays when the pool closes.
        warm: where the first of them is found, and left when the pool closes.
        """
        self._news: queue.Queue[News] = queue.Queue()
        self._waiting = WaitingJobs()
        self._stop = threading.Event()
        told = told or self._news.put
        self._own = Ancestor() if ancestor is None and all(setup.device != "cuda" for setup in setups) else None
        self._ancestor = ancestor or self._own
        self._of_all = (self._waiting, told, self._stop, job_timeout, self._ancestor)
        self._processes: list[WorkerProcess] = []
        self._is_used = False
        for number, setup in enumerate(setups):
            self._start(setup, None if number else warm)

    def _start(self, setup: RunSetup, warm: WarmPlace | None = None) -> None:
        self._processes.append(WorkerProcess(setup, len(self._processes), *self._of_all, warm))
        self._processes[-1].start()

    def grow(self, setup: RunSetup, count: int) -> None:
        """Have so many processes at least; setup: of those that are missing."""
        for _ in range(count - len(self._processes)):
            self._start(setup)

    def room(self) -> int:
        """Return how many jobs may be out at a time, those that wait for a process included."""
        return IN_HAND * len(self._processes)

    def submit(self, job: Job) -> None:
        """Have whoever is free do a job."""
        self._is_used = True
        self._waiting.put(job)

    def wait(self) -> Answered | Lost:
        """Wait until something became of a job; raises AssignmentBroken or SandboxFailed when no process can start."""
        news = self._news.get()
        if isinstance(news, CannotStart):
            raise (AssignmentBroken if news.broken else SandboxFailed)(found=news.reason)
        return news

    def close(self) -> None:
        """End every process; jobs that aren't done are dropped, and processes that were given none aren't waited for."""
        self._stop.set()
        for process in self._processes:
            self._waiting.wake()
            process.hang_up()
        deadline = time.monotonic() + (LEAVING if self._is_used else 0.0)
        for process in self._processes:
            process.end(max(0.0, deadline - time.monotonic()), lost=process.busy)  # nobody waits for that job any more
            process.join(LEAVING)
            process.end()  # one that it may have started just before
        if self._own is not None:
            self._own.close()

    def __enter__(self) -> LocalPool:
        """Give it to a with block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it, however the block ended."""
        self.close()


def job_timeout(assignment: Assignment) -> float:
    """Return the seconds that one hand-in can honestly take, with room for a busy machine; after them, the process is at fault."""
    return 4 * assignment.limits.seconds + 120


def memory_warning(assignment: Assignment) -> str:
    """Say that this machine hasn't the memory that the assignment lets a student's process take, or ""."""
    from autograder.sandbox import machine_memory

    return machine_memory.warning(assignment.limits.memory_mb)


def _hang_up(process: Process) -> None:
    if process.stdin:
        with contextlib.suppress(OSError):
            process.stdin.close()


class WorkerProcess(threading.Thread):
    """Keep one grading process busy, and replace it when it dies. The process dies with this thread, which started it."""

    def __init__(
        self,
        setup: RunSetup,
        number: int,
        waiting: WaitingJobs,
        told: Told,
        stop: threading.Event,
        job_timeout: float,
        ancestor: Ancestor | None = None,
        warm: WarmPlace | None = None,
    ) -> None:
        """ancestor: whom to have it forked from; without one, each is started as a fresh program. warm: where one may be that stays."""
        super().__init__(daemon=True)
        self._setup, self._number, self._waiting, self._told, self._stopped = setup, number, waiting, told, stop
        self._job_timeout = job_timeout
        self._ancestor, self._warm = ancestor, warm
        self._process: Process | None = None
        self.busy = False  # a job is out
        self._last: Process | None = None  # the last one, also once `end` has taken it over
        self._log: IO[bytes] | None = None

    def run(self) -> None:
        """Take jobs until told to stop, and stay until the process has left: the kernel kills it when this thread ends."""
        try:
            self._serve()
        finally:
            if self._last is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._last.wait(timeout=LEAVING)

    def _serve(self) -> None:
        while not self._stopped.is_set():
            job = self._waiting.take(self._number, within=0.2)
            if self._process is None and not self._begin():
                return
            if job is None:
                continue
            self.busy = True
            result = self._exchange(job)
            self.busy = False
            if result is not None:
                self._told(Answered(job, result))
            elif self._stopped.is_set():
                return
            else:
                why = f"the grading process died {TRIES} times on this hand-in{self._end_of_log()}"
                self.end(lost=True)
                self._told(Lost(job, f"{why}; grade it again on a quiet machine"))

    def hang_up(self) -> None:
        """Tell the process that no more jobs come: an idle one closes its sandbox and leaves."""
        process = self._process
        if process is not None and not isinstance(process, KeptProcess):
            _hang_up(process)

    def end(self, within: float = LEAVING, *, lost: bool = False) -> None:
        """Let the process close its sandbox and leave within these seconds, or kill it; its sandbox dies with it.

        One that is kept warm is left as it is, unless it is lost: it couldn't begin, died on a job, or has one that was given up.
        """
        process, self._process = self._process, None
        if isinstance(process, KeptProcess):
            if lost:
                process.kill()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LEAVING)
                remove_left_by(process.pid)
            process.disconnect()
        elif process is not None:
            _hang_up(process)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=within)
            process.kill()
            if process.wait():  # it was killed, and couldn't remove what it had made
                remove_left_by(process.pid)
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _begin(self) -> bool:
        """Start a process; one that dies while it starts is started again, one that says why it can't is believed."""
        why, broken = "", False
        for _ in range(STARTS):
            if self._stopped.is_set():
                return False
            self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
            kept = None if self._warm is None else self._warm.claim(self._log)
            forked = None if kept else self._forked(self._log)
            self._process = (
                kept
                or forked
                or subprocess.Popen(
                    own_process("autograder.dispatch.worker"),
                    cwd="/",  # some libraries read settings in the current folder: a matplotlibrc, say
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._log,
                    start_new_session=True,
                )
            )
            self._last = None if kept else self._process
            ready = self._exchange(with_environment(self._setup) if kept or forked else self._setup)
            if ready is not None and not ready.fault:
                return True
            broken = ready is not None and ready.broken
            why = ready.fault if ready else f"a grading process could not start{self._end_of_log()}; ask `doctor` why"
            self.end(lost=True)
            if ready is not None:
                break
        if not self._stopped.is_set():
            self._told(CannotStart(why, broken))
        return False

    def _forked(self, log: IO[bytes]) -> ForkedProcess | None:
        if self._ancestor is not None:
            with contextlib.suppress(NotForked):
                return self._ancestor.fork(log)
        return None

    def _exchange(self, message: msgspec.Struct) -> Result | None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        watch = threading.Timer(self._job_timeout, process.kill)
        watch.daemon = True
        watch.start()
        try:
            write_frame(process.stdin, message)
            body = read_frame(process.stdout)
            return None if body is None else msgspec.msgpack.decode(body, type=Result)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        finally:
            watch.cancel()

    def _end_of_log(self) -> str:
        log = self._log
        if log is None:
            return ""
        try:
            log.seek(0)
            said = log.read()[-4000:]
        except ValueError:  # closed: the pool is being ended meanwhile
            return ""
        lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
        return f" ({lines[-1].strip()[:300]})" if lines else " (without a word, as where memory is short)"
