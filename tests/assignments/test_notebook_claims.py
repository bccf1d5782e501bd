"""Numbers that the notebooks claim: each is found in the built notebook's words, computed here, and compared.

A changed sentence fails, for then nobody has computed what it says now.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from tests.fixtures.notebook_texts import names, prose, run_cell

matplotlib.use("Agg")

N = r"([−-]?[\d,{}.]*\d)"  # a number in a sentence


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with numbers in it, what computes them, and how far they may be off."""

    notebook: str
    says: str  # a regular expression with a group for each number
    computed: Callable[[], tuple[float, ...]]
    relative: float = 0.0
    absolute: float = 0.0

    def __str__(self) -> str:
        return f"{self.notebook}: {re.sub(r'[^A-Za-z0-9 ]', '', self.says)[:60]}"


def read(text: str) -> float:
    return float(re.sub(r"[,{}]", "", text).replace("−", "-"))


CLAIMS: list[Claim] = []


def claim(
    notebook: str, says: str, *, relative: float = 0.0, absolute: float = 0.0
) -> Callable[[Callable[[], tuple[float, ...]]], Callable[[], tuple[float, ...]]]:
    """Note what computes the numbers of a sentence."""

    def note(computed: Callable[[], tuple[float, ...]]) -> Callable[[], tuple[float, ...]]:
        CLAIMS.append(Claim(notebook, says, computed, relative, absolute))
        return computed

    return note


@pytest.fixture(autouse=True)
def torch_as_it_was() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    plt.close("all")


# ---------------------------------------------------------------- vectorization


@claim("vectorization", rf"\$0\.5\^4\$ is only about {N}", absolute=0.005)
def half_to_the_fourth() -> tuple[float, ...]:
    return (float(names("vectorization").elementwise_power(np.array([0.5]), 4)[0]),)


@claim("vectorization", rf"vectorized is {N} times as fast as pure Python, and {N} times as fast", relative=0.02)
def the_decks_ratios() -> tuple[float, ...]:
    return 9 / 0.0045, 0.8 / 0.0045


@claim("vectorization", rf"Distances around \$\\sqrt{{2 \\cdot 128}} = {N}\$", absolute=0.2)
def random_distances() -> tuple[float, ...]:
    rng = np.random.default_rng(0)
    return (
        float(
            names("vectorization").pairwise_distances(rng.normal(size=(300, 128)), rng.normal(size=(400, 128))).mean()
        ),
    )


@claim("vectorization", rf"\\approx {N}\$ million passes, NumPy inside loops \${N}\$", relative=0.03)
def passes() -> tuple[float, ...]:
    return 300 * 400 * 128 / 1e6, 300 * 400


@claim(
    "vectorization",
    rf"do about \${N} \\cdot 300 \\cdot 400 \\cdot 128\$ .*?vectorized way about \${N} \\cdot 300",
    absolute=0.05,
)
def operations_for_each_pair_and_dimension() -> tuple[float, ...]:
    n, m, d = 300, 400, 128
    product, norms, combining = 2 * n * m * d, 2 * (n + m) * d, 3 * n * m
    return 3.0, (product + norms + combining) / (n * m * d)


@claim("vectorization", rf"numbers of 8 bytes that is about {N} GB, while the result takes {N} GB", relative=0.05)
def memory_of_all_differences() -> tuple[float, ...]:
    return 1e4 * 1e4 * 128 * 8 / 1e9, 1e4 * 1e4 * 8 / 1e9


@claim("vectorization", r"The loops stay near \$10\^{(-7)}\$ throughout", absolute=0.6)
def error_of_the_loops() -> tuple[float, ...]:
    rng = np.random.default_rng(0)
    near_x, near_y = rng.normal(size=(20, 8)), rng.normal(size=(30, 8))
    worst = []
    for offset in (1, 1e3, 1e5):
        X, Y = (near_x + offset).astype(np.float32), (near_y + offset).astype(np.float32)
        exact = np.sqrt(((X[:, None].astype(float) - Y.astype(float)) ** 2).sum(axis=2))
        worst.append(np.abs(names("vectorization").pairwise_distances_loops(X, Y) / exact - 1).max())
    return (float(np.log10(max(worst))),)


