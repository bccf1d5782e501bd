"""Grade many hand-ins with several workers: work is given out one at a time, and every result is on disk before it counts as done.

A run that was killed goes on where it was: a hand-in whose kept record has the same key isn't graded again.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from autograder.dispatch.gpus import Slot
from autograder.dispatch.local_pool import Crew, patience
from autograder.dispatch.worker import Job, Result, Setup
from autograder.errors import GradingError, SandboxFailed
from autograder.model import Assignment, Record, RecordStatus
from autograder.results import record
from autograder.results.folder import Folder
from autograder.untrusted_text import for_file_name


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
    slots: Sequence[Slot] = (),
) -> int:
    """Give the jobs to workers and save each result; returns the sandbox level. Raises SandboxFailed when no worker can start.

    With slots, there is a worker for each of them. `done` is called in this thread, after the result is on disk.
    On KeyboardInterrupt the workers are killed; what is saved stays.
    """
    setups = [slot.of(setup) for slot in slots] or [setup] * workers
    results: queue.Queue[tuple[Job | None, Result]] = queue.Queue()
    crew = Crew(setups, patience(assignment), lambda job, result: results.put((job, result)))
    level, open_jobs, supply, exhausted = 0, 0, iter(jobs), False
    try:
        while open_jobs or not exhausted:
            while not exhausted and open_jobs < 2 * len(setups):
                job = next(supply, None)
                if job is None:
                    exhausted = True
                else:
                    crew.put(job)
                    open_jobs += 1
            if not open_jobs:
                break
            answered, result = results.get()
            if answered is None:
                raise SandboxFailed(found=result.fault, fix="")
            open_jobs -= 1
            level = max(level, result.level)
            whole = complete(answered, result, assignment)
            done(Done(answered, folder.save(whole.record, whole.page, whole.kept), result.level))
    finally:
        crew.close()
    return level


def complete(job: Job, result: Result, assignment: Assignment) -> Result:
    """Return the result as it is saved: one that holds a fault becomes a record that isn't graded, which is no zero."""
    if not result.fault:
        return result
    from autograder.report import feedback

    before = _before(job)
    if before is not None:  # being marked again: what is known of its hand-in, lateness above all, isn't lost
        made = replace(before, status=RecordStatus.NOT_GRADED, score=0.0, reason=result.fault)
    else:
        student_id = job.student_id or for_file_name(job.source)
        made = record.unmarked(
            RecordStatus.NOT_GRADED, result.fault, assignment, student_id=student_id, sha256="", source=job.source
        )
        made = replace(made, attempts=job.attempts)
    return msgspec.structs.replace(
        result, record=record.encode(made), page=feedback.page(made, assignment).encode(), fault=""
    )


def _before(job: Job) -> Record | None:
    try:
        return None if job.record is None else record.decode(job.record)
    except GradingError:
        return None
