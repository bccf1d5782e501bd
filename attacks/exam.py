"""The small assignment that attacks are handed in to: its notebook, checks, reference, and secrets planted wherever one could be looked for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from matplotlib.figure import Figure

from attacks import exam_asserts
from autograder.authoring import submissions
from autograder.authoring.notebook_file import as_bytes
from autograder.checks import Call, RandomInputs, close, growth, picture, question, same_device, unchanged
from autograder.checks.assert_drivers import DRIVERS as ASSERT_DRIVERS
from autograder.checks.collecting import BOTH_DTYPES, Defaults, collecting
from autograder.conventions import file_cells
from autograder.examine.test_plan import TestPlan, draw_test_plan
from autograder.intake import ipynb
from autograder.model import Assignment, Check, Consequence, LatePolicy, Limits, Notebook, Question, Severity

NAME = "doubling"
SECRET = secrets.token_hex(16)
"""Planted in checks, in the reference, in another student's results, and in the examiner's environment."""
SECRET_NUMBER = 1.2345678901234567e-200
"""The same for memory: no honest calculation meets it."""

LIMITS = Limits(
    seconds_per_case=2.0, seconds=12.0, cpu_seconds=4.0, memory_mb=500, disk_mb=16, output_kb=64, answer_mb=4
)
STUB = "    # BEGIN YOUR CODE\n    raise NotImplementedError\n    # END YOUR CODE"
SETUP = "import torch\nimport numpy as np\nimport torch.nn.functional as F\n"
FIELDS = 'name = ""\nstudent_id = ""\noption = 1\ngroup = ""'
DRAWN = "from matplotlib.figure import Figure\n\nfigure = Figure()\nfigure.subplots().plot(x, 2 * x)\nreturn figure"
SOLUTIONS: Mapping[str, tuple[str, ...]] = {
    "double": ("return 2 * x",),
    "total": ("return x.sum(0)",),
    "distances": ("return (a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.T",),
    "Counter": ("self.count = start", "self.count = before + by"),
    "triple": ("return double(x) + x",),
    "weigh": ("return x.sum()",),
    "sketch": (DRAWN,),
    "spread": (exam_asserts.SOLUTION,),
}
CELLS = {
    "double": f'def double(x):\n    """Return twice x."""\n{STUB}',
    "total": f'def total(x):\n    """Return the sum over the first axis."""\n{STUB}',
    "distances": f'def distances(a, b):\n    """Return the (N, M) squared distances."""\n{STUB}',
    "Counter": 'class Counter:\n    """Count things."""\n\n    def __init__(self, start):\n        """Keep the start."""\n'
    + "\n".join("    " + line for line in STUB.split("\n"))
    + '\n\n    def step(self, by=1):\n        """Return the count after one more step."""\n        before = self.count\n'
    + "\n".join("    " + line for line in STUB.split("\n"))
    + "\n        return self.count",
    "triple": f'def triple(x):\n    """Return three times x, with double."""\n{STUB}',
    "weigh": f'def weigh(x):\n    """Return the sum of many numbers."""\n{STUB}',
    "sketch": f'def sketch(x):\n    """Return a figure with a line from each of x to twice that."""\n{STUB}',
    "spread": f'def spread(x):\n    """Return how far the largest of x is from the smallest."""\n{STUB}',
}
DRIVERS = """
def steps_of_a_counter(student, start, steps):
    counter = student.Counter(start)
    return [counter.step(by) for by in steps]
