"""Answers are read from right/'s files and wrong/'s cells, and each knows its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import answers
from autograder.errors import AssignmentBroken

WRONG = '''\
# Mistakes in squaring.

# %% doubled
# fails: square.values_match,  Counter.counts_add_up
# near miss: this is the double
"""Doubles instead of squaring."""


def square(x):
    return x * 2

# %% silent
def square(x:
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "assignments" / "tiny"
    (folder / "answers/right").mkdir(parents=True)
    (folder / "answers/wrong").mkdir()
    (folder / "answers/right/power.py").write_text('"""The operator."""\ndef square(x):\n    return x**2\n')
    (folder / "answers/wrong/square.py").write_text(WRONG)
    return folder


def test_a_file_of_right_is_one_answer(folder: Path) -> None:
    (power,) = answers.right(folder)

    assert (power.name, power.question, power.line, power.fails, power.near_miss) == ("power", "", 0, (), "")
    assert power.source == (folder / "answers/right/power.py").read_text()
    assert power.docstring == "The operator."
    assert power.place == "assignments/tiny/answers/right/power.py"
    assert power.place_at(2) == "assignments/tiny/answers/right/power.py, line 2"


def test_a_cell_of_wrong_is_one_answer(folder: Path) -> None:
    doubled, silent = answers.wrong(folder)

    assert (doubled.name, doubled.question, doubled.line) == ("doubled", "square", 3)
    assert doubled.fails == ("square.values_match", "Counter.counts_add_up")
    assert doubled.near_miss == "this is the double"
    assert doubled.docstring == "Doubles instead of squaring."
    assert doubled.source.startswith("# fails: ") and doubled.source.endswith("    return x * 2\n")
    assert doubled.place == "assignments/tiny/answers/wrong/square.py, line 3: doubled"
    assert doubled.place_at(7) == "assignments/tiny/answers/wrong/square.py, line 10: doubled"
    assert (silent.fails, silent.near_miss, silent.docstring) == ((), "", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# %% silent", "# %% doubled", r"square\.py, line 12: doubled: that name is taken by .*square\.py, line 3"),
        ("# %% silent", "# %%", "line 12: this mistake has no name"),
        ("# %% silent", "# %% not a name", "line 12: 'not a name' is no name"),
        ("# Mistakes in squaring.", "import torch", "line 1: this belongs to no mistake"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "answers/wrong/square.py").write_text(WRONG.replace(old, new))

    with pytest.raises(AssignmentBroken, match=said):
        answers.wrong(folder)


def test_a_folder_without_answers_has_none(tmp_path: Path) -> None:
    assert answers.right(tmp_path) == answers.wrong(tmp_path) == ()


def test_reading_answers_needs_no_torch() -> None:
    code = "import sys, autograder.course.answers; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
