"""The process that waits to be the next command with --keep-warm: a command that it is can't be told from one that was started."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder import private_socket
from autograder.cli import waiting_command
from autograder.course.secret import course_secret
from tests.fixtures.course import ROOT
from tests.fixtures.kept import NAME, Course, below, ended

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps processes warm")

SLOW = {"hadamard": "    import time\n    time.sleep(0.5)"}


def waits(course: Course) -> int:
    """Wait until a process waits for the next command, and return its pid."""
    for _ in range(1200):
        for place in (course.place / "tmp").glob("autograder-command-*"):
            try:
                folder = private_socket.opened(place)
            except FileNotFoundError:
                continue
            found = private_socket.reached(folder)
            os.close(folder)
            if found:
                found[0].close()
                return found[1]
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came so far")


def wrong(course: Course, minutes: str = "5") -> list[str]:
    """Return a command that ends at once, since nobody handed that in."""
    return ["grade", NAME, str(course.place / "nothing.zip"), "--root", str(course.root), "--keep-warm", minutes]


def started(course: Course, waiting: int) -> subprocess.Popen[str]:
    """Start a command that never ends, and wait until it is where it stays: at reading a pipe that nobody writes to."""
    pipe = course.place / "roster.csv"
    if not pipe.exists():
        os.mkfifo(pipe)
        os.open(pipe, os.O_RDWR)  # for as long as this process runs: who opens it needn't wait
    running = course.popen(*wrong(course), "--roster", str(pipe))
    until(lambda: any(pipe in opened(one) for one in children(waiting)))
    return running


def opened(pid: int) -> set[Path]:
    """Return what a process has open."""
    found = set[Path]()
    with contextlib.suppress(FileNotFoundError):
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                found.add(one.readlink())
    return found


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def record(course: Course) -> dict[str, object]:
    """Return the last student's record."""
    path = course.root / "results" / NAME / "records" / f"20220000{course.students:02}.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    made = Course(tmp_path_factory.mktemp("kept"))
    assert finish(made.start())[0] == 0
    waits(made)
    yield made
    assert finish(made.start(minutes="0"))[0] == 0
    made.demand_empty()


def test_it_is_the_next_command_and_says_what_that_says(course):
    waiting = waits(course)
    idle = below(waiting)

    running = course.start(blocks=SLOW)
    until(lambda: below(waiting) > idle)  # it does it, and not the process that was started
    status, out, err = finish(running)

    assert status == 0
    assert f"20220000{course.students:02}" in out
    assert "stays warm" in err
    assert record(course)["status"] == "graded"
    assert waits(course) == waiting
    assert below(waiting) == idle


def test_wrong_usage_ends_with_its_own_status_and_sentence(course):
    done = course.run(*wrong(course))

    assert done.returncode == 2
    assert "nothing.zip" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        ('"$@" <&-', 2, "nothing.zip"),
        ('"$@" 2>&-', 2, ""),
        ('"$@" --help >&-', 0, ""),
        ('"$@" --help >/dev/full', 2, "can't be written: No space left on device"),
        ('"$@" --help | true; exit ${PIPESTATUS[0]}', 0, ""),
        ('env =nameless "$@"', 2, "nothing.zip"),
    ],
)
def test_odd_surroundings_have_a_command_end_as_if_nobody_waited(course, script, status, said):
    waiting = waits(course)

    done = course.run(*wrong(course), through=("bash", "-c", script, "bash"))

    assert done.returncode == status
    assert said in " ".join(done.stderr.split())
    assert ("nothing.zip" in done.stderr) == (said == "nothing.zip")
    assert waits(course) == waiting


def test_a_command_does_without_where_no_process_can_be_made(monkeypatch):
    def full() -> int:
        raise BlockingIOError(11, "too many processes")

    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "fork", full)

    assert waiting_command.left_behind(1.0) is None


def test_it_is_in_the_folder_of_who_types(course):
    words = course.command(minutes="5")
    at = words.index("--root")

    done = course.run(*words[:2], os.path.relpath(words[2], course.root), *words[at + 2 :], cwd=course.root)

    assert done.returncode == 0, done.stderr
    assert record(course)["score"] == record(course)["max_score"]


def test_it_draws_for_a_terminal_only_where_there_is_one(course):
    ours, theirs = pty.openpty()
    typed = subprocess.Popen(
        [sys.executable, "-P", "-m", "autograder", *course.command(minutes="5")],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**course.environment, "TERM": "xterm", "COLUMNS": "100"},
        cwd=course.place,
    )
    os.close(theirs)
    shown = bytearray()
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # so a terminal tells that all have left it
    os.close(ours)

    assert typed.wait() == 0
    assert b"\x1b[32mgraded\x1b[0m" in shown
    assert "\x1b" not in course.run(*course.command(minutes="5")).stdout


def test_ctrl_c_stops_it_with_one_sentence(course):
    waiting = waits(course)
    running = started(course, waiting)

    running.send_signal(signal.SIGINT)

    status, _, err = finish(running)
    assert status == 130
    assert err.count("Stopped. The same command goes on where it was.") == 1
    until(lambda: not children(waiting))


def test_a_signal_that_ends_it_ends_who_typed_it_alike(course):
    waiting = waits(course)
    running = started(course, waiting)

    running.terminate()

    assert finish(running)[0] == -signal.SIGTERM
    until(lambda: not children(waiting))


def test_it_is_killed_with_who_typed_it(course):
    waiting = waits(course)
    running = started(course, waiting)

    running.kill()

    finish(running)
    until(lambda: not children(waiting))


