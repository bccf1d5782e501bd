"""Prove an assignment before a class meets it: hand in our solution, the blank release, right/ and wrong/, and grade them all.

Comes in: an assignment's name. Goes out: a Report, step by step, each proved or with one sentence for each problem. Submissions go the
way of students' zips, through the same workers and sandbox. What was proved of files that haven't changed since isn't proved again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.authoring import compile, leaks, release, submissions
from autograder.authoring.cache import Cache, digest_of
from autograder.authoring.rehearse.variants import Trial, Variant, grade_variants
from autograder.authoring.run_notebook import Executed, execute
from autograder.course import assignment
from autograder.errors import AssignmentBroken, nearest
from autograder.model import Assignment
from autograder.progress import Progress


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that has to hold, and whether it does."""

    claim: str
    found: str
    problems: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether it holds."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Report:
    """What was proved of an assignment, in the order of proof; a step that makes later ones pointless is the last."""

    assignment: str
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def good(self) -> bool:
        """Whether everything holds."""
        return bool(self.steps) and all(step.good for step in self.steps)


def rehearse(
    name: str,
    root: Path,
    *,
    execute_source: bool = True,
    workers: int | None = None,
    drawings: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Prove that the solution, the blank release, right/ and wrong/ get what they should. Never raises for an author's mistake: the report says it.

    drawings: how often inputs are drawn; a check that only some inputs make fail, or pass, leans on luck.
    progress: where to show how far it has come.
    """
    steps: list[Step] = []
    try:
        steps.append(_timed("source and release are built", lambda: _build(name, root)))
        loaded = assignment.load(name, root)
        steps.append(_points(loaded))
        steps.append(_timed("nothing of a solution, a reference or a check is in release/", lambda: _leaks(name, root)))
        if execute_source:
            steps.append(_timed("the source notebook runs top to bottom", lambda: _source(name, root)))
    except AssignmentBroken as error:
        return Report(name, (*steps, Step("the assignment's files agree", "they don't", (str(error),))))
    if not all(step.good for step in steps[:2]):
        return Report(name, tuple(steps))
    return _graded(loaded, root, steps, workers or os.cpu_count() or 1, drawings, progress or Progress())


def show(report: Report, console: Console) -> None:
    """Print a report as a table, its problems below."""
    table = Table("", "What must hold", "What was found", title=f"Rehearsal of {escape(report.assignment)}")
    table.add_column("s", justify="right")
    for step in report.steps:
        mark = "[green]✓[/green]" if step.good else "[red]✗[/red]"
        table.add_row(mark, escape(step.claim), escape(step.found), f"{step.seconds:.1f}")
    console.print(table)
    for problem in (problem for step in report.steps for problem in step.problems):
        console.print(f"[red]✗[/red] {escape(problem)}")
    for note in report.notes:
        console.print(f"[dim]{escape(note)}[/dim]")
    verdict = "[green]ready to hand out[/green]" if report.good else "[red]not ready[/red]"
    console.print(f"{escape(report.assignment)}: {verdict}")


# ---------------------------------------------------------------- before anything is graded


def _timed(claim: str, prove: Callable[[], tuple[str, Sequence[str]]]) -> Step:
    start = time.perf_counter()
    found, problems = prove()
    return Step(claim, found, tuple(problems), time.perf_counter() - start)


def _build(name: str, root: Path) -> tuple[str, Sequence[str]]:
    built = compile.build(name, root)
    released = release.release(name, root)
    return f"{built}, {released}", ()


def _points(loaded: Assignment) -> Step:
    """Say how the points are made up; that they add up was checked on loading."""
    hidden = sum(question.max_points for question in loaded.questions if not question.written)
    count = sum(len(question.checks) for question in loaded.questions)
    written = loaded.points - hidden
    return Step("points add up", f"{hidden:g} by {count} checks + {written:g} written = {loaded.points:g}")


def _leaks(name: str, root: Path) -> tuple[str, Sequence[str]]:
    folder = root / "release" / name
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    found = leaks.scan(files, name, root)
    return f"{len(files)} files compared", [f"{leak.sentence}. {leak.fix}" for leak in found]


def _source(name: str, root: Path) -> tuple[str, Sequence[str]]:
    path = compile.source_path(name, root)
    cache = Cache(root, f"execute-{name}")
    digest = digest_of(path)
    known = cache.read() or {}
    ran = Executed(**known["ran"]) if known.get("digest") == digest else execute(path)
    if not ran.error:
        cache.write({"digest": digest, "ran": asdict(ran)})
    found = f"{ran.seconds:g} s, {ran.slowest_seconds:g} of them in cell {ran.slowest}"
    if ran.warnings:
        found += f"; warnings in {', '.join(ran.warnings)}"
    return found, [f"source/{name}/{name}.ipynb: {ran.error}"] if ran.error else ()


# ---------------------------------------------------------------- graded


def _graded(
    loaded: Assignment, root: Path, steps: list[Step], workers: int, drawings: int, progress: Progress
) -> Report:
    variants, broken = _variants(loaded, root)
    with progress.bar(f"Rehearsing {loaded.name}", drawings * len(variants)) as bar:

        def graded(drawing: int) -> tuple[list[Trial], float]:
            start = time.perf_counter()
            trials = grade_variants(variants, loaded, root, workers=workers, drawing=drawing, advance=bar.advance)
            return trials, time.perf_counter() - start

        trials, seconds = graded(0)
        steps += [
            Step("files of right/ and wrong/ can be handed in", f"{len(variants) - 3} files", tuple(broken), seconds),
            *_proofs(trials, loaded),
        ]
        for drawing in range(1, drawings):
            again, seconds = graded(drawing)
            problems = [f"{step.claim}: {problem}" for step in _proofs(again, loaded) for problem in step.problems]
            claim = f"all of it with inputs drawn anew, {drawing} of {drawings - 1}"
            steps.append(Step(claim, f"{len(variants)} files", tuple(problems), seconds))
    notes = (*_unearned(_of("empty", trials), loaded), *_notes(_of("wrong", trials), loaded))
    return Report(loaded.name, tuple(steps), notes)


def _proofs(trials: Sequence[Trial], loaded: Assignment) -> list[Step]:
    """Say what has to hold of every way to draw the inputs."""
    return [
        _full_marks("our solution earns full marks", _of("solution", trials)),
        _nothing("the blank release earns 0", _of("blank", trials)),
        _full_marks("every file of right/ earns full marks", _of("right", trials)),
        _as_named("every file of wrong/ fails exactly what it names", _of("wrong", trials), loaded),
        _every_check_fails("every check is failed by a file of wrong/", _of("wrong", trials), loaded),
    ]


def _of(kind: str, trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if trial.variant.kind == kind]


def _variants(loaded: Assignment, root: Path) -> tuple[list[Variant], list[str]]:
    """Make a hand-in of everything that an author supplied; a file that can't be read is a problem of its own."""
    variants = [
        Variant(
            "solution", "solution", f"assignments/{loaded.name}/notebook.py", submissions.solutions(loaded.name, root)
        ),
        Variant("blank", "blank", f"release/{loaded.name}/{loaded.name}.ipynb", {}),
        Variant("empty", "empty", "blocks that hold nothing but `return`", _nothing_written(loaded.name, root)),
    ]
    problems = []
    for kind in ("right", "wrong"):
        for path in sorted((loaded.folder / "answers" / kind).glob("*.py")):
            place = f"assignments/{loaded.name}/answers/{kind}/{path.name}"
            try:
                named = submissions.named_failures(path) if kind == "wrong" else ()
                texts = submissions.from_file(path, loaded.name, root)
            except AssignmentBroken as error:
                problems.append(str(error))
                continue
            problems += _unknown_names(named, place, loaded)
            variants.append(Variant(kind, path.stem, place, texts, named))
    return variants, problems


def _nothing_written(name: str, root: Path) -> dict[str, tuple[str, ...]]:
    """Fill every block with a bare return, so that it is written and does nothing."""
    return {question: ("return",) * len(texts) for question, texts in submissions.solutions(name, root).items()}


def _unknown_names(named: Iterable[str], place: str, loaded: Assignment) -> Iterator[str]:
    known = _points_of(loaded)
    for one in named:
        if one not in known:
            near = nearest(one, known)
            hint = f" Did you mean {near}?" if near else " Name checks as question.check_name."
            yield f"{place}, line 1: there is no check '{one}'.{hint}"


def _full_marks(claim: str, trials: Sequence[Trial]) -> Step:
    problems = []
    for trial in trials:
        lost = [f"{name} ({why})" for name, why in trial.lost.items()] + list(trial.costs)
        if trial.reason or trial.score != trial.max_score or lost:
            got = trial.reason or f"it got {trial.score:g} of {trial.max_score:g}: {'; '.join(lost)}"
            problems.append(f"{trial.variant.place}: {got}")
    if not trials:
        problems.append("there is no file in right/: write another correct answer, in a style of its own")
    return Step(claim, f"{len(trials) - len(problems)} of {len(trials)}", tuple(problems))


def _nothing(claim: str, trials: Sequence[Trial]) -> Step:
    problems = [
        f"{trial.variant.place}: {trial.reason or f'it got {trial.score:g} points'}"
        for trial in trials
        if trial.reason or trial.score != 0 or trial.passed
    ]
    return Step(claim, f"{trials[0].score:g} points" if trials else "", tuple(problems))


def _as_named(claim: str, trials: Sequence[Trial], loaded: Assignment) -> Step:
    """Demand that the checks that fail are those of the first line, and that just their points are lost."""
    points = _points_of(loaded)
    problems = []
    for trial in trials:
        place, named = f"{trial.variant.place}, line 1", set(trial.variant.named)
        if trial.reason:
            problems.append(f"{trial.variant.place}: {trial.reason}")
            continue
        if more := [f"{name} ({why})" for name, why in trial.lost.items() if name not in named]:
            problems.append(f"{place}: it also fails {'; '.join(more)}")
        if fewer := sorted(name for name in named & set(points) if name not in trial.lost):
            problems.append(f"{place}: it doesn't fail {', '.join(fewer)}")
        if (
            not more
            and not fewer
            and abs(trial.max_score - sum(points[name] for name in trial.lost) - trial.score) > 1e-9
        ):
            problems.append(
                f"{trial.variant.place}: it got {trial.score:g}, for more than checks cost: {'; '.join(trial.costs)}"
            )
    if not trials:
        problems.append("there is no file in wrong/: write one for each mistake that a check is there for")
    return Step(
        claim,
        f"{len(trials) - len({problem.split(':')[0].split(',')[0] for problem in problems})} of {len(trials)}",
        tuple(problems),
    )


def _every_check_fails(claim: str, trials: Sequence[Trial], loaded: Assignment) -> Step:
    failed = {name for trial in trials for name in trial.lost}
    places = {f"{check.asks}.{check.name}": check for question in loaded.questions for check in question.checks}
    problems = [
        f"assignments/{loaded.name}/hidden/checks.py, line {check.draw.__code__.co_firstlineno}: no file of wrong/ fails {name}; "
        "write the mistake that it is there for, or take it out"
        for name, check in places.items()
        if name not in failed
    ]
    return Step(claim, f"{len(places) - len(problems)} of {len(places)} checks", tuple(problems))


def _unearned(trials: Sequence[Trial], loaded: Assignment) -> Iterator[str]:
    """Name checks that a block passes by doing nothing, so that their authors decide whether that is meant."""
    points = _points_of(loaded)
    for trial in trials:
        if trial.passed:
            total = sum(points[name] for name in trial.passed)
            yield f"note: {trial.variant.place} earn {total:g} points, by {', '.join(trial.passed)}"


def _notes(trials: Sequence[Trial], loaded: Assignment) -> Iterator[str]:
    """Name near misses that no file of wrong/ runs into, whichever check offers them: nothing shows that they work."""
    met = {miss for trial in trials for miss in trial.near_misses}
    for question in loaded.questions:
        for miss in dict.fromkeys(miss for check in question.checks for miss in check.near_misses):
            if not any(one.startswith(f"{question.id}.") and one.endswith(f": {miss}") for one in met):
                yield f"note: no file of wrong/ for {question.id} meets the near miss '{miss}'"


def _points_of(loaded: Assignment) -> dict[str, Any]:
    return {f"{check.asks}.{check.name}": check.points for question in loaded.questions for check in question.checks}
