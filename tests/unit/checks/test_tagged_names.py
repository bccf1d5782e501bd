"""An attribute is data where nobody follows it."""

from __future__ import annotations

import pytest

from autograder.checks.tagged_names import PROTOCOLS, is_data


@pytest.mark.parametrize("name", ["size", "_inner", "class_", "größe"])
def test_names_of_mere_values_are_data(name: str) -> None:
    assert is_data(name)


@pytest.mark.parametrize(
    "name", [*(f"{one}_interface__" for one in PROTOCOLS), "__class__", "_fields", "_typ", "a b", "", 3]
)
def test_names_that_something_follows_are_none(name: object) -> None:
    assert not is_data(name)
