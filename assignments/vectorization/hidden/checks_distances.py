"""Hidden checks of the four distance functions: one in pure Python, two in NumPy, one in torch. Each fails for one reason."""

from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, close, question


def _features(inputs: CaseInputs) -> int:
    return int(inputs["X"].shape[1])


def _scale(inputs: CaseInputs) -> float:
    """Return what rounding of d is measured against: (‖x‖² + ‖y‖²) / d at its worst, since the root's slope is 1 / 2d."""
    squares = (inputs["X"][:, None] - inputs["Y"]).square().sum(2)
    terms = sum(inputs[name].square().sum(1).max() for name in ("X", "Y"))
    return float(terms / squares.min().sqrt())


def _room(inputs: CaseInputs) -> float:
    n, m, d = len(inputs["X"]), len(inputs["Y"]), _features(inputs)
    return 4.0 * max(n * m, n * d, m * d)


def _no_nan(got: Tensor, expected: Answer, inputs: CaseInputs) -> str | None:
    count = int(got.isnan().sum())
    return f"{count} of {got.numel()} distances are NaN" if count else None


def _points(
    draw: RandomInputs,
    num_x: int = 2,
    num_y: int = 2,
    features: int = 5,
    near: float | None = None,
    ordered: bool = False,
) -> Call:
    """Draw vectors; near: how far, in each feature, the first two are apart; ordered: all of X above all of Y, above 0."""
    X, Y = draw.normal(num_x, features), draw.normal(num_y, features)
    if ordered:  # so a root of what isn't the square raises always or never, not as numbers are drawn
        X, Y = draw.uniform(3, 4, num_x, features), draw.uniform(1, 2, num_y, features)
    if near is not None:
        Y[0] = X[0] + near
    return {"X": X, "Y": Y}


ALL = ("pairwise_distances_python", "pairwise_distances_loops", "pairwise_distances", "pairwise_distances_torch")
PYTHON, LOOPS, NUMPY, TORCH = ALL
distances = question(
    *ALL, judge=close(terms=_features, scale=_scale, dtype=False), example=_points, library={TORCH: "torch"}
)

distances.asks(
    {PYTHON: 2, LOOPS: 2, NUMPY: 3, TORCH: 2},
    "distances_match_the_definition",
    [
        {"num_x": 9, "num_y": 7, "features": 12, "near": 0.1},  # two whose square is 0.12: below a bound of 1, too
        {"num_x": 3, "num_y": 4, "ordered": True},
        {"num_x": 1, "num_y": 4},
    ],
).says(
    "Entry (i, j) is the Euclidean distance between row i of X and row j of Y.",
    hint="Take (0, 0) and (3, 4). What is their distance, and what does your function say?",
)
distances.keeps_inputs(1, "points_stay_as_they_were", of="X and Y", at={"ordered": True}).says(
    hint="Which of your lines write into X or Y? Look for -=, **= and methods that end in an underscore."
)
distances.grows({PYTHON: 1}, "one_root_for_each_pair", like="N*M", sizes={"num_x": (3, 6), "num_y": (4, 7)}).says(
    "Python loops over both sets compute one distance at a time.", hint="How often does the line run that takes a root?"
)
distances.grows({PYTHON: 2}, "one_step_for_each_feature", like="N*M", sizes={"num_y": (3, 6), "features": (5, 9)}).says(
    "A third Python loop adds up the features, one at a time.",
    hint="Who adds up the squares: a loop of yours, or NumPy?",
)
distances.grows({LOOPS: 2}, "one_step_for_each_pair", like="N*M", sizes={"num_x": (4, 8), "num_y": (5, 9)}).says(
    "Two Python loops compute one distance at a time.", hint="How often does the line run that computes one distance?"
)
distances.grows({LOOPS: 1}, "no_loop_over_features", sizes={"features": (32, 64, 128)}).says(
    "One distance takes the same number of operations for short vectors and long ones.",
    hint="Can NumPy subtract, square and add up two whole vectors?",
)
distances.grows(
    {NUMPY: 2, TORCH: 1},
    "work_does_not_grow_with_the_number_of_vectors",
    of="vectors",
    sizes={"num_x": (32, 96), "num_y": (32, 64)},
).says(hint="Which Python loop is still there? Comprehensions, map, and calls of your other functions count too.")
distances.memory(
    {NUMPY: 2, TORCH: 1},
    "no_array_holds_every_pair_and_feature",
    elements=_room,
    at={"num_x": 42, "num_y": 38, "features": 48},
).says(
    "No array with N × M × D numbers is made on the way.",
    hint="Write ‖x − y‖² as the identity has it. Which part of it is a matrix product?",
)


@distances.check(
    {NUMPY: 3, TORCH: 1},
    rule=_no_nan,
    hint="Rounding can push a tiny square just below zero. What is its root, and what should it be?",
)
def no_distance_is_nan(draw: RandomInputs) -> Call:
    """No distance is NaN, not even of a vector to itself."""
    points = draw.normal(60, 200)
    return {"X": points, "Y": points[draw.permutation(60)]}


KEEPS_DTYPE = "float64 tensors give float64 distances, float32 ones float32."
distances.keeps_dtype({NUMPY: 1}).says(KEEPS_DTYPE, hint="Which dtype did each array on the way have?")
distances.keeps_dtype({TORCH: 1}).says(KEEPS_DTYPE, hint="Did a NumPy array or a new tensor come in between?")
distances.keeps_device({TORCH: 1})
