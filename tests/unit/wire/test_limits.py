"""What a child lets through as an answer fits into a frame: the table's rows don't contradict each other."""

from __future__ import annotations

from typing import Any

import pytest

from autograder import wire
from autograder.model import Unfit, Why
from autograder.wire import limits


def deep(depth: int) -> Any:
    return [deep(depth - 1)] if depth else 1


@pytest.mark.parametrize(
    "answer",
    [
        [0] * limits.ANSWER_ITEMS,
        dict.fromkeys(range(limits.ANSWER_ITEMS), -(2**63)),
        [[]] * limits.ANSWER_ITEMS,
        {number: {} for number in range(limits.ANSWER_ITEMS // 2)},
        [Unfit(Why.KEY, "x" * limits.TYPE_NAME)] * limits.ANSWER_ITEMS,
        deep(limits.ANSWER_DEPTH),
        "ä" * limits.ANSWER_TEXT,
    ],
    ids=["numbers", "entries", "empty lists", "empty dicts", "odd things", "depth", "text"],
)
def test_an_answer_within_its_limits_fits_into_a_reply(answer: Any) -> None:
    reply = {"nonce": "n" * 32, "outcome": "answered", "counts": [limits.COUNT] * 3, "banned": [], "answer": answer}

    assert wire.decode(wire.encode(reply))["answer"] == answer


def test_as_many_arrays_as_an_answer_may_have_fit_into_a_frame() -> None:
    assert limits.ANSWER_ARRAYS <= limits.ARRAYS
