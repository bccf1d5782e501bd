"""From a program and its cases to observations: one question's trouble stays that question's."""

from __future__ import annotations
import __future__

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder import run
from autograder.checks.judges import same_device
from autograder.errors import AssignmentBroken, MachineShort, SandboxFailed
from autograder.model import (
    Array,
    Assignment,
    Block,
    BlockState,
    Case,
    CaseInputs,
    CaseKind,
    Cell,
    Fields,
    LatePolicy,
    Limits,
    Notebook,
    Observation,
    Outcome,
    Program,
)
from autograder.sandbox.outside import Sandbox
from autograder.sandbox.outside.conversation import Conversation, Reply

LIMITS = Limits(seconds_per_case=1.0, seconds=30.0, cpu_seconds=20.0, memory_mb=700, output_kb=64, answer_mb=4)
X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])

DOUBLE = "def double(x):\n    return x * 2"
TOTAL = "def total(x):\n    return double(x).sum()"
MODEL = (
    "class Model:\n    def __init__(self, x):\n        self.x = x\n    def predict(self):\n        return total(self.x)"
)
DRIVERS = "def predict_of_a_model(student, x):\n    return student.Model(x).predict()"


def assignment(limits: Limits = LIMITS, drivers: str = DRIVERS, **solutions: str) -> Assignment:
    ours = {"double": DOUBLE, "total": TOTAL, "Model": MODEL} | solutions
    cells = tuple(Cell("code", text, grade_id=f"{name}_solution", solution=True) for name, text in ours.items())
    return Assignment(
        name="tiny", folder=Path("tiny"), title="Tiny", order=1, due=datetime(2026, 1, 1, tzinfo=UTC), points=1.0,
        release_version="1", release=Notebook(()), solution=Notebook(cells), questions=(), imports=(), drivers=drivers,
        reference={}, limits=limits, consequences={}, late=LatePolicy(), least_sandbox_level=0,
    )  # fmt: skip


def program(setup: str = "import torch", **blocks: str | BlockState) -> Program:
    """Our solution, but for the blocks named; a BlockState stands for a block with nothing to run."""
    made = []
    for name, ours in {"double": DOUBLE, "total": TOTAL, "Model": MODEL}.items():
        given = blocks.get(name, ours)
        state = given if isinstance(given, BlockState) else BlockState.WRITTEN
        source = given if isinstance(given, str) and not isinstance(given, BlockState) else ""
        made.append(Block(name, f"{name}_solution", source, source, 2, state))
    return Program("s1", Fields(), (setup,), tuple(made), {})


def case(question: str, number: int = 0, *, inputs: dict[str, Any] | None = None, **more: Any) -> Case:
    driver = question == "Model"
    call = "predict_of_a_model" if driver else question
    more = {"check": "values", "call": call, "driver": driver, "inputs": inputs or {"x": Array(X)}} | more
    return Case(id=f"{question}.{more['check']}/{number}", question=question, **more)


CASES = (case("double"), case("total"), case("Model"))


def observe(sandbox: Sandbox, asked: Program, *cases: Case, on: Assignment | None = None) -> list[Observation]:
    return list(run.run(asked, cases or CASES, on or assignment(), sandbox, seed=7))


def outcomes(observations: list[Observation]) -> list[str]:
    return [observation.outcome.value for observation in observations]


def test_right_work_is_answered_in_the_order_of_the_cases(sandbox: Sandbox) -> None:
    cases = (case("Model"), case("double", kind=CaseKind.INPUTS, check="inputs"), case("double"), case("total"))

    model, inputs, double, total = observe(sandbox, program(), *cases)

    assert outcomes([model, inputs, double, total]) == ["answered"] * 4
    assert [seen.case for seen in (model, inputs, double, total)] == [case.id for case in cases]
    assert model.answer.tensor.item() == total.answer.tensor.item() == 20.0
    assert torch.equal(double.answer.tensor, X * 2)
    assert torch.equal(inputs.answer["x"].tensor, X)


