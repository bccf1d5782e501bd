"""A rehearsal that is ended from outside leaves no process and no folder: at once where it hears of it, else when the next command begins."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.fixtures.authoring import edit, write_course
from tests.fixtures.ending import ended

# one grader, whatever the cores: each imports its libraries for seconds
COMMAND = [
    sys.executable,
    "-c",
    "import os; os.cpu_count = lambda: 1; from autograder.__main__ import main; main()",
]


def until(told: Callable[[], bool]) -> None:
    for _ in range(900):
        if told():
            return
        time.sleep(0.1)
    pytest.fail("it didn't come to that")


def hearing() -> None:
    """Let SIGHUP be heard, which is ignored where these tests run with nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_of_it_stays(tmp_path_factory: pytest.TempPathFactory, how: signal.Signals) -> None:
    course, place = write_course(tmp_path_factory.mktemp("c")), tmp_path_factory.mktemp("t")
    told = course / "pid"
    waits = f'import os, time\nopen({str(told)!r}, "w").write(f"{{os.getpid()}} {{os.getppid()}}")\ntime.sleep(600)\n'
    edit(course, "assignments/_shared/notebook/tools.py", "import torch", f"{waits}import torch")  # spares the import
    environment = {**os.environ, "TMPDIR": str(place)}
    running = subprocess.Popen(
        [*COMMAND, "rehearse", "tiny", "--root", str(course)],
        env=environment,
        stdout=subprocess.DEVNULL,
        preexec_fn=hearing,  # noqa: PLW1509 - this process has no other thread
    )

    until(lambda: running.poll() is not None or bool(told.exists() and told.read_text()))
    assert list(place.glob("autograder-*-notebook-*")) and list(place.glob("autograder-*-kernel-*"))
    running.send_signal(how)

    assert running.wait(60) == -how
    assert all(ended(int(pid)) for pid in told.read_text().split())
    if how is signal.SIGKILL:
        shutil.rmtree(course / "release")  # so that it makes a folder
        subprocess.run([*COMMAND, "release", "tiny", "--root", str(course)], env=environment, check=True)
    until(lambda: not list(place.iterdir()))
