"""Tripwires in the place of torch's kernels, put there once in the server for all its children: which of them trip is each child's to say.

In: dotted names as assignment.toml bans them. Out: kernels that call STATE.trip where their operation is banned now, and the real one
otherwise. Runs in the server, which forks, and in each child; `call_bans` says what is banned.

Why not in each child: to write to the dispatcher's tables copies their pages, which takes 10 ms for two hundred operations. What autograd
takes apart into others (CompositeImplicitAutograd) gets its tripwire in the place of that taking apart, above autograd and for every device:
below it a kernel would end the graph. All else gets it in the place of the CPU's kernel; other devices' are `call_bans`' to replace while they
are banned. So is every operation to which a number may come in a tensor's place (`x + 0j`): it isn't passed on as what it is.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any

import torch

from autograder.sandbox.inside.ban_gates import STATE
from autograder.sandbox.inside.kernel_names import kernels, overloads

_KEY = "CPU"
_TAKEN_APART = "CompositeImplicitAutograd"

_has_kernel: Callable[[str, str], bool] = torch._C._dispatch_has_kernel_for_dispatch_key
_schema: Callable[[str, str], Any] = torch._C._get_schema
_Library: Any = torch.library.Library
_standing: dict[str, str] = {}  # operations that have a tripwire for good → in the place of which key's kernel
_seen: set[str] = set()  # names whose operations have been looked at
_libraries: list[Any] = []  # which keep the tripwires


def install(names: Iterable[str]) -> None:
    """Put tripwires in the place of the kernels behind these names, where there are none yet; none of them trips by itself."""
    unseen = set(names) - _seen
    _seen.update(unseen)
    new = sorted({one for name in unseen for one in kernels(name) if one not in _standing and _can_be_passed_on(one)})
    if not new:
        return
    library = _Library("aten", "IMPL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that a kernel is overridden, which is what is wanted
        for operation in new:
            _standing[operation] = _TAKEN_APART if _is_taken_apart(f"aten::{operation}") else _KEY
            library.impl(operation, _tripwire(operation), _standing[operation], with_keyset=True)
    _libraries.append(library)


def stands(operation: str, key: str = _KEY) -> bool:
    """Tell whether an operation has a tripwire for good that calls on this key's device meet."""
    return _standing.get(operation) in (_TAKEN_APART, key)


def _is_taken_apart(operation: str) -> bool:
    """Tell whether autograd takes an operation apart; it doesn't where there is a kernel for the whole."""
    return _has_kernel(operation, _TAKEN_APART) and not _has_kernel(operation, _KEY)


def _can_be_passed_on(operation: str) -> bool:
    """Tell whether an operation gives what it gives without a step in Python between.

    Not where a number can come in a tensor's place, which arithmetic and what writes to a tensor allow. Nor where autograd is set to work, which
    won't while Python waits.
    """
    schema = _schema(*_parts(operation))
    if not schema.returns and _is_taken_apart(f"aten::{operation}"):
        return False
    if sum(str(one.type) == "Tensor" and not one.is_out for one in schema.arguments) <= 1:
        return True
    if any(one.is_write and not one.is_out for one in schema.arguments):
        return False
    return not any(map(_is_arithmetic, overloads()[operation.partition(".")[0]]))


def _is_arithmetic(operation: str) -> bool:
    """Tell whether an operation works on its tensors number by number, or takes a number for one of them."""
    name, overload = _parts(operation)
    if "scalar" in overload.lower():
        return True
    found = torch._C._get_operation_overload(name, overload)
    return found is not None and torch.Tag.pointwise in found[2]


def _parts(operation: str) -> tuple[str, str]:
    """Split an operation into its name and its overload's, as torch asks for them."""
    name, _, overload = operation.partition(".")
    return f"aten::{name}", overload


def _tripwire(operation: str) -> Callable[..., Any]:
    real = _real(operation)

    def kernel(keys: Any, *args: Any, **named: Any) -> Any:
        name = STATE.operations.get(operation)
        if name is not None:
            STATE.trip(name)
        if real is None:
            raise NotImplementedError(f"there is no kernel of aten::{operation} for the {_KEY}")
        return real(keys, *args, **named)

    return kernel


def _real(operation: str) -> Callable[..., Any] | None:
    """Return what the dispatcher would call; None where it has nothing, as for what is CUDA's alone."""
    try:
        found: Callable[..., Any] = torch.library.get_kernel(f"aten::{operation}", _KEY).call_boxed
    except RuntimeError:
        return None
    return found
