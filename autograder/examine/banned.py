"""Settle what banned calls cost a question: all of it, where a call does the exercise itself, or a share of what it earned.

Comes in: what stands in a question's block, what was met when it ran, and the verdicts as if all were allowed. Goes out: the verdicts with the
price on them, and the finding that takes a share off. A question pays once, the dearest of its prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from autograder.conventions import BESIDES, banned_sentence, banned_share, share_in_words, solution_cell
from autograder.model import Finding, Observation, Program, Question, QuestionResult, Severity, Status, Verdict

WHOLE = 1.0  # share of a question


@dataclass(frozen=True, slots=True)
class Price:
    """What a question pays, and for what."""

    message: str
    share: float


def price(question: Question, program: Program, observations: Iterable[Observation]) -> Price | None:
    """Return what a question pays for banned names in its block, and for those that were met by another name when it ran; None for nothing."""
    prices = question.banned
    uses = [use for use in program.banned.get(question.id, ()) if use.ban == "" or use.ban in prices]
    seen = banned_share(prices, (use.ban for use in uses))
    mine = (one for one in observations if one.case.partition(".")[0] == question.id)
    met = {name for one in mine for name in one.banned if name in prices}
    share = max(seen, banned_share(prices, met))
    if not share:
        return None
    met = {name for name in met if seen < prices[name] == share}  # a cheaper name of the same call is nothing more
    said = [banned_sentence(uses)] if uses else []
    if met:
        verb = "is" if len(met) == 1 else "are"
        said.append(f"{' and '.join(sorted(met))} {verb} not allowed in this exercise; write it out yourself.")
    return Price(f"{' '.join(said)} This costs {share_in_words(share)}.", share)


def charged(
    question: Question, verdicts: Sequence[Verdict], program: Program, observations: Iterable[Observation]
) -> list[Verdict]:
    """Fail every check of a question that a call costs as a whole, with a message naming the call; what each was worth is kept."""
    due = price(question, program, observations)
    if due is None or due.share < WHOLE or all(one.status is Status.NOT_RUN for one in verdicts):
        return list(verdicts)
    return [
        replace(
            one, status=Status.FAILED, points=0.0, worth=one.points, charged=True, message=_message(one, due.message)
        )
        for one in verdicts
    ]


def finding(due: Price, result: QuestionResult) -> Finding:
    """State what a question's banned calls cost; a share is taken off here, at most what the question earned."""
    points = -min(due.share * result.max_score, result.score) if due.share < WHOLE else 0.0
    return Finding("banned_call", Severity.VIOLATION, solution_cell(result.id), due.message, round(points + 0.0, 6))


def _message(verdict: Verdict, banned: str) -> str:
    """Name the call, and go on with what was wrong by itself."""
    return f"{banned}{BESIDES}{verdict.message}" if verdict.status is Status.FAILED and verdict.message else banned
