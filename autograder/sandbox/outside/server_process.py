"""The examiner's connection to one warm server: start it afresh, order children, have them reaped, hang up."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder import own_process
from autograder.errors import SandboxFailed
from autograder.sandbox import orders
from autograder.sandbox.orders import Hello, Ready, Reap, Reaped, Request, ServerSetup, Spawn, Spawned
from autograder.sandbox.outside.forked import ForkedProcess, clean_environment

ADVICE = "Run `autograder doctor`."
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
_START_SECONDS = 120.0
_ANSWER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class WaitingServer:
    """A server that the ancestor forked beside this worker, and that waits to be told what to put up: two descriptors."""

    control: int
    handle: int


class Server:
    """A server process, and this end of its control socket. Threads may share it."""

    def __init__(self, setup: ServerSetup, waiting: WaitingServer | None = None) -> None:
        """Start one, or take the one that waits already."""
        self._log = Path(setup.base) / "server.log"
        self._process: subprocess.Popen[bytes] | ForkedProcess
        with os.fdopen(os.open(self._log, _APPEND, 0o600), "ab") as log:
            if waiting is not None:
                self._control, self._process = socket.socket(fileno=waiting.control), ForkedProcess(waiting.handle)
                orders.send(self._control, setup, [log.fileno()])
            else:
                self._control, theirs = socket.socketpair()
                with theirs:
                    self._process = subprocess.Popen(
                        own_process("autograder.sandbox.server.main", str(theirs.fileno())),
                        env=clean_environment(setup.base, setup.device),
                        cwd="/",
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        pass_fds=[theirs.fileno()],
                        start_new_session=True,  # Ctrl-C is the examiner's to handle
                    )
                orders.send(self._control, setup)
        self._lock = threading.Lock()
        self._hello: Hello | None = None
        self._imported = False
        self._broken = False
        self._living = 0
        self._retired = False
        self.spawned = 0

    @property
    def pid(self) -> int:
        """The server's pid."""
        return self._process.pid

    def greet(self) -> Hello:
        """Wait until it knows which layers stand, which is soon; raises SandboxFailed when it ends before, or takes two minutes."""
        if self._hello is None:
            self._hello = self._hear(Hello)
        return self._hello

    def await_ready(self) -> None:
        """Wait until everything is imported, which takes seconds; raises SandboxFailed as greet does."""
        self.greet()
        self._hear(Ready)
        self._imported = True
        self._control.settimeout(_ANSWER_SECONDS)

    def is_ready(self) -> bool:
        """Tell whether await_ready would return at once."""
        return self._can_be_heard() and (self.greet() is not None) and self._can_be_heard()

    def _can_be_heard(self) -> bool:
        return bool(select.select([self._control], [], [], 0)[0])

    def _hear(self, kind: type[orders.M]) -> orders.M:
        self._control.settimeout(_START_SECONDS)
        try:
            return orders.receive(self._control, kind)[0]
        except (EOFError, OSError) as error:
            self.close()
            why = self._last_words() or type(error).__name__
            raise SandboxFailed(found=f"the sandbox's server didn't start ({why})", fix=ADVICE) from error

    def spawn(self, order: Spawn, descriptors: list[int]) -> tuple[int, int | None]:
        """Have a child forked: its pid as the server sees it, and its pidfd.

        Raises EOFError when the server is gone, SandboxFailed when it can't fork.
        """
        with self._lock:
            answer, handles = self._ask(Request(spawn=order), Spawned, descriptors)
            if answer.problem:
                raise SandboxFailed(found=f"the sandbox's server failed: {answer.problem}", fix=ADVICE)
            self.spawned += 1
            self._living += 1
        return answer.pid, handles[0] if handles else None

    def reap(self, pid: int) -> Reaped | None:
        """Wait for a child that was killed; None when the server is gone, and the child with it."""
        with self._lock:
            self._living -= 1
            try:
                answer = self._ask(Request(reap=Reap(pid)), Reaped)[0]
            except EOFError:
                answer = None
            idle = self._retired and self._living == 0
        if idle:
            self.close()
        return answer

    def retire(self) -> None:
        """Hang up as soon as its last child has ended."""
        with self._lock:
            self._retired = True
            idle = self._living == 0
        if idle:
            self.close()

    def close(self) -> None:
        """Hang up: the server ends, and its children with it."""
        self._broken = True
        self._control.close()
        if not self._imported:  # it wouldn't notice before it is through
            self._process.kill()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(
        self, request: Request, kind: type[orders.M], descriptors: list[int] | None = None
    ) -> tuple[orders.M, list[int]]:
        """Put one question. After a failure, what comes next may answer an earlier one: then it is never asked again."""
        if self._broken:
            raise EOFError
        try:
            orders.send(self._control, request, descriptors or [])
            return orders.receive(self._control, kind)
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            self._broken = True
            raise EOFError(str(error)) from error

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines() if self._log.exists() else []
        return lines[-1][:300] if lines else ""
