"""What is computed has one shape, however it is written; nothing that a student writes breaks the reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.similar.expressions import expressions

SAME = [
    ("torch.sum(x ** 2, dim=1)", "(vectors.square()).sum(1)"),
    ("np.matmul(a[i], b[j])", "left[n] @ right[m]"),
    ("(x[i] - y).pow(2)", "torch.square(rows[k] - mean)"),
    ("a + b[0] > c", "d < e[0] + f"),
    ("total += w[i] * 2", "s = s + 2 * v[k]"),
    ("x.shape[0] + y * 1", "1 * w + len(train)"),
]
DIFFERENT = [
    ("x[i] - y[j] * 2", "y[j] * 2 - x[i]"),
    ("x.sum(1) + 2", "x.sum(1) + 3"),
    ("x.max(dim=1)[0]", "x.min(dim=1)[0]"),
]


def largest(source: str) -> int:
    return max(expressions(source), key=lambda one: one.end - one.start).shape


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_of_writing_have_one_shape(one, other):
    assert {each.shape for each in expressions(one)} & {each.shape for each in expressions(other)}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_computes_something_else_has_another(one, other):
    assert largest(one) != largest(other)


def test_a_place_is_told_in_characters():
    source = "한글 = 1\r\nx = '가나' + str(y[0] + 1)\r\n"

    assert source[slice(*next((one.start, one.end) for one in expressions(source)))] == "'가나' + str(y[0] + 1)"


@pytest.mark.parametrize(
    "source", ["x = (", "(" * 5_000, "x" + ".a" * 50_000, "\0", "-" * 3_000 + "1", "1e999999 + 0x" + "f" * 9_000]
)
def test_what_is_no_python_has_none(source):
    assert isinstance(expressions(source), list)


def test_a_notebook_s_command_hides_nothing():
    assert expressions("%time\ny = x[0] + x[1]\n")


@given(st.text(max_size=200) | st.text("x[]()+=.,:\n 가\r\f1'", max_size=80))
def test_every_place_is_in_the_text(text):
    assert all(0 <= one.start <= one.end <= len(text) for one in expressions(text))
