"""Tripwires in the place of torch's kernels, put there once in the server for all its children: which of them trip is each child's to say.

In: dotted names as assignment.toml bans them. Out: kernels that call STATE.trip where their operation is banned now, and the real one
otherwise. Runs in the server, which forks, and in each child; `call_bans` says what is banned.

Why not in each child: to write to the dispatcher's tables copies their pages, which takes 10 ms for two hundred operations. What autograd
takes apart into others (CompositeImplicitAutograd) has no kernel below it that could be passed on to: a kernel there would end the graph.
And where two tensors are asked for, one may be a number in truth (`x + 0j`), which isn't passed on as what it is. All these are `call_bans`' to
replace while they are banned, and so is every key but the CPU's.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any

import torch

from autograder.sandbox.inside.ban_gates import STATE
from autograder.sandbox.inside.kernel_names import kernels

KEY = "CPU"

_TAKEN_APART = "CompositeImplicitAutograd"

_has_kernel: Callable[[str, str], bool] = torch._C._dispatch_has_kernel_for_dispatch_key
_schema: Callable[[str, str], Any] = torch._C._get_schema
_Library: Any = torch.library.Library
_standing: set[str] = set()  # operations that have a tripwire for good
_libraries: list[Any] = []  # which keep them


def install(names: Iterable[str]) -> None:
    """Put tripwires in the place of the kernels behind these names, where there are none yet; none of them trips by itself."""
    new = {one for name in names for one in kernels(name)} - _standing
    new = {one for one in new if not _has_kernel(f"aten::{one}", _TAKEN_APART) and _takes_one_tensor(one)}
    if not new:
        return
    library = _Library("aten", "IMPL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that a kernel is overridden, which is what is wanted
        for operation in sorted(new):
            library.impl(operation, _tripwire(operation), KEY, with_keyset=True)
    _libraries.append(library)
    _standing.update(new)


def stands(operation: str) -> bool:
    """Tell whether an operation has a tripwire for good."""
    return operation in _standing


def _takes_one_tensor(operation: str) -> bool:
    """Tell whether an operation has one tensor to work on; where its result goes doesn't count."""
    name, _, overload = operation.partition(".")
    arguments = _schema(f"aten::{name}", overload).arguments
    return sum(str(one.type) == "Tensor" and not one.is_out for one in arguments) <= 1


def _tripwire(operation: str) -> Callable[..., Any]:
    real = _real(operation)

    def kernel(keys: Any, *args: Any, **named: Any) -> Any:
        name = STATE.operations.get(operation)
        if name is not None:
            STATE.trip(name)
        if real is None:
            raise NotImplementedError(f"there is no kernel of aten::{operation} for the {KEY}")
        return real(keys, *args, **named)

    return kernel


def _real(operation: str) -> Callable[..., Any] | None:
    """Return what the dispatcher would call; None where it has nothing, as for what is CUDA's alone."""
    try:
        found: Callable[..., Any] = torch.library.get_kernel(f"aten::{operation}", KEY).call_boxed
    except RuntimeError:
        return None
    return found
