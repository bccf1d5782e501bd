"""The simulated accelerator: right code gets the same numbers as on the CPU, and device mistakes fail as on CUDA."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from autograder.model import Array, Limits
from tests.fixtures.child import PlainSandbox, Talk

DRAW = torch.Generator().manual_seed(0)
X = torch.randn(6, 4, generator=DRAW, dtype=torch.float64)
Y = torch.randn(5, 4, generator=DRAW, dtype=torch.float64)
W = torch.randn(4, 3, generator=DRAW, dtype=torch.float64)
LABELS = torch.tensor([0, 2, 1, 1, 0, 2])
INPUTS = {"x": Array(X), "y": Array(Y), "W": Array(W), "labels": Array(LABELS)}


@pytest.fixture(scope="module")
def talks() -> Iterator[dict[str, Talk]]:
    children = {device: PlainSandbox(device).spawn(Limits(), seed=1) for device in ("cpu", "simulated")}
    talks = {device: Talk(child) for device, child in children.items()}
    for talk in talks.values():
        talk.load("import torch\nimport numpy as np\nimport copy")
    yield talks
    for child in children.values():
        child.kill()


Ask = Callable[..., Any]


@pytest.fixture
def ask(talks: dict[str, Talk]) -> Ask:
    def put(body: str, device: str = "simulated") -> dict[str, Any]:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        assert talks[device].load(f"def f(x, y, W, labels):\n{lines}")["outcome"] == "answered"
        return talks[device].call("f", **INPUTS)

    return put


RIGHT = {
    "two loops": """
d = torch.zeros(len(x), len(y), dtype=x.dtype, device=x.device)
for i in range(len(x)):
    for j in range(len(y)):
        d[i, j] = ((x[i] - y[j]) ** 2).sum()
return d""",
    "identity": "return ((x * x).sum(1, keepdim=True) + (y * y).sum(1) - 2 * x @ y.t()).clamp(min=0)",
    "broadcast": "return ((x[:, None] - y[None]) ** 2).sum(dim=2)",
    "einsum": "return torch.einsum('id,jd->ij', x, y)",
    "zeros_like and new_zeros": "return torch.zeros_like(x) + x.new_ones(4) + torch.full((4,), 2.0, dtype=x.dtype, device=x.device)",
    "topk and bincount": """
d = ((x[:, None] - x[None]) ** 2).sum(-1)
nearest = labels[d.topk(3, largest=False).indices]
return torch.stack([torch.bincount(row, minlength=3).argmax() for row in nearest])""",
    "svm": """
scores = x @ W
right = scores[torch.arange(len(x)), labels].unsqueeze(1)
margins = torch.clamp(scores - right + 1, min=0)
margins[torch.arange(len(x)), labels] = 0
mask = (margins > 0).to(x.dtype)
mask[torch.arange(len(x), device=x.device), labels] = -mask.sum(1)
return margins.sum() / len(x) + 0.1 * (W * W).sum(), x.t() @ mask / len(x) + 0.2 * W""",
    "softmax": """
scores = x @ W
scores = scores - scores.max(dim=1, keepdim=True).values
p = scores.exp() / scores.exp().sum(1, keepdim=True)
loss = -torch.log(p[range(len(x)), labels]).mean()
p[range(len(x)), labels] -= 1
return loss, x.t().mm(p) / len(x)""",
    "autograd": """
W = W.clone().requires_grad_()
loss = torch.nn.functional.cross_entropy(x @ W, labels)
loss.backward()
return loss.detach(), W.grad""",
    "one hot": "return torch.nn.functional.one_hot(labels, 3).to(x.dtype).t() @ x",
    "eye": "return torch.eye(3, device=x.device, dtype=x.dtype)[labels]",
    "index_add": "return torch.zeros(3, 4, dtype=x.dtype, device=x.device).index_add_(0, labels, x)",
    "scatter": "return torch.zeros(6, 3, device=x.device, dtype=x.dtype).scatter_(1, labels[:, None], 1.0)",
    "adam": """
w, m, v = x.clone(), torch.zeros_like(x), torch.zeros_like(x)
for t in range(1, 4):
    m = 0.9 * m + 0.1 * x
    v = 0.99 * v + 0.01 * x * x
    w -= 0.1 * (m / (1 - 0.9 ** t)) / ((v / (1 - 0.99 ** t)).sqrt() + 1e-7)
