"""Give jobs out, save each result before it counts as done, and try again what came to nothing: one policy, whoever does the work.

In: jobs, and an Executor (processes of this machine: local_pool; a cluster: dask/driver). Out: each job's files in the results folder.
A run that was killed goes on where it was, since a hand-in whose kept record has the same key isn't given out again (reuse).

Who tries again. A job is tried TRIES times. Where it alone can have caused the loss of its process, it goes to the next process at once.
Where other jobs ran beside it, any of which may be the cause, all of them are to blame: each is tried again at the end, while nothing else
runs, and only the one whose process dies then too is not graded, with the reason. Not graded is no zero.

So is a job that couldn't be done because the machine was short of a processor or memory (errors.MachineShort): it may have been our own
other jobs that took them. When even that is in vain for some jobs in a row, the machine has other work, and no more are tried again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from autograder.dispatch.messages import Job, Result
from autograder.errors import GradingError
from autograder.model import Assignment, Record
from autograder.report import feedback
from autograder.results import record, unmarked
from autograder.results.folder import Folder

TRIES = 2  # of a job whose process dies
IN_VAIN = 3  # jobs in a row for which it was so even with nothing of ours beside them


@dataclass(frozen=True, slots=True)
class Answered:
    """A job came to its end; the result may be a fault."""

    job: Job
    result: Result


@dataclass(frozen=True, slots=True)
class Lost:
    """A job's process died, or its result got lost on the way."""

    job: Job
    reason: str  # for the record, should that have been the last try
    beside_others: bool = False  # whether it may have been another job's doing


@dataclass(frozen=True, slots=True)
class Returned:
    """Nobody has tried the job: who had it can't grade at all."""

    job: Job


Event = Answered | Lost | Returned


class Executor(Protocol):
    """Those who do the work."""

    def room(self) -> int:
        """Return how many jobs may be out at a time; 0 while nobody is there."""

    def submit(self, job: Job) -> None:
        """Give a job out."""

    def wait(self) -> Event | None:
        """Wait for news of a job, or for a while; raises GradingError when there will be no more."""


@dataclass(frozen=True, slots=True)
class Done:
    """One hand-in came to its end, and its files are on disk."""

    job: Job
    record: Record


def work(
    jobs: Iterable[Job],
    executor: Executor,
    folder: Folder,
    assignment: Assignment,
    *,
    done: Callable[[Done], None],
    stays: Callable[[Job, Record], Record | None] = lambda _, __: None,
) -> None:
    """Have every job done and saved; `done` is called in this thread. What is saved stays when this ends by an exception.

    stays: gives the record on the disk that a new one doesn't take the place of; then nothing is saved.
    """
    waiting, out = _Waiting(jobs), set[int]()

    def save(job: Job, result: Result) -> None:
        whole = _not_graded(job, result.fault, assignment) if result.fault else result
        before = stays(job, record.decode(whole.record))
        done(Done(job, before or folder.save(whole.record, whole.page, whole.saved_run)))

    while out or not waiting.is_empty():
        while len(out) < executor.room() and (job := waiting.take(others=bool(out))) is not None:
            out.add(job.number)
            executor.submit(job)
        event = executor.wait()
        if event is None:
            continue
        out.remove(event.job.number)
        if isinstance(event, Answered):
            for job, result in waiting.settled(event.job, event.result):
                save(job, result)
        elif isinstance(event, Returned):
            waiting.put_back(event.job)
        elif not waiting.try_again(event):
            save(event.job, Result(event.job.number, fault=event.reason))


class _Waiting:
    """What is still to be given out: what came back, then new jobs, then what must have nothing beside it."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._new = iter(jobs)
        self._back: deque[Job] = deque()
        self._alone: list[Job] = []
        self._lost: Counter[int] = Counter()  # job's number → how often it got lost
        self._short: list[tuple[Job, Result]] = []  # with what is saved should it not be tried again
        self._short_once: set[int] = set()
        self._in_vain = 0

    def is_empty(self) -> bool:
        """Tell whether there is nothing left to give out; may draw the next job."""
        if not self._back and (job := next(self._new, None)) is not None:
            self._back.append(job)
        return not self._back and not self._alone and not self._short

    def take(self, *, others: bool) -> Job | None:
        """Return the next job, None where there is none; `others` tells whether any would run beside it."""
        if self._back:
            return self._back.popleft()
        job = next(self._new, None)
        if job is None and not others:
            return self._alone.pop() if self._alone else self._short.pop()[0] if self._short else None
        return job

    def put_back(self, job: Job) -> None:
        """Take a job back that nobody tried."""
        self._back.append(job)

    def settled(self, job: Job, result: Result) -> list[tuple[Job, Result]]:
        """Tell what may be saved; what the machine was short for is kept, and tried again alone once, unless that is in vain."""
        if not result.short:
            self._in_vain = 0
            return [(job, result)]
        if job.number not in self._short_once:
            self._short_once.add(job.number)
            self._short.append((job, result))
            return []
        self._in_vain += 1
        if self._in_vain < IN_VAIN:
            return [(job, result)]
        left, self._short = self._short, []
        return [(job, result), *left]

    def try_again(self, lost: Lost) -> bool:
        """Take a job back for another try; False when it has had them all."""
        self._lost[lost.job.number] += 1
        if self._lost[lost.job.number] == TRIES:
            return False
        (self._alone if lost.beside_others else self._back).append(lost.job)
        return True


def _not_graded(job: Job, reason: str, assignment: Assignment) -> Result:
    """Make the files of a hand-in that isn't graded for a fault of ours."""
    before = _record_before(job)
    if before is None:
        made = unmarked.not_graded(job.file, reason, assignment)
    else:
        made = unmarked.not_graded_again(before, reason)
    return Result(job.number, record.encode(made), feedback.page(made, assignment).encode())


def _record_before(job: Job) -> Record | None:
    try:
        return None if job.before is None else record.decode(job.before.record)
    except GradingError:
        return None
