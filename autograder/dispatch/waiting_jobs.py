"""Hold the jobs that wait for a grading process, and give each process, where it can, one that is like those it has had.

In: jobs, from the scheduler's thread. Out: a job, to the thread of whichever process is free. Jobs are kin that are asked with the same drawing
of the inputs: what is worked out for one, our own answers to it and those of known mistakes, serves the next in the same process. With eight
drawings and two processes each works out four of them, and not all eight. No process waits for kin: it takes what has waited longest.
"""

from __future__ import annotations

import threading
from collections import defaultdict

import msgspec

from autograder.conventions.drawings import version_of
from autograder.dispatch.messages import Job


def with_kin(job: Job, seed: int, versions: int) -> Job:
    """Say with which drawing a hand-in will be asked, where its file's name says whose it is."""
    whose = job.file.student_id
    return msgspec.structs.replace(job, kin=version_of(whose, seed, versions)) if whose else job


class WaitingJobs:
    """A queue between one thread that puts jobs and several that take them, each by its number."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._had: defaultdict[int, set[int]] = defaultdict(set)  # by taker, the kin that it took up
        self._news = threading.Condition()

    def put(self, job: Job) -> None:
        """Add a job."""
        with self._news:
            self._jobs.append(job)
            self._news.notify()

    def wake(self) -> None:
        """Let all who wait look up, though there is nothing for them."""
        with self._news:
            self._news.notify_all()

    def take(self, taker: int, within: float) -> Job | None:
        """Return the job for this taker: kin of what it had, else of what nobody had, else the oldest; None when there is none in so many seconds."""
        with self._news:
            if not self._jobs:
                self._news.wait(within)
            if not self._jobs:
                return None
            mine = self._had[taker]
            at = next((at for at, job in enumerate(self._jobs) if job.kin in mine), None)
            if at is None:
                taken = set[int]().union(*self._had.values())
                at = next((at for at, job in enumerate(self._jobs) if job.kin not in taken), None)
                if at is not None and (kin := self._jobs[at].kin) is not None:
                    mine.add(kin)
            return self._jobs.pop(at or 0)