def test_an_exception_costs_only_its_own_case(sandbox: Sandbox) -> None:
    broken = "def double(x):\n    if x.ndim == 2:\n        return x.no_such_thing\n    return x * 2"
    flat = case("double", 1, inputs={"x": Array(X[0])})

    seen = observe(sandbox, program(double=broken), case("double"), flat, case("total"))

    assert outcomes(seen) == ["raised", "answered", "raised"]
    assert (seen[0].error, seen[0].line) == ("AttributeError", 3)
    assert (seen[2].error, seen[2].line) == ("AttributeError", 2)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("while True: pass", "timed_out"),
        ("import time\n    time.sleep(60)", "timed_out"),
        ("import os\n    os._exit(0)", "crashed"),
        ("import sys\n    sys.exit(0)", "raised"),
        ("import os\n    os.abort()", "crashed"),
        ("import ctypes\n    ctypes.string_at(0)", "crashed"),
        ("while True: print('x' * 10000)", "flooded"),
        ("keep = [bytearray(10**8) for _ in range(100)]", "out_of_memory"),
        ("keep = [torch.ones(10**8) for _ in range(100)]", "out_of_memory"),
        ("import os\n    for fd in range(3, 64):\n        try: os.write(fd, b'PASS' * 99)\n        except OSError: pass", "unreadable"),
        ("import sys\n    sys.setrecursionlimit(10**9)\n    return double(x)", None),
    ],
)  # fmt: skip
def test_a_call_that_ends_badly_costs_that_question_only(sandbox: Sandbox, body: str, outcome: str | None) -> None:
    bad = f"def double(x):\n    {body}"
    cases = (
        case("double"),
        case("double", 1),
        case("total", with_reference=("double",)),
        case("Model", with_reference=("double", "total")),
    )

    seen = observe(sandbox, program(double=bad), *cases)

    if outcome is not None:
        assert seen[0].outcome.value == outcome
    assert seen[0].outcome is not Outcome.ANSWERED
    assert seen[1].outcome in (Outcome.SKIPPED, seen[0].outcome)
    assert outcomes(seen[2:]) == ["answered", "answered"]


def test_the_cases_of_other_questions_go_on_in_a_new_process(sandbox: Sandbox) -> None:
    bad = "import os\ndef double(x):\n    os._exit(3)"
    alone = "def total(x):\n    return x.sum() * 2"

    seen = observe(sandbox, program(double=bad, total=alone), case("double"), case("total"), case("Model"))

    assert outcomes(seen) == ["crashed", "answered", "answered"]


def test_what_needs_a_block_that_was_left_out_raises_instead_of_hanging_again(sandbox: Sandbox) -> None:
    seen = observe(sandbox, program(double="def double(x):\n    while True: pass"))

    assert outcomes(seen) == ["timed_out", "raised", "raised"]
    assert seen[1].error == "NotImplementedError"


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("import os\nos._exit(0)", "crashed"),
        ("while True: pass", "timed_out"),
        ("1 / 0", "absent"),
        ("raise SystemExit", "absent"),
        ("def double(x:", "absent"),
        ("keep = bytearray(10**11)", "absent"),
    ],
)
def test_a_block_that_does_not_load_costs_that_question_only(sandbox: Sandbox, source: str, outcome: str) -> None:
    cases = (case("double"), case("double", 1), case("total", with_reference=("double",)))

    seen = observe(sandbox, program(double=source), *cases)

    assert seen[0].outcome.value == outcome
    assert seen[1].outcome.value in ("absent", "skipped")
    assert seen[2].outcome is Outcome.ANSWERED


def test_the_line_at_which_a_block_failed_to_load_is_told(sandbox: Sandbox) -> None:
    (seen,) = observe(sandbox, program(double="a = 1\nb = a.nothing"), case("double"))

    assert (seen.outcome, seen.error, seen.line) == (Outcome.ABSENT, "AttributeError", 2)


@pytest.mark.parametrize("state", [BlockState.BLANK, BlockState.MISSING, BlockState.BROKEN])
def test_a_block_with_nothing_to_run_is_absent_and_others_may_still_name_it(
    sandbox: Sandbox, state: BlockState
) -> None:
    subclass = "class Model(total):\n    def __init__(self, x):\n        self.x = x\n    def predict(self):\n        return self.x"

    seen = observe(sandbox, program(double=state, total=state, Model=subclass))

    assert outcomes(seen) == ["absent", "absent", "answered"]


def test_nothing_is_started_when_nothing_is_written() -> None:
    blank = program(double=BlockState.BLANK, total=BlockState.BLANK, Model=BlockState.BLANK)

    assert outcomes(list(run.run(blank, CASES, assignment(), None, seed=7))) == ["absent"] * 3  # type: ignore[arg-type]


# ---------------------------------------------------------------- follow-through


def test_a_given_question_is_answered_by_our_own_implementation(sandbox: Sandbox) -> None:
    wrong = program(double="def double(x):\n    return x * 3")

    seen = observe(sandbox, wrong, case("total"), case("total", 1, with_reference=("double",)), case("double"))

    assert [one.answer.tensor.sum().item() for one in seen] == [30.0, 20.0, 30.0]


