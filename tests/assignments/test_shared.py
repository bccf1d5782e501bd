"""The set-up cells that notebooks share: images, gradients, pictures."""

from __future__ import annotations

import socket
import sys
import types
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
import torch

from tests.fixtures.common import load

matplotlib.use("Agg")

data, gradients, style = load("data"), load("gradients"), load("style")
plots = load("plots", style)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# ---------------------------------------------------------------- images


def test_images_have_the_shapes_and_types_of_cifar10() -> None:
    x_train, y_train, x_test, y_test, names, source = data.load_images(100, 30, rng())

    assert x_train.shape == (100, 3, 32, 32) and x_test.shape == (30, 3, 32, 32)
    assert x_train.dtype == torch.float32 and 0 <= x_train.min() < 0.1 < 0.9 < x_train.max() <= 1
    assert y_train.dtype == y_test.dtype == torch.int64 and y_train.shape == (100,)
    assert len(names) == 10 and "which photo" in source


def test_every_class_has_its_share_and_the_order_is_shuffled() -> None:
    images = data.load_images(103, 20, rng())

    assert sorted(torch.bincount(images.y_train).tolist()) == [10] * 7 + [11] * 3
    assert torch.bincount(images.y_test).tolist() == [2] * 10
    assert images.y_train.tolist() != sorted(images.y_train.tolist())


def test_the_same_generator_gives_the_same_images() -> None:
    first, again, other = (data.load_images(50, 10, rng(seed)) for seed in (1, 1, 2))

    assert torch.equal(first.x_train, again.x_train) and torch.equal(first.y_test, again.y_test)
    assert not torch.equal(first.x_train, other.x_train)


@pytest.mark.parametrize(("num_train", "num_test"), [(1000, 260), (1600, 400), (2000, 500)])
def test_no_patch_is_in_both_halves_not_even_mirrored(num_train: int, num_test: int) -> None:
    images = data.load_images(num_train, num_test, rng())
    # flat black ones look alike wherever they come from
    busy = images.x_test[images.x_test.flatten(1).std(dim=1) > 0.05]
    seen = {patch.numpy().tobytes() for side in (images.x_train, images.x_train.flip(-1)) for patch in side}

    assert len(images.x_train) == num_train and len(images.x_test) == num_test
    assert len(busy) > num_test / 2 and not any(patch.numpy().tobytes() in seen for patch in busy)


def test_asking_for_more_patches_than_there_are_is_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"the photos hold 2520 patches.* not 3000 \+ 10"):
        data.load_images(3000, 10, rng())


def test_images_come_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert len(data.load_images(20, 10, rng()).x_train) == 20


class Torchvision:
    """Stands in for torchvision: its CIFAR10 reads a folder that a test made, and fetches what it is told to."""

    url = "https://cifar.invalid/cifar-10-python.tar.gz"

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.fetches: list[Path] = []
        self.comes: Exception | str = "whole"  # what a download leaves: everything, half of it, or an error
        torchvision, datasets = types.ModuleType("torchvision"), types.ModuleType("torchvision.datasets")
        torchvision.__spec__ = types.SimpleNamespace(name="torchvision")  # type: ignore[assignment]
        datasets.CIFAR10, torchvision.datasets = self, datasets  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "torchvision", torchvision)
        monkeypatch.setitem(sys.modules, "torchvision.datasets", datasets)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.chdir(folder)

    def __call__(self, root: Path, *, train: bool, download: bool) -> Any:
        batches = Path(root) / "cifar-10-batches-py"
        if download and not (batches / "whole").exists():
            self.fetches.append(Path(root))
            batches.mkdir(parents=True, exist_ok=True)
            if isinstance(self.comes, Exception):
                raise self.comes
            (batches / self.comes).touch()
        if not (batches / "whole").exists():
            raise RuntimeError("Dataset not found or corrupted. You can use download=True to download it")
        pixels = np.arange(40 * 32 * 32 * 3).reshape(40, 32, 32, 3) % 256
        return types.SimpleNamespace(data=pixels.astype(np.uint8), targets=[int(train)] * 40)


