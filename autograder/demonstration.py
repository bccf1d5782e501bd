"""`make demo`: a class of submissions for each assignment, as students hand them in, graded as an instructor grades them."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder import assignment, grading
from autograder.authoring import demo_class
from autograder.summary import summary_table


def run(names: list[str] | None, root: Path, folder: Path, out: Console, err: Console) -> None:
    """Hand in, grade, and print who got what and where the pages are."""
    for name in names or assignment.names(root):
        assignment.find(name, root)
        submitted, results = folder / name / "submitted", folder / name / "results"
        shutil.rmtree(folder / name, ignore_errors=True)
        err.print(f"Making a class of submissions for {name} …")
        received = demo_class.hand_in(name, root, submitted)
        start = time.perf_counter()
        course = grading.Run(name=name, root=root, out=results.resolve(), device="auto", workers=os.cpu_count() or 1)
        records = grading.grade_paths(course, [submitted], received=received, fresh=True, console=err)
        seconds = time.perf_counter() - start
        out.print(summary_table(records))
        out.print(f"{len(records)} submissions graded in {seconds:.1f} s. Look at:")
        out.print(f"  {escape(str(results / 'index.html'))}   the assignment's page")
        for one in records[:2]:
            out.print(f"  {escape(str(results / 'feedback' / one.student_id))}.html   what a student gets")
        out.print(f"  {escape(str(results / 'marks.csv'))}")