def test_a_given_question_is_in_no_process_where_it_is_asked(sandbox: Sandbox) -> None:
    spy = (
        "import gc\ndef double(x):\n"
        "    return [o for o in gc.get_objects() if type(o) is dict and 'secret_of_ours' in o] != []"
    )
    ours = "secret_of_ours = 1\ndef double(x):\n    return x * 2"
    cases = (case("double"), case("total", with_reference=("double",)), case("double", 1))

    seen = observe(sandbox, program(double=spy), *cases, on=assignment(double=ours))

    assert (seen[0].answer, seen[2].answer) == (False, False)


COUNTING = "import torch\nasked = []"  # a set-up cell; what is in `asked` tells which calls shared a process
TELLING = "def total(x):\n    asked.append('total')\n    return list(asked)"


def test_steps_that_give_more_and_more_share_a_process(sandbox: Sandbox) -> None:
    counting = program(
        setup=COUNTING,
        double="def double(x):\n    asked.append('double')\n    return x",
        total=TELLING,
        Model="class Model:\n    def __init__(self, x):\n        pass\n    def predict(self):\n        return list(asked)",
    )
    cases = (
        case("Model", with_reference=("double", "total")),
        case("total", with_reference=("double",)),
        case("double"),
    )

    model, total, _ = observe(sandbox, counting, *cases)

    assert total.answer == ["double", "total"]
    assert model.answer == ["double", "total"]


def test_steps_that_give_other_questions_do_not_share_a_process(sandbox: Sandbox) -> None:
    counting = program(
        setup=COUNTING, double="def double(x):\n    asked.append('double')\n    return list(asked)", total=TELLING
    )

    double, total = observe(
        sandbox, counting, case("double", with_reference=("Model",)), case("total", with_reference=("double",))
    )

    assert (double.answer, total.answer) == (["double"], ["total"])


@pytest.mark.parametrize(
    "harm",
    [
        "global torch\n    torch = None",
        "torch.Tensor.sum = None",
        "torch.Tensor.sum = lambda *_: __import__('os')._exit(1)",
    ],
)
def test_what_a_mistake_leaves_behind_costs_no_other_question(sandbox: Sandbox, harm: str) -> None:
    harmful = program(
        double=f"def double(x):\n    {harm}\n    return x * 2",
        total="def total(x):\n    return torch.mul(double(x), 1).sum()",
    )

    _, total = observe(sandbox, harmful, case("double"), case("total", with_reference=("double",)))

    assert total.outcome is Outcome.ANSWERED
    assert total.answer.tensor.item() == 20.0


def test_memory_that_one_question_holds_is_there_for_the_next(sandbox: Sandbox) -> None:
    hoard = "[bytearray(10**7) for _ in range(40)]"
    greedy = program(
        double=f"def double(x):\n    torch.hoard = {hoard}\n    return x * 2",
        total=f"def total(x):\n    room = {hoard}\n    return x.sum()",
    )

    seen = observe(sandbox, greedy, case("double"), case("total", with_reference=("double",)))

    assert outcomes(seen) == ["answered", "answered"]


def test_what_is_asked_is_built_on_what_is_given(sandbox: Sandbox) -> None:
    """A class that inherits from a wrong one inherits from ours, where ours is given."""
    heir = program(
        double="class double:\n    factor = 3",
        total="class total(double):\n    pass",
        Model="class Model(total):\n    def __init__(self, x):\n        self.x = x\n    def predict(self):\n        return self.factor",
    )
    ours = {"double": "class double:\n    factor = 2", "total": "class total(double):\n    pass"}
    cases = (case("Model"), case("Model", 1, with_reference=("double", "total")))

    alone, given = observe(sandbox, heir, *cases, on=assignment(**ours))

    assert (alone.answer, given.answer) == (3, 2)


def test_a_block_that_only_loads_on_what_is_given_is_asked_there(sandbox: Sandbox) -> None:
    needy = program(double=BlockState.BLANK, total="twice = double(1)\ndef total(x):\n    return twice")

    alone, given = observe(sandbox, needy, case("total"), case("total", 1, with_reference=("double",)))

    assert (alone.outcome, given.outcome) == (Outcome.ABSENT, Outcome.ANSWERED)
    assert given.answer == 2


def test_an_error_that_comes_again_in_a_process_of_its_own_is_the_question_s(sandbox: Sandbox) -> None:
    broken = program(total="def total(x):\n    return x.no_such_thing")
    cases = (
        case("double"),
        case("total", with_reference=("double",)),
        case("total", 1, with_reference=("double",)),
        case("Model", with_reference=("double", "total")),
    )

    seen = observe(sandbox, broken, *cases)

    assert outcomes(seen) == ["answered", "raised", "raised", "answered"]
    assert (seen[1].error, seen[1].line) == ("AttributeError", 2)