def test_it_is_killed_with_who_typed_it_when_both_are_stopped_too(course):
    waiting = waits(course)
    running = started(course, waiting)
    running.send_signal(signal.SIGTSTP)
    until(lambda: state(running.pid) == "T")

    running.kill()

    finish(running)
    until(lambda: not children(waiting))


def test_it_stops_and_goes_on_with_who_typed_it(course):
    waiting = waits(course)
    running = started(course, waiting)
    (command,) = children(waiting)

    running.send_signal(signal.SIGTSTP)
    until(lambda: state(running.pid) == state(command) == "T")
    stopped = os.waitid(os.P_PID, running.pid, os.WSTOPPED | os.WNOWAIT)
    assert stopped is not None
    assert stopped.si_status == signal.SIGTSTP  # as a shell expects after Ctrl-Z
    running.send_signal(signal.SIGCONT)
    until(lambda: "T" not in (state(running.pid), state(command)))

    running.kill()
    finish(running)


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


def test_who_typed_it_ends_as_it_is_ended(course):
    waiting = waits(course)
    running = started(course, waiting)

    for one in children(waiting):
        os.kill(one, signal.SIGKILL)

    assert finish(running)[0] == -signal.SIGKILL
    assert waits(course) == waiting


def test_who_typed_it_says_so_when_nobody_can_tell_how_it_ended(tmp_path):
    own = Course(tmp_path)
    own.run(*wrong(own))
    waiting = waits(own)
    running = started(own, waiting)
    command = children(waiting)

    os.kill(waiting, signal.SIGKILL)
    for one in command:
        os.kill(one, signal.SIGKILL)

    status, _, err = finish(running)
    assert status == 1
    assert "was killed or stopped. The same command goes on where it was." in err
    own.run(*wrong(own))  # finds nobody, and leaves another one
    assert waits(own) != waiting
    own.run(*wrong(own, minutes="0"))
    own.demand_empty()


def test_two_commands_at_once_are_two_processes(course):
    waiting = waits(course)

    one, other = course.start(blocks=SLOW), course.start("--out", str(course.place / "elsewhere"))

    assert {finish(one)[0], finish(other)[0]} == {0}
    assert waits(course) == waiting


def test_it_holds_no_key_and_no_file_of_the_course(course):
    waiting, secret = waits(course), course_secret(course.root)

    memory = b"".join(written_memory(waiting))

    assert b"autograder.dispatch" in memory  # so what it has can be seen
    assert secret not in memory
    assert {one for one in opened(waiting) if one.exists()} == {
        Path("/dev/null"),
        next((course.place / "tmp").glob("autograder-command-*")),
    }


def written_memory(pid: int) -> Iterator[bytes]:
    """Yield what a process may write to of its memory."""
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            span, rights, *rest = line.split()
            if rights.startswith("rw") and rest[-1] not in ("[vvar]", "[vsyscall]"):
                first, last = (int(part, 16) for part in span.split("-"))
                memory.seek(first)
                yield memory.read(last - first)


def test_code_that_changes_ends_it_and_the_new_code_is_the_command(tmp_path):
    own, package = Course(tmp_path), tmp_path / "code" / "autograder"
    shutil.copytree(ROOT / "autograder", package, ignore=shutil.ignore_patterns("__pycache__"))
    own.environment["PYTHONPATH"] = str(package.parent)
    assert own.run(*wrong(own)).returncode == 2
    before = waits(own)
    errors = package / "cli" / "verbs.py"
    errors.write_text(errors.read_text(encoding="utf-8").replace("[red]autograder:", "[red]the new one:"))

    done = own.run(*wrong(own))

    assert done.returncode == 2
    assert done.stderr.startswith("the new one:")
    assert ended(before)
    assert waits(own) != before
    own.run(*wrong(own, minutes="0"))
    own.demand_empty()


def test_zero_minutes_end_it_before_it_listens_too(tmp_path):
    own = Course(tmp_path)
    with own.popen(*wrong(own)) as first:
        until(lambda: bool(list((tmp_path / "tmp").glob("autograder-command-*"))))

        own.run(*wrong(own, minutes="0"))

        first.communicate(timeout=60)
    own.demand_empty()
    time.sleep(1)
    own.demand_empty()  # nobody has come to listen since


def test_zero_minutes_take_away_what_a_killed_one_left(tmp_path):
    own = Course(tmp_path)
    own.run(*wrong(own))
    os.kill(waits(own), signal.SIGKILL)

    own.run(*wrong(own, minutes="0"))

    own.demand_empty()


def test_code_that_changes_while_the_command_runs_that_left_it_has_it_end(tmp_path):
    own, package = Course(tmp_path), tmp_path / "code" / "autograder"
    shutil.copytree(ROOT / "autograder", package, ignore=shutil.ignore_patterns("__pycache__"))
    own.environment["PYTHONPATH"] = str(package.parent)
    pipe = tmp_path / "roster.csv"
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDWR)
    first = own.popen(*wrong(own), "--roster", str(pipe))
    until(lambda: pipe in opened(first.pid))

    (package / "frames.py").write_text((package / "frames.py").read_text(encoding="utf-8"), encoding="utf-8")

    first.kill()
    finish(first)
    os.close(handle)
    own.demand_empty()  # what it had read by then may be yesterday's


@pytest.mark.parametrize("folder", ["{place}/tmp", "tmp"])
def test_it_ends_by_itself_and_takes_its_folder_along(tmp_path, folder):
    own = Course(tmp_path)
    own.environment["TMPDIR"] = folder.format(place=tmp_path)

    own.run(*wrong(own, minutes="0.02"))

    waits(own)
    own.demand_empty()
