"""What rehearsing two-layer networks with one seed doesn't prove: its reference by hand, and its data for many seeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.checks.random_inputs import RandomInputs
from autograder.course.author_files import load_checks
from autograder.course.modules import load_module
from autograder.model import Array, CaseInputs
from autograder.value_tree import map_leaves

FOLDER = Path(__file__).resolve().parents[2] / "assignments" / "two_layer_net"
REFERENCE = load_module(FOLDER / "hidden" / "reference.py")
CHECKS = {(check.asks, check.name): check for check in load_checks(FOLDER)}
SEEDS = range(8)


def drawn(question: str, name: str, seed: int) -> list[dict[str, Any]]:
    sizes = {"num_images": 32, "num_units": 32, "num_classes": 32}
    check = CHECKS[question, name]
    inputs = check.draw(
        RandomInputs(seed, "two_layer_net", name, 0),
        **{size: sizes[size] for size in getattr(check.judge, "names", ())},
    )
    return inputs if isinstance(inputs, list) else [inputs]


def network(**weights: list[Any]) -> dict[str, torch.Tensor]:
    return {name: torch.tensor(values, dtype=torch.float64) for name, values in weights.items()}


SMALL = network(W1=[[1.0, 2.0]], b1=[0.0, -5.0], W2=[[1.0, 0.0], [3.0, 0.0]], b2=[0.0, 0.5])


def test_scores_and_loss_are_those_done_by_hand():
    X, y = torch.tensor([[2.0], [3.0]], dtype=torch.float64), torch.tensor([0, 0])

    scores, hidden = REFERENCE.nn_forward_pass(SMALL, X)
    loss, grads = REFERENCE.nn_forward_backward(SMALL, X, y, reg=0.0)

    assert hidden.tolist() == [[2, 0], [3, 1]] and scores.tolist() == [[2, 0.5], [6, 0.5]]
    # 1 − the true class's probability, of two images
    away = (1 / (1 + torch.tensor([1.5, 5.5], dtype=torch.float64).exp())) / 2
    assert torch.allclose(loss, (-(1 - 2 * away).log()).mean())
    assert torch.allclose(grads["b2"], torch.stack([-away.sum(), away.sum()]))
    assert torch.allclose(grads["W2"][1], torch.stack([-away[1], away[1]]))


def test_the_penalty_is_reg_times_the_squares_of_the_weights_alone():
    adds, grads = REFERENCE.regularization_adds(SMALL, None, None, reg=0.5)

    assert float(adds) == 0.5 * (1 + 4 + 1 + 9)
    assert grads["W1"].tolist() == [[1, 2]] and not grads["b1"].any() and not grads["b2"].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_unit_is_so_near_to_its_kink_that_rounding_decides(seed):
    for question, name in CHECKS:
        if question not in {"nn_forward_pass", "nn_forward_backward"}:
            continue
        for inputs in drawn(question, name, seed):
            params, X = inputs["params"], inputs["X"]
            before = X @ params["W1"] + params["b1"]
            rounded = X.float() @ params["W1"].float() + params["b1"].float()
            assert torch.equal(before > 0, rounded > 0) and float(before.abs().min()) > 1e-4, name


@pytest.mark.parametrize("seed", range(40))
def test_the_best_network_is_best_only_on_validation_data_and_is_neither_the_first_nor_the_last(seed):
    inputs = drawn("find_best_net", "best_on_validation_data_is_kept", seed)[0]

    best = inputs["right_val"].index(max(inputs["right_val"]))

    assert best not in {0, 23, inputs["right_train"].index(max(inputs["right_train"]))}
    assert best % 2 == 1  # the second of the learning rate decays
    assert len(inputs["data_dict"]["y_val"]) > max(inputs["right_val"])


def test_a_gradient_is_judged_by_its_own_check_only():
    inputs = drawn("nn_forward_backward", "gradient_of_w1", 1)[0]
    asked = CaseInputs(inputs, torch.float64)
    expected = REFERENCE.nn_forward_backward(**inputs)

    def said(name: str, **others: float) -> str | None:
        """Judge right weights beside wrong biases and a wrong loss, with something added to the gradients that are named."""
        added = {"W1": 0.0, "b1": 1.0, "W2": 0.0, "b2": 1.0, **others}
        grads = {key: Array(value + added[key]) for key, value in expected[1].items()}
        return CHECKS["nn_forward_backward", name].judge((0.0, grads), expected, asked)

    both = "weights_gradients_grow_by_twice_reg_times_them"
    assert said("gradient_of_w1") is None and said(both) is None
    assert said("gradient_of_w1", W2=1.0) is None and (said(both, W2=1.0) or "").startswith("W2: 55 of 55 numbers")
    assert (said("gradient_of_w1", W1=1.0) or "").startswith("77 of 77 numbers are off")


def test_an_answer_that_lacks_the_part_is_told_so():
    judge = CHECKS["nn_forward_backward", "gradient_of_w1"].judge
    asked = CaseInputs({}, torch.float64)

    assert judge((0.0,), (0.0, {}), asked) == "expected two values, got a tuple of length 1"
    assert judge((0.0, {}), (0.0, {}), asked) == "the second value isn't a dict with the key 'W1'"


@pytest.mark.parametrize(
    ("got", "complaint"),
    [
        (([0.1, 0.2], [16, 32], [1e-3], [0.95]), None),
        (([0.1, 0.2], [16, 32], [1e-3]), "expected four lists"),
        (([0.1, float("nan")], [16, 32], [1e-3], [0.95]), "expected four lists"),
        (([0.1], [16, 16.0], [1e-3], [0.9, 0.95]), "2 different combinations"),
        (([16, 32], [0.1, 0.2], [1e-3], [0.95]), "a hidden size"),
        (([0.1, 0.2], [16, 32], [-1e-3], [0.95]), "a regularization strength is negative"),
        (([0.1, 0.2], [16, 32], [1e-3], [1.5]), "a learning rate decay"),
    ],
)
def test_lists_must_be_sensible(got, complaint):
    said = CHECKS["nn_get_search_params", "lists_make_4_to_24_combinations"].judge(
        got, None, CaseInputs({}, torch.float32)
    )

    assert said is None if complaint is None else complaint in said


@pytest.mark.parametrize("seed", range(3))
def test_no_near_miss_is_a_right_answer(seed):
    for check in CHECKS.values():
        for inputs in drawn(check.asks, check.name, seed) if check.near_misses else ():
            asked = CaseInputs(inputs, torch.float64)
            expected = getattr(REFERENCE, check.driver or check.asks)(**inputs)

            for sentence, mistake in check.near_misses.items():
                got = map_leaves(
                    lambda leaf: Array(leaf) if isinstance(leaf, torch.Tensor) else leaf, mistake(expected, asked)
                )
                assert check.judge(got, expected, asked) is not None, (check.name, sentence)


def test_hidden_checks_are_worth_88_points():
    assert sum(check.points for check in CHECKS.values()) == 88
