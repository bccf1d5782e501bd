"""Run an author's test in the grading process: in quiet, with random numbers of its own, and not for ever.

Comes in: a seed, seconds. Goes out: contexts. What a test compares may be a student's huge number, so its time is bounded.
"""

from __future__ import annotations

import contextlib
import io
import random
import signal
import threading
import warnings
from collections.abc import Iterator
from types import FrameType

import numpy as np
import torch

from autograder.conventions.file_modules import close_figures


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
    """Raise TooLong after so many seconds of this process's own time; elsewhere than in a main thread, job_timeout ends it."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)
