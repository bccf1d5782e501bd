"""Read assignments/<name>/ and what was built from it into one checked `Assignment`.

Every mistake of an author's is one sentence that names the file and, where there is one, the line.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.course import author_files, outline, settings, trust, unfinished
from autograder.course.layout import HIDDEN
from autograder.course.modules import load_reference, reference_file
from autograder.course.settings import AssignmentFile
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken, nearest
from autograder.model import Assignment, CaseKind, Check


def load(name: str, root: Path, *, in_part: bool = False) -> Assignment:
    """Read one assignment with its built source and release; raises AssignmentBroken, or UsageError for an unknown name.

    in_part: its author is still writing, and some questions have no checks yet.
    """
    return completed(outline.read(name, root), root, in_part=in_part)


def completed(known: Assignment, root: Path, *, in_part: bool = False) -> Assignment:
    """Add to what is known of an assignment its checks, drivers, pictures and reference; raises AssignmentBroken, also where they don't agree."""
    folder, toml = known.folder, settings.of_assignment(known.folder)
    hidden = author_files.load_hidden(folder, toml, known.solution)
    needs_one = bool(hidden.checks) and not hidden.references  # else checks have nobody to answer them
    loaded = replace(
        known,
        questions=tuple(outline.questions(known.release, toml, folder / "assignment.toml", hidden.checks)),
        drivers=author_files.drivers(folder),
        pictures=tuple(hidden.pictures),
        reference=(load_reference(folder) if reference_file(folder).is_file() or needs_one else {}) | hidden.references,
    )
    for problem in (
        *_disagreements(loaded, hidden.checks, toml, in_part),
        *trust.problems(loaded, toml, settings.of_course(root)),
    ):
        raise problem
    return loaded


# ---------------------------------------------------------------- parts


def _disagreements(
    loaded: Assignment, checks: Sequence[Check], file: AssignmentFile, in_part: bool
) -> Iterator[AssignmentBroken]:
    """Find where notebook, checks, reference, drivers, points and assignment.toml don't speak of the same questions."""
    known = {question.id for question in loaded.questions if not question.written}
    driven = _functions_in(loaded.drivers)
    for check in (*checks, *(picture.asked for picture in loaded.pictures)):
        yield from _of_check(check, known, driven, loaded)
    toml = loaded.folder / "assignment.toml"
    unasked = unfinished.unasked(loaded.questions)
    if unasked and not in_part:
        yield unfinished.lacking(loaded.questions, loaded.folder)[0]
    for table, names in (("banned_in", file.banned_in), ("builds_on", file.builds_on)):
        for name in (name for name in names if name not in known):
            where = f"{toml}:{line_of(toml, name)}"
            yield AssignmentBroken(found=f"{where}: [{table}] names an unknown question '{name}'")
    total = sum(question.max_points for question in loaded.questions)
    if total > file.points + 1e-9 if unasked else abs(total - file.points) > 1e-9:
        yield AssignmentBroken(
            found=f"{toml}:{line_of(toml, 'points')}: points is {file.points:.10g}, "
            f"but the checks and written questions add up to {total:.10g}",
            fix="Change one of them.",
        )


def _of_check(check: Check, known: set[str], driven: set[str], loaded: Assignment) -> Iterator[AssignmentBroken]:
    for name in (check.asks, *check.with_reference):
        if name not in known:
            near = nearest(name, known)
            build = "Give it a test cell in notebook.py, then run make build release."
            yield AssignmentBroken(
                found=f"{check.place}: {check.name} speaks of an unknown question '{name}'",
                fix=f"Did you mean {near}?" if near else build,
            )
    if check.driver and check.driver not in driven:
        yield AssignmentBroken(found=f"{check.place}: drivers.py has no function '{check.driver}'")
    wanted = check.reference or check.driver or check.asks
    if check.kind in (CaseKind.VALUE, CaseKind.PICTURE) and wanted not in loaded.reference:
        yield AssignmentBroken(
            found=f"{check.place}: there is no function '{wanted}' in {HIDDEN}/reference.py to answer it",
            fix=f'Write one, or ask it in a cell `# %% check="{check.asks}" points=…` of notebook.py, which our own solution answers.',
        )


def _functions_in(text: str) -> set[str]:
    return {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
