"""Grade many variants of an assignment's answers, as students' zips are graded, and remember how each one fared.

Comes in: blocks under a name. Goes out: for each, its score and which checks it lost, and why.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import msgspec

from autograder import temporary
from autograder.authoring import submissions
from autograder.authoring.answer_blocks import our_written_answers
from autograder.authoring.cache import Cache
from autograder.authoring.file_questions import Blocks
from autograder.authoring.rehearse.kept_trials import KeptTrials, TrialAsKept, digest_of_texts
from autograder.course.secret import course_secret, seed_for
from autograder.dispatch import scheduler
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Job, RunSetup, setup_of
from autograder.model import Assignment, Record, RecordStatus, Status, SubmittedFile
from autograder.results.folder import Folder

if TYPE_CHECKING:
    from autograder.intake.ipynb import Json
    from autograder.sandbox.outside import Ancestor

_SAVED_EVERY = 3.0  # seconds: what a rehearsal that is killed may lose
_WORTH_STARTING = 4  # jobs for which one more process pays: it takes longer to start than to do them


@dataclass(frozen=True, slots=True)
class Variant:
    """One set of answers to hand in."""

    kind: str  # "solution", "blank", "right", "wrong" or "mutant"
    name: str
    place: str  # the file that it was made from, as authors name it
    texts: Blocks
    named: tuple[str, ...] = ()  # checks that must fail
    near_miss: str = ""  # what feedback must call it
    questions: tuple[str, ...] = ()  # ask only these; () for all


@dataclass(frozen=True, slots=True)
class Trial:
    """How one variant fared."""

    variant: Variant
    score: float
    max_score: float
    lost: Mapping[str, str]  # question.check → why, for each check that wasn't passed
    passed: tuple[str, ...]
    costs: tuple[str, ...]  # findings that cost points
    near_misses: tuple[str, ...]
    paid: Mapping[str, float]  # question → points that it lost, where it lost any
    reason: str = ""  # why there is no score
    # of those lost, the ones whose points were given: another is paid for the same cause
    uncharged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """How all variants fared with one drawing of the inputs."""

    trials: list[Trial]
    seconds: float  # from the end of the drawing before to the end of this


class Workers:
    """One pool of grading processes for all that is asked of an assignment, started when something has to be."""

    def __init__(self, count: int | None = None, ancestor: Ancestor | None = None) -> None:
        """count: how many processes at most; None for one a core. ancestor: whom to fork them from; without one, the pool has its own."""
        self._count, self._ancestor = count or os.cpu_count() or 1, ancestor
        self._pool: LocalPool | None = None
        self._for: RunSetup | None = None

    def begin(self, known: Assignment, root: Path) -> None:
        """Start one process already: something will have to be graded. known: the assignment, or its outline."""
        self.pool(known, root, 1)

    def pool(self, loaded: Assignment, root: Path, jobs: int) -> LocalPool:
        """Return it, with processes for so many jobs."""
        seed = seed_for(course_secret(root), loaded)
        setup = setup_of(loaded, root, seed, in_part=True)
        if self._pool is None or self._for != setup:
            self.close()
            self._pool = LocalPool([setup], job_timeout(loaded), ancestor=self._ancestor)
            self._for = setup
        self._pool.grow(setup, min(self._count, math.ceil(jobs / _WORTH_STARTING)))
        return self._pool

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def __enter__(self) -> Workers:
        """Give it to a with block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it, however the block ended."""
        self.close()


def grade_variants(
    drawings: Sequence[Sequence[Variant]],
    loaded: Assignment,
    root: Path,
    *,
    workers: Workers,
    batch: str = "trials",
    advance: Callable[[], None] = lambda: None,
) -> list[Drawing]:
    """Grade every variant that isn't remembered, or mark what ran again; raises SandboxFailed when this machine can't.

    drawings: what is handed in with each version of the class's inputs, from 0; beyond course.toml's versions, one that no student gets.
    batch: by which name they are remembered.
    advance: called for each variant that is known.
    """
    seed = seed_for(course_secret(root), loaded)
    hand_ins = _HandIns(loaded.name, root)
    start = time.monotonic()
    whole = batch == "trials"  # of others only a sample is asked, which doesn't forget the rest
    caches = [Cache(root, "-".join([batch, loaded.name, *([str(one)] if one else [])])) for one in range(len(drawings))]
    known = [KeptTrials(cache, loaded, seed, drawing, runs=whole) for drawing, cache in enumerate(caches)]
    keys = [[mine.key(variant) for variant in variants] for variants, mine in zip(drawings, known, strict=True)]
    ended = [start] * len(drawings)
    jobs: list[Job] = []
    places: list[tuple[int, str]] = []  # by the job's number: the drawing and the key of what comes of it
    for drawing, variants in enumerate(drawings):
        for key, variant in zip(keys[drawing], variants, strict=True):
            if known[drawing].recall(key):
                advance()
                continue
            before = known[drawing].ran(key)
            file = hand_ins.file(variant, marked=before is not None)
            jobs.append(Job(len(jobs), file, before, variant.questions, drawing))
            places.append((drawing, key))

    saved = time.monotonic()

    def save(*, others: bool = True) -> None:
        nonlocal saved
        for mine in known:
            mine.save(others=others)
        saved = time.monotonic()

    def done(one: scheduler.Done) -> None:
        drawing, key = places[one.job.number]
        student = one.record.student_id
        run = folder.saved_run(student).read_bytes() if one.record.status is RecordStatus.GRADED else None
        known[drawing].keep(key, fared(one.record), folder.record(student).read_bytes(), run)
        ended[drawing] = time.monotonic()
        advance()
        if time.monotonic() - saved > _SAVED_EVERY:
            save()

    if jobs:
        with temporary.folder("rehearse") as place:
            folder = Folder(place)
            try:
                scheduler.work(jobs, workers.pool(loaded, root, len(jobs)), folder, loaded, done=done)
            except BaseException:
                save()
                raise
    save(others=not whole)
    made = []
    for drawing, variants in enumerate(drawings):
        found = (known[drawing].trial(key) for key in keys[drawing])
        trials = [trial_of(one, each) for one, each in zip(variants, found, strict=True)]
        made.append(Drawing(trials, max(0.0, ended[drawing] - start)))
        start = max(start, ended[drawing])
    return made


class _HandIns:
    """What variants hand in: each zip made once, when it is first wanted."""

    def __init__(self, name: str, root: Path) -> None:
        self._name, self._root = name, root
        self._blank: Json | None = None
        self._written: Mapping[str, str] = {}
        self._made: dict[str, bytes] = {}

    def file(self, variant: Variant, *, marked: bool) -> SubmittedFile:
        """Hand a variant in; one that is only marked again needs no zip."""
        texts = digest_of_texts(variant)
        student = f"{variant.kind}-{texts[:12]}"
        fields = {"name": "Rehearsal", "student_id": student, "option": 1, "group": ""}
        if not marked and student not in self._made:
            if self._blank is None:
                self._blank = submissions.released_notebook(self._name, self._root)
                self._written = our_written_answers(self._name, self._root)
            self._made[student] = submissions.handed_in(
                self._name, self._root, variant.texts, fields=fields, written=self._written, blank=self._blank
            )
        return SubmittedFile(b"" if marked else self._made[student], submissions.zip_name(fields, self._name), student)


def fared(record: Record) -> TrialAsKept:
    """Keep of a record what a rehearsal asks about."""
    results = [(f"{q.id}.{check.name}", check) for q in record.questions for check in q.checks]
    return TrialAsKept(
        score=record.score,
        max_score=record.max_score,
        lost={name: check.message or str(check.status) for name, check in results if check.status is not Status.PASSED},
        passed=tuple(name for name, check in results if check.status is Status.PASSED),
        costs=tuple(f"{one.rule}: {one.message}" for one in record.findings if one.points < 0),
        near_misses=tuple(f"{name}: {check.near_miss}" for name, check in results if check.near_miss),
        paid={q.id: q.max_score - q.score for q in record.questions if q.checks and q.score < q.max_score},
        reason="" if record.status is RecordStatus.GRADED else f"{record.status}: {record.reason}",
        uncharged=tuple(name for name, check in results if not check.charged),
    )


def trial_of(variant: Variant, fared: TrialAsKept) -> Trial:
    """Say whose it is."""
    return Trial(variant=variant, **msgspec.structs.asdict(fared))
