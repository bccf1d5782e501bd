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
OTHER_CHECKS = tuple(replace(one, checks=()) for one in questions())


@pytest.mark.parametrize(
    ("before", "after", "known", "why"),
    [
        (None, BEFORE, False, "graded"),
        (BEFORE, replace(BEFORE, submission_sha256="00"), True, "graded"),
        (BEFORE, replace(BEFORE, questions=OTHER_CHECKS, score=0.0), True, "regraded"),
        (BEFORE, EXTENDED, True, "exception"),
        (BEFORE, replace(BEFORE, status=RecordStatus.EXCUSED, questions=()), True, "exception"),
        (BEFORE, MARKED, True, "hand mark"),
        (MARKED, BEFORE, True, "hand mark"),
        (MARKED, replace(MARKED, questions=OTHER_CHECKS, score=0.0), True, "regraded"),
        (BEFORE, None, True, "removed"),
    ],
)
def test_a_change_has_its_reason(before, after, known, why):
    assert reason(before, after, known=known) == why
