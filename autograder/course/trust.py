"""Which tests may run beside a student's code: as assignment.toml's [trust] says, and course.toml's least_trust allows.

Comes in: an assignment with its checks, and both files. Goes out: one sentence for each thing that doesn't fit.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.settings import AssignmentFile, CourseFile
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken, nearest
from autograder.model import Assignment


def problems(loaded: Assignment, file: AssignmentFile, course: CourseFile) -> Iterator[AssignmentBroken]:
    """Find tests that run beside students' code without a word in assignment.toml, or against course.toml; and words about none."""
    toml = loaded.folder / "assignment.toml"
    beside = {question.id: one for question in loaded.questions for one in question.checks if one.trust == "beside"}
    for question, check in beside.items():
        if course.least_trust == "outside":
            yield AssignmentBroken(
                found=f'{check.place}: {question}.{check.name} runs beside the student\'s code, and course.toml says least_trust = "outside"',
                fix='Ask in another way, or allow it: least_trust = "beside" in course.toml.',
            )
        if file.trust.get(question) != "beside":
            yield AssignmentBroken(
                found=f"{check.place}: {question}.{check.name} runs beside the student's code, and assignment.toml doesn't say so",
                fix=f'Write {question} = "beside" below [trust] there.',
            )
    for question, said in file.trust.items():
        where = f"{toml}:{line_of(toml, question)}"
        if said not in ("beside", "outside"):
            yield AssignmentBroken(
                found=f"{where}: there is no trust '{said}'", fix='Write "beside", or delete the line.'
            )
        elif said == "beside" and question not in beside:
            near = nearest(question, beside)
            yield AssignmentBroken(
                found=f"{where}: no test of '{question}' runs beside the student's code",
                fix=f"Did you mean {near}?" if near else "Delete the line.",
            )
