"""Run a source notebook top to bottom, as an instructor does, in a kernel of its own.

Comes in: a notebook with our solutions. Goes out: how long it took, its slowest cell, and the first error, if there was one.
The notebook is the author's own code and is trusted; students' code never comes here.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS_PER_CELL = 300
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Executed:
    """How a notebook's run went."""

    seconds: float
    slowest: str  # the id of its slowest cell
    slowest_seconds: float
    error: str = ""  # one sentence, naming the cell
    warnings: tuple[str, ...] = ()  # cells that wrote to standard error


def execute(path: Path, *, progress: Callable[[str], None] | None = None) -> Executed:
    """Run every cell of a notebook in an empty folder; nothing is written to the notebook."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    taken: dict[str, float] = {}
    started: dict[str, float] = {}

    def begin(cell: Any, **_: Any) -> None:
        started[cell["id"]] = time.perf_counter()
        if progress:
            progress(cell["id"])

    def end(cell: Any, **_: Any) -> None:
        taken[cell["id"]] = time.perf_counter() - started.get(cell["id"], time.perf_counter())

    error = ""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as sockets:
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            config=Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/k"}}),  # no port on the network
            on_cell_execute=begin,
            on_cell_executed=end,
        )
        try:
            client.execute(env={**os.environ, "MPLCONFIGDIR": folder})
        except CellExecutionError as failed:
            error = f"cell {_last(started)}: {failed.ename}: {_COLOUR.sub('', failed.evalue).strip()[:300]}"
        except CellTimeoutError:
            error = f"cell {_last(started)} took more than {SECONDS_PER_CELL} s"
        except DeadKernelError:
            error = f"cell {_last(started)} ended the kernel"
        except RuntimeError as failed:
            error = f"its kernel didn't start: {failed}"
    slowest = max(taken, key=lambda cell: taken[cell], default="")
    return Executed(
        seconds=round(time.perf_counter() - start, 1),
        slowest=slowest,
        slowest_seconds=round(taken.get(slowest, 0.0), 1),
        error=error,
        warnings=tuple(str(cell["id"]) for cell in notebook.cells if _complained(cell)),
    )


def _last(started: dict[str, float]) -> str:
    return next(reversed(started), "?")


def _complained(cell: Any) -> bool:
    return any(output.get("name") == "stderr" for output in cell.get("outputs", []))
