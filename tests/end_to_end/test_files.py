"""Every file that grading makes is in the table of docs/security.md, with its mode and its life, whatever the umask is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from autograder.dispatch import local_pool
from tests.fixtures.course import ROOT, hand_in, make_course
from tests.fixtures.watch import Seen, watched

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")

WORDS = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TABLE = WORDS.split("## Files that it makes")[1].split("Made by other commands")[0]


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    pattern: str
    below: bool  # folders below it too
    modes: frozenset[int]
    stays: bool

    def fits(self, path: str) -> bool:
        if self.below and (path == self.pattern or (path.startswith(f"{self.pattern}/") and "." not in path)):
            return True
        if "**" in self.pattern:
            before, after = self.pattern.split("/**/")
            return path.startswith(f"{before}/") and fnmatchcase(path.rpartition("/")[2], after)
        parts, wanted = path.split("/"), self.pattern.split("/")
        return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def rows() -> list[Row]:
    found = []
    for line in re.findall(r"^\| `(.*) \|$", TABLE, re.MULTILINE):
        name, modes, _, life = line.split(" | ")
        pattern, _, rest = name.partition("`")
        found.append(Row(pattern, bool(rest), frozenset(int(mode, 8) for mode in modes.split(", ")), life == "stays"))
    return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seen]:
    """A class of two that was graded by two workers, with a umask that closes nothing."""
    place = tmp_path_factory.mktemp("files")
    course, temporary = place / "course", place / "tmp"
    course.mkdir()
    temporary.mkdir()
    make_course(course)
    for student in ("2022000001", "2022000002"):
        hand_in(place / "in", student, name="vectorization")
    command = [sys.executable, "-P", "-m", "autograder", "grade", "vectorization", "../in", "--workers", "2"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    with watched(course, temporary) as seen:
        done = subprocess.run(command, cwd=course, env=env, umask=0, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return place, seen


def row_of(path: str) -> Row:
    """The row that says most of a path: the one with the longest pattern."""
    fitting = [row for row in rows() if row.fits(path)]
    assert fitting, f"{path} isn't in the table of docs/security.md"
    return max(fitting, key=lambda row: ("**" in row.pattern, not row.below, len(row.pattern)))


def test_each_file_is_in_the_table_with_its_mode(graded: tuple[Path, Seen]) -> None:
    place, seen = graded
    wrong = {}
    for path, mode in seen.modes.items():
        row = row_of(path.relative_to(place).as_posix())
        if mode is not None and mode not in row.modes:
            wrong[path] = oct(mode)

    assert len(seen.modes) > 30
    assert not wrong


def test_what_stays_has_the_table_s_mode_at_the_end(graded: tuple[Path, Seen]) -> None:
    place, seen = graded
    left = {path.relative_to(place).as_posix(): path.lstat().st_mode & 0o7777 for path in seen.modes if path.exists()}

    assert not [path for path in left if not row_of(path).stays]
    assert not {path: oct(mode) for path, mode in left.items() if mode not in row_of(path).modes}
    assert not list((place / "tmp").iterdir())


def test_each_row_of_the_table_is_of_a_file_that_is_made(graded: tuple[Path, Seen]) -> None:
    place, seen = graded
    paths = [path.relative_to(place).as_posix() for path in seen.modes]

    never = [row.pattern for row in rows() if not any(row.fits(path) for path in paths)]

    # below level 2 only; where Python has tried already; where it was removed between two looks
    assert set(never) <= {"tmp/autograder-*-*/*", "tmp/????????", "tmp/.autograder-new-*/autograder-*"}


def test_what_a_worker_leaves_when_it_has_to_be_killed_is_removed_by_who_killed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing its sandbox may take a worker longer than it is given, on a slow machine."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(local_pool.tempfile, "tempdir", str(tmp_path))
    makes = "import os, time, pathlib; p = pathlib.Path(os.environ['TMPDIR'], f'autograder-{os.getpid()}-x', 'child-1'); p.mkdir(parents=True); time.sleep(600)"
    worker = local_pool.WorkerProcess.__new__(local_pool.WorkerProcess)
    worker._log = None
    worker._process = subprocess.Popen([sys.executable, "-c", makes], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    while not list(tmp_path.glob("autograder-*/child-1")):
        assert worker._process.poll() is None
        time.sleep(0.05)

    worker.end(within=0.0)

    assert not list(tmp_path.iterdir())