def test_an_endless_loop_is_put_once_to_its_question_and_once_for_its_picture(sandbox: Sandbox) -> None:
    limits = Limits(seconds_per_case=0.5, seconds=30.0, cpu_seconds=20.0, memory_mb=700)
    looping = program(total="def total(x):\n    while True: pass")
    cases = (
        case("total", kind=CaseKind.PICTURE, check="picture"),
        case("double"),
        case("total", 1, with_reference=("double",)),
        case("total", 2, with_reference=("double",)),
        case("Model", with_reference=("double", "total")),
    )

    seen = observe(sandbox, looping, *cases, on=assignment(limits=limits))

    assert outcomes(seen) == ["timed_out", "answered", "timed_out", "skipped", "answered"]


def test_the_pretend_accelerator_is_gone_when_the_next_step_is_on_the_cpu(sandbox: Sandbox) -> None:
    big = {"x": Array(torch.rand(40, 3))}
    cases = (
        case("double", kind=CaseKind.DEVICE, device="simulated", check="device"),
        case("total", 1, with_reference=("double",)),
        case("total", 2, with_reference=("double",), kind=CaseKind.METER, inputs=big),
    )

    device, total, counted = observe(sandbox, program(), *cases)
    (alone,) = observe(sandbox, program(), cases[-1])

    assert device.answer.device == "simulated"
    assert total.answer.device == "cpu"
    assert counted.counts == alone.counts


def test_asking_what_is_given_is_the_author_s_mistake(sandbox: Sandbox) -> None:
    with pytest.raises(AssignmentBroken, match="gives it"):
        observe(sandbox, program(), case("double", with_reference=("double",)))


def test_giving_what_has_no_solution_is_the_author_s_mistake(sandbox: Sandbox) -> None:
    no_solution = Assignment(
        **{name: getattr(assignment(), name) for name in Assignment.__dataclass_fields__} | {"solution": Notebook(())}
    )

    with pytest.raises(AssignmentBroken, match="no solution"):
        observe(sandbox, program(), case("total", with_reference=("double",)), on=no_solution)


# ---------------------------------------------------------------- faults of ours


def test_a_set_up_cell_that_raises_is_the_assignment_s_fault(sandbox: Sandbox) -> None:
    with pytest.raises(AssignmentBroken, match="set-up cell 1 raised ZeroDivisionError in line 2"):
        observe(sandbox, program(setup="a = 1\nb = a / 0"))


def test_drivers_that_do_not_load_are_the_assignment_s_fault(sandbox: Sandbox) -> None:
    with pytest.raises(AssignmentBroken, match=r"drivers\.py raised NameError in line 1"):
        observe(sandbox, program(), on=assignment(drivers="nothing"))


BROKEN = "def predict_of_a_model(student, x):\n    made = student.Model(x).predict()\n    return made[0, 0]"


def test_drivers_that_raise_with_our_own_solution_too_are_the_assignment_s_fault(sandbox: Sandbox) -> None:
    with pytest.raises(
        AssignmentBroken, match=r"drivers\.py, line 3: predict_of_a_model raised IndexError when values"
    ):
        observe(sandbox, program(), *CASES, on=assignment(drivers=BROKEN))


def test_drivers_that_raise_at_what_a_student_gives_back_are_the_student_s(sandbox: Sandbox) -> None:
    unpacking = "def predict_of_a_model(student, x):\n    return student.Model(x).predict().double()"
    nothing = MODEL.replace("return total(self.x)", "return None")

    seen = observe(sandbox, program(Model=nothing), *CASES, on=assignment(drivers=unpacking))

    assert outcomes(seen) == ["answered", "answered", "raised"]
    assert (seen[2].error, seen[2].driver_line, seen[2].line) == ("AttributeError", 2, None)


def test_a_banned_name_that_does_not_exist_is_the_assignment_s_fault(sandbox: Sandbox) -> None:
    with pytest.raises(AssignmentBroken, match=r"torch\.cdost"):
        observe(sandbox, program(), case("double", kind=CaseKind.METER, banned=("torch.cdost",)))


def test_a_device_that_is_not_there_is_a_fault_of_the_sandbox(sandbox: Sandbox) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")
    with pytest.raises(SandboxFailed, match="cuda"):
        run.run(program(), CASES, assignment(), sandbox, device="cuda", seed=7)


def test_the_simulated_device_tells_device_dependent_code(sandbox: Sandbox) -> None:
    careless = program(
        double="def double(x):\n    return x * torch.tensor([2.0, 2.0])", total="def total(x):\n    return x.sum() * 2"
    )

    seen = run.run(careless, CASES, assignment(), sandbox, device="simulated", seed=7)

    assert outcomes(list(seen)) == ["raised", "answered", "answered"]
    assert seen[1].answer.device == "simulated"


