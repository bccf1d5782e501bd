"""The whole flow in one function: a file in, its record out. The only module that knows every stage.

    SubmittedFile ─intake→ Submission ─assemble→ Program ─run→ Observations ─examine→ Verdicts → Record → page

A `Grader` lives in the process that grades, one for each sandbox: what all hand-ins share is made once.
"""

from __future__ import annotations

import hashlib
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from autograder import assemble, examine, intake, report, reuse, run
from autograder.assemble import code_rules
from autograder.conventions import priced_today
from autograder.errors import AssignmentBroken, GradingError, MachineShort, SandboxFailed, SubmissionRejected
from autograder.examine import in_float32, own_way, scoring
from autograder.examine.test_plan import TestPlan
from autograder.examine.versions import Versions
from autograder.model import (
    Assignment,
    Case,
    Observation,
    Outcome,
    Picture,
    Program,
    Record,
    RecordStatus,
    Submission,
    SubmittedFile,
    Verdict,
)
from autograder.people import lateness
from autograder.report import feedback, feedback_pictures
from autograder.results import saved_run, stage_seconds, unmarked
from autograder.results.saved_run import SavedRun
from autograder.untrusted_text import as_id

if TYPE_CHECKING:
    from autograder.sandbox.outside import Sandbox

READING = 60.0  # seconds of this processor for reading a hand-in's text; an ordinary one takes a twentieth of one
MOST_PICTURES = 2  # on a page: where the most points were lost. Drawing one takes a third as long as grading


@dataclass(frozen=True, slots=True)
class Graded:
    """A record with its page, and what is kept beside it when the submission ran."""

    record: Record
    page: bytes  # HTML
    program: Program | None = None
    saved_run: bytes | None = None
    short: bool = False  # not graded because the machine lacked something: to be tried again with nothing beside it


