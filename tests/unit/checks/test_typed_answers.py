"""A letter and a number are read as people type them, and nothing else passes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.typed_answers import Chosen, Measured
from autograder.model import Array, CaseInputs, Unsupported

INPUTS = CaseInputs({}, torch.float64)


@pytest.mark.parametrize("got", ["B", " b ", "(B)", "b.", "**B**", ["B"], ("b",)])
def test_a_choice_may_be_typed_in_many_ways(got: Any) -> None:
    assert Chosen(tuple("ABCD"))(got, "B", INPUTS) is None


@pytest.mark.parametrize("got", ["A", "AB", "ABCD", ["A", "B"]])
def test_another_choice_and_all_of_them_are_wrong(got: Any) -> None:
    assert Chosen(tuple("ABCD"))(got, "B", INPUTS) == "this isn't the right choice"


@pytest.mark.parametrize("got", ["", "E", "BE", "B or so", 2, True, None, [], {"B": 1}, ["B", 2], Unsupported("X")])
def test_what_is_no_choice_is_told_its_form(got: Any) -> None:
    assert Chosen(tuple("ABCD"))(got, "B", INPUTS) == "expected one of A, B, C, D, as text"


def test_several_may_be_right_and_options_may_be_words() -> None:
    assert Chosen(tuple("ABCD"))("c, A", "AC", INPUTS) is None
    assert Chosen(("ridge", "lasso"))(" Ridge", "ridge", INPUTS) is None
    assert Chosen(("ridge", "lasso"))("**Ridge**", "ridge", INPUTS) is None
    assert Chosen(("*x*", "x"))("*x*", "*x*", INPUTS) is None
    assert Chosen(("ridge", "lasso"))("ridge, lasso", "ridge", INPUTS) == "this isn't the right choice"


@pytest.mark.parametrize(
    "got",
    [
        "9.81 m/s²",
        "9.8 m/s^2",
        "9,81m/s**2",
        "+9.81 m / s^2",
        "0.981e1 m/s²",
        "0.981 x 10^1 m/s²",
        "9.8 m/s2",
        "**9.81 m/s²**",
        "`9.81 m/s²`",
    ],
)
def test_a_number_with_its_unit_may_be_typed_in_many_ways(got: str) -> None:
    assert Measured(0.02, "m/s²")(got, 9.81, INPUTS) is None


@pytest.mark.parametrize("got", [9.81, "9.81", "9.81 m/s²"])
def test_an_empty_spelling_lets_the_unit_be_left_out(got: Any) -> None:
    assert Measured(0.02, "m/s²|")(got, 9.81, INPUTS) is None
    assert Measured(0.02, "m/s²|")("9.81 m", 9.81, INPUTS) == "the unit isn't the right one"


@pytest.mark.parametrize(
    ("got", "said"),
    [
        ("9.81", "the number has no unit"),
        (9.81, "the number has no unit"),
        ("9.81 m/s", "the unit isn't the right one"),
        ("9.7 m/s²", "the number isn't right"),
        ("-9.81 m/s²", "the number isn't right"),
        ("about nine", "expected a number"),
        (float("nan"), "expected a number"),
        (None, "expected a number"),
        (True, "expected a number"),
    ],
)
def test_another_number_and_another_unit_are_told_apart(got: Any, said: str) -> None:
    assert (Measured(0.02, "m/s²")(got, 9.81, INPUTS) or "").startswith(said)


def test_a_number_without_a_unit_is_a_number() -> None:
    judge = Measured(0.5)
    assert judge(3, 3.0, INPUTS) is None
    assert judge(Array(torch.tensor(3.2), "numpy"), 3.0, INPUTS) is None
    assert judge("3.0", 3.0, INPUTS) is None
    assert judge("3 apples", 3.0, INPUTS) == "expected a number alone, without words"


@pytest.mark.parametrize(
    "got",
    [
        "299792", "299,792", "299 792", "299\u00a0792", "299\u202f792", "299\u2009792", "299,792.4", "299 792.4", "299 792,4",
        "299.792,4", "+299,792", "299,792e0", "299,792 × 10^0", "2,99792e5", "2,998e5", "2,998 × 10^5", "2.998e5",
    ],
)  # fmt: skip
def test_thousands_may_be_set_apart(got: str) -> None:
    judge = Measured(10.0, "km/s|")

    assert judge(got, 299792.0, INPUTS) is None
    assert judge(f"{got} km/s", 299792.0, INPUTS) is None
    assert judge(f"-{got.strip('+')} km/s", -299792.0, INPUTS) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,000", 1000), ("1,234,567.5", 1234567.5), ("1 234 567,5", 1234567.5), ("1.234.567", 1234567), ("1.234,5", 1234.5),
        ("0,125", 0.125), ("1,5", 1.5), ("1,50", 1.5), ("1,0000", 1), ("1234,567", 1234.567), (",125", 0.125), ("1.000", 1), ("00,125", 0.125),
        ("1,000 eV", 1000), ("12,345e2", 1234500), ("1 m 200", 1), ("12 34", 12), ("1000 000", 1000),
    ],
)  # fmt: skip
def test_a_comma_parts_thousands_before_three_digits_and_decimals_elsewhere(typed: str, number: float) -> None:
    assert Measured(0.1).read(typed)[0] == pytest.approx(number, rel=1e-12)


def test_no_reading_is_paid_but_the_one_that_is_told() -> None:
    judge = Measured(0.001, "kg")

    assert judge("1,000 kg", 1.0, INPUTS) == "the number isn't right; its comma was read as one between thousands"
    assert judge("1,5 kg", 15.0, INPUTS) == "the number isn't right; its comma was read as the decimal point"
    assert judge("0,125 kg", 125.0, INPUTS) == "the number isn't right; its comma was read as the decimal point"
    assert judge("1000 kg", 1.0, INPUTS) == "the number isn't right"


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.lists(st.text(max_size=3), max_size=3)))
def test_no_typed_text_breaks_a_judge(got: Any) -> None:
    for judge, right in ((Chosen(tuple("ABCD")), "B"), (Measured(0.1, "kg"), 2.0)):
        said = judge(got, right, INPUTS)  # type: ignore[operator]
        assert said is None or isinstance(said, str)


@pytest.mark.parametrize("blanks", [" ", "\u2009", "\n", " 000"])
def test_a_text_of_nothing_but_blanks_keeps_no_reader_busy(blanks: str) -> None:
    assert Measured(0.02, "m")(f"1{blanks * 5_000}x\ny", 1.0, INPUTS) is not None
    assert Measured(0.02, "m")(f"{blanks.strip('0') * 5_000}1 m{blanks.strip('0') * 5_000}", 1.0, INPUTS) is None
    assert Chosen(("ridge", "lasso"))(f"ridge{' ' * 9_000}x", "ridge", INPUTS) is not None
