"""Grade many variants of an assignment's answers, as students' zips are graded, and remember how each one fared.

Comes in: blocks under a name. Goes out: for each, its score and which checks it lost, and why.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder import reuse
from autograder.authoring import submissions
from autograder.authoring.answer_blocks import Blocks, our_written_answers
from autograder.authoring.cache import Cache
from autograder.course.secret import course_secret, seed_for
from autograder.dispatch import scheduler
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Job, RunSetup
from autograder.model import Assignment, Record, RecordStatus, Status, SubmittedFile
from autograder.results.folder import Folder

_SAVED_EVERY = 3.0  # seconds: what a rehearsal that is killed may lose


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
    uncharged: tuple[
        str, ...
    ] = ()  # of those lost, the ones whose points were given: another is paid for the same cause


@dataclass(frozen=True, slots=True)
class Drawing:
    """How all variants fared with one drawing of the inputs."""

    trials: list[Trial]
    seconds: float  # from the end of the drawing before to the end of this


def grade_variants(
    drawings: Sequence[Sequence[Variant]],
    loaded: Assignment,
    root: Path,
    *,
    workers: int,
    batch: str = "trials",
    advance: Callable[[], None] = lambda: None,
) -> list[Drawing]:
    """Grade every variant that isn't remembered, in one pool of workers; raises SandboxFailed when this machine can't.

    drawings: what is handed in with each version of the class's inputs, from 0; beyond course.toml's versions, one that no student gets.
    batch: by which name they are remembered.
    advance: called for each variant that is known.
    """
    seed = seed_for(course_secret(root), loaded)
    blank = submissions.released_notebook(loaded.name, root)
    written = our_written_answers(loaded.name, root)
    start = time.monotonic()
    known = [
        _Known(Cache(root, f"{batch}-{loaded.name}-{drawing}" if drawing else f"{batch}-{loaded.name}"), start)
        for drawing in range(len(drawings))
    ]
    installed = hashlib.sha256("\0".join(reuse.installed()).encode()).hexdigest()
    jobs: list[Job] = []
    places: list[tuple[_Known, str]] = []  # by the job's number: where what comes of it belongs
    for drawing, (variants, mine) in enumerate(zip(drawings, known, strict=True)):
        salt = f"{reuse.own_code()} {installed} {loaded.fingerprint} {seed} {drawing}"
        for number, variant in enumerate(variants):
            fields = {"name": "Rehearsal", "student_id": f"{variant.kind}-{number}", "option": 1, "group": ""}
            filled = submissions.fill(blank, variant.texts, fields=fields, written=written)
            data = submissions.zip_of(filled, assignment=loaded.name, fields=fields)
            key = hashlib.sha256(f"{salt} {variant.questions}".encode() + data).hexdigest()
            mine.keys.append(key)
            if key in mine.kept:
                mine.found[key] = mine.kept[key]
                advance()
            else:
                file = SubmittedFile(data, submissions.zip_name(fields, loaded.name), str(fields["student_id"]))
                jobs.append(Job(len(jobs), file, questions=variant.questions, version=drawing))
                places.append((mine, key))

    saved = time.monotonic()

    def save() -> None:
        nonlocal saved
        for mine in known:
            mine.write(mine.kept | mine.found)
        saved = time.monotonic()

    def done(one: scheduler.Done) -> None:
        mine, key = places[one.job.number]
        mine.found[key], mine.ended = fared(one.record), time.monotonic()
        advance()
        if time.monotonic() - saved > _SAVED_EVERY:
            save()

    if jobs:
        with tempfile.TemporaryDirectory(prefix="autograder-rehearse-") as folder:
            setup = RunSetup(str(root), loaded.name, seed, "cpu", loaded.least_sandbox_level, in_part=True)
            try:
                with LocalPool([setup] * min(workers, len(jobs)), job_timeout(loaded)) as pool:
                    scheduler.work(jobs, pool, Folder(Path(folder)), loaded, done=done)
            except BaseException:
                save()
                raise
    made = []
    for variants, mine in zip(drawings, known, strict=True):
        mine.write(mine.found if batch == "trials" else mine.kept | mine.found)  # a sample doesn't forget the others
        trials = [Trial(variant=one, **mine.found[key]) for one, key in zip(variants, mine.keys, strict=True)]
        made.append(Drawing(trials, max(0.0, mine.ended - start)))
        start = max(start, mine.ended)
    return made


class _Known:
    """What is known of one drawing's variants, by a hash of all that it depends on."""

    def __init__(self, cache: Cache, start: float) -> None:
        self._cache = cache
        self.kept: dict[str, dict[str, Any]] = cache.read() or {}
        self.found: dict[str, dict[str, Any]] = {}
        self.keys: list[str] = []
        self.ended = start

    def write(self, values: Mapping[str, dict[str, Any]]) -> None:
        self._cache.write({key: value for key, value in values.items() if not value["reason"]})


def narrowed(variant: Variant, solution: Variant, *, calls: bool) -> Variant:
    """Ask a wrong answer for what it was written for only, where a drawing of all questions showed that it leaves the others alone.

    calls: it hasn't been shown; ask also the questions whose own block speaks of a changed one, or of one that does.
    """
    if variant.kind not in ("wrong", "mutant"):
        return variant
    about = {name.partition(".")[0] for name in variant.named}
    about |= {question for question, text in variant.texts.items() if text != solution.texts[question]}
    while calls:
        names = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(about)))})\b")
        others = {question: block for question, block in variant.texts.items() if question not in about}
        more = {
            question for question, block in others.items() if any(names.search(part or "") for part in _parts(block))
        }
        about |= more
        calls = bool(more)
    return replace(variant, questions=tuple(sorted(about)))


def _parts(block: str | Sequence[str | None]) -> Sequence[str | None]:
    return [block] if isinstance(block, str) else block


def fared(record: Record) -> dict[str, Any]:
    """Keep of a record what a rehearsal asks about."""
    results = [(f"{q.id}.{check.name}", check) for q in record.questions for check in q.checks]
    lost = {name: check.message or str(check.status) for name, check in results if check.status is not Status.PASSED}
    trial = Trial(
        variant=Variant("", "", "", {}),
        score=record.score,
        max_score=record.max_score,
        lost=lost,
        passed=tuple(name for name, check in results if check.status is Status.PASSED),
        costs=tuple(f"{one.rule}: {one.message}" for one in record.findings if one.points < 0),
        near_misses=tuple(f"{name}: {check.near_miss}" for name, check in results if check.near_miss),
        paid={q.id: q.max_score - q.score for q in record.questions if q.checks and q.score < q.max_score},
        uncharged=tuple(name for name, check in results if not check.charged),
        reason="" if record.status is RecordStatus.GRADED else f"{record.status}: {record.reason}",
    )
    return {key: value for key, value in asdict(trial).items() if key != "variant"}