class Grader:
    """Grades one hand-in after the other: the exam, a warm sandbox, and what is worked out once for all of them.

    version: put to everybody instead of each one's own.
    """

    def __init__(
        self, versions: Versions, sandbox: Sandbox, *, device: str = "cpu", version: int | None = None
    ) -> None:
        self._versions, self._version, self._sandbox, self._device = versions, version, sandbox, device
        self._assignment = versions.assignment
        if sandbox.data != self._assignment.data:
            raise SandboxFailed(
                found=f"the sandbox was started with other data files than {self._assignment.name} has now",
                fix="Start again.",
            )
        self._gallery = feedback_pictures.Gallery()
        self._pace = run.Pace()

    @property
    def level(self) -> int:
        """The sandbox's level."""
        return self._sandbox.level

    def grade_alone(self, file: SubmittedFile) -> Graded:
        """Grade where nothing of ours runs beside: what the machine was short for is tried again at once, and then stays as it is."""
        graded = self.grade(file)
        return self.grade(file) if graded.short else graded

    def grade(self, file: SubmittedFile) -> Graded:
        """Grade one hand-in. Never raises for a fault of the student's or of the assignment's: the record says it."""
        assignment, seconds, student_id = self._assignment, stage_seconds.StageSeconds(), file.student_id
        key = reuse.key(file, assignment, self._versions.seed, self._device)
        try:
            with seconds("intake"), _reading(READING):
                submission = intake.receive(file, assignment)
                student_id = submission.student_id
                exam = self._versions.plan(self._versions.of(student_id) if self._version is None else self._version)
                program = code_rules.review(assemble.assemble(submission, assignment), assignment)
            with seconds("run"):
                observations = self._ask(program, exam.cases, self._device, exam)
            observations, verdicts = self._concluded(program, observations, self._device, exam, seconds)
            with seconds("examine"):
                made = scoring.mark(submission, program, observations, verdicts, assignment)
        except SubmissionRejected as error:
            rejected = self._unmarked(RecordStatus.REJECTED, str(error), file, student_id)
            return _without_run(replace(rejected, key=key), assignment)
        except (AssignmentBroken, SandboxFailed) as error:
            failed = self._unmarked(RecordStatus.NOT_GRADED, str(error), file, student_id)
            return _without_run(failed, assignment, short=isinstance(error, MachineShort))
        made = replace(
            lateness.settle(made, file.received, None, assignment),
            seed=exam.seed,
            version_drawn=exam.version,
            device=self._device,
            sandbox_level=self._sandbox.level,
            seconds=seconds.rounded(),
            attempts=unmarked.attempts(file),
            team=file.team,
            marked_late=file.late,
            key=key,
        )
        return self._with_run(made, submission, program, observations, exam)

    def regrade(self, before: Record, ran: SavedRun) -> Graded:
        """Mark a saved run with today's checks, in the version that it was asked with; only questions that changed since are asked again.

        The record is the one that grading the hand-in anew would give, as long as the assignment's rules are the same.
        """
        assignment, seconds, level = self._assignment, stage_seconds.StageSeconds(), before.sandbox_level
        program = reuse.blocks_of_today(ran.program, assignment)
        try:
            with seconds("run"):
                exam = self._versions.plan(before.version_drawn)
                known = reuse.still_valid(ran.observations, ran.digests, self._digests(exam))
                missing = [case for case in exam.cases if case.id not in known]
                if missing:
                    answered = self._ask(program, missing, before.device, exam)
                    lost = [one for one in ran.observations if one.case not in known]
                    if reuse.touches_others((*answered, *lost)):
                        answered = self._ask(program, exam.cases, before.device, exam)
                    known |= {observation.case: observation for observation in answered}
                    level = min(level, self._sandbox.level) if len(answered) < len(exam.cases) else self._sandbox.level
                observations = (*(known.pop(case.id) for case in exam.cases if case.id in known), *known.values())
            observations, verdicts = self._concluded(program, observations, before.device, exam, seconds)
            with seconds("examine"):
                priced = replace(program, findings=priced_today(program.findings, assignment))
                made = scoring.mark(ran.submission, priced, observations, verdicts, assignment)
        except (AssignmentBroken, SandboxFailed) as error:
            failed = unmarked.not_graded_again(before, str(error))
            return _without_run(failed, assignment, short=isinstance(error, MachineShort))
        received = datetime.fromisoformat(before.received) if before.received else None
        made = replace(
            lateness.settle(made, received, before.exception, assignment),
            seed=exam.seed,
            version_drawn=exam.version,
            device=before.device,
            sandbox_level=level,
            seconds=stage_seconds.added(before.seconds, seconds.rounded()),
            attempts=before.attempts,
            team=before.team,
            marked_late=before.marked_late,
            key=reuse.key_today(before, assignment),
        )
        return self._with_run(made, ran.submission, program, observations, exam)

    def _digests(self, exam: TestPlan) -> dict[str, str]:
        return exam.once("digests", lambda: reuse.case_digests(exam.cases, exam.assignment))

    def _ask(self, program: Program, cases: Sequence[Case], device: str, exam: TestPlan) -> tuple[Observation, ...]:
        return run.run(program, cases, self._assignment, self._sandbox, device=device, seed=exam.seed, pace=self._pace)

    def _concluded(
        self,
        program: Program,
        observations: tuple[Observation, ...],
        device: str,
        exam: TestPlan,
        seconds: stage_seconds.StageSeconds,
    ) -> tuple[tuple[Observation, ...], tuple[Verdict, ...]]:
        """Conclude, once two things have been asked again: what went wrong on implementations of ours, on the student's own, and
        what raises in float64 alone, in float32. Right with either is right.
        """
        with seconds("examine"):
            verdicts = examine.examine(exam, program, observations)
        own, single = own_way.cases(exam, program, verdicts, observations), in_float32.cases(exam, observations)
        if not own and not single:
            return observations, verdicts
        with seconds("run"):
            observations += own_way.counting(self._ask(program, own, device, exam)) if own else ()
            observations += self._ask(program, single, device, exam) if single else ()
        with seconds("examine"):
            return observations, examine.examine(exam, program, observations)

    def _with_run(
        self,
        made: Record,
        submission: Submission,
        program: Program,
        observations: Sequence[Observation],
        exam: TestPlan,
    ) -> Graded:
        pictures = self._pictures(observations, made, exam)
        ran = SavedRun(submission, program, tuple(observations), self._digests(exam), pictures)
        page = feedback.page(made, self._assignment, pictures).encode()
        return Graded(made, page, program, saved_run.encode(ran))

    def _unmarked(self, status: RecordStatus, reason: str, file: SubmittedFile, student_id: str) -> Record:
        made = unmarked.unmarked(
            status,
            reason,
            self._assignment,
            student_id=student_id or as_id(file.source),
            sha256=hashlib.sha256(file.data).hexdigest(),
            source=file.source,
        )
        return replace(unmarked.with_file(made, file), received=file.received.isoformat() if file.received else None)

    def _pictures(self, observations: Sequence[Observation], made: Record, exam: TestPlan) -> tuple[Picture, ...]:
        """Draw what the page shows beside words: where a question lost points, and its answer to the public example has the right form."""
        lost = [question for question in made.questions if question.score < question.max_score]
        answers = {one.case: one.answer for one in observations if one.outcome is Outcome.ANSWERED}
        found: dict[str, Picture] = {}  # by the sketch's name: questions may share an example, and then one picture
        for question in sorted(lost, key=lambda question: question.score - question.max_score):
            for sketch in exam.assignment.pictures:
                for asked in exam.of(sketch.asked) if sketch.asked.asks == question.id else ():
                    if len(found) < MOST_PICTURES and sketch.asked.name not in found and asked.case.id in answers:
                        answer = answers[asked.case.id]
                        picture = self._gallery.picture(sketch, answer, exam.expected(asked), asked.inputs)
                        found |= {sketch.asked.name: picture} if picture else {}
        return tuple(found.values())


