"""Confine this process, a fresh fork of the server, for good. The order is the point; each step takes away what the next no longer needs.

1. die with the server; join the cgroup           while the files to join it by are still open
2. own mounts, scratch, /proc, network, ipc       while there are capabilities to mount
3. session, umask, limits, working directory
4. empty the capability bounds, own uid           the kernel forgets 'die with the parent' at a change of uid: say it again
5. no new privileges, no capabilities, Landlock   Landlock's paths were opened by the server, before
6. close every descriptor but 0, 1, 2, channel
7. seccomp                                        last, since it refuses most of the above

Raises OSError when a step fails; the canaries then look whether each step did what it said.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.levels import Layer
from autograder.sandbox.orders import Spawn
from autograder.sandbox.server import landlock, namespaces, seccomp, syscalls

if TYPE_CHECKING:
    from seccompy import Filter

CHANNEL = 3
_MIB = 1 << 20
_FILES = 256
_STACK = (8 * _MIB, 64 * _MIB)
# threads, where a submission has neither uid nor namespace of its own; Linux has 32,768 at least
_OF_A_USER = (16_384, 16_384)
_RESERVED = 512 * _MIB
"""Of addresses, beyond the memory that may be written: what threads' stacks and heaps, libraries and files mapped to be read reserve."""

_OWN_PROC = ("status", "maps", "fd", "fdinfo", "cmdline", "comm", "limits", "mounts", "mountinfo", "cgroup", "auxv")
"""Of /proc/self: nothing that counts faults, blocks read or pages in memory (stat, io, smaps, pagemap), nothing of the network's."""


@dataclass(frozen=True, slots=True)
class ChildResources:
    """What the server made ready for all its children."""

    device: str
    first_uid: int
    data: str = ""  # where data files are
    abi: int = 0
    allowed: tuple[landlock.Allowed, ...] = ()
    filter: Filter | None = None
    filter_with_shared_memory: Filter | None = None
    most_descriptors: int = 1 << 16
    filter_of_first: Filter | None = None  # for the first process of a pid namespace


def uid_of(order: Spawn, first_uid: int) -> int | None:
    """The uid that a child gets of its own; its group has the same number."""
    return first_uid + order.number % 1000 if Layer.UID in order.layers else None


def confine(order: Spawn, resources: ChildResources, *, channel: int, output: int, join_fds: list[int]) -> None:
    """Apply every layer of the order to this process; on return, only CHANNEL and 0, 1, 2 are open. Raises OSError when a step fails."""
    uid = uid_of(order, resources.first_uid)
    if syscalls.LINUX:
        syscalls.die_with_parent()
    for join_fd in join_fds:
        os.write(join_fd, b"0")
    if Layer.NAMESPACES in order.layers:
        namespaces.enter_own(disk_mb=order.disk_mb, uid=uid)
    _set_surroundings(order, resources.data, uid)
    if Layer.LIMITS in order.layers:
        for kind, bounds in resource_limits(order, resources.device).items():
            resource.setrlimit(kind, bounds)
    if syscalls.LINUX:
        syscalls.close_capability_bounds()
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        syscalls.die_with_parent()
    if syscalls.LINUX:
        syscalls.refuse_new_privileges()
        syscalls.drop_capabilities()
    if Layer.LANDLOCK in order.layers:
        landlock.restrict([*resources.allowed, *_own_paths(order, resources)], abi=resources.abi)
    _keep_only(channel, output, resources.most_descriptors)
    if Layer.SECCOMP in order.layers:
        _filter(order, resources)


def resource_limits(order: Spawn, device: str) -> dict[int, tuple[int, int]]:
    """The resource limits of a child on a device: kind → (soft, hard).

    Where no cgroup counts memory, two limits do: DATA counts what is private and may be written, but not what is made read-only after it
    was filled, nor what the kernel keeps to find pages by; so AS bounds addresses as a whole.
    """
    wanted = {
        "CORE": (0, 0),
        "CPU": (order.cpu_seconds, order.cpu_seconds),
        "FSIZE": (order.disk_mb * _MIB, order.disk_mb * _MIB),
        "NOFILE": (_FILES, _FILES),
        "STACK": _STACK,
        "MEMLOCK": (0, 0),
        "MSGQUEUE": (0, 0),
        "SIGPENDING": (_FILES, _FILES),
        "RTPRIO": (0, 0),
        "NICE": (0, 0),
    }
    if Layer.CGROUP not in order.layers:
        most = _in_use("VmData") + order.memory_mb * _MIB
        wanted["DATA"] = (most, most)
        if not device.startswith("cuda"):  # whose driver reserves terabytes
            most = _in_use("VmSize") + order.memory_mb * _MIB + _RESERVED
            wanted["AS"] = (most, most)
    # Counted by uid, within a user namespace: the server's own, where a user has made one, holds its children alone. Elsewhere a shared uid's
    # other processes count too; the kernel asks it of root only in such a namespace.
    if Layer.UID in order.layers:
        wanted["NPROC"] = (order.processes, order.processes)
    elif Layer.NAMESPACES in order.layers and os.geteuid() != 0:
        wanted["NPROC"] = (2 * order.processes, 2 * order.processes)
    else:
        wanted["NPROC"] = _OF_A_USER
    return {
        getattr(resource, f"RLIMIT_{name}"): _at_most(getattr(resource, f"RLIMIT_{name}"), bounds)
        for name, bounds in wanted.items()
        if hasattr(resource, f"RLIMIT_{name}")
    }


