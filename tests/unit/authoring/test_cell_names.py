"""What a graded cell needs is given by cells that run in grading, and what a text needs is read from it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import compile
from autograder.authoring.cell_names import bound_names_of, free_names
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import edit, write_course

HELPER = "def helper(x):\n    return x * x\n"


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        ("y = x + 1", {"x"}),
        ("import numpy as np\ny = np.ones(3)", set()),
        ("def f(a, b=c):\n    return a + b + len(d)", {"c", "d"}),
        ("[one for one in many]", {"many"}),
        ("try:\n    f()\nexcept KeyError as error:\n    print(error)", {"f"}),
        ("no python", set()),
    ],
)
def test_a_text_needs_what_it_uses_and_nowhere_binds(source: str, needed: set[str]) -> None:
    assert free_names(source) == needed


def test_commands_of_the_notebook_bind_nothing() -> None:
    assert bound_names_of("%matplotlib inline\nx, (y, z) = 1, (2, 3)") == {"x", "y", "z"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = write_course(tmp_path)
    edit(root, "assignments/tiny/notebook.py", "doubled_exponent = x * x", "doubled_exponent = helper(x)")
    return root


def test_a_name_that_only_a_cell_outside_of_grading_gives_is_refused_with_both_lines(course: Path) -> None:
    edit(course, "assignments/tiny/notebook.py", '# %% solution="square"', f'# %%\n{HELPER}\n# %% solution="square"')
    with pytest.raises(
        AssignmentBroken, match=r"line 23: 'square' needs 'helper', which only the cell of line 19 gives"
    ):
        compile.build("tiny", course)


def test_one_that_set_up_gives_is_there(course: Path) -> None:
    cell = f'# %% tags=["setup"] id="helpers"\n{HELPER}\n# %% solution="square"'
    edit(course, "assignments/tiny/notebook.py", '# %% solution="square"', cell)
    assert compile.build("tiny", course).changed
