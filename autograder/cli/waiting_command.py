"""The process that waits to be the next command: it has imported what `grade` needs, and has read no course, no key and no hand-in.

Comes in: a command with --keep-warm, at its very beginning, which leaves it behind. Goes out: a process for each later command (handover), forked
before anything was read, that goes on as if somebody had just typed it. It waits until the command that left it has ended, so as not to be in
its way, then imports, then listens. It ends when nobody came for as long as the last command said, or when code or packages have changed:
whoever was typed then is the command itself.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from autograder import frames, private_socket
from autograder.cli import handover, surroundings

IMPORTED = ("autograder.dispatch", "autograder.export.books")
"""What every such command imports; the one that left this process tells the rest."""

_NOT_IMPORTED = ("autograder.cli", "__main__")
"""The command line's own modules: their consoles look at the terminal when they are made."""

_ORDER_SECONDS = 5.0
_MOST_AT_ONCE = 16  # each needs two of the files that a process may have open


def left_behind(minutes: float) -> surroundings.Order | None:
    """Leave a process that waits, unless one does. Returns None here, and in each process that it forks for a command, that command's order."""
    if threading.active_count() > 1 or not surroundings.can_be_handed_over(()):
        return None
    try:
        place, loaded, (ended, end) = surroundings.place(), _loaded(), os.pipe()
        between = os.fork()
    except OSError:
        return None  # too many files or processes: commands do without
    if between:
        os.close(ended)
        os.waitpid(between, 0)
        atexit.register(_tell_imports, end)
        return None
    os.setsid()
    if os.fork():
        os._exit(0)
    try:
        got = _wait(place, loaded, ended, minutes)
    except BaseException:  # noqa: BLE001 - nobody hears it, and commands do without
        os._exit(1)
    return got.begun()


def _tell_imports(end: int) -> None:
    """Tell the process that waits what this command has imported, now that it ends: the next one will want it."""
    os.set_blocking(end, False)
    with contextlib.suppress(OSError):  # it has gone; or it doesn't read, and imports less
        os.write(end, "\n".join(name for name in list(sys.modules) if not name.startswith(_NOT_IMPORTED)).encode())


@dataclass(frozen=True)
class _Got:
    """An order, in the process that was forked for it."""

    order: surroundings.Order
    folder: int
    files: list[int]
    channel: socket.socket
    waiting: _Waiting

    def begun(self) -> surroundings.Order:
        """Be the command, once nothing can come between: until this process says so, whoever gave the order may be the command instead."""
        _kept.append(self.channel)
        with contextlib.suppress(OSError, ValueError):
            self.order.take_over(self.folder, self.files)
            if self.waiting.is_outdated():
                self.waiting.retire_from_here()
                os._exit(0)  # whoever gave the order was started with today's code
            self.waiting.leave()
            self._die_with_whoever_asked()
            socket.send_fds(self.channel, [handover.READY], [os.pidfd_open(os.getpid())])
            return self.order
        os._exit(1)  # it has something that this process can't take over, or is there no more

    def _die_with_whoever_asked(self) -> None:
        """Have the kernel kill this process, stopped or not, when the other end is closed."""
        own = self.channel.fileno()
        fcntl.fcntl(own, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)


_kept: list[socket.socket] = []  # as long as the process lives: closing it would tell that it ended


def _loaded() -> dict[str, int]:
    """Tell which files of this package were read, and when each was last changed in any way, in nanoseconds."""
    files = (
        getattr(module, "__file__", None) or ""
        for name, module in sys.modules.items()
        if name.startswith(("autograder", "__main__"))
    )
    return {file: os.stat(file).st_ctime_ns for file in files if file}  # noqa: PTH116


def _wait(place: Path, loaded: dict[str, int], ended: int, minutes: float) -> _Got:
    """Wait for commands, and return in each process that was forked for one; else never."""
    folder = private_socket.lock(place)
    if folder is None:
        os._exit(0)  # another one waits
    try:
        return _waiting(place, folder, ended, minutes, loaded)
    except BaseException:
        private_socket.removed(folder, place)
        raise


def _waiting(place: Path, folder: int, ended: int, minutes: float, loaded: dict[str, int]) -> _Got:
    os.chdir("/")
    nothing = os.open(os.devnull, os.O_RDWR)
    for one in surroundings.FILES:
        os.dup2(nothing, one)
    low, high = sorted((folder, ended))
    for first, last in ((3, low), (low + 1, high), (high + 1, os.sysconf("SC_OPEN_MAX"))):
        os.closerange(first, last)
    with open(ended, encoding="utf-8", errors="replace") as told:
        names = told.read().split()
    if loaded != _loaded():
        raise ImportError("what this process has read was changed since")
    return _Waiting(place, folder, minutes).served([*IMPORTED, *names])


