"""A rule that authors' checks share: a result has the shape and the dtype of an input, whatever its numbers are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor

from autograder.checks import CaseInputs


def like(name: str, result: str) -> Callable[[Any, Any, CaseInputs], str | None]:
    """Make the rule for one input, which is floating; messages call the answer by the name of result."""

    def rule(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        if not isinstance(got, Tensor):
            return f"{result} isn't a tensor"
        if got.shape != inputs[name].shape:
            return f"{name} has shape {tuple(inputs[name].shape)}, and {result} {tuple(got.shape)}"
        wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got.dtype))
        return f"{name} is {wanted}, and {result} {seen}" if seen != wanted else None

    return rule
