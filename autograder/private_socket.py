"""A socket by which a process that stays between commands is found: in a folder that belongs to its user alone.

Comes in: the folder's path. Goes out: sockets, and the folder itself as a descriptor that is locked as long as it is open. Each end asks the
kernel who is at the other, and believes nobody but its own user. Who stands in for another must have inherited the same: limits above all, so
they are a part of the path that the callers make. Imports little: whoever looks for such a process has imported nothing yet.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import socket
import struct
from pathlib import Path

SOCKET = "socket"
_TRIES = 5
_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")
_RIGHTS = (b"Cap", b"NoNewPrivs", b"Seccomp", b"SigBlk")
_FILES = ("oom_score_adj", "personality", "attr/current")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def opened(path: Path) -> int:
    """Open the folder. Raises OSError where it isn't there, and for one that isn't this user's alone."""
    folder = os.open(path, _FOLDER)
    about = os.fstat(folder)
    if about.st_uid != os.geteuid() or about.st_mode & 0o077:
        os.close(folder)
        raise PermissionError(1, "it belongs to somebody else, or is open to others")
    return folder


def lock(path: Path) -> int | None:
    """Open and lock the folder, made where it isn't there; None while somebody else has it. Raises OSError for one that isn't this user's alone."""
    for _ in range(_TRIES):
        with contextlib.suppress(FileExistsError):
            path.mkdir(0o700)
        try:
            folder = opened(path)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(folder)
            return None
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(folder).st_ino:
                return folder
        os.close(folder)  # its process went, and took it along
    return None


def bound(folder: int) -> socket.socket:
    """Put a new socket into a locked folder; raises OSError. Who listens to it is who it belongs to."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SOCKET, dir_fd=folder)
    made = socket.socket(socket.AF_UNIX)
    try:
        made.bind(f"/proc/self/fd/{folder}/{SOCKET}")  # so no path is too long, and none is looked up twice
        os.chmod(SOCKET, 0o600, dir_fd=folder)  # before anybody listens
    except OSError:
        made.close()
        raise
    return made


def reached(folder: int) -> tuple[socket.socket, int] | None:
    """Connect to the process whose folder this is, and return its pid besides; None where there is none, or another user's. Raises OSError."""
    channel = socket.socket(socket.AF_UNIX)
    channel.setblocking(False)  # where so many stand in line that connecting would wait, nobody serves them
    with contextlib.suppress(FileNotFoundError, ConnectionRefusedError, BlockingIOError):
        channel.connect(f"/proc/self/fd/{folder}/{SOCKET}")
        channel.setblocking(True)
        pid, uid = peer(channel)
        if uid == os.geteuid():
            return channel, pid
    channel.close()
    return None


def removed(folder: int, path: Path) -> None:
    """Take the socket of a locked folder away, where there is one by now, and the folder, and unlock it."""
    with contextlib.suppress(OSError):
        os.unlink(SOCKET, dir_fd=folder)
    with contextlib.suppress(OSError):
        path.rmdir()
    os.close(folder)


def peer(channel: socket.socket) -> tuple[int, int]:
    """Return the pid and the uid of who is at the other end, as the kernel knows them."""
    pid, uid, _ = struct.unpack("3i", channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return pid, uid


def inherited() -> list[object]:
    """List what this process has from whoever started it and can't change, or only with more rights. Raises OSError where there is no /proc."""
    limits = [getattr(resource, name) for name in sorted(dir(resource)) if name.startswith("RLIMIT_")]
    root = os.stat("/")  # noqa: PTH116
    return [
        (os.getresuid(), os.getresgid(), sorted(os.getgroups()), _rights()),
        [resource.getrlimit(one) for one in limits],
        (
            os.getpriority(os.PRIO_PROCESS, 0),
            os.sched_getscheduler(0),
            os.sched_getparam(0).sched_priority,
            sorted(os.sched_getaffinity(0)),
        ),
        [_text(f"/proc/self/{name}") for name in _FILES],
        [number for number in signal.valid_signals() if signal.getsignal(number) is signal.SIG_IGN],
        [_link(f"/proc/self/ns/{name}") for name in _NAMESPACES],
        (root.st_dev, root.st_ino),
    ]


def _rights() -> list[bytes]:
    with open("/proc/self/status", "rb") as lines:  # noqa: PTH123
        return [line for line in lines if line.startswith(_RIGHTS)]


def _text(path: str) -> bytes:
    with contextlib.suppress(OSError), open(path, "rb") as found:  # noqa: PTH123
        return found.read()
    return b""


def _link(path: str) -> str:
    with contextlib.suppress(OSError):
        return os.readlink(path)  # noqa: PTH115
    return ""
