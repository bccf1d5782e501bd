"""Ask answers again, in a sandbox that stays warm: where only checks changed, what was observed of the others still counts.

Comes in: units. Goes out: how each fared, with its feedback page, and what of it its author didn't say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring import submissions
from autograder.authoring.answer_blocks import blocks_of, our_solutions, our_written_answers
from autograder.authoring.rehearse.proofs import other_than_named, points_by_check
from autograder.authoring.rehearse.variants import Variant, fared, trial_of
from autograder.authoring.watch.units import Unit
from autograder.course.secret import course_secret, seed_for
from autograder.examine.versions import Versions
from autograder.model import Assignment, QuestionResult, Record, RecordStatus, Status, SubmittedFile
from autograder.pipeline import Graded, Grader
from autograder.results import saved_run

if TYPE_CHECKING:
    from autograder.sandbox.outside import Sandbox


@dataclass(frozen=True, slots=True)
class Fared:
    """How one unit fared."""

    unit: Unit
    record: Record
    page: bytes  # HTML
    problems: tuple[str, ...]  # what isn't as its author says; () when all is well

    @property
    def answer(self) -> str:
        """Its name, with the question of our solution."""
        return f"{self.unit.name}: {self.unit.asked[0]}" if self.unit.answer is None else self.unit.name

    @property
    def good(self) -> bool:
        """Tell whether all is as its author says; of an answer of which nothing is said, whether it fails nothing and has all points."""
        if self.unit.kind == "tried":
            return not (self.problems or self.failed) and self.record.score >= self.record.max_score
        return not self.problems

    @property
    def failed(self) -> tuple[str, ...]:
        """The checks that it fails, each with its question's name."""
        checks = ((question.id, check) for question in self.record.questions for check in question.checks)
        return tuple(f"{question}.{check.name}" for question, check in checks if check.status is Status.FAILED)

    @property
    def shown(self) -> tuple[QuestionResult, ...]:
        """The questions that were asked."""
        return self.record.questions


class WarmAsking:
    """What has been asked so far, and of which digest."""

    def __init__(self, name: str, root: Path, sandbox: Sandbox) -> None:
        self._name, self._root, self._sandbox = name, root, sandbox
        self._known: dict[object, str] = {}  # unit's key → the digest it was asked with
        self._ran: dict[object, tuple[str, Graded]] = {}  # unit's key → what ran, and what came of it
        self._seed: int | None = None  # of the first load: what isn't changed is drawn as it was

    def stale(self, units: Iterable[Unit], loaded: Assignment) -> list[Unit]:
        """Return the units that have to be asked."""
        if self._seed is None:
            self._seed = seed_for(course_secret(self._root), loaded)
        return [unit for unit in units if self._known.get(unit.key) != unit.all]

    def skip(self, units: Iterable[Unit]) -> None:
        """Take it that these are as they should be, until something of theirs changes."""
        self._known |= {unit.key: unit.all for unit in units}

    def ask(self, unit: Unit, loaded: Assignment) -> Fared:
        """Ask one; raises AssignmentBroken where the answer can't be handed in."""
        questions = tuple(question for question in loaded.questions if question.id in unit.asked)
        narrowed = replace(loaded, questions=questions, pictures=())
        grader = Grader(Versions(narrowed, self._seed or 0), self._sandbox, version=0)
        before = self._ran.get(unit.key)
        if before and before[0] == unit.text and before[1].saved_run is not None:
            graded = grader.regrade(before[1].record, saved_run.decode(before[1].saved_run))
        else:
            graded = grader.grade_alone(self._hand_in(unit))
        if graded.record.status is RecordStatus.GRADED:
            self._ran[unit.key] = (unit.text, graded)
        else:
            self._ran.pop(unit.key, None)
        self._known[unit.key] = unit.all
        return Fared(unit, graded.record, graded.page, tuple(_problems(unit, graded.record, loaded)))

    def _hand_in(self, unit: Unit) -> SubmittedFile:
        name, root = self._name, self._root
        texts = (
            blocks_of(unit.answer, name, root, demand_other=unit.kind != "tried")
            if unit.answer
            else our_solutions(name, root)
        )
        fields = {"name": "Trial", "student_id": "trial", "option": 1, "group": ""}
        data = submissions.handed_in(name, root, texts, fields=fields, written=our_written_answers(name, root))
        return SubmittedFile(data, submissions.zip_name(fields, name), "trial")


def _problems(unit: Unit, record: Record, loaded: Assignment) -> Sequence[str]:
    if unit.kind == "tried" and record.status is RecordStatus.GRADED:
        return ()
    named = unit.named if unit.kind == "wrong" else ()
    trial = trial_of(Variant(unit.kind, unit.name, "", {}, named), fared(record))
    asked = {question.id for question in record.questions}
    points = {name: worth for name, worth in points_by_check(loaded).items() if name.partition(".")[0] in asked}
    return list(other_than_named(trial, points))
