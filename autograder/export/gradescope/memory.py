"""Look at the memory that a container has before anything is loaded, and refuse below what the assignment needs.

    python memory.py 1.5      exit status 0, or 1 with a sentence on standard output

A program of its own that loads next to nothing: where memory is short, torch alone would fill it. A grader that runs short of memory doesn't
only end: long before, it is so slow that right answers run out of time and are taken for loops that never end.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[3]))  # isolated Python doesn't look where this package lies

from autograder.sandbox.machine_memory import available, limit_of

GB = 10**9
FREE = 0.75
"""The part of what is needed that must be free besides: the system takes some of a container's memory itself."""

CHOICES = "0.75, 1.5, 3 or 6 GB"
"""What Gradescope's settings offer."""


def refusal(needed_gb: float, root: Path = Path("/")) -> str:
    """Say what is missing, or "" when there is enough; root is where /proc and /sys are."""
    limit, free = limit_of(root), available(root)
    if limit is not None and limit < needed_gb * GB:
        has = f"this container may use {limit / GB:.2f} GB of memory"
    elif free is not None and free < needed_gb * GB * FREE:
        has = f"only {free / GB:.2f} GB of memory are free here"
    else:
        return ""
    return (
        f"{has}, and this assignment needs {needed_gb:g} GB, so nothing was graded and there is no score. "
        f"In Gradescope: Configure Autograder or Settings, Container Specifications: choose {needed_gb:g} GB or more "
        f"({CHOICES}), then Regrade All Submissions."
    )


def main(arguments: list[str]) -> int:
    """Look, say and tell by the exit status; while an image is proved, only say."""
    problem = refusal(float(arguments[0]))
    if not problem:
        return 0
    print(f"autograder: {problem}", flush=True)
    return 0 if os.environ.get("AUTOGRADER_PROOF") else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
