"""A grading process of its own: jobs in on standard input, results out on standard output, one sandbox held all along."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder import reuse
from autograder.course import bundle
from autograder.dispatch.messages import Job, Result, RunSetup, read_frame, write_frame

if TYPE_CHECKING:
    from autograder.examine.versions import Versions
    from autograder.model import Assignment
    from autograder.pipeline import Grader
    from autograder.sandbox.outside import Sandbox


def main() -> None:
    """Serve until standard input closes; die with the process that started this one."""
    if sys.platform == "linux":
        from autograder.sandbox.outside import die_with_parent

        die_with_parent()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write into the frames
    first = read_frame(source)
    if first is None:
        return
    setup = msgspec.msgpack.decode(first, type=RunSetup)
    if setup.own_code not in ("", reuse.own_code()):
        here = "another version of the autograder is installed here. Install the same one on every machine."
        write_frame(sink, Result(number=-1, fault=here))
        return

    import torch

    torch.set_num_threads(1)  # there is a worker per core; on small tensors a second thread only waits

    from autograder.errors import GradingError
    from autograder.examine.versions import Versions
    from autograder.sandbox.outside import Sandbox

    try:
        versions = Versions(_assignment(setup), setup.seed)
        sandbox = Sandbox.start(
            least_level=setup.least_level,
            device=setup.device,
            gpu=setup.gpu,
            gpu_share=setup.gpu_share,
            data=versions.assignment.data,
        )
    except GradingError as error:
        write_frame(sink, Result(number=-1, fault=str(error)))
        return
    with sandbox:
        grader_of = lru_cache(maxsize=64)(lambda questions: _grader(versions, questions, sandbox, setup))
        grader_of(())
        gc.collect()
        gc.freeze()  # what stays anyway needn't be looked through again and again: 4 ms of each submission
        write_frame(sink, Result(number=-1, level=sandbox.level))
        while (body := read_frame(source)) is not None:
            job = msgspec.msgpack.decode(body, type=Job)
            write_frame(sink, answer(job, grader_of(job.questions)))


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


def _grader(versions: Versions, questions: tuple[str, ...], sandbox: Sandbox, setup: RunSetup) -> Grader:
    """Make a grader of the whole assignment, or of some of its questions without pictures."""
    from autograder.examine.versions import Versions
    from autograder.pipeline import Grader

    if questions:
        whole = versions.assignment
        asked = tuple(question for question in whole.questions if question.id in questions)
        versions = Versions(replace(whole, questions=asked, pictures=()), versions.seed)
    return Grader(versions, sandbox, device=setup.device, version=setup.version)


def _assignment(setup: RunSetup) -> Assignment:
    from autograder.course import assignment

    if not setup.course:
        return assignment.load(setup.name, Path(setup.root))
    with bundle.unpacked(setup.course) as root:
        return assignment.load(setup.name, root)
