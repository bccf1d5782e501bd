"""Workers die, hand-ins don't get lost: each is recorded once, and what kills every worker is not graded, which is no zero."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from autograder.course import assignment
from autograder.dispatch import scheduler
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Before, Job, Result, RunSetup
from autograder.dispatch.scheduler import Answered, Done, Event, Lost, Returned
from autograder.errors import SandboxFailed
from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.results import record
from autograder.results.folder import Folder
from tests.fixtures.course import hand_in, make_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")
NAME = "start"  # which is graded in next to no time


def workers(pool: LocalPool) -> list[int]:
    """List the pids of a pool's worker processes: the ancestor's children, whose command line is its own."""
    return [process._process.pid for process in pool._processes if process._process is not None]


def runs(pid: int) -> bool:
    """Say whether a process is there and hasn't ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("course"))


def make_jobs(folder: Path, count: int) -> list[Job]:
    paths = [hand_in(folder / "in", f"20220000{number:02d}", name=NAME) for number in range(count)]
    return [
        Job(number, SubmittedFile(path.read_bytes(), path.name, path.name.split("-")[0]))
        for number, path in enumerate(paths)
    ]


def work(jobs, course: Path, out: Path, done=lambda _pool, _one: None, least_level: int = 1) -> list[int]:
    """Do jobs with a pool of one process; returns the pid that did the last of them."""
    loaded = assignment.load(NAME, course)
    setup = RunSetup(str(course), NAME, 7, "cpu", least_level)
    with LocalPool([setup], job_timeout(loaded)) as pool:
        scheduler.work(jobs, pool, Folder(out), loaded, done=partial(done, pool))
        found = workers(pool)
        assert all(map(runs, found))
    return found


def test_a_killed_worker_takes_no_hand_in_along(course, tmp_path):
    seen: list[str] = []
    killed: list[int] = []

    def kill_after_the_first(pool: LocalPool, one: Done) -> None:
        seen.append(one.record.student_id)
        if len(seen) == 1:
            killed.extend(workers(pool))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    last = work(make_jobs(tmp_path, 3), course, tmp_path / "out", kill_after_the_first)

    assert len(killed) == len(last) == 1
    assert killed != last

    assert sorted(seen) == ["2022000000", "2022000001", "2022000002"]
    assert [(one.status, one.score) for one in record.load_all(tmp_path / "out")] == [("graded", 5.0)] * 3


def test_what_kills_every_worker_is_not_graded_and_the_others_are(course, tmp_path):
    jobs = make_jobs(tmp_path, 2)
    poison = Job(9, SubmittedFile(b"", "poison.zip", "2022999999"), Before(b"this ends the worker", b""))

    work([jobs[0], poison, jobs[1]], course, tmp_path / "out")

    found = {one.student_id: one for one in record.load_all(tmp_path / "out")}
    assert {student: one.status for student, one in found.items()} == {
        "2022000000": "graded", "2022000001": "graded", "2022999999": "not_graded",
    }  # fmt: skip
    assert "died 2 times on this hand-in" in (found["2022999999"].reason or "")


def test_no_worker_is_left_behind(course, tmp_path):
    started = work(make_jobs(tmp_path, 1), course, tmp_path / "out")

    assert len(started) == 1
    assert not any(map(runs, started))


def test_a_machine_that_cannot_sandbox_stops_before_any_hand_in(course, tmp_path):
    with pytest.raises(SandboxFailed, match="level"):
        work(make_jobs(tmp_path, 1), course, tmp_path / "out", least_level=4)

    assert not (tmp_path / "out" / "records").exists()


# ---------------------------------------------------------------- the policy, with a stand-in for whoever does the work


class StandIn:
    """Does nothing: it tells what a test says of each job, and notes what was out at the same time."""

    def __init__(self, tell: Callable[[Job], Event], room: int = 4) -> None:
        self.tell, self._room = tell, room
        self.out: list[Job] = []
        self.beside: list[tuple[int, int]] = []  # the job's number, how many others were out when it was given out

    def room(self) -> int:
        return self._room

    def submit(self, job: Job) -> None:
        self.beside.append((job.number, len(self.out)))
        self.out.append(job)

    def wait(self) -> Event | None:
        return self.tell(self.out.pop(0)) if self.out else None


@pytest.fixture(scope="module")
def knn(course) -> Assignment:
    return assignment.load(NAME, course)


def job(number: int) -> Job:
    return Job(number, SubmittedFile(b"", f"{number}.zip", f"s{number}"))


def graded(job: Job) -> Answered:
    made = Record("knn", job.file.student_id, RecordStatus.GRADED, 80.0, 88.0)
    return Answered(job, Result(job.number, record.encode(made), b"page", b"run"))


def outcome(out: Path) -> dict[str, str]:
    return {one.student_id: one.reason or one.status.value for one in record.load_all(out)}


def test_no_more_is_out_than_there_is_room_for(knn, tmp_path):
    executor = StandIn(graded, room=2)

    scheduler.work(map(job, range(5)), executor, Folder(tmp_path), knn, done=lambda _: None)

    assert max(others for _, others in executor.beside) == 1
    assert len(outcome(tmp_path)) == 5


