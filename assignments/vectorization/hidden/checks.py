"""Hidden checks of broadcasting and vectorization. Each fails for one reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, exactly, growth, memory, satisfies, unchanged
from autograder.checks.random_inputs import RandomInputs

numbers = close(dtype=False)


def _same_dtype(got: Any, expected: Any, inputs: Any) -> str | None:
    wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got.dtype))
    return None if wanted == seen else f"the inputs were {wanted}, and the result is {seen}"


# ---------------------------------------------------------------- element by element

POWERS = ("elementwise_power_loops", "elementwise_power")
POWER_MISTAKES = {
    "this is A times p, not A to the power of p": lambda expected, inputs: inputs["A"] * inputs["p"],
    "this is p to the power of A": lambda expected, inputs: inputs["p"] ** inputs["A"],
    "these are squares, whatever p is": lambda expected, inputs: inputs["A"] ** 2,
    "these are fourth powers, whatever p is": lambda expected, inputs: inputs["A"] ** 4,
}


@check(
    asks=POWERS, points=2, judge=numbers, near_misses=POWER_MISTAKES, library="numpy",
    hint="What is [[1, 2], [3, 4]] to the power of 3, entry by entry?",
)  # fmt: skip
def every_entry_is_raised_to_p(rng: RandomInputs) -> list[dict[str, Any]]:
    """Entry (i, j) of the result is A's entry (i, j) to the power of p."""
    return [{"A": rng.uniform(0.5, 1.5, 5, 5), "p": 3}, {"A": rng.uniform(0.5, 1.5, 4, 7), "p": 2.5}]


@check(
    asks="elementwise_power", points=1, judge=numbers, library="numpy",
    hint="Does the array expression need to know how many axes there are?",
)  # fmt: skip
def arrays_of_any_shape(rng: RandomInputs) -> list[dict[str, Any]]:
    """Vectors and arrays of three axes work like matrices."""
    return [{"A": rng.uniform(0.5, 1.5, 6), "p": 3}, {"A": rng.uniform(0.5, 1.5, 2, 3, 4), "p": 3}]


@check(
    asks=POWERS, points=1, judge=satisfies(_same_dtype), library="numpy",
    hint="Which dtype does np.zeros(shape) have when you don't say?",
)  # fmt: skip
def result_has_the_dtype_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """float64 inputs give float64 results, float32 inputs float32 ones."""
    return {"A": rng.uniform(0.5, 1.5, 4, 5), "p": 3}


@check(
    asks=POWERS, points=1, judge=unchanged(), library="numpy",
    hint="Which line writes into A? Look for **=, A[...] = and out=.",
)  # fmt: skip
def input_stays_as_it_was(rng: RandomInputs) -> dict[str, Any]:
    """A is the same after the call as before."""
    return {"A": rng.uniform(0.5, 1.5, 4, 5), "p": 3}


@growth(
    asks="elementwise_power_loops", points=2, at_most="N*M", at_least="N*M", sizes={"rows": (5, 9), "columns": (6, 11)},
    library="numpy", hint="How often does the line run that raises one number?",
)  # fmt: skip
def one_step_for_each_entry(rows: int, columns: int, rng: RandomInputs) -> dict[str, Any]:
    """Two Python loops raise one entry at a time."""
    return {"A": rng.uniform(0.5, 1.5, rows, columns), "p": 3}


