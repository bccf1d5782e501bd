"""Tell what a question is built on: whose answers are ours while it is asked, so that a mistake in those isn't paid for twice.

Comes in: an assignment's own cells, and what assignment.toml says in [builds_on]. Goes out: question → questions. Of a notebook's state that is
all which stands above a whole cell; of functions that call each other only an author, or the import, can say it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from autograder.course.settings import AssignmentFile
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken

Cells = Iterable[tuple[str, bool]]
"""The cells that students write code in, in the notebook's order: each one's question, and whether the question is the cell as a whole."""


def of_assignment(cells: Cells, file: AssignmentFile, path: Path) -> dict[str, tuple[str, ...]]:
    """Tell it of each question as assignment.toml has it; raises AssignmentBroken where that says two things.

    path: of assignment.toml.
    """
    if file.checks.follow_through:
        return of_questions(cells, file.builds_on)
    if file.builds_on:
        where = f"{path}:{line_of(path, 'follow_through')}"
        found = (
            f"{where}: follow_through = false puts every question to the student's own work, and [builds_on] is there"
        )
        raise AssignmentBroken(found=found, fix="Take one of them out.")
    return {}


def of_questions(cells: Cells, said: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Put together what [builds_on] says of each question and what its cell begins with; each other question is named once."""
    found = {question: tuple(others) for question, others in said.items()}
    for question, begins in of_state(cells):
        found[question] = tuple(dict.fromkeys((*found.get(question, ()), *begins)))
    return found


def of_state(cells: Cells) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each question what it begins with where cells leave variables.

    Of a whole cell that is all which stands above it; of a function, what is above the last whole cell before it, and that cell.
    """
    above: list[str] = []
    left = 0  # of these, so many are at or above the last whole cell
    for question, is_whole in cells:
        if not question:
            continue
        begins = above if is_whole else above[:left]
        if begins:
            yield question, tuple(begins)
        above.append(question)
        left = len(above) if is_whole else left


def of_names(cells: Sequence[tuple[str, Collection[str], Collection[str]]]) -> dict[str, tuple[str, ...]]:
    """Tell of each question which earlier ones bind a name that it needs.

    cells: each question with the names that its cell binds, and those that the cell and its tests need, in the notebook's order.
    """
    found = {}
    for at, (question, bound, needed) in enumerate(cells):
        wanted = set(needed) - set(bound)
        if others := tuple(other for other, its, _ in cells[:at] if wanted & set(its)):
            found[question] = others
    return found
