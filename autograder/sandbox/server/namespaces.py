"""Give the server a root with nothing in it but what Python needs, and each child namespaces and a scratch of its own.

The server enters its root once, at start: a small tmpfs, read-only in the end, on which the paths of readable_paths.py are bound at
their own names. What isn't there can't even be asked about. An interpreter below a home that strangers may not enter works too: the directories
that lead to it are the tmpfs's. A child then adds only what must be its own: pids, mounts, network, ipc and host name, a tmpfs bounded in
bytes and files as its scratch, and a /proc that shows itself alone. /tmp and /dev/shm are links to the scratch.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograder.sandbox.server import syscalls
from autograder.sandbox.server.readable_paths import DATA, SCRATCH

KINDS = ("pid", "mnt", "net", "ipc", "uts")
HOST_NAME = "sandbox"
INODES_PER_MIB = 64

_READ_ONLY = syscalls.MOUNT_ATTR_RDONLY | syscalls.MOUNT_ATTR_NOSUID | syscalls.MOUNT_ATTR_NODEV
_LOCKED = syscalls.MS_NOSUID | syscalls.MS_NODEV


def enter_root(at: Path, *, readable: Sequence[Path], devices: Sequence[Path], data: Path | None = None) -> None:
    """Move this process into a new root built at an empty directory; uses a user namespace unless it is root's.

    readable: directories and files, links beside their targets; devices: device files; data: a directory, shown at DATA. Raises OSError where the kernel refuses.
    """
    if os.geteuid() != 0:
        _become_first_of_own_users()
    syscalls.unshare(syscalls.CLONE_NEWNS | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWIPC | syscalls.CLONE_NEWNET)
    syscalls.mount("none", "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    syscalls.mount("tmpfs", str(at), "tmpfs", _LOCKED, "size=4m,nr_inodes=4096,mode=0755")
    for path in readable:
        _bind(path, at, _READ_ONLY)
    if data is not None:
        _bind(data, at, _READ_ONLY | syscalls.MOUNT_ATTR_NOEXEC, DATA)
    for path in devices:
        _bind(path, at, syscalls.MOUNT_ATTR_NOSUID)
    _bind(Path("/proc"), at, syscalls.MOUNT_ATTR_NOSUID | syscalls.MOUNT_ATTR_NODEV)
    (at / SCRATCH.relative_to("/")).mkdir()
    for link in ("tmp", "dev/shm"):
        (at / link).parent.mkdir(exist_ok=True)
        if not (at / link).exists():  # it does when Python or the kit lie below it: then it stays a read-only directory
            (at / link).symlink_to(SCRATCH)
    syscalls.make_root(str(at))
    syscalls.mount("none", "/", None, syscalls.MS_BIND | syscalls.MS_REMOUNT | syscalls.MS_RDONLY | _LOCKED)
    # the server's own; children cover it
    syscalls.mount("tmpfs", str(SCRATCH), "tmpfs", _LOCKED, "size=16m,nr_inodes=256,mode=0700")
    syscalls.set_host_name(HOST_NAME)


def _become_first_of_own_users() -> None:
    """Enter a user namespace, and in it a pid namespace: only there may one who isn't root make others, and come back from them.

    The pid namespace takes a fork. This process then only waits for it, and ends as it ends.
    """
    uid, gid = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER | syscalls.CLONE_NEWPID)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    first = os.fork()
    if first:
        _, status = os.waitpid(first, 0)
        os._exit(abs(os.waitstatus_to_exitcode(status)))
    syscalls.die_with_parent()


@contextmanager
def next_fork_is_first() -> Iterator[None]:
    """Make the next fork the first process of a pid namespace, and only that one; raises OSError where the kernel refuses."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        syscalls.unshare(syscalls.CLONE_NEWPID)
        try:
            yield
        finally:
            syscalls.setns(own, syscalls.CLONE_NEWPID)
    finally:
        os.close(own)


def enter_own(*, disk_mb: int, uid: int | None) -> None:
    """Give this process, the first of a new pid namespace, its own mounts, network, ipc, host name, scratch and /proc.

    disk_mb: of the scratch, in MiB; uid: whose it is, when not the server's. Raises OSError where the kernel refuses.
    """
    syscalls.unshare(syscalls.CLONE_NEWNS | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWIPC | syscalls.CLONE_NEWNET)
    options = f"size={disk_mb}m,nr_inodes={max(256, disk_mb * INODES_PER_MIB)},mode=0700"
    if uid is not None:
        options += f",uid={uid},gid={uid}"
    syscalls.mount("tmpfs", str(SCRATCH), "tmpfs", _LOCKED, options)
    syscalls.mount("proc", "/proc", "proc", _LOCKED | syscalls.MS_NOEXEC)


def identities() -> dict[str, int]:
    """Tell which namespaces this process is in, as numbers that differ where the namespaces do."""
    return {kind: Path(f"/proc/self/ns/{kind}").stat().st_ino for kind in KINDS}


def _bind(path: Path, root: Path, attributes: int, name: Path | None = None) -> None:
    """Show one path in the new root under a name, by default its own; a link is made again, and its target is among the paths by itself."""
    place = root / (name or path).relative_to("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        if not place.is_symlink():
            place.symlink_to(path.readlink())
        return
    if place.is_mount():
        return
    if path.is_dir():
        place.mkdir(exist_ok=True)
    else:
        place.touch()
    syscalls.mount(str(path), str(place), None, syscalls.MS_BIND | syscalls.MS_REC)
    syscalls.set_mount_attributes(str(place), attributes)


def first_uid() -> int:
    """The first of a thousand uids that no account has, and no other examiner on this machine uses at the same time."""
    try:
        mapped = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    except OSError:
        mapped = 0
    if mapped >= 2**31:
        return 1_000_000_000 + os.getpid() % 1_000_000 * 1000
    return 20_000 + os.getpid() % 40 * 1000  # a container with 65,536 uids
