"""`make demo`: a class of submissions for each assignment, as students hand them in, graded as an instructor grades them.

Comes in: a course's assignments. Goes out: a course of its own below one folder, with what was handed in and all results.
Imported by cli alone; runs in the command's process, and grades in the same workers as any class.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from autograder import dispatch
from autograder.authoring.demo import people, staff_work
from autograder.conventions.plurals import counted
from autograder.course import settings
from autograder.export.books import Books
from autograder.model import Record
from autograder.progress import Progress

if TYPE_CHECKING:
    from autograder.sandbox.outside import Ancestor

SHARED = ("assignments", "source", "release", "course.toml", "nbgrader_config.py")


def run(
    names: list[str] | None,
    root: Path,
    folder: Path,
    out: Console,
    err: Console,
    *,
    whole: str,
    table: Callable[[Sequence[Record]], object],
    ancestor: Ancestor | None = None,
) -> None:
    """Hand in, grade, and print who got what and where the pages are. Everything made lies in a course of its own under `folder`.

    table makes of an assignment's records what is printed. ancestor: whom the workers of all classes are forked from; None: each class's have one.
    """
    shutil.rmtree(folder, ignore_errors=True)
    course = _course(root, folder.resolve())
    for name in names or settings.names(root):
        settings.find(name, root)
        submitted, results = folder / "handed-in" / name, course / "results" / name
        err.print(f"Making a class of submissions for {name} …")
        received = people.hand_in(name, root, submitted, whole=name == whole or bool(names))
        start = time.perf_counter()
        workers = os.cpu_count() or 1
        how = dispatch.Run(name=name, root=course, out=results, device="auto", workers=workers, ancestor=ancestor)
        records = dispatch.grade_paths(
            how, [submitted], received=received, fresh=True, progress=Progress(err), books=Books(results, name, course)
        )
        seconds = time.perf_counter() - start
        out.print(table(records))
        shown = folder / "course" / "results" / name
        count = counted(len(records), "submission")
        out.print(f"{count} graded in {seconds:.1f} s. Look at:")
        out.print(f"  {shown / 'index.html'}   the assignment's page")
        out.print(f"  {shown / 'feedback'}/   a page for each student, such as {escape(records[0].student_id)}.html")
        out.print(f"  {shown / 'marks.csv'}")
        out.print(f"  {escape(staff_work.leave(name, course, records))}\n")
    out.print(f"nbgrader sees the class too: cd {folder / 'course'}, then jupyter lab --LabApp.default_url=/formgrader")
    out.print(f"A person has answers to read and things to decide: autograder desk --root {folder / 'course'}")


def _course(root: Path, folder: Path) -> Path:
    """Make a course that shares this one's assignments, so that the demo's students stay out of its gradebook."""
    course = folder / "course"
    course.mkdir(parents=True)
    for name in SHARED:
        if (root / name).exists():
            (course / name).symlink_to(root / name)
    return course
