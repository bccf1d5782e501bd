"""What an attack is: what is handed in, what its honest part is worth, and what must be said of it.

Comes in: an attack's body, as its module writes it. Goes out: an `Attack`, which ground.py tries; and the exams that attacks are put to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attacks import exam
from autograder.examine.test_plan import TestPlan
from autograder.model import Limits, SubmittedFile
from autograder.pipeline import Graded

if TYPE_CHECKING:
    from attacks.ground import Ground

HONEST = 5.0  # what the quick exam is worth: 3 for double, 2 for total
OTHERS = 2.0  # of it: what is left when double is an attack and the rest is honest
GOT_OUT = "GOT-" + "OUT"
"""What an attack says when something worked that must not; its own text holds it in two pieces."""

CALLS = (
    "tgkill",
    "rt_sigqueueinfo",
    "ptrace",
    "process_vm_readv",
    "pidfd_getfd",
    "clone",
    "unshare",
    "setns",
    "mount",
    "umount2",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "keyctl",
    "add_key",
    "shmget",
    "semget",
    "msgget",
    "mq_open",
    "inotify_init1",
    "open_by_handle_at",
    "personality",
    "init_module",
    "capset",
    "ioprio_set",
    "kexec_load",
    "futex",
)
"""System calls whose numbers attacks use by name."""

PRELUDE = '''
import os, sys
def loot(*ways):
    """Try each way; print and return what was got."""
    found = []
    for way in ways:
        try: found.append(repr(way())[:4000])
        except BaseException as error: found.append(type(error).__name__)
    print(*found)
    return " ".join(found)
def out(*ways):
    """Try each way; tell which of them worked."""
    found = []
    for number, way in enumerate(ways):
        try: way(); found.append(f"GOT-{'OUT'} {number}")
        except OSError: pass
    return " ".join(found)
def system_call(number, *arguments):
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if result == -1: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
'''


@dataclass(frozen=True)
class Attack:
    """One attack: what is handed in, and what its honest part is worth."""

    id: str  # of the list of attacks, or OWN-nn
    group: str
    what: str
    body: str = ""  # of the attacked question's function, of x
    attacked: str = "double"  # the question
    blocks: Mapping[str, str | Sequence[str]] = field(default_factory=dict)  # other blocks; ours where none is given
    honest: float = OTHERS  # the most that it may earn
    least: float = OTHERS  # what its honest part must still earn
    level: int = 1  # from which level on the promise holds
    asked: Sequence[str] = exam.QUICK
    device_too: bool = False
    pictures: bool = False
    in_file: bool = False  # double is written in a Python file beside the notebook
    limits: Limits = exam.LIMITS
    make: Callable[[Ground], SubmittedFile] | None = None  # instead of blocks: any bytes, any name
    says: str = ""  # what the record must say somewhere
    rejected: bool = False  # it isn't graded, for a reason of its own
    after: Callable[[Ground, Graded], Sequence[str]] | None = None  # further things that must hold

    @property
    def name(self) -> str:
        """The attack's id and words, as tests show it."""
        return f"{self.id} {self.what}"


def exam_of(
    asked: Sequence[str] = exam.QUICK,
    device_too: bool = False,
    limits: Limits = exam.LIMITS,
    pictures: bool = False,
    in_file: bool = False,
) -> TestPlan:
    """Return the exam of a kind: each is set once."""
    return _exam_of(tuple(asked), device_too, limits, pictures, in_file)


@lru_cache(maxsize=32)
def _exam_of(asked: Sequence[str], device_too: bool, limits: Limits, pictures: bool, in_file: bool) -> TestPlan:
    return exam.set_small(asked=tuple(asked), device_too=device_too, pictures=pictures, limits=limits, in_file=in_file)


def with_limits(**changes: Any) -> Limits:
    """The attacked assignment's limits, but for these."""
    return replace(exam.LIMITS, **changes)
