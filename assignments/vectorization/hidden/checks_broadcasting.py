"""Hidden checks of the rule of broadcasting, and of two functions that need it. Each fails for one reason."""

from autograder.checks import Call, RandomInputs, close, question

# ---------------------------------------------------------------- broadcast_shape

shapes = question("broadcast_shape")


def _sizes(draw: RandomInputs) -> list[int]:
    """Draw three sizes that differ, in ascending order."""
    return [tens + draw.integer(3, 9) for tens in (0, 10, 20)]


def _meet(*pairs: tuple[tuple[int, ...], tuple[int, ...]]) -> list[Call]:
    return [{"shape_a": a, "shape_b": b} for a, b in pairs]


@shapes.check(1, hint="What comes out when both shapes are equal, and as which type?")
def equal_shapes_stay(draw: RandomInputs) -> list[Call]:
    """Equal shapes give the same shape, as a tuple."""
    a, b, c = _sizes(draw)
    return _meet(((a, b), (a, b)), ((a, b, c), (a, b, c)))


@shapes.check(2, hint="Where does NumPy put the ones that are missing: in front, or behind?")
def missing_axes_are_put_in_front(draw: RandomInputs) -> list[Call]:
    """The shorter shape gets ones in front, whichever of the two it is."""
    a, b, c = _sizes(draw)
    return _meet(((a, b), (b,)), ((c,), (a, b, c)), ((b, c), (a, b, c)))


@shapes.check(2, hint="Which of the two sizes counts when one of them is 1? Look at each axis by itself.")
def ones_are_stretched(draw: RandomInputs) -> list[Call]:
    """An axis of length 1 takes the other's length, in either array, and even if that is 0."""
    a, b, c = _sizes(draw)
    return _meet(((a, 1), (a, b)), ((a, 1, c), (1, b, 1)), ((1, a, b), (c, 1, 1)), ((1, a), (0, a)))


@shapes.check(
    2, hint="When is it an error, and what is returned then? One axis that doesn't fit is enough, wherever it is."
)
def what_does_not_fit_is_none(draw: RandomInputs) -> list[Call]:
    """Sizes that differ, neither of them 1, give None; so does a multiple."""
    a, b, c = _sizes(draw)
    fits = (a, b), (a, b)  # not everything is an error
    shorter = ((b + 1,), (a, b)), ((a, b, c), (b + 1, c))
    return _meet(((a, b), (a + 1, b)), ((b, a), (b, a + 1)), ((2 * a, b), (a, b)), *shorter, fits)


@shapes.check(1, hint="The shape of one number is the empty tuple. How many ones are put in front of it?")
def a_scalar_fits_everything(draw: RandomInputs) -> list[Call]:
    """The empty shape () of a number goes with every shape."""
    a, b, _ = _sizes(draw)
    return _meet(((a, b), ()), ((), (b,)), ((), ()))


# ---------------------------------------------------------------- broadcasting_quiz

quiz = question("broadcasting_quiz", driver="answers", example=lambda _, letters: {"letters": letters})

quiz.asks(2, "quiz_of_fitting_shapes", {"letters": ["a", "b", "d"]}).says(
    "Questions a, b and d are answered right.",
    hint="Put ones in front of the shorter shape, then compare axis by axis.",
)
quiz.asks(2, "quiz_of_errors", {"letters": ["c", "h"]}).says(
    "Questions c and h are answered right.",
    hint="Write the two shapes below each other, flush right. Do all columns fit?",
)
quiz.asks(1, "quiz_of_three_axes", {"letters": ["e", "f"]}).says(
    "Questions e and f are answered right.",
    hint="The rule is the same for any number of axes and of arrays: take two, then the third.",
)
quiz.asks(1, "quiz_of_the_vector_and_the_column", {"letters": ["g"]}).says(
    "Question g is answered right.", hint="Is a vector a column? Where does its missing one go?"
)

# ---------------------------------------------------------------- subtract_vector


def _points_and_vector(draw: RandomInputs, points: int = 6, axes: int = 2) -> Call:
    return {"P": draw.normal(points, axes), "v": draw.normal(axes, 1)}


subtract = question("subtract_vector", judge=close(dtype=False), example=_points_and_vector)

subtract.asks(3, "vector_is_taken_from_every_row", [{"points": 7, "axes": 2}, {"points": 5, "axes": 3}]).says(
    "Row i of the result is row i of P minus v.",
    hint="P is (N, 2), v is (2, 1). Which shape must v have to go with every row of P?",
)
subtract.asks(2, "as_many_points_as_axes", [{"points": 2, "axes": 2}, {"points": 3, "axes": 3}]).says(
    "It also works when P is square, where a wrong shape goes unnoticed.",
    hint="With two points in the plane, P − v is no error. Is it right?",
)
subtract.keeps_inputs(1, "points_and_vector_stay_as_they_were", of="P and v").says(
    hint="Does P -= … occur in your code?"
)
subtract.grows(1, "no_loop_over_points", of="points", sizes={"points": (32, 64, 128)}).says(
    hint="Which loop is still there?"
)

# ---------------------------------------------------------------- outer_sum


def _vectors(draw: RandomInputs, len_z: int = 4, len_y: int = 4, len_x: int = 4) -> Call:
    return {"x": draw.normal(len_x), "y": draw.normal(len_y), "z": draw.normal(len_z)}


outer = question("outer_sum", judge=close(dtype=False), example=_vectors)

outer.asks(3, "every_triple_is_summed", {"len_z": 3, "len_y": 4, "len_x": 5}).says(
    "Entry (i, j, k) is z_i + y_j + x_k.",
    hint="x runs along the last axis. How many axes of length 1 do y and z need behind them?",
)
outer.asks(1, "each_vector_has_an_axis_of_its_own").says(
    "With three vectors of one length, too, each runs along its own axis.",
    hint="When all three have the same length, shapes can't tell you which axis is whose.",
)
outer.keeps_inputs(1, "vectors_stay_as_they_were", of="x, y and z").says(hint="Do you resize or add in place?")
outer.grows(1, "no_loop_over_triples", sizes={"len_z": (32, 64, 96), "len_y": (32, 48)}).says(
    "The number of operations is the same for short vectors and long ones.", hint="Which loop is still there?"
)
