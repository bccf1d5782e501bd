"""A figure travels by what it shows, whatever its objects say of themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import matplotlib.figure
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from autograder.model import Array, Form, Unfit, Why
from autograder.sandbox.inside.values import to_plain
from autograder.wire import decode, encode, form_values

MOST = 1 << 20


@pytest.fixture(autouse=True)
def backend() -> Iterator[None]:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def crossed(value: Any) -> Any:
    """As it is on our side."""
    return decode(encode({"answer": to_plain(value, MOST)}))["answer"]


def drawn() -> Any:
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2, 3], [4.0, np.nan, 6.0], label="height")
    left.legend()
    left.set(xlabel="day", ylabel="m", title="Growth", xlim=(0, 5))
    right.bar(["a", "b"], [3, 4])
    right.scatter([1], [2])
    right.imshow(np.eye(2))
    figure.suptitle("All")
    return figure


def test_what_a_figure_shows_arrives_as_plain_values() -> None:
    got = crossed(drawn())

    assert (got.kind, got.parts["title"], len(got.parts["axes"])) == ("figure", "All", 2)
    left, right = got.parts["axes"]
    assert torch.equal(
        left["lines"][0].tensor.nan_to_num(-1), torch.tensor([[1, 4], [2, -1], [3, 6]], dtype=torch.float64)
    )
    assert (left["title"], left["x label"], left["y label"], left["legend"]) == ("Growth", "day", "m", ["height"])
    assert (left["x limits"], left["limits set"]) == ([0.0, 5.0], [True, False])
    assert right["bars"] == [[0.0, 3.0], [1.0, 4.0]]
    assert right["points"][0].tensor.tolist() == [[1, 2]]
    assert right["images"][0].tensor.tolist() == [[1, 0], [0, 1]]
    assert form_values.proper(got) and form_values.built(got, got.parts) == got.parts


def test_axes_travel_as_a_figure_of_one_and_an_array_of_axes_as_such() -> None:
    figure = drawn()

    assert len(crossed(figure.axes[0]).parts["axes"]) == 1
    several = crossed(np.array(figure.axes))
    assert several.kind == "array" and [one.kind for one in several.parts["items"]] == ["figure", "figure"]


def test_what_a_mask_hides_is_not_shown() -> None:
    _, axes = plt.subplots()
    axes.imshow(np.ma.masked_greater(np.array([[1, 9]]), 5))

    pixels = crossed(axes).parts["axes"][0]["images"][0].tensor
    assert pixels[0, 0] == 1 and pixels[0, 1].isnan()


# ---------------------------------------------------------------- hostile figures


def test_a_subclass_that_lies_travels_as_what_it_is() -> None:
    class Lying(matplotlib.figure.Figure):
        axes = property(lambda self: [])  # type: ignore[assignment]
        __eq__ = lambda *_: True  # noqa: E731
        __hash__ = None  # type: ignore[assignment]

        def get_axes(self) -> Any:
            return []

        def get_suptitle(self) -> str:
            return "another"

    figure = Lying()
    figure.add_subplot().plot([1, 2])

    assert len(crossed(figure).parts["axes"][0]["lines"]) == 1


def test_what_claims_to_be_a_figure_is_none() -> None:
    class Claims:
        __class__ = matplotlib.figure.Figure  # type: ignore[assignment]
        axes: Any = ()

        def get_axes(self) -> Any:
            raise SystemExit

    assert isinstance(Claims(), matplotlib.figure.Figure)
    assert crossed(Claims()) == Unfit(Why.TYPE, "Claims")


def test_objects_that_only_claim_to_be_lines_or_texts_are_left_out() -> None:
    figure = drawn()
    axes = figure.axes[0]

    class Title:
        __class__ = type(axes.title)

        def get_text(self) -> str:
            return "right"

    axes.title = Title()
    axes.lines[0].get_xydata = lambda: np.zeros((3, 2))
    figure._suptitle = Title()

    got = crossed(figure).parts
    assert (got["title"], got["axes"][0]["title"]) == ("", "")
    assert got["axes"][0]["lines"][0].tensor[0].tolist() == [1, 4]


def test_a_figure_that_holds_itself_ends() -> None:
    figure = drawn()
    figure.axes[0].figures = [figure]
    figure.axes[0].child_axes.append(figure.axes[0])
    figure.axes[0]._children.append(figure)

    assert len(crossed(figure).parts["axes"]) == 2


def test_more_than_may_travel_is_refused_and_not_cut() -> None:
    figure = drawn()
    figure.axes[1].bar(range(3000), range(3000))
    assert crossed(figure) == Unfit(Why.TYPE, "Figure")

    wide, axes = plt.subplots()
    axes.plot(np.zeros(200_000))
    assert crossed(wide).why is Why.BYTES

    many, axes = plt.subplots()
    for _ in range(300):
        axes.plot([1, 2])
    assert crossed(many).why is Why.ARRAYS


def test_a_text_without_end_is_cut() -> None:
    _, axes = plt.subplots()
    axes.set_title("x" * 1_000_000)

    assert len(crossed(axes).parts["axes"][0]["title"]) == 10_000


def test_without_matplotlib_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = drawn()
    monkeypatch.delitem(sys.modules, "matplotlib.figure")

    assert crossed(figure) == Unfit(Why.TYPE, "Figure")


PLAIN = {
    "lines": [], "points": [], "bars": [[0.0, 1.0]], "images": [], "title": "", "x label": "", "y label": "",
    "x limits": [0.0, 1.0], "y limits": [0.0, 1.0], "limits set": [False, False], "legend": [],
}  # fmt: skip


def figure_of(**changes: Any) -> Form:
    return Form("figure", {"title": "", "axes": [PLAIN | changes]})


def test_parts_that_are_no_figures_are_not_taken_for_one() -> None:
    assert form_values.proper(figure_of())
    f64, f32 = (Array(torch.zeros(3, 2, dtype=dtype)) for dtype in (torch.float64, torch.float32))
    lies: list[dict[str, Any]] = [
        {"lines": [f32]}, {"lines": f64}, {"lines": [Array(torch.zeros(3, 3, dtype=torch.float64))]}, {"points": [[1.0, 2.0]]},
        {"images": [Array(torch.zeros(2, dtype=torch.float64))]}, {"bars": [[1.0]]}, {"bars": [[1, 2]]}, {"bars": f64}, {"title": None},
        {"x limits": [0.0]}, {"limits set": [1, 0]}, {"limits set": True}, {"legend": [1]}, {"legend": "abc"}, {"more": []},
    ]  # fmt: skip
    forms = [figure_of(**lie) for lie in lies]
    forms += [
        Form("figure", parts)
        for parts in (
            None,
            [],
            {},
            {"title": "", "axes": [{}]},
            {"title": 1, "axes": []},
            {"title": "", "axes": [PLAIN] * 65},
        )
    ]
    assert [form for form in forms if form_values.proper(form)] == []
