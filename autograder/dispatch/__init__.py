"""What `grade` and `regrade` do around the flow: find the hand-ins, skip what is done, have the rest graded, publish.

Comes in: where the hand-ins lie and how to grade. Goes out: records, pages and tables in the results folder. Only cli, authoring and tests
import it. It runs in the driver's process, which never forks; `worker` is the process that grades, `dask.node` runs on a cluster's machines.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from autograder import report, reuse
from autograder.course import outline, settings
from autograder.course.secret import course_secret, seed_for
from autograder.dispatch import gpus, keep_warm, scheduler, to_do
from autograder.dispatch.dask.connection import Cluster, demand_installed, doubts
from autograder.dispatch.local_pool import LocalPool, job_timeout, memory_warning
from autograder.dispatch.messages import Job, setup_of
from autograder.dispatch.scheduler import Done, Executor
from autograder.dispatch.to_do import ToDo
from autograder.dispatch.waiting_jobs import with_kin
from autograder.errors import GradingError, UsageError
from autograder.export import arrivals, circumstances, fill_submitted
from autograder.export.arrivals import Arrivals
from autograder.export.books import Books
from autograder.export.circumstances import Known
from autograder.intake import discovery, not_handed_in
from autograder.intake.code_files import worth
from autograder.intake.found_files import NotTaken
from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.people import groups
from autograder.people import roster as rosters
from autograder.people.settling import People
from autograder.progress import Progress
from autograder.results import atomic, hand_marks, record
from autograder.results.folder import Folder

if TYPE_CHECKING:
    from autograder.sandbox.outside import Ancestor


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
    keep_warm: float | None = None  # minutes for which one grading process stays ready; None: none does
    ancestor: Ancestor | None = None  # whom to fork workers from; None: the pool has its own


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
    again: Sequence[str] = (),
    whose: str = "",
    progress: Progress | None = None,
    books: Books | None = None,
    not_taken: Callable[[Sequence[NotTaken]], object] = len,
) -> list[Record]:
    """Grade every hand-in under the paths that isn't graded yet; returns all records of the results folder.

    The roster names who is expected and how the LMS names them; it is kept with the results. again: the ids of those whose hand-in was taken out,
    and is graded all the same. whose: the one student whose the one file must be, where a person gave it in another's place; it is told before
    anything is written. not_taken is told of the files that are nobody's.
    books: the course's, where marks by hand count, scores go into nbgrader's gradebook and the history, and hand-ins into submitted/.
    """
    progress = progress or Progress()
    if run.cluster is not None:
        demand_installed(run.cluster)
        if warning := doubts(run.cluster):
            progress.say(warning)
    run = replace(run, device=choose_device(run.device, run.cluster))
    if run.keep_warm is not None:
        keep_warm.demand_possible(run.device, run.cluster is not None)
    grading = _prepare(run, progress)
    folder = grading.folder
    with folder.alone():
        listed = rosters.given(roster) if roster else None
        people = circumstances.people_of(run.name, run.root, rosters.expected(folder, run.root, listed=listed))
        own = _own(grading, people, books)
        if listed:
            atomic.write(folder.roster, listed.content)
            for sentence in listed.notes:
                progress.say(sentence)
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
        unread = files.unread()
        if whose:
            to_do.demand_one_of(whose, [file.student_id for file in unread])
        folder.demand_apart(file.student_id for file in unread)
        to_do.bring_back(again, folder, [file.student_id for file in unread])
        for sentence in (*files.said, *to_do.not_taken(files.not_taken)):
            progress.say(sentence)
        not_taken(files.not_taken)
        not_handed_in.demand_somebody(len(files), paths)
        known = arrivals.arrivals(
            folder, run.root, own, people.students, given=received, files=unread, load=files.__getitem__, waits=True
        )
        to_do.demand_decided_groups(people, own, files, unread)
        todo = ToDo(folder, grading.assignment, grading.key, own, known, progress.say, fresh=fresh)
        _work(grading, todo.jobs(files), len(files), todo.stays)
        known = arrivals.settled(folder, known, todo.standing)
        circumstances.add_attempts(folder, grading.assignment, todo.passed_over)
        records = _publish(grading, people, known, books)
        if books is not None:
            came = (replace(file, received=known.times.get(file.student_id)) for file in files)
            for sentence in fill_submitted(grading.assignment, run.root, run.out, came, records):
                progress.say(sentence)
        progress.say(todo.became())
        return records


def regrade(
    run: Run, *, only: Sequence[str] = (), progress: Progress | None = None, books: Books | None = None
) -> list[Record]:
    """Mark every saved run, or only these students', with today's checks; returns all records. books: as for grade_paths."""
    settings.find(run.name, run.root)  # a wrong name is told before a missing folder
    Folder(run.out).demand_records(run.name, "graded submissions")
    grading = _prepare(replace(run, device=choose_device(run.device)), progress or Progress())
    folder = grading.folder
    with folder.alone():
        people = circumstances.expected(run.name, run.root, folder)
        own = _own(grading, people, books)
        before = [one for one in own.values() if folder.saved_run(one.student_id).exists()]
        if not before:
            raise GradingError(
                found=f"{folder.path} holds no graded submissions", fix=f"Run: autograder grade {run.name} PATH…"
            )
        to_do.demand_decided_groups(people, own)
        wanted = to_do.demand_graded(only, before, folder, books.records if books else before, people)
        before = [one for one in before if not only or one.student_id in wanted]
        known = arrivals.arrivals(folder, run.root, own, people.students)
        for sentence in to_do.before_marking(before, grading.assignment, folder):
            grading.progress.say(sentence)
        _work(grading, (to_do.marking(number, one, folder) for number, one in enumerate(before)), len(before))
        return _publish(grading, people, known, books)


def _own(grading: _Grading, people: People, books: Books | None) -> dict[str, Record]:
    """Open the books, and return what each student's own hand-in earned before."""
    said = list(books.open(grading.assignment, people, whole=False)) if books else []
    own = circumstances.own_records(
        grading.folder, books.records if books else record.load_readable(grading.folder.path)
    )
    for sentence in (*said, *to_do.of_another_key(own.values(), grading.assignment, grading.seed)):
        grading.progress.say(sentence)
    return own


