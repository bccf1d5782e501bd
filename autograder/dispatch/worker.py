"""A grading process of its own: jobs in on standard input, results out on standard output, one sandbox held all along.

Frames are a length and a msgpack body, between two processes of ours that trust each other; no student's process ever holds either end.
"""

from __future__ import annotations

import gc
import struct
import sys
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from autograder.course import bundle

if TYPE_CHECKING:
    from autograder.examine.test_plan import TestPlan
    from autograder.model import Assignment
    from autograder.sandbox.outside import Sandbox

LENGTH = struct.Struct(">Q")


class Setup(msgspec.Struct, frozen=True):
    """The first frame: what all jobs share."""

    root: str
    name: str
    seed: int
    device: str
    least_level: int
    course: bytes = b""  # bundle.pack's, where there is no root
    kit: str = ""  # bundle.kit's, where the other side may be another version
    gpu: str = ""  # as CUDA_VISIBLE_DEVICES names it
    gpu_share: float = 1.0  # of its memory


class Job(msgspec.Struct, frozen=True):
    """One hand-in to grade, or a kept run to mark again."""

    number: int
    data: bytes
    source: str
    student_id: str = ""
    claim: str = ""
    comparable: bool = True
    shared: bool = False
    attempts: tuple[str, ...] = ()
    received: datetime | None = None
    refused: str = ""
    record: bytes | None = None  # with data a kept run: mark it again


class Result(msgspec.Struct, frozen=True):
    """What became of a job; number −1 says that the worker is ready, or with a fault, that it can't start."""

    number: int
    record: bytes = b""
    page: bytes = b""
    kept: bytes | None = None
    level: int = 0
    fault: str = ""


def write_frame(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Send one message."""
    body = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Receive one message's bytes; None when the other side has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def main() -> None:
    """Serve until standard input closes; die with the process that started this one."""
    if sys.platform == "linux":
        from autograder.sandbox.server.syscalls import die_with_parent

        die_with_parent()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write into the frames
    first = read_frame(source)
    if first is None:
        return
    setup = msgspec.msgpack.decode(first, type=Setup)
    if setup.kit not in ("", bundle.kit()):
        here = "another version of the autograder is installed here. Install the same one on every machine."
        write_frame(sink, Result(number=-1, fault=here))
        return

    import torch

    torch.set_num_threads(1)  # there is a worker per core; on small tensors a second thread only waits

    from autograder import pipeline  # noqa: F401 – with all that `answer` uses, so that it is there before the first job
    from autograder.errors import GradingError
    from autograder.examine.test_plan import draw_test_plan
    from autograder.report import feedback  # noqa: F401
    from autograder.sandbox.outside import Sandbox

    try:
        exam = draw_test_plan(_assignment(setup), setup.seed)
        sandbox = Sandbox.start(
            least_level=setup.least_level, device=setup.device, gpu=setup.gpu, gpu_share=setup.gpu_share
        )
    except GradingError as error:
        write_frame(sink, Result(number=-1, fault=str(error)))
        return
    with sandbox:
        gc.collect()
        gc.freeze()  # what stays anyway needn't be looked through again and again: 4 ms of each submission
        write_frame(sink, Result(number=-1, level=sandbox.level))
        while (body := read_frame(source)) is not None:
            write_frame(sink, answer(msgspec.msgpack.decode(body, type=Job), exam, sandbox, device=setup.device))


def answer(job: Job, exam: TestPlan, sandbox: Sandbox, *, device: str) -> Result:
    """Do one job."""
    from autograder import pipeline
    from autograder.errors import GradingError
    from autograder.report import feedback
    from autograder.results import record, saved_run

    if job.record is None:
        hand_in = pipeline.HandIn(**{name: getattr(job, name) for name in pipeline.HandIn.__dataclass_fields__})
        graded = pipeline.grade_one(hand_in, exam, sandbox, device=device)
    else:
        before = record.decode(job.record)
        try:
            ran = saved_run.decode(job.data)
        except GradingError as error:
            return Result(job.number, fault=str(error))
        if ran.submission.sha256 != before.submission_sha256:  # a run was killed between writing the two
            return Result(job.number, fault="what is kept isn't of the recorded hand-in; grade it with --fresh")
        graded = pipeline.regrade_one(before, ran, exam, sandbox)
    page = feedback.page(graded.record, exam.assignment, graded.pictures).encode()
    return Result(job.number, record.encode(graded.record), page, graded.kept, sandbox.level)


def _assignment(setup: Setup) -> Assignment:
    from autograder.course import assignment

    if not setup.course:
        return assignment.load(setup.name, Path(setup.root))
    with bundle.unpacked(setup.course) as root:
        return assignment.load(setup.name, root)


if __name__ == "__main__":
    main()