@pytest.fixture
def torchvision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Torchvision:
    return Torchvision(monkeypatch, tmp_path)


@pytest.fixture
def quick_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setattr(data, "_bytes_a_second", lambda url: 20e6)


def test_cifar10_is_taken_where_all_of_it_lies_on_disk(torchvision: Torchvision) -> None:
    folder = Path("data") / "cifar-10-batches-py"
    folder.mkdir(parents=True)
    (folder / "whole").touch()

    images = data.load_images(30, 20, rng())

    assert images.x_train.shape == (30, 3, 32, 32) and images.x_test.shape == (20, 3, 32, 32)
    assert images.class_names[3] == "cat" and images.y_train.unique().tolist() == [1]
    assert images.x_train.dtype == torch.float32 and images.x_train.max() <= 1
    assert not torchvision.fetches


def test_half_a_folder_of_cifar10_does_not_count(torchvision: Torchvision) -> None:
    (Path("data") / "cifar-10-batches-py").mkdir(parents=True)

    images = data.load_images(30, 20, rng())

    assert images.class_names[0] == "astronaut" and not torchvision.fetches


@pytest.mark.usefixtures("quick_line")
def test_half_a_folder_is_fetched_anew_in_colab(torchvision: Torchvision) -> None:
    (Path("data") / "cifar-10-batches-py").mkdir(parents=True)

    images = data.load_images(30, 20, rng())

    assert images.class_names[3] == "cat" and images.source.startswith("CIFAR-10")
    assert torchvision.fetches == [Path("data")]


