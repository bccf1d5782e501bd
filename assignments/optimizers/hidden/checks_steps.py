"""Hidden checks of the ten optimizers. Each fails for one reason, as far as that can be had.

The first step, and later ones, are compared with torch's own rules. What has nothing to do with the formula (defaults, state, inputs,
dtypes, loops, epsilon's place) is judged by comparing a student's steps with one another, so a wrong formula doesn't cost it.
"""

import itertools

import torch
from _shared.checks.like_an_input import like
from torch import Tensor

from autograder.checks import (
    BOTH_DTYPES,
    Answer,
    Call,
    CaseInputs,
    RandomInputs,
    question,
    satisfies,
    share,
    shown_shape,
)

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
OTHERS = {"learning_rate": 0.03, "momentum": 0.0, "decay_rate": 0.7, "beta1": 0.6, "beta2": 0.8}
OTHERS |= {"epsilon": 0.4, "weight_decay": 0.0, "schedule": 0.5}  # a 0 in config counts as well
OPTIMIZERS = list(DEFAULTS)
STATEFUL, DIVIDING = OPTIMIZERS[1:], OPTIMIZERS[4:]


def _config(function: str, **changes: float) -> dict[str, float]:
    """Return the defaults, with an epsilon too small to be seen: where it stands is asked by a check of its own."""
    config = {**DEFAULTS[function], **changes}
    return {**config, "epsilon": 1e-20} if "epsilon" in config else config


def _steps(
    draw: RandomInputs,
    function: str,
    num_steps: int = 2,
    shape: tuple[int, ...] = (3,),
    *,
    curvature: float = 0.0,
    cubic: float = 0.0,
    **config: float,
) -> Call:
    gradients = draw.apart_from_zero(0.5, 2.0, min(num_steps, 3), *shape) * (0.2 if curvature else 1.0)
    path = {"w": draw.apart_from_zero(1.0, 2.0, *shape), "gradients": gradients, "num_steps": num_steps}
    return {**path, "curvature": curvature, "cubic": cubic, "config": _config(function, **config)}


def _w_and_dw(draw: RandomInputs, num_parameters: int = 7) -> Call:
    return {"w": draw.normal(num_parameters), "dw": draw.normal(num_parameters)}


def _eps(inputs: CaseInputs) -> float:
    return torch.finfo(inputs.dtype).eps


