"""What a hand-in of another release was handed out with: its own cell for handing in carries the names of all cells.

Comes in: a Submission and its Assignment. Goes out: yes or no. What nobody was given is nobody's to have deleted.
"""

from __future__ import annotations

from autograder.conventions import without_release
from autograder.model import Assignment, Submission


def is_of_another(submission: Submission, assignment: Assignment) -> bool:
    """Tell whether it was made from another release than today's."""
    return bool(submission.release_version) and submission.release_version != assignment.release_version


def lacked(submission: Submission, assignment: Assignment, name: str) -> bool:
    """Tell whether the release that it was made from is another one and, as far as is known, had no cell of this name."""
    if not is_of_another(submission, assignment):
        return False
    carrying = (cell.source for cell in submission.notebook.cells if without_release(cell.source) != cell.source)
    return not any(repr(name) in source for source in carrying)
