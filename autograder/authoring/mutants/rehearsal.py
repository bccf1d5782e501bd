"""Hand in every mutant as a student would, several times with inputs drawn anew, and remember how each fared.

Comes in: an assignment's name, and how many of its mutants are wanted. Goes out: a fate for each. What was graded before a rehearsal was
stopped isn't graded again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from autograder.assemble import blocks
from autograder.authoring.answer_blocks import our_solutions, templates
from autograder.authoring.mutants import equivalent
from autograder.authoring.mutants.changes import Mutant, mutants_of
from autograder.authoring.mutants.equivalent import Equivalent
from autograder.authoring.rehearse.narrowing import bindings, narrowed, putting
from autograder.authoring.rehearse.variants import Trial, Variant, Workers, grade_variants
from autograder.course import settings
from autograder.errors import AssignmentBroken
from autograder.model import Assignment, CaseKind, Question
from autograder.progress import Progress


@dataclass(frozen=True, slots=True)
class Fate:
    """How one mutant fared, each time that the inputs were drawn."""

    mutant: Mutant
    trials: tuple[Trial, ...]

    @property
    def reason(self) -> str:
        """Why it couldn't be graded, if so."""
        return next((trial.reason for trial in self.trials if trial.reason), "")

    @property
    def killed(self) -> bool:
        """Whether it lost points each time."""
        return all(trial.paid for trial in self.trials)

    @property
    def lucky(self) -> bool:
        """Whether only some inputs told it apart."""
        return not self.killed and any(trial.paid for trial in self.trials)

    @property
    def paid(self) -> list[float]:
        """The points that it cost its own question, each time."""
        return [trial.paid.get(self.mutant.question, 0.0) for trial in self.trials]

    @property
    def elsewhere(self) -> Mapping[str, float]:
        """What it cost other questions: each, and how many points at most."""
        found: dict[str, float] = {}
        for trial in self.trials:
            for question, points in trial.paid.items():
                if question != self.mutant.question:
                    found[question] = max(points, found.get(question, 0.0))
        return found

    @property
    def raises(self) -> bool:
        """Whether it never came to an answer: then there is no mistake to name."""
        messages = [why for trial in self.trials for why in trial.lost.values()]
        ends = ("your code raised", "your code could not be loaded", "your code was stopped")
        return bool(messages) and any(message.startswith(ends) for message in messages)

    @property
    def named(self) -> bool:
        """Whether feedback called its mistake by a name, each time."""
        return all(trial.near_misses for trial in self.trials)

    def answers(self, question: Question) -> bool:
        """Tell whether some check of its question's values got a wrong answer, not an exception."""
        of_value = {f"{check.asks}.{check.name}" for check in question.checks if check.kind is CaseKind.VALUE}
        messages = [why for trial in self.trials for name, why in trial.lost.items() if name in of_value]
        return any(not message.startswith("your code ") for message in messages)


@dataclass(frozen=True, slots=True)
class Fates:
    """How all of an assignment's mutants fared."""

    assignment: Assignment
    fates: tuple[Fate, ...]
    equivalent: Equivalent
    of: int  # how many mutants there are; more than fates where a sample was asked
    once: bool = True  # whether a mistake is to cost its own question alone: follow_through, of assignment.toml


def demand_full_marks(loaded: Assignment, root: Path, *, drawings: int, workers: Workers) -> None:
    """Grade our solution as it is: where it loses points itself, every change of it would pass for killed.

    Raises AssignmentBroken naming what it loses, or SandboxFailed when this machine can't grade.
    """
    solution = Variant("solution", "solution", "", our_solutions(loaded.name, root))
    for drawing in grade_variants([[solution]] * drawings, loaded, root, workers=workers, batch="unchanged"):
        for trial in drawing.trials:
            if trial.reason or trial.score != trial.max_score:
                lost = "; ".join(f"{name} ({why})" for name, why in trial.lost.items())
                found = f"{loaded.name}: our own solution, unchanged, {trial.reason or f'loses {lost or trial.costs}'}"
                raise AssignmentBroken(found=found, fix=f"Make it right first: autograder rehearse {loaded.name}")


def fates(
    loaded: Assignment,
    root: Path,
    *,
    drawings: int,
    sample: int | None = None,
    seed: int = 0,
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> Fates:
    """Grade an assignment's mutants; raises AssignmentBroken, or SandboxFailed when this machine can't.

    sample: so many of each question, drawn by the seed; None for all. Code that a person marks isn't changed: no check could tell.
    """
    solution = Variant("solution", "solution", "", our_solutions(loaded.name, root))
    checked = {check.asks for question in loaded.questions for check in question.checks}
    by_person = {question.id for question in loaded.questions if question.written} - checked
    cells = {question: cell for question, cell in templates(loaded.name, root).items() if question not in by_person}
    every = [mutant for question, cell in cells.items() for mutant in mutants_of(question, cell)]
    chosen = every if sample is None else _sampled(every, sample, seed)
    variants = [_variant(mutant, solution) for mutant in chosen]
    with (progress or Progress()).bar(f"Mutants of {loaded.name}", drawings * len(variants)) as bar:
        bound, puts = bindings(loaded.solution), putting(loaded)
        asked = [
            [narrowed(one, solution, calls=not drawing, bound=bound, puts=puts) for one in variants]
            for drawing in range(drawings)
        ]
        with Workers() if workers is None else nullcontext(workers) as those:
            drawn = grade_variants(asked, loaded, root, workers=those, batch="mutants", advance=bar.advance)
    trials = [one.trials for one in drawn]
    found = tuple(Fate(mutant, tuple(each)) for mutant, *each in zip(chosen, *trials, strict=True))
    once = settings.of_assignment(loaded.folder).checks.follow_through
    return Fates(loaded, found, equivalent.read(loaded.folder), len(every), once)


def _sampled(every: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    chooser = random.Random(seed)
    of_question: dict[str, list[Mutant]] = {}
    for mutant in every:
        of_question.setdefault(mutant.question, []).append(mutant)
    return [one for mine in of_question.values() for one in chooser.sample(mine, min(count, len(mine)))]


def _variant(mutant: Mutant, solution: Variant) -> Variant:
    texts = {**solution.texts, mutant.question: blocks.inside(mutant.source)}
    return Variant("mutant", mutant.id, mutant.id, texts)
