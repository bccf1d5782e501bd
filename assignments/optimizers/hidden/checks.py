"""Hidden checks of optimizers. Each fails for one reason, as far as that can be had.

The first step, and later ones, are compared with torch's own rules. What has nothing to do with the formula (defaults, state, inputs,
dtypes, loops, epsilon's place) is judged by comparing a student's steps with one another, so a wrong formula doesn't cost it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, growth, satisfies, unchanged
from autograder.checks.random_inputs import RandomInputs
from autograder.model import Check

Inputs = Mapping[str, Any]
Mistakes = Mapping[str, Callable[[Any, Inputs], Any]]
Draw = Callable[[RandomInputs], Any]

MOMENTUM = {"learning_rate": 1e-2, "momentum": 0.9}
ADAM = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
DEFAULTS: dict[str, dict[str, float]] = {
    "sgd": {"learning_rate": 1e-2},
    "sgd_momentum": MOMENTUM,
    "sgd_momentum_velocity": MOMENTUM,
    "nesterov": MOMENTUM,
    "adagrad": {"learning_rate": 1e-2, "epsilon": 1e-7},
    "rmsprop": {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-7},
    "adam_almost": ADAM,
    "adam": ADAM,
    "adam_l2": {**ADAM, "weight_decay": 1e-2},
    "adamw": {**ADAM, "weight_decay": 1e-2, "schedule": 1.0},
}
OTHERS = {
    "learning_rate": 0.03, "momentum": 0.6, "decay_rate": 0.7, "beta1": 0.6, "beta2": 0.8, "epsilon": 0.4, "weight_decay": 0.3,
    "schedule": 0.5,
}  # fmt: skip
OPTIMIZERS = tuple(DEFAULTS)
STATEFUL = OPTIMIZERS[1:]


def _config(function: str, **changes: float) -> dict[str, float]:
    """Return the defaults, with an epsilon too small to be seen: where it stands is asked by a check of its own."""
    config = {**DEFAULTS[function], **changes}
    return {**config, "epsilon": changes.get("epsilon", 1e-12)} if "epsilon" in config else config


def _given(question: str) -> tuple[str, ...]:
    """Tell what an optimizer may be built on: a student's mistake in adam isn't counted three times."""
    return ("adam",) if question in ("adam_l2", "adamw") else ()


def _each(
    points: Mapping[str, float], mistakes: Mapping[str, Mistakes] | None = None, **options: Any
) -> Callable[[Any], tuple[Check, ...]]:
    """Make the check for each optimizer, with points and near misses of its own, telling the probe which function to call."""

    def decorate(draw: Any) -> tuple[Check, ...]:
        made: tuple[Check, ...] = ()
        for question, worth in points.items():

            @functools.wraps(draw)
            def named(rng: RandomInputs, question: str = question) -> Any:
                drawn = draw(rng, question)
                cases = drawn if isinstance(drawn, list) else [drawn]
                return [{"function": question, **case} for case in cases]

            made += check(
                asks=question,
                points=worth,
                near_misses=(mistakes or {}).get(question),
                given=_given(question),
                **options,
            )(named)
        return made

    return decorate


def _apart_from_zero(rng: RandomInputs, low: float, high: float, *shape: int) -> Tensor:
    """Draw numbers between low and high in size, of either sign."""
    return rng.uniform(low, high, *shape) * (2.0 * rng.integers(0, 2, *shape) - 1.0)


def _eps(inputs: Inputs) -> float:
    return float(torch.finfo(inputs.dtype).eps)  # type: ignore[attr-defined]


# ---------------------------------------------------------------- where the steps lead


def _movement(expected: Tensor, inputs: Inputs) -> float:
    """Return what a step is measured against: how far it should go, as a part of 1e-5, and rounding of w in every step."""
    w, steps = inputs["w"], inputs.get("num_steps", 10)
    moved = float((expected - w).abs().max()) if expected.numel() else 0.0
    return 1e-5 * moved + 4 * _eps(inputs) * steps**0.5 * float(torch.maximum(w.abs(), expected.abs()).max())


def _arrives(got: Any, expected: Any, inputs: Inputs) -> str | None:
    """Compare two ends; a mistake in a formula is a percent of the way, rounding a millionth."""
    if not isinstance(got, Tensor):
        return "next_w isn't a tensor"
    if got.shape != expected.shape:
        return f"expected shape {tuple(expected.shape)}, got {tuple(got.shape)}"
    got = got.to(torch.float64)
    if not bool(torch.isfinite(got).all()):
        return f"{int((~torch.isfinite(got)).sum())} of {got.numel()} numbers are NaN or infinite"
    gap = (got - expected).abs()
    wrong = int((gap > _movement(expected, inputs)).sum())
    if not wrong:
        return None
    way = float((expected - inputs["w"]).abs().max())
    return f"{wrong} of {got.numel()} numbers are off, by up to {float(gap.max()) / way:.1%} of the longest way that one should go"


arrives = satisfies(_arrives, structure=False)

Rule = Callable[[dict[str, Any], Tensor, Tensor, Inputs, int], Tensor]  # state, w, dw, config, t → next w


def _by(rule: Rule) -> Callable[[Any, Inputs], Tensor]:
    """Follow a mistaken rule through the probe's steps."""

    def walk(expected: Any, inputs: Inputs) -> Tensor:
        state: dict[str, Any] = {name: torch.zeros_like(inputs["w"]) for name in ("v", "m", "s")}
        w = inputs["w"].clone()
        rates = inputs.get("rates")
        for step in range(len(rates) if rates else inputs["num_steps"]):
            config = {**inputs["config"], **({"learning_rate": rates[step]} if rates else {})}
            dw = inputs["gradients"][step % len(inputs["gradients"])]
            dw = dw + inputs.get("curvature", 0.0) * w + inputs.get("cubic", 0.0) * w**3
            w = rule(state, w, dw, config, step + 1)
        return w

    return walk


