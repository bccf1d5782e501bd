"""No answer makes a judge, a near miss or a picture of the course's own assignments break: hostile values to every check there is.

A judge that raises is a fault of ours, so a student who could make one raise would be 'not graded' instead of wrong.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import torch

from attacks import exam as attacked
from autograder.checks.comparison import has_form
from autograder.course import assignment, settings
from autograder.examine import judging
from autograder.examine.test_plan import TestPlan, draw_test_plan
from autograder.model import (
    Array,
    CaseKind,
    Check,
    Counts,
    Form,
    Unsupported,
)
from autograder.report import feedback_pictures

pytestmark = pytest.mark.filterwarnings("ignore")  # warnings of torch are no errors where grading runs

ROOT = Path(__file__).resolve().parents[2]
NAMES = tuple(settings.names(ROOT))
HUGE = torch.finfo(torch.float64).max
COUNTS = (Counts(0, 0, 0), Counts(2**62, 2**62, 2**62), Counts(1, 2**62, 0))

NOWHERE = {
    "lines": [Array(torch.full((2, 2), math.nan, dtype=torch.float64))], "points": [Array(torch.empty(0, 2, dtype=torch.float64))], "bars": [[math.inf, math.nan]],
    "images": [Array(torch.empty(0, 3, 4, dtype=torch.float64))], "title": "\x00", "x label": "\u202e", "y label": "", "x limits": [math.nan, math.inf],
    "y limits": [HUGE, -HUGE], "limits set": [True, True], "legend": [""] * 100,
}  # fmt: skip
"""Axes of a figure that shows nothing that can be drawn."""


def _like(right: Any, number: float) -> Any:
    """An answer of the right form, one number all over."""
    if isinstance(right, torch.Tensor):
        kind = right.dtype if right.is_floating_point() or math.isfinite(number) else torch.float64
        number = number if right.is_floating_point() or not math.isfinite(number) else max(min(number, 2**62), -(2**62))
        return Array(torch.full(right.shape, number, dtype=torch.float64).to(kind))
    if isinstance(right, dict):
        return {key: _like(value, number) for key, value in right.items()}
    if isinstance(right, (list, tuple)):
        return type(right)(_like(value, number) for value in right)
    return number


def _hostile(right: Any) -> list[Any]:
    shaped = [_like(right, number) for number in (math.nan, math.inf, -math.inf, HUGE, -HUGE, 5e-324, -0.0, 1e308, 0.5)]
    odd = [
        None, True, 0, -1, 2**63 - 1, -(2**63), math.nan, math.inf, "", "x" * 10_000, "\x00", Unsupported("unknown"), [], (), {}, [[]] * 3, {1: {2: {}}},
        {"loss": math.nan}, [None, None], (None,) * 5, [True, "x", {}], Array(torch.empty(0)), Array(torch.empty(0, 3, 0)), Array(torch.tensor(math.nan)),
        Array(torch.ones(1)), Array(torch.ones(2, 2, dtype=torch.bool)), Array(torch.full((3,), 2**62)), Array(torch.ones(3, dtype=torch.float16)),
        Array(torch.ones(2, 3, dtype=torch.bfloat16)), Array(torch.ones(2), library="numpy"), Array(torch.ones(2), device="unknown"),
        Array(torch.ones(1, 1, 1, 1, 1, 1, 1)), [Array(torch.tensor([math.nan]))] * 4, {"W1": Array(torch.ones(1)), "b1": None},
        Form("set", [math.nan, {1: 2}, None]), Form("dict", [[Form("set", []), 1], [Array(torch.ones(2)), 2]]), Form("named", {"x": 1, "y": math.nan}), Form("named", {}),
        Form("int", "0x" + "f" * 8000), Form("decimal", "1E+999999999"), Form("decimal", "sNaN"), Form("complex", [math.inf, math.nan]), Form("fields", {"x": Form("fields", {})}),
        Form("figure", {"title": "x" * 10_000, "axes": []}), Form("figure", {"title": "", "axes": [NOWHERE] * 64}),
        Form("frame", {"columns": [], "index": [], "data": []}), Form("series", {"name": None, "index": [1], "values": Array(torch.ones(1))}), [Form("bytes", Array(torch.ones(1, dtype=torch.uint8)))] * 2,
    ]  # fmt: skip
    return shaped + odd


@pytest.fixture(scope="module", params=(*NAMES, attacked.NAME))
def exam(request: pytest.FixtureRequest) -> TestPlan:
    if request.param == attacked.NAME:
        return attacked.set_small(asked=tuple(attacked.SOLUTIONS), device_too=True, pictures=True)
    return draw_test_plan(assignment.load(request.param, ROOT), 7)


def test_no_answer_breaks_a_judge(exam: TestPlan) -> None:
    seen: list[Check] = []
    for asked in exam.planned:
        if asked.check is None or asked.case.kind is CaseKind.METER or asked.check in seen[-1:]:
            continue  # the first case of each check is enough
        seen.append(asked.check)
        expected = exam.expected(asked)
        for answer in _hostile(expected):
            said = judging.said(asked.check, answer, expected, asked.inputs)
            has_form(answer, expected, asked.inputs)
            assert said is None or said.isprintable()


def test_no_counts_break_a_judge_of_work(exam: TestPlan) -> None:
    for check in (check for question in exam.assignment.questions for check in question.checks):
        if check.kind is CaseKind.METER:
            asked = exam.of(check)
            for counts in COUNTS:
                judging.said(check, [(one.sizes, counts) for one in asked], None, asked[0].inputs)


def test_every_picture_is_drawn_or_left_out(exam: TestPlan) -> None:
    for wanted in exam.assignment.pictures:
        for asked in exam.of(wanted.asked):
            for answer in _hostile(exam.expected(asked))[1:2]:
                made = feedback_pictures.Gallery().picture(wanted, answer, exam.expected(asked), asked.inputs)
                assert made is None or made.png[:4] == b"\x89PNG" or made.png == b""
