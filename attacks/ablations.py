"""Turn one layer off, and its attack must get through: so that the attacks' tests can fail, and each layer is seen to be worth having."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import autograder
from attacks import registry
from attacks.attack import Attack, with_limits
from attacks.exam import Paper
from attacks.ground import Ground, ground
from autograder import examine, run, wire
from autograder.assemble import findings
from autograder.checks import work_judges
from autograder.examine import test_plan
from autograder.intake import archive, ipynb
from autograder.model import CaseKind, SubmittedFile
from autograder.report import rendering
from autograder.results import csv_files
from autograder.run import asking, plan
from autograder.sandbox.outside import WaitingServer, conversation, reported_names, server_process
from autograder.wire import limits, tensors

Off = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Ablation:
    """One layer, how to turn it off, and the attack that it stops."""

    layer: str
    attack: Attack
    off: Off = nullcontext  # patches in this process
    level: int = 3  # of the sandbox
    without: frozenset[str] = field(default=frozenset())  # layers that the attack's children lack
    fresh: bool = False  # a sandbox of its own is started with the layer off
    in_server: str = ""  # what that sandbox's server does first: it patches itself

    @property
    def name(self) -> str:
        """The layer and the attack, as tests show them."""
        return f"{self.layer}: {self.attack.what}"

    def get_through(
        self, grounds: Callable[[int], Ground], forked: Callable[[str], WaitingServer | None] = lambda change: None
    ) -> list[str] | None:
        """Return what the attack wins without the layer, nothing where it is stopped even so; None where the machine hasn't got the layer.

        forked: gives a server that has done what it is told to do first, in the place of one that is started.
        """
        have = {str(one) for one in grounds(self.level).sandbox.layers}
        if not self.without <= have:
            return None
        with self.off():
            if not self.fresh:
                return grounds(self.level).try_out(self.attack, without=self.without)
            if (self.in_server or self.without) and (waiting := forked(self.in_server)):
                with ground(self.level, without=self.without, waiting=waiting) as mine:
                    return mine.try_out(self.attack)
            with patched(autograder, _BOOT=_boot(self.in_server)), ground(self.level, without=self.without) as mine:
                return mine.try_out(self.attack)


@contextmanager
def patched(owner: Any, **values: Any) -> Iterator[None]:
    """Put other things in the place of a module's own."""
    before = {name: getattr(owner, name) for name in values}
    for name, value in values.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


def _of(id_: str, what: str = "") -> Attack:
    return next(one for one in registry.ATTACKS if one.id == id_ and what in one.what)


def _named(what: str) -> Attack:
    return next(one for one in registry.ATTACKS if what in one.what)


def _patch(owner: Any, **values: Any) -> Off:
    return lambda: patched(owner, **values)


@contextmanager
def _pages_as_they_come() -> Iterator[None]:
    """Put students' texts into pages as they are."""
    bare = rendering.environment("autograder.report")
    bare.autoescape, bare.finalize = False, None
    with patched(rendering, _pages=lambda _: bare):
        yield


_own_environment = server_process.clean_environment


def _whole_environment(base: str, device: str) -> dict[str, str]:
    return {**os.environ, **_own_environment(base, device)}


def _boot(change: str) -> str:
    return autograder._BOOT.replace("import_module(", f"{change}\nimport_module(", 1)


_OPEN_CHANNELS = (
    "from autograder.sandbox.server import seccomp; seccomp._close_channels = "
    "lambda found, word: [found.allow(name) for name in ('futex', 'madvise', 'preadv2', 'pwritev2')]"
)
_REAL_LOCKS = (
    "from autograder.sandbox.server import seccomp; seccomp._FCNTL += seccomp._FCNTL_LOCKS; seccomp._FCNTL_LOCKS = ()"
)
_OPEN_CLOCKS = "from autograder.sandbox.server import seccomp; seccomp._CLOCKS = ()"
_NO_BOUND_OF_ADDRESSES = "from autograder.sandbox.server import confine; confine._RESERVED = 1 << 46"
_GROWING = (
    "from autograder.sandbox.server import canaries, seccomp; seccomp._MAP_GROWSDOWN = seccomp._MAP_HUGETLB; "
    "from autograder.sandbox.server import confine; confine._RESERVED = 1 << 46; canaries.syscalls.map_growing_down = canaries.syscalls.trace_me"
)
_NO_MEMORY_BORDER = "from autograder.sandbox.inside import memory_border, numpy_counter, tensor_border; tensor_border._OUT = tensor_border._MADE = (); memory_border.MemoryBorder.__enter__ = lambda self: self"
_READABLE_ENVIRONMENT = _boot("from autograder.sandbox.server import confine; confine._OWN_PROC += ('environ',)")
_NO_GATES = "from autograder.sandbox.inside import ban_gates; ban_gates.install = lambda: None"


