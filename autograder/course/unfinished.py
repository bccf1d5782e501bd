"""Tell what an assignment lacks before students may have it: a question that nothing asks yet, and checks that no wrong answer shows to work.

Comes in: an assignment's questions with their checks, and its folder. Goes out: a sentence for each that isn't finished, with file and line.
Rehearsals and trials take an assignment in part and say these sentences; `demand_finished` is for what is handed out, and `load` for what is graded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from autograder.course import answers
from autograder.course.layout import text_of
from autograder.errors import AssignmentBroken
from autograder.model import Question


def unasked(questions: Iterable[Question]) -> list[str]:
    """Name the questions that students write code for and that no check asks."""
    return [one.id for one in questions if not one.written and not one.checks]


def lacking(questions: Iterable[Question], folder: Path) -> list[AssignmentBroken]:
    """List what isn't finished, as what refuses it where it must be."""
    questions = list(questions)
    proved = {name.partition(".")[0] for answer in answers.wrong(folder) for name in answer.fails}
    found = [
        AssignmentBroken(
            found=f"{_place(folder, name)}: no check asks '{name}' yet",
            fix=f'Write some: `# %% check="{name}" points=…` below its test cell.',
        )
        for name in unasked(questions)
    ]
    found += [
        AssignmentBroken(
            found=f"{_place(folder, one.id)}: no answer of wrong/ proves the checks of '{one.id}' yet",
            fix=f'Write a mistake for each: `# %% wrong="{one.id}" fails="…"` below them.',
        )
        for one in questions
        if one.max_points and one.checks and one.id not in proved
    ]
    return found


def demand_finished(questions: Iterable[Question], folder: Path) -> None:
    """Raise AssignmentBroken for the first thing that an assignment lacks."""
    for problem in lacking(questions, folder):
        raise AssignmentBroken(
            found=f"{problem.found}, so it isn't handed out",
            fix=f"{problem.fix} autograder rehearse proves it in part.",
        )


def _place(folder: Path, question: str) -> str:
    """Say where a question's solution stands."""
    path = folder / "notebook.py"
    named = re.compile(rf"""# ?%%.*\b(solution|id|test)=["']{re.escape(question)}["']""")
    lines = text_of(path).split("\n") if path.is_file() else []
    line = next((number for number, text in enumerate(lines, start=1) if named.match(text)), 1)
    return f"assignments/{folder.name}/notebook.py, line {line}"
