"""What a process claims is read, whatever it is: what no driver of ours writes has no form, or is strange."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.checks import assert_claims
from autograder.checks.tagged_values import Strange
from autograder.model import Array, Unsupported

CALL: dict[str, Any] = {"on": None, "name": "f", "reads": False, "args": [3], "named": {}}


def claimed(answer: Any) -> dict[str, Any]:
    return {"names": {}, "calls": [[None, "", answer, "", [[3], {}]]]}


def test_an_answer_is_read_with_its_arrays() -> None:
    outcomes, held = assert_claims.read(claimed({"~": ["tuple", [1, Array(torch.ones(2))]]}), [CALL], [])
    assert held == {}
    assert outcomes is not None
    one, array = outcomes[0][2]
    assert one == 1
    assert torch.equal(array, torch.ones(2))


@pytest.mark.parametrize(
    "answer",
    [Unsupported("int"), {"~": ["set", {"~": ["range", [0, 1 << 60, 1]]}]}, {"~": ["scalar", "S9", [1]]}, {"~": 3}],
)
def test_what_cant_be_read_is_strange(answer: Any) -> None:
    used: list[str] = []
    outcomes, _ = assert_claims.read(claimed(answer), [CALL], used)
    assert outcomes is not None
    assert isinstance(outcomes[0][2], Strange)
    assert used == []  # nobody has looked into it


@pytest.mark.parametrize(
    "got",
    [
        None,
        {"names": {}, "calls": []},
        claimed(1) | {"names": 3},
        {"names": {}, "calls": [[None, "", 1, "", [[], {}]]]},
    ],
)
def test_claims_of_another_form_are_none(got: Any) -> None:
    assert assert_claims.read(got, [CALL], []) == (None, None)
