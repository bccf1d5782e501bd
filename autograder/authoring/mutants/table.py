"""How an assignment's mutants fared, as a table and as sentences: killed or alive, and what each kind of change costs.

Comes in: fates. Goes out: lines for a console, and what an author must mend.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.authoring import compile, release
from autograder.authoring.mutants import catalogue, rehearsal
from autograder.authoring.mutants.rehearsal import Fate, Fates
from autograder.authoring.rehearse.report import RehearsalReport, RehearsalStep
from autograder.authoring.rehearse.variants import Workers
from autograder.conventions.plurals import counted
from autograder.course import assignment
from autograder.model import Question
from autograder.progress import Progress

if TYPE_CHECKING:
    from autograder.sandbox.outside import Ancestor

_LUCK = 0.1
"""By so much of its question's points what a mutant costs may differ from drawing to drawing."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one kind of change costs, in shares of its question."""

    low: float
    high: float
    by_luck: float  # the largest difference that inputs drawn anew make for one mutant


def rehearse(
    name: str,
    root: Path,
    drawings: int,
    sample: int | None,
    seed: int,
    console: Console,
    progress: Progress,
    ancestor: Ancestor | None = None,
) -> bool:
    """Grade an assignment's mutants, show how they fared, and write its catalogue if all of them were graded; return whether all is well.

    Raises AssignmentBroken, or SandboxFailed when this machine can't grade.
    """
    compile.build(name, root)
    release.release(name, root)
    loaded = assignment.load(name, root)
    with Workers(ancestor=ancestor) as workers:
        rehearsal.demand_full_marks(loaded, root, drawings=drawings, workers=workers)
        found = rehearsal.fates(
            loaded, root, drawings=drawings, sample=sample, seed=seed, workers=workers, progress=progress
        )
    good = show(found, console)
    if sample is None:
        count, notes = catalogue.write(found, root)
        for note in notes:
            console.print(f"[dim]note: {escape(note)}[/dim]")
        console.print(
            f"assignments/{escape(name)}/answers/near_misses.toml: {counted(count, 'near miss', 'near misses')}"
        )
    return good


def sampled(
    report: RehearsalReport, root: Path, sample: int, seed: int, progress: Progress, workers: Workers | None = None
) -> RehearsalReport:
    """Add to a good rehearsal of a finished assignment whether so many mutants of each question are killed, by the class's own inputs. workers: as for a rehearsal."""
    if not (report.good and sample) or report.unfinished:
        return report
    start = time.perf_counter()
    loaded = assignment.load(report.assignment, root)
    found = rehearsal.fates(loaded, root, drawings=1, sample=sample, seed=seed, workers=workers, progress=progress)
    killed = sum(fate.killed for fate in found.fates)
    step = RehearsalStep(
        "a sample of our solution's mutants is killed, but for equivalent ones",
        f"{killed} of {len(found.fates)}, of {found.of}",
        tuple(problems(found)),
        time.perf_counter() - start,
    )
    return replace(report, steps=(*report.steps, step))


def problems(found: Fates) -> Iterator[str]:
    """Say what is alive without a reason, killed by luck, costs more or less as inputs are drawn, or costs another question."""
    points = {question.id: question.max_points for question in found.assignment.questions}
    path = f"assignments/{found.assignment.name}/answers/equivalent.toml"
    for fate in found.fates:
        id_, why = fate.mutant.id, found.equivalent.why(fate.mutant)
        if fate.reason:
            yield f"{id_}: {fate.reason}"
        elif fate.lucky:
            costs = ", ".join(f"{sum(trial.paid.values()):g}" for trial in fate.trials)
            yield f"{id_}: only some inputs tell it apart: it costs {costs}. Draw inputs for the check that always do."
        elif not fate.killed and why is None:
            yield f"{id_}: it keeps full marks. Write a check that it fails, or say in {path} why nobody can tell it apart."
        elif fate.killed and id_ in found.equivalent.by_id:
            yield f"{path}: {id_!r} is killed: take it out."
        elif max(fate.paid) - min(fate.paid) > _LUCK * points[fate.mutant.question]:
            costs = ", ".join(f"{cost:g}" for cost in fate.paid)
            yield f"{id_}: it costs {costs} points of {points[fate.mutant.question]:g}, as inputs are drawn. Draw inputs for its checks that all tell it apart, or none."
        for question, cost in fate.elsewhere.items() if found.once else ():
            yield f"{id_}: it costs {counted(cost, 'point')} of {question} besides. Let [builds_on] give {question} our own {fate.mutant.question}."
    if len(found.fates) == found.of:
        known = {fate.mutant.id for fate in found.fates}
        for id_ in found.equivalent.by_id:
            if id_ not in known:
                yield f"{path}: there is no mutant {id_!r} any more: take it out."


