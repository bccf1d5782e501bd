"""Conclude about every check: observations of a program, and a test plan with the trusted half of each case → Verdicts.

Nothing of a student's runs here: an answer is plain values by now. The grading process runs it; the pipeline may import it, and whoever
draws a test plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.checks.collecting import NoAnswer
from autograder.checks.comparison import has_form
from autograder.errors import AssignmentBroken, GradingError
from autograder.examine import banned, raised_line
from autograder.examine.test_plan import PlannedCase, TestPlan
from autograder.model import (
    Block,
    BlockState,
    CaseInputs,
    CaseKind,
    Check,
    Limits,
    Observation,
    Outcome,
    Program,
    Question,
    Status,
    Verdict,
)

MSG_COUNTED_DIFFERS = "your function gives other answers when its work is counted than when they are checked; only the work for a right answer counts"
MSG_NO_ANSWER = "this counts once your function returns an answer of the right form"


def examine(plan: TestPlan, program: Program, observations: Sequence[Observation]) -> tuple[Verdict, ...]:
    """Conclude about every check; raises AssignmentBroken when a judge or the reference breaks."""
    seen = {observation.case: observation for observation in observations}
    blocks = {block.question: block for block in program.blocks}
    verdicts: list[Verdict] = []
    for question in plan.assignment.questions:
        if not question.written:
            judged = _question(question, blocks.get(question.id), plan, seen)
            verdicts += banned.charged(question, judged, program, observations)
    return tuple(verdicts)


def _question(
    question: Question, block: Block | None, plan: TestPlan, seen: Mapping[str, Observation]
) -> list[Verdict]:
    if block is None or block.state is not BlockState.WRITTEN:
        problem = (block.problem if block else None) or "there is no code here to grade yet"
        return [_not_run(check, problem) for check in question.checks]
    verdicts = {check.name: _check(check, block, plan, seen) for check in question.checks}
    if all(verdicts[check.name].status is Status.PASSED for check in question.checks if _is_of_value(check)):
        for check in question.checks:
            if _pretends(check, question, plan, seen):
                verdicts[check.name] = _failed(check, MSG_COUNTED_DIFFERS)
    if not _answers(question, plan, seen):
        for check in question.checks:
            if verdicts[check.name].status is Status.PASSED and not _is_of_value(check):
                verdicts[check.name] = _not_run(check, MSG_NO_ANSWER)
    return list(verdicts.values())


def _is_of_value(check: Check) -> bool:
    return check.kind is CaseKind.VALUE


def _pretends(check: Check, question: Question, plan: TestPlan, seen: Mapping[str, Observation]) -> bool:
    """Tell whether a function that is right when it is asked is wrong when its work is counted: then other work was counted.

    The right answers are known for the counted inputs too. Whatever value check of the question can judge them is enough.
    """
    if check.kind is not CaseKind.METER:
        return False
    judges = [one.judge for one in question.checks if one.kind is CaseKind.VALUE and one.driver == check.driver]
    for one in plan.of(check):
        if one.case.id not in seen or seen[one.case.id].outcome is not Outcome.ANSWERED:
            continue  # that fails the check by itself
        try:
            expected = plan.counted(one)
            answer = seen[one.case.id].answer
            if expected is not None and judges and all(judge(answer, expected, one.inputs) for judge in judges):
                return True
        except (GradingError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
            continue  # inputs for counting needn't mean anything to the reference, nor to a judge
    return False


def _answers(question: Question, plan: TestPlan, seen: Mapping[str, Observation]) -> bool:
    """Tell whether the function computes anything: one that doesn't earns nothing by leaving its inputs alone, or by not looping."""
    values = [one for check in question.checks if check.kind is CaseKind.VALUE for one in plan.of(check)]
    answered = [one for one in values if one.case.id in seen and seen[one.case.id].outcome is Outcome.ANSWERED]
    return not values or any(has_form(seen[one.case.id].answer, plan.expected(one), one.inputs) for one in answered)