def _known() -> tuple[str, list[str]]:
    """Tell what this process would have to import again, were it another."""
    from autograder import reuse

    reuse.own_code.cache_clear()
    return reuse.own_code(), reuse.installed()


def _read(channel: socket.socket, files: list[int]) -> surroundings.Order | None:
    """Read an order, and the files that come with it; None where what comes is none, or isn't this user's."""
    with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
        channel.settimeout(_ORDER_SECONDS)
        if private_socket.peer(channel)[1] != os.geteuid():
            return None
        channel.sendall(handover.SERVED)
        first, got, _, _ = socket.recv_fds(channel, 1, 1 + len(surroundings.FILES))
        files += got
        begun = [first]
        order = surroundings.Order.decoded(frames.read(lambda count: begun.pop() if begun else channel.recv(count)))
        channel.settimeout(None)
        return order if len(files) == 1 + len(surroundings.FILES) else None
    return None


@dataclass
class _Waiting:
    """What the process that waits has."""

    place: Path
    folder: int  # locked as long as it is open
    minutes: float
    known: tuple[str, list[str]] = field(default_factory=_known)
    listener: socket.socket | None = None
    is_retired: bool = False
    running: dict[int, tuple[int, socket.socket]] = field(default_factory=dict)  # pidfd → pid, who asked

    def __post_init__(self) -> None:
        self.retired, self._retire = os.pipe()

    def is_outdated(self) -> bool:
        """Tell whether code of ours or a package is another than the one that was imported."""
        return self.known != _known()

    def served(self, names: Iterable[str]) -> _Got:
        """Import these, then serve until there is a reason to end; returns in the processes that were forked for a command."""
        for name in names:
            with contextlib.suppress(ModuleNotFoundError):  # some are there by another name only
                import_module(name)
        if self.is_outdated():
            self.end()
        gc.collect()
        gc.freeze()
        self.listener = private_socket.bound(self.folder)
        self.listener.listen()
        deadline = time.monotonic() + self.minutes * 60
        while self.running or not self.is_retired:
            ready = self._ready(None if self.running else max(0.0, deadline - time.monotonic()))
            if not ready:
                self.end()
            for one in ready:
                if one in self.running:
                    self._tell_end(one)
                    deadline = time.monotonic() + self.minutes * 60
                elif one == self.retired:
                    os.read(one, 1)
                    self._retired()
                elif self.listener and (got := self._taken()):
                    return got
        os._exit(0)

    def _ready(self, seconds: float | None) -> list[int]:
        poll = select.poll()
        for one in (*self.running, self.retired, *([self.listener.fileno()] if self.listener else [])):
            poll.register(one, select.POLLIN)
        return [one for one, _ in poll.poll(None if seconds is None else seconds * 1000)]

    def _taken(self) -> _Got | None:
        """Take an order, and fork the process that does it: it returns there, and None here."""
        assert self.listener is not None
        channel, _ = self.listener.accept()
        files: list[int] = []
        order = _read(channel, files)
        if order:
            self.minutes = order.minutes
        pid = -1
        if order and len(self.running) < _MOST_AT_ONCE:
            with contextlib.suppress(OSError):  # there are too many processes
                pid = os.fork()
        if order and pid == 0:
            self._forget()
            return _Got(order, files[0], files[1:], channel, self)
        for one in files:
            os.close(one)
        if pid < 0:
            channel.close()  # who asked does it
        else:
            self.running[os.pidfd_open(pid)] = pid, channel
        if order and not order.minutes:
            self._retired()
        return None

    def _forget(self) -> None:
        """Have nothing, in a process that was forked, of what is this one's."""
        if self.listener is not None:
            self.listener.close()
        for handle, (_, channel) in self.running.items():
            os.close(handle)
            channel.close()
        self.running.clear()
        os.close(self.retired)

    def _tell_end(self, handle: int) -> None:
        pid, channel = self.running.pop(handle)
        _, status = os.waitpid(pid, 0)
        os.close(handle)
        with contextlib.suppress(OSError), channel:
            channel.sendall(handover.STATUS.pack(status))

    def leave(self) -> None:
        """Let go of the folder, in a process that was forked."""
        os.close(self.folder)
        os.close(self._retire)

    def retire_from_here(self) -> None:
        """Have no other command come, from a process that was forked: the one that waits takes its folder away, so that another may wait."""
        os.write(self._retire, b".")
        deadline = time.monotonic() + _ORDER_SECONDS
        while self.place.exists() and time.monotonic() < deadline:
            time.sleep(0.005)

    def _retired(self) -> None:
        """Let nobody come any more."""
        if not self.is_retired:
            self.is_retired = True
            if self.listener is not None:
                self.listener.close()
                self.listener = None
            private_socket.removed(self.folder, self.place)

    def end(self) -> NoReturn:
        """Go, and leave nothing."""
        self._retired()
        os._exit(0)