# ---------------------------------------------------------------- metered cases


def test_a_metered_case_tells_the_work_and_the_bans_it_met(sandbox: Sandbox) -> None:
    loop = "def double(x):\n    return torch.stack([row * 2 for row in x])"
    banned = "def total(x):\n    return torch.norm(x)"
    big = {"x": Array(torch.rand(100, 3))}
    metered = {"kind": CaseKind.METER, "banned": ("torch.norm",), "inputs": big}

    looped, met = observe(
        sandbox, program(double=loop, total=banned), case("double", **metered), case("total", **metered)
    )

    assert looped.counts is not None and looped.counts.trips >= 100 and looped.counts.operations >= 100
    assert looped.banned == ()
    assert torch.allclose(looped.answer.tensor, big["x"].tensor * 2)
    assert met.banned == ("torch.norm",)


def test_bans_are_each_question_s_own_even_in_one_process(sandbox: Sandbox) -> None:
    uses = "def {}(x):\n    return torch.norm(x)"
    cases = (
        case("double", kind=CaseKind.METER, banned=("torch.norm",)),
        case("total", kind=CaseKind.METER, banned=("torch.dist",)),
    )

    seen = observe(sandbox, program(double=uses.format("double"), total=uses.format("total")), *cases)

    assert [one.banned for one in seen] == [("torch.norm",), ()]


def test_values_that_are_only_for_warming_up_may_make_no_sense(sandbox: Sandbox) -> None:
    ordered = "def double(x):\n    assert x[0, 0] < x[1, 0]\n    return x * 2"

    (counted,) = observe(sandbox, program(double=ordered), case("double", kind=CaseKind.METER))

    assert counted.outcome is Outcome.ANSWERED


def test_a_driver_s_own_work_is_no_loop_of_the_student_s(sandbox: Sandbox) -> None:
    drivers = "def predict_of_a_model(student, x):\n    return [student.Model(row).predict() for row in x][0]"
    big = {"x": Array(torch.rand(50, 3))}

    (counted,) = observe(
        sandbox, program(), case("Model", kind=CaseKind.METER, inputs=big), on=assignment(drivers=drivers)
    )

    assert counted.counts is not None and counted.counts.trips == 50


def test_a_function_that_remembers_answers_is_counted_at_work(sandbox: Sandbox) -> None:
    memory = (
        "seen = {}\ndef double(x):\n    key = tuple(x.flatten().tolist())\n"
        "    if key not in seen:\n        seen[key] = torch.stack([row * 2 for row in x])\n    return seen[key]"
    )

    (counted,) = observe(
        sandbox, program(double=memory), case("double", kind=CaseKind.METER, inputs={"x": Array(torch.rand(64, 2))})
    )

    assert counted.counts is not None and counted.counts.trips >= 64


# ---------------------------------------------------------------- purity and honesty


def test_two_runs_observe_the_same(sandbox: Sandbox) -> None:
    random = program(double="import random, numpy\ndef double(x):\n    return x * torch.rand(1) + random.random()")

    first, second = (observe(sandbox, random, case("double"))[0].answer.tensor for _ in range(2))

    assert torch.equal(first, second)


def test_inputs_are_fresh_in_every_call_and_every_run(sandbox: Sandbox) -> None:
    spoil = program(double="def double(x):\n    return x.mul_(2)")
    cases = (case("double"), case("double", 1))

    seen = observe(sandbox, spoil, *cases) + observe(sandbox, spoil, *cases)

    assert all(torch.equal(one.answer.tensor, X * 2) for one in seen)
    assert torch.equal(X, torch.tensor([[1.0, 2.0], [3.0, 4.0]]))


def test_the_exam_s_seed_never_enters_the_child(sandbox: Sandbox) -> None:
    seed = 0x5EC2E7C0FFEE
    spy = (
        "import gc, sys\ndef double(x):\n    frame, found = sys._getframe(), []\n    while frame:\n"
        "        found += [v for v in frame.f_locals.values() if type(v) is int]\n"
        "        for v in frame.f_locals.values():\n"
        "            found += [i for i in (v.values() if type(v) is dict else vars(v).values() if hasattr(v, '__dict__')"
        " else ()) if type(i) is int]\n"
        "        frame = frame.f_back\n    return found"
    )

    (seen,) = run.run(program(double=spy), [case("double")], assignment(), sandbox, seed=seed)

    assert seen.outcome is Outcome.ANSWERED
    assert len(seen.answer) > 3
    assert seed not in seen.answer


