"""What students try in their notebooks without marks: formulas on paper, and whether a function works on any device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from tests.fixtures.common import load
from tests.fixtures.notebook_texts import names, run_cell

derive, device = load("derive"), load("device")

FORMULAS = {
    "dW2": "H.T @ dS", "db2": "dS.sum(0)", "dH": "dS @ W2ᵀ", "dA": "dH * (A > 0)", "dW1": "X.T @ dA", "db1": "dA.sum(0)",
}  # fmt: skip


def paper(notebook: str) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    kit = names(notebook)
    known, wanted, _ = (kit.paper_network if notebook == "two_layer_net" else kit.paper_svm)()
    return known, wanted


@pytest.mark.parametrize("name", FORMULAS)
def test_the_formulas_of_backpropagation_are_found_right(name: str) -> None:
    known, wanted = paper("two_layer_net")

    assert derive.say_derivation(name, FORMULAS[name], {**known, **wanted}, wanted[name]).startswith(f"✓ {name} = ")


@pytest.mark.parametrize(("name", "formula"), [("pulls", "above.sum(1)"), ("dW", "X.T @ M / N")])
def test_the_formulas_of_the_svms_gradient_are_found_right(name: str, formula: str) -> None:
    known, wanted = paper("linear_classifier")

    assert derive.say_derivation(name, formula, known, wanted[name]) == f"✓ {name} = {formula}"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("dS @ H", "✗ These don't fit together: dS (5, 2), H (5, 3)."),
        ("dS.T @ H", "✗ dW2 has the shape (3, 2); this has (2, 3)."),
        ("H.T @ dS * 2", "✗ The shape is right, (3, 2), the numbers aren't yet"),
        ("H.T @", "✗ This isn't a formula yet"),
        ("Hidden", "✗ name 'Hidden' is not defined. There are: X, W1"),
        ("open('x')", "✗ name 'open' is not defined"),
        ("2", "✗ dW2 is a tensor; this is of type int."),
        (" ", ""),
    ],
)
def test_a_formula_that_is_not_right_is_told_why(formula: str, said: str) -> None:
    known, wanted = paper("two_layer_net")
    told = derive.say_derivation("dW2", formula, known, wanted["dW2"])

    assert told.startswith(said) and bool(told) == bool(said)


def test_only_one_product_has_the_shape_of_each_gradient() -> None:
    known, wanted = paper("two_layer_net")
    letters = {
        **{name: known[name] for name in ("X", "H", "W1", "W2", "dS")},
        **{name: wanted[name] for name in ("dH", "dA")},
    }
    either = {
        f"{name}{turned}": value.T if turned else value for name, value in letters.items() for turned in ("", ".T")
    }
    products = {
        (one, other): a @ b for one, a in either.items() for other, b in either.items() if a.shape[1] == b.shape[0]
    }
    fitting = [pair for pair, found in products.items() if found.shape == wanted["dW1"].shape and "dA" in "".join(pair)]

    assert fitting == [("X.T", "dA")]


def on_its_device(x: torch.Tensor) -> Any:
    made = x.new_zeros(len(x), len(x))
    for i in range(len(x)):
        for j in range(len(x)):
            made[i, j] = ((x[i] - x[j]) ** 2).sum()
    made[torch.arange(len(x)), torch.arange(len(x))] -= 1  # an index may lie on the CPU
    numbers = torch.tensor([float(value) for value in x[:, 0]], device=x.device)
    masked = x.clone()
    masked[x > 0] = 0
    products = (
        x[0] @ x.T,
        x @ x[0],
        x[0] @ x[0],
        x[:1].clone().squeeze_(0).unsqueeze_(1),
    )  # a vector times a matrix ends with squeeze_()
    return made, {"numbers": numbers, "masked": masked, "kept": x[x > 0]}, torch.cat([x, torch.ones_like(x)]), products


def made_on_the_cpu(x: torch.Tensor) -> torch.Tensor:
    return torch.zeros(len(x)) + x.sum(1)


def moved_to_the_cpu(x: torch.Tensor) -> torch.Tensor:
    return x.cpu().sum(1)


def by_way_of_numpy(x: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(x.numpy().sum(1))


def product_with_the_cpu(x: torch.Tensor) -> torch.Tensor:
    return x @ torch.eye(x.shape[1])


def not_written(x: torch.Tensor) -> torch.Tensor:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (on_its_device, "✓ on_its_device works on any device"),
        (
            made_on_the_cpu,
            "✗ made_on_the_cpu: tensors of two devices meet: one of the inputs' device, one of the CPU. This is the line: return torch.zeros",
        ),
        (moved_to_the_cpu, "✗ moved_to_the_cpu: a result of shape (4,) lies on the CPU, the inputs don't"),
        (by_way_of_numpy, "✗ by_way_of_numpy: can't convert a tensor of another device to NumPy"),
        (product_with_the_cpu, "✗ product_with_the_cpu: tensors of two devices meet"),
        (not_written, "– not_written doesn't run on the CPU yet (NotImplementedError)"),
    ],
)
def test_a_function_is_tried_on_a_pretend_accelerator(
    function: Callable[..., Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    x = torch.arange(12.0).reshape(4, 3) - 5

    assert device.works_on_any_device(function, x) is said.startswith("✓")
    assert capsys.readouterr().out.startswith(said)
    assert torch.zeros(2).add(1).tolist() == [1, 1], "nothing of it stays behind"


def test_the_courses_own_losses_work_on_any_device(capsys: pytest.CaptureFixture[str]) -> None:
    defined = vars(names("linear_classifier")).copy()
    run_cell("linear_classifier", "gradcheck", defined)
    capsys.readouterr()

    run_cell("linear_classifier", "any-device", defined)

    assert capsys.readouterr().out.count("✓") == 4


def test_the_courses_own_optimizers_work_on_any_device_with_what_they_remember(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kit = names("optimizers")
    for name in ("sgd", "sgd_momentum", "nesterov", "adagrad", "rmsprop", "adam", "adam_l2", "adamw"):
        update = getattr(kit, name)

        def twice(w: torch.Tensor, dw: torch.Tensor, update: Any = update) -> torch.Tensor:
            first, config = update(w, dw, {"learning_rate": 0.1})
            return update(first, dw, config)[0]

        assert device.works_on_any_device(twice, torch.ones(3), torch.ones(3)), (name, capsys.readouterr().out)


def test_a_torch_on_which_it_does_not_stand_is_no_students_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(*_: Any) -> None:
        raise AttributeError("no such part of torch")

    monkeypatch.setattr(device, "_on_hosts", gone)

    assert not device.works_on_any_device(moved_to_the_cpu, torch.ones(2, 2))
    assert capsys.readouterr().out == (
        "– The pretend accelerator doesn't work with this version of torch: nothing can be said here.\n"
    )


def test_without_a_gpu_nothing_is_timed_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    assert device.times_on_gpu({"sum": torch.sum}, torch.ones(2)) == {}
    assert "There is no GPU here" in capsys.readouterr().out
