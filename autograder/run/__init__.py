"""Put every case to the student's functions, in the sandbox, and bring back what was observed: Program + cases → Observations.

Comes in: a program, and cases that hold inputs only. Goes out: an observation for each. Runs in our own process, and is the one stage that
has children of the sandbox's; imported by the pipeline alone.

Nothing is judged here, and nothing that a judge needs goes into the sandbox: a child gets source text, names and inputs, no more. `asking` puts
the cases, in the order that `plan` makes; `pace` knows how long our own solution takes here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from autograder.errors import SandboxLost
from autograder.model import Assignment, Case, Limits, Observation, Outcome, Program
from autograder.run import our_fault
from autograder.run.asking import Asking
from autograder.run.pace import Pace, chain_of_ours
from autograder.run.plan import Step, chains_of, steps_of
from autograder.sandbox.outside.deadlines import whole_until

if TYPE_CHECKING:
    from autograder.sandbox.outside import Sandbox

__all__ = ["Pace", "run"]


def run(
    program: Program,
    cases: Sequence[Case],
    assignment: Assignment,
    sandbox: Sandbox,
    *,
    device: str = "cpu",
    seed: int,
    pace: Pace | None = None,
) -> tuple[Observation, ...]:
    """Observe every case, in the order of cases; device is "cpu", "cuda" or "simulated", and seed the submission's own.

    Raises SandboxFailed or AssignmentBroken for faults of ours, MachineShort when the machine lacked what was needed to tell; whatever the
    student's code does is an observation.

    pace: what is known of this machine. When a call's time is over, our own solution shows whether the limits leave room here; where they
    don't, all cases are put again with wider ones. A sandbox whose server dies meanwhile has a new one; all cases are put again then, once.
    """
    pace = pace or Pace()
    until = whole_until(assignment.limits.seconds)

    def ask(whose: Program, chains: Sequence[list[Step]], limits: Limits, *, measures: bool = False) -> Asking:
        asking = Asking(whose, assignment, sandbox, device, _child_seed(seed), limits, until, measures=measures)
        for chain in chains:
            asking.ask(chain)
        return asking

    def ask_ours(whose: Program, limits: Limits) -> Asking:
        return ask(whose, [chain_of_ours(program, cases)], limits, measures=True)

    def observed() -> Asking:
        chains, limits = chains_of(steps_of(cases)), pace.limits(assignment)
        asking = ask(program, chains, limits)
        late = any(one.outcome is Outcome.TIMED_OUT for one in asking.observed.values())
        if late and not pace.knows(cases):
            pace.measure(program, cases, assignment, ask_ours)
        return asking if pace.limits(assignment) == limits else ask(program, chains, pace.limits(assignment))

    def put_to_ours(ours: Program, asked: Sequence[Case]) -> tuple[Observation, ...]:
        asking = _twice(lambda: ask(ours, chains_of(steps_of(asked)), pace.limits(assignment)))
        return tuple(asking.observed[case.id] for case in asked)

    asking = _twice(observed)
    found = tuple(asking.observed[case.id] for case in cases)
    our_fault.look(program, cases, found, assignment, put_to_ours)
    return found


def _twice(ask: Callable[[], Asking]) -> Asking:
    """Ask once more where the sandbox's server died meanwhile."""
    try:
        return ask()
    except SandboxLost:
        return ask()


def _child_seed(seed: int) -> int:
    """Seed what is random in student code; the exam's own seed stays outside, for hidden inputs follow from it."""
    return int.from_bytes(hashlib.blake2b(f"child {seed}".encode(), digest_size=4).digest(), "big")
