"""Times of last access, by which a submission at level 1 could tell a later one that it read a file.

Linux notes a reader (relatime) only where a file's time of last access is not after its last change, or is a day old; see mount(8). A time in the
future is neither: `seal` sets it once, and nothing that reads the file changes it any more. Runs in the command, for `doctor`.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.server import readable_paths

SEALED = datetime.datetime(2038, 1, 1, tzinfo=datetime.UTC)
"""Later than any change of a file that is installed now, and the last year that every file system of Linux can write down."""

_MOUNTS = Path("/proc/self/mountinfo")
_AS_THEY_ARE = ("sysfs", "proc", "devtmpfs", "squashfs", "erofs", "iso9660")  # kernel's, or never written


@dataclass(frozen=True, slots=True)
class Telling:
    """One file system that tells of readers."""

    mount: Path  # where it begins
    example: Path | None = None  # a file, folder or link whose time a reader would change; None: see the next two
    strict: bool = False  # every reader is noted (strictatime), and no time in the future helps
    layered: bool = False  # overlay: an image's own files note no reader, only what was written since does


@dataclass(frozen=True, slots=True)
class Sealing:
    """What `seal` did."""

    sealed: int  # files, folders and links
    refused: tuple[Path, ...] = ()  # the first few that belong to another user, and so can't be sealed by this one
    refusals: int = 0


def telling(device: str) -> list[Telling]:
    """List the file systems that note who read what a child may read, for a device ("cpu", "cuda…", "simulated")."""
    found = []
    for mount in _noting(device):
        if mount.strict or mount.layered:
            found.append(Telling(mount.begins, strict=mount.strict, layered=mount.layered))
        elif example := next((path for path, status in mount.entries() if _unsealed(status)), None):
            found.append(Telling(mount.begins, Path(example)))
    return found


def seal(device: str) -> Sealing:
    """Set every entry's time of last access into the future where a reader would change it; what was last changed stays as it was.

    An overlay (a container's root) is left alone: to write a time there would copy the image's files.
    """
    sealed = refusals = 0
    refused: list[Path] = []
    for mount in _noting(device):
        if mount.layered or mount.strict:
            continue
        for path, status in mount.entries():
            if not _unsealed(status):
                continue
            try:
                os.utime(path, ns=(int(SEALED.timestamp()) * 10**9, status.st_mtime_ns), follow_symlinks=False)
                sealed += 1
            except OSError:
                refusals += 1
                refused += [Path(path)] if len(refused) < 3 else []
    return Sealing(sealed, tuple(refused), refusals)


def _unsealed(status: os.stat_result) -> bool:
    return status.st_atime < SEALED.timestamp()


@dataclass(frozen=True, slots=True)
class _Noting:
    """What a child may read on one file system that notes readers."""

    begins: Path
    layered: bool
    strict: bool
    whole: list[Path]  # files, and folders with all that is below
    alone: list[Path]  # folders that may be listed

    def entries(self) -> Iterator[tuple[str, os.stat_result]]:
        """Yield each path with its status; what vanishes or is closed meanwhile is left out: a child can't read it."""
        for path in (*self.whole, *self.alone):
            with contextlib.suppress(OSError):
                status = path.lstat()
                yield str(path), status
                if stat.S_ISDIR(status.st_mode) and path in self.whole:
                    yield from _below(str(path), status.st_dev)


def _noting(device: str) -> list[_Noting]:
    """Group what a child may read by the mount that it lies on, of those that note readers at all."""
    kinds = _mounts()
    allowed = readable_paths.readable(device)
    found = {}
    for begins in {_mount_of(path, kinds) for path in (*allowed.paths, *allowed.listed)}:
        flags = os.statvfs(begins).f_flag
        if kinds[begins] in _AS_THEY_ARE or flags & (os.ST_NOATIME | os.ST_RDONLY):
            continue
        whole, alone = (
            [one for one in those if _mount_of(one, kinds) == begins] for those in (allowed.paths, allowed.listed)
        )
        found[begins] = _Noting(begins, kinds[begins] == "overlay", not flags & os.ST_RELATIME, whole, alone)
    return [found[begins] for begins in sorted(found)]


def _mount_of(path: Path, kinds: dict[Path, str]) -> Path:
    here = path.parent.resolve() / path.name  # a link's own time, not its target's
    return next(parent for parent in (here, *here.parents) if parent in kinds)


def _mounts() -> dict[Path, str]:
    """Read where each mount begins and what kind of file system it is; format: proc_pid_mountinfo(5)."""
    found = {Path("/"): "unknown"}
    for line in _MOUNTS.read_text().splitlines():
        before, _, after = line.partition(" - ")
        place = before.split(" ")[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        found[Path(place)] = after.split(" ")[0]
    return found


def _below(folder: str, disk: int) -> Iterator[tuple[str, os.stat_result]]:
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listed:
                entries = list(listed)
        except OSError:
            continue
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if status.st_dev != disk:
                continue
            yield entry.path, status
            if stat.S_ISDIR(status.st_mode):
                waiting.append(entry.path)