@pytest.mark.usefixtures("quick_line")
@pytest.mark.parametrize(
    ("comes", "said"),
    [
        (TimeoutError("timed out"), "couldn't be fetched: TimeoutError"),
        (EOFError("Compressed file ended before the end-of-stream marker"), "couldn't be fetched: EOFError"),
        (RuntimeError("File not found or corrupted."), "couldn't be fetched: RuntimeError"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else "",
)
def test_a_download_that_breaks_leads_back_to_the_photographs(
    torchvision: Torchvision, comes: Exception | str, said: str
) -> None:
    torchvision.comes = comes

    images, again = data.load_images(30, 20, rng()), data.load_images(30, 20, rng())

    assert images.class_names[0] == "astronaut" and said in images.source
    assert again.class_names[0] == "astronaut", "what was left half made doesn't count the next time"
    assert socket.getdefaulttimeout() is None


@pytest.mark.parametrize(("speed", "taken"), [(4.9e6, "astronaut"), (5.1e6, "plane")])
def test_a_slow_line_fetches_nothing_and_says_so(
    torchvision: Torchvision, monkeypatch: pytest.MonkeyPatch, speed: float, taken: str
) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setattr(data, "_bytes_a_second", lambda url: speed)

    images = data.load_images(30, 20, rng())

    assert images.class_names[0] == taken
    assert ("would take 35 s" in images.source) == (taken == "astronaut")


# ---------------------------------------------------------------- gradients


def test_a_measured_gradient_is_close_to_the_derivative() -> None:
    w = torch.tensor([[1.0, -2.0], [0.5, 3.0]], dtype=torch.float64)
    before = w.clone()

    measured = gradients.measure_gradient(lambda w: (w**3).sum(), w)

    assert gradients.relative_error(measured, 3 * w**2) < 1e-8
    assert torch.equal(w, before)


def test_relative_error_tells_equal_from_half_wrong() -> None:
    right = torch.tensor([1.0, 2.0])

    assert gradients.relative_error(right, right) == 0
    assert gradients.relative_error(right / 2, right) == pytest.approx(1 / 3)
    with pytest.raises(AssertionError, match="shapes differ"):
        gradients.relative_error(right, right[:1])


# ---------------------------------------------------------------- pictures


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give what was drawn when a picture was to be shown."""

    def draw() -> None:
        plots.plt.gcf().canvas.draw()

    monkeypatch.setattr(plots.plt, "show", draw)
    plots.plt.close("all")
    yield plots.plt.gcf
    plots.plt.close("all")


def test_examples_stand_in_the_column_of_their_class(figure: Any) -> None:
    x, y = torch.rand(12, 3, 4, 4), torch.arange(12) % 3

    plots.show_examples(x, y, ("a", "b", "c"), per_class=2)

    axes = np.array(figure().axes).reshape(2, 3)
    assert [ax.get_title() for ax in axes[0]] == ["a", "b", "c"]
    np.testing.assert_allclose(axes[1, 2].images[0].get_array(), x[5].permute(1, 2, 0), atol=1e-6)


def test_the_distance_matrix_is_shown_in_order_of_the_classes(figure: Any) -> None:
    dists, y_train, y_test = torch.rand(4, 3), torch.tensor([1, 0, 1, 0]), torch.tensor([1, 0, 0])

    plots.show_distances(dists, y_train, y_test, ("a", "b"))

    shown = figure().axes[0].images[0].get_array()
    np.testing.assert_allclose(shown, dists[[1, 3, 0, 2]][:, [1, 2, 0]])


def test_times_are_compared_with_the_first(figure: Any, capsys: pytest.CaptureFixture[str]) -> None:
    plots.show_times({"slow": 2.0, "fast": 0.004})

    out = capsys.readouterr().out
    assert "500 times as fast as slow" in out and out.count("times as fast") == 1
    assert [bar.get_width() for bar in figure().axes[0].patches] == [2000, 4]


def test_the_vote_counts_those_within_the_circle(figure: Any) -> None:
    points, labels = torch.tensor([[0.0, 1.0], [2.0, 0.0], [0.0, 3.0], [9.0, 9.0]]), torch.tensor([0, 1, 1, 0])

    plots.show_vote(points, labels, torch.zeros(2), (1, 3), (0, 1), ("a", "b"))

    assert [ax.get_title() for ax in figure().axes] == ["k = 1, votes 1 : 0\na", "k = 3, votes 1 : 2\nb"]


def test_decision_regions_show_what_the_predictor_says_at_each_place(figure: Any) -> None:
    points, labels = torch.tensor([[0.0, 0.0], [4.0, 2.0]]), torch.tensor([0, 1])

    plots.show_decision_regions({"right half": lambda grid: (grid[:, 0] > 2).long()}, points, labels, ("a", "b"), 8)

    shown = np.asarray(figure().axes[0].images[0].get_array())
    assert shown.tolist() == [[0, 0, 0, 0, 1, 1, 1, 1]] * 8


def test_neighbours_are_the_nearest_and_marked_right_or_wrong(figure: Any) -> None:
    x, y = torch.rand(3, 3, 4, 4), torch.tensor([0, 1, 0])
    dists = torch.tensor([[3.0], [1.0], [2.0]])

    plots.show_neighbours(x[:1], y[:1], x, y, dists, ("a", "b"), [0], count=2)

    assert [ax.get_title() for ax in figure().axes] == ["a", "✗ b", "✓ a"]


def test_confusion_counts_true_classes_in_rows(figure: Any) -> None:
    plots.show_confusion(torch.tensor([0, 0, 1]), torch.tensor([1, 1, 1]), ("a", "b"))

    assert {text.get_position(): text.get_text() for text in figure().axes[0].texts} == {(1, 0): "2", (1, 1): "1"}


def test_cross_validation_shows_means_and_spread(figure: Any) -> None:
    plots.show_cross_validation({1: [10.0, 30.0], 5: [50.0, 50.0]})

    mean = figure().axes[0].containers[0].lines[0]
    assert mean.get_ydata().tolist() == [20, 50]


@pytest.mark.parametrize("length", [5, 500])
def test_curves_are_named(figure: Any, length: int) -> None:
    plots.show_curves({"sgd": np.ones(length), "adam": torch.ones(length)})

    assert [text.get_text() for text in figure().axes[0].get_legend().get_texts()] == ["sgd", "adam"]


def test_templates_are_stretched_to_the_full_range(figure: Any) -> None:
    plots.show_templates(torch.randn(48, 3), ("a", "b", "c"), shape=(3, 4, 4))

    shown = np.asarray(figure().axes[1].images[0].get_array())
    assert shown.min() == 0 and shown.max() == pytest.approx(1)
