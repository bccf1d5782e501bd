"""Bring one assignment's pages and tables up to date: the whole of a process that the desk starts after a mark.

Comes in: the assignment's name and the course's folder. Goes out: what `autograder report` writes, in a process of its own, nice to whoever marks.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from autograder.errors import GradingError
from autograder.export import reporting


def main(name: str, root: str) -> None:
    """Do it; what can't be done is the last line on standard error, and the exit status 2."""
    os.nice(10)
    try:
        reporting.write(name, Path(root), Path(root) / "results" / name, lambda _: None, pages=False)
    except GradingError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
