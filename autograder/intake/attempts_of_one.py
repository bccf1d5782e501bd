"""Choose which of one person's files is graded, and tell which of the others are earlier.

Comes in: the Attempts of one person, and what the files hold. Goes out: the one that counts, and the others in order. A copy with nothing
written in it never goes before one with answers, wherever an LMS doesn't tell which was handed in last.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.intake import filenames
from autograder.intake.filenames import Evidence
from autograder.intake.found_files import Attempt
from autograder.intake.insides import Insides
from autograder.intake.lms_names import Lms
from autograder.intake.own_cells import UNTOUCHED

_TIMED = (Lms.BLACKBOARD, Lms.BRIGHTSPACE)  # these tell when each attempt came


def choose(own: Sequence[Attempt], assignment: str, insides: Insides) -> tuple[Attempt, tuple[Attempt, ...]]:
    """Choose by the LMS's word and time, then what can be graded, then what is written, then the last attempt, kind, name, and place."""
    last = max(_standing(one) for one in own)
    together = [one for one in own if _standing(one) == last]
    weighed = insides if len(together) > 1 and last[2] else Insides()
    chosen = max(together, key=lambda one: (_is_written(one, weighed), *_order(one, assignment, weighed)))
    others = sorted(
        (one for one in own if one is not chosen), key=lambda one: (_standing(one), _order(one, assignment, Insides()))
    )
    return chosen, tuple(others)


def is_earlier(one: Attempt, chosen: Attempt) -> bool:
    """Say whether a file is of an earlier attempt than the chosen, or known less well to be theirs; the others came beside it or later."""
    return one.moment < chosen.moment or one.name.evidence < chosen.name.evidence


def _standing(one: Attempt) -> tuple[bool, str, bool]:
    """Compare what goes before all else: the LMS's word, its time where it tells one, whatever the file is; and what can be graded."""
    return one.name.evidence is Evidence.LMS, one.moment if one.lms in _TIMED else "", one.gradeable


def _is_written(one: Attempt, insides: Insides) -> int:
    """Tell a file with answers from one with other words, and both from what is untouched or not ours."""
    return max(0, min(insides.worth(one.load) - UNTOUCHED, 2))


def _order(one: Attempt, assignment: str, insides: Insides) -> tuple[object, ...]:
    file = one.source.rpartition("/")[2] if one.depth else one.name.file or one.source.rpartition("/")[2]
    own = filenames.of_zip(file)
    named = filenames.stem(file) == assignment or (own is not None and own.assignment == assignment)
    return (
        one.name.evidence, one.moment, insides.worth(one.load), -one.depth, filenames.kind(file) == ".zip", named,
        one.name.attempt, one.name.order, one.source,
    )  # fmt: skip
