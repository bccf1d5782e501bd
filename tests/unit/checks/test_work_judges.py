"""Growth is classed by slopes, so constants and fixed chunks don't matter and one step for each element does."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.work_judges import Growth, LargestArray
from autograder.model import CaseInputs, Counts

SIZES = [{"n_train": n, "n_test": m} for n in (33, 66, 131) for m in (34, 70)]


def judge(at_most: str, at_least: str = "1") -> Growth:
    return Growth(at_most=at_most, at_least=at_least, names=("n_train", "n_test"))


def counted(work, trips=None):
    return [(s, Counts(work(s["n_train"], s["n_test"]), (trips or work)(s["n_train"], s["n_test"]), 0)) for s in SIZES]


@pytest.mark.parametrize(
    ("work", "grown"),
    [
        (lambda n, m: 7, "1"),
        (lambda n, m: 9 + n, "N"),
        (lambda n, m: 3 * m, "M"),
        (lambda n, m: n + 2 * m + 5, "N+M"),
        (lambda n, m: 4 * n * m + 3, "N*M"),
        (lambda n, m: 5 + n // 16, "N"),
        (lambda n, m: 5 + n // 40, "N"),
        (lambda n, m: 5 + (n // 16) * (m // 16), "N*M"),
        (lambda n, m: 5 + n // 200, "1"),
        (lambda n, m: 2 + 3 * n * m + 4 * n, "N*M"),
    ],
)
def test_work_is_classed_by_its_growth(work, grown):
    assert judge("1").grown([(s, c.operations) for s, c in counted(work)]) == grown


def test_loops_where_none_should_be_are_named_by_the_authors_words():
    assert judge("1")(counted(lambda n, m: n), None, {}) == (
        "the work grows with n_train; it should not depend on the sizes"
    )
    assert judge("1")(counted(lambda n, m: 3), None, {}) is None


def test_the_worse_of_both_counters_counts():
    message = judge("1")(counted(lambda n, m: 3, trips=lambda n, m: n * m), None, {})

    assert message == "the work grows with n_train × n_test; it should not depend on the sizes"


def test_a_loop_over_the_other_size_is_another_loop():
    assert judge("N", "N")(counted(lambda n, m: n + 4), None, {}) is None
    assert judge("N", "N")(counted(lambda n, m: m + 4), None, {}) is not None


def test_missing_loops_are_seen_where_loops_are_the_exercise():
    message = judge("N*M", "N*M")(counted(lambda n, m: 5), None, {})

    assert (
        message == "the work should grow with n_train × n_test, one step for each, but it doesn't depend on the sizes"
    )
    assert judge("N*M", "N*M")(counted(lambda n, m: n * m), None, {}) is None


@given(st.integers(0, 50), st.integers(1, 20), st.integers(1, 20))
def test_constants_never_change_the_class(constant, per_n, per_pair):
    assert judge("1").grown([(s, c.operations) for s, c in counted(lambda n, m: constant + per_n * n)]) == "N"
    assert judge("1").grown([(s, c.operations) for s, c in counted(lambda n, m: constant + per_pair * n * m)]) == "N*M"


def test_loops_beside_which_the_work_is_done_elsewhere_are_seen():
    empty = counted(lambda n, m: 5, trips=lambda n, m: n * m)
    on_lists = counted(lambda n, m: 0, trips=lambda n, m: n * m)

    assert judge("N*M", "N*M")(empty, None, {}) == (
        "the loops should do the work, one step for each of n_train × n_test, but what is done with arrays doesn't grow so"
    )
    assert judge("N*M", "N*M")(on_lists, None, {}) is None


@given(st.integers(2, 40), st.integers(0, 9))
def test_no_stride_is_blind(stride, constant):
    assert judge("1").grown([(s, c.operations) for s, c in counted(lambda n, m: constant + -(-n // stride))]) == "N"


FAR = [*SIZES, {"n_train": 4 * 131, "n_test": 34}, {"n_train": 33, "n_test": 4 * 70}]


def far(work, trips):
    return [(s, Counts(work(s["n_train"], s["n_test"]), trips(s["n_train"], s["n_test"]), 0)) for s in FAR]


@given(st.integers(2, 260), st.integers(1, 30))
def test_one_turn_more_of_a_loop_is_growth_however_long_its_stride(stride, constant):
    assert judge("1")(far(lambda n, m: constant, lambda n, m: -(-n // stride)), None, {}) is not None
    assert judge("1")(far(lambda n, m: constant, lambda n, m: constant), None, {}) is None


@given(st.integers(525, 5000))
def test_work_that_is_padded_to_be_always_the_same_is_too_much(padded):
    assert judge("1")(far(lambda n, m: 9, lambda n, m: padded), None, {}) == (
        f"{padded} steps are taken, more than one for each of n_train; the work should not depend on the sizes"
    )
    assert judge("1")(far(lambda n, m: padded, lambda n, m: 1), None, {}) is not None


@given(st.integers(1, 200))
def test_a_constant_number_of_chunks_is_no_growth(chunks):
    assert judge("1")(far(lambda n, m: 2 * chunks, lambda n, m: chunks), None, {}) is None


def test_an_array_with_an_axis_too_many_is_too_large():
    inputs = CaseInputs({"x": torch.ones(2)}, torch.float64)
    judge = LargestArray(lambda _: 100.0)

    assert judge([({}, Counts(1, 1, 800))], None, inputs) is None
    assert judge([({}, Counts(1, 1, 8000))], None, inputs) == (
        "an array made on the way is 10 times as large as the largest that is needed"
    )


def test_an_array_that_is_too_large_is_more_than_1_times_as_large():
    inputs = CaseInputs({"x": torch.ones(2)}, torch.float64)
    judge = LargestArray(lambda _: 100.0)

    said = [str(judge([({}, Counts(1, 1, 8 * made))], None, inputs)) for made in (101, 144, 250)]

    assert [one.split()[7] for one in said] == ["1.1", "1.4", "2"]


def test_how_large_an_array_was_is_no_message():
    inputs = CaseInputs({"x": torch.ones(2)}, torch.float64)
    judge = LargestArray(lambda _: 100.0)

    said = {judge([({}, Counts(1, 1, 800 * times))], None, inputs) for times in (100, 101, 12345678901)}

    assert said == {"an array made on the way is 100 or more times as large as the largest that is needed"}
