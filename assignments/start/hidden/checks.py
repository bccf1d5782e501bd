"""The one hidden check of rescale: all or nothing."""

from autograder.checks import Call, RandomInputs, close, question


def _numbers(draw: RandomInputs, rows: int = 3, columns: int = 5) -> Call:
    return {"x": 4 * draw.normal(rows, columns) + 7}


rescale = question("rescale", judge=close(), example=_numbers)


@rescale.check(5, hint="Try [[2, 4], [3, 6]]: which numbers do you get by hand, and which from your function?")
def smallest_becomes_0_and_largest_1(draw: RandomInputs) -> list[Call]:
    """The smallest number of x becomes 0, the largest 1, and the others keep their distances."""
    return [_numbers(draw), {"x": -3 - draw.normal(9)}, {"x": draw.normal(2, 3, 4)}]
