"""Whether an answer has the form of the expected one: its structure, shapes, dtypes, library. No number is looked at for its value.

In: an answer as it came off the wire, the reference's answer, the inputs. Out: None, or one sentence about the first difference.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from autograder.checks import form_comparison
from autograder.checks.answers import describe, without_names
from autograder.checks.answers import number as as_number
from autograder.checks.answers import shown_shape as shown
from autograder.conventions.plurals import counted, some_of
from autograder.errors import nearest
from autograder.model import Array, CaseInputs, Form, Unsupported
from autograder.value_tree import leaves

Leaf = Callable[[Array, torch.Tensor, str], "str | None"]

_AS_NUMBER = "number"  # instead of the library of an array of no axes where the right answer is one of Python's numbers
_MOST_KEYS = 100  # of an answer that are looked at for one that is misspelt: comparing texts takes long


def walk(got: Any, expected: Any, parts: tuple[str, ...], name: str, leaf: Leaf) -> str | None:
    """Compare two trees node by node; leaves that are numbers go to `leaf` as arrays.

    parts: names for the values of a tuple at the top. name: of this node, for messages; "" at the top.
    """
    if isinstance(expected, Form):
        return form_comparison.compare(got, expected, name, lambda a, b, part: walk(a, b, (), part, leaf))
    if isinstance(expected, torch.Tensor):
        return _tensor(got, expected, name, leaf)
    if isinstance(expected, (bool, int, float)):
        if type(got) is type(expected) and got == expected:
            return None  # the usual case; a NaN takes the long way
        return _number(got, expected, name, leaf)
    if isinstance(expected, Mapping):
        return _mapping(got, expected, name, leaf)
    if isinstance(expected, (list, tuple)):
        return _sequence(got, expected, parts, name, leaf)
    if type(got) is type(expected) and got == expected:
        return None
    return f"{_label(name)}{_other(got, expected)}"


def _other(got: Any, expected: Any) -> str:
    """Tell a wrong value of the right type from one of another type."""
    if type(got) is type(expected):
        return f"the type is right, {describe(got)}, and the value is wrong"
    return f"expected {'None' if expected is None else describe(expected)}, got {describe(got)}"


def _tensor(got: Any, expected: torch.Tensor, name: str, leaf: Leaf) -> str | None:
    if isinstance(got, (bool, int, float)) and expected.ndim == 0:
        got = _as_array(got, expected)
    if not isinstance(got, Array):
        return f"{_label(name)}expected an array of shape {tuple(expected.shape)}, got {describe(got)}"
    return leaf(got, expected, name)


def _number(got: Any, expected: float, name: str, leaf: Leaf) -> str | None:
    number = as_number(got)
    if number is None:
        wanted = "True or False" if isinstance(expected, bool) else "a number"
        return f"{_label(name)}expected {wanted}, got {describe(got)}"
    if isinstance(expected, (bool, int)) and number != int(number if math.isfinite(number) else 0):
        return f"{_label(name)}expected a whole number, got one with a fraction"
    kind = torch.float64 if isinstance(expected, float) else torch.int64
    return leaf(_rounded(got, number, kind), torch.tensor(expected, dtype=kind), name)


def _mapping(got: Any, expected: Mapping[Any, Any], name: str, leaf: Leaf) -> str | None:
    # an empty subclass, or keys that equal texts and integers: 1.0, NumPy's
    if isinstance(got, Form) and got.kind == "dict":
        got = {key if isinstance(key, (str, int, float)) else (at,): item for at, (key, item) in enumerate(got.parts)}
    if not isinstance(got, Mapping):
        return f"{_label(name)}expected a dict, got {describe(got)}"
    return _keys(got, expected, name) or _first(
        walk(got[key], value, (), f"{name}[{key!r}]" if name else f"key {key!r}", leaf)
        for key, value in expected.items()
    )


def _sequence(got: Any, expected: Sequence[Any], parts: tuple[str, ...], name: str, leaf: Leaf) -> str | None:
    got = without_names(got)
    if isinstance(got, Array) and got.tensor.shape == (len(expected),) and isinstance(expected, list):
        got = got.tensor.tolist()
    if not isinstance(got, (list, tuple)):
        return f"{_label(name)}expected {counted(len(expected), 'value')}, got {describe(got)}"
    if len(got) != len(expected):
        return f"{_label(name)}expected {counted(len(expected), 'value')}, got {len(got)}"
    unnamed = [f"{name}[{i}]" if name else f"value {i + 1}" for i in range(len(expected))]
    names = [*parts[: len(expected)], *unnamed[len(parts) :]]
    return _first(walk(a, b, (), part, leaf) for a, b, part in zip(got, expected, names, strict=True))


def _label(name: str) -> str:
    return f"{name}: " if name else ""


def _first(complaints: Any) -> str | None:
    return next((complaint for complaint in complaints if complaint), None)


def _keys(got: Mapping[Any, Any], expected: Mapping[Any, Any], name: str) -> str | None:
    label = _label(name)
    if missing := [key for key in expected if key not in got]:
        first = f"{label}{some_of(len(missing), len(expected), 'key')} missing, the first is {missing[0]!r}"
        return f"{first}{misspelt(missing[0], got, expected)}"
    if len(got) > len(expected):
        return f"{label}expected {counted(len(expected), 'key')}, got {len(got)}"
    return None


def misspelt(key: Any, got: Mapping[Any, Any], expected: Mapping[Any, Any]) -> str:
    """Say that a key is there which is probably meant for a missing one; which it is isn't shown, for a student's code chooses its text."""
    if not isinstance(key, str):
        return ""
    others = (one for one in got if isinstance(one, str) and one not in expected and len(one) <= 2 * len(key))
    return "; one that is spelt nearly so is there" if nearest(key, itertools.islice(others, _MOST_KEYS)) else ""


def outside(
    got: Array,
    expected: torch.Tensor,
    name: str,
    inputs: CaseInputs,
    dtype: torch.dtype | None,
    *,
    shape: bool = True,
) -> str | None:
    """Compare what can be seen without looking at a number: library, shape, dtype, device."""
    label = _label(name)
    library = inputs.library
    if not got.library:  # a part of a value whose type says what its numbers are in: a table's column, a set's members
        dtype, library = None, ""
    if got.library != library and expected.ndim:
        return f"{label}expected a {'NumPy array' if library == 'numpy' else 'torch tensor'}, got {describe(got)}"
    if got.tensor.shape != expected.shape and (shape or got.tensor.ndim != expected.ndim):
        return f"{label}expected shape {tuple(expected.shape)}, got {shown(got.tensor)}"
    seen = got.tensor.dtype
    if dtype is not None and seen != dtype and (got.library != _AS_NUMBER or _has_floating(inputs)):
        return f"{label}expected dtype {_dtype(dtype)}, got {_dtype(seen)}"
    if expected.is_floating_point() and not seen.is_floating_point:
        return f"{label}expected floating numbers, got {_dtype(seen)}"
    if seen.is_complex:
        return f"{label}expected real numbers, got {_dtype(seen)}"
    return None


def _has_floating(inputs: CaseInputs) -> bool:
    """Tell whether an array of floating numbers is among the inputs, which a dtype can be taken from."""
    return any(isinstance(leaf, torch.Tensor) and leaf.is_floating_point() for leaf in leaves(dict(inputs)))


def has_form(got: Any, expected: Any, inputs: CaseInputs, *, varied: bool = True) -> bool:
    """Tell whether an answer, right or wrong, is one: the structure and shapes of the expected, and where varied, not one number all over."""
    if expected is None:
        return got is not None and not isinstance(got, Unsupported)

    def formed(seen: Array, right: torch.Tensor, name: str) -> str | None:
        varies = varied and right.numel() > 1 and bool((right != right.flatten()[0]).any())
        return outside(seen, right, name, inputs, None) or (
            "one number all over" if varies and _constant(seen) else None
        )

    return walk(got, expected, (), "", formed) is None


def _constant(seen: Array) -> bool:
    """Tell whether an array is one number all over, be it NaN."""
    numbers = seen.tensor.flatten()
    if numbers.numel() < 2:
        return False
    return bool(((numbers == numbers[0]) | ((numbers != numbers) & (numbers[0] != numbers[0]))).all())  # noqa: PLR0124


def is_zeros(answer: Any) -> bool:
    """Tell whether an answer, a student's or ours, is arrays of zeros alone: what nothing was computed for looks so, and much that went wrong."""
    held = [one.tensor if isinstance(one, Array) else one for one in leaves(answer)]
    zeros = all(isinstance(one, torch.Tensor) and not one.any() for one in held)
    return zeros and any(one.numel() for one in held)


