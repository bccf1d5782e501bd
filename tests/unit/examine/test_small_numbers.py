"""Which small numbers a block adds for safety, and which others are none: steps, bounds, factors."""

from __future__ import annotations

import pytest

from autograder.examine import small_numbers
from autograder.model import Block, BlockState


def added(*lines: str, head: str = "def f(p, x):") -> dict[int, str]:
    source = "\n".join([head, *(f"    {line}" for line in lines)]) + "\n"
    return dict(small_numbers.added(Block("f", "f_solution", source, source, 1, BlockState.WRITTEN)))


@pytest.mark.parametrize(
    "line",
    [
        "return (p + 1e-8).log()",
        "return np.log(1e-8 + p)",
        "return x / (p.sum() + 1e-8)",
        "p += 1e-8",
        "return torch.sqrt(p * p + x + 0.00000001)",
    ],
)
def test_a_small_number_in_a_sum_is_found_with_its_line(line: str) -> None:
    assert added(line) == {8: f"a small number is added at your line: {line}"}


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        (["eps = 1e-10", "return (p + eps).log()"], "def f(p, x):"),
        (["return (p + eps).log()"], "def f(p, x, eps=1e-10):"),
        (["return (p + eps).log()"], "def f(p, x=2, /, eps=1e-10):"),
    ],
)
def test_a_small_number_that_has_a_name_is_found_too(lines: list[str], head: str) -> None:
    assert list(added(*lines, head=head)) == [10]


def test_what_a_library_calls_eps_is_that_of_either_precision() -> None:
    assert sorted(added("return p + torch.finfo(p.dtype).eps")) == [7, 16]


@pytest.mark.parametrize(
    "lines",
    [
        ["return (g(x + 1e-6) - g(x - 1e-6)) / 2e-6"],
        ["h = 1e-6", "return (g(x + h) - g(x)) / h"],
        ["h = 1e-6", "return (g(x + h) - g(x - h)) / (2 * h)"],
        ["h = 1e-6", "x += h", "x -= 2 * h"],
    ],
)
def test_a_step_is_no_number_for_safety(lines: list[str]) -> None:
    assert added(*lines) == {}


@pytest.mark.parametrize(
    "line",
    [
        "return p.clamp(min=1e-8)",
        "return p * 1e-8",
        "return p + 1e-8 * x",
        "return p + 0.01",
        "return p + 1",
        "return p - 1e-8",
        "return p if abs(p) < 1e-8 else x",
    ],
)
def test_bounds_factors_and_larger_numbers_are_none(line: str) -> None:
    assert added(line) == {}


def test_a_name_that_is_given_something_else_as_well_is_none() -> None:
    assert added("eps = 1e-8", "eps = x", "return p + eps") == {}


@pytest.mark.parametrize("text", ["return (", "return " + "-" * 100_000 + "1", "x = 1\x00"])
def test_a_block_that_is_no_python_here_tells_nothing(text: str) -> None:
    assert added(text) == {}


def test_lines_are_counted_as_python_counts_them() -> None:
    found = added("s = '\x0c\u2028'", "return p + 1e-8")

    assert found == {8: "a small number is added at your line: return p + 1e-8"}
