"""Run an assignment's source notebook beside its rehearsal, which grades meanwhile, unless nothing that it runs has changed since it last did.

Comes in: an assignment's name, before anything is graded. Goes out: its step of the report, once all else is proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from autograder import reuse
from autograder.authoring import source_notebook
from autograder.authoring.cache import Cache
from autograder.authoring.notebook_file import source_path
from autograder.authoring.rehearse.report import RehearsalStep
from autograder.authoring.run_notebook import Executed, Execution
from autograder.progress import Progress

LOOK = 0.2  # seconds between two looks at how far it has come


class _Kept(msgspec.Struct, frozen=True):
    """How a run went that found nothing wrong, and of what."""

    digest: str
    ran: Executed


class SourceRun:
    """A run of the source notebook that has begun, or its last one where that still holds."""

    def __init__(self, name: str, cache: Cache, digest: str, run: Execution | Executed, cells: int = 0) -> None:
        self._name, self._cache, self._digest, self._run, self._cells = name, cache, digest, run, cells

    def step(self, progress: Progress) -> RehearsalStep:
        """Wait until it has ended, and say how it went."""
        is_known = isinstance(self._run, Executed)
        ran = self._run if isinstance(self._run, Executed) else self._awaited(self._run, progress)
        if not ran.error and not is_known:
            self._cache.write(_Kept(self._digest, ran))
        found = f"{ran.seconds:g} s, {ran.slowest_seconds:g} of them in cell {ran.slowest}"
        if ran.warnings:
            found += f"; warnings in {', '.join(ran.warnings)}"
        problems = (f"source/{self._name}/{self._name}.ipynb: {ran.error}",) if ran.error else ()
        return RehearsalStep(
            "the source notebook runs top to bottom", found, problems, 0.0 if is_known else ran.seconds
        )

    def _awaited(self, run: Execution, progress: Progress) -> Executed:
        if not run.is_over():
            with progress.bar(f"Running source/{self._name}", self._cells) as bar:
                shown = 0
                while not run.is_over(within=LOOK):
                    done = max(0, run.begun() - 1)  # the last one that has begun still runs
                    if done > shown:
                        bar.advance(done - shown)
                    shown = done
        return run.result()


@contextmanager
def begun(name: str, root: Path) -> Iterator[SourceRun]:
    """Begin to run it; what still runs when the with block is left is ended."""
    notebook = source_notebook.read(source_path(name, root))
    digest = notebook.digest("\0".join(reuse.installed()))
    cache = Cache(root, f"execute-{name}")
    known = cache.read(_Kept)
    if known is not None and known.digest == digest:
        yield SourceRun(name, cache, digest, known.ran)
        return
    cells = [cell for cell in notebook.content["cells"] if cell["cell_type"] == "code" and cell["source"].strip()]
    with Execution(notebook) as running:
        yield SourceRun(name, cache, digest, running, len(cells))
