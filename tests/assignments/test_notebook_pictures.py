"""The notebooks' pictures for everyone: each has words made from its data, colours can be told apart, sliders say what they do."""

from __future__ import annotations

import ast
import html
import itertools
import re
import sys
import types
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.colors
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from tests.fixtures.common import load
from tests.fixtures.notebook_texts import NOTEBOOKS, ROOT, cells, names, run_cell

matplotlib.use("Agg")

style, given = load("style"), load("given")
INCLUDED = sorted(
    path for folder in ("_shared", *NOTEBOOKS) for path in (ROOT / "assignments" / folder / "notebook").glob("*.py")
)


def calls(node: ast.AST) -> set[str]:
    """Return the names of all functions that are called below a node."""
    return {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("path", INCLUDED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_function_that_draws_shows_its_picture_with_words(path: Path) -> None:
    for function in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(function, ast.FunctionDef) and function.name != "show_picture":
            drawn = calls(function) & {"plt.subplots", "plt.figure"}
            assert not drawn or "show_picture" in calls(function), f"{function.name} shows a picture without words"
            assert "plt.show" not in calls(function), f"{function.name}: show_picture, not plt.show"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_cell_draws_by_itself(name: str) -> None:
    for cell in cells(name):
        if cell["cell_type"] == "code" and not cell["id"].startswith("setup-"):
            assert not calls(ast.parse(cell["source"])) & {"plt.show", "plt.subplots", "plt.figure"}, cell["id"]


def test_a_picture_in_a_notebook_carries_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.get_ipython", lambda: types.SimpleNamespace(kernel=True))
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    style.plt.plot([1, 2])

    style.show_picture('It says "a < b"\n    & more.')

    tag = re.fullmatch(r'<img alt="([^"]*)" src="data:image/png;base64,[A-Za-z0-9+/=]+">', shown[0]["text/html"])
    assert tag and html.unescape(tag[1]) == 'It says "a < b" & more.' == shown[0]["text/plain"]
    assert not style.plt.get_fignums()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([2.3, 1.0, 0.4], "falls from 2.3 to 0.4"),
        ([0.4, 2.3], "rises from 0.4 to 2.3"),
        ([5.0, 5.0, 5.0], "stays at 5"),
        ([1.0, 9.0, 1.0], "starts and ends near 1, and reaches 9 between"),
        ([2.0, 8.0, 1.0], "falls from 2 to 1, by way of 8"),
        ([1.0, float("inf")], "starts at 1 and leaves all bounds"),
    ],
)
def test_a_curve_is_told_by_where_it_goes(values: list[float], said: str) -> None:
    assert style.say_course(values) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3240.0, "3,240"),
        (12.34, "12.3"),
        (0.00123, "0.00123"),
        (5e-8, "5.0 times 10 to the -8"),
        (100, "100"),
    ],
)
def test_numbers_are_told_without_powers_where_nobody_needs_them(value: float, said: str) -> None:
    assert style.say_number(value) == said