return w""",
    "in place": "x = x.clone()\nx += 1\nx[0] = 0\nx[:, 1] *= 2\nx[x > 2] = -1\nreturn x",
    "in-place views": "z = x.clone()\nz.t_()\nz.unsqueeze_(0)\nreturn z, z.shape[0], z.squeeze_(0).sum(0)",
    "numbers": "return x.sum().item() + float(x.max()) + int(labels[0]) + len(x.tolist()), bool((x > 0).any())",
    "numbers in texts": "return f'{x.sum():.3f} of {labels[0]:d} {x[0, 0]}'.split()[0], float(f'{x.max():.6f}')",
    "list of numbers": "return torch.tensor([x[0, 0], x[1, 1]], dtype=x.dtype, device=x.device), labels.new_tensor([row[0] for row in labels[:, None]])",
    "batch by a cpu index": "picks = torch.randperm(6)[:3]\nreturn x[picks].shape[0], x[torch.tensor([0, 2])], labels[[1, 3]]",
    "to the cpu and back": "return (x.cpu() * 2).to(x.device) + torch.from_numpy(x.cpu().numpy()).to(x.device)",
    "solve": "return torch.linalg.solve(x[:4] + torch.eye(4, dtype=x.dtype, device=x.device), y[0])",
    "sorting": "return x.sort(1).values, x.argsort(0), labels.unique(), x.cumsum(1), x.median(), torch.where(x > 0, x, 0.0)",
    "chunks": "return torch.cat([part * 2 for part in x.split(2)]), torch.stack(list(x.chunk(3))), x.flip(0)",
    "tensor on device": "return torch.tensor([1.0, 2.0], device=x.device), torch.as_tensor([3], device=x.device)",
    "arange": "return torch.arange(3, device=x.device) + labels[:3], torch.linspace(0, 1, 3, device=x.device)",
    "copies": "return copy.deepcopy(x), torch.clone(x), x.clone().copy_(x * 2)",
    "scalar of the cpu": "return x * torch.tensor(2.0) + torch.tensor(1)",
    "std": "return (x - x.mean(0)) / x.std(0)",
    "device strings": "return torch.ones(2, device=str(x.device)), torch.zeros(2).to(x.device), torch.zeros(2).to(x)",
    "views share": "z = x.clone()\nz.view(-1)[0] = 7\nz.t()[1, 1] = 8\nreturn z",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT.keys())
def test_right_code_gives_the_same_numbers_as_on_the_cpu(ask: Ask, body: str) -> None:
    there, here = ask(body), ask(body, "cpu")

    assert there["outcome"] == "answered", there
    for got, expected in zip(leaves(there["answer"]), leaves(here["answer"]), strict=True):
        if isinstance(expected, Array):
            assert got.tensor.dtype == expected.tensor.dtype
            assert torch.equal(got.tensor, expected.tensor)
        else:
            assert got == expected


def leaves(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


@pytest.mark.parametrize(
    ("expression", "device"),
    [
        ("x + 1", "simulated"),
        ("torch.zeros(2)", "cpu"),
        ("x.cpu()", "cpu"),
        ("x.to('cpu')", "cpu"),
        ("x.new_zeros(2)", "simulated"),
        ("torch.ones(2, device=x.device)", "simulated"),
        ("torch.rand_like(x)", "simulated"),
        ("torch.zeros(2).to(x.device)", "simulated"),
        ("x.sum()", "simulated"),
    ],
)
def test_an_answer_tells_the_device_it_is_on(ask: Ask, expression: str, device: str) -> None:
    assert ask(f"return {expression}")["answer"].device == device


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("return torch.zeros(6, 4) + x", "RuntimeError"),
        ("return x @ torch.ones(4, 2, dtype=x.dtype)", "RuntimeError"),
        ("return torch.cat([x, torch.zeros(1, 4)])", "RuntimeError"),
        ("return torch.zeros(6)[labels]", "RuntimeError"),
        ("d = torch.zeros(6, 5)\nd[0] = 1\nreturn d * x.sum(1, keepdim=True)", "RuntimeError"),
        ("d = torch.zeros(6, 4)\nd += x\nreturn d", "RuntimeError"),
        ("x[labels] = torch.zeros(6, 4, dtype=x.dtype)\nreturn x", "RuntimeError"),
        ("return torch.where(x > 0, x, torch.zeros(6, 4))", "RuntimeError"),
        ("return x.gather(1, torch.zeros(6, 1).long())", "RuntimeError"),
        ("return x.numpy()", "TypeError"),
        ("return np.asarray(x)", "TypeError"),
        ("return np.sum(x)", "TypeError"),
        ("return x.cuda()", "AssertionError"),
        ("return torch.zeros(2, device='cuda') + x[0, 0]", "AssertionError"),
        ("return torch.rand(2, device=x.device, generator=torch.Generator())", "RuntimeError"),
        ("return torch.zeros(3).index_add_(0, labels, x[:, 0].float())", "RuntimeError"),
    ],
)
def test_device_mistakes_fail_as_on_cuda(ask: Ask, body: str, error: str) -> None:
    reply = ask(body)

    assert (reply["outcome"], reply.get("error")) == ("raised", error)


def test_a_mask_filled_on_the_cpu_is_told_by_the_answer_s_device(ask: Ask) -> None:
    reply = ask("d = torch.zeros(6, 5)\nfor i in range(6):\n    d[i] = ((x[i] - y) ** 2).sum(1)\nreturn d")

    assert reply["answer"].device == "cpu"


def test_inputs_come_back_from_the_device_as_they_are_after_the_call(talks: dict[str, Talk]) -> None:
    talks["simulated"].load("def f(x, y, W, labels):\n    x.mul_(2)")

    reply = talks["simulated"].call("f", kind="inputs", **INPUTS)

    assert torch.equal(reply["answer"]["x"].tensor, X * 2)
    assert reply["answer"]["y"].device == "simulated"


@pytest.mark.parametrize("name", ["two loops", "identity", "broadcast", "softmax"])
def test_work_is_counted_as_on_the_cpu(name: str) -> None:
    counts = {}
    for device in ("cpu", "simulated"):
        child = PlainSandbox(device).spawn(Limits(), seed=1)
        talk = Talk(child, banned=("torch.cdist",))
        lines = "".join(f"    {line}\n" for line in RIGHT[name].splitlines())
        talk.load(f"import torch\ndef f(x, y, W, labels):\n{lines}")
        reply = talk.call("f", kind="meter", banned=["torch.cdist"], **INPUTS)
        child.kill()
        assert reply["outcome"] == "answered", reply
        counts[device] = reply["counts"]

    assert counts["simulated"][1] == counts["cpu"][1]
    assert counts["simulated"][2] == counts["cpu"][2]
    assert abs(counts["simulated"][0] - counts["cpu"][0]) <= 0.1 * counts["cpu"][0] + 2


def test_the_private_interface_of_torch_is_the_one_that_this_was_written_for() -> None:
    from torch.utils import backend_registration

    assert hasattr(backend_registration, "_setup_privateuseone_for_python_backend")
    assert torch.__version__.split("+")[0] == "2.13.0"