def _plain(state: dict[str, Any], w: Tensor, dw: Tensor, c: Inputs, t: int) -> Tensor:
    return w - c["learning_rate"] * dw


def _uphill(state: dict[str, Any], w: Tensor, dw: Tensor, c: Inputs, t: int) -> Tensor:
    return w + c["learning_rate"] * dw


def _with_velocity(gradient: float = 1.0, *, ahead: float = 0.0, sign: float = 1.0) -> Rule:
    """Momentum in the form of steps: v ← ρv − (gradient)·α·dw, then w + v, and a look ahead of so many parts of ρ(v' − v)."""

    def rule(state: dict[str, Any], w: Tensor, dw: Tensor, c: Inputs, t: int) -> Tensor:
        rho = c["momentum"]
        weight = 1 - rho if gradient == 0 else gradient
        old, state["v"] = state["v"], sign * rho * state["v"] - weight * c["learning_rate"] * dw
        return w + state["v"] + ahead * rho * (state["v"] - old)

    return rule


def _buffered(state: dict[str, Any], w: Tensor, dw: Tensor, c: Inputs, t: int) -> Tensor:
    state["v"] = c["momentum"] * state["v"] + dw
    return w - c["learning_rate"] * state["v"]


def _adaptive(*, keep: str = "sum", root: bool = True) -> Rule:
    """AdaGrad and its relatives: the squares are added up ("sum"), leak, leak the wrong way round, or only the last one counts."""

    def rule(state: dict[str, Any], w: Tensor, dw: Tensor, c: Inputs, t: int) -> Tensor:
        decay = c.get("decay_rate", 0.99)
        old, new = {
            "sum": (1, 1),
            "leak": (decay, 1 - decay),
            "exchanged": (1 - decay, decay),
            "half": (decay, 1),
            "last": (0, 1),
        }[keep]
        state["s"] = old * state["s"] + new * dw**2
        return w - c["learning_rate"] * dw / (state["s"].sqrt() if root else state["s"])

    return rule


def _moments(*, later: int = 0, first: bool = True, second: bool = True, decay: str = "", ahead: float = 1.0) -> Rule:
    """Adam and its relatives: t too large by `later`, either correction left out, the decay put elsewhere."""

    def rule(state: dict[str, Any], w: Tensor, dw: Tensor, c: Inputs, t: int) -> Tensor:
        b1, b2, rate = c["beta1"], c["beta2"], c["learning_rate"]
        g = dw + c.get("weight_decay", 0.0) * w if decay == "l2" else dw
        state["m"] = b1 * state["m"] + (1 - b1) * g
        state["s"] = b2 * state["s"] + (1 - b2) * g**2
        m = state["m"] / (1 - b1 ** (t + later)) if first else state["m"]
        s = state["s"] / (1 - b2 ** (t + later)) if second else state["s"]
        step = rate * m / (s.sqrt() + c["epsilon"])
        schedule, away = c.get("schedule", 1.0), c.get("weight_decay", 0.0) * w
        if decay == "apart":
            return w - schedule * (step + away)
        if decay == "times rate":
            return w - schedule * (step + rate * away)
        if decay == "unscheduled":
            return w - schedule * step - away
        return w - (schedule if decay else 1.0) * step

    return rule


