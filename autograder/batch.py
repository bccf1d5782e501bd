"""Grade many hand-ins with several workers: work is given out one at a time, and every result is on disk before it counts as done.

A worker that dies takes nothing along: its hand-in goes to a new worker once more, and if it kills that one too, it is `not_graded`
with the reason. A run that was killed goes on where it was: a hand-in whose kept record has the same key isn't graded again.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import msgspec

from autograder import record
from autograder.errors import SandboxFailed
from autograder.model import Assignment, Record, RecordStatus
from autograder.worker import Job, Result, Setup, read_frame, write_frame

TRIES = 2  # of a hand-in whose worker dies
LEAVING = 2.0  # seconds that a worker has for closing its sandbox
STARTS = 3  # of a worker that dies before it is ready


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a run's results lie."""

    path: Path

    def record(self, student_id: str) -> Path:
        """records/<student_id>.json"""
        return self.path / "records" / f"{student_id}.json"

    def page(self, student_id: str) -> Path:
        """feedback/<student_id>.html"""
        return self.path / "feedback" / f"{student_id}.html"

    def kept(self, student_id: str) -> Path:
        """kept/<student_id>.run: the program and its observations, for regrade"""
        return self.path / "kept" / f"{student_id}.run"

    def save(self, result: Result) -> Record:
        """Write all that a result holds, the record last: a record on disk means that the rest is there."""
        made = record.decode(result.record)
        if result.kept is not None:
            record.save(self.kept(made.student_id), result.kept)
        record.save(self.page(made.student_id), result.page)
        record.save(self.record(made.student_id), result.record)
        return made


@dataclass(frozen=True, slots=True)
class Done:
    """One hand-in came to its end."""

    job: Job
    record: Record
    level: int


def work(
    jobs: Iterable[Job],
    setup: Setup,
    folder: Folder,
    assignment: Assignment,
    *,
    workers: int,
    done: Callable[[Done], None],
) -> int:
    """Give the jobs to workers and save each result; returns the sandbox level. Raises SandboxFailed when no worker can start.

    `done` is called in this thread, after the result is on disk. On KeyboardInterrupt the workers are killed; what is saved stays.
    """
    waiting: queue.Queue[tuple[Job, int] | None] = queue.Queue(maxsize=2 * workers)
    results: queue.Queue[tuple[Job | None, Result]] = queue.Queue()
    stop = threading.Event()
    crew = [_Crew(setup, waiting, results, stop, _patience(assignment)) for _ in range(workers)]
    for member in crew:
        member.start()
    level, open_jobs, supply, fault = 0, 0, iter(jobs), ""
    try:
        exhausted = False
        while open_jobs or not exhausted:
            while not exhausted and open_jobs < 2 * workers:
                job = next(supply, None)
                if job is None:
                    exhausted = True
                else:
                    waiting.put((job, 1))
                    open_jobs += 1
            if not open_jobs:
                break
            answered, result = results.get()
            if answered is None:
                fault = result.fault
                raise SandboxFailed(found=fault, fix="")
            open_jobs -= 1
            level = max(level, result.level)
            if result.fault:
                result = _lost(answered, result.fault, assignment)
            done(Done(answered, folder.save(result), result.level))
    finally:
        stop.set()
        for member in crew:
            member.end()
            member.join(LEAVING)
            member.end()  # one that it may have started just before
    return level


def _patience(assignment: Assignment) -> float:
    """Longest that one hand-in can honestly take, with room for a busy machine; after it, the worker is at fault."""
    return 3 * assignment.limits.seconds + 60


def _lost(job: Job, why: str, assignment: Assignment) -> Result:
    from autograder.report import feedback

    made = record.unmarked(
        RecordStatus.NOT_GRADED, why, assignment, student_id=job.student_id or job.source, sha256="", source=job.source
    )
    made = replace(made, attempts=job.attempts)
    return Result(job.number, record.encode(made), feedback.page(made, assignment).encode())


class _Crew(threading.Thread):
    """Keep one worker process busy, and replace it when it dies."""

    def __init__(
        self,
        setup: Setup,
        waiting: queue.Queue[tuple[Job, int] | None],
        results: queue.Queue[tuple[Job | None, Result]],
        stop: threading.Event,
        patience: float,
    ) -> None:
        super().__init__(daemon=True)
        self._setup, self._waiting, self._results, self._stopped = setup, waiting, results, stop
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def run(self) -> None:
        """Take jobs until told to stop."""
        while not self._stopped.is_set():
            try:
                taken = self._waiting.get(timeout=0.2)
            except queue.Empty:
                if self._process is None and not self._begin():
                    return
                continue
            if taken is None:
                return
            job, tries = taken
            if self._process is None and not self._begin():
                return
            result = self._ask(job)
            if result is not None:
                self._results.put((job, result))
            elif self._stopped.is_set():
                return
            else:
                why = self._end_of_log()
                self.end()
                if tries < TRIES:
                    self._waiting.put((job, tries + 1))
                else:
                    found = f"the grading process died {TRIES} times on this hand-in{why}; grade it again on a quiet machine"
                    self._results.put((job, Result(job.number, fault=found)))

    def end(self) -> None:
        """Let the worker close its sandbox and leave, or kill it; its sandbox dies with it."""
        process, self._process = self._process, None
        if process is not None:
            if process.stdin:
                with contextlib.suppress(OSError):
                    process.stdin.close()  # an idle worker closes its sandbox and leaves; a busy one is killed
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=LEAVING)
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _begin(self) -> bool:
        """Start a worker; one that dies while it starts is started again, one that says why it can't ends the run."""
        why = ""
        for _ in range(STARTS):
            if self._stopped.is_set():
                return False
            self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
            command = [sys.executable, "-m", "autograder.worker"]
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
            self._results.put((None, Result(-1, fault=why)))
        return False

    def _ask(self, job: Job) -> Result | None:
        return self._exchange(job)

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
        if self._log is None:
            return ""
        self._log.seek(0)
        lines = [line for line in self._log.read()[-4000:].decode(errors="replace").splitlines() if line.strip()]
        return f" ({lines[-1].strip()[:300]})" if lines else ""