"""
BANNED = ("torch.cdist", "torch.norm", "torch.nn", "torch.autograd", "torch.optim", "torch.vmap", "numpy.vectorize")
QUICK = ("double", "total")
"""The questions whose checks take one process; the others are asked where an attack needs them."""


def _cell(kind: str, source: str, name: str, **grader: Any) -> dict[str, Any]:
    marks = {"grade": False, "solution": False, "locked": True, "schema_version": 3, "task": False} | grader
    metadata = {
        "nbgrader": {"grade_id": name, **marks},
        "tags": [name] if name in ("setup", "fields", "submit") else [],
    }
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": metadata, "source": source, **code}


def _notebook(texts: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    cells = [_cell("code", SETUP, "setup"), _cell("code", FIELDS, "fields")]
    for name, source in CELLS.items():
        cells.append(_cell("code", source, f"{name}_solution", solution=True, locked=False))
        cells.append(_cell("code", f"assert {name}, 'defined'\nprint('fine')", name, grade=True, points=1))
    cells.append(_cell("markdown", "*Your answer here.*", "why", grade=True, solution=True, points=1, locked=False))
    made = {"cells": cells, "metadata": {"autograder": {"version": "r1"}}, "nbformat": 4, "nbformat_minor": 5}
    return submissions.fill(made, texts, run=False) if texts else made


RELEASE = _notebook({})
NOTHING = "raise NotImplementedError"
OPS = f'"""What is written beside the notebook."""\n\nimport torch\n\nKEPT = torch.ones(2)\n\n\n{CELLS["double"]}\n'
"""ops.py, as students get it."""


def _with_file(notebook: Notebook, text: str) -> Notebook:
    """Let double stand in the file, and not in the notebook."""
    cells = tuple(cell for cell in notebook.cells if cell.grade_id != "double_solution")
    return file_cells.joined(replace(notebook, cells=cells), {"ops.py": text})


# ---------------------------------------------------------------- what is hidden


double = question("double", judge=close(), dtypes=BOTH_DTYPES)
total = question("total", judge=close(), dtypes=BOTH_DTYPES)
distances = question("distances", judge=close(dtype=False), dtypes=BOTH_DTYPES)
counter = question("Counter", judge=close(), driver="steps_of_a_counter")
triple = question("triple", judge=close(), dtypes=BOTH_DTYPES)
sketch = question("sketch", judge=close(), dtypes=("float64",))
weigh = question("weigh", judge=close(terms=lambda inputs: 300_000), dtypes=("float64",))
elsewhere = question("double", judge=same_device())


@double.check(2)
def _values(draw: RandomInputs) -> Call:
    """Every entry is doubled."""
    return {"x": draw.normal(3, 2)}


@double.check(1, judge=unchanged())
def _inputs_stay(draw: RandomInputs) -> Call:
    """The input stays as it is."""
    return {"x": draw.normal(4, 2)}


@total.check(2)
def _sums(draw: RandomInputs) -> list[Call]:
    """Entries are summed over the first axis."""
    return [{"x": draw.normal(5, 3)}, {"x": draw.normal(2, 7)}]


@distances.check(2)
def _distances(draw: RandomInputs) -> Call:
    """Entry (i, j) is the squared distance of two points."""
    return {"a": draw.normal(7, 3), "b": draw.normal(4, 3)}


# small: loops that mustn't be are worked through at all
@distances.check(2, judge=growth("1", sizes={"n": (32, 96), "m": (32, 40)}))
def _no_loops(draw: RandomInputs, n: int, m: int) -> Call:
    """No step is done for each point."""
    return {"a": draw.normal(n, 3), "b": draw.normal(m, 3)}


@counter.check(2)
def _steps(draw: RandomInputs) -> Call:
    """Steps add up."""
    return {"start": draw.integer(1, 99), "steps": [draw.integer(1, 9) for _ in range(4)]}


@triple.check(1, with_reference=("double",))
def _tripled(draw: RandomInputs) -> Call:
    """Every entry is tripled."""
    return {"x": draw.normal(3, 3)}


@weigh.check(1)
def _weighed(draw: RandomInputs) -> list[Call]:
    """Many numbers are summed."""
    return [{"x": draw.uniform(1, 2, 300_000)} for _ in range(3)]


@sketch.check(2)
def _drawn(draw: RandomInputs) -> Call:
    """The line shows twice of each."""
    return {"x": draw.normal(5)}


@elsewhere.check(1, dtypes=("float64",))
def _elsewhere(draw: RandomInputs) -> Call:
    """The answer stays on the inputs' device."""
    return {"x": draw.normal(3, 3)}


with collecting(Defaults()) as made:

    @picture("double", paint=lambda figure, yours, *_: figure.add_subplot().plot(yours.flatten().tolist()))
    def EXAMPLE() -> dict[str, Any]:
        """Your answer beside ours."""
        return {"x": torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], dtype=torch.float64)}