def test_the_two_sizes_for_which_a_matrix_minus_a_column_is_no_error() -> None:
    assert "For $N = 2$: the shapes" in prose("vectorization") and "For $N = 1$: `(1, 2)`" in prose("vectorization")
    v = np.array([[1.0], [5.0]])

    assert (np.array([[1.0, 2.0], [3.0, 4.0]]) - v).tolist() == [[0, 1], [-2, -1]]
    assert (np.array([[1.0, 2.0]]) - v).shape == (2, 2)
    for n in (3, 4, 10):
        with pytest.raises(ValueError, match="broadcast"):
            np.ones((n, 2)) - v


def test_the_lectures_call_of_ones_is_an_error_and_its_plus_is_a_misprint() -> None:
    assert "write `np.ones(10, 20)`. That is an error" in prose("vectorization") and "The minus is right" in prose(
        "vectorization"
    )
    with pytest.raises(TypeError):
        np.ones(10, 20)  # type: ignore[call-overload]


# ---------------------------------------------------------------- knn


@claim(
    "knn",
    rf"\$1000 \\cdot 250 \\cdot 3072\$ numbers, about {N} GB, where the matrix itself takes {N} MB",
    relative=0.05,
)
def memory_of_all_image_differences() -> tuple[float, ...]:
    return 1000 * 250 * 3072 * 4 / 1e9, 1000 * 250 * 4 / 1e6


@claim("knn", rf"What two loops pay for is {N} trips")
def trips() -> tuple[float, ...]:
    return (300 * 100,)


@claim("knn", rf"the squared distance is {N}, the largest .*? by 0\.5, so it is \$3072 \\cdot 0\.25 = {N}\$")
def moved_stripes() -> tuple[float, ...]:
    stripes = (torch.arange(32) % 2).float().expand(1, 3, 32, 32)
    distance = names("knn").compute_distances_no_loops
    return float(distance(stripes, 1 - stripes)), float(distance(stripes, torch.full_like(stripes, 0.5)))


@claim("knn", rf"About {N} % on the patches of ten photos with \$k = 1\$, and {N} % with \$k = 5\$", absolute=1.0)
def accuracy_of_knn() -> tuple[float, ...]:
    kit, images = names("knn"), photos()
    classifier = kit.KnnClassifier(images.x_train, images.y_train)
    return tuple(classifier.check_accuracy(images.x_test, images.y_test, k=k) for k in (1, 5))


@claim("knn", rf"accuracy falls from about {N} % at \$k = 1\$ to {N} % at \$k = 100\$", absolute=1.0)
def cross_validation() -> tuple[float, ...]:
    images = photos()
    folds = names("knn").knn_cross_validate(images.x_train, images.y_train, k_choices=[1, 100])
    return tuple(float(np.mean(folds[k])) for k in (1, 100))


def test_the_classes_that_have_a_dark_block_and_those_that_have_none() -> None:
    said = re.search(
        r"have dark diagonal blocks: (\w+) .*?, (\w+) .*?, (\w+) .*? have none: (\w+) .*?, (\w+) .*?, and (\w+) too",
        prose("knn"),
    )
    assert said
    images = photos()
    dists = names("knn").compute_distances_no_loops(images.x_train[:300], images.x_test[:100])
    labels = {name: label for label, name in enumerate(images.class_names)}
    shares = []
    for name in said.groups():
        rows, columns = images.y_train[:300] == labels[name], images.y_test[:100] == labels[name]
        shares.append(float(dists[rows][:, columns].mean() / dists[rows].mean()))

    assert max(shares[:3]) < 0.4 and min(shares[3:]) > 0.6, dict(zip(said.groups(), shares, strict=True))


def test_with_all_points_voting_everything_is_blue() -> None:
    assert "40 for each class: a tie, and the smallest label wins" in prose("knn")
    votes = names("knn").predict_labels(torch.rand(120, 50), torch.arange(3).repeat_interleave(40), 120)

    assert votes.tolist() == [0] * 50


