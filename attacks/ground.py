"""Where an attack is tried: one sandbox at one level, things outside that it might reach, and a look at all of it afterwards.

`Ground.try_out(attack)` hands the attack in as `grade` does and returns what went wrong, in sentences; nothing when the attack failed.
"""

from __future__ import annotations

import os
import re
import struct
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from seccompy import syscall_nr

from attacks import exam, outside
from attacks.attack import CALLS, GOT_OUT, HONEST, PRELUDE, Attack, exam_of
from attacks.exam import Paper
from autograder.examine.versions import Versions
from autograder.model import Assignment, Limits, SubmittedFile
from autograder.pipeline import Graded, Grader
from autograder.report.course_page import page as course_page
from autograder.results import record
from autograder.sandbox.outside import Child, Ending, Sandbox, WaitingServer


class Watched:
    """A sandbox whose children's endings can be looked at."""

    def __init__(self, sandbox: Sandbox, without: frozenset[str] = frozenset()) -> None:
        self._sandbox = sandbox
        self._without = without
        self.level, self.data = sandbox.level, sandbox.data
        self.children: list[Child] = []

    def spawn(self, limits: Limits, *, seed: int, banned: tuple[str, ...] = (), compiler: bool = False) -> Child:
        """Spawn as the sandbox does."""
        child = self._sandbox.spawn(limits, seed=seed, banned=banned, compiler=compiler, without=self._without)
        self.children.append(child)
        return self.children[-1]

    def endings(self) -> list[Ending]:
        """Tell how each child ended, and forget them."""
        found = [child.kill() for child in self.children]
        self.children.clear()
        return found