CHECKS: tuple[Check, ...] = tuple(
    check
    for one in (double, total, distances, counter, triple, weigh, sketch, exam_asserts.asserted)
    for check in one.checks
)


def _reference() -> dict[str, Any]:
    planted = torch.full((64,), SECRET_NUMBER, dtype=torch.float64), SECRET

    def double(x: torch.Tensor) -> torch.Tensor:
        assert planted
        return x + x

    def total(x: torch.Tensor) -> torch.Tensor:
        return torch.stack(list(x)).sum(0)

    def distances(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return (a[:, None] - b[None]).square().sum(2)

    def steps_of_a_counter(start: int, steps: list[int]) -> list[int]:
        return [start + sum(steps[: number + 1]) for number in range(len(steps))]

    def triple(x: torch.Tensor) -> torch.Tensor:
        return x * 3

    def weigh(x: torch.Tensor) -> torch.Tensor:
        return x.sum()

    def sketch(x: torch.Tensor) -> Figure:
        figure = Figure()
        figure.subplots().plot(x, x + x)
        return figure

    named = {one.__name__: one for one in (double, total, distances, steps_of_a_counter, triple, weigh, sketch)}
    return named | exam_asserts.REFERENCE


def assignment(
    *,
    asked: Sequence[str] = tuple(SOLUTIONS),
    device_too: bool = False,
    pictures: bool = False,
    limits: Limits = LIMITS,
    in_file: bool = False,
    **consequences: float,
) -> Assignment:
    """Return the assignment with checks of these questions only; in_file: double is written in OPS, beside the notebook."""
    release, solution = (ipynb.read(as_bytes(one)) for one in (RELEASE, _notebook(SOLUTIONS)))
    if in_file:
        release, solution = _with_file(release, OPS), _with_file(solution, OPS.replace(NOTHING, SOLUTIONS["double"][0]))
    checks = [one for one in (*CHECKS, *(elsewhere.checks if device_too else ())) if one.asks in asked]
    questions = []
    for name in SOLUTIONS:
        mine = tuple(one for one in checks if one.asks == name)
        banned = dict.fromkeys(BANNED, 1.0) if name == "distances" else {}
        if mine:
            points = sum(one.points for one in mine)
            questions.append(Question(id=name, title=name, max_points=points, checks=mine, banned=banned))
    return Assignment(
        name=NAME, folder=Path("assignments") / NAME, title="Doubling", order=1,
        due=datetime.fromisoformat("2026-10-05T23:59:00+09:00"), points=sum(one.max_points for one in questions),
        release_version="r1", release=release, solution=solution,
        questions=tuple(questions), imports=("torch", "numpy", "math"), drivers=DRIVERS + ASSERT_DRIVERS, reference=_reference(), limits=limits,
        consequences={rule: Consequence(Severity.VIOLATION, points) for rule, points in consequences.items()}
        | {"import_added": Consequence(Severity.WARNING)},
        late=LatePolicy(), least_sandbox_level=1, pictures=tuple(made.pictures) if pictures else (),
    )  # fmt: skip


def set_small(
    *,
    asked: Sequence[str] = QUICK,
    device_too: bool = False,
    pictures: bool = False,
    limits: Limits = LIMITS,
    in_file: bool = False,
) -> TestPlan:
    """Set an exam of these questions; the seed is anybody's guess."""
    made = assignment(asked=asked, device_too=device_too, pictures=pictures, limits=limits, in_file=in_file)
    return draw_test_plan(made, secrets.randbits(48))


# ---------------------------------------------------------------- handing in


@dataclass(frozen=True)
class Paper:
    """A notebook to be handed in: our solution, but for these blocks."""

    blocks: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    blank: Sequence[str] = ()

    def notebook(self) -> dict[str, Any]:
        """Fill the released notebook in."""
        texts = {name: text for name, text in {**SOLUTIONS, **self.blocks}.items() if name not in self.blank}
        return submissions.fill(RELEASE, texts, fields={**submissions.FIELDS, **self.fields}, written=self.written)

    def zip(self) -> bytes:
        """Zip it as the submission cell does."""
        return submissions.zip_of(self.notebook(), assignment=NAME, fields={**submissions.FIELDS, **self.fields})
