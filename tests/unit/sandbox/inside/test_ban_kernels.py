"""Tripwires that stand for good: what isn't banned now gives the very same numbers and gradients through them."""

from __future__ import annotations

import pytest

from autograder.model import Limits
from autograder.sandbox.outside import Sandbox
from tests.fixtures.child import Talk
from tests.fixtures.sandbox import run

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each test has a server of its own: what it lays stays

NAMES = (
    "torch.cdist", "torch.dist", "torch.linalg.matrix_norm", "torch.linalg.norm", "torch.linalg.vector_norm", "torch.norm", "torch.nn",
    "torch.pairwise_distance", "torch.softmax", "torch.log_softmax", "torch.logsumexp", "torch.mode", "torch.inverse", "torch.optim",
    "torch.autograd", "torch.add", "torch.mul", "torch.sub", "torch.div", "torch.pow", "torch.where", "torch.clamp",
    "torch.true_divide", "torch.subtract", "torch.multiply", "torch.matmul", "torch.linalg.pinv", "torch.Tensor.copy_", "torch.Tensor.index_put_",
    "torch.outer", "torch.isclose", "torch.quantile", "torch.tensordot",
)  # fmt: skip

COMPARED = f"""
import torch, torch.nn.functional as F

def twice(a: torch.Tensor):
    return torch.pairwise_distance(a, 2 * a) + torch.norm(a)

def answers():
    made, g = [], torch.Generator().manual_seed(1)
    x = torch.randn(4, 6, generator=g, dtype=torch.float64)
    image, labels = torch.randn(2, 3, 8, 8, generator=g), torch.tensor([0, 1, 2, 3])

    def ask(function, value):
        value = value.clone().requires_grad_()
        answer = function(value)
        answer.sum().backward()
        made.extend((answer.detach().clone(), value.grad.clone()))

    for function in (F.relu, F.elu, F.gelu, F.silu, F.softplus, F.hardswish, F.mish, F.glu, F.leaky_relu, F.hardtanh, F.softshrink,
                     F.logsigmoid, F.normalize, F.pdist, torch.norm, torch.linalg.norm, torch.linalg.vector_norm, torch.linalg.matrix_norm,
                     lambda a: torch.cdist(a, a + 1), lambda a: torch.norm(a, dim=1, keepdim=True), lambda a: torch.norm(a, p=1),
                     lambda a: torch.softmax(a, 1) * a, lambda a: torch.log_softmax(a, 1) * a, lambda a: torch.logsumexp(a, 1),
                     lambda a: F.cross_entropy(a, labels), lambda a: F.nll_loss(a, labels), lambda a: F.mse_loss(a, a * 2),
                     lambda a: F.l1_loss(a, a * 2), lambda a: F.smooth_l1_loss(a, a * 2), lambda a: F.huber_loss(a, a * 2),
                     lambda a: F.multi_margin_loss(a, labels), lambda a: F.binary_cross_entropy(a.sigmoid(), (a > 0).double()),
                     lambda a: torch.renorm(a, 2, 0, 1.0), lambda a: torch.inverse(a[:, :4]), lambda a: torch.mode(a, 1).values,
                     lambda a: F.linear(a, torch.ones(2, 6, dtype=a.dtype))):
        ask(function, x)
    for function in (lambda a: F.max_pool2d(a, 2), lambda a: F.avg_pool2d(a, 2), lambda a: F.adaptive_avg_pool2d(a, 2),
                     lambda a: F.pad(a, (1, 1, 1, 1), mode="reflect"), lambda a: F.interpolate(a, scale_factor=2, mode="bilinear"),
                     lambda a: F.interpolate(a, scale_factor=2), lambda a: F.unfold(a, 3), lambda a: F.conv2d(a, torch.ones(5, 3, 3, 3))):
        ask(function, image)
    inplace, out = x.clone(), torch.empty_like(x)
    assert F.relu_(inplace) is inplace and torch._C._nn.elu(x, out=out) is out
    made += [inplace, out, torch.vmap(torch.linalg.norm)(x), torch.func.grad(lambda a: torch.cdist(a, a + 1).sum())(x)]
    made += [x + 0j, 2 - x, x * 2, 3 / (x * x + 1), x ** 2, 2 ** x, torch.where(x > 0, x, 0.0), x.clamp(min=0), x.float() + 1.5, x.long() + True]
    made += [torch.true_divide(x, 3), torch.subtract(x, 2), torch.multiply(x, 2), torch.quantile(x, 0.5), torch.isclose(x, x), x.long() / 3]
    written = x.clone()
    written[0], written[1:, 2], written[written > 1] = 3, 0.5, 7
    written.copy_(written + written.new_tensor(2.0))
    made += [written, torch.outer(x[0], x[1]), torch.tensordot(x, x.T, 1), torch.linalg.pinv(x), torch.linalg.pinv(x, rcond=0.1)]
    made += [torch.vmap(F.pairwise_distance)(x[:, None], x[:, None] + 1), torch.vmap(torch.norm)(x), torch.func.hessian(torch.linalg.norm)(x[0])]
    made += [torch.func.jvp(lambda a: F.pairwise_distance(a, a * a), (x,), (x,))[1], torch.jit.script(twice)(x)]
    with torch.inference_mode():
        made += [F.pairwise_distance(x, x + 1), F.cross_entropy(x, labels), torch.matmul(x, x.T)]
        made += [torch.norm(x), F.elu(x), torch._foreach_norm([x, x])[0]]
    model = torch.nn.Linear(6, 4, dtype=torch.float64)
    torch.nn.init.constant_(model.weight, 0.1), torch.nn.init.constant_(model.bias, 0.1)
    F.cross_entropy(model(x), labels).backward()
    return [*made, model.weight.grad]

def work():
    from autograder.sandbox.inside import meter
    labels, counted = torch.tensor([0, 1, 2, 3]), []
    for function in (lambda a: F.cross_entropy(a, labels), lambda a: F.pairwise_distance(a, a + 1), lambda a: torch.cdist(a, a + 1),
                     lambda a: torch.linalg.norm(a), lambda a: F.linear(a, a), lambda a: F.mse_loss(a, a * 2), lambda a: torch.linalg.pinv(a)):
        for grad in (False, True):
            counted.append(meter.measure(function, {{"a": torch.ones(4, 6).requires_grad_(grad)}}, set())[1])
    return counted

before, counted = answers(), work()
from autograder.sandbox.inside import ban_kernels
ban_kernels.install({NAMES!r})
after = answers()
assert all(map(ban_kernels.stands, ("_softmax", "elu", "cdist", "cross_entropy_loss", "mse_loss", "linalg_norm")))
assert not any(map(ban_kernels.stands, ("add.Tensor", "true_divide.Tensor", "where.self_out", "copy_", "_backward")))
assert ban_kernels.stands("cdist", "PrivateUse1") and not ban_kernels.stands("elu", "PrivateUse1")
assert len(before) > 80 and all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
assert work() == counted and len(counted) == 14 and min(one.operations for one in counted) > 0
return "the same"
"""
NOTHING = """
from autograder.sandbox.inside import ban_kernels
ban_kernels.install(["torch.nothing", "math.dist"])
return len(ban_kernels._standing)
"""


def test_what_is_not_banned_now_gives_the_same_numbers_and_gradients() -> None:
    with Sandbox.start() as fresh:
        said = run(fresh, COMPARED, limits=Limits())

    assert said.value == "the same", said


@pytest.mark.parametrize("banned", [(), ("torch.softmax",)])
def test_the_server_lays_them_before_it_forks(banned: tuple[str, ...]) -> None:
    with Sandbox.start(least_level=1) as fresh:
        child = fresh.spawn(Limits(), seed=1, banned=banned)
        try:
            talk = Talk(child, banned=())
            talk.load(
                "import sys\ndef f():\n    return sys.modules['autograder.sandbox.inside.ban_kernels'].stands('_softmax')"
            )
            assert talk.call("f")["answer"] is bool(banned)
        finally:
            child.kill()


def test_a_name_of_nothing_lays_none() -> None:
    with Sandbox.start() as fresh:
        assert run(fresh, NOTHING, limits=Limits()).value == 0
