"""Pictures for feedback pages: shown when they say more than words, of numbers only, and never in the way of a grade."""

from __future__ import annotations

import base64
import math
from dataclasses import replace

import pytest
import torch

from autograder.checks import picture
from autograder.checks.collecting import Defaults, collecting
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Array, Case, CaseInputs, CaseKind, Limits, Outcome
from autograder.report import feedback, feedback_pictures
from autograder.report.feedback_pictures import Gallery, Picture
from autograder.run import run
from autograder.sandbox.outside import Sandbox
from tests.fixtures import report as report_fixtures
from tests.fixtures.examined import make_assignment, make_program

seen: list[torch.Tensor] = []


def paint(figure, yours, expected, inputs):
    seen.append(yours)
    axes = figure.subplots()
    axes.plot(yours.flatten())
    axes.plot(expected.flatten())


with collecting(Defaults()) as made:

    @picture("double", paint=paint)
    def doubles_on_a_line():
        """Your doubles beside ours."""
        return {"x": torch.linspace(0, 1, 5)}


(on_a_line,) = made.pictures


@pytest.fixture(autouse=True)
def nothing_painted():
    seen.clear()


X = torch.linspace(0, 1, 5, dtype=torch.float64)


def drawn(*asked) -> Picture | None:
    return Gallery().picture(*asked)


def test_an_answer_that_looks_wrong_is_drawn_beside_the_expected_one() -> None:
    shown = drawn(on_a_line, Array(3 * X), 2 * X, CaseInputs({"x": X}, X.dtype))

    assert shown is not None
    assert (shown.question, shown.caption) == ("double", "Your doubles beside ours.")
    assert shown.png.startswith(b"\x89PNG")


def test_a_picture_says_what_there_is_to_see_in_it() -> None:
    wild = torch.tensor([0.0, 0.75, 1.0, 1.5, float("nan")], dtype=torch.float64)

    shown = drawn(on_a_line, Array(wild), 2 * X, CaseInputs({"x": X}, X.dtype))

    assert shown is not None
    assert shown.words == "Of 5 numbers 2 differ. Yours go from 0 to 1.5, ours from 0 to 2."
    html = feedback.page(
        report_fixtures.record(), report_fixtures.assignment(), [replace(shown, question="predict_labels")]
    )
    assert f'alt="{shown.words}"' in html


def test_a_picture_without_a_finite_number_says_so() -> None:
    shown = drawn(on_a_line, Array(X * math.nan), 2 * X, CaseInputs({"x": X}, X.dtype))

    assert shown is not None and "Of 5 numbers 5 differ. Yours go nowhere: none of them is finite" in shown.words


def test_an_answer_that_looks_right_is_not_drawn() -> None:
    assert drawn(on_a_line, Array(2 * X + 1e-4), 2 * X, CaseInputs({"x": X}, X.dtype)) is None


@pytest.mark.parametrize("got", [None, 3, Array(X[:4]), [1.0], {"x": 1}, Array(X > 0)])
def test_an_answer_of_another_form_is_left_to_words(got) -> None:
    assert drawn(on_a_line, got, 2 * X, CaseInputs({"x": X}, X.dtype)) is None
    assert not seen


def test_the_painter_never_sees_what_cannot_be_drawn() -> None:
    wild = Array(torch.tensor([float("nan"), float("inf"), -1e300, 1e300, 1.0], dtype=torch.float64))

    shown = drawn(on_a_line, wild, 2 * X, CaseInputs({"x": X}, X.dtype))

    assert shown is not None
    assert torch.isnan(seen[0][:2]).all()
    assert seen[0][2:].tolist() == [-200, 200, 1]


def test_the_same_mistake_is_drawn_once() -> None:
    gallery = Gallery()
    answers = (3 * X, 3 * X + 1e-9, 3 * X, 4 * X)  # the second differs by less than can be seen

    one, same, again, other = (
        gallery.picture(on_a_line, Array(answer), 2 * X, CaseInputs({"x": X}, X.dtype)) for answer in answers
    )

    assert len(seen) == 2
    assert one is same is again
    assert one == drawn(on_a_line, Array(3 * X), 2 * X, CaseInputs({"x": X}, X.dtype))
    assert other is not None and one is not None and other.png != one.png


