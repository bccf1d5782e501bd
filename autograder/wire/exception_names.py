"""The names of exceptions that everybody knows: what of a name that a hostile process tells may be shown to its owner.

In: the names of an exception and of all that it is a kind of, as a child tells them. Out: one that may be shown, or none.
"""

from __future__ import annotations

import builtins
import functools
from collections.abc import Sequence

import numpy as np
import torch

_EXCEPTIONS = frozenset(
    [
        "SandboxFailed",
        "AssignmentBroken",
        "BannedCall",
        "Disturbed",
        "WireError",
        "LinAlgError",
        "_LinAlgError",
        "AxisError",
        "OutOfMemoryError",
        "UFuncTypeError",
        "JSONDecodeError",
        "_ArrayMemoryError",
        "_UFuncNoLoopError",
        "_UFuncOutputCastingError",
        "_UFuncInputCastingError",
        "_UFuncBinaryResolutionError",
        "FrozenInstanceError",
        "InvalidOperation",
        "DivisionByZero",
        "Empty",
        "Full",
        "TooHardError",
        "ComplexWarning",
        "BackendCompilerFailed",
        "Unsupported",
        "InternalTorchDynamoError",
        "ValidationError",
        "error",
    ]
)

_BASES = ("Exception", "BaseException")  # of an unknown exception they say nothing


@functools.cache
def exceptions() -> frozenset[str]:
    """List the names of exceptions that everybody knows. How many there are is how much a name can tell: docs/security.md."""
    modules = (builtins, np, np.linalg, torch)
    kinds = (value for module in modules for value in vars(module).values() if isinstance(value, type))
    return _EXCEPTIONS | {kind.__name__ for kind in kinds if issubclass(kind, BaseException)}


def shown(kinds: Sequence[str]) -> str:
    """Return the first name of an exception's kinds, its own before those of its bases, that everybody knows; "" where that says nothing."""
    known = next((name for name in kinds if name in exceptions()), "")
    return known if known == kinds[0] or known not in _BASES else ""
