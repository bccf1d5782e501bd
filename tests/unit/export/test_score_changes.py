"""Why a score is another than before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder.export.score_changes import reason
from autograder.model import ExceptionKind, RecordStatus, StudentException
from autograder.results import hand_marks
from autograder.results.hand_marks import GivenMark
from tests.fixtures.report import questions, record

BEFORE = record("1")
EXTENDED = replace(
    BEFORE, score=18.0, late_days=0, exception=StudentException(ExceptionKind.EXTEND, datetime(2026, 10, 9, tzinfo=UTC))
)
MARKED = hand_marks.put(BEFORE, (GivenMark("inline_question_1", 7.0),))
NOTHING = replace(BEFORE, score=0.0, questions=())
OTHER_CHECKS = tuple(replace(one, checks=()) for one in questions())


MEMBER = replace(BEFORE, handed_in_by="2")
GIVER = record("2")


@pytest.mark.parametrize(
    ("before", "after", "known", "why"),
    [
        (None, BEFORE, False, "graded"),
        (BEFORE, replace(BEFORE, submission_sha256="00"), True, "graded"),
        (BEFORE, replace(BEFORE, questions=OTHER_CHECKS, score=0.0), True, "regraded"),
        (BEFORE, EXTENDED, True, "exception"),
        (BEFORE, replace(BEFORE, status=RecordStatus.EXCUSED, questions=()), True, "exception"),
        (BEFORE, replace(BEFORE, received="2026-03-20T12:00:00+09:00", late_days=2, score=1.0), True, "received time"),
        (BEFORE, MARKED, True, "hand mark"),
        (MARKED, BEFORE, True, "hand mark"),
        (MARKED, replace(MARKED, questions=OTHER_CHECKS, score=0.0), True, "regraded"),
        (NOTHING, replace(NOTHING, status=RecordStatus.NOT_GRADED), True, "regraded"),
        (BEFORE, None, True, "removed"),
    ],
)
def test_a_change_has_its_reason(before, after, known, why):
    told = ({"1": one} if one else {} for one in (before, after))

    assert reason("1", *told, known=known) == why


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ({"1": BEFORE, "2": GIVER}, {"1": MEMBER, "2": GIVER}, "group"),
        ({"1": MEMBER, "2": GIVER}, {"1": BEFORE, "2": GIVER}, "group"),
        ({"2": GIVER}, {"1": MEMBER, "2": GIVER}, "group"),
        ({"1": MEMBER, "2": GIVER}, {"2": GIVER}, "group"),
        ({}, {"1": MEMBER, "2": GIVER}, "graded"),  # the first that the group handed in
        ({"1": MEMBER, "2": GIVER}, {}, "removed"),
        ({"1": MEMBER, "2": GIVER}, {"1": replace(MEMBER, submission_sha256="00"), "2": GIVER}, "graded"),
    ],
)
def test_another_group_is_told_from_another_hand_in(before, after, why):
    assert reason("1", before, after, known="1" in before) == why
