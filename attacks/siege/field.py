"""Where hand-ins of the siege are tried: the sandboxes of an attacked ground, real assignments cut down to a question, and what is looked at.

Comes in: a `HandIn`. Goes out: what it gained, in sentences; nothing when it gained nothing. Runs in the siege's workers.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attacks import outside
from attacks.ground import Ground, Watched, ground
from attacks.siege import questions
from attacks.siege.hand_in import Earns, HandIn
from autograder.authoring import submissions
from autograder.errors import SandboxFailed
from autograder.examine.versions import Versions
from autograder.model import SubmittedFile
from autograder.pipeline import Graded, Grader

SEED = 20261128
_SEEN = re.compile(rb"SEEN[0-9a-f]{4,}")
_LEFT = ("/tmp/left-by-the-siege", "/dev/shm/left-by-the-siege", "/tmp/left-s", "/var/tmp/left-s", "/dev/shm/left-s")
_NEIGHBOUR_EACH = 12  # an honest hand-in is graded after each so many, and after all that is greedy


class Field:
    """Sandboxes at some levels, with all that surrounds them."""

    def __init__(self, grounds: Mapping[int, Ground]) -> None:
        self._grounds = grounds
        self._versions: dict[tuple[str, str], Versions] = {}
        self._plain: dict[tuple[str, str, str, int], float] = {}
        self._tried = 0

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that there are."""
        return tuple(self._grounds)

    def gains(self, hand_in: HandIn) -> list[str]:
        """Grade a hand-in; tell what it gained."""
        where = self._grounds[hand_in.level]
        assignment = self._versions_of(hand_in).assignment
        may = self._may_earn(hand_in)
        files = outside.descriptors()
        if hand_in.before:
            self._grade(hand_in, hand_in.before, "2022000001")
        started = time.monotonic()
        graded = self._grade(hand_in, hand_in.blocks, "2022999999")
        # the machine's doing, which passes; what comes of it each time is the hand-in's
        if graded.record.status == "not_graded":
            started = time.monotonic()
            graded = self._grade(hand_in, hand_in.blocks, "2022999999")
        took = time.monotonic() - started
        found = _not_graded(graded) or _too_much(graded, may)
        found += where.of_secrets(graded, assignment)
        found += _inputs_shown(graded)
        found += where.of_the_host()
        found += [f"{path} is left" for path in _LEFT if Path(path).exists()]
        if took > 4 * assignment.limits.seconds + 120:  # as local_pool.job_timeout
            found.append(f"it took {took:.0f} s of {assignment.limits.seconds:g}")
        if outside.descriptors() > files + 2:
            found.append("the examiner holds more descriptors than before")
        self._tried += 1
        if found or hand_in.row == "greed" or self._tried % _NEIGHBOUR_EACH == 0:
            found += where.of_the_next()
        return found

    def _may_earn(self, hand_in: HandIn) -> float:
        """Say what the honest part is worth."""
        assignment = self._versions_of(hand_in).assignment
        most = assignment.questions[0].max_points
        if hand_in.earns is Earns.UNBANNED:
            return most * (1 - assignment.questions[0].banned[hand_in.ban])
        if hand_in.earns is Earns.PLAIN:
            key = (hand_in.assignment, hand_in.question, hand_in.plain, hand_in.level)
            if key not in self._plain:
                self._plain[key] = _earned(self._grade(hand_in, {hand_in.question: hand_in.plain}, "2022000002"))
            return self._plain[key]
        lost = {Earns.LOOPED: True, Earns.UNLOOPED: False}.get(hand_in.earns)
        return most if lost is None else most - questions.growth_points(assignment, hand_in.question, forbids=lost)

    def _versions_of(self, hand_in: HandIn) -> Versions:
        key = (hand_in.assignment, hand_in.question)
        if key not in self._versions:
            self._versions[key] = Versions(questions.cut_down(*key), SEED)
        return self._versions[key]

    def _grade(self, hand_in: HandIn, blocks: Mapping[str, str], student: str) -> Graded:
        """Hand blocks in as a student does, in a version that all share; everything else in it is our solution."""
        where = self._grounds[hand_in.level]
        own = questions.solutions(hand_in.assignment)
        texts = {**own, **{name: (where.bound(text), *own[name][1:]) for name, text in blocks.items()}}
        fields = {**submissions.FIELDS, "student_id": student}
        filled = submissions.fill(questions.released(hand_in.assignment), texts, fields=fields)
        data = submissions.zip_of(filled, assignment=hand_in.assignment, fields=fields)
        watched = Watched(where.sandbox)
        grader = Grader(self._versions_of(hand_in), watched, version=0)  # type: ignore[arg-type]
        graded = grader.grade(SubmittedFile(data, f"{student}-{hand_in.assignment}.zip", student))
        where.seen = watched.endings()
        return graded


def _earned(graded: Graded) -> float:
    """Add up what the question earned, less what a banned call costs; no other finding takes anything away."""
    paid = sum(finding.points for finding in graded.record.findings if finding.rule == "banned_call")
    return paid + sum(question.score or 0.0 for question in graded.record.questions if not question.written)


def _not_graded(graded: Graded) -> list[str]:
    return [] if graded.record.status == "graded" else [f"it was {graded.record.status}: {graded.record.reason}"]


def _too_much(graded: Graded, may: float) -> list[str]:
    earned = _earned(graded)
    return [f"it earned {earned:g}, and its honest part is worth {may:g}"] if earned > may + 1e-9 else []


def _inputs_shown(graded: Graded) -> list[str]:
    """Look for a text that only inputs give, where students look."""
    shown = str(graded.record).encode() + graded.page
    return [f"a page tells {found[:40]!r} of the inputs" for found in _SEEN.findall(shown)[:1]]


@contextmanager
def field(levels: Sequence[int], *, without: frozenset[str] = frozenset()) -> Iterator[Field]:
    """Start a ground at each of these levels that this machine gives; raises SandboxFailed when it gives none."""
    with ExitStack() as stack:
        grounds, failed = {}, None
        for level in levels:
            try:
                grounds[level] = stack.enter_context(ground(level, without=without))
            except SandboxFailed as error:
                failed = error
        if not grounds and failed is not None:
            raise failed
        yield Field(grounds)
