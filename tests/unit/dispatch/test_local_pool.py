"""Grading processes beside each other."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time

import msgspec
import pytest

from autograder.dispatch import local_pool
from autograder.dispatch.local_pool import IN_HAND, LEAVING, LocalPool, WorkerProcess
from autograder.dispatch.messages import Job, Result, RunSetup
from autograder.dispatch.scheduler import Answered, Lost
from autograder.errors import SandboxFailed
from autograder.model import SubmittedFile

SETUP = RunSetup("", "tiny", 7, "cpu", 1)
PATIENCE = 60.0


def job(number: int, source: str = "quick.zip") -> Job:
    return Job(number, SubmittedFile(b"", source))


def test_a_slow_hand_in_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    freed = threading.Event()

    def exchange(self: object, job: Job) -> Result:
        if job.file.source == "slow.zip":
            freed.wait(PATIENCE)
        return Result(job.number)

    monkeypatch.setattr(WorkerProcess, "_begin", lambda self: True)
    monkeypatch.setattr(WorkerProcess, "_exchange", exchange)
    with LocalPool([SETUP, SETUP], PATIENCE) as pool:
        pool.submit(job(0, "slow.zip"))
        for number in range(1, 9):
            pool.submit(job(number))
        quick = [pool.wait().job.number for _ in range(8)]
        freed.set()
        last = pool.wait().job.number

    assert (sorted(quick), last) == (list(range(1, 9)), 0)


def test_a_process_that_dies_is_told_with_its_last_words_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkerProcess, "_begin", lambda self: True)
    monkeypatch.setattr(WorkerProcess, "_end_of_log", lambda self: " (Killed)")
    monkeypatch.setattr(WorkerProcess, "_exchange", lambda self, job: None if job.number == 0 else Result(job.number))

    with LocalPool([SETUP], PATIENCE) as pool:
        pool.submit(job(0))
        pool.submit(job(1))
        first, second = pool.wait(), pool.wait()

    assert isinstance(first, Lost)
    assert (
        first.reason == "the grading process died 2 times on this hand-in (Killed); grade it again on a quiet machine"
    )
    assert isinstance(second, Answered)


def test_a_process_that_is_killed_while_it_starts_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def popen(*_: object, **__: object) -> subprocess.Popen[bytes]:
        return started(["false"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    started = subprocess.Popen
    monkeypatch.setattr(WorkerProcess, "_forked", lambda self, log: None)
    monkeypatch.setattr(local_pool.subprocess, "Popen", popen)

    with LocalPool([SETUP], PATIENCE) as pool:
        pool.submit(job(1))
        with pytest.raises(SandboxFailed, match=r"\(without a word, as where memory is short\); ask `doctor` why"):
            pool.wait()


@pytest.mark.usefixtures("shared_ancestor")
def test_a_process_of_another_version_says_so_and_grades_nothing() -> None:
    with LocalPool([msgspec.structs.replace(SETUP, own_code="of last year")], PATIENCE) as pool:
        pool.submit(job(1))
        with pytest.raises(SandboxFailed, match="another version of the autograder"):
            pool.wait()


def test_a_pool_grows_to_as_many_processes_as_are_wanted_and_has_no_fewer_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(WorkerProcess, "_begin", lambda self: begun.append(self) or True)
    monkeypatch.setattr(WorkerProcess, "_exchange", lambda self, job: Result(job.number))

    with LocalPool([SETUP], PATIENCE) as pool:
        rooms = []
        for count in (1, 3, 2):
            pool.grow(SETUP, count)
            rooms.append(pool.room() // IN_HAND)
        pool.submit(job(0))
        assert isinstance(pool.wait(), Answered)

    assert rooms == [1, 3, 3]


def test_a_process_that_was_given_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It still loads what it grades with, and wouldn't hear that it may leave."""
    monkeypatch.setattr(local_pool, "own_process", lambda _: [sys.executable, "-c", "import time; time.sleep(60)"])
    with LocalPool([msgspec.structs.replace(SETUP, device="cuda")], PATIENCE) as pool:
        (worker,) = pool._processes
        while (process := worker._process) is None:
            time.sleep(0.01)
        start = time.monotonic()

    assert time.monotonic() - start < LEAVING / 2
    assert process.poll() is not None and not worker.is_alive()


def test_a_pool_that_is_ended_while_a_process_fails_to_start_says_nothing() -> None:
    process = object.__new__(WorkerProcess)
    process._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed at once
    process._log.close()

    assert process._end_of_log() == ""
