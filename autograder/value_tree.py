"""Walk the values that travel between the stages: leaves (None, numbers, texts, tensors, Arrays) in lists, tuples and dicts.

Comes in: a tree of values that is ours or came off the wire, and a function of one leaf. Goes out: its leaves, a tree of the same
structure, or one number. Whatever is no list, tuple, mapping or Form is a leaf, so nothing here knows torch. A container's own methods are
called: beside student code, where a list may be a subclass that lies, look at exact types instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from autograder.model import Form


def children(value: Any) -> Collection[Any] | None:
    """Return what a container holds, of a mapping its values; None for a leaf."""
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, Form):
        return (value.parts,)
    return value if isinstance(value, (list, tuple)) else None


def leaves(value: Any) -> Iterator[Any]:
    """Give every leaf, in order; keys aren't leaves."""
    held = children(value)
    if held is None:
        yield value
    else:
        for child in held:
            yield from leaves(child)


def map_leaves(function: Callable[[Any], Any], value: Any) -> Any:
    """Return a tree of the same structure with the function's result for each leaf: lists, tuples and dicts anew, keys kept."""
    if isinstance(value, Mapping):
        return {key: map_leaves(function, child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        mapped = [map_leaves(function, child) for child in value]
        return mapped if isinstance(value, list) else tuple(mapped)
    if isinstance(value, Form):
        return Form(value.kind, map_leaves(function, value.parts))
    return function(value)


def alike(one: Any, other: Any, same_leaf: Callable[[Any, Any], bool]) -> bool:
    """Say whether two trees have the same structure and, pair by pair, the same leaves.

    A list and a tuple of the same length have the same structure; so have mappings of the same keys, in any order.
    """
    if isinstance(one, Mapping):
        return (
            isinstance(other, Mapping)
            and one.keys() == other.keys()
            and all(alike(child, other[key], same_leaf) for key, child in one.items())
        )
    if isinstance(one, (list, tuple)):
        return (
            isinstance(other, (list, tuple))
            and len(one) == len(other)
            and all(alike(child, its, same_leaf) for child, its in zip(one, other, strict=True))
        )
    if isinstance(one, Form):
        return isinstance(other, Form) and one.kind == other.kind and alike(one.parts, other.parts, same_leaf)
    return children(other) is None and same_leaf(one, other)


def measure(value: Any, weigh: Callable[[Any], int]) -> int:
    """Add up what each part of a tree weighs: leaves, keys, and the containers themselves (without what they hold)."""
    keys = value.keys() if isinstance(value, Mapping) else ()
    return weigh(value) + sum(map(weigh, keys)) + sum(measure(child, weigh) for child in children(value) or ())
