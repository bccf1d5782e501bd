"""Exceptions and printed texts are judged, and never repeated."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from autograder.checks import answers, judges
from autograder.checks.plot_words import Drawn, drawn_by
from autograder.checks.word_judges import Left, Prints, Raises
from autograder.model import Array, CaseInputs
from autograder.value_tree import map_leaves

INPUTS = CaseInputs({}, torch.float64)


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (["ValueError", "Exception", "BaseException", "object"], None),
        (["MyError", "ValueError", "Exception"], None),
        ([], "expected ValueError to be raised, and your function returned"),
        (["IndexError", "LookupError", "Exception"], "expected ValueError to be raised, and IndexError was"),
        (["secret42", "KeyError", "LookupError"], "expected ValueError to be raised, and KeyError was"),
        (["secret42", "Exception"], "expected ValueError to be raised, and another exception was"),
        ("ValueError", "expected ValueError to be raised, got another kind of answer"),
        ([1], "expected ValueError to be raised, got another kind of answer"),
    ],
)
def test_an_exception_is_known_by_all_that_it_is(got: Any, said: str | None) -> None:
    assert Raises()(got, ["ValueError"], INPUTS) == said


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        ("1\n2\n", "1\n2", None),
        ("1  \n2\n\n", "1\n2\n", None),
        ("", "", None),
        ("\n", "1", "nothing was printed"),
        ("1\n3", "1\n2", "line 2 of what was printed isn't as expected"),
        ("1\n2\n3", "1\n2", "expected 2 printed lines, got 3"),
        ("1", "1\n2", "expected 2 printed lines, got 1"),
        (" 1", "1", "line 1 of what was printed isn't as expected"),
        (None, "1", "expected a printed text, got another kind of answer"),
    ],
)
def test_a_printed_text_is_compared_line_by_line(got: Any, expected: str, said: str | None) -> None:
    assert Prints()(got, expected, INPUTS) == said


def test_what_a_cell_left_is_judged_by_the_judge_of_such_values() -> None:
    judge = Left("mean", judges.close())
    expected = {"left": torch.tensor([1.0, 2.0], dtype=torch.float64), "library": "numpy"}
    assert judge({"left": Array(torch.tensor([1.0, 2.0], dtype=torch.float64), "numpy")}, expected, INPUTS) is None
    assert "NumPy array" in str(judge({"left": Array(torch.tensor([1.0, 2.0]))}, expected, INPUTS))
    for nothing in ({}, None, [], "left", {"right": 1}):
        assert judge(nothing, expected, INPUTS) == "your cell leaves no variable mean"


def drawn(*, label: str = "x", bars: bool = False, to: float = 3.0) -> list[dict[str, Any]]:
    def draw() -> None:
        _, axes = plt.subplots()
        axes.plot([0.0, 1.0], [2.0, to])
        axes.set_xlabel(label)
        if bars:
            axes.bar([1, 2], [3, 4])

    return map_leaves(
        lambda leaf: Array(torch.from_numpy(leaf), "numpy") if isinstance(leaf, np.ndarray) else leaf,
        drawn_by(draw, {}),
    )


def test_a_figure_is_judged_by_what_it_shows() -> None:
    right = answers.plain(drawn())
    assert Drawn()(drawn(), right, INPUTS) is None
    assert Drawn()(drawn(label="another"), right, INPUTS) is None
    assert Drawn(same_words=True)(drawn(label="another"), right, INPUTS) == "the x label isn't as expected"
    assert Drawn()(drawn(label=""), right, INPUTS) == "there is no x label"
    assert str(Drawn()(drawn(to=4.0), right, INPUTS)).startswith("lines: ")
    assert Drawn()(drawn(bars=True), right, INPUTS) == "expected 0 bars, got 2"
    assert Drawn()([], right, INPUTS) == "no axes were drawn"
    twice = [{**drawn()[0], "lines": drawn()[0]["lines"] * 2}]
    assert Drawn()(twice, right, INPUTS) == "expected 1 line, got 2"
    for lie in (None, 3, [1], [{}], [{"lines": 1}], [{**drawn()[0], "lines": [Array(torch.zeros(1))]}]):
        assert isinstance(Drawn()(lie, right, INPUTS), str)


def titled(*titles: str, after: str = "") -> list[str]:
    """Draw a figure for each title, and do what a habit does after each; say whose axes are read."""

    def draw() -> None:
        for number, title in enumerate(titles):
            plt.figure()
            plt.plot([0.0, 1.0], [2.0, float(number)])
            plt.title(title)
            exec(after, {"plt": plt, "show": shown_by_name})

    return [axes["title"] for axes in drawn_by(draw, {})]


def shown_by_name() -> None:
    """Stand for what a child's show does where it was imported by name."""
    plt.show()


@pytest.mark.parametrize(
    "after",
    [
        "",
        "plt.show()",
        "show()",
        "plt.show(block=False)",
        "plt.show(); plt.close()",
        "plt.show(); plt.close('all'); plt.show()",
    ],
)
def test_figures_count_whether_they_are_shown_or_left_open(after: str) -> None:
    assert titled("first", "second", after=after) == ["first", "second"]
    assert plt.get_fignums() == []


def test_a_figure_that_is_shown_and_returned_counts_once_as_it_was_shown() -> None:
    def draw() -> Any:
        figure, axes = plt.subplots()
        axes.set_title("shown")
        plt.show()
        axes.set_title("never seen")
        return figure

    assert [axes["title"] for axes in drawn_by(draw, {})] == ["shown"]
    assert titled("thrown away", after="plt.close()") == []


def test_show_is_itself_again_whatever_the_function_does() -> None:
    before = plt.show
    with pytest.raises(ZeroDivisionError):
        drawn_by(lambda: 1 / 0, {})
    assert plt.show is before
