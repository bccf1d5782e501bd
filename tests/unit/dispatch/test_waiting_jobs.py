"""Jobs that wait for a process: each comes out once, those of one drawing to one process, and nobody waits for kin."""

from __future__ import annotations

import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from autograder.conventions.drawings import version_of
from autograder.dispatch.messages import Job
from autograder.dispatch.waiting_jobs import WaitingJobs, with_kin
from autograder.model import SubmittedFile


def a_job(number: int, kin: int | None = None) -> Job:
    return Job(number, SubmittedFile(b"", f"{number}.zip", f"student{number}"), kin=kin)


def test_each_process_gets_kin_of_what_it_had() -> None:
    waiting = WaitingJobs()
    for number, kin in enumerate([0, 1, 1, 0, 2, 0, 1]):
        waiting.put(a_job(number, kin))

    taken = [(taker, waiting.take(taker, within=0)) for taker in (0, 1, 0, 1, 0, 1)]

    assert [(taker, job.kin) for taker, job in taken if job] == [(0, 0), (1, 1), (0, 0), (1, 1), (0, 0), (1, 1)]


def test_who_has_no_kin_left_takes_up_what_nobody_had_and_then_the_oldest() -> None:
    waiting = WaitingJobs()
    for number, kin in enumerate([0, 1, 1, 2, 1]):
        waiting.put(a_job(number, kin))
    first, second = waiting.take(0, within=0), waiting.take(1, within=0)

    fresh, oldest = waiting.take(0, within=0), waiting.take(0, within=0)

    assert [job.number for job in (first, second, fresh, oldest) if job] == [0, 1, 3, 2]
    assert waiting.take(0, within=0) is not None
    assert waiting.take(0, within=0) is None


@given(st.lists(st.none() | st.integers(0, 7)), st.integers(1, 5), st.randoms())
def test_every_job_comes_out_once_whoever_takes(kins: list[int | None], takers: int, random) -> None:
    waiting, out = WaitingJobs(), []
    for number, kin in enumerate(kins):
        waiting.put(a_job(number, kin))
        if random.random() < 0.4 and (job := waiting.take(random.randrange(takers), within=0)):
            out.append(job.number)
    while job := waiting.take(random.randrange(takers), within=0):
        out.append(job.number)

    assert sorted(out) == list(range(len(kins)))


def test_who_waits_hears_of_a_job_and_of_a_call_to_look_up() -> None:
    waiting, found = WaitingJobs(), []
    thread = threading.Thread(target=lambda: found.append(waiting.take(0, within=60)))
    thread.start()
    waiting.put(a_job(3))
    thread.join(30)
    assert [job.number for job in found if job] == [3]

    thread = threading.Thread(target=lambda: found.append(waiting.take(0, within=60)))
    thread.start()
    until = time.monotonic() + 30
    while thread.is_alive() and time.monotonic() < until:  # it may not wait yet
        waiting.wake()
        thread.join(0.05)
    assert not thread.is_alive()
    assert found[1] is None


def test_a_job_is_kin_of_those_with_its_student_s_drawing() -> None:
    known = with_kin(a_job(1), seed=5, versions=8)
    unknown = with_kin(Job(2, SubmittedFile(b"", "x.zip", "")), seed=5, versions=8)

    assert known.kin == version_of("student1", 5, 8)
    assert unknown.kin is None