UPHILL: Mistakes = {"w goes uphill: the step is added, not subtracted": _by(_uphill)}
NO_MOMENTUM: Mistakes = {"these are plain SGD's steps: the velocity of the steps before doesn't count": _by(_plain)}
DAMPED: Mistakes = {"the gradient enters the velocity multiplied by 1 − momentum": _by(_with_velocity(0.0))}
SIGN: Mistakes = {"the momentum has the wrong sign": _by(_with_velocity(sign=-1.0))}
UNCORRECTED = "the moments are not corrected for starting at zero"
T_LATER = "t is one too large: it is 1 in the first step"
MISTAKES: dict[str, Mistakes] = {
    "sgd": UPHILL,
    "sgd_momentum": {**NO_MOMENTUM, **DAMPED, **SIGN, "this is Nesterov's step": _by(_with_velocity(ahead=1.0))},
    "sgd_momentum_velocity": {
        **NO_MOMENTUM,
        **DAMPED,
        **SIGN,
        "this is Nesterov's step": _by(_with_velocity(ahead=1.0)),
    },
    "nesterov": {
        "this is momentum without the look ahead": _by(_with_velocity()),
        "the look ahead has the wrong sign": _by(_with_velocity(ahead=-1.0)),
    },
    "adagrad": {
        "the squares leak away: that is RMSProp": _by(_adaptive(keep="leak")),
        "only the last gradient's square counts; the sum starts anew each time": _by(_adaptive(keep="last")),
        "the root is missing": _by(_adaptive(root=False)),
    },
    "rmsprop": {
        "nothing leaks away: that is AdaGrad": _by(_adaptive()),
        "decay_rate and 1 − decay_rate are exchanged": _by(_adaptive(keep="exchanged")),
        "the new square isn't multiplied by 1 − decay_rate": _by(_adaptive(keep="half")),
        "the root is missing": _by(_adaptive(keep="leak", root=False)),
    },
    "adam_almost": {"the moments are corrected already: that is the whole Adam": _by(_moments())},
    "adam": {
        UNCORRECTED: _by(_moments(first=False, second=False)),
        T_LATER: _by(_moments(later=1)),
        "the second moment isn't corrected": _by(_moments(second=False)),
        "the first moment isn't corrected": _by(_moments(first=False)),
    },
    "adam_l2": {
        "weight_decay does nothing: this is Adam": _by(_moments()),
        "the decay goes past the moments: that is AdamW": _by(_moments(decay="apart")),
        UNCORRECTED: _by(_moments(first=False, second=False, decay="l2")),
    },
    "adamw": {
        "weight_decay does nothing: this is Adam": _by(_moments()),
        "the decay goes through the moments: that is Adam with L2": _by(_moments(decay="l2")),
        "the decay is multiplied by the learning rate": _by(_moments(decay="times rate")),
        UNCORRECTED: _by(_moments(first=False, second=False, decay="apart")),
    },
}


def _steps(
    rng: RandomInputs,
    function: str,
    num_steps: int,
    *shape: int,
    curvature: float = 0.0,
    cubic: float = 0.0,
    **config: float,
) -> dict[str, Any]:
    gradients = _apart_from_zero(rng, 0.5, 2.0, min(num_steps, 3), *shape)
    return {
        "w": _apart_from_zero(rng, 1.0, 2.0, *shape),
        "gradients": gradients if not curvature else 0.2 * gradients,
        "curvature": curvature,
        "cubic": cubic,
        "num_steps": num_steps,
        "config": _config(function, **config),
    }


@_each(
    {
        "sgd": 1, "sgd_momentum": 1, "sgd_momentum_velocity": 1, "nesterov": 2, "adagrad": 1.5, "rmsprop": 1.5, "adam_almost": 1,
        "adam": 2, "adam_l2": 1, "adamw": 1.5,
    },
    MISTAKES, judge=arrives, probe="follow",
    hint="What is your first step by hand, for w = 1 and dw = 2? The state starts at zero.",
)  # fmt: skip
def first_step_follows_the_formula(rng: RandomInputs, function: str) -> list[dict[str, Any]]:
    """From a fresh start, one step leads where the formula says."""
    if (
        function == "adam_l2"
    ):  # Adam's first step is as long for any gradient, so the decay must turn some of them round
        case = _steps(rng, function, 1, 23, weight_decay=1.0)
        return [{**case, "gradients": -0.5 * case["w"][None] * torch.where(torch.arange(23) % 2 == 0, 1.0, 3.0)}]
    return [_steps(rng, function, 1, 23), _steps(rng, function, 1, 4, 3, 2)]


@_each(
    {
        "sgd_momentum": 1.5, "sgd_momentum_velocity": 1.5, "nesterov": 1.5, "adagrad": 1.5, "rmsprop": 1.5, "adam_almost": 1,
        "adam": 2, "adam_l2": 1, "adamw": 1.5,
    },
    MISTAKES, judge=arrives, probe="follow",
    hint="What must the second step know of the first, and does it find that in the config that you returned?",
)  # fmt: skip
def later_steps_build_on_the_state(rng: RandomInputs, function: str) -> list[dict[str, Any]]:
    """Two steps, and fifty on a bowl and on a loss with a saddle, lead where the formula says."""
    decay = {"weight_decay": 0.2} if function == "adam_l2" else {}
    return [
        _steps(rng, function, 2, 17, **decay),
        _steps(rng, function, 50, 17, curvature=0.7, **decay),
        _steps(rng, function, 50, 5, 3, curvature=-0.4, cubic=0.3, **decay),
    ]


