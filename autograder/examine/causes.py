"""Cause before count: where one cause explains several failures of a question, one check is paid for, and the others have their points.

Comes in: the checks of a question, each judged by itself, with what was observed. Goes out: the same, where a failure that is explained by a
cause that another check is paid for says "same cause, not charged". A check is charged for a cause when it is about it: the check of dtypes
for a dtype, or for code that raises in float32 alone; of those that look for a named mistake, the dearest; else the dearest check of values that
the cause explains.

A cause gives points back only where something was shown to be understood: a mistake whose answers are more than one number over and over, or,
for the other causes, a check that was passed and that zeros wouldn't pass. So what raises, or answers zeros, everywhere earns nothing by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.checks import second_look
from autograder.examine import explanation
from autograder.examine.evidence import Cause, FailureEvidence
from autograder.examine.judging import Judged
from autograder.examine.test_plan import TestPlan
from autograder.model import Block, CaseKind, Observation

MSG_SAME_CAUSE = "same cause, not charged"


def settle(judged: Sequence[Judged], block: Block, plan: TestPlan, seen: Mapping[str, Observation]) -> list[Judged]:
    """Find what failures come of, and charge each cause once."""
    found = {one.check.name: one for one in judged}
    left = [one for one in judged if one.failed and one.at is not None]
    evidence = FailureEvidence(block, plan, seen)
    shown = any(evidence.shows(one) for one in judged)
    if whole := explanation.find(judged, plan, seen):
        once = whole.shares and evidence.computes(whole.explains)
        explained = evidence.with_same_line(whole.explains, left) if once else whole.explains
        mistake = Cause(whole.sentence, explained, sentence=whole.sentence)
        named = _charged(mistake) if once else [one.because(mistake.name, whole.sentence) for one in explained]
        found |= {one.check.name: one for one in named}
        left = [one for one in left if one not in explained]
    looks = (evidence.named, True), (evidence.raised, shown), (evidence.of_dtype, shown), (evidence.nan, shown)
    for look, shares in looks:
        while cause := look(left, judged):
            settled = _charged(cause) if shares else [one.because(cause.name) for one in cause.explains]
            found |= {one.check.name: one for one in settled}
            left = [one for one in left if one not in cause.explains]
    for one in left:
        if shown and (other := evidence.in_float64_too(one, list(found.values()))):
            found[one.check.name] = _not_charged(one.because(other.verdict.cause), other)
        elif one.check.kind is CaseKind.DEVICE:
            found[one.check.name] = one.because("device")
    return list(found.values())


def _charged(cause: Cause) -> Iterator[Judged]:
    """Charge the check that is about a cause, and give the others their points."""

    def about(one: Judged) -> tuple[int, bool, bool, float]:
        dtype = 2 if second_look.is_about_dtype(one.check.judge) else "float64" not in one.check.dtypes
        of_value = one.check.kind is CaseKind.VALUE
        names = any(one.bare(sentence) == cause.name for sentence in one.near_misses)
        return dtype if cause.of_dtype and of_value else 0, names, of_value, one.check.points

    paid = max(cause.explains, key=about)  # of equals, the first
    for one in cause.explains:
        mine = one.because(cause.name, cause.sentence)
        yield mine if one is paid else _not_charged(mine, paid)


def _not_charged(mine: Judged, paid: Judged) -> Judged:
    message = f"{MSG_SAME_CAUSE}: see “{paid.check.title}”"
    return replace(
        mine, verdict=replace(mine.verdict, points=mine.check.points, message=message, hint=None, charged=False)
    )