def shares(fates: Sequence[Fate], points: dict[str, float]) -> Share:
    """Say what mutants cost, in shares of their questions; those that are alive apart."""
    paid = [
        [share / points[fate.mutant.question] for share in fate.paid] for fate in fates if fate.killed or fate.lucky
    ]
    every = [share for mutant in paid for share in mutant]
    return Share(
        min(every, default=0.0), max(every, default=0.0), max((max(one) - min(one) for one in paid), default=0.0)
    )


def show(found: Fates, console: Console) -> bool:
    """Print the table and all problems; return whether there are none."""
    points = {question.id: question.max_points for question in found.assignment.questions}
    title = (
        f"Mutants of {found.assignment.name}: {len(found.fates)} of {found.of}, {counted(_drawings(found), 'drawing')}"
    )
    table = Table("kind of change", title=title)
    for column in (
        "mutants",
        "killed",
        "equivalent",
        "alive",
        "by luck",
        "cost other questions",
        "of the question",
        "luck",
    ):
        table.add_column(column, justify="right")
    kinds = sorted({fate.mutant.kind for fate in found.fates})
    for kind in [*kinds, ""]:
        fates = [fate for fate in found.fates if kind in ("", fate.mutant.kind)]
        table.add_row(*_row(kind or "all", fates, found, points))
    console.print(table)
    said = list(problems(found))
    for problem in said:
        console.print(f"[red]✗[/red] {escape(problem)}")
    others = [fate for fate in found.fates if not _is_equivalent(fate, found)]
    killed = sum(fate.killed for fate in others)
    share = 100 * killed / len(others) if others else 100.0
    console.print(
        f"{escape(found.assignment.name)}: {killed} of {len(others)} that aren't equivalent are killed ({share:.1f} %)"
    )
    answer = [fate for fate in others if fate.killed and not fate.raises and fate.answers(_question(fate, found))]
    named = sum(fate.named for fate in answer)
    if answer:
        share = 100 * named / len(answer)
        console.print(f"{named} of {len(answer)} that answer wrongly and raise nothing are named ({share:.1f} %)")
    return not said


def _question(fate: Fate, found: Fates) -> Question:
    return next(question for question in found.assignment.questions if question.id == fate.mutant.question)


def _row(kind: str, fates: Sequence[Fate], found: Fates, points: dict[str, float]) -> list[str]:
    equivalent = sum(_is_equivalent(fate, found) for fate in fates)
    killed, lucky = sum(fate.killed for fate in fates), sum(fate.lucky for fate in fates)
    share = shares(fates, points)
    numbers = (len(fates), killed, equivalent, len(fates) - killed - lucky - equivalent, lucky)
    elsewhere = sum(bool(fate.elsewhere) for fate in fates)
    return [
        kind,
        *map(str, numbers),
        str(elsewhere),
        f"{share.low:.0%} – {share.high:.0%}",
        f"{share.by_luck:.0%}",
    ]


def _is_equivalent(fate: Fate, found: Fates) -> bool:
    return not (fate.killed or fate.lucky) and found.equivalent.why(fate.mutant) is not None


def _drawings(found: Fates) -> int:
    return max((len(fate.trials) for fate in found.fates), default=0)
