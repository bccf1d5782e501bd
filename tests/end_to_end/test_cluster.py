"""A class graded by a real scheduler and real worker processes, some of which die: every hand-in recorded once, as if graded here."""

from __future__ import annotations

import json
import logging.handlers
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dask
import dask_jobqueue  # noqa: F401 - its defaults must be there before some are changed
import pytest
from distributed import Security

from attacks import class_run
from autograder.authoring import answer_blocks, submissions
from autograder.course import assignment
from autograder.dispatch import scheduler
from autograder.dispatch.dask import connection, driver
from autograder.dispatch.dask.connection import Cluster, Slurm
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Job, RunSetup
from autograder.dispatch.scheduler import Done
from autograder.errors import GradingError, SandboxFailed
from autograder.model import Assignment, SubmittedFile
from autograder.results.folder import Folder
from tests.fixtures.authoring import write_released_course
from tests.fixtures.cluster_preload import POISON, WHY

ROOT = Path(__file__).resolve().parents[2]
PRELOAD = ROOT / "tests" / "fixtures" / "cluster_preload.py"
PATIENCE = 30.0
STUDENTS = 24


@dataclass
class Farm:
    """A scheduler and its workers, each a process of its own."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)  # the scheduler, then the workers

    def start(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        with (self.folder / "farm.log").open("ab") as log:
            command = [sys.executable, "-m", "distributed.cli." + str(arguments[0]), *map(str, arguments[1:])]
            paths = {"PYTHONPATH": str(ROOT)}
            around = {**os.environ, **paths, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s", **(env or {})}
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=around)
        self.processes.append(process)
        return process

    def scheduler(self, *more: str | Path, host: str = "127.0.0.1", env: Mapping[str, str] | None = None) -> None:
        file = self.folder / "scheduler.json"
        self.start("dask_scheduler", "--host", host, "--port", "0", "--no-dashboard", "--no-show",
                   "--scheduler-file", file, *more, env=env)  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self.address:
            assert time.monotonic() < deadline, (self.folder / "farm.log").read_text()
            time.sleep(0.05)
            if file.exists() and file.stat().st_size:
                self.address = json.loads(file.read_text())["address"]

    def worker(self, *more: str | Path, **env: str) -> subprocess.Popen[bytes]:
        return self.start("dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                          "--local-directory", self.folder, *more, env=env)  # fmt: skip


@contextmanager
def farm(folder: Path) -> Iterator[Farm]:
    made = Farm(folder)
    try:
        yield made
    finally:
        for process in reversed(made.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_released_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def tiny(course: Path) -> Assignment:
    return assignment.load("tiny", course)


@pytest.fixture(scope="module")
def jobs(course: Path) -> tuple[Job, ...]:
    """A class: right, wrong, raising, and damaged."""
    blank, right = submissions.released_notebook("tiny", course), answer_blocks.our_solutions("tiny", course)
    answers = ("return x * x", "return x + x", "raise ValueError", "return x.pow(2) + 0 * x")
    found = []
    for number in range(STUDENTS):
        fields = {"name": "Student", "student_id": f"20220000{number:02d}", "option": 1, "group": ""}
        texts = {**right, "square": (f"# {number}\n{answers[number % 4]}",)}
        data = submissions.zip_of(submissions.fill(blank, texts, fields=fields), assignment="tiny", fields=fields)
        data = data[:-30] if number % 11 == 10 else data
        found.append(Job(number, SubmittedFile(data, submissions.zip_name(fields, "tiny"), str(fields["student_id"]))))
    return tuple(found)


def grade_on(
    made: Farm,
    some: Sequence[Job],
    tiny: Assignment,
    out: Path,
    *,
    done: Callable[[Done], None] = lambda _: None,
    say: Callable[[str], None] = print,
    least_level: int = 1,
    tls: Mapping[str, Path] | None = None,
) -> None:
    grade_at(Cluster(made.address, **(tls or {})), some, tiny, out, done=done, say=say, least_level=least_level)


def grade_at(
    where: Cluster,
    some: Sequence[Job],
    tiny: Assignment,
    out: Path,
    *,
    done: Callable[[Done], None] = lambda _: None,
    say: Callable[[str], None] = print,
    least_level: int = 1,
) -> None:
    setup = RunSetup("", "tiny", 7, "cpu", least_level)
    with driver.executor(where, setup, tiny, shared=out, say=say) as executor:
        scheduler.work(some, executor, Folder(out), tiny, done=done)


def records(folder: Path) -> dict[str, dict[str, object]]:
    """Read all records of a folder, without what a clock gave."""
    found = [json.loads(path.read_bytes()) for path in (folder / "records").iterdir()]
    return {one["student_id"]: {key: value for key, value in one.items() if key != "seconds"} for one in found}


def grading_processes(made: Farm) -> list[int]:
    """List the workers and servers that a farm's processes have forked."""
    return [pid for process in made.processes for pid, _ in class_run.below(process.pid)]


