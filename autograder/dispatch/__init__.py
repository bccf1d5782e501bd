"""What `grade` and `regrade` do around the flow: find the hand-ins, skip what is done, have the rest graded, publish.

Comes in: where the hand-ins lie and how to grade. Goes out: records, pages and tables in the results folder. Only cli, authoring and tests
import it. It runs in the driver's process, which never forks; `worker` is the process that grades, `dask.node` runs on a cluster's machines.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder import reuse
from autograder.course import assignment as assignments
from autograder.course import settings
from autograder.course.secret import course_secret
from autograder.dispatch import gpus, scheduler
from autograder.dispatch.dask.connection import Cluster, demand_installed, doubts
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Before, Job, RunSetup
from autograder.dispatch.scheduler import Done, Executor
from autograder.errors import GradingError, UsageError, nearest
from autograder.examine.test_plan import draw_test_plan, seed_for
from autograder.export import circumstances
from autograder.export.books import Books, settle
from autograder.export.circumstances import Arrivals
from autograder.intake import discovery, not_handed_in
from autograder.intake.found_files import NotTaken
from autograder.intake.own_cells import worth
from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.people import groups
from autograder.people import roster as rosters
from autograder.people.settling import People
from autograder.progress import Progress
from autograder.results import atomic, record
from autograder.results.folder import Folder
from autograder.results.record import NewerVersion
from autograder.untrusted_text import for_message


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


@dataclass(frozen=True, slots=True)
class _Grading:
    """One run under way: what all its steps need."""

    run: Run
    assignment: Assignment
    seed: int
    folder: Folder
    progress: Progress

    def key(self, file: SubmittedFile) -> str:
        return reuse.key(file, self.assignment, self.seed, self.run.device)


def grade_paths(
    run: Run,
    paths: Sequence[Path],
    *,
    received: Path | None,
    fresh: bool,
    roster: Path | None = None,
    progress: Progress | None = None,
    books: Books | None = None,
    not_taken: Callable[[Sequence[NotTaken]], object] = len,
    arrived: Callable[[Sequence[SubmittedFile]], object] = len,
) -> list[Record]:
    """Grade every hand-in under the paths that isn't graded yet; returns all records of the results folder.

    The roster names who is expected and how the LMS names them; it is kept with the results. not_taken is told of the files that are nobody's,
    arrived of those that are somebody's, with the times that are known.
    books: the course's, opened, where marks by hand count and scores go into nbgrader's gradebook and the history.
    """
    progress = progress or Progress()
    if run.cluster is not None:
        demand_installed(run.cluster)
        warning = doubts(run.cluster)
        if warning:
            progress.say(warning)
    grading = _prepare(replace(run, device=choose_device(run.device, run.cluster)), progress)
    folder = grading.folder
    with folder.alone():
        if roster:
            rosters.read_roster(roster)
            atomic.write(folder.roster, roster.read_bytes())
        people = circumstances.expected(run.root, folder)
        files = discovery.find(
            paths,
            assignment=run.name,
            roster=rosters.by_lms_id(people.students) or None,
            names={student.lms_id: student.name for student in people.students if student.lms_id},
            students={student.student_id for student in people.students if student.student_id},
            members=partial(groups.members_of_team, students=people.students) if people.groups != "none" else None,
            ours=partial(worth, assignment=grading.assignment),
            zone=ZoneInfo(grading.assignment.time_zone),
        )
        folder.demand_apart(file.student_id for file in files.unread())
        for sentence in (*files.said, *not_taken_lines(files.not_taken)):
            progress.say(sentence)
        not_taken(files.not_taken)
        not_handed_in.demand_somebody(len(files), paths)
        known = circumstances.arrivals(folder, run.root, received, files.unread(), people.students)
        arrived([replace(file, received=known.times.get(file.student_id)) for file in files])
        _work(grading, _unfinished(grading, files, known, fresh=fresh), len(files))
        return _publish(grading, people, known, books)


def regrade(
    run: Run, *, only: Sequence[str] = (), progress: Progress | None = None, books: Books | None = None
) -> list[Record]:
    """Mark every saved run, or only these students', with today's checks; returns all records. books: as for grade_paths."""
    settings.find(run.name, run.root)  # a wrong name is told before a missing folder
    Folder(run.out).demand_records(run.name, "graded submissions")
    grading = _prepare(replace(run, device=choose_device(run.device)), progress or Progress())
    folder = grading.folder
    before = [
        one
        for one in circumstances.own_records(folder, record.load_all(folder.path)).values()
        if folder.saved_run(one.student_id).exists()
    ]
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
    with folder.alone():
        people = circumstances.expected(run.root, folder)
        known = circumstances.arrivals(folder, run.root, None, (), people.students)
        _work(grading, (_marking(number, one, folder) for number, one in enumerate(before)), len(before))
        return _publish(grading, people, known, books)


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


def not_taken_lines(files: Sequence[NotTaken]) -> Iterator[str]:
    """Name all files that are nobody's record, and why."""
    if files:
        yield f"{len(files)} {'file was' if len(files) == 1 else 'files were'} not taken:"
    for one in files:
        yield f"  {for_message(one.source)}: {one.why}"


