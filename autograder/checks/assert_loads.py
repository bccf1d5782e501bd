"""How much a test's calls carry to the sandbox, and how much comes back: what is more than one message holds can't be judged on our side.

Comes in: packed values, as tagged_values writes them. Goes out: half a sentence for the first limit of the wire's that they pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograder.checks.tagged_values import TAG
from autograder.model import Limits
from autograder.wire import limits

_OF_A_CALL, _OF_ITS_ANSWER = 7, 6  # items that say which call it is, and what came of it
_ROOM = 100  # for what stands around them


@dataclass(slots=True)
class Load:
    """What one message carries, counted as the wire counts."""

    items: int = 0
    arrays: int = 0
    letters: int = 0  # of all arrays, written as text
    longest: int = 0  # of one of them

    def add(self, packed: Any) -> None:
        """Count a value with all that is in it."""
        waiting = [packed]
        while waiting:
            one = waiting.pop()
            if type(one) is dict and type(one.get(TAG)) is list and one[TAG][:1] == ["array"]:
                self.arrays += 1
                self.letters += len(one[TAG][-1])
                self.longest = max(self.longest, len(one[TAG][-1]))
            elif type(one) in (dict, list):
                self.items += len(one)
                waiting += one.values() if type(one) is dict else one


@dataclass(slots=True)
class Loads:
    """What a test's calls carry, there and back."""

    there: Load = field(default_factory=Load)
    back: Load = field(default_factory=Load)

    def call(self, given: Any, answer: Any) -> str:
        """Count a call; say what is too much for one message, "" where nothing is. given: comes back, too, as the call left it."""
        self.there.items += _OF_A_CALL
        self.back.items += _OF_ITS_ANSWER
        self.there.add(given)
        return self.variable(given) or self.variable(answer)

    def variable(self, value: Any) -> str:
        """Count what comes back; as above."""
        self.back.add(value)
        if self.there.items > limits.ITEMS - _ROOM or self.back.items > limits.ANSWER_ITEMS - _ROOM:
            return "it asks for more numbers, one by one, than travel at once"
        if self.back.arrays > limits.ANSWER_ARRAYS:
            return f"it asks for more than {limits.ANSWER_ARRAYS} arrays, with those that it gives"
        if self.there.longest > limits.TEXT or self.there.letters > limits.HEADER_BYTES // 2:
            return "it gives an array that is too large to travel to the sandbox"
        if self.back.letters * 3 // 4 > Limits().answer_mb << 20:
            return "it asks for arrays that are too large to travel from the sandbox"
        return ""
