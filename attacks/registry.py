"""Every attack there is: which ids there are, which attacks try each, and why some can't be tried."""

from __future__ import annotations

from attacks import (
    archives,
    asserted,
    channels,
    cheat,
    escape,
    exhaust,
    feign,
    figures,
    forge,
    fresh,
    leak,
    lie,
    own,
    rpc,
)
from attacks.attack import Attack

_MODULES = (forge, leak, lie, exhaust, escape, archives, rpc, cheat, own, channels, feign, fresh, figures, asserted)
_IDS = """
ARCHIVE: 01 02 03 05 06 07 08 09 11 12
CHEAT: 01 03 04 05 06 07 09 10 11 12 13
CROSS: 01 02 03 04 06 07 08 09
ESCAPE: 01 02 03 04 05 07 08 09 10 11 13 14 15 16 17 19 20 21 22 23 25 26 27 28
EXHAUST: 01 02 04 05 06 07 08 10 11 12 13 14 16 17 18 19 20
FORGE: 01 02 03 04 06 07 08 09 10
HANG: 01 02 03 04 05 07 08 09 10 11
LEAK: 01 02 03 04 05 07 08 09 10 11 13 14 15 16 17
LIE: 01 02 04 05 06 07 08 10 11 12 13 14 16 17 18
NET: 01 03 04
NOTEBOOK: 01 02 03 05 06 07 08 09 11 12 13 14
PATCH: 02 03 04 05 06 08 09 10
RPC: 01 03 04 05 06 07 09 10 11 12 13 15
"""
IDS = tuple(f"{group}-{number}" for line in _IDS.replace("\n    ", " ").split("\n") if line
            for group, numbers in [line.split(": ")] for number in numbers.split())  # fmt: skip
"""The course's list of attacks; what isn't on it has an id that begins with OWN."""

ATTACKS: tuple[Attack, ...] = tuple(attack for module in _MODULES for attack in module.ATTACKS)
NOT_TRIED: dict[str, str] = {id_: why for module in _MODULES for id_, why in module.NOT_TRIED.items()}
"""Id → why it isn't a test."""

_LEVELS_MATTER = ("leak", "exhaust", "hang", "escape", "cross")
_SLOW = ("EXHAUST-13", "EXHAUST-19", "LEAK-11")
WALLED = tuple(
    one for one in ATTACKS if one.group in _LEVELS_MATTER and one.id not in _SLOW and "stopped" not in one.says
)
"""The attacks that the sandbox's walls stop, more of them at each level; not those that are stopped by the clock, which is the same at all."""

GROUPS = tuple(dict.fromkeys(attack.group for attack in ATTACKS))


def at(level: int, group: str = "") -> list[Attack]:
    """List the attacks that a sandbox of a level must withstand."""
    return [one for one in ATTACKS if one.level <= level and one.group == (group or one.group)]
