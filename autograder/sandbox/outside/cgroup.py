"""Bound a submission's memory and processes as a whole with a control group, in the old layout (v1) or the unified one (v2).

Runs in the examiner. The child joins by writing to files that the examiner opened, so nobody needs a path to them inside the sandbox.
A group's name carries the examiner's pid: groups left behind by an examiner that died are removed when the next one starts.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "autograder-"
_LEAF = f"{PREFIX}examiner"
_MIB = 1 << 20
_FULL = 0.95  # of a group's limit: pages are counted in batches
_PATIENCE = 2.0  # seconds for a group to empty


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Where groups can be made: one parent directory per controller (v1), or one for all (v2)."""

    version: int
    parents: tuple[Path, ...]

    def make(self, name: str, *, memory_mb: int, processes: int) -> Cgroup:
        """Make a group with its limits set, in MiB and in processes; swap is closed. Raises OSError when it can't be made."""
        folders = tuple(parent / f"{PREFIX}{os.getpid()}-{name}" for parent in self.parents)
        for folder in folders:
            folder.mkdir()
        group = Cgroup(self.version, folders)
        try:
            self._limit(folders, memory_mb * _MIB, processes)
        except OSError:
            group.remove()
            raise
        return group

    def _limit(self, folders: tuple[Path, ...], memory: int, processes: int) -> None:
        if self.version == 1:
            (folders[0] / "memory.limit_in_bytes").write_text(str(memory))
            with contextlib.suppress(FileNotFoundError):  # without swap accounting there is nothing to close
                (folders[0] / "memory.memsw.limit_in_bytes").write_text(str(memory))
            with contextlib.suppress(OSError):
                (folders[0] / "memory.swappiness").write_text("0")
        else:
            (folders[0] / "memory.max").write_text(str(memory))
            with contextlib.suppress(FileNotFoundError):
                (folders[0] / "memory.swap.max").write_text("0")
            (folders[0] / "memory.oom.group").write_text("1")
        (folders[-1] / "pids.max").write_text(str(processes))

    def remove_stale(self) -> int:
        """Remove the groups of examiners that are gone, killing what is still in them; return how many there were."""
        removed = 0
        for parent in self.parents:
            for folder in parent.glob(f"{PREFIX}[0-9]*-*"):
                owner = folder.name.removeprefix(PREFIX).partition("-")[0]
                if not Path(f"/proc/{owner}").exists():
                    Cgroup(self.version, (folder,)).remove()
                    removed += 1
        return removed


@dataclass(slots=True)
class Cgroup:
    """One submission's group."""

    version: int
    folders: tuple[Path, ...]
    _join_fds: list[int] = field(default_factory=list)

    def join_fds(self) -> list[int]:
        """Open the files by which a process joins: it writes '0' to each. Raises OSError when the group is gone."""
        if not self._join_fds:
            self._join_fds = [os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC) for folder in self.folders]
        return self._join_fds

    def close_join_fds(self) -> None:
        """Close the examiner's own hold of them."""
        while self._join_fds:
            os.close(self._join_fds.pop())

    def holds(self, pid: int) -> bool:
        """Tell whether a process is in every part of the group."""
        return all(pid in _processes(folder) for folder in self.folders)

    def out_of_memory(self) -> bool:
        """Tell whether the kernel had to kill for memory here."""
        file = self.folders[0] / ("memory.oom_control" if self.version == 1 else "memory.events")
        return _counter(file, "oom_kill") > 0

    def is_full(self) -> bool:
        """Tell whether it came to its own limit, so that a kill in it was for its own memory and not for others'."""
        if self.version == 2:
            return _counter(self.folders[0] / "memory.events", "oom") > 0
        try:
            limit = int((self.folders[0] / "memory.limit_in_bytes").read_text())
        except (OSError, ValueError):
            return True
        return self.peak_bytes() >= _FULL * limit

    def peak_bytes(self) -> int:
        """Tell the most memory that was in use at once, as far as this kernel keeps it."""
        file = self.folders[0] / ("memory.max_usage_in_bytes" if self.version == 1 else "memory.peak")
        try:
            return int(file.read_text())
        except (OSError, ValueError):
            return 0

    def remove(self) -> None:
        """Kill whatever is left inside and remove the group; what can't be removed now goes at the next start."""
        self.close_join_fds()
        deadline = time.monotonic() + _PATIENCE
        for folder in self.folders:
            while True:
                try:
                    folder.rmdir()
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    self._kill(folder)
                    if time.monotonic() > deadline:
                        break
                    time.sleep(0.002)

    def _kill(self, folder: Path) -> None:
        if self.version == 2:
            with contextlib.suppress(OSError):
                (folder / "cgroup.kill").write_text("1")
                return
        for pid in _processes(folder):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def kind() -> str:
    """Name the layout of control groups on this machine."""
    try:
        mounts = _mounts(Path("/proc/self/mounts").read_text())
    except OSError:
        return "no control groups"
    if "memory" in mounts:
        return "control groups v1"
    return "control groups v2" if "" in mounts else "no control groups"


