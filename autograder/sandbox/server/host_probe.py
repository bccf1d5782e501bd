"""Find out, in the server and before it imports anything large, which layers this machine gives; each is tried, not guessed.

What changes the process for good (namespaces, another uid) is tried in a fork that ends.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox.levels import Layer
from autograder.sandbox.orders import Hello, ServerSetup
from autograder.sandbox.server import landlock, namespaces, readable_paths, seccomp, syscalls

_TRIAL_DISK_MB = 1


def try_layers(setup: ServerSetup) -> Hello:
    """Try the layers asked for, and tell which stand and why the others don't."""
    missing = {layer: why for layer in Layer if (why := _why_not(layer, setup))}
    if Layer.UID not in missing:
        root = Layer.NAMESPACES not in missing
        problem = _in_fork(lambda: _uid_fails(setup, own_root=root))
        if problem:
            missing[Layer.UID] = problem
    abi = 0 if Layer.LANDLOCK in missing else landlock.version()
    return Hello(layers=frozenset(Layer) - set(missing), missing=missing, landlock_abi=abi)


def _why_not(layer: Layer, setup: ServerSetup) -> str:
    if layer not in setup.layers:
        return "not asked for"
    match layer:
        case Layer.LANDLOCK:
            return _landlock_fails()
        case Layer.SECCOMP:
            return seccomp.missing() or ""
        case Layer.NAMESPACES:
            return _in_fork(lambda: _namespaces_fail(setup)) if syscalls.LINUX else "namespaces are Linux's own"
        case Layer.UID:
            return "" if os.geteuid() == 0 else "only root can give each child a uid of its own"
        case Layer.LIMITS | Layer.CGROUP:  # the examiner looked for the cgroup
            return ""


def _landlock_fails() -> str:
    if not syscalls.LINUX:
        return "Landlock is Linux's own"
    try:
        landlock.version()
    except OSError as error:
        return f"this kernel has no Landlock, or it isn't switched on ({error.strerror})"
    return ""


def _namespaces_fail(setup: ServerSetup) -> str:
    try:
        enter_root(setup)
        with namespaces.next_fork_is_first():
            return _in_fork(_own_fail)
    except OSError as error:
        return error.strerror or str(error)


def _own_fail() -> str:
    try:
        namespaces.enter_own(disk_mb=_TRIAL_DISK_MB, uid=None)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def enter_root(setup: ServerSetup) -> None:
    """Move this process into the minimal root."""
    namespaces.enter_root(
        Path(setup.base) / "root",
        readable=readable_paths.readable(setup.device).paths,
        devices=readable_paths.devices(setup.device),
        data=Path(setup.data) if setup.data else None,
    )


def _uid_fails(setup: ServerSetup, *, own_root: bool) -> str:
    """Try to become the first uid, where an unreadable folder on the way to Python matters unless the root is our own."""
    try:
        if own_root:
            enter_root(setup)
        closed = readable_paths.first_unreadable(readable_paths.telltales())
        if closed is not None:
            return f"{closed} is closed to other users, and Python or a package is below it"
        os.setgroups([])
        os.setresgid(setup.first_uid, setup.first_uid, setup.first_uid)
        os.setresuid(setup.first_uid, setup.first_uid, setup.first_uid)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _in_fork(trial: Callable[[], str]) -> str:
    """Run a trial in a fork and return what it said; '' is success."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        said = "it ended without a word"
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            said = trial()
        finally:
            os.write(theirs, said.encode() + b"\n")
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        heard = pipe.read()
    os.waitpid(pid, 0)
    return heard.strip() if heard else "it was killed"
