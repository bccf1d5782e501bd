"""A source notebook runs top to bottom, and says where it stopped."""

from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path

import pytest

from autograder.authoring import compile, notebook_file, run_notebook
from tests.fixtures.authoring import edit, write_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


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
    if told.exists():
        with contextlib.suppress(FileNotFoundError):
            status = Path("/proc", told.read_text(), "status")
            for _ in range(200):  # it was killed; on a busy machine it takes a moment to be gone
                if "zombie" in status.read_text():
                    break
                time.sleep(0.1)
            assert "zombie" in status.read_text()


def test_running_a_notebook_leaves_it_and_its_folder_as_they_were(course: Path) -> None:
    compile.build("tiny", course)
    path = notebook_file.source_path("tiny", course)
    before = path.read_bytes()

    ran = run_notebook.execute(path)

    assert (ran.error, ran.warnings) == ("", ())
    assert ran.seconds >= ran.slowest_seconds > 0
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
