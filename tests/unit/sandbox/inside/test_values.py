"""Every kind of answer has a defined outcome: it crosses from a confined process, and a judge has one sentence for it, or none."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import torch

from autograder.checks import judges
from autograder.checks.answers import formed
from autograder.model import Array, Case, CaseInputs, Limits
from autograder.sandbox.outside import Sandbox
from autograder.sandbox.outside.conversation import Conversation, Reply
from autograder.sandbox.outside.deadlines import Deadline
from autograder.value_tree import map_leaves

LIMITS = Limits(seconds_per_case=20, seconds=300, memory_mb=1500, answer_mb=4)
EXPECTED = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64)
INPUTS = CaseInputs({"x": EXPECTED}, torch.float32)

NOT_A_TENSOR = "expected an array of shape (2, 2), got an object of type {}"
ROWS = {
    "as asked": ("x", None),
    "transposed twice, by strides": ("x.t().contiguous().t()", None),
    "a slice with steps": ("torch.stack([x, x], 2).flatten(1)[:, ::2]", None),
    "expanded": ("torch.ones(1, 1).expand(2, 2) * x", None),
    "expanded, not copied": ("torch.ones(1, 1).expand(2, 2)", "3 of 4 numbers are off"),
    "a lazy negation": ("torch.complex(x, -x).conj().imag", None),
    "a subclass": ("x.as_subclass(type('T', (torch.Tensor,), {'shape': (9,), 'dtype': None}))", None),
    "a subclass that lies": ("(x * 2).as_subclass(type('T', (torch.Tensor,), {'__torch_function__': classmethod(lambda *a, **k: x)}))", "4 of 4 numbers are off"),
    "a subclass whose attributes raise": ("x.as_subclass(type('T', (torch.Tensor,), {'__getattribute__': lambda *a: 1 / 0}))", None),
    "a Parameter": ("torch.nn.Parameter(x)", None),
    "requires a gradient": ("(x.clone().requires_grad_() * 1)", None),
    "0-d": ("x.sum()", "expected shape (2, 2), got ()"),
    "empty": ("x[:0]", "expected shape (2, 2), got (0, 2)"),
    "bool": ("x > 0", "expected dtype float32, got bool"),
    "integer": ("x.long()", "expected dtype float32, got int64"),
    "float16": ("x.half()", "expected dtype float32, got float16"),
    "bfloat16": ("x.bfloat16()", "expected dtype float32, got bfloat16"),
    "float64": ("x.double()", "expected dtype float32, got float64"),
    "NaN": ("x * float('nan')", "4 of 4 numbers are NaN"),
    "infinity": ("x / 0", "4 of 4 numbers are infinite"),
    "one infinity": ("x.masked_fill(x == 2, float('inf'))", "1 of 4 numbers is infinite"),
    "complex": ("x + 0j", NOT_A_TENSOR.format("complex64 tensor")),
    "quantized": ("torch.quantize_per_tensor(x, 1.0, 0, torch.quint8)", NOT_A_TENSOR.format("quantized tensor")),
    "sparse": ("x.to_sparse()", NOT_A_TENSOR.format("sparse tensor")),
    "sparse by rows": ("x.to_sparse_csr()", NOT_A_TENSOR.format("sparse tensor")),
    "nested": ("torch.nested.nested_tensor([x[0], x[1]])", NOT_A_TENSOR.format("nested tensor")),
    "meta": ("x.to('meta')", NOT_A_TENSOR.format("meta tensor")),
    "unsigned of 16 bits": ("x.to(torch.uint16)", NOT_A_TENSOR.format("uint16 tensor")),
    "of eight bits": ("x.to(torch.float8_e4m3fn)", NOT_A_TENSOR.format("float8_e4m3fn tensor")),
    "huge": ("torch.ones(2, 2).expand(1_000_000, 2, 2)", "expected an array of shape (2, 2), got an object of type Tensor of more"),
    "huge by claim": ("torch.zeros(1).expand(2 ** 40)", NOT_A_TENSOR.format("Tensor of more bytes than an answer may have")),
    "an ndarray": ("x.numpy()", "expected a torch tensor, got a NumPy array of shape (2, 2)"),
    "a masked array": ("np.ma.masked_array(x.numpy())", NOT_A_TENSOR.format("MaskedArray")),
    "a structured array": ("np.zeros((2, 2), dtype='f4,f4')", NOT_A_TENSOR.format("unknown")),
    "a NumPy scalar": ("np.float32(1)", "expected a torch tensor, got a NumPy array of shape ()"),
    "a list of lists": ("x.tolist()", "expected an array of shape (2, 2), got a list of length 2"),
    "a range": ("range(2, 8, 2)", "expected an array of shape (2, 2), got a list of length 3"),
    "a range without end": ("range(2 ** 60)", "expected an array of shape (2, 2), got an object of type range of more"),
    "a number": ("1.0", "expected an array of shape (2, 2), got a Python float"),
    "None": ("None", "expected an array of shape (2, 2), got None (is a return missing?)"),
    "a subclass of float": ("type('F', (float,), {'__eq__': lambda *a: True})(1)", NOT_A_TENSOR.format("unknown")),
    "a name in disguise": ("type('\\u202etensor\\x1b[2J', (), {})()", NOT_A_TENSOR.format("unknown")),
    "a long name": ("type('x' * 5000, (), {})()", NOT_A_TENSOR.format("unknown")),
    "a function": ("lambda: x", NOT_A_TENSOR.format("function")),
    "a generator": ("(row for row in x)", NOT_A_TENSOR.format("generator")),
}  # fmt: skip

STORELESS = """
class Storeless(torch.Tensor):
    @classmethod
    def __torch_dispatch__(cls, *args, **named):
        raise ValueError(cls)
