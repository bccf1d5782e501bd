"""What rehearsing the optimizers doesn't prove: its reference by hand, and that no mistake that feedback names passes the check it is named in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.checks.collecting import NoAnswer
from autograder.checks.random_inputs import RandomInputs
from autograder.course.author_files import load_checks
from autograder.course.modules import load_reference
from autograder.model import CaseInputs

FOLDER = Path(__file__).resolve().parents[2] / "assignments" / "optimizers"
REFERENCE = load_reference(FOLDER)
CHECKS = load_checks(FOLDER)
CONFIG = {"learning_rate": 0.1, "momentum": 0.5, "decay_rate": 0.75, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.0}
CONFIG |= {"weight_decay": 0.2, "schedule": 0.5}


def ends(function: str, num_steps: int) -> float:
    w, gradients = torch.tensor([1.0], dtype=torch.float64), torch.tensor([[2.0]], dtype=torch.float64)
    return float(REFERENCE["follow"](function, w, gradients, 0.0, 0.0, num_steps, CONFIG))


@pytest.mark.parametrize(
    ("function", "first", "second"),
    [
        ("sgd", 0.8, 0.6),
        ("sgd_momentum", 0.8, 0.5),  # v = 2, 3
        ("sgd_momentum_velocity", 0.8, 0.5),  # v = −0.2, −0.3
        ("nesterov", 0.7, 0.35),  # w + v + ρ(v − old): −0.2 − 0.1, then −0.3 − 0.05
        ("adagrad", 0.9, 0.9 - 0.2 / 8**0.5),
        ("rmsprop", 0.8, 0.8 - 0.2 / 1.75**0.5),  # s = 1, 1.75
        ("adam_almost", 0.9, 0.9 - 0.15 / 1.75**0.5),  # m = 1, 1.5
        ("adam", 0.9, 0.8),  # both moments of a gradient that stays are it and its square
        ("adamw", 0.85, 0.85 - 0.5 * (0.1 + 0.2 * 0.85)),
    ],
)
def test_two_steps_are_those_done_by_hand(function, first, second):
    assert ends(function, 1) == pytest.approx(first)
    assert ends(function, 2) == pytest.approx(second)


def cases(check: Any, seed: int) -> list[dict[str, Any]]:
    drawn = check.draw(RandomInputs(seed, "optimizers", check.name, 0))
    return drawn if isinstance(drawn, list) else [drawn]


@pytest.mark.parametrize(
    "check", [check for check in CHECKS if check.near_misses], ids=lambda one: f"{one.asks}.{one.name}"
)
def test_no_named_mistake_passes_every_case_of_its_check(check):
    asked = [CaseInputs(inputs, torch.float64) for inputs in cases(check, 5)]
    expected = [REFERENCE[check.driver or check.asks](**inputs) for inputs in asked]

    for sentence, mistake in check.near_misses.items():
        told = []
        for inputs, right in zip(asked, expected, strict=True):
            try:
                told.append(check.judge(mistake(right, inputs), right, inputs))
            except NoAnswer:
                continue
        assert any(told), sentence


@pytest.mark.parametrize("row", [list, tuple, torch.tensor])
def test_the_tables_rows_may_be_lists_tuples_and_arrays(row):
    columns = [check for check in CHECKS if check.asks == "comparison_table"]
    expected = REFERENCE["comparison_table"]()
    got = {name: row(entries) for name, entries in expected.items()}

    assert [check.judge(got, expected, CaseInputs({}, torch.float64)) for check in columns] == [None] * 4


def test_hidden_checks_are_worth_88_points():
    assert sum(check.points for check in CHECKS) == 88
