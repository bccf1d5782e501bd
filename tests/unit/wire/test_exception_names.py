"""An exception is told by a name that everybody knows, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.wire.exception_names import exceptions, shown


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        (["IndexError", "LookupError", "Exception", "BaseException", "object"], "IndexError"),
        (["LinAlgError", "ValueError", "Exception"], "LinAlgError"),
        (["Exception", "BaseException", "object"], "Exception"),
        (["secret42", "IndexError", "LookupError", "Exception"], "IndexError"),
        (["secret42", "Exception", "BaseException", "object"], ""),
        (["secret42"], ""),
    ],
)
def test_the_first_known_name_of_its_kinds_is_shown(kinds: list[str], name: str) -> None:
    assert shown(kinds) == name


@pytest.mark.parametrize("kind", [torch.linalg.LinAlgError, np.linalg.LinAlgError, torch.OutOfMemoryError])
def test_what_the_libraries_raise_is_known_by_the_name_that_they_give_it(kind: type[Exception]) -> None:
    assert kind.__name__ in exceptions()
