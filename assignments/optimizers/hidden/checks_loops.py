"""Hidden checks of the two loops, gradient descent and training on batches. Each fails for one reason."""

import torch
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, close, question, share

# ---------------------------------------------------------------- gradient_descent


def _wells(draw: RandomInputs, shape: tuple[int, ...] = (4,), num_steps: int = 3) -> Call:
    w, curvature = draw.apart_from_zero(0.5, 1.0, *shape), draw.uniform(0.5, 3.0, *shape)
    return {"w": w, "curvature": curvature, "cubic": 0.2, "learning_rate": 0.13, "num_steps": num_steps}


descent = question("gradient_descent", judge=close(factor=8, dtype=False), driver="descend", example=_wells)

descent.asks(
    1,
    "path_holds_every_place",
    [{"shape": (6,), "num_steps": 1}, {"shape": (5,), "num_steps": 12}, {"shape": (2, 3), "num_steps": 4}],
).says(
    "Row t of the path is where t steps lead; row 0 is the start.",
    hint="After 2 steps you have been at 3 places. Where does each step's gradient come from?",
)
descent.asks(1, "no_steps_leave_the_start", {"num_steps": 0}, near_misses=()).says(
    "With num_steps = 0 the path is the start alone, of shape (1, …).",
    hint="With no steps at all there is still one place.",
)


