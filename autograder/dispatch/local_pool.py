"""Grading processes of this machine, fed from one queue: jobs in, results out, in any order.

A process that dies takes nothing along: its job goes to a new process once more, and if it kills that one too, the result says so.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO

import msgspec

from autograder.dispatch.worker import Job, Result, Setup, read_frame, write_frame
from autograder.model import Assignment

TRIES = 2  # of a hand-in whose worker dies
LEAVING = 10.0  # seconds that a worker has for closing its sandbox
STARTS = 3  # of a worker that dies before it is ready

Answered = Callable[["Job | None", Result], None]
"""Called in a thread of the crew's with a job and its result, or with None and the reason why a process can't start."""


class Crew:
    """As many grading processes as there are setups; each holds a warm sandbox of its own."""

    def __init__(self, setups: Sequence[Setup], patience: float, answered: Answered) -> None:
        """Start them all; `patience` is how many seconds one job may take before its process is at fault."""
        self._waiting: queue.Queue[tuple[Job, int]] = queue.Queue()
        self._stop = threading.Event()
        self._members = [_Member(setup, self._waiting, answered, self._stop, patience) for setup in setups]
        for member in self._members:
            member.start()

    def put(self, job: Job) -> None:
        """Give a job to whoever is free first."""
        self._waiting.put((job, 1))

    def close(self) -> None:
        """End every process; jobs that aren't done are dropped."""
        self._stop.set()
        for member in self._members:
            member.hang_up()
        deadline = time.monotonic() + LEAVING
        for member in self._members:
            member.end(max(0.0, deadline - time.monotonic()))
            member.join(LEAVING)
            member.end()  # one that it may have started just before


def patience(assignment: Assignment) -> float:
    """Longest that one hand-in can honestly take, with room for a busy machine; after it, the process is at fault."""
    return 3 * assignment.limits.seconds + 60


class _Member(threading.Thread):
    """Keep one grading process busy, and replace it when it dies. The process dies with this thread, which started it."""

    def __init__(
        self,
        setup: Setup,
        waiting: queue.Queue[tuple[Job, int]],
        answered: Answered,
        stop: threading.Event,
        patience: float,
    ) -> None:
        super().__init__(daemon=True)
        self._setup, self._waiting, self._answered, self._stopped = setup, waiting, answered, stop
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def run(self) -> None:
        """Take jobs until told to stop."""
        while not self._stopped.is_set():
            try:
                job, tries = self._waiting.get(timeout=0.2)
            except queue.Empty:
                if self._process is None and not self._begin():
                    return
                continue
            if self._process is None and not self._begin():
                return
            result = self._exchange(job)
            if result is not None:
                self._answered(job, result)
            elif self._stopped.is_set():
                return
            else:
                why = self._end_of_log()
                self.end()
                if tries < TRIES:
                    self._waiting.put((job, tries + 1))
                else:
                    found = f"the grading process died {TRIES} times on this hand-in{why}; grade it again on a quiet machine"
                    self._answered(job, Result(job.number, fault=found))

    def hang_up(self) -> None:
        """Tell the process that no more jobs come: an idle one closes its sandbox and leaves."""
        process = self._process
        if process is not None and process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()

    def end(self, patience: float = LEAVING) -> None:
        """Let the process close its sandbox and leave, or kill it; its sandbox dies with it."""
        self.hang_up()
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=patience)
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _begin(self) -> bool:
        """Start a process; one that dies while it starts is started again, one that says why it can't is believed."""
        why = ""
        for _ in range(STARTS):
            if self._stopped.is_set():
                return False
            self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
            command = [sys.executable, "-m", "autograder.dispatch.worker"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, start_new_session=True
            )
            ready = self._exchange(self._setup)
            if ready is not None and not ready.fault:
                return True
            why = ready.fault if ready else f"a grading process could not start{self._end_of_log()}"
            self.end()
            if ready is not None:
                break
        if not self._stopped.is_set():
            self._answered(None, Result(-1, fault=why))
        return False

    def _exchange(self, message: msgspec.Struct) -> Result | None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        watch = threading.Timer(self._patience, process.kill)
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
        except ValueError:  # closed: the crew is being ended meanwhile
            return ""
        lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
        return f" ({lines[-1].strip()[:300]})" if lines else ""
