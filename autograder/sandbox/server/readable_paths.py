"""Name the files that a submission may read: the interpreter, its packages, the system's libraries, and this package. Nothing else.

Landlock allows exactly these, and at level 2 nothing else is mounted. No assignment, no check and no other submission is among them.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

SCRATCH = Path("/scratch")
"""Where a child's own directory is at level 2 and above."""

PACKAGE = Path(__file__).resolve().parents[2]

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


def readable(device: str) -> tuple[Path, ...]:
    """List the directories and files to be read, none inside another, links and their targets both."""
    wanted = [Path(text) for text in (*_LIBRARIES, *_SHARED, *_SETTINGS, *_PROCESSORS)]
    if device.startswith("cuda"):
        wanted += [Path(text) for text in _CUDA_READ]
    for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix):
        wanted += [Path(prefix), Path(prefix).resolve()]
    for entry in sys.path:  # packages only: a course's own folder may be on the path, with its checks in it
        if Path(entry).name in ("site-packages", "dist-packages"):
            wanted += [Path(entry), Path(entry).resolve()]
    wanted.append(PACKAGE)
    present = {path for path in wanted if path.exists() and path not in _TOO_WIDE}
    return tuple(sorted(path for path in present if not any(parent in present for parent in path.parents)))


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
