"""Grade the same students' functions with `nbgrader autograde`, in a course whose database and assignment exist already."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from autograder.authoring import notebook_file
from benchmarks import lean
from benchmarks.handins import NAME, Handin
from benchmarks.usage import Usage, measure

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.Execute.timeout = {timeout}
c.ClearSolutions.enforce_metadata = False
"""
FAILED = 1  # nbgrader's status when a submission couldn't be graded: a notebook that crashes its kernel can't


class Nbgrader:
    """nbgrader's commands, in a course that is laid out anew for each run; whole: with our notebook as it is, not a lean one."""

    name = "nbgrader"

    def __init__(self, root: Path, folder: Path, *, timeout: int, whole: bool = False) -> None:
        self.root = root
        self._whole = whole
        self._template, self._course = folder / "template", folder / "course"
        source = self._template / "source" / NAME / f"{NAME}.ipynb"
        source.parent.mkdir(parents=True)
        if whole:
            source.write_bytes(lean.whole(notebook_file.read_notebook(root / "source" / NAME / f"{NAME}.ipynb")))
        else:
            source.write_bytes(lean.notebook(lean.solution_cells(root, {}), graded=True, hidden=True))
        (self._template / "nbgrader_config.py").write_text(CONFIG.format(timeout=timeout), encoding="utf-8")
        self._command(self._template, "generate_assignment")

    def lay_out(self, handins: Sequence[Handin]) -> None:
        """Make a fresh course in which these students have handed in."""
        shutil.rmtree(self._course, ignore_errors=True)
        shutil.copytree(self._template, self._course)
        for one in handins:
            path = self._course / "submitted" / one.student_id / NAME / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(self._notebook(one))

    def _notebook(self, one: Handin) -> bytes:
        if self._whole:
            return lean.handed_in(self.root, one)
        return lean.notebook(lean.solution_cells(self.root, one.texts), graded=True)

    def grade(self) -> Usage:
        """Autograde all that was handed in."""
        return self._command(self._course, "autograde", good=(0, FAILED))

    def give_feedback(self) -> Usage:
        """Make the feedback pages of what was graded."""
        return self._command(self._course, "generate_feedback")

    def scores(self) -> dict[str, float]:
        """Return each graded student's share of the points, from the gradebook."""
        query = """
            select submitted_assignment.student_id, sum(grade.auto_score), sum(grade_cells.max_score)
            from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
            join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
            join grade_cells on grade.cell_id = grade_cells.id
            where grade_cells.cell_type = 'code' group by submitted_assignment.student_id
        """
        with closing(sqlite3.connect(self._course / "gradebook.db")) as database:
            return {student: (score or 0.0) / most for student, score, most in database.execute(query)}

    def _command(self, course: Path, verb: str, *, good: Sequence[int] = (0,)) -> Usage:
        command: list[str | Path] = [sys.executable, "-m", "nbgrader", verb, NAME]
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader calls alembic by name
        return measure(command, folder=course, log=course / f"{verb}.log", environment={"PATH": path}, good=good)