def looks_alike(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Judge whether two answers drawn beside each other could be told apart: by a thousandth of the largest number."""
    return walk(got, expected, (), "", lambda a, b, name: outside(a, b, name, inputs, None) or _visibly(a, b))


def _visibly(seen: Array, right: torch.Tensor) -> str | None:
    gap = (seen.tensor.to(torch.float64) - right.to(torch.float64)).abs()
    size = float(right.abs().max()) if right.numel() else 0.0
    return None if bool((gap <= 1e-3 * size).all()) else "they look different"


def _as_array(got: Any, expected: torch.Tensor) -> Array:
    number = as_number(got)
    return Array(torch.tensor(number, dtype=torch.float64).to(expected.dtype))


def _rounded(got: Any, number: float, kind: torch.dtype) -> Array:
    """A number for comparison; a 0-d float32 keeps its dtype, so that its own eps counts. One of Python's has no dtype that could be wrong.

    Where no input is floating, a float32 is as good as any: nothing says that the number should be float64's.
    """
    if isinstance(got, Array) and got.tensor.is_floating_point() and kind == torch.float64:
        return Array(got.tensor, library=_AS_NUMBER)
    if isinstance(got, (int, float)):
        exact = int(got) if kind == torch.int64 and isinstance(got, int) else number
        return Array(torch.tensor(exact, dtype=kind if isinstance(exact, int) else torch.float64).to(kind), library="")
    if kind == torch.int64 and isinstance(got, Array) and not got.tensor.is_floating_point():
        return Array(got.tensor.to(kind))
    return Array(torch.tensor(number, dtype=torch.float64).to(kind))


def _dtype(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
