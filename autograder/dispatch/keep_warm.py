"""The command's side of a grading process that stays between commands: find it, have it to oneself, start it where there is none.

Comes in: the folder that belongs to it, which is this user's alone and has its socket in it. Goes out: a connection to the process (warm_worker),
over which jobs go as over a worker's pipes. The folder's lock is who may speak to the process, or start one, or take the socket away; whoever
finds it taken grades as if nothing were warm. A process that serves another course's state than is asked for hangs up and ends, and a new one
is started: nobody is ever graded by checks, code or packages of yesterday.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import msgspec

from autograder import own_process, private_socket, reuse
from autograder.conventions.plurals import counted
from autograder.dispatch.messages import RunSetup, read_frame, with_environment, write_frame
from autograder.errors import UsageError
from autograder.model import Assignment
from autograder.sandbox.outside import ForkedProcess

_START_SECONDS = 30.0  # for a Python that imports nothing yet
_ANSWER_SECONDS = 60.0  # of one that may have to read its assignment first


class KeptProcess(ForkedProcess):
    """A process that somebody keeps warm: it is left by hanging up, and lives on."""

    def __init__(self, handle: int, channel: socket.socket, lock: int) -> None:
        super().__init__(handle, channel.makefile("wb"), channel.makefile("rb"))
        self._channel, self._lock = channel, lock
        self.is_killed = False

    def kill(self) -> None:
        """End it with what it is at: nobody finds it warm."""
        self.is_killed = True
        super().kill()

    def answer(self, message: RunSetup, within: float) -> bytes | None:
        """Send it a message and return its answer, None where it hangs up; raises TimeoutError where it does neither in so many seconds."""
        self._channel.settimeout(within)
        assert self.stdin is not None and self.stdout is not None
        write_frame(self.stdin, message)
        return read_frame(self.stdout)

    def disconnect(self) -> None:
        """Hang up, whatever it is doing, and let others speak to it."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)  # whoever reads here is told first
        for stream in (self.stdin, self.stdout, self._channel):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


class WarmPlace:
    """The folder of one user's warm process for one assignment of one course."""

    def __init__(self, root: Path, name: str, device: str, minutes: float) -> None:
        """minutes: how long the process stays after this run; 0 ends it then."""
        alike = (
            f"{private_socket.inherited()}\0{root.resolve()}\0{name}\0{device}"  # another's limits may decide a hand-in
        )
        own = hashlib.sha256(alike.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self.path = Path(tempfile.gettempdir()) / f"autograder-warm-{own}"
        self.minutes = minutes
        self._root = root
        self._process: KeptProcess | None = None
        self._why_none = "none was needed"

    @property
    def said(self) -> str:
        """What has become of the process by now."""
        if self._process is None:
            return f"No process is kept warm: {self._why_none}."
        if self._process.is_killed:
            return f"No process is kept warm: {self._process.pid} was ended with the hand-in that it was at."
        if self.minutes and self._process.poll() is not None:
            return f"No process is kept warm: {self._process.pid} has ended."
        if self.minutes:
            return f"Process {self._process.pid} stays warm for {counted(self.minutes, 'minute')}."
        return f"Process {self._process.pid}, which was kept warm, ends."

    def told(self, setup: RunSetup, loaded: Assignment) -> RunSetup:
        """Add to what a worker is told what only one that stays must know. loaded: the assignment's outline."""
        return msgspec.structs.replace(setup, state=state(loaded, self._root), warm_minutes=self.minutes)

    def renew(self, setup: RunSetup) -> None:
        """Tell the process, where there is one, how long it stays from now on: nothing is to be graded. setup: as for those that grade."""
        process = self.claim(None) if self.path.exists() else None
        if process is None:
            return
        try:
            is_there = process.answer(with_environment(setup), _ANSWER_SECONDS) is not None
        except OSError:
            process.kill()
            is_there = False
        process.disconnect()
        if not is_there:
            self._process, self._why_none = None, f"process {process.pid} didn't hold what is there now, and has ended"

    def claim(self, log: IO[bytes] | None) -> KeptProcess | None:
        """Have the process to oneself, started if need be and there is a log for it; None while somebody else has it, or where there can be none."""
        self._process = None
        try:
            folder = private_socket.lock(self.path)
        except OSError as error:
            self._why_none = f"{self.path}: {error.strerror}"
            return None
        if folder is None:
            self._why_none = "another command is using it"
            return None
        try:
            self._process = _reached(folder) or (self._started(folder, log) if log else None)
        except OSError as error:
            self._why_none = f"{error.strerror}"
        if self._process is None and log is None:
            private_socket.removed(folder, self.path)
        elif self._process is None:
            os.close(folder)
        return self._process

    def _started(self, folder: int, log: IO[bytes]) -> KeptProcess | None:
        with private_socket.bound(folder) as bound:
            subprocess.run(
                own_process("autograder.dispatch.warm_worker", str(bound.fileno()), str(self.path)),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                pass_fds=[bound.fileno()],
                start_new_session=True,
                check=False,
            )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process := _reached(folder):
                return process
            time.sleep(0.01)
        self._why_none = "none could be started"
        return None


def demand_possible(device: str, elsewhere: bool) -> None:
    """Raise UsageError where no process can be kept warm."""
    if elsewhere or device == "cuda":
        raise UsageError(
            found="--keep-warm keeps a process of this machine's, on its CPU",
            fix="Leave it out with a GPU or a cluster.",
        )
    if sys.platform != "linux":
        raise UsageError(found="--keep-warm needs Linux", fix="Leave it out.")


def state(assignment: Assignment, root: Path) -> str:
    """Hash what a warm process has read and would have to read again: code of ours, Python and its packages, the assignment, the course's file."""
    parts = [reuse.own_code(), *reuse.installed(), assignment.rules, assignment.fingerprint]
    digest = hashlib.sha256("\0".join(parts).encode())
    course = root / "course.toml"
    digest.update(course.read_bytes() if course.is_file() else b"")
    return digest.hexdigest()


def _reached(folder: int) -> KeptProcess | None:
    found = private_socket.reached(folder)
    if found is None:
        return None
    channel, pid = found
    with contextlib.suppress(ProcessLookupError):
        return KeptProcess(os.pidfd_open(pid), channel, folder)
    channel.close()
    return None