def _prepare(run: Run, progress: Progress) -> _Grading:
    loaded = assignments.load(run.name, run.root)
    try:
        atomic.make_folder(run.out)
        (run.out / ".writable").write_bytes(b"")
        (run.out / ".writable").unlink()
    except OSError as error:
        raise GradingError(
            found=f"{run.out} can't be written: {error.strerror}", fix="Give another folder with --out."
        ) from error
    seed = seed_for(course_secret(run.root), loaded)
    draw_test_plan(loaded, seed)  # a check that can't be drawn is told before anybody is graded
    return _Grading(run, loaded, seed, Folder(run.out), progress)


# ---------------------------------------------------------------- what there is to do


def _unfinished(grading: _Grading, files: Sequence[SubmittedFile], known: Arrivals, *, fresh: bool) -> Iterator[Job]:
    """Skip hand-ins whose kept record was made of the same file, release, checks, seed and device."""
    for number, found in enumerate(files):
        file = replace(found, received=known.times.get(found.student_id))
        last = _before(grading.folder, file.student_id)
        if last is not None and file.received and file.student_id not in known.now and reuse.is_other(last, file):
            grading.progress.say(circumstances.old_time(file))
        before = None if fresh else last
        if before is None:
            yield Job(number, file)
        elif not reuse.is_current(before, grading.key(file)):
            yield _changed(number, file, before, grading)


def _before(folder: Folder, student_id: str) -> Record | None:
    path = folder.own(student_id) if folder.own(student_id).exists() else folder.record(student_id)
    if not student_id or not path.exists():
        return None
    try:
        before = record.load(path)
    except NewerVersion:
        raise
    except GradingError:
        return None
    return None if before.status == RecordStatus.NOT_GRADED else before


def _changed(number: int, file: SubmittedFile, before: Record, grading: _Grading) -> Job:
    """Mark the saved run again where only checks changed, so that only their questions run; else grade the hand-in."""
    may_be_marked = reuse.may_be_marked(before, grading.key(file), grading.assignment)
    if may_be_marked and grading.folder.saved_run(before.student_id).exists():
        return _marking(number, before, grading.folder)
    return Job(number, file)


def _marking(number: int, before: Record, folder: Folder) -> Job:
    run = folder.saved_run(before.student_id).read_bytes()
    return Job(number, SubmittedFile(b"", before.source, before.student_id), Before(record.encode(before), run))


# ---------------------------------------------------------------- having it done


def _work(grading: _Grading, jobs: Iterator[Job], total: int) -> None:
    with ExitStack() as stack:
        bar = stack.enter_context(grading.progress.bar(f"Grading {grading.run.name}", total))

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

        executor = _executor(grading, total, bar.say, stack)
        scheduler.work(counted(), executor, grading.folder, grading.assignment, done=done)


def _executor(grading: _Grading, total: int, say: Callable[[str], None], stack: ExitStack) -> Executor:
    run, loaded = grading.run, grading.assignment
    setup = RunSetup(str(run.root.resolve()), run.name, grading.seed, run.device, loaded.least_sandbox_level)
    if run.cluster is not None:
        from autograder.dispatch.dask import driver

        return stack.enter_context(
            driver.executor(run.cluster, setup, loaded, shared=grading.folder.path, gpu_slots=run.gpu_slots, say=say)
        )
    if run.device == "cuda":
        setups = [slot.of(setup) for slot in gpus.plan(gpus.found_here(), run.gpu_slots)[: run.workers]]
    else:
        setups = [setup] * min(run.workers or os.cpu_count() or 1, max(1, total))
    return stack.enter_context(LocalPool(setups, job_timeout(loaded)))


def _publish(grading: _Grading, people: People, known: Arrivals, books: Books | None) -> list[Record]:
    loaded, folder, say = grading.assignment, grading.folder, grading.progress.say
    for sentence in known.said:
        say(sentence)
    for sentence in settle(folder, loaded, people, known.times, books.marks if books else None):
        say(sentence)
    if books is None:
        return record.load_all(folder.path)
    records, said = books.close(loaded, people, known.times)
    for sentence in said:
        say(sentence)
    return records
