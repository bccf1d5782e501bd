"""Read what a student's process claims of a test's calls: any values, of any form and size that the wire lets through.

Comes in: the drivers' answer, and the calls that were put to it. Goes out: for each call its outcome, as `assert_tape.Playback` takes it, and the
variables that the test reads. Nothing of the student's runs; what can't be read is strange, and a test that looks into it doesn't pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.checks.tagged_values import Strange, Unreadable, unpack
from autograder.model import Array, Unsupported
from autograder.value_tree import map_leaves


def read(
    got: Any, calls: Sequence[Mapping[str, Any]], used: list[str]
) -> tuple[list[Any] | None, dict[str, Any] | None]:
    """Return the outcomes of the calls, and what variables hold; None where the claims have no readable form.

    used: a list, where the type of each value that didn't travel is noted once a test looks into it.
    """
    try:
        held = {str(name): _value(value, used) for name, value in got["names"].items()}
        claimed = list(got["calls"])
        if len(claimed) != len(calls):
            return None, None
        return [_outcome(one, call, used) for one, call in zip(claimed, calls, strict=True)], held
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None, None


def _outcome(one: Any, call: Mapping[str, Any], used: list[str]) -> list[Any]:
    kinds, text, answer, printed, (args, named) = one
    if kinds is not None:
        kinds = [str(name) for name in kinds]
    if len(args) != len(call["args"]) or set(named) != set(call["named"]):
        raise ValueError("other inputs came back")
    after = [_value(item, used) for item in args], {name: _value(item, used) for name, item in named.items()}
    return [kinds, str(text), _value(answer, used), str(printed), after]


def _value(told: Any, used: list[str]) -> Any:
    """Make of a claim what a test can look at; what has no form that we write is a strange value, and using it is noted."""

    def strange(kind: str = "") -> Strange:
        return Strange(kind, used)

    def plain(leaf: Any) -> Any:
        if isinstance(leaf, Array):
            return leaf.tensor.numpy() if leaf.library == "numpy" else leaf.tensor
        return strange() if isinstance(leaf, Unsupported) else leaf

    try:
        return unpack(map_leaves(plain, told), strange)
    except Unreadable:  # something strange lies where its order or size matters
        used.clear()
        return strange()
    except (ArithmeticError, AttributeError, KeyError, IndexError, MemoryError, RuntimeError, TypeError, ValueError):
        return strange()
