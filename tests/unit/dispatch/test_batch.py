"""Workers die, hand-ins don't get lost: each is recorded once, and what kills every worker is not graded, which is no zero."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import assignment
from autograder.dispatch import batch
from autograder.dispatch.batch import Done
from autograder.dispatch.worker import Job, Result, Setup
from autograder.errors import SandboxFailed
from autograder.model import Record, RecordStatus
from autograder.results import record
from autograder.results.folder import Folder
from tests.fixtures.course import hand_in, make_course


def workers() -> list[int]:
    """List the worker processes below this one."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text(encoding="ascii").split():
            if b"autograder.dispatch.worker" in Path("/proc", pid, "cmdline").read_bytes():
                found.append(int(pid))
    return found


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("course"))


def make_jobs(folder: Path, count: int) -> list[Job]:
    paths = [hand_in(folder / "in", f"20220000{number:02d}") for number in range(count)]
    return [Job(number, path.read_bytes(), path.name, path.name.split("-")[0]) for number, path in enumerate(paths)]


def work(jobs, course: Path, out: Path, done=lambda _: None, least_level: int = 1) -> int:
    loaded = assignment.load("knn", course)
    setup = Setup(str(course), "knn", 7, "cpu", least_level)
    return batch.work(jobs, setup, Folder(out), loaded, workers=1, done=done)


def test_a_killed_worker_takes_no_hand_in_along(course, tmp_path):
    seen: list[str] = []

    def kill_after_the_first(one: Done) -> None:
        seen.append(one.record.student_id)
        if len(seen) == 1:
            for pid in workers():
                os.kill(pid, signal.SIGKILL)

    work(make_jobs(tmp_path, 3), course, tmp_path / "out", kill_after_the_first)

    assert sorted(seen) == ["2022000000", "2022000001", "2022000002"]
    assert [(one.status, one.score) for one in record.load_all(tmp_path / "out")] == [("graded", 88.0)] * 3


def test_what_kills_every_worker_is_not_graded_and_the_others_are(course, tmp_path):
    jobs = make_jobs(tmp_path, 2)
    poison = Job(9, b"", "poison.zip", "2022999999", record=b"this ends the worker")

    work([jobs[0], poison, jobs[1]], course, tmp_path / "out")

    found = {one.student_id: one for one in record.load_all(tmp_path / "out")}
    assert {student: one.status for student, one in found.items()} == {
        "2022000000": "graded", "2022000001": "graded", "2022999999": "not_graded",
    }  # fmt: skip
    assert "died 2 times on this hand-in" in (found["2022999999"].reason or "")


def test_no_worker_is_left_behind(course, tmp_path):
    work(make_jobs(tmp_path, 1), course, tmp_path / "out")

    assert workers() == []


def test_a_machine_that_cannot_sandbox_stops_before_any_hand_in(course, tmp_path):
    with pytest.raises(SandboxFailed, match="level"):
        work(make_jobs(tmp_path, 1), course, tmp_path / "out", least_level=4)

    assert not (tmp_path / "out" / "records").exists()


def test_a_hand_in_whose_marking_again_fails_keeps_what_is_known_of_it(course, tmp_path):
    loaded = assignment.load("knn", course)
    before = Record(
        "knn", "2022000001", RecordStatus.GRADED, 80.0, 88.0, late_days=2, received="2026-10-07T00:30:00+09:00"
    )
    job = Job(3, b"no kept run", "x.zip", "2022000001", record=record.encode(before))

    made = record.decode(batch.complete(job, Result(3, fault="it can't be read"), loaded).record)

    assert made == replace(before, status=RecordStatus.NOT_GRADED, score=0.0, reason="it can't be read")
