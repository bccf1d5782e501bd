"""What stands in for a function of yours in a picture, as long as yours isn't right yet. It is never handed in, and never graded."""

from collections.abc import Callable
from typing import Any

import torch


def yours_or_given(yours: Callable[..., Any], given: Callable[..., Any], *example: Any) -> Callable[..., Any]:
    """Return your function if it does with an example what ours does, else ours, and say so.

    The example's tensors are copied for each call; a dict in it is given to each as a new one.
    """
    expected = _numbers(given(*_copies(example)))
    try:
        got = _numbers(yours(*_copies(example)))
        right = len(got) == len(expected) and all(
            a.shape == b.shape and torch.allclose(a.double(), b.double(), rtol=1e-3, atol=1e-5) for a, b in zip(got, expected, strict=True)
        )
        reason = "doesn't give the right numbers yet"
    except NotImplementedError:
        right, reason = False, "isn't written yet"
    except Exception as error:
        right, reason = False, f"stops with {type(error).__name__}"
    if right:
        return yours
    print(f"{yours.__name__} {reason}: the pictures of this cell are made with a function of ours. Run it again later.")
    return given


def _copies(example: tuple[Any, ...]) -> list[Any]:
    return [one.clone() if isinstance(one, torch.Tensor) else dict(one) if isinstance(one, dict) else one for one in example]


def _numbers(answer: Any) -> list[torch.Tensor]:
    """List the tensors of an answer; what an optimizer keeps in its dict is its own."""
    if isinstance(answer, (tuple, list)):
        return [tensor for part in answer for tensor in _numbers(part)]
    return [] if isinstance(answer, dict) else [torch.as_tensor(answer).detach()]
