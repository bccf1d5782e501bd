"""Choose which of one person's files is graded, and tell which of the others are earlier.

Comes in: the Attempts of one person, and what the files hold. Goes out: the one that counts, and the others in order. A copy with nothing
written in it never goes before one with answers, wherever an LMS doesn't tell which was handed in last; and where it does, what can't be graded
never goes before what can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.intake import filenames
from autograder.intake.filenames import Evidence
from autograder.intake.found_files import Attempt
from autograder.intake.insides import Insides
from autograder.intake.lms_names import TIMED
from autograder.intake.own_cells import UNTOUCHED
from autograder.untrusted_text import for_message


def choose(own: Sequence[Attempt], assignment: str, insides: Insides) -> tuple[Attempt, tuple[Attempt, ...]]:
    """Choose by the LMS's word and its last time that can be graded, then what is written, then the last attempt, kind, name, and place."""
    counting = _last_time(own, insides)
    last = max(_standing(one, counting) for one in own)
    together = [one for one in own if _standing(one, counting) == last]
    weighed = insides if len(together) > 1 and last[3] else Insides()
    chosen = max(together, key=lambda one: (_is_written(one, weighed), *_order(one, assignment, weighed)))
    others = sorted(
        (one for one in own if one is not chosen),
        key=lambda one: (_standing(one, counting), _order(one, assignment, Insides())),
    )
    return chosen, tuple(others)


def passed_by(student_id: str, chosen: Attempt, others: Sequence[Attempt]) -> Iterator[str]:
    """Say which attempts came after the chosen by the LMS's times, and can't be graded."""
    later = [one for one in others if _time(one) > _time(chosen)]
    if later:
        yield (
            f"{for_message(student_id)}: {', '.join(for_message(one.source) for one in later)} came last and can't be graded; "
            f"{for_message(chosen.source)}, which came before, counts."
        )


def is_earlier(one: Attempt, chosen: Attempt) -> bool:
    """Say whether a file is of an earlier attempt than the chosen, or known less well to be theirs; the others came beside it or later."""
    return one.moment < chosen.moment or one.name.evidence < chosen.name.evidence


def _standing(one: Attempt, counting: str) -> tuple[bool, bool, str, bool]:
    """Compare what goes before all else: the LMS's word, and its time where it tells one, the one that counts before the others."""
    time = _time(one)
    return one.name.evidence is Evidence.LMS, time == counting, time, one.gradeable


def _last_time(own: Sequence[Attempt], insides: Insides) -> str:
    """Give the last of the LMS's times at which something came that can be graded, else the last; what came before isn't looked into."""
    times = sorted({_time(one) for one in own}, reverse=True)
    if len(times) == 1:
        return times[0]
    good = (time for time in times if any(_time(one) == time and _is_ours(one, insides) for one in own))
    return next(good, times[0])


def _is_ours(one: Attempt, insides: Insides) -> bool:
    return one.gradeable and (not insides.weighs or insides.worth(one.load) > 0)


def _time(one: Attempt) -> str:
    return one.moment if one.lms in TIMED else ""


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
