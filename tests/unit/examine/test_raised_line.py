"""A page tells a line of a short block, a stretch of a long one, and never more places than are counted in docs/security.md."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import answers
from autograder.examine import examine, raised_line, scoring
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Notebook, Outcome, Submission
from autograder.wire import exception_names
from tests.fixtures.examined import SOURCE, answered, make_assignment, make_program

ROOT = Path(__file__).resolve().parents[3]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
BLOCKS = max(
    one.read_text(encoding="utf-8").count("\n# %% solution=") for one in ROOT.glob("assignments/*/notebook.py")
)
"""The most that an assignment of the course's has: each may name classes of its own."""


@given(st.integers(1, 5_000), st.data())
def test_a_block_has_at_most_so_many_places_and_each_line_lies_in_its_own(lines: int, data: st.DataObject) -> None:
    line = data.draw(st.integers(1, lines))

    first, last = raised_line.stretch(line, lines)

    assert 1 <= first <= line <= last <= lines
    assert len({raised_line.stretch(one, lines) for one in range(1, lines + 1)}) <= raised_line.PLACES
    assert lines > raised_line.PLACES or first == last


@functools.cache
def told(length: int) -> set[tuple[str | None, int | None]]:
    """Let every line of a block of so many raise in turn; return what a page tells of each."""
    exam = draw_test_plan(make_assignment(), seed=7)
    block = make_program().blocks[0]
    text = "\n".join(f"if x[0] == {number}: raise ValueError" for number in range(length))
    source = SOURCE.replace("y = x + x\n    return y", text.replace("\n", "\n    "))
    program = replace(make_program(), blocks=(replace(block, source=source, text=text),))
    submission = Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip")
    raised = [replace(one, outcome=Outcome.RAISED, answer=None, error="ValueError") for one in answered(exam)]
    found = set()
    for line in range(1, length + 6):
        seen = [replace(one, line=line) for one in raised]
        marked = scoring.mark(submission, program, seen, (), exam.assignment)
        found.add((examine(exam, program, seen)[0].message, marked.questions[0].line))
    return found


def test_seven_hundred_lines_that_raise_say_no_more_than_sixty_four() -> None:
    assert len(told(700)) <= raised_line.PLACES + 1
    assert len(told(30)) > 30


def test_a_long_block_is_told_by_stretches() -> None:
    assert {line for _, line in told(700)} == {None}
    assert all(
        re.search(r"in lines \d+ to \d+ of this block's cell|ValueError$", message or "") for message, _ in told(700)
    )


@pytest.mark.parametrize(
    ("row", "states"),
    [
        ("it raised", (len(exception_names.exceptions()) + 20 * BLOCKS + 1) * (raised_line.PLACES + 1)),
        ("it answered wrongly", 2**20 * (len({answers.share(n / 1000) for n in range(1, 12_000)}) + 9 * 308 + 2)),
        ("it answered in another form", sum((answers.LONGEST + 1) ** axes for axes in range(answers.MOST_AXES + 1))),
    ],
)
def test_the_bits_in_the_document_are_the_ones_that_can_be_told(row: str, states: int) -> None:
    (said,) = re.findall(rf"^\| {row} \|.*\| (\d+) bits \|$", SECURITY, re.MULTILINE)

    assert math.ceil(math.log2(states)) == int(said)


def test_the_names_in_the_document_are_counted() -> None:
    assert f"one of {len(exception_names.exceptions())} exceptions" in SECURITY


@pytest.mark.parametrize("outcome", [Outcome.RAISED, Outcome.ABSENT])
@pytest.mark.parametrize(("error", "line", "is_told"), [("NameError", 3, True), ("NameError", 4, False), ("NameError", None, False), ("TypeError", 3, False)])  # fmt: skip
def test_a_name_that_is_missing_where_the_student_defined_it_is_told(outcome, error, line, is_told) -> None:
    exam = draw_test_plan(make_assignment(), seed=7)
    block = make_program().blocks[0]
    source = (
        f"{SOURCE.split(chr(10), maxsplit=1)[0]}\n    y = x\n    z = other(y) + twice(y) + rate\n    return rate * z"
    )
    left_out = (("rate", "cell 9"), ("twice", "ops.py, line 3"))
    program = replace(make_program(), blocks=(replace(block, source=source, left_out=left_out),))
    seen = [replace(one, outcome=outcome, answer=None, error=error, line=line) for one in answered(exam)]

    message = examine(exam, program, seen)[0].message or ""

    said = "; `twice` is defined outside the designated block (ops.py, line 3), where it isn't graded"
    assert message.endswith(said) if is_told else "twice` is" not in message
    assert f"raised {error}" in message


@pytest.mark.parametrize("outcome", [Outcome.RAISED, Outcome.ABSENT])
def test_what_grading_refuses_is_said_where_the_system_refused_something(outcome: Outcome) -> None:
    exam = draw_test_plan(make_assignment(), seed=7)

    def said(error: str) -> str:
        seen = [replace(one, outcome=outcome, answer=None, error=error) for one in answered(exam)]
        return str(examine(exam, make_program(), seen)[0].message)

    assert said("PermissionError").endswith("the files beside the notebook alone")
    assert "num_workers=0" not in said("ValueError")


@pytest.mark.parametrize(
    ("source", "error", "is_told"),
    [("x.cuda()", "AssertionError", True), ("x.to('cuda')", "RuntimeError", True), ("x.cuda()", "TypeError", False), ("x @ x", "RuntimeError", False)],
)  # fmt: skip
def test_that_grading_may_have_no_gpu_is_said_where_a_line_asks_for_one(source: str, error: str, is_told: bool) -> None:
    exam = draw_test_plan(make_assignment(), seed=7)
    block = replace(make_program().blocks[0], source=f"def double(x):\n    x = {source}\n    return 2 * x")
    seen = [replace(one, outcome=Outcome.RAISED, answer=None, error=error, line=2) for one in answered(exam)]

    message = examine(exam, replace(make_program(), blocks=(block,)), seen)[0].message or ""

    assert f"raised {error} at your line: x = {source}" in message
    assert ("there may be no GPU" in message) is is_told