@pytest.fixture(scope="module")
def grading_farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with farm(tmp_path_factory.mktemp("farm")) as made:
        made.scheduler()
        made.worker()
        yield made


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
def test_a_worker_killed_midway_and_a_run_stopped_and_resumed_leave_every_record_once_as_if_graded_here(
    grading_farm, course, tiny, jobs, tmp_path, _one_ancestor
):
    setup = RunSetup(str(course), "tiny", 7, "cpu", 1)
    with LocalPool([setup], job_timeout(tiny), ancestor=_one_ancestor) as pool:
        scheduler.work(jobs, pool, Folder(tmp_path / "here"), tiny, done=ignore)
    here = records(tmp_path / "here")
    seen: Counter[str] = Counter()
    running: list[int] = []

    def stop_after_four(one: Done) -> None:
        seen[one.record.student_id] += 1
        if len(seen) == 4:
            running.extend(grading_processes(grading_farm))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade_on(grading_farm, jobs, tiny, tmp_path / "there", done=stop_after_four)
    left_running = grading_processes(grading_farm)
    doomed = grading_farm.worker()

    def kill_one_midway(one: Done) -> None:
        seen[one.record.student_id] += 1
        if len(seen) == 12:
            doomed.send_signal(signal.SIGKILL)

    rest = [job for job in jobs if not (tmp_path / "there" / "records" / f"{job.file.student_id}.json").exists()]
    grade_on(grading_farm, rest, tiny, tmp_path / "there", done=kill_one_midway)

    assert running and left_running == []
    assert doomed.wait(PATIENCE) == -signal.SIGKILL
    assert seen == {job.file.student_id: 1 for job in jobs}
    assert records(tmp_path / "there") == here
    assert {one["status"] for one in here.values()} == {"graded", "rejected"}


def ignore(_: object) -> None:
    """Do nothing with it."""


def test_nodes_that_cannot_sandbox_are_refused_by_name(grading_farm, tiny, jobs, tmp_path):
    said: list[str] = []

    with pytest.raises(
        SandboxFailed, match=r"no node of the cluster can grade \(tcp://127.0.0.1:\d+: .*level 4 is required"
    ):
        grade_on(grading_farm, jobs[:2], tiny, tmp_path, least_level=4, say=said.append)

    assert not (tmp_path / "records").exists()
    assert len([line for line in said if "is refused" in line]) == 1


def test_what_kills_its_workers_is_not_graded_and_a_refused_node_costs_nobody_anything(tiny, jobs, tmp_path):
    poison = Job(99, SubmittedFile(b"", POISON, "2022999999"))
    said: list[str] = []

    with farm(tmp_path) as made:
        made.scheduler(env={"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"})
        made.worker("--preload", str(PRELOAD), UNFIT="1")
        mortal = [made.worker("--preload", str(PRELOAD)) for _ in range(3)]
        grade_on(made, [jobs[0], poison, *jobs[1:6]], tiny, tmp_path / "out", say=said.append)
        dead = sum(worker.poll() is not None for worker in mortal)

    found = records(tmp_path / "out")
    assert {one["status"] for one in found.values()} == {"not_graded"}
    assert {student for student, one in found.items() if "workers of the cluster died" in str(one["reason"])} == {
        "2022999999"
    }
    assert {str(one["reason"]) for student, one in found.items() if student != "2022999999"} == {"it was tried"}
    assert len(found) == 7
    assert dead == 2
    assert len([line for line in said if WHY in line]) <= 1


