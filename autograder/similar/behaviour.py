"""Kept observations → who answered alike where others don't: the same wrong values, bit for bit, and the same last bits of right ones.

Names, order and loops can be told in other words; what a program answers stays. Only answers to the same inputs are compared: to the public
examples that pictures are drawn of, which the whole class is asked, and else of students who were asked the same drawing. A mistake that feedback names by itself is one that many make, and counts half; last bits count half too, for
two may have taken the same way, and only where enough others were asked to know what is usual.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder import wire
from autograder.errors import GradingError
from autograder.model import Outcome, Record, RecordStatus, Status
from autograder.results import saved_run
from autograder.results.folder import Folder
from autograder.results.record import NewerVersion

COMMON = 1 / 3  # of those who were asked the same
FEWEST = 6  # who were asked the same, for a right answer's last bits to tell anything
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Value:
    """One answer, so that two can be told to be the same."""

    case: str  # a digest of all that led to it
    answer: bytes  # a digest
    check: str  # question.check
    wrong: bool
    mistake: str = ""  # as feedback names it


@dataclass(frozen=True, slots=True)
class Same:
    """What a pair's answers have in common that few others have."""

    share: float
    wrong: Mapping[str, int]  # question.check → how many wrong values are the same
    right: Mapping[str, int]  # question.check → how many right ones, to the last bit


def read(folder: Folder, records: Iterable[Record]) -> tuple[dict[str, list[Value]], list[str]]:
    """Read what each student's program answered; says of whom nothing can be read. Raises NewerVersion for a later version's run."""
    values, without = {}, []
    for one in records:
        path = folder.saved_run(one.student_id)
        if one.status is not RecordStatus.GRADED or one.handed_in_by:
            continue
        try:
            ran = saved_run.decode(path.read_bytes())
        except NewerVersion:
            raise
        except (OSError, GradingError):
            without.append(f"{one.student_id}: what was kept of the run can't be read, so its answers aren't compared.")
            continue
        if ran.submission.sha256 == one.submission_sha256:
            values[one.student_id] = _values(one, ran)
    return values, without


def _values(one: Record, ran: saved_run.SavedRun) -> list[Value]:
    checks = {f"{question.id}.{check.name}": check for question in one.questions for check in question.checks}
    failed = {  # of a public example nothing is concluded: it is wrong where any check of its question is
        question.id: check for question in one.questions for check in question.checks if check.status is Status.FAILED
    }
    found = []
    for seen in ran.observations:
        check = seen.case.rpartition("/")[0]
        if seen.outcome is not Outcome.ANSWERED or seen.case not in ran.digests:
            continue
        verdict = checks.get(check, failed.get(check.partition(".")[0]))
        try:
            answer = hashlib.blake2b(wire.encode({"answer": seen.answer}), digest_size=16).digest()
        except wire.WireError:
            continue  # no plain value, or too large to be one
        wrong = verdict is not None and verdict.status is Status.FAILED
        mistake = (verdict.near_miss or verdict.cause) if verdict and wrong else ""
        found.append(Value(ran.digests[seen.case], answer, check, wrong, mistake))
    return found


def compare(values: Mapping[str, Sequence[Value]]) -> dict[tuple[str, str], Same]:
    """Tell what each two students' answers have in common that few others have; ids in order."""
    asked = Counter(case for each in values.values() for case in {one.case for one in each})
    held = Counter(key for each in values.values() for key in {(one.case, one.answer) for one in each})
    named = Counter(
        key for each in values.values() for key in {(one.check, one.mistake) for one in each if one.mistake}
    )

    def weight(one: Value) -> float:
        rare = _rarity(held[one.case, one.answer], asked[one.case])
        if one.wrong:
            return rare * HALF * _rarity(named[one.check, one.mistake], len(values)) if one.mistake else rare
        return rare * HALF if asked[one.case] >= FEWEST else 0.0

    telling = {
        student: {(one.case, one.answer): (one, weight(one)) for one in each if weight(one) > 0}
        for student, each in values.items()
    }
    holders: dict[tuple[str, bytes], list[str]] = defaultdict(list)
    for student, keys in sorted(telling.items()):
        for key in keys:
            holders[key].append(student)
    pairs = {pair for students in holders.values() for pair in itertools.combinations(students, 2)}
    return {(one, other): _same(telling[one], telling[other]) for one, other in pairs}


_Telling = Mapping[tuple[str, bytes], tuple[Value, float]]


def _same(one: _Telling, other: _Telling) -> Same:
    cases: dict[str, set[str]] = defaultdict(set)  # question → its cases in which either answered as few do
    shared: dict[str, float] = defaultdict(float)
    for value, _ in (*one.values(), *other.values()):
        cases[_question(value)].add(value.case)
    both = [one[key] for key in one.keys() & other.keys()]
    for value, weight in both:
        shared[_question(value)] += weight
    agreed = sum(shared[question] / len(several) for question, several in cases.items())
    return Same(
        agreed / (len(cases) + 1),  # one question alone is half of what there could be
        Counter(value.check for value, _ in both if value.wrong),
        Counter(value.check for value, _ in both if not value.wrong),
    )


def _question(value: Value) -> str:
    return value.check.partition(".")[0]


def _rarity(holders: int, people: int) -> float:
    """Say how much it tells that two have something: 1 where nobody else has, 0 where a third of all has."""
    return max(0.0, 1 - math.log(max(holders - 1, 1)) / math.log(max(COMMON * people, 2)))