@growth(
    asks="elementwise_power", points=1, at_most="1", sizes={"rows": (32, 64), "columns": (32, 48)}, library="numpy",
    hint="Which loop is still there? Comprehensions and map count too.",
)  # fmt: skip
def work_does_not_grow_with_the_array(rows: int, columns: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for small and large arrays."""
    return {"A": rng.uniform(0.5, 1.5, rows, columns), "p": 3}


def _pair(rng: RandomInputs, rows: int, columns: int) -> dict[str, Any]:
    return {"A": rng.normal(rows, columns), "B": rng.uniform(0.5, 2.0, rows, columns)}


@check(
    asks="hadamard", points=1, judge=numbers, probe="one_of_two", library="numpy",
    near_misses={"this is the matrix product": lambda expected, inputs: inputs["A"] @ inputs["B"]},
    hint="Which operator multiplies entry by entry: * or @?",
)  # fmt: skip
def product_of_each_pair_of_entries(rng: RandomInputs) -> dict[str, Any]:
    """The first result holds A_ij · B_ij."""
    return {**_pair(rng, 6, 6), "which": 0}


@check(
    asks="hadamard", points=2, judge=numbers, probe="one_of_two", library="numpy",
    near_misses={
        "this is B / A": lambda expected, inputs: inputs["B"] / inputs["A"],
        "the quotients are rounded down": lambda expected, inputs: expected.floor(),
    },
    hint="Which of the two is divided, and does your operator keep the fraction?",
)  # fmt: skip
def quotient_of_each_pair_of_entries(rng: RandomInputs) -> dict[str, Any]:
    """The second result holds A_ij / B_ij."""
    return {**_pair(rng, 5, 5), "which": 1}


@check(
    asks="hadamard", points=1, judge=unchanged(), library="numpy",
    hint="Do *= or /= occur in your code?",
)  # fmt: skip
def factors_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """A and B are the same after the call as before."""
    return _pair(rng, 4, 3)


@growth(
    asks="hadamard", points=1, at_most="1", sizes={"rows": (32, 64), "columns": (32, 48)}, library="numpy",
    hint="Can an operator do to whole arrays what your loop does to entries?",
)  # fmt: skip
def no_loop_over_entries(rows: int, columns: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for small and large arrays."""
    return _pair(rng, rows, columns)


# ---------------------------------------------------------------- sums across axes

MEANS = {"this is a mean, not a sum": lambda expected, inputs: expected / _count(expected, inputs)}


def _count(expected: Tensor, inputs: Mapping[str, Any]) -> float:
    return float(inputs["A"].numel() / expected.numel())


@check(
    asks="axis_sums", points=1, judge=numbers, probe="one_sum", library="numpy",
    near_misses={**MEANS, "the axes are exchanged": lambda expected, inputs: inputs["A"].sum(1)},
    hint="A has shape (N, D), and axis 0 is the one of length N. Which axis is gone in a result of shape (D,)?",
)  # fmt: skip
def sum_over_rows(rng: RandomInputs) -> dict[str, Any]:
    """The first result, of shape (D,), holds each column's sum."""
    return {"A": rng.uniform(0.5, 1.5, 7, 4), "which": 0}


@check(
    asks="axis_sums", points=1, judge=numbers, probe="one_sum", library="numpy",
    near_misses={**MEANS, "the axes are exchanged": lambda expected, inputs: inputs["A"].sum(0)},
    hint="Which axis is gone in a result of shape (N,)?",
)  # fmt: skip
def sum_over_columns(rng: RandomInputs) -> dict[str, Any]:
    """The second result, of shape (N,), holds each row's sum."""
    return {"A": rng.uniform(0.5, 1.5, 7, 4), "which": 1}


@check(
    asks="axis_sums", points=1, judge=numbers, probe="one_sum", library="numpy", near_misses=MEANS,
    hint="(N,) and (N, 1) are different shapes. Which argument of sum keeps the axis, with length 1?",
)  # fmt: skip
def column_keeps_its_axis(rng: RandomInputs) -> dict[str, Any]:
    """The third result, of shape (N, 1), holds each row's sum as a column."""
    return {"A": rng.uniform(0.5, 1.5, 6, 5), "which": 2}


@check(
    asks="axis_sums", points=1, judge=numbers, probe="one_sum", library="numpy", near_misses=MEANS,
    hint="What does sum do when no axis is named?",
)  # fmt: skip
def total_of_everything(rng: RandomInputs) -> dict[str, Any]:
    """The fourth result is one number, the sum of all entries."""
    return {"A": rng.uniform(0.5, 1.5, 6, 5), "which": 3}


@growth(
    asks="axis_sums", points=1, at_most="1", sizes={"rows": (32, 64), "columns": (32, 48)}, library="numpy",
    hint="Which loop is still there? Python's own sum loops too.",
)  # fmt: skip
def sums_without_loops(rows: int, columns: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for small and large arrays."""
    return {"A": rng.uniform(0.5, 1.5, rows, columns)}


# ---------------------------------------------------------------- broadcasting


def _size(rng: RandomInputs) -> int:
    return rng.integer(3, 9)


@check(
    asks="broadcast_shape", points=1, judge=exactly(),
    hint="What comes out when both shapes are equal, and as which type?",
)  # fmt: skip
def equal_shapes_stay(rng: RandomInputs) -> list[dict[str, Any]]:
    """Equal shapes give the same shape, as a tuple."""
    a, b, c = _size(rng), 10 + _size(rng), 20 + _size(rng)
    return [{"shape_a": (a, b), "shape_b": (a, b)}, {"shape_a": (a, b, c), "shape_b": (a, b, c)}]


@check(
    asks="broadcast_shape", points=2, judge=exactly(),
    hint="Where does NumPy put the ones that are missing: in front, or behind?",
)  # fmt: skip
def missing_axes_are_put_in_front(rng: RandomInputs) -> list[dict[str, Any]]:
    """The shorter shape gets ones in front, whichever of the two it is."""
    a, b, c = _size(rng), 10 + _size(rng), 20 + _size(rng)
    return [
        {"shape_a": (a, b), "shape_b": (b,)},
        {"shape_a": (c,), "shape_b": (a, b, c)},
        {"shape_a": (b, c), "shape_b": (a, b, c)},
    ]


@check(
    asks="broadcast_shape", points=2, judge=exactly(),
    hint="Which of the two sizes counts when one of them is 1? Look at each axis by itself.",
)  # fmt: skip
def ones_are_stretched(rng: RandomInputs) -> list[dict[str, Any]]:
    """An axis of length 1 takes the other's length, in either array, and even if that is 0."""
    a, b, c = _size(rng), 10 + _size(rng), 20 + _size(rng)
    return [
        {"shape_a": (a, 1), "shape_b": (a, b)},
        {"shape_a": (a, 1, c), "shape_b": (1, b, 1)},
        {"shape_a": (1, a, b), "shape_b": (c, 1, 1)},
        {"shape_a": (1, a), "shape_b": (0, a)},
    ]


@check(
    asks="broadcast_shape", points=2, judge=exactly(),
    hint="When is it an error, and what is returned then? One axis that doesn't fit is enough, wherever it is.",
)  # fmt: skip
def what_does_not_fit_is_none(rng: RandomInputs) -> list[dict[str, Any]]:
    """Sizes that differ, neither of them 1, give None; so does a multiple."""
    a, b = _size(rng), 10 + _size(rng)
    return [
        {"shape_a": (a, b), "shape_b": (a + 1, b)},
        {"shape_a": (b, a), "shape_b": (b, a + 1)},
        {"shape_a": (2 * a, b), "shape_b": (a, b)},
        {"shape_a": (a, b), "shape_b": (a, b)},  # not everything is an error
    ]


@check(
    asks="broadcast_shape", points=1, judge=exactly(),
    hint="The shape of one number is the empty tuple. How many ones are put in front of it?",
)  # fmt: skip
def a_scalar_fits_everything(rng: RandomInputs) -> list[dict[str, Any]]:
    """The empty shape () of a number goes with every shape."""
    a, b = _size(rng), 10 + _size(rng)
    return [{"shape_a": (a, b), "shape_b": ()}, {"shape_a": (), "shape_b": (b,)}, {"shape_a": (), "shape_b": ()}]


@check(
    asks="broadcasting_quiz", points=2, judge=exactly(), probe="answers",
    hint="Put ones in front of the shorter shape, then compare axis by axis.",
)  # fmt: skip
def quiz_of_fitting_shapes(rng: RandomInputs) -> dict[str, Any]:
    """Questions a, b and d are answered right."""
    return {"letters": ["a", "b", "d"]}


@check(
    asks="broadcasting_quiz", points=2, judge=exactly(), probe="answers",
    hint="Write the two shapes below each other, flush right. Do all columns fit?",
)  # fmt: skip
def quiz_of_errors(rng: RandomInputs) -> dict[str, Any]:
    """Questions c and h are answered right."""
    return {"letters": ["c", "h"]}


@check(
    asks="broadcasting_quiz", points=1, judge=exactly(), probe="answers",
    hint="The rule is the same for any number of axes and of arrays: take two, then the third.",
)  # fmt: skip
def quiz_of_three_axes(rng: RandomInputs) -> dict[str, Any]:
    """Questions e and f are answered right."""
    return {"letters": ["e", "f"]}


@check(
    asks="broadcasting_quiz", points=1, judge=exactly(), probe="answers",
    hint="Is a vector a column? Where does its missing one go?",
)  # fmt: skip
def quiz_of_the_vector_and_the_column(rng: RandomInputs) -> dict[str, Any]:
    """Question g is answered right."""
    return {"letters": ["g"]}


VECTOR_MISTAKES = {
    "this is v − P": lambda expected, inputs: -expected,
    "v was added": lambda expected, inputs: inputs["P"] + inputs["v"].T,
    "only v's first entry was subtracted": lambda expected, inputs: inputs["P"] - inputs["v"][0, 0],
}
NOT_TURNED = {
    "v wasn't turned into a row: each row of P lost one entry of v": lambda expected, inputs: inputs["P"] - inputs["v"]
}


@check(
    asks="subtract_vector", points=3, judge=numbers, near_misses=VECTOR_MISTAKES, library="numpy",
    hint="P is (N, 2), v is (2, 1). Which shape must v have to go with every row of P?",
)  # fmt: skip
def vector_is_taken_from_every_row(rng: RandomInputs) -> list[dict[str, Any]]:
    """Row i of the result is row i of P minus v."""
    return [{"P": rng.normal(7, 2), "v": rng.normal(2, 1)}, {"P": rng.normal(5, 3), "v": rng.normal(3, 1)}]


@check(
    asks="subtract_vector", points=2, judge=numbers, near_misses={**VECTOR_MISTAKES, **NOT_TURNED}, library="numpy",
    hint="With two points in the plane, P − v is no error. Is it right?",
)  # fmt: skip
def as_many_points_as_axes(rng: RandomInputs) -> list[dict[str, Any]]:
    """It also works when P is square, where a wrong shape goes unnoticed."""
    return [{"P": rng.normal(2, 2), "v": rng.normal(2, 1)}, {"P": rng.normal(3, 3), "v": rng.normal(3, 1)}]


@check(
    asks="subtract_vector", points=1, judge=unchanged(), library="numpy",
    hint="Does P -= … occur in your code?",
)  # fmt: skip
def points_and_vector_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """P and v are the same after the call as before."""
    return {"P": rng.normal(6, 2), "v": rng.normal(2, 1)}


@growth(
    asks="subtract_vector", points=1, at_most="1", sizes={"points": (32, 64, 128)}, library="numpy",
    hint="Which loop is still there?",
)  # fmt: skip
def no_loop_over_points(points: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few points and for many."""
    return {"P": rng.normal(points, 2), "v": rng.normal(2, 1)}


OUTER_MISTAKES = {
    "the axes are in the order x, y, z": lambda expected, inputs: expected.permute(2, 1, 0),
    "the product is taken, not the sum": lambda expected, inputs: (
        inputs["z"][:, None, None] * inputs["y"][:, None] * inputs["x"]
    ),
}


@check(
    asks="outer_sum", points=3, judge=numbers, near_misses=OUTER_MISTAKES, library="numpy",
    hint="x runs along the last axis. How many axes of length 1 do y and z need behind them?",
)  # fmt: skip
def every_triple_is_summed(rng: RandomInputs) -> dict[str, Any]:
    """Entry (i, j, k) is z_i + y_j + x_k."""
    return {"x": rng.normal(5), "y": rng.normal(4), "z": rng.normal(3)}


@check(
    asks="outer_sum", points=1, judge=numbers, near_misses=OUTER_MISTAKES, library="numpy",
    hint="When all three have the same length, shapes can't tell you which axis is whose.",
)  # fmt: skip
def each_vector_has_an_axis_of_its_own(rng: RandomInputs) -> dict[str, Any]:
    """With three vectors of one length, too, each runs along its own axis."""
    return {"x": rng.normal(4), "y": rng.normal(4), "z": rng.normal(4)}


@check(
    asks="outer_sum", points=1, judge=unchanged(), library="numpy",
    hint="Do you resize or add in place?",
)  # fmt: skip
def vectors_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """x, y and z are the same after the call as before."""
    return {"x": rng.normal(4), "y": rng.normal(4), "z": rng.normal(4)}


@growth(
    asks="outer_sum", points=1, at_most="1", sizes={"len_z": (32, 64, 96), "len_y": (32, 48)}, library="numpy",
    hint="Which loop is still there?",
)  # fmt: skip
def no_loop_over_triples(len_z: int, len_y: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for short vectors and long ones."""
    return {"x": rng.normal(3), "y": rng.normal(len_y), "z": rng.normal(len_z)}


# ---------------------------------------------------------------- distances

IN_NUMPY = ("pairwise_distances_python", "pairwise_distances_loops", "pairwise_distances")


def _scale(inputs: Mapping[str, Any]) -> float:
    """Return what rounding of d is measured against: (‖x‖² + ‖y‖²) / d at its worst, since the root's slope is 1 / 2d."""
    squares = (inputs["X"][:, None] - inputs["Y"]).square().sum(2)
    terms = sum(inputs[name].square().sum(1).max() for name in ("X", "Y"))
    return float(terms / squares.min().sqrt())


def _features(inputs: Mapping[str, Any]) -> int:
    return int(inputs["X"].shape[1])


def _products(inputs: Mapping[str, Any]) -> Tensor:
    return inputs["X"] @ inputs["Y"].T


ROOT = {"this is the square of the distance: the root is missing": lambda expected, inputs: expected.square()}
EXCHANGED = {"rows and columns are exchanged": lambda expected, inputs: expected.T}
LOOP_MISTAKES = {
    **ROOT,
    **EXCHANGED,
    "the mean over the features is taken, not the sum": lambda expected, inputs: expected / _features(inputs) ** 0.5,
}
IDENTITY_MISTAKES = {
    **ROOT,
    **EXCHANGED,
    "the product x·y is subtracted once, not twice": lambda expected, inputs: (expected.square() + _products(inputs)).clamp(min=0).sqrt(),
    "the product x·y is added, not subtracted": lambda expected, inputs: (expected.square() + 4 * _products(inputs)).clamp(min=0).sqrt(),
}  # fmt: skip
distances = close(terms=_features, scale=_scale, dtype=False)


def _points(rng: RandomInputs, num_x: int, num_y: int, features: int) -> dict[str, Any]:
    return {"X": rng.normal(num_x, features), "Y": rng.normal(num_y, features)}


def _distances_match(rng: RandomInputs) -> dict[str, Any]:
    """Entry (i, j) is the Euclidean distance between row i of X and row j of Y."""
    return _points(rng, 9, 7, 12)


def _points_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """X and Y are the same after the call as before."""
    return _points(rng, 6, 5, 8)


DEFINITION_HINT = "Take (0, 0) and (3, 4). What is their distance, and what does your function say?"
CHANGED_HINT = "Which of your lines write into X or Y? Look for -=, **= and methods that end in an underscore."


def _renamed(draw: Any, name: str) -> Any:
    draw.__name__ = name
    return draw


_distances_match = _renamed(_distances_match, "distances_match_the_definition")
distances_of_arrays = check(
    asks=IN_NUMPY[:2], points=2, judge=distances, near_misses=LOOP_MISTAKES, library="numpy", hint=DEFINITION_HINT,
)(_distances_match)  # fmt: skip
distances_without_loops = check(
    asks="pairwise_distances", points=3, judge=distances, near_misses=IDENTITY_MISTAKES, library="numpy", hint=DEFINITION_HINT,
)(_distances_match)  # fmt: skip
distances_of_tensors = check(
    asks="pairwise_distances_torch", points=2, judge=distances, near_misses=IDENTITY_MISTAKES, hint=DEFINITION_HINT,
)(_distances_match)  # fmt: skip

_points_stay_as_they_were = _renamed(_points_stay_as_they_were, "points_stay_as_they_were")
arrays_stay = check(asks=IN_NUMPY, points=1, judge=unchanged(), library="numpy", hint=CHANGED_HINT)(
    _points_stay_as_they_were
)
tensors_stay = check(asks="pairwise_distances_torch", points=1, judge=unchanged(), hint=CHANGED_HINT)(
    _points_stay_as_they_were
)


@growth(
    asks="pairwise_distances_python", points=1, at_most="N*M", at_least="N*M", library="numpy",
    sizes={"num_x": (3, 6), "num_y": (4, 7)}, hint="How often does the line run that takes a root?",
)  # fmt: skip
def one_root_for_each_pair(num_x: int, num_y: int, rng: RandomInputs) -> dict[str, Any]:
    """Python loops over both sets compute one distance at a time."""
    return _points(rng, num_x, num_y, 3)


@growth(
    asks="pairwise_distances_python", points=2, at_most="N*M", at_least="N*M", library="numpy",
    sizes={"num_y": (3, 6), "features": (5, 9)}, hint="Who adds up the squares: a loop of yours, or NumPy?",
)  # fmt: skip
def one_step_for_each_feature(num_y: int, features: int, rng: RandomInputs) -> dict[str, Any]:
    """A third Python loop adds up the features, one at a time."""
    return _points(rng, 2, num_y, features)


@growth(
    asks="pairwise_distances_loops", points=2, at_most="N*M", at_least="N*M", library="numpy",
    sizes={"num_x": (4, 8), "num_y": (5, 9)}, hint="How often does the line run that computes one distance?",
)  # fmt: skip
def one_step_for_each_pair(num_x: int, num_y: int, rng: RandomInputs) -> dict[str, Any]:
    """Two Python loops compute one distance at a time."""
    return _points(rng, num_x, num_y, 6)


@growth(
    asks="pairwise_distances_loops", points=1, at_most="1", library="numpy", sizes={"features": (32, 64, 128)},
    hint="Can NumPy subtract, square and add up two whole vectors?",
)  # fmt: skip
def no_loop_over_features(features: int, rng: RandomInputs) -> dict[str, Any]:
    """One distance takes the same number of operations for short vectors and long ones."""
    return _points(rng, 2, 2, features)


NO_LOOPS_HINT = "Which Python loop is still there? Comprehensions, map, and calls of your other functions count too."
ROOM_HINT = "Write ‖x − y‖² as the identity has it. Which part of it is a matrix product?"
NAN_HINT = "Rounding can push a tiny square just below zero. What is its root, and what should it be?"


def _no_loops(num_x: int, num_y: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few vectors and for many."""
    return _points(rng, num_x, num_y, 5)


def _no_cube(rng: RandomInputs) -> dict[str, Any]:
    """No array with N × M × D numbers is made on the way."""
    return _points(rng, 42, 38, 48)


def _room(inputs: Mapping[str, Any]) -> float:
    n, m, d = len(inputs["X"]), len(inputs["Y"]), _features(inputs)
    return 4.0 * max(n * m, n * d, m * d)


def _no_nan(got: Any, expected: Any, inputs: Any) -> str | None:
    count = int(got.isnan().sum())
    return f"{count} of {got.numel()} distances are NaN" if count else None


def _to_themselves(rng: RandomInputs) -> dict[str, Any]:
    """No distance is NaN, not even of a vector to itself."""
    points = rng.normal(60, 200)
    return {"X": points, "Y": points.clone()}


_no_loops = _renamed(_no_loops, "work_does_not_grow_with_the_number_of_vectors")
_no_cube = _renamed(_no_cube, "no_array_holds_every_pair_and_feature")
_to_themselves = _renamed(_to_themselves, "no_distance_is_nan")
SIZES = {"num_x": (32, 96), "num_y": (32, 64)}
numpy_growth = growth(
    asks="pairwise_distances", points=2, at_most="1", library="numpy", sizes=SIZES, hint=NO_LOOPS_HINT
)(_no_loops)
torch_growth = growth(asks="pairwise_distances_torch", points=1, at_most="1", sizes=SIZES, hint=NO_LOOPS_HINT)(
    _no_loops
)
numpy_memory = memory(asks="pairwise_distances", points=2, elements=_room, library="numpy", hint=ROOM_HINT)(_no_cube)
torch_memory = memory(asks="pairwise_distances_torch", points=1, elements=_room, hint=ROOM_HINT)(_no_cube)
numpy_nan = check(asks="pairwise_distances", points=3, judge=satisfies(_no_nan), library="numpy", hint=NAN_HINT)(
    _to_themselves
)
torch_nan = check(asks="pairwise_distances_torch", points=1, judge=satisfies(_no_nan), hint=NAN_HINT)(_to_themselves)


# ---------------------------------------------------------------- torch


def _tensor_dtype(rng: RandomInputs) -> dict[str, Any]:
    """float64 tensors give float64 distances, float32 ones float32."""
    return _points(rng, 6, 5, 8)


_tensor_dtype = _renamed(_tensor_dtype, "result_has_the_dtype_of_the_inputs")
numpy_dtype = check(
    asks="pairwise_distances", points=1, judge=satisfies(_same_dtype), library="numpy", hint="Which dtype did each array on the way have?",
)(_tensor_dtype)  # fmt: skip
torch_dtype = check(
    asks="pairwise_distances_torch", points=1, judge=satisfies(_same_dtype), hint="Did a NumPy array or a new tensor come in between?",
)(_tensor_dtype)  # fmt: skip


def _centred(images: Tensor, *axes: int) -> Tensor:
    return images - images.mean(dim=axes, keepdim=True)


@check(
    asks="center_channels", points=2, judge=numbers,
    near_misses={
        "the mean of everything was subtracted, not each channel's": lambda expected, inputs: inputs["images"] - inputs["images"].mean(),
        "each image has its own means": lambda expected, inputs: _centred(inputs["images"], 2, 3),
        "each pixel has its own mean": lambda expected, inputs: _centred(inputs["images"], 0),
        "the means run along the last axis": lambda expected, inputs: inputs["images"] - inputs["images"].mean(dim=(0, 2, 3)),
        "the mean was added": lambda expected, inputs: 2 * inputs["images"] - expected,
    },
    hint="Three channels, three means. Which axes are averaged over, and which shape lets the means meet axis 1?",
)  # fmt: skip
def every_channel_has_mean_zero(rng: RandomInputs) -> list[dict[str, Any]]:
    """From each channel its mean over all images, rows and columns is subtracted."""
    return [
        {"images": rng.normal(4, 3, 5, 3) + torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64).reshape(3, 1, 1)},
        {"images": rng.normal(3, 2, 4, 5) + 1},
    ]


@check(
    asks="center_channels", points=1, judge=satisfies(_same_dtype),
    hint="Did a NumPy array or a conversion come in between?",
)  # fmt: skip
def images_keep_their_dtype(rng: RandomInputs) -> dict[str, Any]:
    """float64 images give float64 results, float32 ones float32."""
    return {"images": rng.normal(3, 3, 4, 3)}


@check(
    asks="center_channels", points=1, judge=unchanged(),
    hint="Do you write into images itself?",
)  # fmt: skip
def images_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """The images are the same after the call as before."""
    return {"images": rng.normal(3, 3, 4, 3)}


@growth(
    asks="center_channels", points=2, at_most="1", sizes={"num_images": (32, 64), "channels": (32, 48)},
    hint="Over what does your loop run, and which axes can mean take at once?",
)  # fmt: skip
def no_loop_over_images_or_channels(num_images: int, channels: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few images and channels and for many."""
    return {"images": rng.normal(num_images, channels, 2, 2)}
