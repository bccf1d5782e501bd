"""Where a submission's processor time goes, stage by stage. `python -m benchmarks.stages COURSE PASSES ZIPS`

The stages' own public functions are wrapped while the class is graded here in one process, as a worker does it. Whenever a stage begins
or ends, three clocks are read (this process, the sandbox's server, the confined child), and what they advanced by is put down to the
stage that was going on. Prints JSON: stage → [grading process, server, child], in seconds per submission.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from autograder import assemble, examine, export, intake, report
from autograder.assemble import code_rules
from autograder.course import assignment
from autograder.examine import scoring
from autograder.examine.versions import Versions
from autograder.intake import discovery
from autograder.model import CaseKind
from autograder.pipeline import Grader
from autograder.report import feedback, feedback_pictures
from autograder.results import record, saved_run
from autograder.results.folder import Folder
from autograder.sandbox.outside import Child, Sandbox
from autograder.sandbox.outside.conversation import Conversation
from benchmarks import processes
from benchmarks.handins import NAME

SEED = 1
REST = "the rest"
CALLS = {
    CaseKind.VALUE: "calls whose answers are judged",
    CaseKind.INPUTS: "calls whose answers are judged",
    CaseKind.METER: "calls whose work is counted",
    CaseKind.WATCH: "calls that look for banned functions",
    CaseKind.DEVICE: "calls on the pretend accelerator",
    CaseKind.PICTURE: "calls for the feedback page",
}
STAGES = (
    "intake", "integrity", "rules", "fork and walls", "loading the notebook", *dict.fromkeys(CALLS.values()), "end of a process",
    "examine", "record", "pictures of the feedback page", "feedback page", "saving", "assignment's page and marks", "gradebook", REST,
)  # fmt: skip


@dataclass(slots=True)
class Clocks:
    """Processor time so far, of three kinds of processes, in seconds."""

    grader: float
    server: float
    child: float


class Stopwatch:
    """Put what the clocks advance by down to the stage that is going on."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        self._going_on = [REST]
        self._servers: set[int] = set()
        self._ended = 0.0  # what children used that are gone
        self._child: int | None = None
        self._last = self._read()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside the with block as this stage's, but for stages within it."""
        self._charge()
        self._going_on.append(name)
        try:
            yield
        finally:
            self._charge()
            self._going_on.pop()

    def watch_servers(self) -> None:
        """Take all processes that were started so far for the sandbox's server."""
        mine = processes.below(processes.os_pid())
        self._servers = {one.pid for one in mine} - {processes.os_pid()}
        self._last = self._read()

    def child_began(self, child: Child) -> None:
        """A child is there; all it has used so far counts."""
        self._child = child.pid

    def child_ended(self, seconds: float) -> None:
        """The child is gone; this is all it used."""
        self._child = None
        self._ended += seconds

    def _charge(self) -> None:
        now, before = self._read(), self._last
        taken = self.taken[self._going_on[-1]]
        for at, name in enumerate(("grader", "server", "child")):
            taken[at] += getattr(now, name) - getattr(before, name)
        self._last = now

    def _read(self) -> Clocks:
        server = sum(map(processes.running_time, self._servers)) / 1e9
        child = self._ended + (processes.running_time(self._child) / 1e9 if self._child else 0.0)
        return Clocks(time.process_time(), server, child)


@contextmanager
def watched(watch: Stopwatch) -> Iterator[None]:
    """Wrap the stages' functions inside the with block."""

    def timed(stage: str | Callable[..., str], function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **named: Any) -> Any:
            with watch.stage(stage if isinstance(stage, str) else stage(*args)):
                return function(*args, **named)

        return call

    def spawn(self: Sandbox, *args: Any, **named: Any) -> Child:
        with watch.stage("fork and walls"):
            child = plain_spawn(self, *args, **named)
            watch.child_began(child)
            return child

    def kill(self: Child) -> Any:
        first = self not in killed
        killed.add(self)
        with watch.stage("end of a process"):
            ending = plain_kill(self)
            if first:
                watch.child_ended(ending.cpu_seconds)
            return ending

    plain_spawn, plain_kill, killed = Sandbox.spawn, Child.kill, set[Child]()
    plain: list[tuple[Any, str, str | Callable[..., str]]] = [
        (intake, "receive", "intake"),
        (assemble, "assemble", "integrity"),
        (code_rules, "review", "rules"),
        (Conversation, "prepare", "loading the notebook"),
        (Conversation, "load", "loading the notebook"),
        (Conversation, "load_drivers", "loading the notebook"),
        (Conversation, "call", lambda _talk, case: CALLS[case.kind]),
        (examine, "examine", "examine"),
        (scoring, "mark", "record"),
        (saved_run, "encode", "record"),
        (feedback_pictures.Gallery, "picture", "pictures of the feedback page"),
        (feedback, "page", "feedback page"),
        (Folder, "save", "saving"),
        (report, "publish", "assignment's page and marks"),
        (export, "update_gradebook", "gradebook"),
    ]
    with ExitStack() as stack:
        stack.enter_context(patch.object(Sandbox, "spawn", spawn))
        stack.enter_context(patch.object(Child, "kill", kill))
        for owner, name, stage in plain:
            stack.enter_context(patch.object(owner, name, timed(stage, getattr(owner, name))))
        yield


def main() -> None:
    """Grade the class once to get warm, then as often as wanted with the watch running."""
    root, passes, zips = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])

    import torch

    torch.set_num_threads(1)  # as in a worker
    loaded = assignment.load(NAME, root)
    versions = Versions(loaded, SEED)
    watch = Stopwatch()
    with TemporaryDirectory() as folder, Sandbox.start(device="cpu") as sandbox:
        grader, results = Grader(versions, sandbox), Folder(Path(folder))

        def grade_class() -> int:
            files = discovery.find([zips], assignment=NAME)
            for one in files:
                graded = grader.grade(one)
                results.save(record.encode(graded.record), graded.page, graded.saved_run)
            export.update_gradebook(results, loaded, report.publish(results, loaded), root)
            return len(files)

        grade_class()
        watch.watch_servers()
        with watched(watch):
            count = sum(grade_class() for _ in range(passes))
    print(json.dumps({name: [part / count for part in watch.taken[name]] for name in STAGES}))


if __name__ == "__main__":
    main()
