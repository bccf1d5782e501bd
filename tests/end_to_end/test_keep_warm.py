"""A grading process that stays between commands: who finds it, who doesn't, and when it goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from autograder import private_socket
from tests.fixtures.kept import NAME, Course, below, ended, pid_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has pidfds")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    made = Course(tmp_path_factory.mktemp("kept"))
    yield made
    assert ended(pid_in(made.grade(minutes="0").stderr))  # so that it leaves nothing behind
    made.demand_empty()


def test_the_next_command_finds_the_process_of_the_last_one_and_the_marks_are_the_same(course):
    assert course.warm() == course.warm()


def test_the_socket_is_its_owners_alone(course):
    course.warm()

    assert oct(course.folder.stat().st_mode & 0o777) == "0o700"
    assert oct((course.folder / private_socket.SOCKET).stat().st_mode & 0o777) == "0o600"


def test_who_finds_it_in_use_grades_without_it_and_says_so(course):
    before = course.warm()
    held = private_socket.lock(course.folder)
    assert held is not None

    try:
        done = course.grade()
    finally:
        os.close(held)

    assert done.returncode == 0
    assert "another command is using it" in done.stderr
    assert course.warm() == before


def test_a_changed_check_ends_it_and_the_new_check_counts(course):
    before = course.warm()
    checks = next(iter(sorted((course.root / "assignments" / NAME / "hidden").glob("checks*.py"))))
    checks.write_text(checks.read_text(encoding="utf-8") + "\nraise RuntimeError('the new one')\n", encoding="utf-8")

    done = course.grade()
    checks.write_text(checks.read_text(encoding="utf-8").replace("raise RuntimeError", "#"), encoding="utf-8")

    assert done.returncode == 1
    assert "the new one" in done.stderr
    assert ended(before)
    assert course.warm() != before


def test_a_process_that_was_killed_is_replaced(course):
    before = course.warm()
    os.kill(before, signal.SIGKILL)
    assert ended(before)

    assert course.warm() != before


def in_students_code(course: Course, warm: int, body: str) -> subprocess.Popen[str]:
    """Start a command, and wait until the process that is kept warm runs a student's function of this body."""
    idle = min(below(warm) for _ in range(20) if time.sleep(0.05) is None)
    running = course.start(blocks={"hadamard": body})
    while below(warm) <= idle and running.poll() is None:
        time.sleep(0.05)
    return running


def test_one_that_somebody_kills_in_mid_command_isnt_said_to_stay(course):
    before = course.warm()
    running = in_students_code(course, before, "    import time\n    time.sleep(0.3)\n    return A * B")

    os.kill(before, signal.SIGKILL)
    _, said = running.communicate(timeout=120)

    assert running.returncode == 0, said
    assert f"Process {before} stays" not in said
    assert course.warm() != before


def test_ctrl_c_ends_it_with_its_hand_in_and_says_so(course):
    before = course.warm()
    running = in_students_code(course, before, "    import time\n    time.sleep(30)")

    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)

    assert running.returncode == 130
    assert f"No process is kept warm: {before} was ended" in said
    assert "stays warm" not in said
    assert ended(before)


def test_where_nothing_is_to_be_graded_it_is_told_all_the_same_how_long_to_stay(course):
    before = course.warm()
    words = course.command(minutes="5")
    assert pid_in(course.run(*words).stderr) == before

    again, last = course.run(*words), course.run(*words[:-1], "0")

    assert f"Process {before} stays warm for 5 minutes" in again.stderr
    assert f"Process {before}, which was kept warm, ends." in last.stderr
    assert ended(before)
    none = course.run(*words)
    assert "No process is kept warm: none was needed." in none.stderr
    assert not list((course.place / "tmp").glob("autograder-warm-*"))


def test_it_ends_by_itself_and_takes_its_folder_along(tmp_path):
    own = Course(tmp_path)

    done = own.grade(minutes="0.001")

    assert done.returncode == 0, done.stderr
    assert ended(pid_in(done.stderr))
    own.demand_empty()


@pytest.mark.parametrize("options", [("--device", "cuda"), ("--cluster", "tcp://127.0.0.1:1")])
def test_nothing_is_kept_warm_on_a_gpu_or_a_cluster(course, options):
    done = course.grade(*options)

    assert done.returncode == 2
    assert "--keep-warm" in done.stderr
