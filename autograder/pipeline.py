"""The whole flow in one function: bytes in, record out. The only module that knows every stage."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from autograder import assemble, examine, intake, run
from autograder.assemble import code_rules
from autograder.errors import AssignmentBroken, SandboxFailed, SubmissionRejected
from autograder.examine.test_plan import Exam
from autograder.intake.discovery import Incoming
from autograder.model import Assignment, Observation, Outcome, Program, Record, RecordStatus
from autograder.people import lateness
from autograder.report import feedback_pictures
from autograder.report.feedback_pictures import Picture
from autograder.results import record, saved_run
from autograder.results.saved_run import Kept
from autograder.sandbox.outside import Sandbox
from autograder.untrusted_text import for_file_name

ENDING = {
    Outcome.TIMED_OUT,
    Outcome.OUT_OF_MEMORY,
    Outcome.CRASHED,
    Outcome.FLOODED,
    Outcome.UNREADABLE,
    Outcome.SKIPPED,
}
"""Outcomes that leave a question's block out of the processes that follow, where other questions may have called it."""


MOST_PICTURES = 2  # on a page: where the most points were lost. Drawing one takes a third as long as grading


@dataclass(frozen=True, slots=True)
class Graded:
    """A record, and what is kept beside it when the submission ran."""

    record: Record
    program: Program | None = None
    kept: bytes | None = None
    pictures: tuple[Picture, ...] = ()  # for the student's page


@dataclass(frozen=True, slots=True)
class HandIn:
    """One file as it came, with what is known of it from outside."""

    data: bytes
    source: str  # the file's own name
    student_id: str = ""  # by the LMS's name or the file's; safe as a file's name
    claim: str = ""  # the id that the file's own name tells, where the LMS's name tells one too
    comparable: bool = True  # whether student_id is of the kind that students write of themselves
    shared: bool = False  # whether another student's file claims the same id
    attempts: tuple[str, ...] = ()  # earlier files of the same student
    received: datetime | None = None
    refused: str = ""  # why the file couldn't be had

    def load(self) -> bytes:
        """Return the bytes, or raise SubmissionRejected."""
        if self.refused:
            raise SubmissionRejected(found=self.refused)
        return self.data


def grade_one(hand_in: HandIn, exam: Exam, sandbox: Sandbox, *, device: str = "cpu") -> Graded:
    """Grade one hand-in. Never raises for a fault of the student's or of the assignment's: the record says it."""
    assignment, seconds = exam.assignment, _Seconds()
    sha256 = hashlib.sha256(hand_in.data).hexdigest()
    student_id = hand_in.student_id
    try:
        with seconds("intake"):
            incoming = _incoming(hand_in)
            submission = intake.receive(incoming, assignment, received=hand_in.received)
            student_id = submission.student_id
            program = code_rules.review(assemble.assemble(submission, assignment), assignment)
        with seconds("run"):
            observations = run.run(program, exam.cases, assignment, sandbox, device=device, seed=exam.seed)
        with seconds("examine"):
            verdicts = examine.examine(exam, program, observations)
            made = record.mark(submission, program, observations, verdicts, assignment)
    except SubmissionRejected as error:
        made = _unmarked(RecordStatus.REJECTED, str(error), hand_in, student_id, sha256, exam)
        return Graded(replace(made, key=_key(hand_in, exam, device)))
    except (AssignmentBroken, SandboxFailed) as error:
        return Graded(_unmarked(RecordStatus.NOT_GRADED, str(error), hand_in, student_id, sha256, exam))
    made = replace(
        lateness.settle(made, hand_in.received, None, assignment),
        seed=exam.seed,
        device=device,
        sandbox_level=sandbox.level,
        seconds=seconds.rounded(),
        attempts=hand_in.attempts,
        key=_key(hand_in, exam, device),
    )
    file = saved_run.encode(submission, program, observations, _digests(exam))
    return Graded(made, program, file, _pictures(exam, observations, made))


def regrade_one(before: Record, ran: Kept, exam: Exam, sandbox: Sandbox | None) -> Graded:
    """Mark kept observations with today's checks; only questions that changed since are asked again, if there is a sandbox.

    The record is the one that grading the hand-in anew would give, as long as the assignment's rules are the same.
    """
    assignment, seconds = exam.assignment, _Seconds()
    level = before.sandbox_level
    try:
        with seconds("run"):
            known = ran.current(_digests(exam))
            missing = [case for case in exam.cases if case.id not in known]
            if missing and sandbox is not None:
                answered = run.run(ran.program, missing, assignment, sandbox, device=before.device, seed=exam.seed)
                if _ended(answered) or _ended(one for one in ran.observations if one.case not in known):
                    answered = run.run(
                        ran.program, exam.cases, assignment, sandbox, device=before.device, seed=exam.seed
                    )
                known |= {observation.case: observation for observation in answered}
                level = min(level, sandbox.level) if len(answered) < len(exam.cases) else sandbox.level
        observations = tuple(known[case.id] for case in exam.cases if case.id in known)
        with seconds("examine"):
            verdicts = examine.examine(exam, ran.program, observations)
            made = record.mark(ran.submission, ran.program, observations, verdicts, assignment)
    except (AssignmentBroken, SandboxFailed) as error:
        return Graded(replace(before, status=RecordStatus.NOT_GRADED, score=0.0, reason=str(error)))
    received = datetime.fromisoformat(before.received) if before.received else None
    made = replace(
        lateness.settle(made, received, before.exception, assignment),
        seed=exam.seed,
        device=before.device,
        sandbox_level=level,
        seconds=_sum(before.seconds, seconds.rounded()),
        attempts=before.attempts,
        key=_key_today(before, assignment),
    )
    file = saved_run.encode(ran.submission, ran.program, observations, _digests(exam))
    return Graded(made, ran.program, file, _pictures(exam, observations, made))