def test_a_scheduler_that_goes_away_ends_the_run_in_one_sentence(tiny, jobs, tmp_path, monkeypatch):
    printed = logging.handlers.BufferingHandler(100)
    monkeypatch.setattr(logging.getLogger("distributed.client"), "handlers", [printed])
    with farm(tmp_path) as made:
        made.scheduler()
        made.worker("--preload", str(PRELOAD))

        with pytest.raises(GradingError, match=r"scheduler went away.*the same command goes on"):
            grade_on(made, jobs, tiny, tmp_path / "out", done=lambda _: made.processes[0].kill())

    assert not printed.buffer
    assert 1 <= len(records(tmp_path / "out")) < STUDENTS


SBATCH = """#!/bin/sh
case " $* " in
  *" --test-only "*) grep -q -- '-p closed' && { echo 'sbatch: error: invalid partition' >&2; exit 1; }; exit 0;;
esac
cp "$1" "$JOBS/job.sh" && sh "$JOBS/job.sh" > "$JOBS/job.log" 2>&1 &
echo $! > "$JOBS/pid"
echo "Submitted batch job 17"
"""


@pytest.fixture
def stand_in_for_slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs called sbatch and scancel, which run a job's script here."""
    for name, text in {"sbatch": SBATCH, "scancel": '#!/bin/sh\nkill $(cat "$JOBS/pid")\n'}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("JOBS", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def test_a_job_script_brings_workers_that_grade_through_tls(stand_in_for_slurm, tiny, jobs, tmp_path):
    where = Cluster(slurm=Slurm(cores=1, memory="1GiB"))
    out = tmp_path / "out"
    out.mkdir()

    with dask.config.set({"jobqueue.slurm.worker-extra-args": ["--preload", str(PRELOAD)]}):
        grade_at(where, jobs[:3], tiny, out, say=ignore)

    assert {str(one["reason"]) for one in records(out).values()} == {"it was tried"}
    assert len(records(out)) == 3
    assert "tls://" in (tmp_path / "job.sh").read_text()


def test_what_slurm_would_not_take_is_said_before_anything_is_waited_for(stand_in_for_slurm, tiny, jobs, tmp_path):
    where = Cluster(slurm=Slurm(cores=1, memory="1GiB", queue="closed"))

    with pytest.raises(GradingError, match=r"Slurm would not take the job \(sbatch: error: invalid partition\)"):
        grade_at(where, jobs, tiny, tmp_path, say=ignore)


def test_all_talk_goes_through_tls_and_who_has_no_certificate_stays_outside(tiny, jobs, tmp_path, monkeypatch):
    made_up = Security.temporary()
    tls = {name: tmp_path / f"{name}.pem" for name in ("ca", "cert", "key")}
    for name, text in zip(tls, (made_up.tls_ca_file, made_up.tls_worker_cert, made_up.tls_worker_key), strict=True):
        tls[name].write_text(str(text))
    given = ("--tls-ca-file", tls["ca"], "--tls-cert", tls["cert"], "--tls-key", tls["key"])

    with farm(tmp_path) as made:
        made.scheduler(*given, host="tls://127.0.0.1")
        made.worker(*given, "--preload", str(PRELOAD))
        grade_on(made, jobs[:3], tiny, tmp_path / "out", tls=tls)
        made.address = made.address.replace("tls:", "tcp:")
        monkeypatch.setattr(connection, "SECONDS", 2.0)
        with pytest.raises(GradingError, match=r"no scheduler answers at tcp://127.0.0.1"):
            grade_on(made, jobs[:3], tiny, tmp_path / "refused")

    assert len(records(tmp_path / "out")) == 3
    assert not (tmp_path / "refused" / "records").exists()
