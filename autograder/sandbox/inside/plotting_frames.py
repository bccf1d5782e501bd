"""Tell whether a drawing library is at work: what it does for a picture is neither the student's work nor a call of theirs."""

from __future__ import annotations

import sys
from types import FrameType, ModuleType

_PLOTS = ("matplotlib",)
_OURS = "autograder.sandbox.inside"
_BETWEEN = (
    "numpy",
    *(f"{_OURS}.{name}" for name in ("numpy_counter", "call_bans", "ban_gates")),
)  # through which a drawing library asks

_known: dict[tuple[str, ...], frozenset[int]] = {_PLOTS: frozenset(), _BETWEEN: frozenset()}


def learn() -> None:
    """Note the modules of the libraries as they are now, before student code runs: nothing that it makes later counts as one.

    The server does it once for all its children.
    """
    if _known[_BETWEEN]:
        return
    for packages in _known:
        starts = tuple(f"{package}." for package in packages)
        modules = [module for name, module in list(sys.modules.items()) if f"{name}.".startswith(starts)]
        _known[packages] = frozenset(id(vars(module)) for module in modules if isinstance(module, ModuleType))


def is_drawing(frame: FrameType | None) -> bool:
    """Say whether a drawing library asked for what this frame asks for, itself or through NumPy."""
    plots, between = _known[_PLOTS], _known[_BETWEEN]
    while frame is not None and id(frame.f_globals) in between:
        frame = frame.f_back
    return frame is not None and id(frame.f_globals) in plots
