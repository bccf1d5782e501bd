"""Cells in which students type an answer instead of programming it: a choice, or a number with its unit.

    # %% choice="answer_1a" of="ABCD" expected="B" points=1
    # %% numeric="answer_2" expected=9.81 unit="m/s²|m/s^2" tolerance=0.01 points=2

Comes in: such a cell of the master. Goes out: the two cells of the notebook that it stands for, a whole cell that leaves the variable and its
visible test. Colab shows a choice as a menu; the answer is text in the cell, so whatever saves the notebook keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.conventions import BEGIN_SOLUTION, END_SOLUTION, choices

if TYPE_CHECKING:
    from autograder.authoring.master import TextCell


def solution_of(cell: TextCell, question: str) -> str:
    """Write the cell that students fill in, with what is right in its block."""
    given = [cell.source] if cell.source.strip() else []
    asked = _asked(cell)
    right = f"{question} = {_right(cell)!r}"
    return "\n".join((*given, f"# {asked}", f"### {BEGIN_SOLUTION}", right, f"### {END_SOLUTION}"))


def test_of(cell: TextCell, question: str) -> str:
    """Write the visible test: that something was typed, not whether it is right."""
    said = f"{question} is still empty: {_asked(cell)}"
    return f'assert {question} not in ("", None), {said!r}'


def stub_of(cell: TextCell, question: str) -> str:
    """Write what stands in the block when students get it; Colab makes a menu of it."""
    if "numeric" in cell.options:
        return f'{question} = ""'
    known = ", ".join(f'"{one}"' for one in ("", *choices(str(cell.options["of"]))))
    return f'{question} = ""  #@param [{known}]'


def _asked(cell: TextCell) -> str:
    if "numeric" in cell.options:
        return 'Write a number with its unit, as text: "1.5 …".' if "unit" in cell.options else "Write a number."
    return f"Write one of {', '.join(choices(str(cell.options['of'])))}, as text."


def _right(cell: TextCell) -> object:
    expected, unit = cell.options["expected"], str(cell.options.get("unit", ""))
    return f"{expected} {unit.split('|', maxsplit=1)[0]}" if unit else expected
