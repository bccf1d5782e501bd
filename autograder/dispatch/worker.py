"""A grading process of its own: jobs in on standard input, results out on standard output, one sandbox held all along."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

import msgspec

from autograder import reuse
from autograder.course import bundle, data_files, outline, settings
from autograder.dispatch.messages import Job, Result, RunSetup, read_frame, write_frame
from autograder.errors import AssignmentBroken

if TYPE_CHECKING:
    from autograder.examine.versions import Versions
    from autograder.model import Assignment
    from autograder.pipeline import Grader
    from autograder.sandbox.outside import Sandbox


def main(control: str = "", handle: str = "") -> None:
    """Serve until standard input closes; die with the process that started this one.

    control, handle: descriptors of the server that was forked beside this process, where it comes from the ancestor.
    """
    if sys.platform == "linux":
        from autograder.sandbox.outside import die_with_parent

        die_with_parent()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write into the frames
    first = read_frame(source)
    if first is None:
        return
    setup = msgspec.msgpack.decode(first, type=RunSetup)
    take_over(setup.environment)
    with contextlib.suppress(BrokenPipeError):  # who started this process has ended, before it could be asked to
        if (work := Work.begin(setup, sink, control, handle)) is not None:
            with work:
                work.serve(source, sink)


class Work:
    """An assignment that was read, and a warm sandbox: all that jobs need."""

    def __init__(self, versions: Versions, sandbox: Sandbox, device: str) -> None:
        self._sandbox = sandbox
        self._grader_of = lru_cache(maxsize=64)(partial(_grader, versions, sandbox, device))
        self._grader_of((), None)
        gc.freeze()  # what stays anyway needn't be looked through again and again: 4 ms of each submission
        gc.enable()

    @staticmethod
    def begin(setup: RunSetup, sink: IO[bytes], control: str = "", handle: str = "") -> Work | None:
        """Read the assignment and start a sandbox; None when that can't be, and then the other side has been told why."""
        if setup.own_code not in ("", reuse.own_code()):
            here = "another version of the autograder is installed here. Install the same one on every machine."
            write_frame(sink, Result(number=-1, fault=here))
            return None

        gc.disable()  # until all that stays is there

        import torch

        torch.set_num_threads(1)  # there is a worker per core; on small tensors a second thread only waits

        from autograder.errors import AssignmentBroken, GradingError

        try:
            versions, sandbox = _ready(setup, control, handle)
        except GradingError as error:
            write_frame(sink, Result(number=-1, fault=str(error), broken=isinstance(error, AssignmentBroken)))
            return None
        return Work(versions, sandbox, setup.device)

    def serve(self, source: IO[bytes], sink: IO[bytes]) -> None:
        """Say that all is ready, and do jobs until the other side hangs up."""
        write_frame(sink, Result(number=-1, level=self._sandbox.level))
        while (body := read_frame(source)) is not None:
            job = msgspec.msgpack.decode(body, type=Job)
            write_frame(sink, answer(job, self._grader_of(job.questions, job.version)))

    def __enter__(self) -> Work:
        """Give it to a with block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the sandbox, however the block ended."""
        self._sandbox.close()


def _ready(setup: RunSetup, control: str, handle: str) -> tuple[Versions, Sandbox]:
    """Read the assignment while the sandbox's server gets ready; raises GradingError, the assignment's fault first."""
    from autograder import pipeline
    from autograder.examine.versions import Versions
    from autograder.sandbox.outside import Sandbox, WaitingServer

    waiting = WaitingServer(int(control), int(handle)) if control else None
    start = partial(Sandbox.start, least_level=setup.least_level, device=setup.device, gpu=setup.gpu)
    data = _data(setup)
    with ThreadPoolExecutor(1) as beside:
        starting = beside.submit(start, gpu_share=setup.gpu_share, waiting=waiting, data=data)
        try:
            versions = Versions(_as_the_command_has_it(setup), setup.seed)
            versions.plan(0)  # a check that can't be drawn is told before anybody is graded
            pipeline.prepare(versions.assignment)
        except BaseException:
            if starting.exception() is None:
                starting.result().close()
            raise
    return versions, starting.result()


def take_over(environment: Mapping[str, str]) -> None:
    """Live in the command's surroundings from here on: where temporary files go, above all."""
    if environment:
        os.environ.clear()
        os.environ.update(environment)
        tempfile.tempdir = None
        time.tzset()


def answer(job: Job, grader: Grader) -> Result:
    """Do one job."""
    from autograder.errors import GradingError
    from autograder.results import record, saved_run

    if job.before is None:
        graded = grader.grade(job.file)
    else:
        before = record.decode(job.before.record)
        try:
            ran = saved_run.decode(job.before.saved_run)
        except GradingError as error:
            return Result(job.number, fault=str(error))
        if ran.submission.sha256 != before.submission_sha256:  # a run was killed between writing the two
            return Result(job.number, fault="what is kept isn't of the recorded hand-in; grade it with --fresh")
        graded = grader.regrade(before, ran)
    return Result(
        job.number, record.encode(graded.record), graded.page, graded.saved_run, grader.level, short=graded.short
    )


def _grader(
    versions: Versions, sandbox: Sandbox, device: str, questions: tuple[str, ...], version: int | None
) -> Grader:
    """Make a grader of the whole assignment, or of some of its questions without pictures."""
    from autograder.examine.versions import Versions
    from autograder.pipeline import Grader

    if questions:
        versions = Versions(narrowed(versions.assignment, questions), versions.seed)
    return Grader(versions, sandbox, device=device, version=version)


def narrowed(whole: Assignment, questions: Collection[str]) -> Assignment:
    """Return it with some of its questions to ask; those that a person marks stay, for by them their code is known and never run."""
    kept = tuple(question for question in whole.questions if question.id in questions or question.written)
    return replace(whole, questions=kept, pictures=())


def _data(setup: RunSetup) -> Mapping[str, bytes]:
    """Read the assignment's data files, which the sandbox is started with."""
    if setup.course:
        return bundle.data_of(setup.course, setup.name)
    folder = settings.find(setup.name, Path(setup.root))
    return data_files.read(folder, settings.of_assignment(folder))


def _as_the_command_has_it(setup: RunSetup) -> Assignment:
    """Read the assignment; raises AssignmentBroken where its files aren't those that the command has read, or were changed meanwhile.

    Marks and trials are kept by the command, as those of the files that it knows.
    """
    loaded = _assignment(setup)
    if setup.fingerprint and not (loaded.fingerprint == setup.fingerprint and _stands(loaded, setup)):
        raise AssignmentBroken(
            found=f"the files of {setup.name}, or course.toml, were changed while they were read", fix="Run it again."
        )
    return loaded


def _stands(loaded: Assignment, setup: RunSetup) -> bool:
    """Tell whether the files are still those that were just read."""
    if setup.course:
        return True
    from autograder.dispatch import keep_warm

    root = Path(setup.root)
    now = outline.read(setup.name, root)
    return now.fingerprint == loaded.fingerprint and setup.state in ("", keep_warm.state(now, root))


def _assignment(setup: RunSetup) -> Assignment:
    from autograder.course import assignment

    if not setup.course:
        return assignment.load(setup.name, Path(setup.root), in_part=setup.in_part)
    with bundle.unpacked(setup.course) as root:
        return assignment.load(setup.name, root)
