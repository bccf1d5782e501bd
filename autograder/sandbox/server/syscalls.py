"""Call what the kernel offers and Python doesn't: prctl, unshare, setns, mounts, pivot_root, capabilities.

Each function raises OSError naming the call. libc is bound once, at import, so that no child has to look for it. The module imports on
every system; the calls work on Linux only.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from pathlib import Path
from typing import Any

LINUX = sys.platform == "linux"
MACHINE = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER = 0x20000, 0x4000000, 0x8000000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1 << 5, 1 << 12, 1 << 14, 1 << 18
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC = 1, 2, 4, 8

_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 1, 24, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63
_AT_FDCWD, _AT_RECURSIVE, _MNT_DETACH = -100, 0x8000, 2
_SYS_MOUNT_SETATTR = 442  # the same on every architecture, as all since 5.1
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_HUGE, _MADV_COLLAPSE = 2 << 20, 25
_MAP_GROWING_DOWN = 0x122  # MAP_PRIVATE MAP_ANONYMOUS MAP_GROWSDOWN

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def syscall(name: str, number: int, *arguments: Any) -> int:
    """Make a system call by number; integers that need 64 bits must come as ctypes values."""
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result == -1:
        raise _failure(name)
    return result


def prctl(option: int, *arguments: int) -> int:
    """Call prctl with up to four arguments."""
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    result = int(_libc.prctl(option, *padded))
    if result == -1:
        raise _failure("prctl")
    return result


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends; to be said again after every change of uid."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def refuse_new_privileges() -> None:
    """Make set-uid programs and file capabilities useless to this process, for good."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def close_capability_bounds() -> None:
    """Empty the bounding and ambient sets, as far as this process may."""
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            prctl(_PR_CAPBSET_DROP, capability)
        except OSError:  # unprivileged (all the same: it has none), or past the kernel's last capability
            break
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)


def drop_capabilities() -> None:
    """Give up every effective, permitted and inheritable capability."""
    header = struct.pack("=II", _CAPABILITY_VERSION_3, 0)
    if _libc.capset(header, bytes(24)) == -1:
        raise _failure("capset")


def unshare(flags: int) -> None:
    """Move into new namespaces (CLONE_NEW…); a new pid namespace takes the next fork only."""
    if _libc.unshare(flags) == -1:
        raise _failure("unshare")


def setns(descriptor: int, kind: int) -> None:
    """Move into the namespace that a descriptor refers to."""
    if _libc.setns(descriptor, kind) == -1:
        raise _failure("setns")


def mount(source: str, target: str, kind: str | None, flags: int = 0, data: str | None = None) -> None:
    """Mount a file system, or change a mount."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    if _libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]) == -1:
        raise _failure(f"mount {target}")


class _MountAttributes(ctypes.Structure):
    """struct mount_attr."""

    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def set_mount_attributes(target: str, attributes: int) -> None:
    """Set attributes (MOUNT_ATTR_…) on a mount and all below it; those that the owner locked stay as they are."""
    wanted = _MountAttributes(attr_set=attributes)
    syscall(
        f"mount_setattr {target}",
        _SYS_MOUNT_SETATTR,
        _AT_FDCWD,
        os.fsencode(target),
        _AT_RECURSIVE,
        ctypes.byref(wanted),
        ctypes.c_size_t(ctypes.sizeof(wanted)),
    )


def make_root(path: str) -> None:
    """Make a mount the root of this mount namespace and let go of everything that was mounted before."""
    os.chdir(path)
    syscall("pivot_root", _SYS_PIVOT_ROOT[MACHINE], b".", b".")
    if _libc.umount2(b".", _MNT_DETACH) == -1:
        raise _failure("umount of the old root")
    os.chdir("/")


def collapse_memory() -> None:
    """Gather this process's private memory into huge pages, so that a fork copies hundreds of entries instead of tens of thousands.

    What can't be gathered, or a kernel before 6.1, stays as it is.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights, _, _, inode, *name = line.split()
        if not rights.startswith("rw") or inode != "0" or name not in ([], ["[heap]"]):
            continue
        start, end = (int(part, 16) for part in span.split("-"))
        start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
        if start < end:
            _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_COLLAPSE)


def map_growing_down() -> None:
    """Map a page that counts as stack: a canary's attempt, too."""
    _libc.mmap.restype = ctypes.c_void_p
    found = _libc.mmap(None, ctypes.c_size_t(4096), 3, _MAP_GROWING_DOWN, -1, ctypes.c_long(0))
    if found in (None, ctypes.c_void_p(-1).value):
        raise _failure("mmap")
    _libc.munmap(ctypes.c_void_p(found), ctypes.c_size_t(4096))


def trace_me() -> None:
    """Ask to be traced by the parent: a canary's attempt, not something that the sandbox needs."""
    _libc.ptrace.restype = ctypes.c_long
    if _libc.ptrace(0, 0, 0, 0) == -1:
        raise _failure("ptrace")


def set_host_name(name: str) -> None:
    """Name this UTS namespace."""
    if _libc.sethostname(name.encode(), ctypes.c_size_t(len(name))) == -1:
        raise _failure("sethostname")


def _failure(call: str) -> OSError:
    code = ctypes.get_errno()
    return OSError(code, f"{call}: {os.strerror(code)}")
