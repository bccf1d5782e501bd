"""The checks of sample_batch that assignments share: who draws rightly passes all, and each mistake fails the check that it is about."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.checks.collecting import Defaults, collecting
from autograder.checks.random_inputs import RandomInputs
from autograder.course.modules import load_module
from autograder.model import CaseInputs, CaseKind

SHARED = Path(__file__).resolve().parents[2] / "assignments" / "_shared" / "checks"
SAMPLE_BATCH, DRIVERS = load_module(SHARED / "sample_batch.py"), load_module(SHARED / "sample_batch_drivers.py")

with collecting(Defaults()) as made:
    SAMPLE_BATCH.add_checks()


def drawn_rightly(X, y, num_train, batch_size, generator=None):
    index = torch.randint(num_train, (batch_size,), generator=generator)
    return X[index], y[index]


def labels_of_others(X, y, num_train, batch_size, generator=None):
    rows, _ = drawn_rightly(X, y, num_train, batch_size, generator)
    return rows, drawn_rightly(X, y, num_train, batch_size, generator)[1]


def rows_of_its_own(X, y, num_train, batch_size, generator=None):
    rows, labels = drawn_rightly(X, y, num_train, batch_size, generator)
    return rows + 1, labels


def one_row_too_few(X, y, num_train, batch_size, generator=None):
    return drawn_rightly(X, y, num_train, batch_size - 1, generator)


def never_the_last(X, y, num_train, batch_size, generator=None):
    return drawn_rightly(X, y, num_train - 1, batch_size, generator)


def seldom_the_last(X, y, num_train, batch_size, generator=None):
    index = torch.randint(2 * num_train - 1, (batch_size,), generator=generator) // 2
    return X[index], y[index]


def permutations(X, y, num_train, batch_size, generator=None):
    lists = [torch.randperm(num_train, generator=generator) for _ in range(batch_size // num_train + 1)]
    index = torch.cat(lists)[:batch_size]
    return X[index], y[index]


def permutation_where_it_fits(X, y, num_train, batch_size, generator=None):
    draw = permutations if batch_size <= num_train else drawn_rightly
    return draw(X, y, num_train, batch_size, generator)


def of_all_rows(X, y, num_train, batch_size, generator=None):
    return drawn_rightly(X, y, len(X), batch_size, generator)


def another_generator(X, y, num_train, batch_size, generator=None):
    return drawn_rightly(X, y, num_train, batch_size)


def a_seed_of_its_own(X, y, num_train, batch_size, generator=None):
    return drawn_rightly(X, y, num_train, batch_size, torch.Generator().manual_seed(0))


def nothing(X, y, num_train, batch_size, generator=None):
    return None


def said_of(answer: Any, seed: int = 5) -> dict[str, str]:
    """Ask all checks but that of the device; returns the names of those that it fails, and what is said."""
    torch.manual_seed(seed)
    said = {}
    for check in made.checks:
        if check.kind is CaseKind.DEVICE:
            continue
        calls = check.draw(RandomInputs(seed, "sample_batch", check.name))
        for call in calls if isinstance(calls, list) else [calls]:
            put = DRIVERS.batches if check.driver else lambda student, **inputs: student.sample_batch(**inputs)
            try:
                got = put(types.SimpleNamespace(sample_batch=answer), **call)
            except TypeError:
                got = None
            expected = getattr(SAMPLE_BATCH, check.driver or check.asks)(**call)
            if complaint := check.judge(got, expected, CaseInputs(call, torch.float64)):
                said[check.name] = complaint
    return said


@pytest.mark.parametrize("seed", range(5))
def test_who_draws_rightly_passes_all(seed):
    assert said_of(drawn_rightly, seed) == {}


@pytest.mark.parametrize(
    ("answer", "check", "complaint"),
    [
        (labels_of_others, "rows_come_with_their_labels", "rows come with another row's label"),
        (rows_of_its_own, "rows_come_with_their_labels", "rows aren't rows of X"),
        (one_row_too_few, "batch_has_the_size_that_is_asked", "expected 40 rows and labels, got 39 and 39"),
        (never_the_last, "every_row_is_equally_likely", "1 of 10 rows are never drawn"),
        (seldom_the_last, "every_row_is_equally_likely", "far more often"),
        (permutations, "rows_may_come_twice", "40 rows were drawn from 40, and none of them came twice"),
        (permutation_where_it_fits, "rows_may_come_twice", "none of them came twice"),
        (of_all_rows, "rows_are_of_the_first_num_train", "of 30 rows aren't among the first num_train = 10"),
        (another_generator, "generator_decides_the_batch", "the same state of the generator gave another batch"),
        (a_seed_of_its_own, "generator_decides_the_batch", "different states of the generator gave the same batch"),
    ],
)
def test_a_mistake_fails_the_check_that_it_is_about(answer, check, complaint):
    said = said_of(answer)

    assert list(said) == [check] and complaint in said[check]


def test_no_batch_at_all_fails_every_check():
    said = said_of(nothing)

    assert len(said) == 6 and said["every_row_is_equally_likely"] == "expected two tensors, (X_batch, y_batch)"


def test_the_checks_are_worth_5_points_and_the_last_asks_for_the_device():
    assert sum(check.points for check in made.checks) == 5
    assert [check.kind for check in made.checks].index(CaseKind.DEVICE) == 6