# ---------------------------------------------------------------- linear classifiers


@claim(
    "linear_classifier",
    rf"to complain about: {N}\. The softmax loss is {N}, minus the logarithm of a probability of {N}",
    absolute=0.006,
)
def losses_by_hand() -> tuple[float, ...]:
    X, y = torch.ones(1, 1), torch.tensor([0])
    W = torch.tensor([[2.0, 1.0, -2.0]])
    svm, softmax = (
        getattr(names("linear_classifier"), f"{loss}_loss_vectorized")(W, X, y, 0.0)[0] for loss in ("svm", "softmax")
    )
    return float(svm), float(softmax), math.exp(-float(softmax))


LINE = np.array([-2.4, -1.5, -0.9, -0.3, 0.4, 1.0, 1.8, 2.3]), np.array([-1, -1, -1, -1, 1, 1, 1, 1])


@claim("linear_classifier", rf"the \*larger\* the total: {N}, {N} and {N}\.", absolute=0.006)
def the_cliffs_total_loss() -> tuple[float, ...]:
    kit = names("linear_classifier")
    fits = [kit.fit_cliff(*LINE, 0.0, steps) for steps in (30, 300, 30_000)]
    assert [float(kit.cliff_loss(*fit, *LINE, 0.0)) for fit in fits] == sorted(
        (float(kit.cliff_loss(*fit, *LINE, 0.0)) for fit in fits), reverse=True
    )
    return tuple(float(kit.cliff_loss(*fit, *LINE, 0.03)) for fit in fits)


@claim(
    "linear_classifier",
    rf"after 25 steps the loss is {N}, more than the {N} that it began with\. .*?with {N} it jumps too, .*? arrives at {N}\.\)",
    absolute=0.05,
)
def learning_rates() -> tuple[float, ...]:
    kit, ends = names("linear_classifier"), {}
    for rate in (4.5, 3.2):
        place = np.array([-1.4, 2.2])
        first = float(kit.cliff_loss(*place, *LINE, 0.3))
        for _ in range(25):
            place = place - rate * kit.cliff_gradient(*place, *LINE, 0.3)
        ends[rate] = float(kit.cliff_loss(*place, *LINE, 0.3))
    return ends[4.5], first, 3.2, ends[3.2]


@claim(
    "linear_classifier",
    rf"by 0\.0001 it is 1\.25322\. Then that weight's derivative is about .*? = {N}\$",
    absolute=1e-6,
)
def the_lectures_derivative() -> tuple[float, ...]:
    return ((1.25322 - 1.25347) / 0.0001,)


@claim("linear_classifier", rf"\$-\\log\(1/10\) = \\log 10 \\approx {N}\$", absolute=0.005)
def loss_of_a_tiny_w() -> tuple[float, ...]:
    X, y = torch.randn(50, 20, generator=torch.Generator().manual_seed(0)), torch.arange(50) % 10
    return (float(names("linear_classifier").softmax_loss_vectorized(1e-5 * torch.ones(20, 10), X, y, 0.0)[0]),)


@claim("linear_classifier", rf"The loss of a \$W\$ near zero is about {N}: nine wrong classes", absolute=0.01)
def svm_loss_of_a_tiny_w() -> tuple[float, ...]:
    X, y = torch.randn(50, 20, generator=torch.Generator().manual_seed(0)), torch.arange(50) % 10
    return (float(names("linear_classifier").svm_loss_vectorized(1e-5 * torch.ones(20, 10), X, y, 0.0)[0]),)


@claim("linear_classifier", rf"with penalty 1 \(spread out it would be about {N}\)", absolute=0.005)
def sparse_weights_are_cheaper() -> tuple[float, ...]:
    return (4 / (1 + 3 * 0.9),)


@claim("linear_classifier", rf"\\approx {N}\$, the analytic one is 1", absolute=0.0005)
def a_kink_between_the_nudges() -> tuple[float, ...]:
    w = torch.tensor([1e-8], dtype=torch.float64)
    return (float(names("linear_classifier").numeric_gradient(lambda w: w.clamp(min=0).sum(), w, 1e-6)),)


