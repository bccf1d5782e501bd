"""Our own solution's pace on a machine: the limits leave room for it, and are never below what the author wrote."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from autograder.errors import AssignmentBroken, SandboxFailed
from autograder.model import Block, BlockState, Case, Fields, Limits, Observation, Outcome, Program
from autograder.run.pace import TIMES, Pace, chain_of_ours
from tests.fixtures.small_assignment import small_assignment

LIMITS = Limits(seconds_per_case=2.0, seconds=30.0, cpu_seconds=20.0)
ON = small_assignment(limits=LIMITS)
CASES = [Case(f"{name}.values/0", "values", name, name, {}) for name in ("double", "triple")]
PROGRAM = Program(
    "s1",
    Fields(),
    (),
    (Block("double", "double_solution", "", "", 1, BlockState.BLANK), Block("triple", "triple_solution", "", "", 1, BlockState.WRITTEN)),
    {},
)  # fmt: skip


def measured(used: float, by_a_call: float, outcome: Outcome = Outcome.ANSWERED) -> tuple[Pace, list[Any]]:
    pace, asked = Pace(), []

    def ask(program: Program, limits: Limits) -> Any:
        asked.append((program, limits))
        observed = {case.id: Observation(case.id, outcome) for case in CASES}
        return SimpleNamespace(observed=observed, used=used, used_by_a_call=by_a_call)

    pace.measure(PROGRAM, CASES, ON, ask)
    return pace, asked


def test_a_quick_solution_leaves_the_author_s_limits_as_they_are() -> None:
    pace, _ = measured(used=0.5, by_a_call=0.01)

    assert pace.limits(ON) == LIMITS


@pytest.mark.parametrize(("used", "by_a_call"), [(1.0, 0.5), (25.0, 0.1), (40.0, 9.0)])
def test_a_slow_machine_gives_a_multiple_of_what_ours_takes(used: float, by_a_call: float) -> None:
    pace, _ = measured(used, by_a_call)

    limits = pace.limits(ON)

    assert limits.seconds_per_case == max(2.0, TIMES * by_a_call)
    assert limits.cpu_seconds == max(20.0, TIMES * used)
    assert limits.seconds == max(30.0, TIMES * used)
    assert limits.memory_mb == LIMITS.memory_mb


def test_ours_is_asked_with_wide_limits_and_also_what_the_student_left_blank() -> None:
    _, [(program, limits)] = measured(1.0, 0.1)

    assert [block.state for block in program.blocks] == [BlockState.WRITTEN] * 2
    assert limits.seconds_per_case == TIMES * LIMITS.seconds_per_case


def test_everything_in_that_process_is_ours() -> None:
    (step,) = chain_of_ours(PROGRAM, CASES)

    assert set(step.with_reference) == {"double", "triple"}
    assert {case.id for case in step.cases} == {case.id for case in CASES}


def test_when_ours_is_stopped_too_it_is_the_machine() -> None:
    with pytest.raises(SandboxFailed, match="too slow for these limits"):
        measured(1.0, 0.1, Outcome.TIMED_OUT)


def test_without_a_solution_that_runs_the_limits_stay() -> None:
    pace = Pace()

    def ask(program: Program, limits: Limits) -> Any:
        raise AssignmentBroken(found="there is none")

    pace.measure(PROGRAM, CASES, ON, ask)

    assert pace.limits(ON) == LIMITS


def test_what_was_asked_once_is_known_and_other_cases_are_not() -> None:
    pace, _ = measured(1.0, 0.1)

    assert pace.knows(CASES) and pace.knows(CASES[:1])
    assert not pace.knows([*CASES, Case("Counter.values/0", "values", "Counter", "Counter", {})])
    assert not Pace().knows(CASES)
