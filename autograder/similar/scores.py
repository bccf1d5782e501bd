"""Who left which prints → how much each pair shares that few others have.

A print weighs 1 where two have it, and less the more have it, down to 0 where a third of the class has: that is what the exercise asks for.
A pair's share of a question is the weight of what both have by the weight of all that the one has who has less. There a print weighs at least
`FLOOR`, so that two who have only what everybody has share little; and `DOUBT` is added, so that short texts, which are alike by chance, stay
low. The sums are products of matrices: two thousand hand-ins of seven questions take half a minute and 0.6 GB.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FLOOR = 0.5
DOUBT = 4.0
COMMON = 1 / 3  # of a class
FEWEST = 6  # who make something common in a class however small
ROWS = 256  # of a product at a time

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One question of all hand-ins: the weight that each pair shares, and the weight of all that each has."""

    shared: Matrix  # this class's × everybody's
    total: npt.NDArray[np.float32]  # everybody's
    rare: frozenset[int] = frozenset()  # prints that weigh much, and more than one has

    @property
    def least(self) -> Matrix:
        """Give the weight of the one who has less, of each pair."""
        least: Matrix = np.minimum.outer(self.total[: len(self.shared)], self.total)
        return least

    @property
    def share(self) -> Matrix:
        """Give each pair's share, from 0 to 1."""
        return share(self.shared, self.least)

    def at(self, one: int, other: int) -> float:
        """Give a pair's share."""
        return float(self.shared[one, other] / (min(self.total[one], self.total[other]) + DOUBT))


def weigh(
    prints: Sequence[frozenset[int]],
    mine: int,
    background: Sequence[frozenset[int]] = (),
    given: frozenset[int] = frozenset(),
) -> Weighed:
    """Weigh a question's prints of the class, the first `mine`, and of former hand-ins.

    background: prints of texts that nobody is compared with; each is one more who has them. given: what students were given weighs nothing.
    """
    weights = weights_of(prints, background, given)
    total = np.array([sum(max(weights[one], FLOOR) for one in kept - given) for kept in prints], np.float32)
    shared = np.zeros((mine, len(prints)), np.float32)
    held = Counter(one for kept in prints for one in kept)
    columns = {one: at for at, one in enumerate(one for one, count in held.items() if count > 1 and weights[one] > 0)}
    if columns:
        has = np.zeros((len(prints), len(columns)), np.float32)
        for row, kept in enumerate(prints):
            has[row, [columns[one] for one in kept if one in columns]] = 1
        worth = np.array([weights[one] for one in columns], np.float32)
        for start in range(0, mine, ROWS):
            shared[start : start + ROWS] = (has[start : min(start + ROWS, mine)] * worth) @ has.T
    rare = frozenset(one for one in columns if weights[one] >= FLOOR)
    return Weighed(shared, total, rare)


def share(shared: Matrix, least: Matrix) -> Matrix:
    """Give shares of sums of weights."""
    shares: Matrix = np.divide(shared, least + np.float32(DOUBT))
    return shares


def weights_of(
    prints: Sequence[frozenset[int]], background: Sequence[frozenset[int]], given: frozenset[int]
) -> Mapping[int, float]:
    """Say what each print is worth."""
    held = Counter(one for kept in (*prints, *background) for one in kept)
    everybody = sum(bool(kept) for kept in prints) + len(background)
    common = math.log(max(COMMON * everybody, FEWEST))
    return {
        one: 0.0 if one in given else max(0.0, 1 - math.log(max(count - 1, 1)) / common) for one, count in held.items()
    }