@claim("linear_classifier", rf"an accuracy is uncertain by about {N} points", absolute=0.1)
def uncertainty_of_an_accuracy() -> tuple[float, ...]:
    return (100 * math.sqrt(0.5 * 0.5 / 200),)


@claim(
    "linear_classifier",
    r"In float64 the best \$h\$ is about \$10\^{(-6)}\$, and errors of \$10\^{(-11)}\$ are possible; in float32, \$10\^{(-2)}\$ and no better than about \$10\^{(-4)}\$",
    absolute=0.6,
)
def best_step_sizes() -> tuple[float, ...]:
    found: list[float] = []
    for dtype in (torch.float64, torch.float32):
        w = torch.tensor([0.7], dtype=dtype)
        gradient = names("linear_classifier").numeric_gradient
        errors = {
            k: abs(gradient(lambda w: torch.exp(w).sum(), w, 10.0**-k).item() - math.exp(0.7)) for k in range(1, 13)
        }
        best = min(errors, key=lambda k: errors[k])
        found += [-best, math.log10(errors[best])]
    return tuple(found)


@claim("linear_classifier", rf"with {N} numbers to set")
def how_many_weights() -> tuple[float, ...]:
    return ((3 * 32 * 32 + 1) * 10,)


@claim(
    "linear_classifier",
    rf"The validation accuracy is about {N} % on the patches of ten photos .*? training accuracy about {N} %",
    absolute=4,
)
def trained_on_photos() -> tuple[float, ...]:
    kit, images = names("linear_classifier"), photos()
    rows = torch.cat([(images.x_train - images.x_train[:800].mean(dim=0)).flatten(1), torch.ones(1000, 1)], dim=1)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    found = []
    for make, rate in ((kit.LinearSVM, 0.003), (kit.Softmax, 0.01)):
        classifier = make()
        classifier.train(rows[:800], images.y_train[:800], learning_rate=rate, reg=1e-3, num_iters=800)
        right = (classifier.predict(rows) == images.y_train).double()
        found.append((100 * float(right[800:].mean()), 100 * float(right[:800].mean())))
    return tuple(np.mean(found, axis=0).tolist())


# ---------------------------------------------------------------- two layers


