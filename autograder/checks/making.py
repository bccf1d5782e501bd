"""Make checks of what an author said of a question and of one of its checks.

Comes in: what holds for all checks of a question, kept in `Making`, and what a word of `AuthoredQuestion` says of one. Goes out: a Check for each
question that is asked, into the open collection and into the question itself, in the order in which they are written.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.checks.collecting import Call, Collection, Draw, telling
from autograder.checks.near_misses import NearMisses, answers_of, likely, looked_for, mistakes_met
from autograder.checks.work_judges import Growth
from autograder.errors import AssignmentBroken
from autograder.model import CaseKind, Check, Judge, NearMiss

Points = float | Mapping[str, float]
"""What a check is worth: in every question that is asked, or question → points for those that are asked at all."""

At = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""Arguments of a question's example by name, in place of its defaults; several for several calls."""


@dataclass(frozen=True)
class Making:
    """What the checks of a question share, and how they are made."""

    names: tuple[str, ...]
    collection: Collection
    judge: Judge
    example: Draw | Call | None
    near_misses: Mapping[str, NearMiss]
    same_mistakes: bool
    part: str
    dtypes: tuple[str, ...] | None
    driver: str
    reference: str | None
    tells: str
    library: str | Mapping[str, str] | None
    structure: bool
    checks: list[Check] = field(default_factory=list)

    def _line(
        self,
        points: Points,
        *,
        name: str,
        title: str,
        judge: Judge,
        hint: str | None,
        dtypes: tuple[str, ...] | None = None,
        near_misses: NearMisses | None = (),
        at: At | None = None,
    ) -> Asked:
        """Make a check about the question's example, for a word that the author's file calls."""
        frame = sys._getframe(2)  # the author's line: two calls up
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        return self._add(
            self._example(at, name, place),
            points,
            name=name,
            title=title,
            place=place,
            hint=hint,
            judge=judge,
            dtypes=dtypes,
            near_misses=near_misses,
        )

    def _example(self, at: At | None, name: str, place: str) -> Draw:
        """Return what draws the question's example, at other sizes if some are said."""
        example = self.example
        if example is None:
            raise AssignmentBroken(found=f"{place}: {name} has no inputs", fix="Give the question an example=.")
        if isinstance(example, Mapping):
            if at is not None:
                raise AssignmentBroken(
                    found=f"{place}: {name} has at=", fix="Fixed inputs have no sizes: leave it out."
                )
            return _fixed(example)
        return example if at is None else _sized(example, at)

    def _add(
        self,
        draw: Draw,
        points: Points,
        *,
        name: str,
        title: str,
        place: str,
        hint: str | None,
        judge: Judge,
        near_misses: NearMisses | None = None,
        dtypes: tuple[str, ...] | None = None,
        driver: str | None = None,
        reference: str | None = None,
        with_reference: tuple[str, ...] | None = None,
        trust: str = "outside",
    ) -> Asked:
        made = Asked(self, [])
        defaults = self.collection.defaults
        kind = getattr(judge, "kind", CaseKind.VALUE)
        if isinstance(judge, Growth) and not judge.names:
            judge = replace(judge, names=_sizes_of(draw, self.tells))
        through = self.driver if driver is None else driver
        libraries = self.library if isinstance(self.library, Mapping) else dict.fromkeys(self.names, self.library)
        for asked, worth in (points if isinstance(points, Mapping) else dict.fromkeys(self.names, points)).items():
            of_all = mistakes_met(defaults.mistakes, name, self.names)
            met = of_all if self.same_mistakes else mistakes_met(defaults.mistakes, name, (asked,))
            alike = self.names if self.same_mistakes else (asked,)
            known = [one for one in defaults.mistakes if one.offered and one.question in alike]
            if self.part:
                met = [replace(one, sentence=f"{self.part}: {one.sentence}") for one in met]
            check = Check(
                name=name,
                title=title,
                asks=asked,
                points=worth,
                draw=telling(draw, self.tells, asked) if self.tells and through else draw,
                judge=judge,
                kind=kind,
                hint=hint,
                near_misses=looked_for(self.near_misses, near_misses, met, of_all, asked, through, place)
                if kind is CaseKind.VALUE
                else {},
                likely=likely(defaults.mistakes, alike) if kind is CaseKind.VALUE else (),
                mistakes=answers_of(known, asked, through) if kind is CaseKind.VALUE else {},
                part=self.part,
                dtypes=dtypes or _dtypes(kind, self.dtypes or defaults.dtypes),
                with_reference=defaults.builds_on.get(asked, ()) if with_reference is None else with_reference,
                driver=through or None,
                reference=reference or self.reference,
                library=libraries.get(asked) or defaults.library,
                place=place,
                trust=trust,
            )
            self.checks.append(check)
            self.collection.checks.append(check)
            made.checks.append(check)
        return made


@dataclass(frozen=True, slots=True)
class Asked:
    """Checks that one word made, for each question that is asked."""

    question: Making
    checks: list[Check]

    def says(self, title: str = "", *, hint: str = "") -> None:
        """Give them the words that students read; a check that has no title when its file has run is refused.

        title: the fact that is checked, a sentence about right answers. hint: a question that leads on, shown with a wrong answer. What
        isn't said here stays as the word that made the check has it.
        """
        for check in self.checks:
            worded = replace(check, title=title or check.title, hint=hint or check.hint)
            for kept in (self.question.checks, self.question.collection.checks):
                kept[next(at for at, one in enumerate(kept) if one is check)] = worded


def _dtypes(kind: CaseKind, values: tuple[str, ...]) -> tuple[str, ...]:
    return {CaseKind.VALUE: values, CaseKind.DEVICE: ("float32",)}.get(kind, ("float64",))


def _sizes_of(draw: Draw, tells: str) -> tuple[str, ...]:
    """Return the sizes that a draw takes: its parameters after the RandomInputs."""
    return tuple(name for name in list(inspect.signature(draw).parameters)[1:] if name != tells)


def _fixed(inputs: Mapping[str, Any]) -> Draw:
    def draw(_: Any) -> Call:
        return dict(inputs)

    return draw


def _sized(example: Callable[..., Any], at: At) -> Draw:
    """Draw an example once for each of the sizes, in their order."""

    @functools.wraps(example)
    def draw(random: Any, **told: Any) -> Any:
        if isinstance(at, Mapping):
            return example(random, **at, **told)
        return [example(random, **sizes, **told) for sizes in at]

    return draw
