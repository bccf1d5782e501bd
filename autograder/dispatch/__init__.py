"""What `grade` and `regrade` do around the flow: find the hand-ins, skip what is done, show progress, publish."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from autograder import export, pipeline, progress, report
from autograder.course import assignment as assignments
from autograder.course.secret import course_secret
from autograder.dispatch import batch, circumstances, gpus
from autograder.dispatch.batch import Done
from autograder.dispatch.circumstances import Arrivals
from autograder.dispatch.dask.connection import Cluster, demand_installed, doubts
from autograder.dispatch.worker import Job, Setup
from autograder.errors import GradingError, SubmissionRejected, UsageError, nearest
from autograder.examine.test_plan import Exam, seed_for, set_exam
from autograder.intake import discovery
from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.people import roster as rosters
from autograder.people.settling import People
from autograder.results import atomic, record
from autograder.results.folder import Folder


@dataclass(frozen=True, slots=True)
class Run:
    """Where and how to grade."""

    name: str
    root: Path
    out: Path
    device: str
    workers: int | None = None  # None: one for each core, or for each GPU slot
    gpu_slots: int = 1  # submissions at a time on each GPU
    cluster: Cluster | None = None  # None: on this machine


def grade_paths(
    run: Run,
    paths: Sequence[Path],
    *,
    received: Path | None,
    fresh: bool,
    console: Console,
    roster: Path | None = None,
) -> list[Record]:
    """Grade every hand-in under the paths that isn't graded yet; returns all records of the results folder.

    The roster names who is expected and how the LMS names them; it is kept with the results.
    """
    if run.cluster is not None:
        demand_installed(run.cluster)
        warning = doubts(run.cluster)
        if warning:
            console.print(warning, markup=False)
    run = replace(run, device=choose_device(run.device, run.cluster))
    loaded, exam, folder = _prepare(run)
    with folder.alone():
        if roster:
            rosters.read_roster(roster)
            atomic.write(folder.roster, roster.read_bytes())
        people = circumstances.expected(run.root, folder)
        incoming = discovery.find(paths, assignment=run.name, roster=rosters.by_lms_id(people.students) or None)
        files = [SubmittedFile(b"", one.source, one.student_id) for one in incoming]
        known = circumstances.arrivals(folder, run.root, received, files, people.students)
        jobs = _unfinished(incoming, known.times, None if fresh else folder, exam, run.device)
        _work(run, jobs, len(incoming), folder, loaded, exam, console)
        return _publish(run, folder, loaded, people, known, console)


def regrade(run: Run, *, only: Sequence[str] = (), console: Console) -> list[Record]:
    """Mark every kept run, or only these students', with today's checks; returns all records of the results folder."""
    run = replace(run, device=choose_device(run.device))
    loaded, exam, folder = _prepare(run)
    before = [one for one in circumstances.own_records(folder).values() if folder.kept(one.student_id).exists()]
    if not before:
        raise GradingError(
            found=f"{folder.path} holds no graded submissions", fix=f"Run: autograder grade {run.name} PATH…"
        )
    unknown = sorted(set(only) - {one.student_id for one in before})
    if unknown:
        near = nearest(unknown[0], [one.student_id for one in before])
        raise UsageError(
            found=f"{folder.path} holds no graded submission of {unknown[0]}",
            fix=f"Did you mean {near}?" if near else "Look into its records/ for the ids.",
        )
    before = [one for one in before if not only or one.student_id in only]

    def jobs() -> Iterator[Job]:
        for number, one in enumerate(before):
            data = folder.kept(one.student_id).read_bytes()
            yield Job(number, data, one.source, one.student_id, record=record.encode(one))

    with folder.alone():
        people = circumstances.expected(run.root, folder)
        known = circumstances.arrivals(folder, run.root, None, (), people.students)
        _work(run, jobs(), len(before), folder, loaded, exam, console)
        return _publish(run, folder, loaded, people, known, console)


def choose_device(wanted: str, cluster: Cluster | None = None) -> str:
    """Turn "auto" into a device, without initialising CUDA here: that is the child's to do. A cluster's nodes aren't guessed at: the CPU."""
    if wanted not in ("auto", "cpu", "cuda", "simulated"):
        raise UsageError(found=f"there is no device '{wanted}'", fix="Give auto, cpu, cuda or simulated.")
    if wanted != "auto":
        return wanted
    if cluster is not None:
        return "cpu"
    import torch

    return "cuda" if torch.version.cuda and Path("/dev/nvidia0").exists() else "cpu"


