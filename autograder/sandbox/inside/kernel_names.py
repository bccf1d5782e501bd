"""Which of torch's operations stand behind a dotted name that assignment.toml bans or allows.

In: a name such as "torch.cdist" or "torch.nn". Out: names of operations as the dispatcher knows them, looked up in ban_table and in torch itself.
Runs in the sandbox's server, once for all its children, and beside student code.
"""

from __future__ import annotations

import functools

import torch

from autograder.sandbox.inside.ban_gates import resolve
from autograder.sandbox.inside.ban_table import GATES, KERNELS, KERNELS_OF_MODULES, PREFIXES


def kernels(name: str) -> list[str]:
    """List the torch operations, with all their overloads, that stand behind a dotted name."""
    known = overloads()
    return [full for base in bases(name) for full in known.get(base, ())]


@functools.cache
def bases(name: str) -> tuple[str, ...]:
    """List the names of the operations that stand behind a dotted name."""
    found = set(KERNELS.get(name, ()))
    if name in KERNELS_OF_MODULES:
        found |= {one for one in vars(resolve(KERNELS_OF_MODULES[name])) if not one.startswith("__")}
    if not found and name not in GATES:
        for prefix, stem in PREFIXES.items():
            if name.startswith(prefix):
                base = stem + name.removeprefix(prefix)
                found = {base, base + "_"}
                break
    return tuple(sorted(found))


@functools.cache
def overloads() -> dict[str, list[str]]:
    """List the full names of every operation of torch, by its base name."""
    found: dict[str, list[str]] = {}
    for operation in torch._C._dispatch_get_all_op_names():
        space, _, full = operation.partition("::")
        if space == "aten":
            found.setdefault(full.partition(".")[0], []).append(full)
    return found