def test_a_submission_that_is_slow_everywhere_ends_with_its_own_limit(sandbox: Sandbox) -> None:
    short = Limits(seconds_per_case=0.8, seconds=1.0, cpu_seconds=20.0, memory_mb=1200)
    hang = "def {}(x):\n    while True: pass"
    slow = program(double=hang.format("double"), total=hang.format("total"))
    cases = (case("double"), case("total"), case("Model", with_reference=("double", "total")))

    assert outcomes(observe(sandbox, slow, *cases, on=assignment(limits=short))) == ["timed_out"] * 3


def test_a_child_that_gets_no_time_for_our_own_set_up_is_asked_again_alone(sandbox: Sandbox) -> None:
    asked = replace(program(), setup=("while True: pass",))

    with pytest.raises(MachineShort, match="before it reached the student's code"):
        observe(sandbox, asked, case("double"), on=assignment(limits=replace(LIMITS, seconds_per_case=0.3)))


def burning(name: str, seconds: float) -> str:
    """A function that takes so much processor time, however busy the machine is."""
    return (
        f"import time\ndef {name}(x):\n    end = time.process_time() + {seconds}\n"
        "    while time.process_time() < end: pass\n    return x * 2"
    )


def test_who_is_as_slow_as_our_own_solution_is_here_is_answered_and_a_loop_still_ends(sandbox: Sandbox) -> None:
    """On a machine on which ours takes 0.15 s of the 0.2 that there are, nobody's answer would be in time."""
    narrow = Limits(seconds_per_case=0.2, seconds=30.0, cpu_seconds=20.0, memory_mb=700)
    on, pace = assignment(limits=narrow, double=burning("double", 0.15)), run.Pace()
    loop = "def double(x):\n    while True: pass"

    slow = run.run(program(double=burning("double", 0.4)), [case("double")], on, sandbox, seed=7, pace=pace)
    endless = run.run(program(double=loop), [case("double")], on, sandbox, seed=7, pace=pace)

    assert outcomes([*slow, *endless]) == ["answered", "timed_out"]
    assert endless[0].seconds == pace.limits(on).seconds_per_case, "the page tells the time that it really had"
    assert 1.5 <= pace.limits(on).seconds_per_case < 5.0


def test_when_our_own_solution_is_stopped_too_nobody_else_s_loop_is_to_blame(sandbox: Sandbox) -> None:
    narrow = Limits(seconds_per_case=0.1, seconds=30.0, cpu_seconds=20.0, memory_mb=700)
    on = assignment(limits=narrow, double="def double(x):\n    while True: pass")

    with pytest.raises(SandboxFailed, match="our own solution of tiny was stopped too"):
        observe(sandbox, program(double=burning("double", 0.5)), case("double"), on=on)


