"""Judge each check of a question by itself: its observations and the trusted half of its cases → a verdict, and what it rests on.

What several checks have in common is looked at afterwards (causes.py), and so is which hints are worth showing (hints.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.checks import second_look
from autograder.checks.collecting import NoAnswer
from autograder.checks.work_judges import Growth
from autograder.conventions.plurals import counted
from autograder.errors import AssignmentBroken, GradingError
from autograder.examine import raised_line, small_numbers
from autograder.examine.test_plan import PlannedCase, TestPlan
from autograder.model import Block, CaseInputs, CaseKind, Check, Limits, NearMiss, Observation, Outcome, Status, Verdict

UNLIKE = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What a judge or a mistake raises where its rule doesn't fit an answer: then it isn't that."""


MSG_UNCOUNTED = "your code started a thread, or switched tracing (sys.settrace) off, while its work was counted: take that out of it"
_OF_PARTS = (
    "IndexError",
    "TypeError",
    "ValueError",
)  # what it raises to take an answer of too few parts, or of others, apart


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A verdict, with where it went wrong and which typical mistakes answer what was answered there."""

    check: Check
    verdict: Verdict
    at: PlannedCase | None = None
    near_misses: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the check was asked, and the answer was wrong."""
        return self.verdict.status is Status.FAILED

    def bare(self, sentence: str) -> str:
        """Return a mistake's sentence without the part of the answer that a check puts before it."""
        return sentence.removeprefix(f"{self.check.part}: ") if self.check.part else sentence

    def because(self, cause: str, otherwise: str = "") -> Judged:
        """Say what the failure comes of, and name the mistake if it is one that this check looks for, or by a sentence for all checks."""
        sentence = next((told for told in self.near_misses if self.bare(told) == cause), otherwise or None)
        return replace(self, verdict=replace(self.verdict, cause=cause, near_miss=sentence))


def judge(check: Check, block: Block, plan: TestPlan, seen: Mapping[str, Observation]) -> Judged:
    """Judge one check; raises AssignmentBroken when a judge or the reference breaks."""
    asked = plan.of(check)
    for number, one in enumerate(asked):
        observation = seen.get(one.case.id)
        if observation is None or observation.outcome is Outcome.SKIPPED:
            return Judged(check, not_run(check, "an earlier check of this exercise stopped the program"))
        if observation.outcome is not Outcome.ANSWERED:
            if observation.outcome is Outcome.TIMED_OUT and (grown := _grown(check, asked, number, seen)):
                return Judged(check, failed(check, grown), one)
            end = _ended(observation, block, plan.assignment.limits)
            if check.kind is CaseKind.DEVICE and observation.outcome is Outcome.RAISED:  # mixing devices raises
                return Judged(check, failed(check, f"{end} (the inputs were on another device than the CPU)"), one)
            return Judged(check, failed(check, end + _with(one)), one, _near_misses(check, observation, one, plan))
    if check.kind is CaseKind.METER:
        counted = [(one.sizes, seen[one.case.id].counts) for one in asked]
        message = said(check, counted, None, asked[0].inputs)
        return Judged(check, failed(check, message), asked[0]) if message else Judged(check, passed(check))
    notes: list[str] = []
    for one in asked:
        expected, got = plan.expected(one), seen[one.case.id].answer
        message = said(check, got, expected, one.inputs)
        if message:
            verdict = failed(check, message + _with(one))
            return Judged(check, verdict, one, _near_misses(check, seen[one.case.id], one, plan))
        note = second_look.note(check.judge, got, expected, one.inputs, lambda: small_numbers.added(block))
        notes += [note] if note else []
    if differs := _precisions_differ(check, asked, seen):
        return Judged(check, failed(check, differs), asked[-1])
    return Judged(check, passed(check, notes[0] if notes else None))


def _grown(check: Check, asked: Sequence[PlannedCase], ended: int, seen: Mapping[str, Observation]) -> str | None:
    """Say how work grew, where only a call that goes far took too long: loops take their time there, and the calls before it show them."""
    if not isinstance(check.judge, Growth) or check.judge.at_most != "1" or len(asked) - ended > len(check.judge.names):
        return None
    counted = [(one.sizes, seen[one.case.id].counts) for one in asked[:ended]]
    return said(check, counted, None, asked[0].inputs)


