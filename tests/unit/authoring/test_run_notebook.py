"""A source notebook runs top to bottom, and says where it stopped."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

from autograder import temporary
from autograder.authoring import compile, notebook_file, run_notebook, source_notebook
from tests.fixtures.authoring import edit, write_course
from tests.fixtures.ending import ended


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def until(told: Callable[[], bool]) -> None:
    for _ in range(600):
        if told():
            return
        time.sleep(0.1)
    pytest.fail("it didn't come to that")


@pytest.mark.usefixtures("forked_notebooks")
def test_a_cell_that_raises_is_named(course: Path) -> None:
    edit(course, "assignments/tiny/notebook.py", 'print("squares:"', 'print(missing, "squares:"')
    compile.build("tiny", course)

    ran = run_notebook.execute(notebook_file.source_path("tiny", course))

    assert ran.error == "cell print-missing-squares-square-torch-arange: NameError: name 'missing' is not defined"


def test_a_cell_that_ends_the_kernel_is_named(course: Path) -> None:
    edit(course, "assignments/tiny/notebook.py", 'print("squares:"', 'import os\nos._exit(1)\nprint("squares:"')
    compile.build("tiny", course)

    ran = run_notebook.execute(notebook_file.source_path("tiny", course))

    assert ran.error == "cell import-os ended the kernel"


def test_a_notebook_that_hangs_is_stopped_with_its_kernel_and_says_where(course: Path) -> None:
    told = course / "pid"
    hangs = f'import os, time\nopen({str(told)!r}, "w").write(str(os.getpid()))\ntime.sleep(600)\nprint("squares:"'
    edit(course, "assignments/tiny/notebook.py", 'print("squares:"', hangs)
    compile.build("tiny", course)

    ran = run_notebook.execute(notebook_file.source_path("tiny", course), seconds=10)

    assert re.match(
        "it took more than 10 s and was stopped in (cell (tools|import-os)|its kernel's start)", ran.error
    ), ran
    assert not told.exists() or ended(int(told.read_text()))


RUNS = """\
import sys
from pathlib import Path
from autograder.authoring import run_notebook
run_notebook.execute(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("when", ["its kernel runs", "it has just begun"])
def test_it_ends_with_whoever_began_it_and_what_that_left_goes_with_the_next_folder(
    course: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    told, place = course / "pid", tmp_path_factory.mktemp("t")  # a kernel's sockets have room for 107 bytes
    waits = f'import os, time\nopen({str(told)!r}, "w").write(f"{{os.getpid()}} {{os.getppid()}}")\ntime.sleep(600)\n'
    edit(course, "assignments/tiny/notebook.py", 'print("squares:"', f'{waits}print("squares:"')
    compile.build("tiny", course)
    command = [sys.executable, "-c", RUNS, str(notebook_file.source_path("tiny", course))]
    begins = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(place)})

    def runners() -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{begins.pid}/task/{begins.pid}/children").read_text().split()]

    until(lambda: bool(told.exists() and told.read_text()) if when == "its kernel runs" else bool(runners()))
    below = runners()
    begins.kill()
    begins.wait()

    assert below and all(ended(pid) for pid in [*below, *map(int, told.read_text().split() if told.exists() else ())])
    assert list(place.glob("autograder-*-notebook-*")) and list(place.glob("autograder-*-kernel-*"))
    monkeypatch.setattr("tempfile.tempdir", str(place))
    with temporary.folder("try") as made:
        assert list(place.iterdir()) == [made]


@pytest.mark.usefixtures("forked_notebooks")
def test_how_far_it_has_come_can_be_looked_at_while_it_runs(course: Path) -> None:
    goes_on = course / "go"
    waits = f"import os, time\nwhile not os.path.exists({str(goes_on)!r}):\n    time.sleep(0.01)\n"
    edit(course, "assignments/tiny/notebook.py", 'print("squares:"', f'{waits}print("squares:"')
    compile.build("tiny", course)

    path = notebook_file.source_path("tiny", course)
    cells = [cell["source"] for cell in notebook_file.read_notebook(path)["cells"] if cell["cell_type"] == "code"]
    (waiting,) = [number for number, source in enumerate(cells, 1) if "squares:" in source]

    with run_notebook.Execution(source_notebook.read(path)) as running:
        while running.begun() < waiting and not running.is_over(within=0.05):
            pass
        assert not running.is_over()
        goes_on.touch()
        ran = running.result()
        assert running.is_over()
        assert (ran.error, running.begun()) == ("", len(cells))


def test_running_a_notebook_leaves_it_and_its_folder_as_they_were(course: Path) -> None:
    compile.build("tiny", course)
    path = notebook_file.source_path("tiny", course)
    before = path.read_bytes()

    ran = run_notebook.execute(path)

    assert (ran.error, ran.warnings) == ("", ())
    assert ran.seconds >= ran.slowest_seconds > 0
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.usefixtures("forked_notebooks")
def test_what_runs_is_what_was_read_whatever_is_written_there_since(course: Path) -> None:
    (course / "assignments/tiny/data").mkdir()
    (course / "assignments/tiny/data/word.txt").write_text("first")
    edit(
        course,
        "assignments/tiny/notebook.py",
        'print("squares:"',
        'assert open("data/word.txt").read() == "first"\nprint("squares:"',
    )
    compile.build("tiny", course)
    path = notebook_file.source_path("tiny", course)

    with run_notebook.Execution(source_notebook.read(path)) as running:
        path.write_text("{}")
        (path.parent / "data/word.txt").write_text("second")
        ran = running.result()

    assert (ran.error, bool(ran.slowest)) == ("", True)


class Deaf:
    """A channel that isn't woken by what comes in: only who asks anew gets it."""

    def __init__(self, comes_after: float) -> None:
        self.left = comes_after
        self.waited: list[float] = []

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        assert timeout is not None, "it would wait for ever"
        self.waited.append(timeout)
        if self.left <= 0:
            return {"msg": "reply"}
        self.left -= timeout
        raise Empty


@pytest.mark.parametrize("timeout", [None, 300.0])
def test_a_message_that_wakes_nobody_is_found(timeout: float | None) -> None:
    channel = Deaf(comes_after=2.5)
    run_notebook.attentive(channel)

    assert asyncio.run(channel.get_msg(timeout=timeout)) == {"msg": "reply"}
    assert channel.waited == [run_notebook.LOOK] * 4


def test_whoever_waits_in_vain_is_told_when_the_time_is_over() -> None:
    channel = Deaf(comes_after=99)
    run_notebook.attentive(channel)

    with pytest.raises(Empty):
        asyncio.run(channel.get_msg(timeout=2.5))
    assert channel.waited == [1.0, 1.0, 0.5]


def test_it_runs_below_a_temporary_folder_with_a_long_name(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile.build("tiny", course)
    far = tmp_path / "-".join(["below a folder of a long name"] * 4)  # a socket's path may have 107 bytes
    far.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(far))

    ran = run_notebook.execute(notebook_file.source_path("tiny", course))

    assert ran.error == ""
    assert [*far.iterdir()] == []
