"""An exception is told by a name that everybody knows, or not at all."""

from __future__ import annotations

import pytest

from autograder.wire.exception_names import shown


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
