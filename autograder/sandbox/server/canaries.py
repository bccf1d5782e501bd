"""Try what must fail, in the confined child, before it may see a student's code: a wall that isn't there is otherwise silent.

Each canary belongs to a layer. It returns normally when the wall holds, and its name is reported when it doesn't. What a layer that was
left out on purpose would have stopped isn't tried.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.sandbox.levels import Layer
from autograder.sandbox.orders import Spawn
from autograder.sandbox.server import namespaces, syscalls
from autograder.sandbox.server.confine import CHANNEL, ChildResources, resource_limits, uid_of

_UNUSED_PID = 2**22 - 1


def holes(order: Spawn, resources: ChildResources, layers: frozenset[Layer]) -> list[str]:
    """Name what can be done though one of these layers should prevent it, as "layer: what"; limits are compared with those of the order."""
    return [f"{layer}: {name}" for layer, name, holds in _all(order, resources, layers) if not holds()]


def _all(
    order: Spawn, resources: ChildResources, layers: frozenset[Layer]
) -> Iterator[tuple[str, str, Callable[[], bool]]]:
    if not syscalls.LINUX:
        return
    status = _status()
    yield "process", "it has more than one thread", lambda: status["Threads"] == "1"
    yield "process", "it has other descriptors than its own", _only_own_descriptors
    yield "process", "it has capabilities", lambda: int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0
    yield "process", "it may gain privileges", lambda: status["NoNewPrivs"] == "1"
    if Layer.LANDLOCK in layers:
        yield "landlock", "it can list the root directory", lambda: _fails(lambda: os.scandir("/").close())
        yield "landlock", "it can read a file outside", lambda: _fails(lambda: Path("/proc/version").read_bytes())
        yield (
            "landlock",
            "it can write outside its scratch",
            lambda: _fails(lambda: _write(Path(order.scratch).parent / f"canary-{order.number}")),
        )
    for layer in layers & {Layer.LANDLOCK, Layer.NAMESPACES} if resources.data else ():
        yield (
            layer,
            "it can change the data files",
            lambda: _fails(lambda: _write(Path("data") / f"canary-{order.number}")),
        )
    if Layer.SECCOMP in layers:
        yield "seccomp", "no filter is in force", lambda: status["Seccomp"] == "2"
        yield "seccomp", "it can open a socket", lambda: _fails(lambda: socket.socket(socket.AF_INET).close())
        yield "seccomp", "it can make a file in memory", lambda: _fails(lambda: os.close(os.memfd_create("canary")))
        yield "seccomp", "it can be traced", lambda: _fails(syscalls.trace_me)
        yield "seccomp", "it can leave its namespaces", lambda: _fails(lambda: syscalls.unshare(0))
        yield "seccomp", "it can signal others", lambda: _forbidden(lambda: os.kill(os.getppid() or _UNUSED_PID, 0))
        yield "seccomp", "it can map memory that grows downwards", lambda: _fails(syscalls.map_growing_down)
        yield "seccomp", "it can use io_uring", lambda: _fails(_set_up_io_uring)
    if Layer.NAMESPACES in layers:
        yield "namespaces", "it shares a namespace with the examiner", lambda: _apart(order)
        yield "namespaces", "it isn't the first of its pid namespace", lambda: os.getpid() == 1
        yield "namespaces", "it can see that hidden files exist", lambda: _fails(Path(order.hidden).stat)
        yield "namespaces", "its scratch isn't bounded", lambda: _size_of(order.scratch) <= order.disk_mb << 20
    if Layer.UID in layers:
        uid = uid_of(order, resources.first_uid)
        yield (
            "uid",
            "it has another uid",
            lambda: set(os.getresuid()) == {uid} == set(os.getresgid()) and not os.getgroups(),
        )
        yield "uid", "it can become root", lambda: _fails(lambda: os.setuid(0))
    if Layer.LIMITS in layers:
        yield (
            "limits",
            "a resource limit isn't set",
            lambda: all(_is_set(kind, bounds) for kind, bounds in resource_limits(order, resources.device).items()),
        )


def _fails(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return True
    return False


def _forbidden(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except PermissionError:
        return True
    except OSError:
        pass
    return False


def _status() -> dict[str, str]:
    with Path("/proc/self/status").open() as lines:
        pairs = (line.partition(":") for line in lines)
        return {name: value.strip() for name, _, value in pairs}


def _only_own_descriptors() -> bool:
    with os.scandir("/proc/self/fd") as entries:
        listed = {int(entry.name) for entry in entries}
    return {number for number in listed if _is_open(number)} == {0, 1, 2, CHANNEL}


def _is_open(descriptor: int) -> bool:
    with contextlib.suppress(OSError):
        os.fstat(descriptor)
        return True
    return False


def _write(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.unlink()


def _set_up_io_uring() -> None:
    os.close(syscalls.syscall("io_uring_setup", 425, 1, ctypes.create_string_buffer(120)))


def _apart(order: Spawn) -> bool:
    own = namespaces.identities()
    return all(own[kind] != order.outside[kind] for kind in namespaces.KINDS)


def _size_of(scratch: str) -> int:
    found = os.statvfs(scratch)
    return found.f_blocks * found.f_frsize


def _is_set(kind: int, bounds: tuple[int, int]) -> bool:
    """Limits of memory are reckoned from what is in use, which may have grown since: they need only be near."""
    soft, hard = resource.getrlimit(kind)
    slack = (64 << 20) if kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS) else 0
    return soft <= bounds[0] + slack and hard <= bounds[1] + slack