def _check(check: Check, block: Block, plan: TestPlan, seen: Mapping[str, Observation]) -> Verdict:
    asked = plan.of(check)
    for one in asked:
        observation = seen.get(one.case.id)
        if observation is None or observation.outcome is Outcome.SKIPPED:
            return _not_run(check, "an earlier check of this exercise stopped the program")
        if observation.outcome is not Outcome.ANSWERED:
            end = _ended(observation, block, plan.assignment.limits)
            if check.kind is CaseKind.DEVICE and observation.outcome is Outcome.RAISED:  # mixing devices raises
                return _failed(check, f"{end} (the inputs were on another device than the CPU)", hint=check.hint)
            return _failed(check, end + _with(one, asked))
    if check.kind is CaseKind.METER:
        counted = [(one.sizes, seen[one.case.id].counts) for one in asked]
        message = _judge(check, counted, None, asked[0].inputs)
        return _failed(check, message, hint=check.hint) if message else _passed(check)
    for one in asked:
        expected = plan.expected(one)
        got = seen[one.case.id].answer
        message = _judge(check, got, expected, one.inputs)
        if message:
            near = _near_miss(check, got, one, plan)
            return _failed(check, message + _with(one, asked), hint=check.hint, near_miss=near)
    return _passed(check)


def _judge(check: Check, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    try:
        return check.judge(got, expected, inputs)
    except GradingError:
        raise
    except Exception as error:
        raise AssignmentBroken(
            found=f"{check.place}: the judge of {check.name} raised {type(error).__name__}: {error}",
            fix="Correct it, then regrade.",
        ) from error


def _near_miss(check: Check, got: Any, planned: PlannedCase, plan: TestPlan) -> str | None:
    for name in check.near_misses:
        try:
            likely = plan.mistaken(planned, name)
        except NoAnswer:
            continue
        except GradingError:
            raise
        except Exception as error:
            raise AssignmentBroken(
                found=f"{check.place}: near miss '{name}' of {check.name} raised {type(error).__name__}: {error}",
                fix="Correct it, then regrade.",
            ) from error
        try:
            if check.judge(got, likely, planned.inputs) is None:
                return name
        except (RuntimeError, ValueError, TypeError, IndexError, KeyError):
            continue  # the judge's own scale or rule doesn't fit this mistake's shape: then it isn't this mistake
    return None


def _with(one: PlannedCase, asked: Sequence[PlannedCase]) -> str:
    """Say for which dtype it went wrong, when the others were asked too."""
    dtypes = {other.dtype for other in asked}
    return f" (with {one.dtype} inputs)" if len(dtypes) > 1 and one.dtype != asked[0].dtype else ""


def _ended(observation: Observation, block: Block, limits: Limits) -> str:
    at = raised_line.told(observation, block)
    messages = {
        Outcome.RAISED: f"your code raised {observation.error or 'an error'}{at}",
        Outcome.TIMED_OUT: f"your code was stopped after {limits.seconds_per_case:g} seconds; is there a loop that doesn't end?",
        Outcome.OUT_OF_MEMORY: f"your code needed more memory than the {limits.memory_mb} MiB there are{at}",
        Outcome.CRASHED: "your code ended the whole Python process",
        Outcome.FLOODED: f"your code printed more than {limits.output_kb} KiB and was stopped",
        Outcome.UNREADABLE: "what your code sent back could not be read as an answer",
        Outcome.ABSENT: f"your code could not be loaded{': it raised ' + observation.error if observation.error else ''}{at}",
    }
    return messages[observation.outcome]


def _passed(check: Check) -> Verdict:
    return _verdict(check, Status.PASSED, check.points)


def _failed(check: Check, message: str, *, hint: str | None = None, near_miss: str | None = None) -> Verdict:
    """The hint belongs to a wrong answer; to one that never came it would lead nowhere."""
    return _verdict(check, Status.FAILED, 0.0, message=message, hint=hint, near_miss=near_miss)


def _not_run(check: Check, message: str) -> Verdict:
    return _verdict(check, Status.NOT_RUN, 0.0, message=message)


def _verdict(
    check: Check,
    status: Status,
    points: float,
    *,
    message: str | None = None,
    hint: str | None = None,
    near_miss: str | None = None,
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
        near_miss=near_miss,
    )
