"""Trusted answers for the optimizers, in float64: torch's own update rules, closed forms and sums over the whole history.

Sources: torch.optim.sgd, adagrad, rmsprop, adam and adamw (their functional forms; an Optimizer object would do the same but loads a compiler
first). torch's RMSProp, AdaGrad and Adam add epsilon outside the root, as the course does. torch's AdamW multiplies the weight decay by the
learning rate; the deck's Algorithm 2 (Loshchilov and Hutter, 2019) doesn't, so λ goes in divided by it. What torch hasn't got is summed up
from the whole history of gradients: v_t = Σ ρ^(t−s) g_s, and Adam's moments likewise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.optim.adagrad import adagrad as torch_adagrad
from torch.optim.adam import adam as torch_adam
from torch.optim.adamw import adamw as torch_adamw
from torch.optim.rmsprop import rmsprop as torch_rmsprop
from torch.optim.sgd import sgd as torch_sgd

Config = Mapping[str, float]


class Stepper:
    """Step a tensor by one of the course's rules, keeping torch's state and the whole history of gradients."""

    def __init__(self, function: str, w: Tensor) -> None:
        self.function = function
        self.history: list[Tensor] = []
        self.rates: list[float] = []
        self.buffer: list[Tensor | None] = [None]
        self.first, self.second = torch.zeros_like(w), torch.zeros_like(w)
        self.count = torch.tensor(0.0)

    def step(self, w: Tensor, dw: Tensor, c: Config) -> Tensor:
        """Return w after one more step."""
        place = w.clone()
        self.history.append(dw.clone())
        self.rates.append(c["learning_rate"])
        getattr(self, f"_{self.function}")(place, dw.clone(), c)
        return place

    def _sgd(self, w: Tensor, dw: Tensor, c: Config, momentum: float = 0.0) -> None:
        torch_sgd(
            [w], [dw], self.buffer, weight_decay=0.0, momentum=momentum, lr=c["learning_rate"], dampening=0.0,
            nesterov=False, maximize=False, foreach=False,
        )  # fmt: skip

    def _sgd_momentum(self, w: Tensor, dw: Tensor, c: Config) -> None:
        self._sgd(w, dw, c, c["momentum"])

    def _velocities(self, rho: float) -> list[Tensor]:
        """Sum up v_t = −Σ ρ^(t−s) α_s g_s for this step and the one before."""
        steps = [-rate * g for rate, g in zip(self.rates, self.history, strict=True)]
        now = [rho**age * step for age, step in enumerate(reversed(steps))]
        before = [rho**age * step for age, step in enumerate(reversed(steps[:-1]))]
        return [torch.stack(terms).sum(0) if terms else torch.zeros_like(self.first) for terms in (now, before)]

    def _sgd_momentum_velocity(self, w: Tensor, dw: Tensor, c: Config) -> None:  # noqa: ARG002
        w += self._velocities(c["momentum"])[0]

    def _nesterov(self, w: Tensor, dw: Tensor, c: Config) -> None:  # noqa: ARG002
        """Go back from where the gradient was taken, x + ρv, step by the new velocity, and look ahead again."""
        now, before = self._velocities(c["momentum"])
        x = w - c["momentum"] * before + now
        w.copy_(x + c["momentum"] * now)

    def _adagrad(self, w: Tensor, dw: Tensor, c: Config) -> None:
        torch_adagrad(
            [w], [dw], [self.second], [self.count], lr=c["learning_rate"], weight_decay=0.0, lr_decay=0.0,
            eps=c["epsilon"], maximize=False, foreach=False,
        )  # fmt: skip

    def _rmsprop(self, w: Tensor, dw: Tensor, c: Config) -> None:
        torch_rmsprop(
            [w], [dw], [self.second], [], [], [self.count], lr=c["learning_rate"], alpha=c["decay_rate"], eps=c["epsilon"],
            weight_decay=0.0, momentum=0.0, centered=False, foreach=False,
        )  # fmt: skip

    def _adam_almost(self, w: Tensor, dw: Tensor, c: Config) -> None:  # noqa: ARG002
        ages = list(reversed(range(len(self.history))))
        first = sum((1 - c["beta1"]) * c["beta1"] ** age * g for age, g in zip(ages, self.history, strict=True))
        second = sum((1 - c["beta2"]) * c["beta2"] ** age * g**2 for age, g in zip(ages, self.history, strict=True))
        w -= c["learning_rate"] * first / (second**0.5 + c["epsilon"])

    def _adam(self, w: Tensor, dw: Tensor, c: Config, decay: float = 0.0) -> None:
        torch_adam(
            [w], [dw], [self.first], [self.second], [], [self.count], amsgrad=False, beta1=c["beta1"], beta2=c["beta2"],
            lr=c["learning_rate"], weight_decay=decay, eps=c["epsilon"], maximize=False, foreach=False,
        )  # fmt: skip

    def _adam_l2(self, w: Tensor, dw: Tensor, c: Config) -> None:
        self._adam(w, dw, c, c["weight_decay"])

    def _adamw(self, w: Tensor, dw: Tensor, c: Config) -> None:
        rate, schedule = c["learning_rate"], c.get("schedule", 1.0)
        torch_adamw(
            [w], [dw], [self.first], [self.second], [], [self.count], amsgrad=False, beta1=c["beta1"], beta2=c["beta2"],
            lr=schedule * rate, weight_decay=c["weight_decay"] / rate, eps=c["epsilon"], maximize=False, foreach=False,
        )  # fmt: skip


def follow(
    function: str, w: Tensor, gradients: Tensor, curvature: float, cubic: float, num_steps: int, config: Config
) -> Tensor:
    """Return w after num_steps steps; the gradient is the driver's."""
    stepper = Stepper(function, w)
    for step in range(num_steps):
        w = stepper.step(w, gradients[step % len(gradients)] + curvature * w + cubic * w**3, config)
    return w


