"""Notice when records and gradebook don't know the same hand-ins: one of them was lost, moved or replaced while the other stayed.

Comes in: whom the results and whom the gradebook know of an assignment. Goes out: one sentence on what was found and what to do, "" where both agree.
Without it an empty list would look as if nobody had handed in.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from autograder.conventions.plurals import counted
from autograder.desk.course_now import CourseNow
from autograder.errors import GradingError
from autograder.model import RecordStatus
from autograder.results.hand_marks import in_gradebook


def gone(name: str, results: Path, graded: Collection[str], held: Collection[str]) -> GradingError | None:
    """Tell which of the two is gone as a whole, for those who can't go on without it; ids as the gradebook has them."""
    if held and not graded:
        return GradingError(
            found=f"{results} holds no graded hand-ins any more, and the gradebook knows {len(held)}",
            fix=f"Put the folder back; marks given by hand are safe in the gradebook. If it is lost, run: autograder grade {name} PATH…",
        )
    if graded and not set(graded) & set(held):
        return GradingError(
            found=f"the gradebook knows none of the {len(graded)} graded hand-ins of {name}: it was lost, replaced, or not written yet",
            fix=f"Put the file back, for marks given by hand are in it. If there were none, run: autograder report {name}",
        )
    return None


def doubt(name: str, results: Path, graded: Collection[str], held: Collection[str]) -> str:
    """Say what doesn't agree, hand-ins that one of them lacks included."""
    if whole := gone(name, results, graded, held):
        return str(whole)
    lacking = len(set(graded) - set(held))
    if not lacking:
        return ""
    count = counted(lacking, "graded hand-in")
    return (
        f"the gradebook lacks {count} of {name}, so nobody can mark what was written there. "
        f"Where no grading is running, run: autograder report {name}"
    )


def told(course: CourseNow, name: str, held: Collection[str]) -> list[str]:
    """Say of an assignment which records can't be read, and what doesn't agree; held: whom the gradebook knows."""
    graded = [in_gradebook(one.student_id) for one in course.records(name) if one.status is RecordStatus.GRADED]
    lacking = doubt(name, course.folder(name).path, graded, held)
    return [*course.unreadable(name), *filter(None, [lacking])]