def said(check: Check, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Return what a check's judge says; what it raises is its author's fault."""
    try:
        return check.judge(got, expected, inputs)
    except GradingError:
        raise
    except Exception as error:
        raise AssignmentBroken(
            found=f"{check.place}: the judge of {check.name} raised {type(error).__name__}: {error}",
            fix="Correct it, then regrade.",
        ) from error


def ways(check: Check, name: str) -> tuple[NearMiss, ...]:
    """Return the mistakes that a sentence names in a check: several wrong answers may be called alike."""
    sentence = name.removeprefix(f"{check.part}: ") if check.part else name
    own = check.near_misses.get(name)
    return check.mistakes.get(sentence) or ((own,) if own else ())


def is_mistake_s(
    mistakes: Sequence[NearMiss], name: str, observation: Observation, case: PlannedCase, check: Check, plan: TestPlan
) -> bool:
    """Tell whether an observation is what one of the mistakes of a name answers, or an exception of the type that it raises there.

    Raises what a mistake raises beside NoAnswer.
    """
    return any(
        _is_its(mistake, f"{name} {number}", observation, case, check, plan) for number, mistake in enumerate(mistakes)
    )


def _is_its(
    mistake: NearMiss, name: str, observation: Observation, case: PlannedCase, check: Check, plan: TestPlan
) -> bool:
    raised = observation.outcome is Outcome.RAISED
    try:
        likely = plan.mistaken(case, name, mistake)
    except NoAnswer as reason:
        return raised and str(reason).startswith(f"{observation.error}:")
    if observation.outcome is not Outcome.ANSWERED:
        return False
    got = observation.answer
    if second_look.is_nan_alone(got, likely):
        return False
    try:
        return check.judge(got, likely, case.inputs) is None or second_look.same_numbers(got, likely, case.inputs)
    except UNLIKE:
        return False


def _near_misses(check: Check, observation: Observation, case: PlannedCase, plan: TestPlan) -> tuple[str, ...]:
    """List the mistakes looked for by this check that explain what was seen."""
    found = []
    for name in check.near_misses:
        try:
            if is_mistake_s(ways(check, name), name, observation, case, check, plan):
                found.append(name)
        except GradingError:
            raise
        except Exception as error:
            raise AssignmentBroken(
                found=f"{check.place}: near miss '{name}' of {check.name} raised {type(error).__name__}: {error}",
                fix="Correct it, then regrade.",
            ) from error
    return tuple(found)


def _precisions_differ(check: Check, asked: Sequence[PlannedCase], seen: Mapping[str, Observation]) -> str | None:
    """Compare the answers of a check that is about dtypes: each call in float64, and in float32 after it."""
    if not second_look.is_about_dtype(check.judge):
        return None
    for double, single in itertools.pairwise(asked):
        if (double.dtype, single.dtype) == ("float64", "float32"):
            one, other = seen[single.case.id].answer, seen[double.case.id].answer
            if differs := second_look.precisions_differ(one, other, single.inputs):
                return differs
    return None


def _with(one: PlannedCase) -> str:
    """Say for which dtype it went wrong, where that isn't the one that all but a few checks are asked in."""
    usual = one.dtype == "float64" or one.case.kind is CaseKind.DEVICE
    return "" if usual else f" (with {one.dtype} inputs)"


def _ended(observation: Observation, block: Block, limits: Limits) -> str:
    at = raised_line.told(observation, block) + raised_line.left_out(observation, block)
    if observation.outcome is Outcome.RAISED and observation.error == "Disturbed":  # what counts work raises it
        return MSG_UNCOUNTED
    if observation.driver_line is not None and not at:
        return f"what your function gave back could not be used{_lacking(observation.error)}: that raised {observation.error or 'an error'}"
    refused = raised_line.refused(observation, block)
    messages = {
        Outcome.RAISED: f"your code raised {observation.error or 'an error'}{at}{refused}",
        Outcome.TIMED_OUT: f"your code was stopped after {counted(observation.seconds or limits.seconds_per_case, 'second')}; is there a loop that doesn't end?",
        Outcome.OUT_OF_MEMORY: f"your code needed more memory than the {limits.memory_mb} MiB there are{at}",
        Outcome.CRASHED: "your code ended the whole Python process",
        Outcome.FLOODED: f"your code printed more than {limits.output_kb} KiB and was stopped",
        Outcome.UNREADABLE: "what your code sent back could not be read as an answer",
        Outcome.ABSENT: f"your code could not be loaded{': it raised ' + observation.error if observation.error else ''}{at}{refused}",
    }
    return messages[observation.outcome]


def _lacking(error: str | None) -> str:
    """Ask what an answer lacks that couldn't be taken apart, by what that raised alone: a line of a driver would tell more than its student needs."""
    if error == "KeyError":
        return " (is a key missing, or misspelt?)"
    return " (has it all parts that are asked for, in their order?)" if error in _OF_PARTS else ""


# ---------------------------------------------------------------- verdicts


def passed(check: Check, note: str | None = None) -> Verdict:
    """Give a check's points; a note says what a careful reader would remark."""
    return _verdict(check, Status.PASSED, check.points, message=note)


def failed(check: Check, message: str) -> Verdict:
    """Say what was seen; the hint belongs to it until somebody finds that it would lead astray."""
    return _verdict(check, Status.FAILED, 0.0, message=message, hint=check.hint)


def not_run(check: Check, message: str) -> Verdict:
    """Say why a check wasn't asked."""
    return _verdict(check, Status.NOT_RUN, 0.0, message=message)


def _verdict(
    check: Check, status: Status, points: float, *, message: str | None = None, hint: str | None = None
) -> Verdict:
    return Verdict(
        check=check.name,
        question=check.asks,
        title=check.title,
        status=status,
        points=points,
        max_points=check.points,
        message=message,
        hint=hint,
    )