def walk(function: str, w: Tensor, curvature: Tensor, num_steps: int, config: Config) -> Tensor:
    """Return (num_steps + 1, …): w and where each step from there leads."""
    stepper, path = Stepper(function, w), [w]
    for _ in range(num_steps):
        path.append(stepper.step(path[-1], curvature * path[-1], config))
    return torch.stack(path)


def with_others(function: str, w: Tensor, gradients: Tensor, config: Config, others: Config) -> dict[str, Tensor]:
    """Return w after the steps with config, under "", and with each hyperparameter in turn given its other value."""
    configs = {"": config, **{name: {**config, name: value} for name, value in others.items()}}
    return {
        name: follow(function, w, gradients, 0.0, 0.0, len(gradients), changed) for name, changed in configs.items()
    }


def with_changing_rate(function: str, w: Tensor, gradients: Tensor, rates: Sequence[float], config: Config) -> Tensor:
    """Return w after a step with each learning rate."""
    stepper = Stepper(function, w)
    for dw, rate in zip(gradients, rates, strict=True):
        w = stepper.step(w, dw, {**config, "learning_rate": rate})
    return w


def judged_alone(**_inputs: Any) -> None:
    """Expect nothing: the check compares a student's steps with one another, or looks at what a loop did."""


with_defaults = two_at_once = step_twice = steps_for_epsilons = judged_alone
watch_training = batches_drawn = judged_alone


# ---------------------------------------------------------------- loops and second order


def descend(w: Tensor, curvature: Tensor, cubic: float, learning_rate: float, num_steps: int) -> Tensor:
    """Return (num_steps + 1, …): w and each place after it, each step torch's SGD with a gradient by autograd."""
    path = [w]
    for _ in range(num_steps):
        place = path[-1].clone().requires_grad_()
        loss = (curvature * place**2 / 2 + cubic * place**4 / 4).sum()
        path.append(
            Stepper("sgd", w).step(path[-1], torch.autograd.grad(loss, place)[0], {"learning_rate": learning_rate})
        )
    return torch.stack(path)


def places_asked(w: Tensor, learning_rate: float, num_steps: int) -> list[Tensor]:
    """Return where the gradient 0.5·w is needed: w·(1 − α/2)^t for each step, in closed form."""
    return [w * (1 - learning_rate / 2) ** step for step in range(num_steps)]


def train(X: Tensor, y: Tensor, num_steps: int, **_others: Any) -> dict[str, Any]:
    """Return the least-squares solution, in closed form, which minibatches come near to."""
    return {"w": torch.linalg.lstsq(X, y[:, None]).solution[:, 0], "losses": [0.0] * num_steps}


def newton_step(w: Tensor, grad: Tensor, hessian: Tensor) -> Tensor:
    """Return w − H⁻¹g through the eigenvalues of the symmetric H."""
    values, vectors = torch.linalg.eigh(hessian)
    step: Tensor = vectors @ ((vectors.T @ grad) / values)
    return w - step


def comparison_table() -> dict[str, list[bool]]:
    """Return the table of the slide headed Optimization Algorithm Comparison."""
    return {
        "sgd": [False, False, False, False],
        "sgd_momentum": [True, False, False, False],
        "nesterov": [True, False, False, False],
        "adagrad": [False, True, False, False],
        "rmsprop": [False, True, True, False],
        "adam": [True, True, True, True],
    }
