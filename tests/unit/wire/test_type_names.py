"""A type's name is shown only where everybody knows it."""

from __future__ import annotations

import pytest

from autograder.wire import type_names


@pytest.mark.parametrize("name", ["int", "Tensor", "ndarray", "DataFrame", "ValueError", "generator", "int64"])
def test_names_that_everybody_knows_are_shown(name: str) -> None:
    assert type_names.shown(name) == name


@pytest.mark.parametrize("name", ["n4711", "", "Int", "unknown", "x" * 5000])
def test_other_names_are_not(name: str) -> None:
    assert type_names.shown(name) == type_names.UNKNOWN


def test_a_name_that_its_reader_has_is_shown() -> None:
    assert type_names.shown("Money", {"Money"}) == "Money"
