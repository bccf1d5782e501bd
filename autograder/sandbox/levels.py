"""The walls around a child, the levels that they amount to, and what each level promises and doesn't.

The sentences are those that `autograder doctor` prints and docs/security.md holds. Imported on both sides of the control socket.
"""

from __future__ import annotations

from enum import StrEnum


class Layer(StrEnum):
    """One of the walls around a child; each can be had or missing by itself."""

    LIMITS = "limits"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"
    NAMESPACES = "namespaces"
    UID = "uid"
    CGROUP = "cgroup"


NEEDED: dict[int, frozenset[Layer]] = {
    0: frozenset(),
    1: frozenset({Layer.LANDLOCK, Layer.SECCOMP}),
    2: frozenset({Layer.LANDLOCK, Layer.SECCOMP, Layer.NAMESPACES}),
    3: frozenset({Layer.LANDLOCK, Layer.SECCOMP, Layer.NAMESPACES, Layer.UID, Layer.CGROUP}),
}
"""Level → the layers that it needs. Who isn't root needs no own uid for level 3: a user namespace stands in for it."""

WANTED: dict[int, frozenset[Layer]] = {
    0: frozenset({Layer.LIMITS}),
    1: frozenset({Layer.LIMITS, Layer.LANDLOCK, Layer.SECCOMP, Layer.UID}),
    2: frozenset({Layer.LIMITS, Layer.LANDLOCK, Layer.SECCOMP, Layer.NAMESPACES, Layer.UID}),
    3: frozenset(Layer),
}
"""Level → the layers that are put up when the machine gives them."""


def level_of(layers: frozenset[Layer], *, root: bool) -> int:
    """Tell the level that layers amount to."""
    have = layers if root else layers | {Layer.UID}
    return max(level for level, needed in NEEDED.items() if needed <= have)


PROMISES = {
    0: "Resource limits only. They stop accidents, such as an endless loop, not cheating: never use it for grades.",
    1: "A submission can't read or change any file but its own, nor reach the network, other processes or its result. "
    "It may still learn the names and sizes of files, and fill the disk for as long as it runs.",
    2: "A submission can't read, change or even know of any file but its own and Python's, nor reach the network, other processes "
    "or its result. Nothing that it starts outlives it, and what it writes is bounded and gone afterwards.",
    3: "A submission can't read, change or even know of any file but its own and Python's, nor reach the network, other processes "
    "or its result. Nothing that it starts outlives it. Its memory, processes, disk and time are bounded as a whole, and it shares "
    "no identity with anything else on this machine.",
}
"""Level → what it promises, in sentences that stand by themselves."""

NOT_PROMISED = {
    "Kernel holes": "A submission runs on this machine's own kernel. Against people who own unknown kernel exploits, grade in a virtual "
    "machine of its own.",
    "How an answer was computed": "Banned calls, counted loops, unchanged inputs and devices are looked at inside the student's own "
    "process, so whoever takes that process over can blind them. They are tripwires, and staff see the source.",
    "Hidden inputs": "Code sees the inputs of its calls, and can hold them for later calls of the same process. Feedback shows none of "
    "them; how a call ended tells some bits, which docs/security.md counts.",
    "Signals by load": "Two submissions graded at once can feel how busy the machine is, and so signal to each other.",
    "Own work": "`autograder similar` lists submissions that share blocks; a person decides.",
    "GPUs": "A submission that is graded on a GPU reaches NVIDIA's driver, and nothing bounds the memory of a GPU but that one "
    "submission has it at a time.",
}
"""What nobody may count on, at any level."""
