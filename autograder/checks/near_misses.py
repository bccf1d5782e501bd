"""Which typical mistakes a check looks for: those of its question, of its own, and of wrong answers that say `# near miss:`.

Comes in: what the author wrote on the question and on the check, and the assignment's mistakes. Goes out: sentence → what that mistake
answers, in the order in which they are tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.checks.collecting import Mistake
from autograder.errors import AssignmentBroken
from autograder.model import Likely, NearMiss

NearMisses = Mapping[str, NearMiss] | tuple[str, ...]
"""Sentence → what that mistake answers; or names of wrong answers and sentences, when only some of those known are looked for."""


def mistakes_met(mistakes: Sequence[Mistake], check: str, questions: tuple[str, ...]) -> list[Mistake]:
    """List the wrong answers to one of these questions, which are asked alike, that must fail a check."""
    failing = {f"{question}.{check}" for question in questions}
    return [one for one in mistakes if one.offered and one.question in questions and failing & one.fails]


def likely(mistakes: Sequence[Mistake], questions: tuple[str, ...]) -> tuple[Likely, ...]:
    """List what may explain a wrong answer to one of these questions as a whole: near misses first, then an author's others, the catalogue last."""
    known = sorted(
        (one for one in mistakes if one.question in questions), key=lambda one: (not one.by_hand, not one.offered)
    )
    return tuple(Likely(one.name, one.question, one.sentence, one.by_hand, one.answer) for one in known)


def answers_of(mistakes: Sequence[Mistake], asked: str, driver: str) -> dict[str, tuple[NearMiss, ...]]:
    """Return sentence → what the mistakes that it names answer when a question is put in one way."""
    found: dict[str, tuple[NearMiss, ...]] = {}
    for mistake in mistakes:
        found[mistake.sentence] = (*found.get(mistake.sentence, ()), _answer_of(mistake, asked, driver))
    return found


def looked_for(
    of_question: Mapping[str, NearMiss],
    of_check: NearMisses | None,
    met: Sequence[Mistake],
    of_all: Sequence[Mistake],
    asked: str,
    driver: str,
    place: str,
) -> dict[str, NearMiss]:
    """Put them together; raises AssignmentBroken for a name that nothing has.

    met: the mistakes that this check of this question meets; of_all: those that it meets in any question that has it.
    """
    own = {**of_question, **(of_check if isinstance(of_check, Mapping) else {})}
    if isinstance(of_check, tuple):
        known = {mistake.name for mistake in of_all} | own.keys()
        if unknown := [name for name in of_check if name not in known]:
            fix = "Name a wrong answer that fails this check and has a near miss."
            raise AssignmentBroken(found=f"{place}: there is no near miss '{unknown[0]}' here", fix=fix)
        own = {sentence: miss for sentence, miss in own.items() if sentence in of_check}
        met = sorted((one for one in met if one.name in of_check), key=lambda one: of_check.index(one.name))
    return own | {one.sentence: _answer_of(one, asked, driver) for one in met if one.sentence not in own}


def _answer_of(mistake: Mistake, asked: str, driver: str) -> NearMiss:
    return lambda expected, inputs: mistake.answer(asked, driver or None, inputs)  # noqa: ARG005
