"""The names of types that everybody knows: what of a name that a hostile process tells may be shown to its owner.

A name of one's own choice carries whatever its student wants out of the sandbox. In: a type's name. Out: the same, or that it is unknown.
"""

from __future__ import annotations

import builtins
import collections
import functools
import types
from collections.abc import Collection, Iterable

import numpy as np
import torch

from autograder.wire.exception_names import exceptions

UNKNOWN = "unknown"

_TYPES = frozenset(
    [
        "array",
        "Figure",
        "Axes",
        "AxesSubplot",
        "Line2D",
        "AxesImage",
        "DataFrame",
        "Series",
        "Generator",
        "RandomState",
        "DataLoader",
        "Decimal",
        "Fraction",
        "datetime",
        "timedelta",
        "date",
        "Path",
        "PosixPath",
        "Random",
        "partial",
        "chain",
        "zip_longest",
        "product",
        "combinations",
        "permutations",
        "count",
        "cycle",
        "repeat",
        "csr_matrix",
        "MaskedArray",
        "Image",
    ]
)


def shown(name: str, own: Collection[str] = ()) -> str:
    """Return a type's name where everybody knows it, or whoever reads it: own has names in a text that came before."""
    return name if name in own or name in types_by_name() else UNKNOWN


@functools.cache
def types_by_name() -> frozenset[str]:
    """List the names of types that everybody knows: the public ones of Python, torch and NumPy, and a few; the same in every process."""
    dtypes = [str(value).removeprefix("torch.") for value in vars(torch).values() if isinstance(value, torch.dtype)]
    kinds = [np.dtype(code).name for code in "?bBhHiIlLqQefdgFDGOSUMm"]
    return frozenset(
        {
            *exceptions(),
            *_TYPES,
            *dtypes,
            *kinds,
            *_types_of(builtins, types, collections, np, np.random, torch, torch.nn),
        }
    )


def _types_of(*modules: types.ModuleType) -> Iterable[str]:
    for module in modules:
        yield from (value.__name__ for name, value in vars(module).items() if isinstance(value, type))