def storeless(x):
    return torch.Tensor._make_wrapper_subclass(Storeless, (2, 2))
"""


@pytest.fixture(scope="module")
def talk(sandbox: Sandbox) -> Iterator[Conversation]:
    child = sandbox.spawn(LIMITS, seed=1)
    conversation = Conversation(child, LIMITS, Deadline(LIMITS.seconds))
    conversation.prepare(device="cpu", seed=1, banned=[])
    bodies = STORELESS + "".join(f"def f{i}(x):\n    return {body}\n" for i, (body, _) in enumerate(ROWS.values()))
    assert not conversation.load("import numpy as np\nimport torch\n" + bodies, "<cell>").raised
    yield conversation
    child.kill()


def called(talk: Conversation, name: str) -> Reply:
    case = Case(id=f"{name}.c/0", check="c", question=name, call=name, inputs={"x": Array(EXPECTED.to(torch.float32))})
    return talk.call(case)


@pytest.mark.parametrize("kind", ROWS)
def test_an_answer_of_every_kind_is_judged_in_one_sentence(talk: Conversation, kind: str) -> None:
    reply = called(talk, f"f{list(ROWS).index(kind)}")

    said = judges.close()(reply.answer, EXPECTED, INPUTS)

    wanted = ROWS[kind][1]
    assert not reply.raised, reply
    assert said == wanted if wanted is None else said is not None and said.startswith(wanted), said


def test_a_tensor_without_storage_is_an_error_of_its_call(talk: Conversation) -> None:
    reply = called(talk, "storeless")

    assert (reply.raised, reply.error, reply.answer) == (True, "ValueError", None)
    assert not called(talk, "f0").raised


TYPED = """
import pandas as pd
def totals(table, wanted, days):
    found = table[table["name"].isin(wanted)].assign(day=days[0])
    return {"table": found, "total": found.groupby("name")["height"].sum(), "rest": set(table["name"]) - wanted}
class Everything(set):
    __eq__ = lambda *_: True
    __hash__ = None
    __iter__ = lambda self: iter(["ada", "bob"])
def lying():
    return Everything(["eve"])
