"""Hidden checks of what is done entry by entry, and of sums across axes. Each fails for one reason."""

from autograder.checks import Call, RandomInputs, close, question

numbers = close(dtype=False)
SIZES = {"rows": (32, 64), "columns": (32, 48)}
NO_LOOP = "The number of operations is the same for small and large arrays."


def _matrix(draw: RandomInputs, rows: int = 4, columns: int = 5, **which: int) -> Call:
    return {"A": draw.uniform(0.5, 1.5, rows, columns), **which}


def _cubes(draw: RandomInputs, rows: int = 4, columns: int = 5, p: float = 3) -> Call:
    """Draw numbers of both signs where p is whole: of others no root may be taken."""
    matrix = {"A": draw.apart_from_zero(0.5, 1.5, rows, columns)} if p == int(p) else _matrix(draw, rows, columns)
    return {**matrix, "p": p}


def _pair(draw: RandomInputs, rows: int = 4, columns: int = 3, **which: int) -> Call:
    return {"A": draw.normal(rows, columns), "B": draw.apart_from_zero(0.5, 2.0, rows, columns), **which}


# ---------------------------------------------------------------- elementwise_power_loops, elementwise_power

powers = question("elementwise_power_loops", "elementwise_power", judge=numbers, example=_cubes, same_mistakes=True)

powers.asks(2, "every_entry_is_raised_to_p", [{"rows": 5, "columns": 5}, {"rows": 4, "columns": 7, "p": 2.5}]).says(
    "Entry (i, j) of the result is A's entry (i, j) to the power of p.",
    hint="What is [[1, 2], [3, 4]] to the power of 3, entry by entry?",
)


@powers.check(
    {"elementwise_power": 1}, near_misses=(), hint="Does the array expression need to know how many axes there are?"
)
def arrays_of_any_shape(draw: RandomInputs) -> list[Call]:
    """Vectors and arrays of three axes work like matrices."""
    return [{"A": draw.uniform(0.5, 1.5, 6), "p": 3}, {"A": draw.uniform(0.5, 1.5, 2, 3, 4), "p": 3}]


powers.keeps_dtype(1).says(
    "float64 inputs give float64 results, float32 inputs float32 ones.",
    hint="Which dtype does np.zeros(shape) have when you don't say?",
)
powers.keeps_inputs(1, "input_stays_as_it_was", of="A").says(
    hint="Which line writes into A? Look for **=, A[...] = and out=."
)
powers.grows(
    {"elementwise_power_loops": 2}, "one_step_for_each_entry", like="N*M", sizes={"rows": (5, 9), "columns": (6, 11)}
).says("Two Python loops raise one entry at a time.", hint="How often does the line run that raises one number?")
powers.grows({"elementwise_power": 1}, "work_does_not_grow_with_the_array", sizes=SIZES).says(
    NO_LOOP, hint="Which loop is still there? Comprehensions and map count too."
)

# ---------------------------------------------------------------- hadamard

both = question("hadamard", example=_pair)
one_of_two = question("hadamard", judge=numbers, driver="one_of_two", example=_pair)

one_of_two.asks(1, "product_of_each_pair_of_entries", {"rows": 6, "columns": 6, "which": 0}).says(
    "The first result holds A_ij · B_ij.", hint="Which operator multiplies entry by entry: * or @?"
)
one_of_two.asks(2, "quotient_of_each_pair_of_entries", {"rows": 5, "columns": 5, "which": 1}).says(
    "The second result holds A_ij / B_ij.",
    hint="Which of the two is divided, and does your operator keep the fraction?",
)
both.keeps_inputs(1, "factors_stay_as_they_were", of="A and B").says(hint="Do *= or /= occur in your code?")
both.grows(1, "no_loop_over_entries", sizes=SIZES).says(
    NO_LOOP, hint="Can an operator do to whole arrays what your loop does to entries?"
)

# ---------------------------------------------------------------- axis_sums

one_sum = question("axis_sums", judge=numbers, driver="one_sum", example=_matrix)

one_sum.asks(1, "sum_over_rows", {"rows": 7, "columns": 4, "which": 0}).says(
    "The first result, of shape (D,), holds each column's sum.",
    hint="A has shape (N, D), and axis 0 is the one of length N. Which axis is gone in a result of shape (D,)?",
)
one_sum.asks(1, "sum_over_columns", {"rows": 7, "columns": 4, "which": 1}).says(
    "The second result, of shape (N,), holds each row's sum.", hint="Which axis is gone in a result of shape (N,)?"
)
one_sum.asks(1, "column_keeps_its_axis", {"rows": 6, "columns": 5, "which": 2}).says(
    "The third result, of shape (N, 1), holds each row's sum as a column.",
    hint="(N,) and (N, 1) are different shapes. Which argument of sum keeps the axis, with length 1?",
)
one_sum.asks(1, "total_of_everything", {"rows": 6, "columns": 5, "which": 3}).says(
    "The fourth result is one number, the sum of all entries.", hint="What does sum do when no axis is named?"
)
question("axis_sums", example=_matrix).grows(1, "sums_without_loops", sizes=SIZES).says(
    NO_LOOP, hint="Which loop is still there? Python's own sum loops too."
)
