"""How long the stages of one hand-in took, as its record says.

In: stages, as with blocks. Out: stage → wall-clock seconds. The grading process has one for each hand-in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class StageSeconds:
    """Stage → wall-clock seconds."""

    def __init__(self) -> None:
        self._taken: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Take the time of a block; a stage that comes again adds to its own."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._taken[stage] = self._taken.get(stage, 0.0) + time.perf_counter() - start

    def rounded(self) -> dict[str, float]:
        """Give them as a record keeps them."""
        return {stage: round(taken, 4) for stage, taken in self._taken.items()}


def added(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """Add up what a record rests on, run by run; of what is made anew each time, keep the last."""
    run_before = before.get("run", 0.0)
    return {**before, **now, "run": round(run_before + now.get("run", 0.0), 4)}