"""


def test_tables_and_sets_go_in_and_come_out(talk: Conversation) -> None:
    assert not talk.load(TYPED, "<typed>").raised
    table = pd.DataFrame({"name": ["ada", "bob", "ada"], "height": [1.0, 2.0, 4.0]})
    given = {"table": table, "wanted": {"ada"}, "days": [datetime.date(2026, 1, 1)]}
    inputs = {
        name: map_leaves(lambda leaf: Array(leaf) if isinstance(leaf, torch.Tensor) else leaf, formed(value))
        for name, value in given.items()
    }
    reply = talk.call(Case(id="totals.c/0", check="c", question="totals", call="totals", inputs=inputs))
    found = table[table["name"] == "ada"].assign(day=given["days"][0])
    expected = {"table": found, "total": pd.Series([5.0], index=["ada"], name="height"), "rest": {"bob"}}

    assert judges.close()(reply.answer, formed(expected), INPUTS) is None, reply
    assert (
        judges.close()(reply.answer, formed({**expected, "rest": {"eve"}}), INPUTS)
        == "key 'rest': 1 of 1 member is missing, and others are there"
    )
    lying = talk.call(Case(id="lying.c/0", check="c", question="lying", call="lying", inputs={}))
    assert judges.exactly()(lying.answer, formed({"ada", "bob"}), INPUTS) == "expected 2 members, got 1"


FIGURES = """
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
def figure(x):
    made, axes = plt.subplots()
    axes.plot(x[0], x[1])
    return made
def wrong(x):
    return figure(2 * x)
class Lying(Figure):
    axes = property(lambda self: 1 / 0)
    __eq__ = __ne__ = lambda *_: True
    __hash__ = None
    __getattribute__ = lambda self, name: object.__getattribute__(self, name) if name.startswith("_") else 1 / 0
def lying(x):
    made = wrong(x)
    made.__class__ = Lying
    return made
def claims(x):
    return type("Figure", (), {"__class__": Figure, "get_axes": lambda self: [], "__module__": "matplotlib.figure"})()
def endless(x):
    made = wrong(x)
    made._localaxes = made._axstack = type("S", (), {"as_list": lambda self: [made.gca.__self__] * 10**6, "_axes": {}})()
    return made
def huge(x):
    made = figure(x)
    made.axes[0].plot(torch.zeros(1).expand(10**7))
    return made
"""


def test_a_figure_is_judged_by_what_it_shows_and_a_hostile_one_gets_nothing(talk: Conversation) -> None:
    assert not talk.load(FIGURES, "<figures>").raised
    ours, axes = plt.subplots()
    axes.plot(*EXPECTED.tolist())
    right = formed(ours)

    said = {}
    for name in ("figure", "wrong", "lying", "claims", "endless", "huge"):
        reply = called(talk, name)
        said[name] = reply.error if reply.raised else judges.close()(reply.answer, right, INPUTS)

    plt.close("all")
    assert said["figure"] is None
    assert str(said["wrong"]).startswith("lines: ")
    assert {name for name, sentence in said.items() if sentence is None} == {"figure"}, said
    assert not called(talk, "f0").raised  # and the process is still there


FROM_THE_PRETEND_ACCELERATOR = """
import sys, torch
from autograder.sandbox.inside import simulated_device, values
simulated_device.enter()
answer = values.to_plain(simulated_device.to_device(torch.ones(2)) * 2, 1000)
assert answer.tensor.tolist() == [2, 2] and answer.device == "simulated", answer
before = "torch.distributed.tensor" in sys.modules
torch.Tensor.as_subclass(simulated_device.to_device(torch.ones(2)), torch.Tensor)
print(before, "torch.distributed.tensor" in sys.modules)
"""


def test_an_answer_from_the_pretend_accelerator_imports_nothing():
    """A call that torch answers by importing a module of 0.7 s costs each process of each student that, if we make it."""
    run = subprocess.run(
        [sys.executable, "-c", FROM_THE_PRETEND_ACCELERATOR], capture_output=True, text=True, check=True
    )

    assert run.stdout.split() == [
        "False",
        "True",
    ]  # the second is torch's own habit; once it is gone, so may the care be
