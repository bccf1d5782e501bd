"""The command's side of the ancestor: start it, have workers forked from it, and hold on to a process that is nobody's child here.

Where no ancestor can be had (other systems than Linux, a GPU, one that was killed) processes are started as fresh programs, as they say
themselves.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from autograder import own_process, temporary
from autograder.sandbox import orders
from autograder.sandbox.orders import Fork, Forked
from autograder.sandbox.outside.scratch import make_base

_START_SECONDS = 120.0
_END_SECONDS = 5.0


class NotForked(Exception):
    """The ancestor is gone, or can't fork: start a fresh program."""


class ForkedProcess:
    """A process that somebody else forked, by its pidfd: it can be killed and waited for, and how it ended isn't told."""

    def __init__(self, handle: int, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None) -> None:
        self._handle = handle
        self.stdin, self.stdout = stdin, stdout
        self.pid = pid_here(handle)

    def kill(self) -> None:
        """Send SIGKILL to this very process."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; raises TimeoutExpired as Popen does. Returns 1: it may have been killed."""
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        if not poll.poll(None if timeout is None else max(0.0, timeout) * 1000):
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        return 1

    def poll(self) -> int | None:
        """Tell whether it has ended: None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._handle)


class Ancestor:
    """The process that has the libraries, started by `begin`, or when the first worker is wanted. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._base: tuple[Path, int] | None = None
        self._forked = False
        self._broken = not hasattr(os, "pidfd_open")

    @property
    def pid(self) -> int | None:
        """Its pid, once it is there."""
        return None if self._process is None else self._process.pid

    def begin(self) -> None:
        """Start it, and don't wait until it is ready: there is time to do other things."""
        with self._lock, contextlib.suppress(OSError):
            if not self._broken:
                self._started()

    def fork(self, log: IO[bytes]) -> ForkedProcess:
        """Have a worker forked, with its server; raises NotForked. What it says on its standard error goes to the log."""
        with self._lock:
            if self._broken:
                raise NotForked
            try:
                control = self._started()
                inside, to_worker = os.pipe()
                from_worker, outside = os.pipe()
                try:
                    orders.send(control, Fork(), [inside, outside, log.fileno()])
                    answer, handles = orders.receive(control, Forked)
                    self._forked = True
                finally:
                    os.close(inside)
                    os.close(outside)
            except (OSError, EOFError, msgspec.MsgspecError) as error:
                self._broken = True
                raise NotForked from error
            if answer.problem:
                os.close(to_worker)
                os.close(from_worker)
                raise NotForked(answer.problem)
            return ForkedProcess(handles[0], os.fdopen(to_worker, "wb"), os.fdopen(from_worker, "rb"))

    def _started(self) -> socket.socket:
        if self._control is None:
            self._base = make_base()
            base = str(self._base[0])
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    own_process("autograder.sandbox.ancestor", str(theirs.fileno())),
                    env=clean_environment(base, "cpu"),
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C is the command's to handle
                )
            self._control.settimeout(_START_SECONDS)
        return self._control

    def close(self) -> None:
        """Hang up: it ends, and the workers that are left with it."""
        self._broken = True
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            if not self._forked:  # it may still import, and wouldn't notice
                self._process.kill()
            try:
                self._process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._base is not None:
            temporary.remove(*self._base)
            self._base = None

    def __enter__(self) -> Ancestor:
        """Give it to a with block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it, however the block ended."""
        self.close()


def clean_environment(base: str, device: str) -> dict[str, str]:
    """All that an ancestor or a server is told of its surroundings; every child can read it in /proc/self/environ."""
    found = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": base,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": f"{base}/matplotlib",
        "PYTHONHASHSEED": "0",  # sets of texts in the same order every time
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    if device.startswith("cuda"):
        found |= {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return found


def pid_here(handle: int) -> int:
    """The pid behind a pidfd as this process sees it: a server in a pid namespace of its own sees another; -1 once it is reaped."""
    for line in Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    return -1