def is_current(before: Record, hand_in: HandIn, exam: Exam, device: str) -> bool:
    """Tell whether grading the hand-in would give this record again."""
    return before.key == _key(hand_in, exam, device)


def may_be_marked(before: Record, hand_in: HandIn, exam: Exam, device: str) -> bool:
    """Tell whether marking the kept run would give the record that grading the hand-in gives: only what is asked has changed."""
    assignment = exam.assignment
    return (
        before.status is RecordStatus.GRADED
        and before.key.split(":")[:2] == _key(hand_in, exam, device).split(":")[:2]
        and before.sandbox_level >= assignment.least_sandbox_level
        and before.seconds.get("run", 0.0) < assignment.limits.seconds  # else its time ran out, wherever it was spent
    )


def _key(hand_in: HandIn, exam: Exam, device: str) -> str:
    """Hash all that a record depends on, in three parts: the hand-in, the assignment's rules, all of the assignment.

    The same key means that grading again would give the same record, but for lateness, which nothing has to run for.
    """
    parts = (
        hashlib.sha256(hand_in.data).hexdigest(),
        hand_in.source,
        hand_in.student_id,
        repr((hand_in.claim, hand_in.comparable, hand_in.shared, hand_in.attempts)),
        str(exam.seed),
        device,
    )
    own = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f"{own}:{exam.assignment.rules}:{exam.assignment.fingerprint}"


def _key_today(before: Record, assignment: Assignment) -> str:
    """Return the key of a record that is marked again: today's, unless other code would run today."""
    own, _, rest = before.key.partition(":")
    same_rules = rest.partition(":")[0] == assignment.rules
    return f"{own}:{assignment.rules}:{assignment.fingerprint}" if same_rules else before.key


def _incoming(hand_in: HandIn) -> Incoming:
    return Incoming(
        student_id=hand_in.student_id,
        source=hand_in.source,
        load=hand_in.load,
        claim=hand_in.claim,
        comparable=hand_in.comparable,
        shared=hand_in.shared,
        attempts=hand_in.attempts,
    )


def _digests(exam: Exam) -> dict[str, str]:
    return exam.once("digests", lambda: {case.id: saved_run.digest(case, exam.assignment) for case in exam.cases})


def _pictures(exam: Exam, observations: Sequence[Observation], made: Record) -> tuple[Picture, ...]:
    """Draw what the page shows beside words: where a question lost points, and its answer to the public example has the right form."""
    lost = [question for question in made.questions if question.score < question.max_score]
    answers = {one.case: one.answer for one in observations if one.outcome is Outcome.ANSWERED}
    gallery = exam.once("pictures", feedback_pictures.Gallery)
    found: dict[str, Picture] = {}  # by the sketch's name: questions that share an example get one picture between them
    for question in sorted(lost, key=lambda question: question.score - question.max_score):
        for sketch in exam.assignment.sketches:
            for asked in exam.of(sketch.asked) if sketch.asked.asks == question.id else ():
                if len(found) < MOST_PICTURES and sketch.asked.name not in found and asked.case.id in answers:
                    answer = answers[asked.case.id]
                    picture = gallery.picture(sketch, answer, exam.expected(asked), asked.inputs)
                    found |= {sketch.asked.name: picture} if picture else {}
    return tuple(found.values())


def _unmarked(status: RecordStatus, reason: str, hand_in: HandIn, student_id: str, sha256: str, exam: Exam) -> Record:
    made = record.unmarked(
        status,
        reason,
        exam.assignment,
        student_id=student_id or for_file_name(hand_in.source),
        sha256=sha256,
        source=hand_in.source,
    )
    return replace(made, attempts=hand_in.attempts, received=hand_in.received.isoformat() if hand_in.received else None)


def _ended(observations: Iterable[Observation]) -> bool:
    return any(one.outcome in ENDING for one in observations)


def _sum(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """Add up what a record rests on, run by run; of what is made anew each time, keep the last."""
    run_before = before.get("run", 0.0)
    return {**before, **now, "run": round(run_before + now.get("run", 0.0), 4)}


class _Seconds:
    """Stage → wall-clock seconds."""

    def __init__(self) -> None:
        self._taken: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._taken[stage] = time.perf_counter() - start

    def rounded(self) -> dict[str, float]:
        return {stage: round(taken, 4) for stage, taken in self._taken.items()}
