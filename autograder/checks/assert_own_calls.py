"""What our own function did in a call of a test's, beside answering, so that an answer is noticed which no assert can tell from a right one.

A student's function might change its inputs into what fits its answer, end the loop that the asserts stand in, or answer with an array without numbers,
which broadcasts with any other. Comes in: a call before and after it, an answer and ours. Goes out: what ours did, and whether the student's did otherwise.
"""

from __future__ import annotations

import collections
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.checks.assert_stands import Thing
from autograder.checks.tagged_values import Strange, pack

MSG_STOPS = "a test of this exercise doesn't pass: it ended with StopIteration"
_ARRAYS = (np.ndarray, torch.Tensor)
_NUMBERS = (int, float, complex, np.number)  # but for 0 and False, in whose place an empty list may be meant
MSG_NOTHING = "your code answers with an array that holds no numbers, which is equal to whatever it is compared with"


@dataclass(slots=True)
class OwnCall:
    """What our own function did in a call, beside answering: an answer that does otherwise may only pretend to be right."""

    changes: frozenset[int | str] = frozenset()  # inputs that are others afterwards, by their places or names
    stops: bool = False  # it raised StopIteration, which loops take for their end
    answer: Any = None


def by_place(args: Sequence[Any], named: Mapping[str, Any]) -> Iterator[tuple[int | str, Any]]:
    """Give a call's inputs, each with its place or its name."""
    yield from enumerate(args)
    yield from named.items()


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[int | str]:
    """Name the inputs that a call changed. before, after: the call as it is written down then."""
    pairs = zip(by_place(before["args"], before["named"]), by_place(after["args"], after["named"]), strict=True)
    return frozenset(key for (key, one), (_, other) in pairs if repr(one) != repr(other))


def differ(before: Any, after: Any) -> bool:
    """Whether an input came back as another one; what in it didn't travel isn't asked."""
    if isinstance(before, Thing) or type(before) is not type(after):
        return not isinstance(before, Thing)
    if isinstance(before, types.SimpleNamespace):
        return differ(vars(before), vars(after))
    if isinstance(before, dict):
        return list(before) != list(after) or any(map(differ, before.values(), after.values()))
    if isinstance(before, (list, tuple, collections.deque)):
        return len(before) != len(after) or any(map(differ, before, after))
    return repr(pack(before)) != repr(pack(after))


def holds_nothing(answer: Any, own: Any) -> bool:
    """Whether nothing stands where our own answer has numbers: as an array it broadcasts, and so is equal to anything, and close to it."""
    if type(answer) in _ARRAYS:
        return own is not None and not _is_empty(own) and _is_empty(answer)
    if type(answer) in (list, tuple) and isinstance(own, (list, tuple)):
        return any(map(holds_nothing, answer, own))
    if type(answer) is dict and isinstance(own, dict):
        return any(holds_nothing(one, own[key]) for key, one in answer.items() if key in own)
    has_numbers = bool(own) if isinstance(own, _NUMBERS) else isinstance(own, _ARRAYS) and not _is_empty(own)
    return has_numbers and _is_empty(answer)


def _is_empty(value: Any) -> bool:
    """Whether a value has parts, and none in them; rows of nothing are nothing."""
    if type(value) in (list, tuple):
        return all(map(_is_empty, value))
    if type(value) is Strange:  # which nobody may ask
        return False
    return 0 in value.shape if hasattr(value, "shape") else hasattr(value, "__len__") and len(value) == 0
