"""What the failures of a question may come of, and what shows it: answers and exceptions, looked at on the trusted side.

In: what was judged and observed. Out: causes, each with the failures that it explains. In the order in which they are looked for:
a named mistake whose answers, right ones included, are all of the student's answers to a check; an exception of one type at one line of the
block; a dtype that is all that is wrong with an answer; NaN where there shouldn't be any; and, of a check in float32, wrong numbers that
float64 has shown.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks import second_look
from autograder.checks.answers import arrays
from autograder.checks.collecting import NoAnswer
from autograder.checks.part_judges import part_of
from autograder.conventions import lines_of
from autograder.errors import GradingError
from autograder.examine import unwritten
from autograder.examine.judging import UNLIKE, Judged, is_mistake_s, ways
from autograder.examine.test_plan import PlannedCase, TestPlan
from autograder.model import Array, Block, CaseKind, NearMiss, Observation, Outcome
from autograder.value_tree import leaves, map_leaves

DTYPE, NAN = "dtype", "NaN"


@dataclass(frozen=True, slots=True)
class Cause:
    """What several failures come of."""

    name: str
    explains: tuple[Judged, ...]
    of_dtype: bool = False  # it has to do with float32, or with the dtype of the answer
    sentence: str = ""  # which names the mistake in every check, also in those that don't look for it

    @property
    def worth(self) -> float:
        """The points of what it explains."""
        return sum(one.check.points for one in self.explains)


@dataclass(frozen=True, slots=True)
class FailureEvidence:
    """What can be said of a question's failures."""

    block: Block
    plan: TestPlan
    seen: Mapping[str, Observation]

    # ------------------------------------------------------------ failures that are left → those of one cause, or None

    def named(self, left: Sequence[Judged], judged: Sequence[Judged]) -> Cause | None:
        """Find the mistake that explains the most points, of those by which a check knows its answer.

        That a mistake raises an exception of this type too is no evidence; that it answers the same numbers where there is an answer is.
        """
        offers = {one.bare(sentence): one for one in reversed(left) for sentence in reversed(one.near_misses)}
        best: Cause | None = None
        for name, namer in reversed(offers.items()):
            explained = tuple(one for one in left if self._is_all(one, name, namer))
            answered = self._answered(namer)
            shown = answered or any(self._same_numbers(one, name, namer) for one in judged)
            if not shown or (not answered and namer not in explained):
                continue
            if answered and not self.computes(explained) and self._never_computed(namer, explained, left):
                continue
            if namer not in explained or (answered and not self.computes(explained)):
                explained = (namer,)
            cause = Cause(name, self.with_same_line(explained, left))
            if best is None or cause.worth > best.worth:
                best = cause
        return best

    def with_same_line(self, explained: tuple[Judged, ...], left: Sequence[Judged]) -> tuple[Judged, ...]:
        """Add the failures that are left whose exception is one of these, at its line."""
        places = {self._place(one) for one in explained} - {None}
        return explained + tuple(one for one in left if one not in explained and self._place(one) in places)

    def raised(self, left: Sequence[Judged], judged: Sequence[Judged]) -> Cause | None:  # noqa: ARG002
        """Find exceptions of one type at one line."""
        at: dict[tuple[str, int], list[Judged]] = {}
        for one in left:
            if place := self._place(one):
                at.setdefault(place, []).append(one)
        for (error, _), group in at.items():
            singly = all(one.at is not None and one.at.dtype != "float64" for one in group)
            return Cause(f"raised {error}", tuple(group), of_dtype=singly)
        return None

    def _place(self, one: Judged) -> tuple[str, int] | None:
        """Return the type of an exception and the line of the block; None where there is none that a mistake stands in."""
        observation, lines = self._at(one), lines_of(self.block.source)
        line, error = observation.line, observation.error
        if observation.outcome is not Outcome.RAISED or not error or not line or line > len(lines):
            return None
        return None if unwritten.raised_there(self.block, line, error, self.plan.assignment) else (error, line)

    def of_dtype(self, left: Sequence[Judged], judged: Sequence[Judged]) -> Cause | None:  # noqa: ARG002
        """Find answers that are right but for their dtype."""
        group = tuple(one for one in left if self._answered(one) and self._dtype_alone(one))
        return Cause(DTYPE, group, of_dtype=True) if group else None

    def nan(self, left: Sequence[Judged], judged: Sequence[Judged]) -> Cause | None:  # noqa: ARG002
        """Find answers with NaN where the right ones have none."""
        group = tuple(one for one in left if self._answered(one) and self._is_nan(one))
        return Cause(NAN, group) if group else None

    def in_float64_too(self, one: Judged, judged: Sequence[Judged]) -> Judged | None:
        """Find the check in float64 that has seen the wrong numbers of one in float32; among several, one that is charged, and the dearest."""
        judge = one.check.judge
        if not _is_value(one) or "float64" in one.check.dtypes or not second_look.looks_at_numbers(judge):
            return None
        if not self._answered(one):
            return None
        others = [other for other in judged if other.failed and _is_value(other) and "float64" in other.check.dtypes]
        return max(others, key=lambda other: (other.verdict.charged, other.check.points), default=None)

    # ------------------------------------------------------------ what they rest on

    def shows(self, one: Judged) -> bool:
        """Tell whether a check was passed that zeros in the place of the right answer wouldn't pass."""
        check = one.check
        if not _is_value(one) or one.verdict.points < check.points or not one.verdict.charged:
            return False
        name = f"zeros fail {check.asks}.{check.name}"
        return self.plan.once(name, lambda: any(self._zeros_fail(one, case) for case in self.plan.of(check)))

    def _zeros_fail(self, one: Judged, case: PlannedCase) -> bool:
        inputs = case.inputs

        def zero(leaf: Any) -> Any:
            if isinstance(leaf, torch.Tensor):
                dtype = inputs.dtype if leaf.is_floating_point() else leaf.dtype
                return Array(torch.zeros_like(leaf, dtype=dtype), library=inputs.library)
            return type(leaf)() if isinstance(leaf, (bool, int, float, str)) else None

        expected = self.plan.expected(case)
        if all(leaf is None for leaf in leaves(expected)):  # a rule of the author's alone tells: it may look at little
            return False
        try:
            return one.check.judge(map_leaves(zero, expected), expected, inputs) is not None
        except (*UNLIKE, GradingError):
            return True

    def _at(self, one: Judged) -> Observation:
        return self.seen[_case(one).case.id]

    def _answered(self, one: Judged) -> bool:
        return self._at(one).outcome is Outcome.ANSWERED

    def _is_all(self, one: Judged, name: str, namer: Judged) -> bool:
        """Tell whether all that a check saw is what a mistake answers, or raises."""
        mine = _ways(one, name, namer)
        return bool(mine) and all(self._is_its(one, name, mine, case) for case in self.plan.of(one.check))

    def _is_its(self, one: Judged, name: str, mistakes: Sequence[NearMiss], case: PlannedCase) -> bool:
        observation = self.seen.get(case.case.id)
        try:
            return observation is not None and is_mistake_s(mistakes, name, observation, case, one.check, self.plan)
        except (*UNLIKE, GradingError):
            return False

    def _same_numbers(self, one: Judged, name: str, namer: Judged) -> bool:
        """Tell whether a check, passed or not, saw a mistake's numbers somewhere, and more than one."""
        for number, mine in enumerate(_ways(one, name, namer)):
            for case in self.plan.of(one.check):
                with contextlib.suppress(NoAnswer, GradingError, *UNLIKE):
                    likely = self.plan.mistaken(case, f"{name} {number}", mine)
                    got = self.seen[case.case.id].answer
                    if second_look.same_numbers(got, likely, case.inputs) and self.computes([one]):
                        return True
        return False

    def _never_computed(self, namer: Judged, explained: Sequence[Judged], left: Sequence[Judged]) -> bool:
        """Tell whether a part of the answer is the same one number also where a mistake doesn't explain it: then nothing was computed at all."""
        part = part_of(namer.check.judge)
        others = [one for one in left if _is_value(one) and one not in explained and part_of(one.check.judge) == part]
        return any(self._answered(one) and not self.computes([namer, one]) for one in others)

    def computes(self, explained: Sequence[Judged]) -> bool:
        """Tell whether what a mistake answers is more than one number over and over, or inputs handed back."""
        numbers: set[float | str] = set()
        for case in (case for one in explained for case in self.plan.of(one.check)):
            given = [leaf for leaf in leaves(dict(case.inputs)) if isinstance(leaf, torch.Tensor)]
            for leaf in leaves(self.seen[case.case.id].answer):
                numbers |= _numbers(leaf, given)
        return len(numbers) > 1 or any(number != number for number in numbers)  # noqa: PLR0124

    def _dtype_alone(self, one: Judged) -> bool:
        case, answer = _case(one), self._at(one).answer
        if second_look.is_about_dtype(one.check.judge):
            floating = [array.tensor.dtype for array in arrays(answer) if array.tensor.is_floating_point()]
            return any(dtype != case.inputs.dtype for dtype in floating)
        judge = second_look.without_dtype(one.check.judge)
        return judge is not None and judge(answer, self.plan.expected(case), case.inputs) is None

    def _is_nan(self, one: Judged) -> bool:
        if not _is_value(one):
            return False
        return _has_nan(self._at(one).answer) and not _has_nan(self.plan.expected(_case(one)))


