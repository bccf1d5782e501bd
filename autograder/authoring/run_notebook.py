"""Run a source notebook top to bottom, as an instructor does, in a kernel of its own.

Comes in: a notebook with our solutions, as it was read. Goes out: how long it took, its slowest cell, and the first error, if there was one.
The notebook is the author's own code and is trusted; students' code never comes here.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty
from types import TracebackType
from typing import Any, Protocol

from autograder import own_process, temporary
from autograder.authoring import source_notebook
from autograder.authoring.source_notebook import SourceAsRead

SECONDS_PER_CELL = 300
SECONDS = 900.0  # for the whole notebook, its kernel's start and end included
LOOK = 1.0  # seconds
_LONGEST = (
    98  # bytes of a folder in which sockets are bound: their paths, on macOS of 103 bytes at most, end in /k-1 to /k-5
)
_BEGIN = "begin "
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Executed:
    """How a notebook's run went."""

    seconds: float
    slowest: str  # the id of its slowest cell
    slowest_seconds: float
    error: str = ""  # one sentence, naming the cell
    warnings: tuple[str, ...] = ()  # cells that wrote to standard error


class Channel(Protocol):
    """What a client of a kernel hears it by; raises queue.Empty when the time, in seconds, is over."""

    def get_msg(self, timeout: float | None = None) -> Awaitable[dict[str, Any]]:
        """Wait for the next message."""


def attentive(channel: Channel) -> None:
    """Let a channel look for messages again each second, however long it may wait.

    nbclient sends over the channel that it waits at, for its answers to widgets go there, and what comes in at that moment wakes nobody:
    a cell with a slider then seems to run until its time is over (nbclient's issue 312).
    """
    once = channel.get_msg

    async def get_msg(timeout: float | None = None) -> dict[str, Any]:
        left = float("inf") if timeout is None else timeout
        while True:
            try:
                return await once(timeout=min(LOOK, left))
            except Empty:
                left -= LOOK
                if left <= 0:
                    raise

    channel.get_msg = get_msg  # type: ignore[method-assign]


class Execution:
    """A notebook that runs meanwhile, in a folder that holds what lies beside it alone; where it was read nothing is written. Leaving the with block ends it.

    It runs in a process of its own, which is killed with its kernel when the time is over: a kernel, or what talks to it, may hang.
    That process ends with the thread that began it, however this ends, and the kernel sees within a second that it was left alone.
    """

    def __init__(self, notebook: SourceAsRead, *, seconds: float = SECONDS) -> None:
        self._seconds, self._start = seconds, time.perf_counter()
        with contextlib.ExitStack() as stack:
            self._said = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
            self._wrong = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
            folder = stack.enter_context(temporary.folder("notebook"))
            sockets = stack.enter_context(temporary.folder("kernel"))
            notebook.lay_out(folder)
            given = stack.enter_context(tempfile.TemporaryFile())
            given.write(notebook.data)
            given.seek(0)
            self._process = subprocess.Popen(
                own_process("autograder.authoring.run_notebook", str(os.getpid()), str(folder), str(sockets)),
                cwd="/",
                stdin=given,
                stdout=self._said,
                stderr=self._wrong,
                start_new_session=True,
            )
            stack.callback(_kill, self._process)  # first of all: it may hang, and its folders are removed here
            self._stack = stack.pop_all()

    def is_over(self, within: float = 0.0) -> bool:
        """Wait so many seconds at most, and tell whether it has ended, or its time is over."""
        left = self._start + self._seconds - time.perf_counter()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, min(within, left)))
            return True
        return left <= within

    def begun(self) -> int:
        """Count the cells that have begun."""
        written = os.fstat(self._said.fileno()).st_size
        told = os.pread(self._said.fileno(), written, 0)  # who writes goes on where the file stands: it must not move
        return sum(line.startswith(_BEGIN.encode()) for line in told.splitlines())

    def result(self) -> Executed:
        """Wait until it has ended, or its time is over, and say how it went."""
        overdue = False
        try:
            self._process.wait(max(0.0, self._start + self._seconds - time.perf_counter()))
        except subprocess.TimeoutExpired:
            overdue = True
            _kill(self._process)
        self._said.seek(0)
        self._wrong.seek(0)
        last = next((line for line in reversed(self._said.read().splitlines()) if line.strip()), "")
        words = self._wrong.read().strip().splitlines()
        if self._process.returncode == 0 and last.startswith("{"):
            found = json.loads(last)
            return Executed(**{**found, "warnings": tuple(found["warnings"])})
        where = f"cell {last.removeprefix(_BEGIN)}" if last.startswith(_BEGIN) else "its kernel's start"
        taken = round(time.perf_counter() - self._start, 1)
        if overdue:
            error = f"it took more than {self._seconds:g} s and was stopped in {where}; run it again on a quiet machine, or make it shorter"
        else:
            error = (
                f"what runs it ended in {where} ({words[-1][:300] if words else f'status {self._process.returncode}'})"
            )
        return Executed(seconds=taken, slowest=last.removeprefix(_BEGIN), slowest_seconds=0.0, error=error)

    def __enter__(self) -> Execution:
        """Give it to a with block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it, if it still runs, and remove its folders."""
        self._stack.close()


