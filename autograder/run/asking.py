"""One submission's questions, put in processes of the sandbox's: steps in, what was observed out.

A chain of steps (see plan) shares a process as far as it goes. What goes wrong in a step that wasn't its process's first may come of what an
earlier one left behind, so that step is taken again in a process of its own. When a call, or the loading of a block, ends its process, it
costs that question alone: a new process goes on with the others, that block left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.checks.answers import size
from autograder.conventions import future_imports, module_of
from autograder.errors import AssignmentBroken, MachineShort, SandboxFailed
from autograder.model import (
    TOO_LARGE,
    Assignment,
    Block,
    BlockState,
    Case,
    CaseKind,
    Limits,
    Observation,
    Outcome,
    Program,
)
from autograder.run import plan
from autograder.run.given import FILE, Given, speaks_of_compiler
from autograder.run.plan import Step, cases_of
from autograder.sandbox.outside import Deadline
from autograder.sandbox.outside.conversation import DRIVERS_FILE, Conversation, ProcessEnded, Reply
from autograder.sandbox.outside.deadlines import Lack

if TYPE_CHECKING:
    from autograder.sandbox.outside import Sandbox

_ANSWERS = 4  # times the largest answer: what all answers of one submission may take together
_SHARED = 0.5  # of the processor time that a process may take: when that has passed, the next step begins in a new one


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a question can't be asked any more."""

    outcome: Outcome
    error: str | None = None
    line: int | None = None
    seconds: float = 0.0