def refresh(order: Spawn) -> None:
    """Undo what all forks of one server share: random states, the cached name of the temporary directory, the number of threads."""
    import numpy as np
    import torch

    tempfile.tempdir = None
    random.seed(order.seed)
    np.random.seed(order.seed % 2**32)
    torch.default_generator.manual_seed(order.seed % 2**63)  # torch.manual_seed formats a traceback for CUDA: 3 ms
    torch.set_num_threads(order.threads)


def _set_surroundings(order: Spawn, data: str, uid: int | None) -> None:
    os.setsid()
    os.umask(0o077)
    os.chdir(order.scratch)
    if data:
        _show_data(data, uid, mounted=Layer.NAMESPACES in order.layers)
    os.environ.clear()
    for name in (
        "HOME",
        "TMPDIR",
        "MPLCONFIGDIR",
        "XDG_CACHE_HOME",
        "IPYTHONDIR",
        "TORCH_HOME",
        "TORCHINDUCTOR_CACHE_DIR",
    ):
        os.environ[name] = order.scratch
    os.environ.update(
        PATH="/usr/bin:/bin", LANG="C.UTF-8", USER="student", LOGNAME="student", MPLBACKEND="Agg", TQDM_DISABLE="1"
    )


def _show_data(data: str, uid: int | None, *, mounted: bool) -> None:
    """Give the data files the name by which notebooks know them, such that nothing else can be put in their place; they are read-only.

    Where a child has neither mounts nor a uid of its own, it can put another folder there, for itself alone.
    """
    if mounted:  # neither removed nor renamed while it is mounted
        Path("data").mkdir()
        syscalls.mount(data, "data", None, syscalls.MS_BIND | syscalls.MS_REC)
        return
    Path("data").symlink_to(data)
    if uid is not None:  # in a sticky directory of another's, nobody renames or removes what isn't theirs
        os.chown(".", -1, uid)
        os.chown(".", 0, -1)
        Path().chmod(0o1770)


def _own_paths(order: Spawn, resources: ChildResources) -> list[landlock.Allowed]:
    """The paths that only the child can open: its scratch, and of /proc what tells of itself and of the processor."""
    wanted = [(Path(order.scratch), landlock.OWN), (Path("/proc/cpuinfo"), landlock.READ)]
    wanted += [(Path("/proc/self") / name, landlock.READ) for name in _OWN_PROC]
    wanted += [(Path("/proc/sys/kernel/osrelease"), landlock.READ)]
    if resources.device.startswith("cuda"):
        wanted += [(Path("/proc") / name, landlock.READ) for name in ("self", "meminfo", "stat", "driver/nvidia")]
    return [found for found in (landlock.opened(path, rights) for path, rights in wanted) if found is not None]


def _keep_only(channel: int, output: int, most: int) -> None:
    """Make nothing the input, the pipe both outputs, and drop all else; Python's streams are line by line from here."""
    safe = os.dup(channel), os.dup(output)
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(safe[1], 1)
    os.dup2(safe[1], 2)
    os.dup2(safe[0], CHANNEL, inheritable=False)
    os.closerange(CHANNEL + 1, most)
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(number, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115 - it stays open
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _filter(order: Spawn, resources: ChildResources) -> None:
    common = resources.filter_with_shared_memory if Layer.CGROUP in order.layers else resources.filter
    own = resources.filter_of_first if os.getpid() == 1 else seccomp.compile_own(os.getpid())
    if common is None or own is None:
        raise OSError("no seccomp filter was compiled")
    own.load()
    common.load()


def _at_most(kind: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """Keep within what this process is limited to already: only root may raise a hard limit."""
    hard = resource.getrlimit(kind)[1]
    if hard == resource.RLIM_INFINITY:
        return bounds
    return min(bounds[0], hard), min(bounds[1], hard)


def _in_use(kind: str) -> int:
    """Bytes of private memory (VmData) or of addresses (VmSize) that the server's imports left this fork with."""
    try:
        with Path("/proc/self/status").open() as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{kind}:"))
    except (OSError, StopIteration):
        return 0