def test_a_loop_beside_busy_processes_is_a_loop_and_a_right_answer_is_right(sandbox: Sandbox) -> None:
    """Six processes that compute: what takes 0.3 s of its own takes longer by the clock, and isn't stopped after half a second."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(6)]
    limits = Limits(seconds_per_case=0.5, seconds=30.0, cpu_seconds=20.0, memory_mb=700)
    try:
        seen = observe(
            sandbox,
            program(double=burning("double", 0.3), total="def total(x):\n    while True: pass"),
            *(case("double", number) for number in range(3)),
            case("total"),
            on=assignment(limits=limits),
        )
    finally:
        for one in busy:
            one.kill()
            one.wait()

    assert outcomes(seen) == ["answered", "answered", "answered", "timed_out"]


def test_an_answer_larger_than_the_limit_is_unsupported_and_the_rest_goes_on(sandbox: Sandbox) -> None:
    large = "def double(x):\n    return torch.zeros(1 << 21)"

    seen = observe(sandbox, program(double=large), case("double"), case("double", 1))

    assert [type(one.answer).__name__ for one in seen] == ["Unsupported", "Unsupported"]


def test_all_answers_of_a_submission_together_are_bounded(sandbox: Sandbox) -> None:
    """They are all held until they are kept: sixty times the largest would be more than a machine has."""
    large = "def double(x):\n    return torch.zeros(3 << 18)"

    seen = observe(sandbox, program(double=large), *(case("double", number) for number in range(7)))

    assert [type(one.answer).__name__ for one in seen] == ["Array"] * 5 + ["Unsupported"] * 2


def test_names_of_their_own_tell_nothing(sandbox: Sandbox) -> None:
    source = "class Mine(Exception): pass\ndef double(x):\n    raise (Mine if x.ndim == 2 else type(str(x.tolist()), (Exception,), {}))"
    flat = case("double", 1, inputs={"x": Array(X[0])})

    seen = observe(sandbox, program(double=source), case("double"), flat)

    assert [one.error for one in seen] == ["Mine", "an exception"]


def test_banned_names_trip_in_calls_whose_values_are_judged(sandbox: Sandbox) -> None:
    """Once any call of a process is watched; else code that sees that it is watched would use them at other times."""
    tricky = "def double(x):\n    return getattr(torch, 'dda'[::-1])(x, x)"
    banned = {"banned": ("torch.add",)}
    cases = (case("double", **banned), case("double", 1, kind=CaseKind.METER, **banned))

    seen = observe(sandbox, program(double=tricky), *cases)

    assert [one.banned for one in seen] == [("torch.add",), ("torch.add",)]


def test_a_case_that_names_a_device_is_asked_there_and_the_others_are_not(sandbox: Sandbox) -> None:
    elsewhere = case("double", check="device", kind=CaseKind.DEVICE, device="simulated")

    honest = observe(sandbox, program(), elsewhere, case("double"))
    moved = observe(sandbox, program(double="def double(x):\n    return x.cpu() * 2"), elsewhere, case("double"))
    mixed = observe(
        sandbox, program(double="def double(x):\n    return x * 2 + torch.zeros(2, 2)"), elsewhere, case("double")
    )

    assert [seen.answer.device.split(":")[0] for seen in honest] == ["simulated", "cpu"]
    assert [seen.answer.device.split(":")[0] for seen in moved] == ["cpu", "cpu"]
    assert outcomes(mixed) == ["raised", "answered"]
    assert same_device()(honest[0].answer, None, on("simulated")) is None
    assert same_device()(moved[0].answer, None, on("simulated")) is not None


def on(device: str) -> CaseInputs:
    return CaseInputs({}, torch.float64, device=device)


SLOW = "def double(x):\n    import time\n    time.sleep(1)\n    return x * 2"


def observe_while(monkeypatch: pytest.MonkeyPatch, own: Sandbox, happens: Callable[[], None]) -> list[str]:
    """Observe two cases of a slow function, and let something happen in the middle of the first one's first call."""
    call, done = Conversation.call, threading.Event()

    def act() -> None:
        happens()
        done.set()

    timer = threading.Timer(0.3, act)

    def once(talk: Conversation, asked: Case) -> Reply:
        if not timer.ident:
            timer.start()
        return call(talk, asked)

    monkeypatch.setattr(Conversation, "call", once)
    patient = assignment(replace(LIMITS, seconds_per_case=20.0))
    seen = observe(own, program(double=SLOW), case("double"), case("double", 1), on=patient)
    assert done.wait(60)
    return outcomes(seen)


