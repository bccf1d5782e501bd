"""Run an author's test in the grading process: in quiet, with random numbers of its own, and not for ever.

Comes in: a seed, seconds. Goes out: contexts. What a test compares may be a student's huge number, so its time and its memory are bounded.
"""

from __future__ import annotations

import contextlib
import io
import random
import signal
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import numpy as np
import torch

from autograder.conventions.file_modules import close_figures

MEMORY = 2 << 30
"""Bytes that a test may take: what it compares with a hundredfold."""

ENDS = 3
"""How many times as long a call outside of Python may take that no exception ends."""


class TooLong(BaseException):
    """The time for a test is over; no Exception, so that no test catches it."""


@contextlib.contextmanager
def quiet(seed: int) -> Iterator[None]:
    """Keep what a test prints, warns of and draws from the grading process; no figure that another one left open is there."""
    state, of_numpy = random.getstate(), np.random.get_state()
    with (
        torch.random.fork_rng(devices=[]),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        random.seed(seed)
        np.random.seed(seed)
        torch.manual_seed(seed)
        close_figures()
        try:
            yield
        finally:
            close_figures()
            random.setstate(state)
            np.random.set_state(of_numpy)


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise TooLong after so many seconds of this process's own time, and MemoryError for more than MEMORY; elsewhere than in a main thread, job_timeout ends it.

    A call that never comes back to Python (`sum(range(10**15))`) ends the process, ENDS times as late: whoever waits for it tries again, and goes on.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
        signal.setitimer(signal.ITIMER_VIRTUAL, ENDS * seconds)
        with _little_memory():
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)


@contextlib.contextmanager
def _little_memory() -> Iterator[None]:
    """Let this process have no more than MEMORY beside what it has, where the kernel tells that."""
    import resource  # which Windows hasn't got

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])  # what RLIMIT_DATA counts
    except (OSError, IndexError, ValueError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = pages * resource.getpagesize() + MEMORY
    for limit in (soft, hard):
        most = most if limit == resource.RLIM_INFINITY else min(most, limit)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