@_each(
    {"sgd_momentum": 1, "sgd_momentum_velocity": 1, "nesterov": 1},
    {
        "sgd_momentum": {"this velocity holds steps, not gradients: an old learning rate lives on in it": _by(_with_velocity())},
        "sgd_momentum_velocity": {"this velocity holds gradients, not steps": _by(_buffered)},
    },
    judge=arrives, probe="with_changing_rate",
    hint="Does your velocity hold gradients or steps? Where in the formula does the learning rate stand?",
)  # fmt: skip
def learning_rate_may_change_on_the_way(rng: RandomInputs, function: str) -> dict[str, Any]:
    """When config's learning rate is changed between steps, the new one counts from then on, as the formula has it."""
    return {
        "w": _apart_from_zero(rng, 1.0, 2.0, 12),
        "gradients": _apart_from_zero(rng, 0.5, 2.0, 4, 12),
        "rates": [0.01, 0.01, 0.002, 0.02],
        "config": _config(function),
    }


# ---------------------------------------------------------------- config


def _equal(a: Any, b: Any, inputs: Inputs) -> bool:
    if not (isinstance(a, Tensor) and isinstance(b, Tensor)) or a.shape != b.shape:
        return False
    a, b = a.double(), b.double()
    moved = float((b - inputs["w"]).abs().max())
    same = bool(torch.isfinite(b).all()) and bool(((a - b).abs() <= 1e-9 * moved + 4 * _eps(inputs) * b.abs()).all())
    return same or bool((torch.isnan(a) & torch.isnan(b)).any())  # no number at all: another check tells


def _defaults_hold(got: Any, expected: Any, inputs: Inputs) -> str | None:
    explicit = got[-1]
    ways = [
        "without a config",
        "with an empty config",
        *(f"with nothing but {name} in config" for name in inputs["defaults"]),
    ]
    for end, way in zip(got, ways, strict=False):
        if not _equal(end, explicit, inputs):
            return f"{way}, your steps are others than with all the defaults of the docstring in config"
    return None


@_each(
    dict.fromkeys(OPTIMIZERS, 0.5), judge=satisfies(_defaults_hold, structure=False), probe="with_defaults", dtypes=("float64",),
    hint="setdefault(name, value) sets what isn't there yet, and leaves alone what is. Are your values those of the docstring?",
)  # fmt: skip
def missing_hyperparameters_get_their_defaults(rng: RandomInputs, function: str) -> dict[str, Any]:
    """What config doesn't hold, or all of it when it is None, has the default of the docstring."""
    # Gradients as small as epsilon's default, so that it shows.
    return {
        "w": 1e-3 * _apart_from_zero(rng, 0.5, 1.0, 9),
        "dw": 1e-6 * _apart_from_zero(rng, 0.5, 2.0, 9),
        "defaults": DEFAULTS[function],
    }


def _others_count(got: Any, expected: Any, inputs: Inputs) -> str | None:
    base = got[""]
    if not isinstance(base, Tensor) or not bool(torch.isfinite(base).all()):
        return None  # another check tells
    idle = [name for name in inputs["others"] if _equal(got[name], base, inputs)]
    return f"another {' or '.join(idle)} in config makes no difference" if idle else None


@_each(
    dict.fromkeys(OPTIMIZERS, 0.5), judge=satisfies(_others_count, structure=False), probe="with_others", dtypes=("float64",),
    hint="Is there a number in your code that should be read from config?",
)  # fmt: skip
def hyperparameters_are_read_from_config(rng: RandomInputs, function: str) -> dict[str, Any]:
    """Every hyperparameter in config makes a difference."""
    return {
        "w": _apart_from_zero(rng, 1.0, 2.0, 9),
        "gradients": _apart_from_zero(rng, 0.5, 2.0, 3, 9),
        "config": DEFAULTS[function],
        "others": {name: OTHERS[name] for name in DEFAULTS[function]},
    }


def _same_ends(got: Any, expected: Any, inputs: Inputs) -> str | None:
    alone, in_turn = got
    return None if _equal(alone, in_turn, inputs) else "the steps of one tensor change when another is stepped in turn"


@_each(
    dict.fromkeys(STATEFUL, 0.5), judge=satisfies(_same_ends, structure=False), probe="two_at_once", dtypes=("float64",),
    hint="Where does the state live between two calls? A network has one config for each of its tensors.",
)  # fmt: skip
def state_lives_in_config(rng: RandomInputs, function: str) -> dict[str, Any]:
    """Two tensors that are stepped in turn, each with its own config, don't disturb each other."""
    return {
        "w": _apart_from_zero(rng, 1.0, 2.0, 8),
        "gradients": _apart_from_zero(rng, 0.5, 2.0, 4, 8),
        "other_w": _apart_from_zero(rng, 1.0, 2.0, 8),
        "other_gradients": _apart_from_zero(rng, 5.0, 20.0, 4, 8),
    }