def choose_device(wanted: str, cluster: Cluster | None = None) -> str:
    """Turn "auto" into a device, without initialising CUDA here: that is the child's to do. A cluster's nodes aren't guessed at: the CPU."""
    if wanted not in ("auto", "cpu", "cuda", "simulated"):
        raise UsageError(found=f"there is no device '{wanted}'", fix="Give auto, cpu, cuda or simulated.")
    if wanted != "auto":
        return wanted
    if cluster is not None or not Path("/dev/nvidia0").exists():
        return "cpu"
    import torch

    return "cuda" if torch.version.cuda else "cpu"


def _prepare(run: Run, progress: Progress) -> _Grading:
    loaded = outline.read(run.name, run.root)
    try:
        atomic.make_folder(run.out)
        (run.out / ".writable").touch(0o600)
        (run.out / ".writable").unlink()
    except OSError as error:
        raise GradingError(
            found=f"{run.out} can't be written: {error.strerror}", fix="Give another folder with --out."
        ) from error
    seed = seed_for(course_secret(run.root), loaded)
    # A cluster's nodes could only refuse; a worker of this machine tells it before anybody is graded.
    if run.cluster is not None:
        from autograder.course import assignment
        from autograder.examine.test_plan import draw_test_plan

        draw_test_plan(assignment.load(run.name, run.root), seed)
    return _Grading(run, loaded, seed, Folder(run.out), progress)


# ---------------------------------------------------------------- having it done


def _work(
    grading: _Grading,
    jobs: Iterator[Job],
    total: int,
    stays: Callable[[Job, Record], Record | None] = lambda _, __: None,
) -> None:
    faults, first = set[str](), next(jobs, None)
    with ExitStack() as stack:
        bar = stack.enter_context(grading.progress.bar(f"Grading {grading.run.name}", total))

        def counted() -> Iterator[Job]:
            handed_out = 0
            for job in itertools.chain([first] if first else (), jobs):
                bar.expect(total - (job.number - handed_out))  # that many were skipped
                handed_out += 1
                yield with_kin(job, grading.seed, grading.assignment.versions)
            bar.expect(handed_out)

        def done(one: Done) -> None:
            bar.advance()
            if one.record.status != RecordStatus.GRADED and not to_do.told_before(one.record, faults):
                bar.say(f"{one.record.student_id}: {one.record.status}: {one.record.reason}")

        if first is None:  # nobody need be started
            bar.expect(0)
            if warm := _kept_warm(grading.run):
                setup = setup_of(grading.assignment, grading.run.root, grading.seed, grading.run.device)
                warm.renew(warm.told(setup, grading.assignment))
                bar.say(warm.said)
            return
        executor = _executor(grading, total, bar.say, stack)
        threading.Thread(target=report.prepare_course_page, args=(grading.assignment,), daemon=True).start()
        scheduler.work(counted(), executor, grading.folder, grading.assignment, done=done, stays=stays)


def _executor(grading: _Grading, total: int, say: Callable[[str], None], stack: ExitStack) -> Executor:
    run, loaded = grading.run, grading.assignment
    setup = setup_of(loaded, run.root, grading.seed, run.device)
    if run.cluster is not None:
        from autograder.dispatch.dask import driver

        return stack.enter_context(
            driver.executor(run.cluster, setup, loaded, shared=grading.folder.path, gpu_slots=run.gpu_slots, say=say)
        )
    if warning := memory_warning(loaded):
        say(warning)
    if run.device == "cuda":
        setups = [slot.of(setup) for slot in gpus.plan(gpus.found_here(), run.gpu_slots)[: run.workers]]
    else:
        setups = [setup] * min(run.workers or os.cpu_count() or 1, max(1, total))
    forked_from = None if run.device == "cuda" else run.ancestor
    if warm := _kept_warm(run):
        setups[0] = warm.told(setups[0], loaded)
        stack.callback(lambda: say(warm.said))
    return stack.enter_context(LocalPool(setups, job_timeout(loaded), ancestor=forked_from, warm=warm))


def _kept_warm(run: Run) -> keep_warm.WarmPlace | None:
    return None if run.keep_warm is None else keep_warm.WarmPlace(run.root, run.name, run.device, run.keep_warm)


def _publish(grading: _Grading, people: People, known: Arrivals, books: Books | None) -> list[Record]:
    loaded, folder, say = grading.assignment, grading.folder, grading.progress.say
    for sentence in known.said:
        say(sentence)
    if books is None:
        marks = hand_marks.last_read(folder.hand_marks).marks
        today = circumstances.settle(Known(folder, loaded, people, known.times, marks), record.load_all(folder.path))
        records, said = today.sorted, today.said
    else:
        records, said = books.close(loaded, people, known.times)
    for sentence in said:
        say(sentence)
    return records