def test_times_are_told_in_milliseconds_without_powers() -> None:
    assert [style.say_milliseconds(seconds) for seconds in (3.24, 0.0123, 0.00045)] == [
        "3,240 ms",
        "12.3 ms",
        "0.45 ms",
    ]


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the words of what was shown last."""
    plt.close("all")

    def draw() -> None:
        plt.gcf().canvas.draw()

    def said() -> str:
        return str(plt.gcf().get_label())

    monkeypatch.setattr(plt, "show", draw)
    yield said
    plt.close("all")


def test_words_follow_the_data(words: Any) -> None:
    kit = names("optimizers")
    for end in (0.4, 1.9):
        kit.show_curves({"SGD": [2.3, 2.2, end], "Adam": [2.3, 0.5, 0.1]}, "Losses")
        assert words() == f"Losses. Over 3 steps: SGD falls from 2.3 to {end}; Adam falls from 2.3 to 0.1."


def test_a_table_of_confusions_names_the_worst(words: Any) -> None:
    names("knn").show_confusion(torch.tensor([0, 0, 0, 1, 2]), torch.tensor([0, 2, 2, 1, 2]), ("cat", "car", "cup"))

    assert "3 are right" in words() and "cat is taken for cup, 2 times" in words()


def test_a_path_that_runs_away_is_told(words: Any) -> None:
    kit = names("optimizers")
    paths = {
        f"α = {rate}": kit.gradient_descent(kit.VALLEY.slope, torch.tensor(kit.VALLEY.start), rate, 60)
        for rate in (0.07, 0.3)
    }

    kit.show_rates(kit.VALLEY, paths)

    assert "α = 0.3, 60 steps: it runs away" in words() and "α = 0.07, 60 steps: loss 26" in words()


# ---------------------------------------------------------------- colours


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast_with_white(colour: str) -> float:
    """The contrast of WCAG 2.2."""
    return float(1.05 / (linear(colour) @ [0.2126, 0.7152, 0.0722] + 0.05))


SIGHT = {  # linear RGB as it is seen: Machado, Oliveira, Fernandes 2009, severity 1
    "usual": np.eye(3),
    "without red cones": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "without green cones": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "without blue cones": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB, D65."""
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    x, y, z = np.cbrt(to_xyz @ np.clip(rgb, 0.0005, 1) / np.array([0.95047, 1, 1.08883]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_are_told_apart(sight: str) -> None:
    colours = [*style.COLOURS[:6], style.BLACK]
    apart = {
        pair: float(np.linalg.norm(lab(SIGHT[sight] @ linear(pair[0])) - lab(SIGHT[sight] @ linear(pair[1]))))
        for pair in itertools.combinations(colours, 2)
    }

    assert min(apart.values()) > 13, min(apart, key=lambda pair: apart[pair])


def test_every_colour_stands_out_from_the_paper() -> None:
    assert min(map(contrast_with_white, style.COLOURS)) >= 3
    assert min(contrast_with_white(colour) for colour in (style.BLUE, style.RED)) >= 4.5, "✓ and ✗ are text"
    assert matplotlib.colors.to_hex(style.plt.rcParams["figure.facecolor"]) == "#ffffff", (
        "the paper stays white on a dark page"
    )


def test_the_marks_of_the_hand_in_are_white_on_a_colour_that_any_page_can_hold() -> None:
    submit = load("submit")
    summary = next(thing for thing in vars(submit).values() if isinstance(thing, type) and "_repr_html_" in vars(thing))
    source = Path(submit.__file__).read_text(encoding="utf-8")

    assert summary and "color: #FFFFFF" in source
    assert min(contrast_with_white(colour) for _, colour in submit.MARKS.values()) >= 4.5


@pytest.mark.parametrize("path", INCLUDED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_colours_have_names(path: Path) -> None:
    if path.stem not in ("style", "submit"):
        assert not re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------- sliders


def test_a_slider_that_does_nothing_says_so(monkeypatch: pytest.MonkeyPatch, words: Any) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    kit = names("optimizers")

    kit.interactive_paths(
        lambda update, land, config, steps: torch.tensor([land.start, land.start]),
        {"SGD": kit.sgd, "momentum": kit.sgd_momentum},
    )

    (which, _), (_, rho, _), said = shown[0].children[0].children, shown[0].children[1].children, shown[0].children[2]
    assert not rho.disabled and said.value == ""
    which.value = "SGD"
    assert rho.disabled and "does nothing" in said.value
    which.value = "momentum"
    assert not rho.disabled and said.value == ""


# ---------------------------------------------------------------- stand-ins


@pytest.mark.parametrize(
    ("yours", "said"),
    [
        (lambda x: x * 2, ""),
        (lambda x: x * 3, "doesn't give the right numbers yet"),
        (lambda x: x[:1], "doesn't give the right numbers yet"),
        (lambda x: 1 / 0, "stops with ZeroDivisionError"),
    ],
)
def test_a_function_that_is_not_right_yet_is_replaced_and_that_is_said(
    yours: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def ours(x: torch.Tensor) -> torch.Tensor:
        return x + x

    assert given.yours_or_given(yours, ours, torch.tensor([1.0, -2.0])) is (ours if said else yours)
    assert (said in capsys.readouterr().out) or not said


def test_a_function_that_is_not_written_is_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    def double(x: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    assert given.yours_or_given(double, torch.neg, torch.ones(2)) is torch.neg
    assert "double isn't written yet" in capsys.readouterr().out
    assert sys.exc_info() == (None, None, None)


def test_stand_ins_walk_the_paths_of_right_optimizers(words: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def missing(w: torch.Tensor, dw: torch.Tensor, config: Any = None) -> Any:
        raise NotImplementedError

    told = {}
    functions = ("sgd", "sgd_momentum", "nesterov", "adagrad", "rmsprop", "adam")
    for which, changed in (("written", {}), ("missing", dict.fromkeys(functions, missing))):
        defined = vars(names("optimizers")).copy()
        run_cell("optimizers", "walk", defined)
        defined |= changed
        for cell in ("momentum-paths", "all-paths"):
            run_cell("optimizers", cell, defined)
        told[which] = capsys.readouterr().out, words()

    assert "isn't written yet" not in told["written"][0]
    assert (
        told["missing"][0].count("isn't written yet: the pictures of this cell are made with a function of ours") == 6
    )
    assert told["missing"][1] == told["written"][1]


def test_stand_ins_of_the_losses_draw_what_right_ones_draw(words: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def missing(*inputs: Any) -> Any:
        raise NotImplementedError

    told = []
    for changed in ({}, dict.fromkeys(("svm_loss_vectorized", "softmax_loss_vectorized"), missing)):
        defined = {**vars(names("linear_classifier")), "rng": np.random.default_rng(0)}
        run_cell("linear_classifier", "geometry", defined)
        defined |= changed
        run_cell("linear_classifier", "demo-states", defined)
        told.append((capsys.readouterr().out.count("isn't written yet"), words()))

    assert told[0][0] == 0 and told[1][0] == 2
    assert told[0][1] == told[1][1]