def _arrives(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Compare two ends: a mistake in a formula is a percent of the way, rounding a millionth of it, and of w in every step."""
    if not isinstance(got, Tensor):
        return "next_w isn't a tensor"
    if got.shape != expected.shape:
        return f"expected shape {tuple(expected.shape)}, got {shown_shape(got)}"
    got = got.to(torch.float64)
    if not bool(torch.isfinite(got).all()):
        return f"{int((~torch.isfinite(got)).sum())} of {got.numel()} numbers are NaN or infinite"
    w, gap = inputs["w"], (got - expected).abs()
    way, size = float((expected - w).abs().max()), float(torch.maximum(w.abs(), expected.abs()).max())
    allowed = 1e-5 * way + 4 * _eps(inputs) * inputs.get("num_steps", 10) ** 0.5 * size
    wrong = int((gap > allowed).sum())
    if not wrong:
        return None
    return f"{wrong} of {got.numel()} numbers are off, by up to {share(float(gap.max()) / way)} of the longest way that one should go"


optimizers = question(
    *OPTIMIZERS, judge=satisfies(_arrives, structure=False), driver="follow", tells="function", example=_steps
)
compared = question(*OPTIMIZERS, tells="function")
twice = question(*OPTIMIZERS, driver="step_twice", tells="function", example=_w_and_dw)
alone = question(*OPTIMIZERS, example=_w_and_dw)

# ---------------------------------------------------------------- where the steps lead


BY_HAND = "What is your first step by hand, for w = 1 and dw = 2? The state starts at zero."


# A first step can't tell a sum of squares from squares without 1 − decay_rate, nor Adam with L2 from Adam: it names none of them.
@optimizers.check(
    {"rmsprop": 1.5, "adamw": 1.5},
    near_misses=("rmsprop_exchanged", "rmsprop_no_root", "adamw_times_rate", "adamw_not_corrected"),
    hint=BY_HAND,
)
@optimizers.check(
    dict.fromkeys(("sgd", "sgd_momentum", "sgd_momentum_velocity", "adam_almost", "adam_l2"), 1)
    | {"nesterov": 2, "adagrad": 1.5, "adam": 2},
    hint=BY_HAND,
)
def first_step_follows_the_formula(draw: RandomInputs, function: str) -> list[Call]:
    """From a fresh start, one step leads where the formula says."""
    if function != "adam_l2":
        return [_steps(draw, function, 1, (23,)), _steps(draw, function, 1, (4, 3, 2))]
    # Adam's first step is as long for any gradient, so the decay must turn some of them round.
    case = _steps(draw, function, 1, (23,), weight_decay=1.0)
    return [{**case, "gradients": -0.5 * case["w"][None] * torch.where(torch.arange(23) % 2 == 0, 1.0, 3.0)}]


@optimizers.check(
    dict.fromkeys(STATEFUL, 1.5) | {"adam_almost": 1, "adam": 2, "adam_l2": 1},
    hint="What must the second step know of the first, and does it find that in the config that you returned?",
)
def later_steps_build_on_the_state(draw: RandomInputs, function: str) -> list[Call]:
    """Two steps, and fifty on a bowl and on a loss with a saddle, lead where the formula says."""
    decay = {"weight_decay": 0.2} if function == "adam_l2" else {}
    return [
        _steps(draw, function, 2, (17,), **decay),
        _steps(draw, function, 50, (17,), curvature=0.7, **decay),
        _steps(draw, function, 50, (5, 3), curvature=-0.4, cubic=0.3, **decay),
    ]


@optimizers.check(
    dict.fromkeys(("sgd_momentum", "sgd_momentum_velocity", "nesterov"), 1),
    driver="with_changing_rate",
    near_misses=("momentum_holds_steps", "velocity_holds_gradients"),
    hint="Does your velocity hold gradients or steps? Where in the formula does the learning rate stand?",
)
def learning_rate_may_change_on_the_way(draw: RandomInputs, function: str) -> Call:
    """When config's learning rate is changed between steps, the new one counts from then on, as the formula has it."""
    w, gradients = draw.apart_from_zero(1.0, 2.0, 12), draw.apart_from_zero(0.5, 2.0, 4, 12)
    return {"w": w, "gradients": gradients, "rates": [0.01, 0.01, 0.002, 0.02], "config": _config(function)}


# ---------------------------------------------------------------- config


def _equal(a: Answer, b: Answer, inputs: CaseInputs) -> bool:
    if not (isinstance(a, Tensor) and isinstance(b, Tensor)) or a.shape != b.shape:
        return False
    a, b = a.double(), b.double()
    moved = float((b - inputs["w"]).abs().max())
    same = bool(torch.isfinite(b).all()) and bool(((a - b).abs() <= 1e-9 * moved + 4 * _eps(inputs) * b.abs()).all())
    return same or bool((torch.isnan(a) & torch.isnan(b)).any())  # no number at all: another check tells


def _defaults_hold(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    ways = ["without a config", "with an empty config"]
    ways += [f"with nothing but {name} in config" for name in inputs["defaults"]]
    for end, way in zip(got, ways, strict=False):
        if not _equal(end, got[-1], inputs):
            return f"{way}, your steps are others than with all the defaults of the docstring in config"
    return None


@compared.check(
    0.5,
    driver="with_defaults",
    rule=_defaults_hold,
    hint="setdefault(name, value) sets what isn't there yet, and leaves alone what is. Are your values those of the docstring?",
)
def missing_hyperparameters_get_their_defaults(draw: RandomInputs, function: str) -> Call:
    """What config doesn't hold, or all of it when it is None, has the default of the docstring."""
    # Gradients as small as epsilon's default, so that it shows.
    w, dw = 1e-3 * draw.apart_from_zero(0.5, 1.0, 9), 1e-6 * draw.apart_from_zero(0.5, 2.0, 9)
    return {"w": w, "dw": dw, "defaults": DEFAULTS[function]}


def _others_count(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    base = got[""]
    if not isinstance(base, Tensor) or not bool(torch.isfinite(base).all()):
        return None  # another check tells
    idle = [name for name in inputs["others"] if _equal(got[name], base, inputs)]
    if idle:
        return f"another {' or '.join(idle)} in config makes no difference"
    if _arrives(base, expected[""], inputs):
        return None  # the formula itself is wrong
    # where epsilon stands, and what the schedule scales, is asked by checks of their own
    asked = [name for name in inputs["others"] if name not in ("epsilon", "schedule")]
    partly = [name for name in asked if _arrives(got[name], expected[name], inputs)]
    return (
        f"another {' or '.join(partly)} in config doesn't count wherever the formula has it, or not in every step"
        if partly
        else None
    )


@compared.check(
    0.5,
    driver="with_others",
    rule=_others_count,
    near_misses=(),
    hint="Is there a number in your code that should be read from config? Are the hyperparameters still in the config that you return?",
)
def hyperparameters_are_read_from_config(draw: RandomInputs, function: str) -> Call:
    """Every hyperparameter in config counts, wherever the formula has it and in every step."""
    w, gradients = draw.apart_from_zero(1.0, 2.0, 9), draw.apart_from_zero(0.5, 2.0, 3, 9)
    others = {name: OTHERS[name] for name in DEFAULTS[function]}
    return {"w": w, "gradients": gradients, "config": _config(function), "others": others}


def _same_ends(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    alone, in_turn = got
    return None if _equal(alone, in_turn, inputs) else "the steps of one tensor change when another is stepped in turn"


@compared.check(
    dict.fromkeys(STATEFUL, 0.5),
    driver="two_at_once",
    rule=_same_ends,
    hint="Where does the state live between two calls? A network has one config for each of its tensors.",
)
def state_lives_in_config(draw: RandomInputs) -> Call:
    """Two tensors that are stepped in turn, each with its own config, don't disturb each other."""
    return {
        "w": draw.apart_from_zero(1.0, 2.0, 8),
        "gradients": draw.apart_from_zero(0.5, 2.0, 4, 8),
        "other_w": draw.apart_from_zero(1.0, 2.0, 8),
        "other_gradients": draw.apart_from_zero(5.0, 20.0, 4, 8),
    }


# ---------------------------------------------------------------- tensors

twice.keeps_inputs(0.5).says(
    "w and dw are the same after two steps as before.",
    hint="Which lines write into a tensor? Look for -=, *= and methods that end in an underscore, also on a state that *is* dw.",
)


@twice.check(
    0.5,
    rule=lambda got, expected, inputs: like("w", "next_w")(got[0], expected, inputs),
    dtypes=BOTH_DTYPES,
    hint="Which shape and dtype has a new tensor of yours? torch.zeros_like(w) takes both from w.",
)
def shape_and_dtype_are_those_of_w(draw: RandomInputs) -> list[Call]:
    """next_w has the shape and the dtype of w, be it a single number, a matrix or an image."""
    shapes: list[tuple[int, ...]] = [(), (1, 5), (2, 3, 1, 2)]
    return [
        {"w": draw.apart_from_zero(1.0, 2.0, *shape), "dw": draw.apart_from_zero(0.5, 2.0, *shape)} for shape in shapes
    ]


alone.grows(0.5, "all_parameters_at_once", of="parameters", sizes={"num_parameters": (32, 72)}).says(
    hint="Arithmetic on whole tensors does all elements at once. Which Python loop is still there?"
)


def _adds_to_the_root(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Demand that 1/step grows evenly with epsilon, away from zero, as (√s + ε)/(α·m) does."""
    w = inputs["w"]
    if not all(isinstance(end, Tensor) and end.shape == w.shape for end in got):
        return "next_w isn't a tensor of w's shape"
    inverse = [1 / (end.double() - w) for end in got]
    rises = [later - sooner for sooner, later in itertools.pairwise(inverse)]
    if all(bool((rise.abs() < 1e-9 * inverse[0].abs()).all()) for rise in rises):
        return "epsilon makes no difference"
    if any(bool((rise * inverse[0] < 0).all()) for rise in rises):
        return "the denominator shrinks as epsilon grows"
    even = all(bool(((rise - rises[0]).abs() <= 1e-6 * rises[0].abs()).all()) for rise in rises[1:])
    return None if even else "the denominator doesn't grow by epsilon, as √s + ε does"


@compared.check(
    dict.fromkeys(DIVIDING, 0.5),
    driver="steps_for_epsilons",
    rule=_adds_to_the_root,
    hint="By hand: with s = 9 and ε = 1, is your denominator 4, or √10?",
)
def epsilon_is_added_to_the_root(draw: RandomInputs, function: str) -> Call:
    """Epsilon is added to the root, not under it."""
    no_decay = {"weight_decay": 0.0} if "weight_decay" in DEFAULTS[function] else {}
    w, dw = torch.zeros(9, dtype=torch.float64), draw.apart_from_zero(0.5, 2.0, 9)
    return {"w": w, "dw": dw, "config": _config(function, **no_decay), "epsilons": [1e-9, 0.1, 0.2, 0.3, 0.4]}


optimizers.asks(
    {"adamw": 1},
    "schedule_scales_the_step_and_the_decay",
    {"num_steps": 3, "shape": (14,), "schedule": 0.3, "weight_decay": 0.1},
    near_misses=("adamw_decay_not_scheduled", "adamw_schedule_ignored"),
).says(
    "The schedule's multiplier scales all that is subtracted from w.",
    hint="In line 12 of Algorithm 2, what stands within the brackets that η multiplies?",
)
optimizers.keeps_device(0.5, "next_w_is_on_the_device_of_w").says(
    "In the first step and in the second, next_w is on the device of w and dw."
)