def xor(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    X = torch.rand(count, 2, generator=torch.Generator().manual_seed(seed)) * 4 - 2
    return X, (X[:, 0] * X[:, 1] > 0).long()


def best_cut(X: torch.Tensor, y: torch.Tensor) -> float:
    """Try straight cuts at every angle and every place, and return the best accuracy."""
    best = 0.0
    for angle in np.linspace(0, np.pi, 361):
        along = X[:, 0] * math.cos(angle) + X[:, 1] * math.sin(angle)
        ones = torch.cat([torch.zeros(1), y[along.argsort()].cumsum(0)])  # of class 1 before each cut
        before = torch.arange(len(y) + 1)
        right = (ones + (len(y) - before) - (y.sum() - ones)) / len(y)
        best = max(best, float(right.max()), 1 - float(right.min()))
    return best


@claim(
    "two_layer_net",
    rf"The best straight cut has {N} % of these points right \(with ever more points it would be {N}/{N}\)",
    absolute=0.7,
)
def straight_cuts() -> tuple[float, ...]:
    assert best_cut(*xor(40_000, 0)) == pytest.approx(2 / 3, abs=0.008)
    return 100 * best_cut(*xor(300, 3)), 2, 3


def test_three_hidden_units_tell_the_quadrants_apart() -> None:
    score = r"$2\max(0, x + y) - 2\max(0, x - y) - 2\max(0, y + 2) + 4$"
    assert score in prose("two_layer_net") and "Three are enough" in prose("two_layer_net")
    X, y = xor(5000, 1)
    params = {
        "W1": torch.tensor([[1.0, 1.0, 0.0], [1.0, -1.0, 1.0]]), "b1": torch.tensor([0.0, 0.0, 2.0]),
        "W2": torch.tensor([[0.0, 2.0], [0.0, -2.0], [0.0, -2.0]]), "b2": torch.tensor([0.0, 4.0]),
    }  # fmt: skip
    scores, _ = names("two_layer_net").nn_forward_pass(params, X)
    clear = X.abs().min(dim=1).values > 1e-4  # not within rounding of a border

    assert torch.equal(scores.argmax(dim=1)[clear], y[clear])


@claim("two_layer_net", rf"A loss that begins at log 10 ≈ {N}, stays", absolute=0.005)
def loss_of_small_weights() -> tuple[float, ...]:
    kit = names("two_layer_net")
    net = kit.TwoLayerNet(3072, 48, 10)
    X, y = torch.rand(50, 3072, generator=torch.Generator().manual_seed(0)) - 0.5, torch.arange(50) % 10
    return (float(net.loss(X, y)[0]),)


def test_the_gradient_check_finds_errors_below_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Four errors below 1e-7" in prose("two_layer_net")
    run_cell("two_layer_net", "gradient-check", vars(names("two_layer_net")).copy())
    errors = [float(text) for text in re.findall(r"relative error ([\d.e-]+)", capsys.readouterr().out)]

    assert len(errors) == 4 and max(errors) < 1e-7


def test_the_visible_check_catches_a_missing_mask() -> None:
    kit = vars(names("two_layer_net")).copy()
    right = kit["nn_forward_backward"]

    def without_mask(params: dict[str, Any], X: torch.Tensor, y: torch.Tensor | None = None, reg: float = 0.0) -> Any:
        answer = right(params, X, y, reg)
        if y is None:
            return answer
        scores = right(params, X)
        dscores = (scores.softmax(dim=1) - torch.eye(scores.shape[1])[y]) / len(X)
        dhidden = dscores @ params["W2"].T
        answer[1]["W1"], answer[1]["b1"] = X.T @ dhidden + 2 * reg * params["W1"], dhidden.sum(dim=0)
        return answer

    run_cell("two_layer_net", "nn_forward_backward", {**kit})
    with pytest.raises(AssertionError, match="W1, with one unit off"):
        run_cell("two_layer_net", "nn_forward_backward", {**kit, "nn_forward_backward": without_mask})


# ---------------------------------------------------------------- optimizers


@claim(
    "optimizers", rf"\\approx {N}\$, so {N} steps\. With a condition number of 10,000 .*?\\approx {N}\$", relative=0.002
)
def steps_in_a_valley() -> tuple[float, ...]:
    kit, hessian = names("optimizers"), torch.tensor([1.0, 25.0], dtype=torch.float64)
    path = kit.gradient_descent(lambda w: hessian * w, torch.ones(2, dtype=torch.float64), 2 / 26, 100)
    walked = int((path.abs().max(dim=1).values <= 1e-3).nonzero()[0])
    return math.log(1000) / math.log(26 / 24), walked, math.log(1000) / math.log(10001 / 9999)


@claim("optimizers", rf"smaller by a factor of \$\\sqrt 2\$, {N} % less", absolute=0.5)
def a_doubled_batch() -> tuple[float, ...]:
    return (100 * (1 - 1 / math.sqrt(2)),)


@claim("optimizers", rf"tends to \$g/\(1 - \\rho\)\$, ten times \$g\$ for \$\\rho = {N}\$")
def the_velocity_in_the_long_run() -> tuple[float, ...]:
    kit = names("optimizers")
    w, config = torch.zeros(1, dtype=torch.float64), {"learning_rate": 1.0, "momentum": 0.9}
    for _ in range(300):
        before = w
        w, config = kit.sgd_momentum(w, torch.ones(1, dtype=torch.float64), config)
    assert float(before - w) == pytest.approx(10, rel=1e-6)
    return (0.9,)


@claim("optimizers", rf"a real difference for momentum, {N}, and for Adam, {N}\.", absolute=0.006)
def l2_and_weight_decay() -> tuple[float, ...]:
    defined = vars(names("optimizers")).copy()
    run_cell("optimizers", "same-for-sgd", defined)
    assert defined["apart_after"](defined["sgd"], 30, learning_rate=0.02) < 1e-12
    return tuple(defined["apart_after"](defined[name], 30, learning_rate=0.02) for name in ("sgd_momentum", "adam"))


def test_decay_before_the_velocity_is_l2_and_ten_times_the_decay_is_nearly_so() -> None:
    assert "adds $\\lambda w$ to the gradient *before* the velocity. That is L2 under another name" in prose(
        "optimizers"
    )
    assert "with about ten times the $\\lambda$ acts much like L2" in prose("optimizers")
    step, curvature = names("optimizers").sgd_momentum, torch.tensor([0.1, 2.5], dtype=torch.float64)

    def end(l2: float, decay: float) -> torch.Tensor:
        w, config = torch.tensor([-4.0, 1.2], dtype=torch.float64), {"learning_rate": 0.002}
        for _ in range(400):
            after, config = step(w, curvature * (w - torch.tensor([2.0, 1.0])) + l2 * w, config)
            w = after - 0.002 * decay * w
        return w

    point = torch.tensor([-4.0, 1.2], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([point], lr=0.002, momentum=0.9, weight_decay=0.05)
    for _ in range(400):
        point.grad = (curvature * (point.detach() - torch.tensor([2.0, 1.0]))).clone()
        optimizer.step()

    torch.testing.assert_close(point.detach(), end(0.05, 0.0))
    same, once = (float((end(0.05, 0.0) - end(0.0, decay)).abs().max()) for decay in (0.5, 0.05))
    assert same < 0.05 * once


@claim("optimizers", rf"Without it, the first is {N} times as long, the tenth more than {N} times", absolute=0.05)
def the_first_steps_of_adam() -> tuple[float, ...]:
    kit, lengths = names("optimizers"), []
    w, config = torch.zeros(1, dtype=torch.float64), {"learning_rate": 0.01}
    for _ in range(10):
        next_w, config = kit.adam_almost(w, torch.ones(1, dtype=torch.float64), config)
        lengths.append(float((next_w - w).abs()) / 0.01)
        w = next_w
    assert lengths[9] > 6
    return lengths[0], math.floor(lengths[9])


@claim("optimizers", rf"are {N} petabytes\. .*? seconds, about a hundred years", relative=0.01)
def newtons_cost() -> tuple[float, ...]:
    years = 1e24 / 3 / 1e14 / (365.25 * 86400)
    assert 95 < years < 115
    return (1e16 * 4 / 1e15,)


@claim("optimizers", r"A difference of about \$10\^{(-15)}\$: rounding", absolute=1.5)
def two_forms_of_momentum() -> tuple[float, ...]:
    kit = names("optimizers")
    ends = []
    for update in (kit.sgd_momentum, kit.sgd_momentum_velocity):
        w, config, path = (
            torch.tensor(kit.VALLEY.start, dtype=torch.float64),
            {"learning_rate": 0.02, "momentum": 0.9},
            [],
        )
        for _ in range(100):
            w, config = update(w, kit.VALLEY.slope(w), config)
            path.append(w)
        ends.append(torch.stack(path))
    return (math.log10(float((ends[0] - ends[1]).abs().max())),)


@claim(
    "optimizers",
    rf"stops falling at about {N}: .*? With a decay it ends at about {N}, less than a third",
    absolute=0.006,
)
def schedules_in_the_noise() -> tuple[float, ...]:
    losses = run_cell("optimizers", "schedules", vars(names("optimizers")).copy())["schedule_losses"]
    constant, decay, rounds = losses["constant"], losses["decay"], losses["warm restarts"]
    assert min(constant[100:]) > 0.1 and decay[-1] < constant[-1] / 3
    assert rounds[99] > rounds[199] > rounds[299] and rounds[99] > 3 * max(constant[100:])
    assert (
        max(rounds[200:230]) > rounds[199]
        and max(rounds[100:130]) <= rounds[99]
        and "The restart at step 200" in prose("optimizers")
    )
    return float(np.mean(constant[150:])), decay[-1]


@claim("optimizers", rf"shrink alike, and slowly\. The loss ends at about {N}", absolute=0.0005)
def the_best_rate_without_momentum() -> tuple[float, ...]:
    kit = names("optimizers")

    def loss(rate: float, rho: float) -> float:
        return sum(
            0.5 * h * float(kit.quadratic_path(h, start, rate, rho, 60)[-1]) ** 2
            for h, start in zip((1, 25), kit.VALLEY.start, strict=True)
        )

    assert "The loss ends below $10^{-15}$" in prose("optimizers") and loss(1 / 9, 4 / 9) < 1e-15
    assert loss(2 * 1.9 / 25 - 1e-3, 0.9) < 1e3 < loss(2 * 1.9 / 25 + 0.02, 0.9), "2(1 + ρ)/h is the limit"
    walked = kit.gradient_descent(kit.VALLEY.slope, torch.tensor(kit.VALLEY.start, dtype=torch.float64), 2 / 26, 60)
    assert float(kit.VALLEY.loss(walked[-1])) == pytest.approx(loss(2 / 26, 0.0))
    return (loss(2 / 26, 0.0),)


@claim("knn", rf"It is {N} % \(unless two equal images have different labels\)")
def accuracy_on_the_training_set() -> tuple[float, ...]:
    images = photos()
    return (names("knn").KnnClassifier(images.x_train, images.y_train).check_accuracy(images.x_train, images.y_train),)


def between(notebook: str, says: str) -> tuple[float, float]:
    """Read the two numbers of a range that a notebook claims."""
    found = re.search(says, prose(notebook))
    assert found, f"assignments/{notebook} doesn't say this any more: compute what it says now, and change the test"
    low, high = map(read, found.groups())
    return low, high


def prepared() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Images and labels as the notebook on linear classifiers prepares them: 1000 rows, and the test's rows."""
    images = photos()
    mean = images.x_train[:800].mean(dim=0)
    rows, test = (
        torch.cat([(x - mean).flatten(1), torch.ones(len(x), 1)], dim=1) for x in (images.x_train, images.x_test)
    )
    return rows, images.y_train, test, images.y_test


def test_random_search_is_as_lucky_as_said() -> None:
    low, high = between("linear_classifier", rf"The best try has {N} to {N} % accuracy on the test images")
    rows, labels, test, test_labels = prepared()
    kit = names("linear_classifier")

    def svm_loss(W: torch.Tensor, X: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return W.shape[1] * torch.nn.functional.multi_margin_loss(X @ W, y)

    best, _, _ = kit.random_search(svm_loss, rows[:800], labels[:800], 400, torch.Generator().manual_seed(0))

    assert low <= 100 * float((kit.predict_linear_classifier(best, test) == test_labels).double().mean()) <= high


@pytest.mark.parametrize(("loss", "worst", "count"), [("svm_loss_naive", -6, 20), ("softmax_loss_vectorized", -6, 60)])
def test_the_gradient_checks_errors_are_as_small_as_said(loss: str, worst: int, count: int) -> None:
    assert "Errors of about $10^{-9}$ to $10^{-6}$" in prose("linear_classifier")
    assert "Relative errors of $10^{-6}$ or less" in prose("linear_classifier")
    rows, labels, _, _ = prepared()
    X, y = rows[:count].double(), labels[:count]
    W = 0.01 * torch.randn(X.shape[1], 10, generator=torch.Generator().manual_seed(3), dtype=X.dtype)
    function, torch_state = getattr(names("linear_classifier"), loss), torch.random.get_rng_state()
    torch.manual_seed(0)
    errors = names("linear_classifier").grad_check_sparse(
        lambda W: function(W, X, y, 0.0)[0], W, function(W, X, y, 0.0)[1]
    )
    torch.random.set_rng_state(torch_state)

    assert math.log10(max(errors)) <= worst


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["svm", "softmax"])
def test_our_search_finds_what_is_said_inside_its_grid(loss: str) -> None:
    low, high = between("linear_classifier", rf"Some good pairs: about {N} to {N} % on the photo patches")
    kit = names("linear_classifier")
    rows, labels, _, _ = prepared()
    data = {"X_train": rows[:800], "y_train": labels[:800], "X_val": rows[800:], "y_val": labels[800:]}
    rates, strengths = getattr(kit, f"{loss}_get_search_params")()
    make = {"svm": kit.LinearSVM, "softmax": kit.Softmax}[loss]
    torch.set_num_threads(1)
    torch.manual_seed(0)

    found = {
        (rate, strength): kit.test_one_param_set(make(), data, rate, strength, 300)[2]
        for rate in rates
        for strength in strengths
    }

    rate, strength = max(found, key=lambda pair: found[pair])
    assert low - 1 <= 100 * found[rate, strength] <= high + 1
    assert min(rates) < rate < max(rates) and min(strengths) < strength < max(strengths), (
        "the notebook advises to look beyond an edge"
    )


def test_sgd_loses_half_of_its_steps_at_the_saddle() -> None:
    assert (
        "At the saddle SGD slows down nearly to a stop, and loses half of its steps before it finds the way out"
        in prose("optimizers")
    )
    kit = names("optimizers")
    path = kit.gradient_descent(kit.SADDLE.slope, torch.tensor(kit.SADDLE.start, dtype=torch.float64), 0.05, 60)
    arrived = int((path[:, 0].abs() < 0.5).nonzero()[0])
    left = int((path[:, 1].abs() > 0.3).nonzero()[0])

    assert 0.4 < (left - arrived) / 60 < 0.6


@claim(
    "two_layer_net",
    rf"300 steps are {N} epochs\. A decay of {N} leaves about {N} of the rate at the end, and {N} about {N}\.",
    absolute=0.005,
)
def rates_at_the_end_of_the_search() -> tuple[float, ...]:
    epochs = 300 // (800 // 100)
    return epochs, 0.95, 0.95**epochs, 0.98, 0.98**epochs


@claim("two_layer_net", rf"kNN has about {N} %, the linear classifiers about {N} to {N} %, your network", absolute=5.0)
def the_series_on_the_photos() -> tuple[float, ...]:
    images = photos()
    mean = images.x_train[:800].mean(dim=0)
    data = {
        "X_train": (images.x_train[:800] - mean).flatten(1), "y_train": images.y_train[:800],
        "X_test": (images.x_test - mean).flatten(1), "y_test": images.y_test,
    }  # fmt: skip
    torch.set_num_threads(1)
    found = names("two_layer_net").accuracies_of_the_series(data)
    assert list(found) == ["kNN, k = 1", "SVM", "softmax"] and found["kNN, k = 1"] > max(found["SVM"], found["softmax"])
    return 100 * found["kNN, k = 1"], *sorted((100 * found["SVM"], 100 * found["softmax"]))


@claim("optimizers", rf"\\approx 1/e\$\. So about {N} % are seen", absolute=0.5)
def seen_with_replacement() -> tuple[float, ...]:
    drawn = torch.randint(1000, (200, 1000), generator=torch.Generator().manual_seed(0))
    return (100 * float(np.mean([len(row.unique()) / 1000 for row in drawn])),)


# ---------------------------------------------------------------- the tests


@cache
def _drawn() -> Any:
    return names("knn").load_images(1000, 250, np.random.default_rng(0), source="photos")


def photos() -> Any:
    """The images that every notebook draws, without CIFAR-10, to do with as one likes."""
    return copy.deepcopy(_drawn())


@pytest.mark.parametrize("one", CLAIMS, ids=str)
def test_what_a_notebook_claims_is_what_comes_out(one: Claim) -> None:
    found = re.search(one.says, prose(one.notebook))
    assert found, (
        f"assignments/{one.notebook} doesn't say this any more: compute what it says now, and change the claim"
    )

    said, computed = tuple(map(read, found.groups())), one.computed()

    assert said == pytest.approx(computed, rel=one.relative, abs=one.absolute)
