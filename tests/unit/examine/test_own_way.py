"""What is built on another question is right with our implementation of that or with the student's own."""

from __future__ import annotations

from dataclasses import replace

from autograder import run
from autograder.checks import close, question
from autograder.checks.collecting import Defaults, collecting
from autograder.examine import examine, own_way
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Assignment, Block, BlockState, Cell, Fields, Notebook, Program, Question, Status, Verdict
from autograder.sandbox.outside import Sandbox
from tests.fixtures.examined import make_assignment

FORWARD = "def centre(x):\n    mean = x.mean(0)\n    return x - mean, {'mean': mean, 'count': len(x)}"
BACKWARD = "def centre_back(push, cache):\n    return push - push.sum(0) / cache['count']"
DRIVERS = "def back(student, x, push):\n    return student.centre_back(push, student.centre(x)[1])"

PRIVATE_FORWARD = "def centre(x):\n    return x - x.mean(0), (x, len(x))"
PRIVATE_BACKWARD = (
    "def centre_back(push, cache):\n    x, count = cache\n    return push - push.sum(0) / (count + 0 * x[0])"
)


def assignment() -> Assignment:
    def pair(draw, count=5):
        return {"x": draw.normal(count, 3), "push": draw.normal(count, 3)}

    with collecting(Defaults(builds_on={"centre_back": ("centre",)})):
        forward = question("centre", judge=close(), example=lambda draw: {"x": draw.normal(4, 3)})
        forward.keeps_inputs(1)
        backward = question("centre_back", judge=close(), driver="back", example=pair)
        backward.asks(3, "gradients").says("The gradient is what comes in, less its mean.")
        backward.keeps_inputs(1)
        backward.grows(2, sizes={"count": (32, 64)})
    cells = tuple(
        Cell("code", text, grade_id=f"{name}_solution", solution=True)
        for name, text in {"centre": FORWARD, "centre_back": BACKWARD}.items()
    )
    return make_assignment(
        questions=(
            Question("centre", "centre", 1, checks=tuple(forward.checks)),
            Question("centre_back", "centre_back", 6, checks=tuple(backward.checks)),
        ),
        reference={"back": lambda x, push: push - push.mean(0), "centre": lambda x: x},
        drivers=DRIVERS,
        solution=Notebook(cells),
    )


def graded(sandbox: Sandbox, forward: str, backward: str) -> tuple[int, dict[str, Verdict]]:
    """Grade, and tell how many cases were put once more."""
    blocks = tuple(
        Block(name, f"{name}_solution", text, text, 2, BlockState.WRITTEN if text else BlockState.BLANK)
        for name, text in {"centre": forward, "centre_back": backward}.items()
    )
    program, given = Program("s1", Fields(), ("import torch",), blocks, {}), assignment()
    plan = draw_test_plan(given, seed=7)
    seen = run.run(program, plan.cases, given, sandbox, seed=7)
    again = own_way.cases(plan, program, examine(plan, program, seen), seen)
    seen += own_way.counting(run.run(program, again, given, sandbox, seed=7)) if again else ()
    verdicts = [one for one in examine(plan, program, seen) if one.question == "centre_back"]
    return len(again), {one.check: one for one in verdicts}


def test_a_private_cache_between_two_functions_costs_nothing(sandbox: Sandbox) -> None:
    again, verdicts = graded(sandbox, PRIVATE_FORWARD, PRIVATE_BACKWARD)

    assert again == 5
    assert {one.status for one in verdicts.values()} == {Status.PASSED}
    assert verdicts["gradients"].message == "right with your own centre, and not with ours"


def test_what_is_right_on_ours_is_not_asked_again(sandbox: Sandbox) -> None:
    again, verdicts = graded(sandbox, "def centre(x):\n    return x, {}", BACKWARD)

    assert again == 0
    assert {one.status for one in verdicts.values()} == {Status.PASSED}


def test_what_is_wrong_both_ways_fails_as_it_did_on_ours(sandbox: Sandbox) -> None:
    again, verdicts = graded(sandbox, FORWARD, BACKWARD.replace("push -", "push +"))

    assert again == 5
    assert (verdicts["gradients"].status, verdicts["gradients"].points) == (Status.FAILED, 0)


def test_nothing_is_asked_on_what_was_not_written(sandbox: Sandbox) -> None:
    again, verdicts = graded(sandbox, "", PRIVATE_BACKWARD)

    assert again == 0
    assert verdicts["gradients"].status is Status.FAILED


def test_no_process_of_the_second_round_gets_an_implementation_of_ours() -> None:
    plan = draw_test_plan(assignment(), seed=7)
    blocks = tuple(Block(name, name, "x", "x", 1, BlockState.WRITTEN) for name in ("centre", "centre_back"))
    program = Program("s1", Fields(), (), blocks, {})

    again = own_way.cases(plan, program, [replace(_failure(), question="centre_back")], [])

    assert again
    assert not any(case.with_reference for case in again)


def _failure() -> Verdict:
    return Verdict("gradients", "centre_back", "", Status.FAILED, 0, 3)
