"""Judges of work that was counted, not timed: how it grows with the sizes, and how large the largest array is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from autograder.model import CaseInputs, CaseKind, Counts

SLOPE = 0.9  # one step for each element, as a loop that is asked for takes, is a slope of 1 or more
STEPS = 1.25  # more than one operation more at the largest sizes than at the smallest is growth where none is allowed
TURNS = 0.5  # one turn of a loop more is: a stride or a chunk shorter than the largest size takes at least that
FARTHER = 4  # where no growth is allowed, work is also counted at so many times the largest of a size: strides up to there are seen
MOST_TIMES = 100  # that are told: a larger number could be a message


@dataclass(frozen=True, slots=True)
class Growth:
    """Judge how counted work grows: fit c0 + c1·N + c2·M + c3·N·M to the worse of two counters."""

    at_most: str
    at_least: str = "1"
    names: tuple[str, ...] = ()
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    kind: CaseKind = CaseKind.METER

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Judge a list of (sizes, Counts)."""
        counters = [(s, c.operations) for s, c in got], [(s, c.trips) for s, c in got]
        most = max(self.grown(counters[0]), self.grown(counters[1], steps=TURNS), key=_rank)
        if _rank(most) > _rank(self.at_most) or not _terms(most) <= _terms(self.at_most):
            return f"the work grows with {self._words(most)}; it should {self._should(self.at_most)}"
        if self.at_most == "1" and (many := self._many(got)):
            return f"{many} steps are taken, more than one for each of {self.names[0]}; the work should not depend on the sizes"
        seen = self.grown(counters[1], each=True)  # numbers that go in and out of arrays are operations, and no loop
        if not _terms(self.at_least) <= _terms(seen) and _rank(seen) < _rank(self.at_least):
            return f"the work should grow with {self._words(self.at_least)}, one step for each, but {self._does(seen)}"
        inside = self.grown(counters[0], each=True)
        if any(c.operations for _, c in got) and not _terms(self.at_least) <= _terms(inside):
            return f"the loops should do the work, one step for each of {self._words(self.at_least)}, but what is done with arrays doesn't grow so"
        return None

    def _many(self, got: Any) -> int:
        """Tell how much was counted, where that is more than the largest size: work that is padded to be always the same hides its growth."""
        most = max(max(c.operations, c.trips) for _, c in got)
        return most if most > max(max(sizes.values()) for sizes, _ in got) else 0

    def grown(
        self, counts: Sequence[tuple[Mapping[str, int], int]], *, each: bool = False, steps: float | None = None
    ) -> str:
        """Class the growth of one counter as "1", "N", "M", "N+M" or "N*M"; each: only where there is a step for each element.

        steps: how much more over all sizes isn't growth yet; STEPS unless it is said.
        """
        most = STEPS if steps is None else steps
        n = [float(sizes[self.names[0]]) for sizes, _ in counts]
        m = [float(sizes[self.names[1]]) if len(self.names) > 1 else 0.0 for sizes, _ in counts]
        rows = [[1.0, a, b, a * b] if len(self.names) > 1 else [1.0, a] for a, b in zip(n, m, strict=True)]
        matrix = torch.tensor(rows, dtype=torch.float64)
        target = torch.tensor([[float(count)] for _, count in counts], dtype=torch.float64)
        slopes = torch.linalg.lstsq(matrix, target, driver="gelsd").solution.flatten().tolist()
        spans = [max(column) - min(column) for column in zip(*rows, strict=True)]
        grows = [slope > SLOPE if each else slope * span > most for slope, span in zip(slopes, spans, strict=True)]
        if len(self.names) > 1 and grows[3]:
            return "N*M"
        found = [name for name, grown in zip(("N", "M"), grows[1:3], strict=False) if grown]
        return "+".join(found) or "1"

    def _words(self, growth: str) -> str:
        first, second = (*self.names, "", "")[:2]
        return {"N": first, "M": second, "N+M": f"{first} and {second}", "N*M": f"{first} × {second}", "1": "nothing"}[
            growth
        ]

    def _should(self, growth: str) -> str:
        return "not depend on the sizes" if growth == "1" else f"grow with {self._words(growth)} at most"

    def _does(self, growth: str) -> str:
        return "it doesn't depend on the sizes" if growth == "1" else f"it grows with {self._words(growth)} only"


def growth(at_most: str, *, at_least: str = "1", sizes: Mapping[str, tuple[int, ...]] | None = None) -> Growth:
    """Judge how a function's work grows with one or two sizes, counted and not timed.

    at_most, at_least: "1", "N", "M", "N+M" or "N*M"; N is the first size that the draw takes after its RandomInputs, M the second.
    sizes: each size's values, near which they are drawn afresh; default (32, 64, 128) for N and (32, 64) for M. Below 32 counts mislead
        where libraries do the work. Messages name the sizes as the draw does.
    """
    return Growth(at_most=at_most, at_least=at_least, sizes=dict(sizes or {}))


@dataclass(frozen=True, slots=True)
class LargestArray:
    """Judge the largest array made during a call, in elements of the inputs' dtype."""

    elements: Callable[[CaseInputs], float]
    kind: CaseKind = CaseKind.METER

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Judge a list of (sizes, Counts)."""
        allowed = self.elements(inputs)
        counts: Counts
        for _, counts in got:
            made = counts.largest / torch.empty(0, dtype=inputs.dtype).element_size()
            if made > allowed:
                times = _times(made / allowed)
                return f"an array made on the way is {times} times as large as the largest that is needed"
        return None


def _times(ratio: float) -> str:
    """Say how many times as large: whole numbers, but never "1 times"."""
    if ratio >= MOST_TIMES:
        return f"{MOST_TIMES} or more"
    return f"{ratio:.0f}" if ratio >= 1.95 else f"{max(ratio, 1.1):.1f}"


def largest_array(elements: Callable[[CaseInputs], float]) -> LargestArray:
    """Judge that no array made during the call has more than elements(inputs) elements of the inputs' dtype."""
    return LargestArray(elements)


def _terms(growth: str) -> set[str]:
    return {"1": set(), "N": {"N"}, "M": {"M"}, "N+M": {"N", "M"}, "N*M": {"N", "M"}}[growth]


def _rank(growth: str) -> int:
    return {"1": 0, "N": 1, "M": 1, "N+M": 2, "N*M": 3}[growth]
