"""Read assignments/NAME/rubric.toml: by which criteria the written answers are marked, and what each is worth.

Comes in: the file, which people may change while they mark. Goes out: the criteria of each question, and sentences on what doesn't add up.
It lies beside assignment.toml and not in it, since no code's mark depends on it: a changed word mustn't have a class graded again. A mark
remembers the criteria that it rests on, as they were then. The file is never released.

    [[inline_question_1]]
    name = "bright row"
    says = "A bright row is a query far from every training image."
    points = 2
    levels = { half = 1 }                 # besides all of it and none
    note = "An example in place of the reason is half."     # for who marks
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.conventions.plurals import counted
from autograder.course.typed_toml import line_of, read
from autograder.errors import AssignmentBroken, nearest

FILE = "rubric.toml"


class Criterion(msgspec.Struct, frozen=True):
    """One thing that an answer is looked at for."""

    name: str  # by which marks remember it
    says: str  # as the student reads it
    points: float  # of all of it; negative: what a mistake costs
    levels: dict[str, float] = {}  # name → points of a part of it
    note: str = ""  # for who marks

    def worth(self, level: str) -> float | None:
        """Give the points of a level, "" for all of it; None for one that isn't there."""
        return self.levels.get(level) if level else self.points


Rubric = Sequence[Criterion]


def of_assignment(folder: Path) -> Mapping[str, Rubric]:
    """Read the criteria by question, none without the file; raises AssignmentBroken naming file and line."""
    path = folder / FILE
    if not path.exists():
        return {}
    rubrics = read(path, dict[str, list[Criterion]])
    for question, criteria in rubrics.items():
        names = [one.name for one in criteria]
        for one in criteria:
            if not one.name.strip() or names.count(one.name) > 1:
                raise AssignmentBroken(
                    found=f"{path}:{line_of(path, question)}: {question} has {'several criteria' if one.name.strip() else 'a criterion'} "
                    f"called '{one.name}'",
                    fix="Give each a name of its own: marks remember it.",
                )
            if "" in one.levels:
                raise AssignmentBroken(
                    found=f"{path}:{line_of(path, question)}: a level of '{one.name}' has no name",
                    fix='Write levels = { "half" = 1 }.',
                )
    return rubrics


def problem(folder: Path, question: str, rubric: Rubric, most: float, questions: Sequence[str]) -> str:
    """Say what doesn't add up in a question's rubric, and what to do; "" where all does."""
    path = folder / FILE
    if question not in questions:
        near = nearest(question, questions)
        known = f"Did you mean {near}?" if near else f"There are: {', '.join(questions)}."
        return f"{path}:{line_of(path, question)}: there is no written question '{question}'. {known}"
    for one in rubric:
        for level, worth in one.levels.items():
            # a slip such as 15 for 1.5 would give all of the question's points
            if not min(one.points, 0) <= worth <= max(one.points, 0):
                return (
                    f"{path}:{line_of(path, question)}: the level '{level}' of '{one.name}' gives {worth:g}, and all of it {one.points:g}. "
                    "Give a level a part of its criterion's points, or give points in place of them until it is one."
                )
    total = sum(one.points for one in rubric if one.points > 0)
    if abs(total - most) > 1e-9:
        return (
            f"{path}:{line_of(path, question)}: the criteria of {question} add up to {counted(total, 'point')}, and the question has {most:g}. "
            "Change the criteria's points, or give points in place of them until they do."
        )
    return ""
