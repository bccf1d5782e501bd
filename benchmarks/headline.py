"""The course's own headline: pairwise distances in pure Python, with NumPy inside loops, and vectorized, measured in one run.

300 and 400 vectors of 128 dimensions, as in the deck; the functions are the vectorization assignment's solutions. The deck's first way
walks through the arrays themselves (`for x in X, for y in Y`), whose elements are NumPy's numbers, each an object that is slow to make.
Our notebook's solution walks through lists, the best that pure Python can do, so both are measured.
Time is wall clock, with the threads that NumPy takes by itself, as the notebook measures it. `python -m benchmarks.headline ROOT ROUNDS`
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.authoring import answer_blocks

ARRAYS, LISTS, LOOPS, VECTORIZED = "pure Python on arrays", "pure Python on lists", "NumPy inside loops", "vectorized"
SOLUTIONS = {
    LISTS: "pairwise_distances_python",
    LOOPS: "pairwise_distances_loops",
    VECTORIZED: "pairwise_distances",
}
DECK = {ARRAYS: 9.0, LOOPS: 0.8, VECTORIZED: 0.0045}  # seconds, on its author's machine
AT_LEAST = {ARRAYS: 2000, LOOPS: 175}  # so many times as long as vectorized, says the deck
REPEATS = {VECTORIZED: 50}


def measure(root: Path, rounds: int) -> dict[str, float]:
    """Return the median seconds of each way over so many rounds, taken in turns; raises AssertionError when they disagree."""
    functions = {ARRAYS: on_arrays, **{way: _solution(root, name) for way, name in SOLUTIONS.items()}}
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(300, 128)), rng.normal(size=(400, 128))
    right = functions[VECTORIZED](X, Y)
    for way, function in functions.items():
        assert np.abs(function(X[:20], Y[:30]) - right[:20, :30]).max() < 1e-8, f"{way} and vectorized disagree"
    taken: dict[str, list[float]] = {way: [] for way in functions}
    for _ in range(rounds):
        for way, function in functions.items():
            for _ in range(REPEATS.get(way, 1)):
                start = time.perf_counter()
                function(X, Y)
                taken[way].append(time.perf_counter() - start)
    return {way: statistics.median(seconds) for way, seconds in taken.items()}


def on_arrays(X: Any, Y: Any) -> Any:
    """Compute all distances with Python's arithmetic on the arrays' own elements, as the deck's first way does."""
    distances = []
    for x in X:
        row = []
        for y in Y:
            total = 0.0
            for a, b in zip(x, y, strict=True):
                total += (a - b) * (a - b)
            row.append(math.sqrt(total))
        distances.append(row)
    return np.array(distances)


def _solution(root: Path, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"np": np, "math": math}
    exec(answer_blocks.templates("vectorization", root)[name], namespace)
    function: Callable[..., Any] = namespace[name]
    return function


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
