"""Name the files that a submission may read: the interpreter, its packages, the system's libraries, and what of ours runs there.

Landlock allows exactly these, and at level 2 nothing else is mounted. No assignment, no check and no other submission is among them, nor the
part of this package that judges: where it is installed among the packages, the folders that lead to it are taken apart around it.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

SCRATCH = Path("/scratch")
"""Where a child's own directory is at level 2 and above."""

DATA = Path("/data")
"""Where an assignment's data files are at level 2 and above; in the scratch, `data` is a link to them at every level."""

PACKAGE = Path(__file__).resolve().parents[2]
OURS = tuple(
    PACKAGE / name
    for name in (
        "__init__.py",
        "errors.py",
        "conventions/__init__.py",
        "conventions/file_modules.py",
        "conventions/kept_names.py",
        "frames.py",
        "model",
        "wire",
        "sandbox/__init__.py",
        "sandbox/levels.py",
        "sandbox/orders.py",
        "sandbox/server",
        "sandbox/inside",
    )
)
"""What a server and its children import of this package."""

_LIBRARIES = ("/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64")
_SHARED = ("/usr/share/zoneinfo", "/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/mime")
_SETTINGS = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types", "/etc/alternatives")
_PROCESSORS = ("/sys/devices/system/cpu", "/sys/devices/system/node")
_CUDA_READ = (
    "/usr/local/cuda",
    "/etc/nvidia",
    "/sys/bus/pci/devices",
    "/sys/devices/pci0000:00",
    "/sys/module/nvidia",
    "/sys/module/nvidia_uvm",
)
_TOO_WIDE = {
    Path("/"),
    Path("/usr"),
    Path("/etc"),
    Path("/home"),
    Path("/root"),
    Path("/tmp"),
    Path("/opt"),
    Path("/var"),
}


@dataclass(frozen=True, slots=True)
class Readable:
    """What a child may read."""

    # directories with all that is below, and files; none inside another, links beside their targets
    paths: tuple[Path, ...]
    listed: tuple[Path, ...] = ()  # directories whose names may be listed; what of them may be read is in paths


def readable(device: str) -> Readable:
    """List what a child may read for a device ("cpu", "cuda…", "simulated"), as far as it is there."""
    wanted = [Path(text) for text in (*_LIBRARIES, *_SHARED, *_SETTINGS, *_PROCESSORS)]
    if device.startswith("cuda"):
        wanted += [Path(text) for text in _CUDA_READ]
    wanted += [Path(prefix) for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)]
    # packages only: a course's own folder may be on the path, with its checks in it
    wanted += [Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    return _without_package(wanted)


def _without_package(wanted: Iterable[Path]) -> Readable:
    """Leave the package out of the wanted paths, but for OURS."""
    present = {one for path in wanted if path.exists() for one in _with_targets(path)} - _TOO_WIDE
    paths: set[Path] = set()
    listed: set[Path] = set()
    for path in _outermost(present):
        inside = PACKAGE.is_relative_to(path.resolve())
        if not inside or path.is_symlink():
            paths.add(path)
            continue
        hole = path / PACKAGE.relative_to(path.resolve())  # by the name that it has here, which may lead over a link
        folders = [folder for folder in hole.parents if folder.is_relative_to(path)]
        listed.update(folders)
        entries = {entry for folder in folders for entry in folder.iterdir()} - {*folders, hole}
        around = {one for entry in entries if entry.exists() for one in _with_targets(entry)}
        paths |= {one for one in around if one.is_symlink() or not PACKAGE.is_relative_to(one.resolve())}
    return Readable(_outermost(paths | {path for path in OURS if path.exists()}), tuple(sorted(listed)))


def _with_targets(path: Path) -> set[Path]:
    """Name a path, and what links lead it to, step by step."""
    found = {path, path.resolve()}
    while path.is_symlink():
        path = path.parent / path.readlink()
        found.add(path)
    return found


def _outermost(paths: Collection[Path]) -> tuple[Path, ...]:
    return tuple(sorted(path for path in paths if not any(parent in paths for parent in path.parents)))


def devices(device: str) -> tuple[Path, ...]:
    """List the device files that a submission may use: no /dev/zero, whose shared mappings are memory that no limit counts."""
    found = [Path("/dev/null"), Path("/dev/urandom"), Path("/dev/random")]
    if device.startswith("cuda"):
        found += nvidia_nodes()
    return tuple(path for path in found if path.exists())


def nvidia_nodes() -> list[Path]:
    """List the NVIDIA driver's device files."""
    return sorted(path for path in Path("/dev").glob("nvidia*") if not path.is_dir()) + sorted(
        Path("/dev").glob("nvidia-caps/*")
    )


def first_unreadable(files: tuple[Path, ...]) -> Path | None:
    """Name the first file or folder on the way to these that a stranger's uid may not enter or read."""
    for file in files:
        for path in (*reversed(file.resolve().parents), file.resolve()):
            mode = path.stat().st_mode
            needed = stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
            if mode & needed != needed:
                return path
    return None


def telltales() -> tuple[Path, ...]:
    """Name files that a child must be able to read for Python and torch to work at all."""
    import importlib.util

    found = [Path(os.__file__), PACKAGE / "sandbox" / "__init__.py"]
    for name in ("torch", "numpy"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            found.append(Path(spec.origin))
    return tuple(found)
