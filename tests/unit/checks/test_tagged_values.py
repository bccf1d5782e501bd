"""What is packed comes back the same, by type and value."""

from __future__ import annotations

import datetime
import decimal
import fractions
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.tagged_values import Strange, Unreadable, is_strange, pack, unpack
from tests.fixtures.assert_cells import judged

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.complex_numbers(allow_nan=False)
    | st.binary(max_size=20)
    | st.fractions()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes()
)
KEYS = st.text(max_size=5) | st.integers() | st.tuples(st.integers(), st.text(max_size=3))
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.frozensets(st.integers() | st.text(max_size=3), max_size=4)
        | st.sets(st.integers(), max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.booleans())
def test_plain_values_come_back(value: Any, native: bool) -> None:
    back = unpack(pack(value, native))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6, dtype="float32").reshape(2, 3).T,
        np.array(["a", "bc"]),
        np.array([1 + 2j]),
        np.float32(0.1),
        np.uint16([1, 2]),
        np.zeros((0, 3)),
        torch.arange(4.0),
        torch.ones(2, dtype=torch.bfloat16),
        torch.tensor(True),
    ],
    ids=str,
)
def test_arrays_keep_dtype_and_shape(value: Any) -> None:
    for native in (False, True):
        back = unpack(pack(value, native))
        assert type(back) is type(value)
        assert back.dtype == value.dtype
        assert back.shape == value.shape
        assert (back == value).all()


def test_a_dict_that_looks_like_a_tag_is_a_dict() -> None:
    assert unpack(pack({"~": ["int", "ff"]})) == {"~": ["int", "ff"]}
    assert unpack(pack(range(2, 9, 3))) == range(2, 9, 3)
    assert unpack(pack("x" * 20_000)) == "x" * 20_000


@pytest.mark.parametrize("value", [object(), iter([]), lambda: 1, [1, {"a": object()}], torch.ones(2).to_sparse()])
def test_what_doesnt_travel_is_strange(value: Any) -> None:
    assert is_strange(pack(value))
    assert not is_strange(pack([1, datetime.date(2026, 1, 1), decimal.Decimal(1), fractions.Fraction(1, 2)]))
    assert isinstance(unpack(pack(object())), Strange)


@pytest.mark.parametrize(
    "claim",
    [
        ["fraction", "1e20000000"],
        ["fraction", "1/1e9"],
        ["fraction", 3],
        ["decimal", "1e999999999"],
        ["scalar", "<U500000000", "a"],
        ["listed", "<U5000", [20000], ["a"] * 20000],
        ["array", "O", [1], "AAAAAAAA"],
        ["tensor", "_inductor", ["listed", "<i8", [0], []], False],
        ["tensor", "device", ["listed", "<i8", [0], []], False],
        ["scalar", "S20000", [1, 2]],
        ["scalar", "S20000", np.zeros(2, dtype="int8")],
        ["listed", "S10", [2], [[1, 2]]],
        ["listed", "<i8", [2], [{"~": ["range", [0, 2, 1]]}]],
        ["set", {"~": ["range", [0, 3, 1]]}],
        ["tuple", "abc"],
    ],
)
def test_a_claim_that_would_keep_us_busy_or_fill_the_memory_is_refused(claim):
    with pytest.raises(ValueError):
        unpack({"~": claim})


@pytest.mark.parametrize("numbers", [range(2_000_000), range(0, -(1 << 70), -1), range(1 << 64)])
def test_a_range_that_nobody_should_go_through_is_strange(numbers: range) -> None:
    assert is_strange(pack(numbers))
    assert isinstance(unpack({"~": ["range", [numbers.start, numbers.stop, numbers.step]]}), Strange)
    assert unpack(pack(range(0, 1 << 70, 1 << 60))) == range(0, 1 << 70, 1 << 60)


STRANGE = (
    "class Odd:\n    def __eq__(self, other): return True\n    def __bool__(self): return True\ndef f(x): return Odd()"
)


@pytest.mark.parametrize(
    "test",
    [
        "assert f(2)",
        "assert f(2) == 4",
        "assert f(2) != 5",
        "assert not f(2) == 5",
        "assert f(2) > 3",
        "assert 4 in [f(2)]",
        "assert {f(2)}",
        "assert not isinstance(f(2), list)",
        "assert str(f(2))",
        "try:\n    assert f(2) == 4\nexcept:\n    pass",
        "import pytest\ntry:\n    f(2) + 1\nexcept BaseException:\n    pass",
    ],
)
def test_what_doesnt_travel_passes_no_test_that_looks_into_it(test: str) -> None:
    said = judged(test, "def f(x): return x * x", STRANGE) or ""

    assert "can't be brought out of the sandbox" in said
    assert "(its type: unknown)" in said


def test_what_doesnt_travel_may_be_asked_whether_it_is_none() -> None:
    test = "x = f(2)\nassert x is not None"

    assert judged(test, "def f(x): return x * x", STRANGE) is None
    assert judged(test, "def f(x): return x * x", "def f(x): return None") is not None


def test_a_strange_value_says_what_it_is_when_it_is_asked() -> None:
    with pytest.raises(Unreadable, match="Odd"):
        bool(Strange("Odd"))
