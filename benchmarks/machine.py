"""Describe the machine that was measured on, without naming it."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from importlib.metadata import version
from pathlib import Path

from autograder import __version__
from autograder.sandbox.outside import doctor

REQUIREMENTS = Path(__file__).parent / "requirements-otter.txt"


def describe() -> dict[str, str]:
    """Return what to know about this machine, and what runs on it."""
    otter = re.search(r"(?m)^otter-grader==(\S+)", REQUIREMENTS.read_text("utf-8"))
    kibibytes = _field("/proc/meminfo", r"MemTotal:\s*(\d+)")
    kernel = re.match(r"[\d.]*", platform.release())
    return {
        "Measured": f"on {date.today():%d %B %Y}, version {__version__}",
        "Processor": _field("/proc/cpuinfo", r"model name\s*:\s*(.+)") or platform.processor() or platform.machine(),
        "Cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "Memory": f"{int(kibibytes or 0) / 2**20:.0f} GiB",
        "System": f"{platform.system()} {kernel[0] if kernel else ''}, {platform.machine()}",
        "Python": platform.python_version(),
        "Libraries": ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy")),
        "Other tools": f"nbgrader {version('nbgrader')}, otter-grader {otter[1] if otter else 'unknown'}",
        "Sandbox level": f"{doctor.examine().level} of 3",
        "Load when it began": f"{os.getloadavg()[0]:.1f}",
    }


def _field(path: str, pattern: str) -> str:
    try:
        found = re.search(pattern, Path(path).read_text())
    except OSError:
        return ""
    return found[1].strip() if found else ""
