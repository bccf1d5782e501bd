"""Hidden checks of the three distance functions. Each fails for one reason."""

from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, close, question


def _features(inputs: CaseInputs) -> int:
    return int(inputs["x_train"][0].numel())


def _size_of_terms(inputs: CaseInputs) -> float:
    """‖x‖² + ‖y‖²: what rounding is measured against when the distance is taken apart as ‖x‖² + ‖y‖² − 2xᵀy."""
    return float(sum(inputs[name].flatten(1).square().sum(1).max() for name in ("x_train", "x_test")))


def _points(
    draw: RandomInputs, num_train: int = 7, num_test: int = 4, features: int = 10, near: float | None = None
) -> Call:
    """Draw points; near: how far, in each feature, the first two are apart."""
    x_train, x_test = draw.normal(num_train, features), draw.normal(num_test, features)
    if near is not None:
        x_test[0] = x_train[0] + near
    return {"x_train": x_train, "x_test": x_test}


def _room(inputs: CaseInputs) -> float:
    train, test, features = len(inputs["x_train"]), len(inputs["x_test"]), _features(inputs)
    return 4.0 * max(train * test, train * features, test * features)


DISTANCES = ("compute_distances_two_loops", "compute_distances_one_loop", "compute_distances_no_loops")
numbers = close(terms=_features, scale=_size_of_terms, dtype=False)
distances = question(*DISTANCES, judge=numbers, example=_points, same_mistakes=True)
two_loops, one_loop, no_loops = (question(name, example=_points) for name in DISTANCES)

NEAR_ONE = {"num_train": 11, "num_test": 8, "features": 24, "near": 0.1}  # two points at 0.24: below a bound of 1, too
distances.asks(4, "distances_match_the_definition", NEAR_ONE).says(
    "Entry (i, j) is the squared distance between training point i and test point j.",
    hint="Take two points of two features each. What do you get by hand, and what does your function say?",
)


@distances.check(3, hint="How many numbers describe one image, and over how many axes must they be summed?")
def images_of_any_shape_are_compared_whole(draw: RandomInputs) -> list[Call]:
    """Inputs with more axes, such as (N, C, H, W), are compared over all their features."""
    return [
        {"x_train": draw.normal(7, 3, 4, 5), "x_test": draw.normal(5, 3, 4, 5)},
        {"x_train": draw.normal(6, 5, 2), "x_test": draw.normal(9, 5, 2)},
    ]


ONE_POINT = [
    {"num_train": 8, "num_test": 1, "features": 6},
    {"num_train": 1, "num_test": 5, "features": 6},
]
distances.asks(1, "one_point_is_enough", ONE_POINT, near_misses=("no_loops_squeezed",)).says(
    "One training point, or one test point, still gives two axes.",
    hint="What is the shape of your result for one test point? Is there a squeeze in your code?",
)
distances.keeps_dtype(1).says("float64 inputs give float64 distances, float32 inputs float32 ones.")
distances.keeps_inputs(1, of="x_train and x_test")
# Every pair is metered, which costs: few are enough.
two_loops.grows(3, "one_step_for_each_pair", like="N*M", sizes={"num_train": (4, 7), "num_test": (5, 8)}).says(
    "Two Python loops, over training points and over test points, compute one distance at a time.",
    hint="How often does the line run that computes one distance?",
)
one_loop.grows(
    3, "one_step_for_each_training_point", like="N", sizes={"num_train": (8, 16), "num_test": (10, 20)}
).says(
    "One Python loop, over the training points, computes a whole row at a time.",
    hint="Which points does your loop run over, and can one line fill a whole row of the result?",
)
no_loops.grows(
    4, "work_does_not_grow_with_the_number_of_points", of="points", sizes={"num_train": (32, 96), "num_test": (32, 64)}
).says(hint="Which Python loop is still there? Comprehensions, map, and calls of your other two functions count too.")
no_loops.memory(
    4, "no_array_holds_every_pair_and_feature", elements=_room, at={"num_train": 42, "num_test": 38, "features": 48}
).says(
    "No array with num_train × num_test × features numbers is made on the way.",
    hint="What remains of ‖x − y‖² when you multiply it out, and which part of it is a matrix product?",
)


def _none_negative(got: Tensor, expected: Answer, inputs: CaseInputs) -> str | None:
    below = int((got < 0).sum())
    return f"{below} of {got.numel()} squared distances are negative" if below else None


@no_loops.check(
    1,
    rule=_none_negative,
    near_misses=(),
    hint="Rounding can push a tiny squared distance just below zero. What should it be then?",
)
def no_distance_is_negative(draw: RandomInputs) -> Call:
    """No squared distance is negative, not even of a point to itself."""
    points = draw.normal(60, 200)
    return {"x_train": points, "x_test": points[draw.permutation(60)]}


distances.keeps_device(1)