def prepare(assignment: Assignment) -> None:
    """Work out once, before anybody waits, what every hand-in is compared with and its page is made with.

    The release is read as if it had been handed in. What is wrong with it is told of each hand-in, as ever.
    """
    report.prepare_pages(assignment)
    nobody = Submission(student_id="", assignment=assignment.name, notebook=assignment.release, sha256="", source="")
    with suppress(GradingError):
        code_rules.review(assemble.assemble(nobody, assignment), assignment)


def program_of(file: SubmittedFile, assignment: Assignment) -> tuple[Submission, Program]:
    """Read a hand-in and run nothing; raises SubmissionRejected, and SandboxFailed for a text that takes too long."""
    with _reading(READING):
        submission = intake.receive(file, assignment)
        return submission, assemble.assemble(submission, assignment)


def _without_run(made: Record, assignment: Assignment, *, short: bool = False) -> Graded:
    return Graded(made, feedback.page(made, assignment).encode(), short=short)


class _TooLong(BaseException):
    """The time for reading is over; no Exception, so that no reader takes it for a fault of the file's."""


@contextmanager
def _reading(budget: float) -> Iterator[None]:
    """Stop reading a student's text that takes too much processor time: a fault of ours, so that a person looks, and nobody's zero.

    Reading is made to take time in step with the text; this is for what slipped through. It counts this process's time, not the clock's, and
    needs the main thread, as graders have it; elsewhere, and where a call outside Python doesn't return, `local_pool.job_timeout` ends it.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, budget, 1.0)  # and again, where Python swallows it, as in a finalizer
    try:
        yield
    except _TooLong as error:
        raise SandboxFailed(
            found=f"its text took more than {budget:g} s to read",
            fix="Look at the file by hand: something in it keeps the reader busy; tell the kit's authors what.",
        ) from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)
