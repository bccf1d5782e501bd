"""Restrict which files this process may touch, by Landlock: paths opened beforehand go in, an enforced ruleset comes out.

A binding of our own, not a package: three system calls with the same numbers on every architecture. The packages that exist drop rights
that the kernel lacks without a word, and look paths up in each child; here the server opens the paths once, and the child only adds them.

What a kernel can't restrict yet (TCP before ABI 4, device ioctls before 5, signals and abstract sockets before 6) is covered by seccomp.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.server import syscalls

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << bit for bit in range(6, 13))
REFER, TRUNCATE, IOCTL_DEV, RESOLVE_UNIX = (1 << bit for bit in range(13, 17))

READ = READ_FILE | READ_DIR
OWN = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER | TRUNCATE
"""What a submission may do in its own scratch directory."""

_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_FS_SINCE = {1: (1 << 13) - 1, 2: REFER, 3: TRUNCATE, 5: IOCTL_DEV, 9: RESOLVE_UNIX}
_NET_SINCE = {4: 0b11, 10: 0b1100}  # bind and connect, of TCP, then of UDP
_SCOPES_SINCE = {6: 0b11}  # abstract unix sockets, signals

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_VERSION = 1


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # Python 3.14 asks to be told; older ones take no notice
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class Allowed:
    """One path, opened with O_PATH, and what may be done beneath it."""

    descriptor: int
    rights: int


def version() -> int:
    """Return the kernel's Landlock ABI; raise OSError where there is none."""
    return syscalls.syscall("landlock", _CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)


def opened(path: Path | str, rights: int) -> Allowed | None:
    """Open a path for a rule; None when nothing is there."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return None
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        rights &= _ON_FILES
    return Allowed(descriptor, rights)


def restrict(allowed: Iterable[Allowed], *, abi: int) -> None:
    """Deny this thread every file, TCP port, abstract socket and foreign process but what is allowed, as far as the ABI goes.

    Needs no_new_privs; raises OSError otherwise.
    """
    handled = _known(_FS_SINCE, abi)
    attributes = _RulesetAttributes(fs=handled, net=_known(_NET_SINCE, abi), scoped=_known(_SCOPES_SINCE, abi))
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = syscalls.syscall(
        "landlock_create_ruleset", _CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0
    )
    for item in allowed:
        rule = _PathBeneath(allowed=item.rights & handled, parent=item.descriptor)
        syscalls.syscall("landlock_add_rule", _ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    syscalls.syscall("landlock_restrict_self", _RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _known(since: dict[int, int], abi: int) -> int:
    rights = 0
    for first, bits in since.items():
        if abi >= first:
            rights |= bits
    return rights