@pytest.mark.usefixtures("shared_ancestor")
def test_a_sandbox_server_that_dies_takes_nothing_along(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox.start() as own:
        server = own._server.pid

        assert observe_while(monkeypatch, own, lambda: os.kill(server, signal.SIGKILL)) == ["answered", "answered"]
        assert own._server.pid != server


@pytest.mark.usefixtures("shared_ancestor")
def test_a_process_that_somebody_else_kills_is_no_doing_of_the_student_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the kernel does when the whole machine runs out of memory."""
    with Sandbox.start() as own:
        if own.level < 2:
            pytest.skip("below level 2 a process can do that to itself")

        def kill() -> None:
            os.kill(next(iter(own._children)).pid, signal.SIGKILL)

        assert observe_while(monkeypatch, own, kill) == ["answered", "answered"]


@pytest.mark.parametrize(
    "way",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os.kill(0, signal.SIGKILL)",
        "os.kill(-1, signal.SIGKILL)",
        "os.killpg(0, signal.SIGKILL)",
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n    while True: pass",
        "os.abort()",
        "signal.raise_signal(signal.SIGKILL)",
    ],
)
def test_a_process_that_ends_itself_is_the_student_s_doing(sandbox: Sandbox, way: str) -> None:
    suicidal = program(double=f"import os, resource, signal\ndef double(x):\n    {way}\n    os._exit(1)")

    double, total = observe(sandbox, suicidal, case("double"), case("total", with_reference=("double",)))

    assert double.outcome in (Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.RAISED)
    assert total.outcome is Outcome.ANSWERED


def test_the_text_of_what_is_given_is_nowhere_in_the_process(sandbox: Sandbox) -> None:
    """Neither in linecache, nor among the objects, nor in memory that was freed."""
    looking = (
        "import gc, linecache, re\ndef total(x):\n    double(x)\n"
        "    wanted = b'our_own_'[::-1][::-1] + b'words'\n    found = 'our_own_' + 'words' in repr(linecache.cache)\n"
        "    with open('/proc/self/maps') as maps: spans = [line.split() for line in maps]\n"
        "    import ctypes\n    hits = 0\n    for span, rights, _, _, inode, *name in spans:\n"
        "        if inode == '0' and rights.startswith('rw') and name[:1] in ([], ['[heap]']):\n"
        "            start, end = (int(part, 16) for part in span.split('-'))\n"
        "            hits += ctypes.string_at(start, end - start).count(b'# of our own_' + bytes('words', 'ascii'))\n"
        "    return [found, hits, double.__code__.co_filename]"
    )
    ours = "def double(x):\n    # of our own_words\n    return x * 2"

    (seen,) = observe(
        sandbox, program(total=looking), case("total", with_reference=("double",)), on=assignment(double=ours)
    )

    assert seen.answer == [False, 0, "<given>"], seen


LATER = "from __future__ import annotations\n"
SPEAKS = "def double(x: Later) -> Sooner:\n    return x * 2"


def test_a_future_import_above_a_block_holds_for_it_and_for_ours(sandbox: Sandbox) -> None:
    """In the notebook an annotation isn't worked out below such a cell; alone it would be, and there is no such name."""
    flags = __future__.annotations.compiler_flag
    plain = program("x = 1", double=SPEAKS)
    held = replace(
        plain,
        setup=(LATER, "def helper(x: Later): pass"),
        blocks=tuple(replace(one, flags=flags) for one in plain.blocks),
    )
    setup = Cell("code", LATER, tags=("setup",))
    ours = assignment(double=SPEAKS)
    ours = replace(ours, solution=Notebook((setup, *ours.solution.cells)))

    def of(asked: Program, one: Case, on: Assignment) -> str:
        (seen,) = run.run(asked, [one], on, sandbox, seed=7)
        return seen.outcome.value

    given = case("total", with_reference=("double",))
    assert of(plain, case("double"), assignment()) == "absent"
    assert of(held, case("double"), assignment()) == "answered"
    assert of(held, given, ours) == "answered"


TAKEN = {
    "a variable": "double = double(torch.ones(2))\ntotal = double.sum()",
    "another function": "def double(x):\n    return 0 * x\ndef total(x):\n    return x",
    "a class": "class double:\n    pass\ndef total(x):\n    return x",
    "nothing": "def total(x):\n    return x\ndel double",
}


@pytest.mark.parametrize("total", TAKEN.values(), ids=TAKEN)
@pytest.mark.parametrize("driver", [False, True])
def test_a_function_is_asked_as_it_was_below_its_own_cell(sandbox: Sandbox, total: str, driver: bool) -> None:
    """nbgrader's tests run there too; a later block that takes its name neither costs nor pays it."""
    on = assignment(drivers=f"{DRIVERS}\ndef doubled(student, x):\n    return student.double(x)")
    if "def total" not in total:
        on = assignment(drivers=on.drivers, total="total = 3")
    recursive = "def double(x, often=1):\n    return double(2 * x, often - 1) if often else x"
    asked = case("double", call="doubled" if driver else "double", driver=driver)

    right, again = observe(sandbox, program(double=recursive, total=total), asked, replace(asked, id="again"), on=on)

    assert outcomes([right, again]) == ["answered"] * 2
    assert torch.equal(right.answer.tensor, X * 2)
    assert torch.equal(again.answer.tensor, X * 2)


def test_a_wrong_function_is_not_paid_for_a_right_one_in_a_later_block(sandbox: Sandbox) -> None:
    (seen,) = observe(
        sandbox, program(double="def double(x):\n    return 7 * x", total=f"{DOUBLE}\n{TOTAL}"), case("double")
    )

    assert torch.equal(seen.answer.tensor, X * 7)


def test_what_later_blocks_define_is_there_and_an_own_helper_is_ones_own(sandbox: Sandbox) -> None:
    """The function's globals are the notebook's, as it is at its end, but for what its own block defined."""
    double = "def factor(x):\n    return 2\ndef double(x):\n    return factor(x) * later(x) + shift"
    total = "def factor(x):\n    return 0\ndef later(x):\n    return x * factor(x)\nshift = 5\ndef total(x):\n    return factor(x)"

    first, second, third = observe(
        sandbox, program(double=f"shift = 1\n{double}", total=total), case("double"), case("total"), case("double", 1)
    )

    assert torch.equal(first.answer.tensor, 4 * X + 5)
    assert second.answer == 0
    assert torch.equal(third.answer.tensor, 4 * X + 5)


def test_a_given_function_is_ours_though_another_block_takes_its_name(sandbox: Sandbox) -> None:
    total = "def double(x):\n    return 0 * x\ndef total(x):\n    return double(x + 1).sum()"
    built_on_ours = case("Model", with_reference=("double",))

    own, given = observe(sandbox, program(total=total), case("total"), built_on_ours)

    assert own.answer.tensor.item() == 0.0, "it calls what its own block defines"
    assert given.answer.tensor.item() == 2 * (10.0 + 4)