# ---------------------------------------------------------------- tensors


@_each(
    dict.fromkeys(OPTIMIZERS, 0.5), judge=unchanged(), probe="step_twice",
    hint="Which lines write into a tensor? Look for -=, *= and methods that end in an underscore, also on a state that *is* dw.",
)  # fmt: skip
def inputs_stay_as_they_were(rng: RandomInputs, function: str) -> dict[str, Any]:
    """w and dw are the same after two steps as before."""
    return {"w": _apart_from_zero(rng, 1.0, 2.0, 7), "dw": _apart_from_zero(rng, 0.5, 2.0, 7)}


def _same_kind(got: Any, expected: Any, inputs: Inputs) -> str | None:
    first = got[0]
    if not isinstance(first, Tensor):
        return "next_w isn't a tensor"
    if first.shape != inputs["w"].shape:
        return f"w has shape {tuple(inputs['w'].shape)}, and next_w {tuple(first.shape)}"
    if first.dtype != inputs.dtype:  # type: ignore[attr-defined]
        wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, first.dtype))  # type: ignore[attr-defined]
        return f"w is {wanted}, and next_w {seen}"
    return None


@_each(
    dict.fromkeys(OPTIMIZERS, 0.5), judge=satisfies(_same_kind, structure=False), probe="step_twice",
    hint="Which shape and dtype has a new tensor of yours? torch.zeros_like(w) takes both from w.",
)  # fmt: skip
def shape_and_dtype_are_those_of_w(rng: RandomInputs, function: str) -> list[dict[str, Any]]:
    """next_w has the shape and the dtype of w, be it a single number, a matrix or an image."""
    return [
        {"w": _apart_from_zero(rng, 1.0, 2.0, *shape), "dw": _apart_from_zero(rng, 0.5, 2.0, *shape)}
        for shape in ((), (1, 5), (2, 3, 1, 2))
    ]


def _grows() -> tuple[Check, ...]:
    def all_parameters_at_once(num_parameters: int, rng: RandomInputs) -> dict[str, Any]:
        """The number of operations is the same for few parameters and for many."""
        return {"w": rng.normal(num_parameters), "dw": rng.normal(num_parameters)}

    made: tuple[Check, ...] = ()
    for question in OPTIMIZERS:
        made += growth(
            asks=question, points=0.5, at_most="1", sizes={"num_parameters": (32, 72)}, given=_given(question),
            hint="Arithmetic on whole tensors does all elements at once. Which Python loop is still there?",
        )(all_parameters_at_once)  # fmt: skip
    return made


ALL_PARAMETERS_AT_ONCE = _grows()


# ---------------------------------------------------------------- epsilon


def _adds_to_the_root(got: Any, expected: Any, inputs: Inputs) -> str | None:
    """Demand that 1/step grows evenly with epsilon, as (√s + ε)/(α·m) does."""
    w = inputs["w"]
    if not all(isinstance(end, Tensor) and end.shape == w.shape for end in got):
        return "next_w isn't a tensor of w's shape"
    inverse = [1 / (end.double() - w) for end in got]
    rises = [later - sooner for sooner, later in itertools.pairwise(inverse)]
    if all(bool((rise.abs() < 1e-9 * inverse[0].abs()).all()) for rise in rises):
        return "epsilon makes no difference"
    even = all(bool(((rise - rises[0]).abs() <= 1e-6 * rises[0].abs()).all()) for rise in rises[1:])
    if even:
        return None
    return "the denominator doesn't grow by epsilon, as √s + ε does"


@_each(
    dict.fromkeys(("adagrad", "rmsprop", "adam_almost", "adam", "adam_l2", "adamw"), 0.5),
    judge=satisfies(_adds_to_the_root, structure=False), probe="steps_for_epsilons", dtypes=("float64",),
    hint="By hand: with s = 9 and ε = 1, is your denominator 4, or √10?",
)  # fmt: skip
def epsilon_is_added_to_the_root(rng: RandomInputs, function: str) -> dict[str, Any]:
    """Epsilon is added to the root, not under it."""
    config = {"weight_decay": 0.0} if "weight_decay" in DEFAULTS[function] else {}
    return {
        "w": torch.zeros(9, dtype=torch.float64),
        "dw": _apart_from_zero(rng, 0.5, 2.0, 9),
        "config": {**_config(function, **config)},
        "epsilons": [0.1, 0.2, 0.3, 0.4],
    }


# ---------------------------------------------------------------- what only AdamW has


@check(
    asks="adamw", points=1, judge=arrives, probe="follow", given=("adam",),
    near_misses={
        "the schedule scales Adam's step only, not the decay": _by(_moments(decay="unscheduled")),
        "the schedule does nothing": lambda expected, inputs: _by(_moments(decay="apart"))(
            expected, {**inputs, "config": {**inputs["config"], "schedule": 1.0}}
        ),
    },
    hint="In line 12 of Algorithm 2, what stands within the brackets that η multiplies?",
)  # fmt: skip
def schedule_scales_the_step_and_the_decay(rng: RandomInputs) -> dict[str, Any]:
    """The schedule's multiplier scales all that is subtracted from w."""
    return {"function": "adamw", **_steps(rng, "adamw", 3, 14, schedule=0.3, weight_decay=0.1)}


