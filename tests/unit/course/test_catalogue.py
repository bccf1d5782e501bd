"""The catalogue of near misses: entries become wrong answers where they fit our solution, and are told where they don't."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from autograder.course import catalogue, near_misses
from autograder.errors import AssignmentBroken
from autograder.model import CaseInputs, Cell, Notebook

CELL = (
    "def total(x):\n    # BEGIN YOUR CODE\n    y = x + 1\n    y = x + 1\n    return y.sum(dim=0)\n    # END YOUR CODE"
)
SOLUTION = Notebook(
    (Cell("code", "import torch", tags=("setup",)), Cell("code", CELL, solution=True, grade_id="total_solution"))
)
ENTRY = """\
[[near_miss]]
question = "total"
line = "return y.sum(dim=0)"
becomes = "return y.sum(dim=1)"
says = "it goes along the other axis"
"""
X = CaseInputs({"x": torch.arange(4, dtype=torch.float64).reshape(2, 2)}, torch.float64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "assignments" / "toy"
    (made / "answers").mkdir(parents=True)
    return made


def write(folder: Path, text: str) -> None:
    catalogue.path_of(folder).write_text(text, encoding="utf-8")


def test_an_entry_is_our_solution_with_another_line(folder):
    write(folder, ENTRY)

    (made,) = near_misses.mistakes(folder, SOLUTION, "")

    assert (made.question, made.sentence, made.by_hand, made.offered) == (
        "total",
        "it goes along the other axis",
        False,
        False,
    )
    assert made.answer("total", None, X).tolist() == [3, 7]


def test_an_entry_that_fits_no_more_is_told_and_not_asked(folder):
    write(folder, ENTRY + ENTRY.replace("y.sum(dim=0)", "y.prod(dim=0)"))

    assert len(near_misses.mistakes(folder, SOLUTION, "")) == 1
    assert [entry.line for entry in catalogue.outdated(folder, SOLUTION)] == ["return y.prod(dim=0)"]


@pytest.mark.parametrize(("nth", "first", "second"), [(1, "y = 2", "y = x + 1"), (2, "y = x + 1", "y = 2")])
def test_of_lines_that_read_the_same_the_one_that_is_meant_is_changed(nth, first, second):
    changed = catalogue.replaced(CELL, "y = x + 1", "y = 2", nth)

    assert changed is not None and [line.strip() for line in changed.split("\n")[2:4]] == [first, second]


def test_there_may_be_none(folder):
    assert catalogue.read(folder) == () and catalogue.replaced(CELL, "y = 3", "y = 2") is None


@pytest.mark.parametrize(
    "text", ["[[near_miss]", '[[near_miss]]\nquestion = "total"', ENTRY + 'sayz = "it"', ENTRY.replace("says", "nth")]
)
def test_what_is_no_catalogue_is_said_with_what_to_do(folder, text):
    write(folder, text)

    with pytest.raises(AssignmentBroken, match=r"assignments/toy/answers/near_misses.toml: .*rehearse toy --mutants"):
        catalogue.read(folder)
