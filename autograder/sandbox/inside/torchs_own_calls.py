"""Tell whether a function of torch's, which isn't banned, calls by itself what is: that is no call of a student's.

Comes in: a ban's name and the frame in which it trips. Goes out: whether just the functions of the table below lie between. By their code, not by
their names: a student's function in between, in torch's place or called back by it, counts as the student's. Runs in the server, which forks,
and in each child.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import torch

_OWN = {"torch.nn": ((torch.functional.stft,), (torch.nn.functional.pad,))}
"""Ban → functions outside of it, and what of it they call: found by calling torch's public functions with that ban."""

# modules of this folder, whose functions stand in the place of what is called, or beside it
_OURS = ("ban_gates", "ban_kernels", "meter")

_outside: dict[str, set[int]] = {name: set() for name in _OWN}  # by ids of code
_between: dict[str, set[int]] = {name: set() for name in _OWN}
_globals: set[int] = set()


def learn() -> None:
    """Note what code these functions have; once before gates are put into them and once after, and never when student code runs."""
    for name, (outside, between) in _OWN.items():
        _outside[name] |= {id(function.__code__) for function in outside}
        _between[name] |= {id(function.__code__) for function in between}
    ours = (sys.modules.get(f"{__package__}.{name}") for name in _OURS)
    _globals.update(id(vars(module)) for module in ours if module)


def unless_torchs_own(trip: Callable[[str], None]) -> Callable[[str], None]:
    """Return what trips but where torch calls by itself."""

    def checked(name: str) -> None:
        if name not in _OWN or not _is_own(name, sys._getframe(1)):
            trip(name)

    return checked


def _is_own(name: str, frame: FrameType | None) -> bool:
    while frame is not None and (id(frame.f_globals) in _globals or id(frame.f_code) in _between[name]):
        frame = frame.f_back
    return frame is not None and id(frame.f_code) in _outside[name]
