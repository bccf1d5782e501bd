"""Hidden checks of Newton's step, and of the table that compares the optimizers. Each fails for one reason."""

from collections.abc import Mapping

import torch
from _shared.checks.like_an_input import like

from autograder.checks import BOTH_DTYPES, Answer, Call, CaseInputs, RandomInputs, close, question

# ---------------------------------------------------------------- newton_step


def _valley(draw: RandomInputs, size: int = 4, *, saddle: bool = False) -> Call:
    """Draw a symmetric Hessian with curvatures from 1 to 9, one of them negative for a saddle."""
    directions = torch.linalg.qr(draw.normal(size, size))[0]
    curvatures = 1 + 8 * torch.arange(size, dtype=torch.float64) / max(1, size - 1)
    if saddle:
        curvatures[0] = -2.0
    hessian = directions @ torch.diag(curvatures) @ directions.T
    w, grad = draw.apart_from_zero(1.0, 2.0, size), draw.apart_from_zero(1.0, 2.0, size)
    return {"w": w, "grad": grad, "hessian": (hessian + hessian.T) / 2}


newton = question(
    "newton_step",
    judge=close(terms=lambda inputs: inputs["hessian"].numel(), scale=30.0, factor=4, dtype=False),
    example=_valley,
)

newton.asks(1.5, "step_lands_where_the_approximation_is_flat", [{"size": 7}, {"size": 12}]).says(
    "The step leads to w − H⁻¹g.",
    hint="For L(w) = 2w² at w = 3: the gradient is 12, the Hessian 4. Where does Newton's step lead?",
)
newton.asks(1, "saddle_is_solved_too", {"size": 5, "saddle": True}, near_misses=()).says(
    "A Hessian with a negative eigenvalue gives w − H⁻¹g as well.",
    hint="A Hessian may have negative curvatures: which way of solving allows for that?",
)
newton.asks(
    1, "result_has_the_shape_and_dtype_of_w", [{}, {"size": 1}], rule=like("w", "next_w"), dtypes=BOTH_DTYPES
).says(
    "The result has w's shape (n,), also for n = 1, and its dtype.",
    hint="solve takes a right-hand side of shape (n,) as well as (n, 1). Which shape comes out of yours?",
)
newton.keeps_inputs(1, "newton_inputs_stay_as_they_were").says(
    "w, grad and hessian are the same after the call as before.", hint="w -= … writes into the caller's w."
)
newton.keeps_device(0.5, "step_is_on_the_device_of_w").says(
    "The result is on the device of w, its gradient and its Hessian."
)

# ---------------------------------------------------------------- comparison_table

table = question("comparison_table", example={})


def _column(got: Answer, expected: Answer, number: int) -> str | None:
    if not isinstance(got, Mapping) or set(got) != set(expected):
        return f"expected a dict with the keys {', '.join(expected)}"
    rows = {name: row.tolist() if isinstance(row, torch.Tensor) else row for name, row in got.items()}
    if any(not isinstance(row, (list, tuple)) or len(row) != 4 for row in rows.values()):
        return "expected four values for each algorithm"
    wrong = sum(bool(rows[name][number]) is not row[number] for name, row in expected.items())
    return f"{wrong} of {len(expected)} entries of this column are wrong" if wrong else None


@table.rule(1, hint="Which of your functions keep an average of gradients, and step along it?")
def first_moments_column(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The first column says which algorithms track first moments."""
    return _column(got, expected, 0)


@table.rule(1, hint="Which of your functions keep squares of gradients?")
def second_moments_column(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The second column says which algorithms track second moments."""
    return _column(got, expected, 1)


@table.rule(1, hint="In which of them does an old square ever count less?")
def leaky_moments_column(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The third column says whose second moments leak."""
    return _column(got, expected, 2)


@table.rule(1, hint="Which of them needs to know t, and why?")
def bias_correction_column(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The fourth column says which algorithms correct the bias of their estimates."""
    return _column(got, expected, 3)