class Asking:
    """One submission's run: what has been observed so far, and which blocks are left out from now on."""

    def __init__(
        self,
        program: Program,
        assignment: Assignment,
        sandbox: Sandbox,
        device: str,
        seed: int,
        limits: Limits,
        until: float,
        *,
        measures: bool = False,
    ) -> None:
        """Begin; until (of time.monotonic) it waits at most, and it measures what calls use when that is wanted."""
        self.observed: dict[str, Observation] = {}
        self.used = 0.0  # seconds of processor time that its processes took
        self.used_by_a_call = 0.0  # the most
        self._program = program
        self._assignment = assignment
        self._measures = measures
        self._limits = limits
        self._sandbox = sandbox
        self._device = device
        self._seed = seed
        self._deadline = Deadline(limits.seconds, until)
        self._given = Given(assignment)
        self._compiler = speaks_of_compiler(program, assignment)
        self._banned = tuple(sorted({name for one in assignment.questions for name in one.banned}))
        self._blocks = {block.question: block for block in program.blocks}
        self._ended: set[str] = set()  # questions whose block ended a process
        self._room = _ANSWERS * (limits.answer_mb << 20)  # bytes left for all answers, until they are kept

    def ask(self, chain: Sequence[Step]) -> None:
        """Observe the steps of a chain, in as many processes as it takes."""
        if self._given.has_cells and len(chain) > 1:  # what a cell left can't be taken back
            for step in chain:
                self.ask([step])
            return
        while steps := self._left(chain):
            if self._deadline.overdue():
                raise MachineShort(Lack.PROCESSOR)
            if self._deadline.passed():
                for case in cases_of(steps):
                    self._note(case, _Failure(Outcome.TIMED_OUT, seconds=self._limits.seconds))
                return
            self._in_one_process(steps)

    def _left(self, chain: Sequence[Step]) -> list[Step]:
        """Return what is still to be asked."""
        left = [Step(step.with_reference, [case for case in step.cases if not self._settled(case)]) for step in chain]
        return [step for step in left if step.cases]

    def _settled(self, case: Case) -> bool:
        if case.id in self.observed:
            return True
        block = self._blocks.get(case.question)
        if block is None or block.state is not BlockState.WRITTEN:
            self._note(case, _Failure(Outcome.ABSENT))
            return True
        if case.question not in self._ended:
            return False
        self._note(case, _Failure(Outcome.SKIPPED))
        return True

    def _note(self, case: Case, failure: _Failure) -> None:
        self.observed[case.id] = Observation(
            case.id, failure.outcome, error=failure.error, line=failure.line, seconds=failure.seconds
        )

    # ------------------------------------------------------------ one process

    def _in_one_process(self, steps: Sequence[Step]) -> None:
        """Load the notebook into a new process and take the steps there, as far as it goes."""
        first, *later = steps
        child = self._sandbox.spawn(self._limits, seed=self._seed, banned=self._banned, compiler=self._compiler)
        try:
            talk = Conversation(child, self._limits, self._deadline)
            self._prepare(talk, plan.watched(cases_of(steps)), first.with_reference)
            failed: dict[str, _Failure] = {}
            for block in self._program.blocks:
                if self._is_loaded(block, first.with_reference) and not self._load(
                    talk, block, failed, cases_of(steps)
                ):
                    return
            if not self._take(talk, first, failed, shared=False):
                return
            with_reference = first.with_reference
            for step in later:
                if talk.used() > self._limits.cpu_seconds * _SHARED:
                    return
                if not (self._replaced(talk, step, with_reference) and self._take(talk, step, {}, shared=True)):
                    return
                with_reference = step.with_reference
        finally:
            self.used += child.kill().cpu_seconds

    def _take(self, talk: Conversation, step: Step, failed: Mapping[str, _Failure], *, shared: bool) -> bool:
        """Put a step's cases; False when the process can't be used any more."""
        for case in step.cases:
            if case.question in failed:
                self._note(case, failed[case.question])
            elif not self._put(talk, case, step.cases, shared=shared):
                return False
        return True

    def _replaced(self, talk: Conversation, step: Step, with_reference: tuple[str, ...]) -> bool:
        """Load our own implementations where the student's have served, and anew what is asked now, which may have been built on those.

        False when something went wrong: it may come of what was there before.
        """
        asked = {case.question for case in step.cases}
        try:
            for block in self._program.blocks:
                if block.question in step.with_reference and block.question not in with_reference:
                    reply = self._load_instead(talk, block, step.with_reference)
                elif block.question in asked:
                    reply = self._load_own(talk, block)
                else:
                    continue
                if reply.raised:
                    return False
        except ProcessEnded:
            return False
        return True

    def _is_loaded(self, block: Block, with_reference: tuple[str, ...]) -> bool:
        """Say whether the student's own block goes into the process."""
        return (
            block.state is BlockState.WRITTEN
            and block.question not in with_reference
            and block.question not in self._ended
        )

    def _prepare(self, talk: Conversation, banned: list[str], with_reference: tuple[str, ...]) -> None:
        """Load everything that is ours; whatever goes wrong here isn't the student's doing."""
        try:
            allowed = self._assignment.allowed
            reply = talk.prepare(device=self._device, seed=self._seed, banned=banned, allowed=allowed)
            if reply.raised and reply.error == SandboxFailed.__name__:
                raise SandboxFailed(
                    found=f"the device {self._device} can't be used inside the sandbox",
                    fix="Use --device cpu or simulated, or see autograder doctor.",
                )
            if reply.raised:
                raise AssignmentBroken(
                    found=f"the banned names {', '.join((*banned, *allowed))} can't all be watched ({reply.error})",
                    fix="Correct them in assignment.toml.",
                )
            for one in self._program.modules:
                file = f"<{one.file}>"
                self._ours(talk.load(one.source, file, module=module_of(one.file)), one.file, file)
                for block in self._program.blocks:  # what set-up imports must be there, whoever's it will be
                    if block.file == one.file:
                        self._ours(self._load_instead(talk, block, with_reference), f"our {block.question}", FILE)
            for number, (source, flags) in enumerate(future_imports.in_turn(self._program.setup), 1):
                file = f"<setup {number}>"
                self._ours(talk.load(source, file, flags=flags), f"set-up cell {number}", file)
            for block in self._program.blocks:
                if not block.file and not self._is_loaded(block, with_reference):
                    reply = self._load_instead(talk, block, with_reference)
                    self._ours(reply, f"our {block.question}", FILE)
            if self._assignment.drivers:
                self._ours(talk.load_drivers(self._assignment.drivers), "drivers.py", DRIVERS_FILE)
        except ProcessEnded as end:
            found = f"a child {end.outcome.value.replace('_', ' ')} before it reached the student's code"
            if end.outcome is Outcome.TIMED_OUT:
                raise MachineShort(Lack.PROCESSOR, found) from end
            raise SandboxFailed(
                found=found, fix="Grade it again; look at assignment.toml's limits if it stays so."
            ) from end

    def _load_instead(self, talk: Conversation, block: Block, with_reference: tuple[str, ...]) -> Reply:
        code, kept = self._given.instead(block.question, with_reference), self._given.kept(block.question)
        given = block.question if block.question in with_reference else ""
        return talk.load_ours(code, cell=kept, module=module_of(block.file), question=given)

    def _load_own(self, talk: Conversation, block: Block) -> Reply:
        told = {"cell": self._given.kept(block.question), "module": module_of(block.file), "question": block.question}
        return talk.load(block.source, f"<{block.question}>", flags=block.flags, **told)

    def _ours(self, reply: Reply, what: str, file: str) -> None:
        if reply.raised:
            raise AssignmentBroken(
                found=f"{self._assignment.name}: {what} raised {reply.error} in line {reply.line_in(file)} while grading",
                fix="Correct it, then build and release again.",
            )

    def _load(self, talk: Conversation, block: Block, failed: dict[str, _Failure], waiting: Sequence[Case]) -> bool:
        """Load one of the student's blocks; False when it ended the process."""
        try:
            reply = self._load_own(talk, block)
            if reply.raised:
                failed[block.question] = _Failure(Outcome.ABSENT, reply.error, reply.line_in(f"<{block.question}>"))
                self._load_instead(talk, block, ())
        except ProcessEnded as end:
            self._end(block.question, end, waiting)
            return False
        return True

    def _put(self, talk: Conversation, case: Case, waiting: Sequence[Case], *, shared: bool) -> bool:
        """Put one case; False when the process can't be used any more.

        shared: the process has taken another step before, so an error is no answer yet.
        """
        before = talk.used() if self._measures else 0.0
        try:
            reply = talk.call(case)
            if self._measures:
                self.used_by_a_call = max(self.used_by_a_call, talk.used() - before)
        except ProcessEnded as end:
            if not shared or end.outcome is Outcome.TIMED_OUT:
                self._end(case.question, end, [case])
            # all pictures cost one limit together
            if case.kind is CaseKind.PICTURE and end.outcome is Outcome.TIMED_OUT:
                for other in waiting:
                    if other.kind is CaseKind.PICTURE and other.id not in self.observed:
                        self._note(other, _Failure(Outcome.SKIPPED))
            return False
        if reply.raised and shared:
            return False
        if not reply.raised:
            self._room -= size(reply.answer)
            answer = reply.answer if self._room >= 0 else TOO_LARGE
            self.observed[case.id] = Observation(
                case.id, Outcome.ANSWERED, answer=answer, counts=reply.counts, banned=reply.banned
            )
            return True
        outcome = Outcome.OUT_OF_MEMORY if reply.out_of_memory else Outcome.RAISED
        self.observed[case.id] = Observation(
            case.id,
            outcome,
            error=reply.error,
            line=reply.line_in(f"<{case.question}>"),
            banned=reply.banned,
            driver_line=reply.raised_in(DRIVERS_FILE),
        )
        return True

    def _end(self, question: str, end: ProcessEnded, cases: Sequence[Case]) -> None:
        """Note that a question ended its process: its first waiting case tells how, the others are skipped; a picture costs itself only."""
        first = next((case for case in cases if case.question == question), None)
        if first is None or first.kind is not CaseKind.PICTURE:
            self._ended.add(question)
        if first is not None:
            self._note(first, _Failure(end.outcome, seconds=end.seconds))
