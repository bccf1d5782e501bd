"""A grading process that stays between commands: who finds it, who doesn't, and when it goes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.dispatch import keep_warm
from tests.fixtures.commands import autograder
from tests.fixtures.course import ROOT, hand_in, make_course

NAME = "vectorization"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has pidfds")


class Course:
    """A course of its own, whose checks may be changed, and the commands of whoever grades it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        (place / "course").mkdir()
        (place / "tmp").mkdir()
        self.root = make_course(place / "course")
        (self.root / "assignments").unlink()
        for one in (NAME, "_shared"):
            shutil.copytree(ROOT / "assignments" / one, self.root / "assignments" / one)
        self.students = 0

    @property
    def folder(self) -> Path:
        return next((self.place / "tmp").glob("autograder-warm-*"))

    def command(self, *options: str, minutes: str, **answers: Any) -> list[str]:
        """Have one more student hand in, and return the words of the command that grades it."""
        self.students += 1
        zipped = hand_in(self.place / f"in{self.students}", f"20220000{self.students:02}", name=NAME, **answers)
        return ["grade", NAME, str(zipped), "--root", str(self.root), "--keep-warm", minutes, *options]

    def start(self, *options: str, minutes: str = "5", **answers: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder", *self.command(*options, minutes=minutes, **answers)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(self.place / "tmp")},
            cwd=self.place,
        )

    def grade(self, *options: str, minutes: str = "5") -> subprocess.CompletedProcess[str]:
        words = self.command(*options, minutes=minutes)
        return autograder(*words, cwd=self.place, env={"TMPDIR": str(self.place / "tmp")})

    def warm(self) -> int:
        """Grade one more hand-in, which must have full marks, and tell by which process."""
        done = self.grade()
        assert done.returncode == 0, done.stderr
        records = self.root / "results" / NAME / "records"
        last = json.loads((records / f"20220000{self.students:02}.json").read_text(encoding="utf-8"))
        assert last["status"] == "graded", last["reason"]
        assert last["score"] == last["max_score"]
        return pid_in(done.stderr)


def pid_in(said: str) -> int:
    found = re.search(r"Process (\d+)", said)
    assert found, said
    return int(found[1])


def ended(pid: int) -> bool:
    """Wait for a process to end."""
    for _ in range(600):
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def below(pid: int) -> int:
    """Count a process's children, and theirs: one more while students' code runs."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text(encoding="ascii").rpartition(")")[2].split()[1])
    found = {pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return len(found) - 1


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    made = Course(tmp_path_factory.mktemp("kept"))
    yield made
    assert ended(pid_in(made.grade(minutes="0").stderr))  # so that it leaves nothing behind
    assert not list((made.place / "tmp").glob("autograder-*"))


def test_the_next_command_finds_the_process_of_the_last_one_and_the_marks_are_the_same(course):
    assert course.warm() == course.warm()


def test_the_socket_is_its_owners_alone(course):
    course.warm()

    assert oct(course.folder.stat().st_mode & 0o777) == "0o700"
    assert oct((course.folder / keep_warm.SOCKET).stat().st_mode & 0o777) == "0o600"


def test_who_finds_it_in_use_grades_without_it_and_says_so(course):
    before = course.warm()
    held = keep_warm.lock(course.folder)
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


def test_ctrl_c_ends_it_with_its_hand_in_and_says_so(course):
    before = course.warm()
    idle = min(below(before) for _ in range(20) if time.sleep(0.05) is None)
    running = course.start(blocks={"hadamard": "    import time\n    time.sleep(30)"})
    while below(before) <= idle and running.poll() is None:
        time.sleep(0.05)

    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)

    assert running.returncode == 130
    assert f"No process is kept warm: {before} was ended" in said
    assert "stays warm" not in said
    assert ended(before)


def test_it_ends_by_itself_and_takes_its_folder_along(tmp_path):
    own = Course(tmp_path)

    done = own.grade(minutes="0.001")

    assert done.returncode == 0, done.stderr
    assert ended(pid_in(done.stderr))
    assert not list((tmp_path / "tmp").glob("autograder-*"))


@pytest.mark.parametrize("options", [("--device", "cuda"), ("--cluster", "tcp://127.0.0.1:1")])
def test_nothing_is_kept_warm_on_a_gpu_or_a_cluster(course, options):
    done = course.grade(*options)

    assert done.returncode == 2
    assert "--keep-warm" in done.stderr
