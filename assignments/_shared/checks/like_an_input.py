"""A rule that authors' checks share: a result has the shape and the dtype of an input, whatever its numbers are."""

from collections.abc import Callable

from torch import Tensor

from autograder.checks import Answer, CaseInputs, shown_shape


def like(name: str, result: str) -> Callable[[Answer, Answer, CaseInputs], str | None]:
    """Make the rule for one input, which is floating; messages call the answer by the name of result."""

    def rule(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
        if not isinstance(got, Tensor):
            return f"{result} isn't a tensor"
        if got.shape != inputs[name].shape:
            return f"{name} has shape {tuple(inputs[name].shape)}, and {result} {shown_shape(got)}"
        wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got.dtype))
        return f"{name} is {wanted}, and {result} {seen}" if seen != wanted else None

    return rule