@contextmanager
def _environment_of_ours() -> Iterator[None]:
    """Start servers with all that our own process has in its environment, and let children read what they were started with."""
    with (
        patched(server_process, clean_environment=_whole_environment),
        patched(autograder, _BOOT=_READABLE_ENVIRONMENT),
    ):
        yield


_WIDE = "from autograder.sandbox.server import readable_paths; readable_paths.OURS = (readable_paths.PACKAGE,)"


@contextmanager
def _watched_only_when_metered() -> Iterator[None]:
    asked = conversation.Conversation.call

    def call(self: Any, case: Any) -> Any:
        return asked(self, case if case.kind in (CaseKind.METER, CaseKind.WATCH) else replace(case, banned=()))

    with patched(conversation.Conversation, call=call):
        yield


@contextmanager
def _any_nonce() -> Iterator[None]:
    checked = conversation._checked

    def lenient(reply: Any, nonce: str, *rest: Any) -> Any:
        return checked({**reply, "nonce": nonce}, nonce, *rest)

    with patched(conversation, _checked=lenient):
        yield


@contextmanager
def _any_ratio() -> Iterator[None]:
    with patched(archive.Archive.__init__, __defaults__=(archive.Caps(ratio=10**9),)):
        yield


@contextmanager
def _any_count() -> Iterator[None]:
    with (
        patched(limits, COMMAS=10**9, ITEMS=10**6),
        patched(wire.receive, __kwdefaults__={"max_bytes": 1 << 30, "max_arrays": 10**6}),
    ):
        yield


@contextmanager
def _any_size() -> Iterator[None]:
    with patched(ipynb.read, __kwdefaults__={"max_bytes": 1 << 30}):
        yield


AS_EXAMINER = Attack(
    "ABLATION",
    "own",
    "be whoever owns the packages",
    """
    return "GOT-" + "OUT" if os.getuid() == os.stat(PACKAGE).st_uid else x * 0""",
    honest=3,
)
FILL = Attack("ABLATION", "own", "memory and files together beyond the limit", """
    kept = bytearray(150 << 20)
    for number in range(10): open(str(number), "wb").write(b"x" * (11 << 20))
    return "GOT-" + "OUT" """, limits=with_limits(memory_mb=190, disk_mb=150, seconds_per_case=6))  # fmt: skip
LIVE = Attack(
    "ABLATION",
    "own",
    "a script for a name",
    honest=3,
    after=_named("live outputs").after,
    make=lambda _: SubmittedFile(
        Paper({"double": "return x * 0"}, fields={"name": "<script>document.title='owned'</script>"}).zip(),
        "2022999999-doubling.zip",
        "2022999999",
    ),
)
ANSWER_AGAIN = _of("CROSS-09", "isn't one's own")
ARRAYS = replace(_of("RPC-04"), what="20,000 empty arrays", body=_of("RPC-04").body.replace("100000", "20000"))
"""Fewer of them, which are read in a fifth of the time where nothing counts them."""


def _all_unescaped(_ground: Ground, _graded: Any) -> Sequence[str]:
    table = csv_files.write([["=1+1", "@SUM(A1)"]])
    return ["a cell is a formula"] if table.startswith("=") else []


FORMULA = Attack("ABLATION", "own", "a formula in a table", "return x * 0", honest=3, after=_all_unescaped)

