"""Tripwires: each banned name is met by every way to reach it, and by nothing that is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from autograder.model import Array, Limits
from autograder.sandbox.outside import Sandbox
from tests.fixtures.child import PlainSandbox, Talk

NAMES = (
    "torch.cdist", "torch.norm", "torch.linalg.norm", "torch.dist", "torch.nn.functional.cross_entropy", "torch.nn",
    "torch.optim", "torch.autograd", "torch.mode", "torch.relu", "torch.vmap", "torch.softmax", "torch.logsumexp",
    "torch.linalg.inv", "torch.nn.functional.one_hot", "torch.clamp", "torch.Tensor.clamp", "torch.einsum",
    "numpy.linalg.norm", "numpy.vectorize", "numpy.einsum", "numpy.linalg", "scipy", "sklearn",
)  # fmt: skip

X = Array(torch.tensor([[1.0, 2.0], [3.0, 5.0]], dtype=torch.float64))
N = Array(X.tensor, library="numpy")


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    child = PlainSandbox().spawn(Limits(), seed=1)
    talk = Talk(child, banned=NAMES)
    talk.load("import torch\nimport numpy as np\nimport torch.nn.functional as F\nfrom torch import cdist as captured")
    yield talk
    child.kill()


Spawned = Callable[..., Talk]


@pytest.fixture
def spawned(sandbox: Sandbox) -> Iterator[Spawned]:
    """Talk to children of their own in a real sandbox, who end with the test."""
    children = []

    def spawn(**how: Any) -> Talk:
        children.append(sandbox.spawn(Limits(), seed=1))
        return Talk(children[-1], **how)

    yield spawn
    for child in children:
        child.kill()


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(talk: Talk) -> Ask:
    def put(body: str, *banned: str, **inputs: Any) -> dict[str, Any]:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        loaded = talk.load(f"def f({', '.join(inputs)}):\n{lines}")
        assert loaded["outcome"] == "answered", loaded
        return talk.call("f", kind="meter", banned=banned, **inputs)

    return put


MET = [
    ("torch.cdist", "torch.cdist(x, x)"),
    ("torch.cdist", "getattr(torch, 'c' + 'dist')(x, x)"),
    ("torch.cdist", "captured(x, x)"),
    ("torch.cdist", "torch.functional.cdist(x, x)"),
    ("torch.cdist", "torch.ops.aten.cdist(x, x, 2.0, None)"),
    ("torch.cdist", "torch.ops.aten._cdist_forward(x, x, 2.0, None)"),
    ("torch.cdist", "torch._C._VariableFunctions._euclidean_dist(x, x)"),
    ("torch.cdist", "torch.nn.functional.pairwise_distance(x, x)"),
    ("torch.cdist", "torch.cdist(x.requires_grad_(), x)"),
    ("torch.cdist", "torch.cdist(torch.rand(40, 3), torch.rand(40, 3))"),
    ("torch.cdist", "try:\n    return torch.cdist(x, x)\nexcept Exception:\n    return x"),
    ("torch.cdist", "try:\n    return torch.cdist(x, x)\nexcept BaseException:\n    return x"),
    ("torch.cdist", "import gc\nfor o in gc.get_objects():\n    if type(o) is type(f) and o.__name__ == 'cdist':\n"
     "        try: o(x, x)\n        except Exception: pass"),
    ("torch.cdist", "torch.vmap(lambda a: torch.cdist(a[None], x))(x)"),
    ("torch.norm", "torch.norm(x)"),
    ("torch.norm", "x.norm()"),
    ("torch.norm", "x.norm(dim=1)"),
    ("torch.norm", "torch.norm(x, p='fro')"),
    ("torch.norm", "torch.norm(x, p=1, dim=0, keepdim=True)"),
    ("torch.norm", "torch.linalg.norm(x)"),
    ("torch.norm", "torch.linalg.vector_norm(x)"),
    ("torch.norm", "torch.nn.functional.normalize(x)"),
    ("torch.linalg.norm", "torch.linalg.norm(x, dim=1)"),
    ("torch.linalg.norm", "torch.linalg.matrix_norm(x)"),
    ("torch.dist", "torch.dist(x, x + 1)"),
    ("torch.nn.functional.cross_entropy", "F.cross_entropy(x, torch.tensor([0, 1]))"),
    ("torch.nn.functional.cross_entropy", "torch.nn.CrossEntropyLoss()(x, torch.tensor([0, 1]))"),
    ("torch.nn.functional.cross_entropy", "F.nll_loss(x.log_softmax(1), torch.tensor([0, 1]))"),
    ("torch.nn", "torch.nn.Linear(2, 2)(x.float())"),
    ("torch.nn", "class M(torch.nn.Module): pass\nreturn M()"),
    ("torch.nn", "F.relu(x)"),
    ("torch.nn", "F.linear(x, x)"),
    ("torch.nn", "torch.nn.functional.mse_loss(x, x)"),
    ("torch.nn", "F.cross_entropy(x, torch.tensor([0, 1]))"),
    ("torch.nn", "torch._C._nn.mse_loss(x, x)"),
    ("torch.optim", "torch.optim.SGD([x.requires_grad_()], lr=0.1)"),
    ("torch.optim", "from torch.optim import Adam\nreturn Adam([x.requires_grad_()])"),
    ("torch.optim", "torch.optim.LBFGS([x.requires_grad_()])"),
    ("torch.autograd", "x.requires_grad_()\n(x ** 2).sum().backward()\nreturn x.grad"),
    ("torch.autograd", "x.requires_grad_()\nreturn torch.autograd.grad((x ** 2).sum(), x)"),
    ("torch.autograd", "x.requires_grad_()\n(x + x).sum().backward()"),
    ("torch.autograd", "torch.func.grad(lambda v: (v ** 2).sum())(x)"),
    ("torch.autograd", "torch.func.jacrev(lambda v: v ** 2)(x)"),
    ("torch.autograd", "torch.func.jacfwd(lambda v: v ** 2)(x)"),
    ("torch.autograd", "torch.autograd.functional.jacobian(lambda v: v ** 2, x)"),
    ("torch.autograd", "import torch.autograd.forward_ad as A\nwith A.dual_level():\n    return A.make_dual(x, x)"),
    ("torch.autograd", "x.requires_grad_()\ny = (x ** 2).sum()\n"
     "torch.autograd.Variable._execution_engine.run_backward((y,), (torch.ones_like(y),), False, False, (), True, True)"),
    ("torch.autograd", "x.requires_grad_()\ny = (x ** 2).sum()\n"
     "return torch._C._ImperativeEngine().run_backward((y,), (torch.ones_like(y),), False, False, (x,), allow_unreachable=True, accumulate_grad=False)"),
    ("torch.autograd", "x.requires_grad_()\ny = (x ** 2).sum()\n"
     "torch.ops.aten._backward(y, [x], None, None, False)\nreturn x.grad"),
    ("torch.autograd", "x.requires_grad_()\nreturn (x ** 2).sum().grad_fn(torch.ones((), dtype=x.dtype))"),
    ("torch.autograd", "x.requires_grad_()\nreturn x.exp().sum()._grad_fn.next_functions"),
    ("torch.autograd", "torch._C._autograd._push_saved_tensors_default_hooks(lambda t: t, lambda t: t)\n"
     "torch._C._autograd._pop_saved_tensors_default_hooks()\nreturn x"),
    ("torch.softmax", "torch._refs.softmax(x, 1)"),
    ("torch.softmax", "torch._decomp.decompositions._softmax(x, 1, False)"),
    ("torch.softmax", "torch._decomp.decomposition_table[torch.ops.aten._softmax.default](x, 1, False)"),
    ("torch.softmax", "torch._refs.nn.functional.softmax(x, 1)"),
    ("torch.softmax", "torch.masked.softmax(x, 1)"),
    ("torch.softmax", "torch._safe_softmax(x, 1)"),
    ("torch.logsumexp", "torch._refs.logsumexp(x, 1)"),
    ("torch.logsumexp", "torch._refs.logsumexp.__wrapped__(x, 1)"),
    ("torch.logsumexp", "x.logcumsumexp(1)[:, -1]"),
    ("torch.relu", "torch._refs.nn.functional.relu(x)"),
    ("torch.relu", "torch.ops.aten.leaky_relu(x, 0.0)"),
    ("torch.norm", "torch._refs.linalg.vector_norm(x)"),
    ("torch.norm", "torch.stack(torch._foreach_norm(list(x)))"),
    ("torch.nn", "torch.ops.aten.mse_loss(x, x)"),
    ("torch.nn", "torch._refs.nn.functional.mse_loss(x, x)"),
    ("torch.nn", "m = object.__new__(torch.nn.Softsign)\nreturn torch.nn.Softsign.forward(m, x)"),
    ("torch.optim", "from torch.optim.sgd import sgd\nreturn sgd([x], [x], [None], weight_decay=0, momentum=0, lr=.1, dampening=0, nesterov=False, maximize=False)"),
    ("numpy.linalg.norm", "np.linalg.norm._implementation(n)"),
    ("torch.mode", "torch.mode(x)"),
    ("torch.mode", "x.mode(dim=0).values"),
    ("torch.relu", "torch.relu(x)"),
    ("torch.relu", "x.relu()"),
    ("torch.relu", "x.relu_()"),
    ("torch.relu", "F.relu(x)"),
    ("torch.relu", "F.threshold(x, 0, 0)"),
    ("torch.relu", "torch.nn.ReLU()(x)"),
    ("torch.vmap", "torch.vmap(lambda r: r.sum())(x)"),
    ("torch.vmap", "torch.func.vmap(lambda r: r.sum())(x)"),
    ("torch.vmap", "from torch._functorch.apis import vmap\nreturn vmap(lambda r: r.sum())(x)"),
    ("torch.softmax", "x.softmax(1)"),
    ("torch.softmax", "F.softmax(x, 1)"),
    ("torch.logsumexp", "x.logsumexp(1)"),
    ("torch.linalg.inv", "torch.inverse(x)"),
    ("torch.nn.functional.one_hot", "F.one_hot(torch.tensor([0, 1]))"),
    ("torch.clamp", "x.clamp(min=0)"),
    ("torch.clamp", "x.clamp_(min=0)"),
    ("torch.Tensor.clamp", "torch.clamp(x, 0)"),
    ("torch.einsum", "torch.einsum('ij->i', x)"),
    ("numpy.linalg.norm", "np.linalg.norm(n)"),
    ("numpy.linalg.norm", "from numpy.linalg import norm\nreturn norm(n)"),
    ("numpy.linalg.norm", "np.linalg._linalg.norm(n)"),
    ("numpy.vectorize", "np.vectorize(lambda v: v)(n)"),
    ("numpy.einsum", "np.einsum('ij->i', n)"),
    ("numpy.linalg", "np.linalg.svd(n)"),
    ("scipy", "import scipy.spatial"),
    ("scipy", "from scipy.spatial.distance import cdist\nreturn cdist(n, n)"),
    ("scipy", "__import__('scipy')"),
    ("scipy", "import importlib\nreturn importlib.import_module('scipy')"),
    ("sklearn", "import sklearn"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body"), MET)
def test_a_banned_call_is_met_however_it_is_reached(ask: Ask, name: str, body: str) -> None:
    body = body if "\n" in body or body.startswith(("import", "return")) else f"return {body}"

    reply = ask(body, name, x=X, n=N)

    assert reply["banned"] == [name]


ALLOWED = """
a = (x * x).sum(1).sqrt() + x.pow(2).sum().sqrt() + torch.sqrt((x ** 2).sum(-1))
b = (x * x).sum(1, keepdim=True) + (x * x).sum(1) - 2 * x @ x.T
c = torch.mm(x, x.t()), torch.matmul(x, x), x.mm(x), torch.bmm(x[None], x[None])
d = b.topk(1), b.argsort(), b.sort(), b.argmin(1), b.max(), b.maximum(b), b.unique(), torch.bincount(torch.tensor([1, 1]))
e = x.exp() / x.exp().sum(1, keepdim=True), x.max(1).values, x.log(), torch.where(x > 0, x, 0), (x > 0) * x
g = x.mean(), x.std(), x.var(0), x.median(), x.cumsum(0), x.abs(), x.sign(), x.round(), x.clone(), x.zero_()
h = torch.zeros(3, 4).index_add_(0, torch.tensor([0]), torch.ones(1, 4)), torch.eye(2)[torch.tensor([0, 1])]
h2 = torch.zeros(2, 3).scatter_(1, torch.tensor([[0], [1]]), 1.0), torch.arange(3), torch.randperm(4), torch.rand(2)
h3 = torch.cat([x, x]), torch.stack([x, x]), x.reshape(-1), x.flatten(1), x.split(1), x.chunk(2), x.gather(1, torch.zeros(2, 1).long())
h4 = torch.linalg.solve(x + torch.eye(2, dtype=x.dtype), x), torch.outer(x[0], x[1]), x.square(), x.rsqrt(), x.tolist(), x.numpy()
h5 = torch.tensor_split(x, 2), torch.allclose(x, x), x.isnan().any(), torch.meshgrid(x[0], x[1], indexing='ij')
h6 = torch.stft(x.flatten().repeat(8), 8, window=torch.ones(8, dtype=x.dtype), return_complex=True)
k = np.sqrt((n ** 2).sum(1)), n @ n, np.dot(n, n), np.argsort(n), np.unique(n), np.bincount([1, 1]), np.mean(n, axis=0)
k2 = np.random.default_rng(0).permutation(3), np.concatenate([n, n]), np.maximum(n, 0), np.exp(n), np.array_split(n, 2)
"""


def test_honest_work_with_allowed_calls_meets_no_ban(ask: Ask) -> None:
    names = [name for name in NAMES if name not in ("torch.clamp", "torch.Tensor.clamp")]

    reply = ask(ALLOWED + "return b", *names, x=X, n=N)

    assert reply["outcome"] == "answered", reply
    assert reply["banned"] == []


@pytest.mark.parametrize(("name", "body"), MET)
def test_a_ban_that_is_not_this_question_s_lets_the_call_through(ask: Ask, name: str, body: str) -> None:
    body = body if "\n" in body or body.startswith(("import", "return")) else f"return {body}"

    reply = ask(body, x=X, n=N)

    assert (reply["outcome"], reply["banned"]) == ("answered", []), reply


def test_a_batch_dimension_trips_wherever_the_function_that_adds_it_is_kept(ask: Ask) -> None:
    body = "import torch._functorch.vmap as v\ntry: v._add_batch_dim(x, 0, 1)\nexcept RuntimeError: pass\nreturn x"

    assert ask(body, "torch.vmap", x=X)["banned"] == ["torch.vmap"]


def test_a_ban_met_in_one_call_is_not_told_again_in_the_next(ask: Ask) -> None:
    ask("return torch.cdist(x, x)", "torch.cdist", x=X)

    assert ask("return x + 1", "torch.cdist", x=X)["banned"] == []


def test_several_bans_met_are_all_told(ask: Ask) -> None:
    body = "for call in (torch.mode, torch.relu):\n    try: call(x)\n    except RuntimeError: pass\nreturn x"

    assert sorted(ask(body, "torch.mode", "torch.relu", x=X)["banned"]) == ["torch.mode", "torch.relu"]


def test_what_is_met_is_noted_and_the_call_made_again_without_that_ban_so_that_its_answer_is_known(ask: Ask) -> None:
    reply = ask("return torch.cdist(x, x)", "torch.cdist", x=X)

    assert (reply["outcome"], reply["banned"]) == ("answered", ["torch.cdist"])
    assert reply["answer"].tensor.shape == (2, 2)


def test_what_falls_under_two_bans_meets_both_the_first_of_them_first(ask: Ask) -> None:
    body = "f = getattr(F, 'soft' + 'max')\nreturn f(x, dim=1)"

    assert ask(body, "torch.softmax", "torch.nn", x=X)["banned"] == ["torch.nn", "torch.softmax"]
    assert ask("return torch.softmax(x, 1)", "torch.softmax", "torch.nn", x=X)["banned"] == ["torch.softmax"]


def test_an_error_of_the_students_own_is_told_as_ever_after_a_ban_was_met(ask: Ask) -> None:
    reply = ask("y = torch.cdist(x, x)\nreturn y[7]", "torch.cdist", x=X)

    assert (reply["outcome"], reply["error"], reply["banned"]) == ("raised", "IndexError", ["torch.cdist"])


def test_a_class_can_be_banned_and_stays_a_class(spawned: Spawned) -> None:
    talk = spawned(banned=("torch.nn.ReLU",))
    talk.load(
        "import torch\ndef made(x):\n    return torch.nn.ReLU()(x)\ndef asked(x):\n    return isinstance(x, torch.nn.ReLU)"
    )

    told = [talk.call(name, kind="value", banned=["torch.nn.ReLU"], x=X)["banned"] for name in ("made", "asked")]

    assert told == [["torch.nn.ReLU"], []]


def test_what_is_allowed_meets_no_ban_of_what_it_lies_in_and_hides_nothing_beside_it(spawned: Spawned) -> None:
    talk = spawned(
        banned=("torch.nn",),
        allowed=("torch.nn.functional.one_hot", "torch.nn.Flatten"),
    )
    talk.load("import torch\nimport torch.nn.functional as F\ndef hot(x):\n    return F.one_hot(x.long(), 20)")
    talk.load(
        "def flat(x):\n    return torch.nn.Flatten()(x)\ndef pads(x):\n    return F.pad(F.one_hot(x.long(), 20), (0, 1))"
    )

    told = [talk.call(name, kind="value", banned=["torch.nn"], x=X)["banned"] for name in ("hot", "flat", "pads")]

    assert told[0] == []
    assert told[2] == ["torch.nn"]


def test_a_scripted_function_meets_the_ban(talk: Talk) -> None:
    talk.load("@torch.jit.script\ndef s(x):\n    return torch.cdist(x, x)\ndef f(x):\n    return s(x)")

    assert talk.call("f", kind="meter", banned=["torch.cdist"], x=X)["banned"] == ["torch.cdist"]


def test_a_name_that_does_not_exist_is_reported_when_the_process_is_prepared() -> None:
    child = PlainSandbox().spawn(Limits(), seed=1)
    talk = Talk(child)

    reply = talk.ask(ask="prepare", seed=1, banned=["torch.cdost"], answer_bytes=1)
    child.kill()

    assert (reply["outcome"], reply["error"]) == ("raised", "AssignmentBroken")


def test_drawing_a_picture_meets_no_ban_and_is_no_work_and_nothing_else_slips_through_beside_it(
    spawned: Spawned,
) -> None:
    names = ["numpy.zeros", "numpy.broadcast_arrays", "numpy.linalg.norm"]
    talk = spawned(banned=names)
    talk.load("import matplotlib.pyplot as plt\nimport numpy as np")
    draw = "    plt.plot(x, x, label='x')\n    plt.legend()\n    plt.imshow(x)\n    plt.hist(x)\n    plt.show()\n"
    talk.load(f"def draws(x):\n{draw}    return x + 1")
    talk.load("def calls(x):\n    plt.plot(x)\n    return np.zeros(3)")

    drawn = talk.call("draws", kind="value", banned=names, x=N)
    called = talk.call("calls", kind="value", banned=names, x=N)
    measured = talk.call("draws", kind="meter", x=N)

    assert (drawn["outcome"], drawn["banned"]) == ("answered", [])
    assert (called["outcome"], called["banned"]) == ("answered", ["numpy.zeros"])
    assert max(measured["counts"][:2]) <= 40, measured  # hundreds are counted where drawing isn't known
