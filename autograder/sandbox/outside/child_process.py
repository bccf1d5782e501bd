"""The examiner's hold on one child: its channel, its output, and its end."""

from __future__ import annotations

import contextlib
import functools
import os
import select
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from autograder.errors import SandboxLost
from autograder.sandbox.orders import Reaped
from autograder.sandbox.outside.cgroup import Cgroup
from autograder.sandbox.outside.forked import pid_here
from autograder.temporary import remove_tree

_KEPT = 64 << 10
_PATIENCE = 5.0
_DYING_MS = 3000  # a busy machine takes its time
_LEAST_CPU_LIMIT = 1.0  # seconds: a process may lower its own limit to this, and be killed for that
_NEARLY = 0.5  # the kernel holds the limit against time counted in ticks, and reports time measured exactly


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended, and what it used."""

    reason: str  # "killed" by us, or by itself: "exited", "signal"
    signal: int | None = None  # what ended it, when a signal did
    out_of_memory: bool = False  # its cgroup ran into the limit
    short_of_memory: bool = (
        False  # it was ended for want of memory, and not because of its own limit: the machine's doing
    )
    cpu_limit: bool = False
    flooded: bool = False  # it printed more than it may
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    output: bytes = b""  # the first that it printed; never parsed


class Output:
    """Read what a child prints, in a thread, so that it never waits for a reader; stop it when it prints too much."""

    def __init__(self, pipe: int, *, most: int, stop: Callable[[], None]) -> None:
        self._pipe = pipe
        self._most = most
        self._stop = stop
        self._kept = bytearray()
        self.flooded = False
        self._thread = threading.Thread(target=self._read, name="sandbox output", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        seen = 0
        with contextlib.suppress(OSError):
            while part := os.read(self._pipe, _KEPT):
                seen += len(part)
                self._kept += part[: max(0, min(_KEPT, self._most) - len(self._kept))]
                if seen > self._most:
                    self.flooded = True
                    self._stop()
                    break
        os.close(self._pipe)

    def finish(self) -> bytes:
        """Return the first of it, once every writer is gone."""
        self._thread.join(_PATIENCE)
        return bytes(self._kept)


class Child:
    """A confined process that waits for orders on its channel."""

    def __init__(
        self,
        *,
        pid: int,
        handle: int | None,
        channel: socket.socket,
        output: Callable[[Callable[[], None]], Output],
        reap: Callable[[int], Reaped | None],
        cgroup: Cgroup | None,
        scratch: tuple[int, str] | None,
        cpu_limit: float,
        is_first: bool,
        was_killed_for_memory: Callable[[], bool],
    ) -> None:
        """Take hold of it.

        is_first: it is the first process of a pid namespace, which nothing inside can end by SIGKILL.
        was_killed_for_memory: tells, where no cgroup does, whether the kernel has ended processes for want of memory lately.
        """
        self.channel = channel
        self.pid = pid if handle is None else pid_here(handle)
        self._handle = handle
        self._reap: Callable[[], Reaped | None] = functools.partial(reap, pid)
        self._cgroup = cgroup
        self._scratch = scratch
        self._cpu_limit = cpu_limit
        self._is_first = is_first
        self._was_killed_for_memory = was_killed_for_memory
        self._ending: Ending | None = None
        self._lock = threading.Lock()
        self._output = output(self._send_sigkill)

    def kill(self) -> Ending:
        """End the child and everything it started, remove what it left, and tell how it ended. Again: the same answer.

        Raises SandboxLost, the first time, when its server has died and taken it along, or somebody else has killed it: that is no
        doing of the student's.
        """
        with self._lock:
            if self._ending is not None:
                return self._ending
            self._ending, lost = self._end()
        if lost:
            raise SandboxLost(
                found="the submission's process, or the sandbox's server, was killed from outside",
                fix="Grade it again.",
            )
        return self._ending

    def _end(self) -> tuple[Ending, bool]:
        alone = self._has_ended()
        self._send_sigkill()
        reaped = self._reap()
        out_of_memory, is_full, peak = False, False, 0
        if self._cgroup is not None:
            out_of_memory, peak = self._cgroup.out_of_memory(), self._cgroup.peak_bytes()
            is_full = out_of_memory and self._cgroup.is_full()
            self._cgroup.remove()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        self.channel.close()
        output = self._output.finish()
        if self._scratch is not None:
            remove_tree(*self._scratch)
        code = 0 if reaped is None else os.waitstatus_to_exitcode(reaped.status)
        used = 0.0 if reaped is None else reaped.cpu_seconds
        ended_by = -code if code < 0 else None
        ended_by_itself = alone and not self._output.flooded and reaped is not None
        if self._cgroup is None and ended_by_itself and ended_by == signal.SIGKILL:
            out_of_memory = self._was_killed_for_memory()
        ending = Ending(
            reason="killed" if not ended_by_itself else "exited" if ended_by is None else "signal",
            signal=ended_by,
            out_of_memory=out_of_memory and is_full,
            short_of_memory=out_of_memory and not is_full,
            cpu_limit=ended_by_itself
            and ended_by in (signal.SIGXCPU, signal.SIGKILL)
            and used >= self._cpu_limit * _NEARLY,
            flooded=self._output.flooded,
            cpu_seconds=used,
            peak_bytes=peak or (0 if reaped is None else reaped.peak_bytes),
            output=output,
        )
        killed_by_others = (
            self._is_first
            and ending.reason == "signal"
            and ended_by == signal.SIGKILL
            and not out_of_memory
            and used < _LEAST_CPU_LIMIT * _NEARLY
        )
        return ending, reaped is None or killed_by_others

    def _has_ended(self) -> bool:
        """Tell whether it ended before we struck; one that has let go of its channel gets a moment to finish dying."""
        if self._handle is None:
            return False
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(_DYING_MS if self._has_hung_up() else 0))

    def _has_hung_up(self) -> bool:
        try:
            self.channel.setblocking(False)  # with a timeout on the socket, Python waits for it whatever the flags say
            return not self.channel.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _send_sigkill(self) -> None:
        """Send SIGKILL to this very process: a pid could belong to another by now, a pidfd can't."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            elif not hasattr(os, "pidfd_open"):  # other systems; not reaped yet, so its pid is still its own
                os.kill(self.pid, signal.SIGKILL)
