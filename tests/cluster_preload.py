"""Loaded by dask workers in tests that ask who is given what: no grading process is started.

The hand-in named POISON kills the worker that takes it; a worker with UNFIT in its environment refuses; all others are answered at once.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from autograder import node
from autograder.worker import Job, Result

POISON = "poison.zip"
WHY = "this machine gives sandbox level 0, and level 1 is required"


def answer(self: node.Node, job: Job) -> tuple[Result, str]:
    if "UNFIT" in os.environ:
        return Result(job.number), WHY
    if job.source == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return Result(job.number, fault="it was tried"), ""


def dask_setup(worker: Any) -> None:
    """Called by dask when the worker starts."""
    node.Node.grade = answer  # type: ignore[method-assign]