def test_a_job_that_alone_lost_its_process_is_tried_again_at_once_and_then_given_up(knn, tmp_path):
    seen: list[str] = []
    executor = StandIn(lambda job: Lost(job, "it died twice") if job.number == 0 else graded(job), room=1)

    scheduler.work(
        map(job, range(3)), executor, Folder(tmp_path), knn, done=lambda one: seen.append(one.job.file.source)
    )

    assert [number for number, _ in executor.beside] == [0, 0, 1, 2]
    assert outcome(tmp_path) == {"s0": "it died twice", "s1": "graded", "s2": "graded"}
    assert seen == ["0.zip", "1.zip", "2.zip"]


def test_jobs_that_ran_beside_each_other_are_tried_again_alone_and_last(knn, tmp_path):
    tried: Counter[int] = Counter()

    def tell(job: Job) -> Event:
        tried[job.number] += 1
        dies = job.number == 1 or (job.number in (0, 2) and tried[job.number] == 1)
        return Lost(job, "it died alone too", beside_others=True) if dies else graded(job)

    executor = StandIn(tell)
    scheduler.work(map(job, range(6)), executor, Folder(tmp_path), knn, done=lambda _: None)

    assert sorted(executor.beside[6:]) == [(0, 0), (1, 0), (2, 0)]
    assert {student for student, said in outcome(tmp_path).items() if said != "graded"} == {"s1"}


def short(job: Job) -> Answered:
    made = Record("knn", job.file.student_id, RecordStatus.NOT_GRADED, 0.0, 88.0, reason="the machine was short")
    return Answered(job, Result(job.number, record.encode(made), b"page", short=True))


def test_what_the_machine_was_short_for_is_tried_again_once_alone_and_last(knn, tmp_path):
    tried: Counter[int] = Counter()

    def tell(job: Job) -> Event:
        tried[job.number] += 1
        return short(job) if job.number == 1 or (job.number == 0 and tried[0] == 1) else graded(job)

    executor, seen = StandIn(tell), []
    scheduler.work(map(job, range(5)), executor, Folder(tmp_path), knn, done=lambda one: seen.append(one.job.number))

    assert sorted(executor.beside[5:]) == [(0, 0), (1, 0)]
    assert {student: said for student, said in outcome(tmp_path).items() if said != "graded"} == {
        "s1": "the machine was short"
    }
    assert sorted(seen) == [0, 1, 2, 3, 4]


def test_a_machine_that_stays_short_is_not_asked_for_hours(knn, tmp_path):
    executor = StandIn(short)

    scheduler.work(map(job, range(20)), executor, Folder(tmp_path), knn, done=lambda _: None)

    assert len(executor.beside) == 20 + scheduler.IN_VAIN
    assert set(outcome(tmp_path).values()) == {"the machine was short"}
    assert len(outcome(tmp_path)) == 20


def test_while_some_are_graded_alone_the_others_are_tried_too(knn, tmp_path):
    tried: Counter[int] = Counter()

    def tell(job: Job) -> Event:
        tried[job.number] += 1
        return graded(job) if tried[job.number] == 2 and job.number % 3 == 0 else short(job)

    scheduler.work(map(job, range(9)), StandIn(tell), Folder(tmp_path), knn, done=lambda _: None)

    assert set(tried.values()) == {2}


def test_what_was_short_and_then_lost_its_process_is_tried_once_more(knn, tmp_path):
    told = iter([short(job(0)), Lost(job(0), "it died"), graded(job(0))])
    scheduler.work([job(0)], StandIn(lambda _: next(told)), Folder(tmp_path), knn, done=lambda _: None)

    assert outcome(tmp_path) == {"s0": "graded"}


def test_a_job_that_nobody_tried_goes_to_the_next_without_being_blamed(knn, tmp_path):
    refusals = iter([True, True, True])
    executor = StandIn(lambda job: Returned(job) if next(refusals, False) else graded(job))

    scheduler.work([job(0)], executor, Folder(tmp_path), knn, done=lambda _: None)

    assert (len(executor.beside), outcome(tmp_path)) == (4, {"s0": "graded"})


def test_while_nobody_is_there_jobs_wait(knn, tmp_path):
    class Empty(StandIn):
        looks = 0

        def room(self) -> int:
            return 4 if self.looks > 2 else 0

        def wait(self) -> Event | None:
            self.looks += 1
            return super().wait()

    scheduler.work([job(0)], Empty(graded), Folder(tmp_path), knn, done=lambda _: None)

    assert outcome(tmp_path) == {"s0": "graded"}


def test_what_is_saved_stays_when_somebody_stops_the_run(knn, tmp_path):
    def stop(_: Done) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scheduler.work(map(job, range(3)), StandIn(graded), Folder(tmp_path), knn, done=stop)

    assert outcome(tmp_path) == {"s0": "graded"}


def test_a_hand_in_whose_marking_again_fails_keeps_what_is_known_of_it(knn, tmp_path):
    before = Record(
        "knn", "2022000001", RecordStatus.GRADED, 80.0, 88.0, late_days=2, received="2026-10-07T00:30:00+09:00"
    )
    again = Job(3, SubmittedFile(b"", "x.zip", "2022000001"), Before(record.encode(before), b"no saved run"))
    executor = StandIn(lambda job: Answered(job, Result(3, fault="it can't be read")))

    scheduler.work([again], executor, Folder(tmp_path), knn, done=lambda _: None)

    (made,) = record.load_all(tmp_path)
    assert made == replace(before, status=RecordStatus.NOT_GRADED, score=0.0, reason="it can't be read")
