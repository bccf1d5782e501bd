"""What workers and servers are forked from holds nothing: no secret, no open file of ours, no second thread; nor does a server."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import autograder
from autograder.course import outline
from autograder.course.secret import course_secret, seed_for
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Job, RunSetup
from autograder.dispatch.scheduler import Answered
from autograder.model import SubmittedFile
from autograder.sandbox.outside import forked
from tests.fixtures.course import hand_in, make_course

NAME = "start"
SURROUNDINGS = "a-token-of-whoever-grades-5d1f"

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux has pidfds")


@dataclass(frozen=True)
class Processes:
    pool: LocalPool
    file: SubmittedFile
    course: Path
    ancestor: int
    server: int
    worker: int


@contextmanager
def started(place: Path) -> Iterator[Processes]:
    """Start a pool that grades one hand-in."""
    course = make_course(place)
    known = outline.read(NAME, course)
    setup = RunSetup(str(course), NAME, seed_for(course_secret(course), known), "cpu", 1)
    zipped = hand_in(course / "in", "2022000001", name=NAME)
    file = SubmittedFile(zipped.read_bytes(), zipped.name, "2022000001")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GRADERS_TOKEN", SURROUNDINGS)
        with LocalPool([setup], job_timeout(known)) as pool:
            pool.submit(Job(0, file))
            assert isinstance(pool.wait(), Answered)
            ancestor = pool._ancestor.pid
            server, worker = map(int, Path(f"/proc/{ancestor}/task/{ancestor}/children").read_text().split())
            yield Processes(pool, file, course, ancestor, server, worker)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    with started(tmp_path_factory.mktemp("course")) as found:
        yield found


def opened(pid: int) -> dict[int, str]:
    """What a process has open, by number: where each descriptor leads."""
    folder, found = Path(f"/proc/{pid}/fd"), {}
    for one in folder.iterdir():
        found[int(one.name)] = str(one.readlink())
    return found


def holds(pid: int, *texts: str) -> set[str]:
    """Look for texts in all that a process may write of its memory."""
    wanted, found = [text.encode() for text in texts], set()
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in lines:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if " rw" not in line or "[v" in line:
                continue
            memory.seek(start)
            for place in range(start, end, 1 << 26):
                part = memory.read(min(1 << 26, end - place))
                found |= {text.decode() for text in wanted if text in part}
    return found


def test_one_process_imports_the_libraries_and_has_one_thread(running):
    assert len(list(Path(f"/proc/{running.ancestor}/task").iterdir())) == 1


def test_the_first_server_imports_what_draws_and_nobody_waits_for_it(running):
    """Its worker reads checks meanwhile. Fonts are drawn by a library of matplotlib's own, which shows who has imported it."""
    has = {pid: "ft2font" in Path(f"/proc/{pid}/maps").read_text() for pid in (running.ancestor, running.server)}

    assert has == {running.ancestor: False, running.server: True}


def test_before_a_second_pair_the_ancestor_imports_what_draws_for_all_that_follow(tmp_path):
    course = make_course(tmp_path)
    known = outline.read(NAME, course)
    setup = RunSetup(str(course), NAME, seed_for(course_secret(course), known), "cpu", 1)
    with LocalPool([setup, setup], job_timeout(known)) as pool:
        zipped = hand_in(course / "in", "2022000001", name=NAME)
        for number in range(4):
            pool.submit(Job(number, SubmittedFile(zipped.read_bytes(), zipped.name, "2022000001")))
        news = [pool.wait() for _ in range(4)]
        maps = Path(f"/proc/{pool._ancestor.pid}/maps").read_text()

    assert all(isinstance(one, Answered) and not one.result.fault for one in news)
    assert "ft2font" in maps


def test_the_ancestor_has_nothing_open_but_the_commands_socket(running):
    kinds = sorted(re.sub(r"\d+", "", where) for where in opened(running.ancestor).values())

    assert kinds == ["/dev/null", "/dev/null", "/dev/null", "socket:[]"]


def test_a_server_has_nothing_of_ours_open_but_its_control_socket_and_its_log(running):
    files = opened(running.server)
    others = [where for number, where in files.items() if number > 2]

    assert (files[0], Path(files[1]).name, Path(files[2]).name) == ("/dev/null", "server.log", "server.log")
    assert sum(where.startswith("socket:") for where in others) == 1
    assert not [where for where in others if where.startswith(("pipe:", "anon_inode:")) or str(running.course) in where]
    assert [where for where in opened(running.worker).values() if where.startswith("pipe:")]  # it would be seen


def test_no_secret_is_in_the_ancestor_or_a_server_and_the_worker_shows_that_it_would_be_found(running):
    hidden = (running.course / "assignments" / NAME / "hidden" / "reference.py").read_text(encoding="utf-8")
    checks = max(re.findall(r'"""(.+?)"""', hidden), key=len)
    secrets = (SURROUNDINGS, checks, str(running.course))
    try:
        in_worker = holds(running.worker, *secrets)
    except PermissionError:
        pytest.skip("only root may read a process's memory here")

    assert in_worker == set(secrets)
    assert holds(running.ancestor, *secrets) == set()
    assert holds(running.server, *secrets) == set()


def test_the_surroundings_of_the_command_are_in_no_environment(running):
    for pid in (running.ancestor, running.server, running.worker):
        assert SURROUNDINGS.encode() not in Path(f"/proc/{pid}/environ").read_bytes()


def test_what_closes_files_and_what_cleans_the_surroundings_are_what_keeps_them_out(tmp_path, monkeypatch):
    """Turned off, both, and what these tests look for is there."""
    monkeypatch.setattr(forked, "clean_environment", lambda base, device: dict(os.environ))
    leaves_open = "import os; os.closerange = lambda low, high: None"
    monkeypatch.setattr(
        autograder, "_BOOT", autograder._BOOT.replace("import_module(", f"{leaves_open}\nimport_module(", 1)
    )

    with started(tmp_path) as careless:
        files = opened(careless.server)
        environments = [Path(f"/proc/{pid}/environ").read_bytes() for pid in (careless.ancestor, careless.server)]

    assert [where for where in files.values() if where.startswith("pipe:")]
    assert all(SURROUNDINGS.encode() in one for one in environments)


def test_when_the_ancestor_is_killed_workers_are_started_afresh(running):
    """Last: it takes the others' processes away."""
    os.kill(running.ancestor, signal.SIGKILL)

    for number in (1, 2, 3):
        running.pool.submit(Job(number, running.file))
        news = running.pool.wait()
        if isinstance(news, Answered):
            break

    assert isinstance(news, Answered), news
    assert b'"status": "graded"' in news.result.record or b'"status":"graded"' in news.result.record