def test_a_gallery_keeps_no_more_than_it_may(monkeypatch) -> None:
    monkeypatch.setattr(feedback_pictures, "MOST_KEPT", 2)
    gallery = Gallery()

    for factor in (3, 4, 5, 3):
        gallery.picture(on_a_line, Array(factor * X), 2 * X, CaseInputs({"x": X}, X.dtype))

    assert len(seen) == 4
    gallery.picture(on_a_line, Array(5 * X), 2 * X, CaseInputs({"x": X}, X.dtype))
    assert len(seen) == 4


def test_the_page_holds_the_whole_picture() -> None:
    shown = drawn(on_a_line, Array(3 * X), 2 * X, CaseInputs({"x": X}, X.dtype))
    assert shown is not None and len(shown.png) > 4000

    html = feedback.page(
        report_fixtures.record(), report_fixtures.assignment(), [replace(shown, question="predict_labels")]
    )

    address = html.split('src="data:image/png;base64,')[1].split('"')[0]
    assert base64.b64decode(address, validate=True) == shown.png


def test_a_painter_that_raises_costs_the_picture_only() -> None:
    def broken(figure, yours, expected, inputs):
        raise ValueError("no colours left")

    shown = drawn(replace(on_a_line, paint=broken), Array(3 * X), 2 * X, CaseInputs({"x": X}, X.dtype))

    assert shown is not None
    assert not shown.png
    html = feedback.page(
        report_fixtures.record(), report_fixtures.assignment(), [replace(shown, question="predict_labels")]
    )
    assert "It could not be drawn: ValueError." in html
    assert "colours" not in html


def test_the_example_is_the_same_for_every_class() -> None:
    one, other = (draw_test_plan(make_assignment(pictures=(on_a_line,)), seed=seed) for seed in (1, 2))

    inputs = [exam.of(on_a_line.asked)[0].inputs["x"] for exam in (one, other)]

    assert torch.equal(*inputs)


def test_a_picture_that_ends_the_process_costs_itself_only(sandbox: Sandbox) -> None:
    source = "def double(x):\n    if len(x) == 5:\n        import os\n        os._exit(0)\n    return 2 * x\n"
    program = make_program()
    program = replace(program, blocks=(replace(program.blocks[0], source=source),))
    cases = [
        Case("p/0", "p", "double", "double", {"x": Array(torch.ones(5))}, kind=CaseKind.PICTURE),
        Case("m/0", "m", "double", "double", {"x": Array(torch.ones(3))}, kind=CaseKind.METER),
    ]

    observed = run(program, cases, make_assignment(limits=Limits(seconds_per_case=5)), sandbox, seed=1)

    assert [one.outcome for one in observed] == [Outcome.CRASHED, Outcome.ANSWERED]


def test_what_is_drawn_has_met_no_hidden_input(sandbox: Sandbox) -> None:
    source = "seen = []\ndef double(x):\n    seen.append(x.sum())\n    return x * len(seen)\n"
    program = make_program()
    program = replace(program, blocks=(replace(program.blocks[0], source=source),))
    cases = [
        Case("v/0", "v", "double", "double", {"x": Array(torch.ones(2))}),
        Case("p/0", "p", "double", "double", {"x": Array(torch.ones(2))}, kind=CaseKind.PICTURE),
    ]

    value, picture = run(program, cases, make_assignment(), sandbox, seed=1)

    assert picture.answer.tensor.tolist() == [1, 1]
    assert value.answer.tensor.tolist() == [2, 2]


def test_an_endless_loop_ends_all_pictures_and_its_own_question_only(sandbox: Sandbox) -> None:
    source = "def double(x):\n    while len(x):\n        pass\n"
    program = make_program()
    program = replace(program, blocks=(replace(program.blocks[0], source=source),))
    cases = [
        Case("v/0", "v", "double", "double", {"x": Array(torch.ones(2))}),
        Case("p/0", "p", "double", "double", {"x": Array(torch.ones(2))}, kind=CaseKind.PICTURE),
        Case("p/1", "p", "double", "double", {"x": Array(torch.ones(2))}, kind=CaseKind.PICTURE),
    ]

    observed = run(program, cases, make_assignment(limits=Limits(seconds_per_case=1)), sandbox, seed=1)

    assert [one.outcome for one in observed] == [Outcome.TIMED_OUT, Outcome.TIMED_OUT, Outcome.SKIPPED]