def _ways(one: Judged, name: str, namer: Judged) -> tuple[NearMiss, ...]:
    """Find how a mistake answers what a check asks; the namer's own way serves where both are asked alike."""
    check = one.check
    if not _is_value(one):
        return ()
    told = next((sentence for sentence in check.near_misses if one.bare(sentence) == name), name)
    if mine := ways(check, told):
        return mine
    alike = (check.driver, check.reference) == (namer.check.driver, namer.check.reference)
    return _ways(namer, name, namer) if alike and one is not namer else ()


def _is_value(one: Judged) -> bool:
    return one.check.kind is CaseKind.VALUE


def _case(one: Judged) -> PlannedCase:
    if one.at is None:
        raise ValueError(f"{one.check.name} has no failure to look at")
    return one.at


def _has_nan(answer: Any) -> bool:
    found = [leaf.tensor if isinstance(leaf, Array) else leaf for leaf in leaves(answer)]
    return any(bool(torch.isnan(leaf).any()) if isinstance(leaf, torch.Tensor) else leaf != leaf for leaf in found)  # noqa: PLR0124


def _numbers(leaf: Any, given: Sequence[torch.Tensor]) -> set[float | str]:
    """Return two of the numbers of a part of an answer that differ, if there are; nothing where it is an input handed back."""
    if isinstance(leaf, (bool, int, float, str)):
        return {leaf}
    if not isinstance(leaf, Array) or not leaf.tensor.numel() or leaf.tensor.is_complex():
        return set()
    seen = leaf.tensor.to(torch.float64)
    if any(one.shape == seen.shape and torch.equal(one.to(torch.float64), seen) for one in given):
        return set()
    return {float(seen.min()), float(seen.max())}