# ---------------------------------------------------------------- gradient descent


def _wells(rng: RandomInputs, *shape: int, num_steps: int) -> dict[str, Any]:
    return {
        "w": _apart_from_zero(rng, 0.5, 1.0, *shape),
        "curvature": rng.uniform(0.5, 3.0, *shape),
        "cubic": 0.2,
        "learning_rate": 0.13,
        "num_steps": num_steps,
    }


@check(
    asks="gradient_descent", points=1.5, judge=close(factor=8), probe="descend",
    near_misses={
        "the path goes uphill": lambda expected, inputs: _descended(inputs, sign=-1.0),
        "the start is missing": lambda expected, inputs: expected[1:],
        "the last place is missing": lambda expected, inputs: expected[:-1],
        "only the end is returned, not the whole path": lambda expected, inputs: expected[-1],
        "every row is the same: was one tensor changed in place, and put into the path again and again?": lambda expected, inputs: (
            expected[-1].expand_as(expected)
        ),
    },
    hint="After 2 steps you have been at 3 places. Where does each step's gradient come from?",
)  # fmt: skip
def path_holds_every_place(rng: RandomInputs) -> list[dict[str, Any]]:
    """Row t of the path is where t steps lead; row 0 is the start."""
    return [_wells(rng, 6, num_steps=1), _wells(rng, 5, num_steps=12), _wells(rng, 2, 3, num_steps=4)]


def _descended(inputs: Inputs, sign: float) -> Tensor:
    path = [inputs["w"]]
    for _ in range(inputs["num_steps"]):
        slope = inputs["curvature"] * path[-1] + inputs["cubic"] * path[-1] ** 3
        path.append(path[-1] - sign * inputs["learning_rate"] * slope)
    return torch.stack(path)


@check(
    asks="gradient_descent", points=1, judge=close(factor=8, dtype=False), probe="descend",
    hint="With no steps at all there is still one place.",
)  # fmt: skip
def no_steps_leave_the_start(rng: RandomInputs) -> dict[str, Any]:
    """With num_steps = 0 the path is the start alone, of shape (1, …)."""
    return _wells(rng, 4, num_steps=0)


def _asked_once(got: Any, expected: Any, inputs: Inputs) -> str | None:
    return (
        None if len(got) == len(expected) else f"for {len(expected)} steps, the gradient was asked for {len(got)} times"
    )


@check(
    asks="gradient_descent", points=1, judge=satisfies(_asked_once, structure=False), probe="places_asked",
    hint="A gradient is the dear part. How many are needed for num_steps steps?",
)  # fmt: skip
def gradient_is_asked_for_once_a_step(rng: RandomInputs) -> dict[str, Any]:
    """f_grad is called once for each step."""
    return {"w": _apart_from_zero(rng, 0.5, 1.0, 4), "learning_rate": 0.1, "num_steps": 7}


@check(
    asks="gradient_descent", points=1, judge=unchanged(), probe="descend",
    hint="w -= … writes into the caller's w. What does w = w - … do?",
)  # fmt: skip
def start_stays_as_it_was(rng: RandomInputs) -> dict[str, Any]:
    """w is the same after the call as before."""
    return _wells(rng, 4, num_steps=3)


# ---------------------------------------------------------------- train_on_batches


def _points(rng: RandomInputs, count: int) -> dict[str, Any]:
    X = rng.normal(count, 3)
    true = _apart_from_zero(rng, 1.0, 2.0, 3)
    return {"w": torch.zeros(3, dtype=torch.float64), "X": X, "y": X @ true + 0.1 * rng.normal(count)}


def _fits(got: Any, expected: Any, inputs: Inputs) -> str | None:
    """Demand that nearly all of the way to the least-squares solution is done; what is left is noise of the batches."""
    if not isinstance(got["w"], Tensor) or got["w"].shape != expected["w"].shape:
        return "the returned w doesn't have the shape of w"
    left = float((got["w"].double() - expected["w"]).norm() / expected["w"].norm())
    return None if left < 0.1 else f"after {inputs['num_steps']} steps, {left:.0%} of the way to the best w is left"


@check(
    asks="train_on_batches", points=1, judge=satisfies(_fits, structure=False), probe="train",
    hint="Is each step's gradient taken at the w of that step, and is next_w what the next step starts from?",
)  # fmt: skip
def training_comes_near_the_best_w(rng: RandomInputs) -> dict[str, Any]:
    """On a line to be fitted, 200 steps come near the least-squares solution."""
    return {
        **_points(rng, 80),
        "learning_rate": 0.05,
        "num_steps": 200,
        "batch_size": 20,
        "seed": rng.integer(0, 10**6),
    }