def execute(path: Path, *, seconds: float = SECONDS) -> Executed:
    """Run every cell of the notebook at that path below source/, and wait for it."""
    with Execution(source_notebook.read(path), seconds=seconds) as running:
        return running.result()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started; a kernel has a session of its own. Of one that has ended the number may be another's by now."""
    if process.poll() is not None:
        return
    below = _below(process.pid)
    process.kill()
    process.wait()
    for pid in below:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _below(pid: int) -> list[int]:
    """List a process's descendants, where the system tells; elsewhere a kernel sees by itself that it was left alone."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *_below(child)]
    return found


def _execute_here(data: bytes, folder: str, sockets: str) -> Executed:
    """Run the notebook with nbclient in the folder, telling each cell as it begins."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    notebook: Any = nbformat.reads(data.decode("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    taken: dict[str, float] = {}
    started: dict[str, float] = {}

    def begin(cell: Any, **_: Any) -> None:
        started[cell["id"]] = time.perf_counter()
        sys.stdout.write(f"{_BEGIN}{cell['id']}\n")
        sys.stdout.flush()

    def end(cell: Any, **_: Any) -> None:
        taken[cell["id"]] = time.perf_counter() - started.get(cell["id"], time.perf_counter())

    error = ""
    start = time.perf_counter()
    kernel = {"transport": "ipc", "ip": f"{_short(sockets)}/k"}  # no port on the network
    kernel["connection_file"] = f"{sockets}/connection.json"  # with its key, which stays where this is killed
    client: Any = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": folder}},
        config=Config({"KernelManager": kernel}),
        on_notebook_start=lambda **_: attentive(client.kc.shell_channel),
        on_cell_execute=begin,
        on_cell_executed=end,
    )
    try:
        client.execute(env={**os.environ, "MPLCONFIGDIR": folder})
    except CellExecutionError as failed:
        error = f"cell {_last(started)}: {failed.ename}: {_COLOUR.sub('', failed.evalue).strip()[:300]}"
    except CellTimeoutError:
        error = f"cell {_last(started)} took more than {SECONDS_PER_CELL} s"
    except DeadKernelError:
        error = f"cell {_last(started)} ended the kernel"
    except RuntimeError as failed:
        error = f"its kernel didn't start: {failed}"
    slowest = max(taken, key=lambda cell: taken[cell], default="")
    return Executed(
        seconds=round(time.perf_counter() - start, 1),
        slowest=slowest,
        slowest_seconds=round(taken.get(slowest, 0.0), 1),
        error=error,
        warnings=tuple(str(cell["id"]) for cell in notebook.cells if _complained(cell)),
    )


def _short(folder: str) -> str:
    """Name a folder so that sockets can be bound in it: where its path is too long, by this process, whose descriptor the kernel finds in /proc.

    Only processes of this user can go that way, as the folder is theirs alone.
    """
    if len(os.fsencode(folder)) <= _LONGEST or not Path("/proc/self/fd").is_dir():
        return folder
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)  # open as long as this process lives
    return f"/proc/{os.getpid()}/fd/{handle}"


def _last(started: dict[str, float]) -> str:
    return next(reversed(started), "?")


def _complained(cell: Any) -> bool:
    return any(output.get("name") == "stderr" for output in cell.get("outputs", []))


def main(parent: str, folder: str, sockets: str) -> None:
    """Run the notebook that standard input holds in this process and in that folder, and say what came of it in the last line of standard output.

    parent: the pid of the process that began this one, which ends with it.
    """
    if sys.platform == "linux":
        from autograder.sandbox.outside import die_with_parent

        die_with_parent()
        if os.getppid() != int(parent):  # it ended before
            return
    data = sys.stdin.buffer.read()
    sys.stdout.write("\n" + json.dumps(asdict(_execute_here(data, folder, sockets))) + "\n")
