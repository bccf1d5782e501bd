"""Figures are compared by what they show, within the judge's tolerance, and told in one sentence without a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from autograder.checks import judges
from autograder.checks.answers import describe, formed, plain
from autograder.model import CaseInputs, Form
from autograder.sandbox.inside.values import to_plain
from autograder.wire import decode, encode

INPUTS = CaseInputs({"x": torch.ones(2)}, torch.float32)


@pytest.fixture(autouse=True)
def backend() -> Iterator[None]:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def drawn(**changes: Any) -> Any:
    options = {
        "to": 3.0,
        "label": "day",
        "limit": None,
        "more": 0,
        "legend": True,
        "bars": [1, 2],
        "pixel": 1.0,
    } | changes
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([0.0, 1.0], [2.0, options["to"]], color=options.get("color", "red"), label="height")
    for _ in range(options["more"]):
        left.plot([0, 1], [0, 1])
    left.set_xlabel(options["label"])
    if options["legend"]:
        left.legend()
    if options["limit"]:
        left.set_xlim(*options["limit"])
    right.bar([1, 2], options["bars"])
    right.imshow(np.eye(2) * options["pixel"])
    return figure


def said(got: Any, expected: Any) -> str | None:
    crossed = decode(encode({"answer": to_plain(got, 1 << 20)}))["answer"]
    return judges.close()(crossed, plain(formed(expected)), INPUTS)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"color": "blue", "label": "a word of their own", "limit": (-9, 9)}, None),
        ({"to": 3.0 + 1e-9}, None),
        ({"to": 4.0}, "axes 1: lines: "),
        ({"to": np.nan}, "axes 1: lines: "),
        ({"more": 1}, "axes 1: expected 1 line, got 2"),
        ({"label": ""}, "axes 1: there is no x label"),
        ({"legend": False}, "axes 1: expected a legend with 1 entry"),
        ({"bars": [1, 3]}, "axes 2: bars: "),
        ({"pixel": 0.5}, "axes 2: images: "),
    ],
)
def test_what_differs_is_said(changes: dict[str, Any], sentence: str | None) -> None:
    got = said(drawn(**changes), drawn())

    assert got == sentence if sentence is None else str(got).startswith(sentence)
    assert "3.0" not in str(got) and "4.0" not in str(got)


def test_limits_count_where_ours_were_set_by_hand() -> None:
    assert said(drawn(limit=(0, 2)), drawn(limit=(0, 2))) is None
    assert said(drawn(limit=(0, 3)), drawn(limit=(0, 2))) == "axes 1: the x limits aren't as expected"
    assert said(drawn(), drawn(limit=(0, 2))) == "axes 1: the x limits aren't as expected"


def test_a_figure_with_one_axes_and_these_axes_are_one() -> None:
    figure, axes = plt.subplots()
    axes.plot([1, 2])

    assert said(axes, figure) is None
    assert said(figure, axes) is None
    assert said(drawn(), figure) == "expected 1 set of axes, got 2"


def test_what_is_no_figure_is_told_by_its_kind() -> None:
    _, axes = plt.subplots()

    assert said([1, 2], axes) == "expected a figure, got a list of length 2"
    assert said(None, axes) == "expected a figure, got None (is a return missing?)"
    assert said(axes, torch.ones(2)) == "expected an array of shape (2,), got a figure"
    assert describe(Form("figure", {"title": "", "axes": []})) == "a figure"