def _watched(rng: RandomInputs) -> dict[str, Any]:
    X = rng.normal(60, 2)
    return {
        "w": _apart_from_zero(rng, 1.0, 2.0, 4), "X": X, "y": 100.0 + torch.arange(60, dtype=torch.float64), "num_steps": 6,
        "batch_size": 9, "seed": rng.integer(0, 10**6),
    }  # fmt: skip


def _batches(got: Any, expected: Any, inputs: Inputs) -> str | None:
    X, y, size = inputs["X"], inputs["y"], inputs["batch_size"]
    for rows, labels in zip(got["rows"], got["labels"], strict=True):
        if tuple(rows.shape) != (size, X.shape[1]) or tuple(labels.shape) != (size,):
            return (
                f"expected batches of {size} rows and {size} labels, got {tuple(rows.shape)} and {tuple(labels.shape)}"
            )
        places = (labels.double() - y[0]).round().long()
        if not bool(((places >= 0) & (places < len(y))).all()) or not torch.equal(X[places], rows.double()):
            return "a row of a batch has another row's label"
    return None


@check(
    asks="train_on_batches", points=0.5, judge=satisfies(_batches, structure=False), probe="watch_training",
    hint="Draw batch_size positions, and use the same ones for X and for y.",
)  # fmt: skip
def batches_are_rows_with_their_labels(rng: RandomInputs) -> dict[str, Any]:
    """Each step sees batch_size rows of X, each with its own label."""
    return _watched(rng)


def _random(got: Any, expected: Any, inputs: Inputs) -> str | None:
    first, again, other = got
    if first.shape != again.shape or not torch.equal(first, again):
        return "two runs from the same state of the generator saw different batches"
    if first.shape == other.shape and torch.equal(first, other):
        return "runs from different states of the generator saw the same batches"
    batches = first.reshape(4, -1) if first.numel() % 4 == 0 else first[None]
    if len(batches) > 1 and any(torch.equal(batches[0].sort().values, batch.sort().values) for batch in batches[1:]):
        return "two steps saw the same batch"
    return None


@check(
    asks="train_on_batches", points=1, judge=satisfies(_random, structure=False), probe="batches_drawn", dtypes=("float64",),
    hint="Who draws the positions: the generator that was passed in? And how often?",
)  # fmt: skip
def generator_draws_a_new_batch_for_each_step(rng: RandomInputs) -> dict[str, Any]:
    """Every step sees a new batch, drawn with the generator."""
    drawn = _watched(rng)
    return {name: drawn[name] for name in ("w", "X", "y", "batch_size", "seed")}


def _passed_on(got: Any, expected: Any, inputs: Inputs) -> str | None:
    if got["counts"] != list(range(inputs["num_steps"])):
        return "the optimizer didn't get back the config that it returned the step before"
    return None


@check(
    asks="train_on_batches", points=1, judge=satisfies(_passed_on, structure=False), probe="watch_training", dtypes=("float64",),
    hint="The optimizer returns two things. What becomes of the second?",
)  # fmt: skip
def config_goes_back_to_the_optimizer(rng: RandomInputs) -> dict[str, Any]:
    """Each step's optimizer gets the config that it returned the step before."""
    return _watched(rng)


def _losses_kept(got: Any, expected: Any, inputs: Inputs) -> str | None:
    if len(got["losses"]) != inputs["num_steps"]:
        return f"expected {inputs['num_steps']} losses, one for each step, got {len(got['losses'])}"
    right = [10.0 * (step + 1) for step in range(inputs["num_steps"])]
    return None if got["losses"] == right else "the losses aren't those of the steps, in their order"


@check(
    asks="train_on_batches", points=1, judge=satisfies(_losses_kept, structure=False), probe="watch_training", dtypes=("float64",),
    hint="How many losses are there after 6 steps, and which is the first?",
)  # fmt: skip
def losses_are_those_of_the_steps(rng: RandomInputs) -> dict[str, Any]:
    """The second value returned lists every step's loss, in order."""
    return _watched(rng)


@check(
    asks="train_on_batches", points=1, judge=unchanged(), probe="train",
    hint="Does your loop shuffle X, or step w in place?",
)  # fmt: skip
def data_and_start_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """w, X and y are the same after the call as before."""
    return {**_points(rng, 20), "learning_rate": 0.05, "num_steps": 3, "batch_size": 5, "seed": rng.integer(0, 10**6)}


# ---------------------------------------------------------------- Newton


def _valley(rng: RandomInputs, size: int, *, saddle: bool = False) -> dict[str, Any]:
    """Draw a symmetric Hessian with curvatures from 1 to 9, one of them negative for a saddle."""
    directions = torch.linalg.qr(rng.normal(size, size))[0]
    curvatures = 1 + 8 * torch.arange(size, dtype=torch.float64) / max(1, size - 1)
    if saddle:
        curvatures[0] = -2.0
    hessian = directions @ torch.diag(curvatures) @ directions.T
    return {
        "w": _apart_from_zero(rng, 1.0, 2.0, size),
        "grad": _apart_from_zero(rng, 1.0, 2.0, size),
        "hessian": (hessian + hessian.T) / 2,
    }