def find() -> tuple[Hierarchy | None, str]:
    """Find where groups can be made; otherwise say why not."""
    try:
        mounts = _mounts(Path("/proc/self/mounts").read_text())
        own = _own(Path("/proc/self/cgroup").read_text())
    except OSError:
        return None, "control groups are Linux's own"
    if "memory" in mounts and "pids" in mounts:
        parents = tuple(_below(mounts[name], own.get(name, "/")) for name in ("memory", "pids"))
        layout, why = Hierarchy(1, parents), "the memory and pids groups can't be written to"
    elif "" in mounts:
        folder = _below(mounts[""], own.get("", "/").removesuffix(f"/{_LEAF}"))
        problem = _delegate(folder)
        if problem:
            return None, problem
        layout, why = Hierarchy(2, (folder,)), "the unified group can't be written to"
    else:
        return None, "no control groups with memory and pids are mounted"
    try:
        layout.make("probe", memory_mb=64, processes=8).remove()
    except OSError as error:
        return None, f"{why} ({error.strerror})"
    return layout, ""


def _delegate(folder: Path) -> str | None:
    """Hand the memory and pids controllers to groups below ours (v2); return why that can't be."""
    try:
        available = (folder / "cgroup.controllers").read_text().split()
        if not {"memory", "pids"} <= set(available):
            return "the unified group has no memory and pids controllers"
        control = folder / "cgroup.subtree_control"
        if {"memory", "pids"} <= set(control.read_text().split()):
            return None
        try:
            control.write_text("+memory +pids")
        except OSError:  # a group with processes of its own can't have such children: make ours a child too
            _step_aside(folder)
            control.write_text("+memory +pids")
    except OSError as error:
        return f"the unified group isn't delegated to this user ({error.strerror})"
    return None


def _step_aside(folder: Path) -> None:
    """Move our own processes into a leaf, when nobody else's are there."""
    pids = _processes(folder)
    if any(os.getpgid(pid) != os.getpgrp() for pid in pids):
        raise PermissionError(1, "other processes share it")
    leaf = folder / _LEAF
    leaf.mkdir(exist_ok=True)
    for pid in pids:
        (leaf / "cgroup.procs").write_text(str(pid))


def _mounts(text: str) -> dict[str, Path]:
    """Read /proc/self/mounts: v1 controller → its mount, and '' → that of v2."""
    found: dict[str, Path] = {}
    for line in text.splitlines():
        _, place, kind, options, *_ = line.split(" ")
        if kind == "cgroup2":
            found[""] = Path(place)
        elif kind == "cgroup":
            found.update({option: Path(place) for option in options.split(",")})
    return found


def _own(text: str) -> dict[str, str]:
    """Read /proc/self/cgroup: v1 controller → our path in it, and '' → that in v2."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        _, controllers, path = line.split(":", 2)
        found.update(dict.fromkeys(controllers.split(","), path))
    return found


def _below(mount: Path, path: str) -> Path:
    """Our own group's directory; a container may show its group as the root."""
    folder = mount / path.lstrip("/")
    return folder if folder.is_dir() else mount


def _processes(folder: Path) -> list[int]:
    try:
        return [int(word) for word in (folder / "cgroup.procs").read_text().split()]
    except OSError:
        return []


def _counter(file: Path, name: str) -> int:
    try:
        lines = [line.split() for line in file.read_text().splitlines()]
    except OSError:
        return 0
    return next((int(value) for key, value in lines if key == name), 0)