def _prepare(run: Run) -> tuple[Assignment, Exam, Folder]:
    loaded = assignments.load(run.name, run.root)
    folder = Folder(run.out)
    try:
        run.out.mkdir(parents=True, exist_ok=True)
        (run.out / ".writable").write_bytes(b"")
        (run.out / ".writable").unlink()
    except OSError as error:
        raise GradingError(
            found=f"{run.out} can't be written: {error.strerror}", fix="Give another folder with --out."
        ) from error
    return loaded, set_exam(loaded, seed_for(course_secret(run.root), loaded)), folder


def _unfinished(
    incoming: Iterable[discovery.Incoming],
    times: Mapping[str, datetime],
    folder: Folder | None,
    exam: Exam,
    device: str,
) -> Iterator[Job]:
    """Skip hand-ins whose kept record was made of the same file, release, checks, seed and device."""
    for number, one in enumerate(incoming):
        data, refused = b"", ""
        try:
            data = one.load()
        except SubmissionRejected as error:
            refused = str(error)
        hand_in = pipeline.HandIn(
            data=data,
            source=one.source,
            student_id=one.student_id,
            claim=one.claim,
            comparable=one.comparable,
            shared=one.shared,
            attempts=one.attempts,
            received=times.get(one.student_id),
            refused=refused,
        )
        before = _before(folder, hand_in.student_id) if folder else None
        if folder is None or before is None:
            yield Job(number, **{name: getattr(hand_in, name) for name in pipeline.HandIn.__dataclass_fields__})
        elif not pipeline.is_current(before, hand_in, exam, device):
            yield _changed(number, before, folder, hand_in, exam, device)


def _before(folder: Folder, student_id: str) -> Record | None:
    path = folder.own(student_id) if folder.own(student_id).exists() else folder.record(student_id)
    if not student_id or not path.exists():
        return None
    try:
        before = record.load(path)
    except GradingError:
        return None
    return None if before.status == RecordStatus.NOT_GRADED else before


def _changed(number: int, before: Record, folder: Folder, hand_in: pipeline.HandIn, exam: Exam, device: str) -> Job:
    """Mark the kept run again where only checks changed, so that only their questions run; else grade the hand-in."""
    kept = folder.kept(before.student_id)
    if pipeline.may_be_marked(before, hand_in, exam, device) and kept.exists():
        return Job(number, kept.read_bytes(), before.source, before.student_id, record=record.encode(before))
    return Job(number, **{name: getattr(hand_in, name) for name in pipeline.HandIn.__dataclass_fields__})


def _work(
    run: Run, jobs: Iterable[Job], total: int, folder: Folder, loaded: Assignment, exam: Exam, console: Console
) -> None:
    setup = Setup(str(run.root), run.name, exam.seed, run.device, loaded.least_sandbox_level)
    with progress.progress(f"Grading {run.name}", total, console) as bar:

        def counted() -> Iterator[Job]:
            handed_out = 0
            for job in jobs:
                skipped = job.number - handed_out
                bar.expect(total - skipped)
                handed_out += 1
                yield job
            bar.expect(handed_out)

        def done(one: Done) -> None:
            bar.advance()
            if one.record.status != RecordStatus.GRADED:
                bar.say(f"{one.record.student_id}: {one.record.status}: {one.record.reason}")

        if run.cluster is not None:
            from autograder.dispatch.dask import driver

            driver.work(
                counted(),
                setup,
                folder,
                loaded,
                cluster=run.cluster,
                gpu_slots=run.gpu_slots,
                done=done,
                say=bar.say,
            )
            return
        places = gpus.plan(gpus.gpus(), run.gpu_slots)[: run.workers] if run.device == "cuda" else ()
        workers = min(run.workers or os.cpu_count() or 1, max(1, total))
        batch.work(counted(), setup, folder, loaded, workers=workers, slots=places, done=done)


def _publish(
    run: Run, folder: Folder, loaded: Assignment, people: People, known: Arrivals, console: Console
) -> list[Record]:
    for sentence in (*known.said, *circumstances.apply(folder, loaded, people, known.times)):
        console.print(sentence, markup=False, highlight=False)
    records = report.publish(folder, loaded, people.students, people.excused(loaded.name))
    export.update_gradebook(folder, loaded, records, run.root)
    return records