def _asked_once(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    right, seen = len(expected), len(got)
    return None if seen == right else f"for {right} steps, the gradient was asked for {seen} times"


@descent.check(
    1,
    driver="places_asked",
    rule=_asked_once,
    near_misses=(),
    hint="A gradient is the dear part. How many are needed for num_steps steps?",
)
def gradient_is_asked_for_once_a_step(draw: RandomInputs) -> Call:
    """f_grad is called once for each step."""
    return {"w": draw.apart_from_zero(0.5, 1.0, 4), "learning_rate": 0.1, "num_steps": 7}


descent.takes("float32", 0.5, judge=close(factor=8))
descent.keeps_inputs(1, "start_stays_as_it_was").says(
    "w is the same after the call as before.", hint="w -= … writes into the caller's w. What does w = w - … do?"
)
descent.keeps_device(0.5, "path_is_on_the_device_of_the_start").says("The path is on the device of w.")

# ---------------------------------------------------------------- train_on_batches


def _loop(draw: RandomInputs, num_steps: int, batch_size: int) -> Call:
    return {"num_steps": num_steps, "batch_size": batch_size, "seed": draw.integer(0, 10**6)}


def _line(
    draw: RandomInputs, count: int = 20, num_steps: int = 3, batch_size: int = 5, learning_rate: float = 0.05
) -> Call:
    """Draw a line to be fitted."""
    X, true = draw.apart_from_zero(0.5, 1.5, count, 3), draw.apart_from_zero(1.0, 2.0, 3)
    points = {"w": torch.zeros(3, dtype=torch.float64), "X": X, "y": X @ true + 0.05 * draw.normal(count)}
    return {**points, "learning_rate": learning_rate, **_loop(draw, num_steps, batch_size)}


def _numbered(draw: RandomInputs, num_steps: int = 6, batch_size: int = 9) -> Call:
    """Draw 60 rows whose labels tell which they are."""
    X, w = draw.normal(60, 2), draw.apart_from_zero(1.0, 2.0, 4)
    return {
        "w": w,
        "X": X,
        "y": 100.0 + torch.arange(60, dtype=torch.float64),
        **_loop(draw, num_steps, batch_size),
    }


training = question("train_on_batches", driver="train", example=_line)
watched = question("train_on_batches", driver="watch_training", example=_numbered)


# Any 30 rows tell w to a few hundredths, so a single batch for all steps does too; 30 steps in the place of 200 leave a quarter of the way.
LONG = {"count": 80, "num_steps": 200, "batch_size": 30, "learning_rate": 0.025}


@training.rule(
    1,
    at=LONG,
    hint="Is each step's gradient taken at the w of that step, and is next_w what the next step starts from?",
)
def training_comes_near_the_best_w(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """On a line to be fitted, 200 steps come near the least-squares solution."""
    if not isinstance(got["w"], Tensor) or got["w"].shape != expected["w"].shape:
        return "the returned w doesn't have the shape of w"
    # nearly all of the way to the least-squares solution is done; what is left is noise of the batches
    left = float((got["w"].double() - expected["w"]).norm() / expected["w"].norm())
    return None if left < 0.1 else f"after {inputs['num_steps']} steps, {share(left)} of the way to the best w is left"


@watched.rule(0.5, hint="Draw batch_size positions, and use the same ones for X and for y.")
def batches_are_rows_with_their_labels(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Each step sees batch_size rows of X, each with its own label."""
    X, y, size = inputs["X"], inputs["y"], inputs["batch_size"]
    for rows, labels in zip(got["rows"], got["labels"], strict=True):
        seen = tuple(rows.shape), tuple(labels.shape)
        if seen != ((size, X.shape[1]), (size,)):
            return f"expected batches of {size} rows and {size} labels, got {seen[0]} and {seen[1]}"
        places = (labels.double() - y[0]).round().long()
        if not bool(((places >= 0) & (places < len(y))).all()) or not torch.equal(X[places], rows.double()):
            return "a row of a batch has another row's label"
    return None


@watched.rule(
    0.5,
    at={"num_steps": 1, "batch_size": 60},  # of these, a right answer repeats none once in 10²⁵ times
    hint="With replacement: can your draw give the same position twice?",
)
def rows_may_come_twice(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Batches are drawn with replacement, so a row may come twice."""
    again = any(len(rows.unique(dim=0)) < len(rows) for rows in got["rows"])
    return None if again else f"{inputs['batch_size']} rows were drawn from 60, and none of them came twice"


def _random(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    first, again, other = got
    if first.shape != again.shape or not torch.equal(first, again):
        return "two runs from the same state of the generator saw different batches"
    if first.shape == other.shape and torch.equal(first, other):
        return "runs from different states of the generator saw the same batches"
    batches = first.reshape(4, -1) if first.numel() % 4 == 0 else first[None]
    if len(batches) > 1 and any(torch.equal(batches[0].sort().values, batch.sort().values) for batch in batches[1:]):
        return "two steps saw the same batch"
    return None


@watched.check(
    1,
    driver="batches_drawn",
    rule=_random,
    hint="Who draws the positions: the generator that was passed in? And how often?",
)
def generator_draws_a_new_batch_for_each_step(draw: RandomInputs) -> Call:
    """Every step sees a new batch, drawn with the generator."""
    return {name: value for name, value in _numbered(draw).items() if name != "num_steps"}


@watched.rule(1, hint="The optimizer returns two things. What becomes of the second?")
def config_goes_back_to_the_optimizer(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Each step's optimizer gets the config that it returned the step before."""
    kept = got["counts"] == list(range(inputs["num_steps"]))
    return None if kept else "the optimizer didn't get back the config that it returned the step before"


@watched.rule(0.5, hint="How many losses are there after 6 steps, and which is the first?")
def losses_are_those_of_the_steps(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The second value returned lists every step's loss, in order."""
    if len(got["losses"]) != inputs["num_steps"]:
        return f"expected {inputs['num_steps']} losses, one for each step, got {len(got['losses'])}"
    right = [10.0 * (step + 1) for step in range(inputs["num_steps"])]
    return None if got["losses"] == right else "the losses aren't those of the steps, in their order"


training.takes("float32", 0.5, rule=training_comes_near_the_best_w, at=LONG)
training.keeps_inputs(0.5, "data_and_start_stay_as_they_were").says(
    "w, X and y are the same after the call as before.", hint="Does your loop shuffle X, or step w in place?"
)
watched.keeps_device(0.5, "batches_are_on_the_device_of_the_data").says(
    "Batches, and the w that comes back, are on the device of X, y and w."
)