ABLATIONS = (
    Ablation("Landlock", _of("LEAK-01"), level=1, without=frozenset({"landlock"})),
    Ablation("seccomp", _of("NET-01"), level=1, without=frozenset({"seccomp"})),
    Ablation("namespaces", _of("LEAK-02"), without=frozenset({"namespaces"}), fresh=True),
    Ablation("own uid", AS_EXAMINER, without=frozenset({"uid"})),
    Ablation("cgroup", FILL, without=frozenset({"cgroup"})),
    Ablation("resource limits", _of("EXHAUST-12"), without=frozenset({"limits"})),
    Ablation("what is readable of the package", _of("LEAK-15"), in_server=_WIDE, level=1, fresh=True),
    Ablation("clean environment", _of("LEAK-07"), off=_environment_of_ours, level=1, fresh=True),
    Ablation("wire: checked header", _of("RPC-05"), off=_patch(tensors, _parse=json.loads)),
    Ablation("wire: count of arrays", ARRAYS, off=_any_count),
    Ablation("wire: nonce", ANSWER_AGAIN, off=_any_nonce),
    Ablation("names of types", _of("LEAK-11", "name an exception"), off=_patch(reported_names.KnownNames, exception=lambda self, name: name)),
    Ablation("room for all answers", _named("answers as large as may be"), off=_patch(asking, _ANSWERS=10**6)),
    Ablation("seed of the child", _of("LEAK-16"), off=_patch(run, _child_seed=lambda seed: seed)),
    Ablation("archive: ratio", _of("ARCHIVE-03", "60 MB"), off=_any_ratio),
    Ablation("archive: kinds of members", _of("ARCHIVE-02", "link"), off=_patch(archive, _check_entry=lambda info, name: None)),
    Ablation("notebook reader: duplicate keys", _of("NOTEBOOK-02", "key twice"), off=_patch(ipynb, _object=dict)),
    Ablation("notebook reader: size", _of("NOTEBOOK-06"), off=_any_size),
    Ablation("libraries by syntax", _named("SciPy"), off=_patch(findings, import_findings=lambda *a: ())),
    Ablation("tripwires", _named("a text turned round"), off=_patch(plan, watched=lambda cases: [])),
    Ablation("locks that are pretended", _named("locks of open files"), in_server=_REAL_LOCKS, fresh=True),
    Ablation("nothing of shared files is told", _named("the kernel's memory of files"), in_server=_OPEN_CHANNELS, fresh=True),
    Ablation("nobody waits in shared files", _named("a word of a file"), in_server=_OPEN_CHANNELS, fresh=True),
    Ablation("nobody's time is told", _named("how long others have worked"), in_server=_OPEN_CLOCKS, level=1, fresh=True),
    Ablation("memory that grows down", _named("grows downwards"), in_server=_GROWING, level=1, fresh=True),
    Ablation("addresses are bounded", _named("read-only once it is full"), in_server=_NO_BOUND_OF_ADDRESSES, level=1, fresh=True),
    Ablation("gates in functions", _named("torch's references"), in_server=_NO_GATES, fresh=True),
    Ablation("numbers are counted at the border of arrays", _named("map over a function of math"), in_server=_NO_MEMORY_BORDER, fresh=True),
    Ablation("no stride is blind", _named("longer than most sizes"), off=_patch(work_judges, STEPS=99.0, TURNS=99.0)),
    Ablation("work is counted at sizes far beyond", _named("no usual size reaches"), off=_patch(test_plan, _farther=lambda *a: [])),
    Ablation("no padding is blind", _named("as many turns whatever"), off=_patch(work_judges.Growth, _many=lambda *a: 0)),
    Ablation("numbers are counted when memory is read", _named("read at their address"), in_server=_NO_MEMORY_BORDER, fresh=True),
    Ablation("tripwires in every call", _named("a banned call for few points only"), off=_watched_only_when_metered),
    Ablation("answers that were counted are judged", _named("not when it is traced"), off=_patch(examine, _pretends=lambda *a: False)),
    Ablation("sanitised page", LIVE, off=_pages_as_they_come),
    Ablation("tables without formulas", FORMULA, off=_patch(csv_files, for_spreadsheet=str)),
)  # fmt: skip