class Ground:
    """One sandbox with its surroundings; made by `ground`."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.level = sandbox.level
        self.folder = folder
        self.seen: list[Ending] = []  # of the last attack
        self._listeners = outside.listeners(folder)
        outside.plant(folder)
        self._before = outside.print_of(self.folder)
        self._exam = exam_of()
        self._honest = SubmittedFile(Paper().zip(), "2022123456-doubling.zip", "2022123456")
        self._files: int | None = None

    @property
    def names(self) -> dict[str, Any]:
        """What an attack is told, as if it knew the examiner's machine by heart."""
        return {
            "FOLDER": str(self.folder),
            "CHECKS": str(self.folder / "checks.py"),
            "RESULT": str(self.folder / "results/records/2022000001.json"),
            "EXAMINER": os.getpid(),
            "SERVER": self.sandbox._server.pid,
            "PORT": self._listeners["tcp"].getsockname()[1],
            "UDP": self._listeners["udp"].getsockname()[1],
            "STREAM": str(self.folder / "stream"),
            "ABSTRACT": self._listeners["abstract"].getsockname()[1:].decode(),
            "PACKAGE": str(Path(torch.__file__)),
            "COURSE": str(Path(__file__).resolve().parents[1]),
            "BASE": self.sandbox._setup.base,
            "HEAD": exam.SECRET[:16],
            "TAIL": exam.SECRET[16:],
            **{name.upper(): syscall_nr(name) for name in CALLS},
        }

    def bound(self, body: str) -> str:
        """Write a block with the names that it uses, at its own indentation."""
        named = [f"{name} = {value!r}" for name, value in self.names.items() if re.search(rf"\b{name}\b", body)]
        blanks = body[: len(body) - len(body.lstrip())].rpartition("\n")[2]
        return "\n".join([*[blanks + line for line in named], body])

    def text(self, body: str) -> str:
        """Write an attack's body with the names that it uses."""
        bound = [f"{name} = {value!r}" for name, value in self.names.items() if re.search(rf"\b{name}\b", body)]
        helpers = PRELUDE if any(word in body for word in ("loot(", "out(", "system_call(", "os.", "sys.")) else ""
        return "\n".join([helpers.strip(), *bound, textwrap.dedent(body).strip()]).strip()

    # ------------------------------------------------------------ trying

    def hand_in(self, attack: Attack) -> SubmittedFile:
        """Make the file that the attack is."""
        if attack.make is not None:
            return attack.make(self)
        blocks = {name: text if isinstance(text, str) else list(text) for name, text in attack.blocks.items()}
        if attack.body:
            blocks[attack.attacked] = self.text(attack.body)
        return SubmittedFile(Paper(blocks).zip(), "2022999999-doubling.zip", "2022999999")

    def try_out(self, attack: Attack, *, without: frozenset[str] = frozenset()) -> list[str]:
        """Hand the attack in, look at what came of it, and then at everybody else; returns what must not be.

        without: layers that its own children do without, to see it succeed.
        """
        files = outside.descriptors()
        asked = exam_of(tuple(attack.asked), attack.device_too, attack.limits, attack.pictures, attack.in_file)
        watched = Watched(self.sandbox, without)
        started = time.monotonic()
        graded = Grader(Versions(asked.assignment, asked.seed), watched).grade(self.hand_in(attack))  # type: ignore[arg-type]
        took = time.monotonic() - started
        self.seen = watched.endings()
        problems = self._of_the_record(attack, graded)
        problems += self.of_secrets(graded, asked.assignment)
        problems += self.of_the_host()
        if took > 4 * attack.limits.seconds + 120:  # as local_pool.job_timeout
            problems.append(f"it took {took:.0f} s")
        if outside.descriptors() > files + 2:
            problems.append(f"the examiner holds {outside.descriptors() - files} descriptors more than before")
        if attack.after is not None:
            problems += attack.after(self, graded)
        problems += self.of_the_next()
        return problems

    def _of_the_record(self, attack: Attack, graded: Graded) -> list[str]:
        made = graded.record
        if attack.rejected:
            wanted = made.status == "rejected" and made.score == 0
            return [] if wanted and attack.says in (made.reason or "") else [f"it was {made.status}: {made.reason}"]
        if made.status != "graded":
            return [f"it was {made.status}: {made.reason}"]
        least = attack.least
        problems = []
        if made.score > attack.honest:
            problems.append(f"it earned {made.score:g}, and its honest part is worth {attack.honest:g}")
        if made.score < least:
            lost = [
                f"{one.name}: {one.message}" for q in made.questions for one in q.checks if one.points < one.max_points
            ]
            problems.append(f"its honest part is worth {least:g}, and it got {made.score:g} ({'; '.join(lost)})")
        text = str(made)
        if attack.body and any(
            word in text for word in ("could not be loaded", "NameError", "SyntaxError", "nothing has been written")
        ):
            problems.append(f"the attack itself didn't run: {text[:3000]}")
        # which writes an apostrophe in its own way
        if attack.says not in "\n".join([text, *(one.message for one in made.findings)]):
            problems.append(f"nothing says '{attack.says}': {text[:2000]}")
        return problems

    def places(self, graded: Graded, assignment: Assignment) -> dict[str, bytes]:
        """Collect everything that came of a submission."""
        return {
            "the output": b"".join(ending.output for ending in self.seen),
            "the record": record.encode(graded.record),
            "the feedback page": graded.page,
            "the course's page": course_page([graded.record], assignment).encode(),
            "what is kept": graded.saved_run or b"",
        }

    def of_secrets(self, graded: Graded, assignment: Assignment) -> list[str]:
        """Look for what was planted, and for what was got, in everything that came of the submission."""
        number = struct.pack("<d", exam.SECRET_NUMBER)
        found = []
        for place, content in self.places(graded, assignment).items():
            if exam.SECRET.encode() in content or number in content:
                found.append(f"a secret is in {place}")
            if GOT_OUT.encode() in content:
                at = content.find(GOT_OUT.encode())
                found.append(f"{place} says {content[at : at + 60]!r}")
        return found

    def of_the_host(self) -> list[str]:
        """Look at files, sockets and processes outside: they must be as before."""
        problems = []
        now = outside.print_of(self.folder)
        if now != self._before:
            problems.append(f"files outside changed: {sorted(set(now.items()) ^ set(self._before.items()))[:4]}")
        for name, listener in self._listeners.items():
            if outside.was_reached(listener):
                problems.append(f"somebody reached the {name} socket")
        if survivors := self._survivors():
            problems.append(f"processes are left: {survivors}")
        left = [path.name for path in Path(self.sandbox._setup.base).iterdir() if path.name.startswith("child-")]
        if left:
            problems.append(f"scratch is left: {left}")
        return problems

    def _survivors(self) -> list[int]:
        """List processes that come of this sandbox's server, but for itself.

        Without root, a server that has namespaces is two: the one that was started waits for the first of the pid namespace, which forks.
        """
        mine = self.sandbox._server.pid
        first = outside.children(mine) if os.geteuid() and self.sandbox.level >= 2 else []
        return [pid for pid in outside.descendants(mine) if outside.alive(pid) and pid not in first]

    def of_the_next(self) -> list[str]:
        """Grade honest work right after, in the same sandbox."""
        made = Grader(Versions(self._exam.assignment, self._exam.seed), self.sandbox).grade(self._honest).record
        return (
            []
            if made.score == HONEST
            else [f"the honest student after it got {made.score:g}: {made.reason or made.questions}"]
        )

    def close(self) -> None:
        """Close the listeners."""
        for listener in self._listeners.values():
            listener.close()


@contextmanager
def ground(
    level: int, *, without: frozenset[str] = frozenset(), waiting: WaitingServer | None = None
) -> Iterator[Ground]:
    """Start a sandbox of a level, with a secret in the examiner's environment beforehand; raises SandboxFailed where there is none.

    waiting: a server that is there already.
    """
    before = os.environ.get("COURSE_TOKEN")
    os.environ["COURSE_TOKEN"] = exam.SECRET
    try:
        with tempfile.TemporaryDirectory(prefix="attacked-") as name:
            folder = Path(name)
            least = 0 if without else level
            with Sandbox.start(least_level=least, most_level=level, without=without, waiting=waiting) as sandbox:
                made = Ground(sandbox, folder)
                try:
                    yield made
                finally:
                    made.close()
    finally:
        if before is None:
            del os.environ["COURSE_TOKEN"]