def _solved(inputs: Inputs, grad: Tensor) -> Tensor:
    return torch.linalg.solve(inputs["hessian"], grad)


NEWTON: Mistakes = {
    "this is w + H⁻¹g: the sign is wrong": lambda expected, inputs: 2 * inputs["w"] - expected,
    "this is H⁻¹g alone, not w after the step": lambda expected, inputs: inputs["w"] - expected,
    "this is w − g: the Hessian isn't used": lambda expected, inputs: inputs["w"] - inputs["grad"],
    "this is w − H·g: multiplied by the Hessian, not solved": lambda expected, inputs: (
        inputs["w"] - inputs["hessian"] @ inputs["grad"]
    ),
    "this is w − g/diag(H): only the diagonal of the Hessian is used": lambda expected, inputs: (
        inputs["w"] - inputs["grad"] / inputs["hessian"].diagonal()
    ),
    "this is half of the step": lambda expected, inputs: (inputs["w"] + expected) / 2,
}
newton_agrees = close(terms=lambda inputs: inputs["hessian"].numel(), scale=30.0, factor=4, dtype=False)


@check(
    asks="newton_step", points=1.5, judge=newton_agrees, near_misses=NEWTON,
    hint="For L(w) = 2w² at w = 3: the gradient is 12, the Hessian 4. Where does Newton's step lead?",
)  # fmt: skip
def step_lands_where_the_approximation_is_flat(rng: RandomInputs) -> list[dict[str, Any]]:
    """The step leads to w − H⁻¹g."""
    return [_valley(rng, 7), _valley(rng, 12)]


@check(
    asks="newton_step", points=1, judge=newton_agrees,
    hint="A Hessian may have negative curvatures: which way of solving allows for that?",
)  # fmt: skip
def saddle_is_solved_too(rng: RandomInputs) -> dict[str, Any]:
    """A Hessian with a negative eigenvalue gives w − H⁻¹g as well."""
    return _valley(rng, 5, saddle=True)


def _newton_kind(got: Any, expected: Any, inputs: Inputs) -> str | None:
    return _same_kind([got], expected, inputs)


@check(
    asks="newton_step", points=1, judge=satisfies(_newton_kind, structure=False),
    hint="solve takes a right-hand side of shape (n,) as well as (n, 1). Which shape comes out of yours?",
)  # fmt: skip
def result_has_the_shape_and_dtype_of_w(rng: RandomInputs) -> list[dict[str, Any]]:
    """The result has w's shape (n,), also for n = 1, and its dtype."""
    return [_valley(rng, 4), _valley(rng, 1)]


@check(
    asks="newton_step", points=1, judge=unchanged(),
    hint="w -= … writes into the caller's w.",
)  # fmt: skip
def newton_inputs_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """w, grad and hessian are the same after the call as before."""
    return _valley(rng, 4)


# ---------------------------------------------------------------- the deck's table


def _column(number: int) -> Callable[[Any, Any, Inputs], str | None]:
    def judge(got: Any, expected: Any, inputs: Inputs) -> str | None:
        if not isinstance(got, Mapping) or set(got) != set(expected):
            return f"expected a dict with the keys {', '.join(expected)}"
        if any(not isinstance(row, (list, tuple)) or len(row) != 4 for row in got.values()):
            return "expected four values for each algorithm"
        wrong = sum(bool(got[name][number]) is not row[number] for name, row in expected.items())
        return f"{wrong} of {len(expected)} entries of this column are wrong" if wrong else None

    return judge


def _told(number: int) -> Any:
    return satisfies(_column(number), structure=False)


@check(
    asks="comparison_table",
    points=1,
    judge=_told(0),
    hint="Which of your functions keep an average of gradients, and step along it?",
)
def first_moments_column(rng: RandomInputs) -> dict[str, Any]:
    """The first column says which algorithms track first moments."""
    return {}


@check(asks="comparison_table", points=1, judge=_told(1), hint="Which of your functions keep squares of gradients?")
def second_moments_column(rng: RandomInputs) -> dict[str, Any]:
    """The second column says which algorithms track second moments."""
    return {}


@check(asks="comparison_table", points=1, judge=_told(2), hint="In which of them does an old square ever count less?")
def leaky_moments_column(rng: RandomInputs) -> dict[str, Any]:
    """The third column says whose second moments leak."""
    return {}


@check(asks="comparison_table", points=1, judge=_told(3), hint="Which of them needs to know t, and why?")
def bias_correction_column(rng: RandomInputs) -> dict[str, Any]:
    """The fourth column says which algorithms correct the bias of their estimates."""
    return {}
