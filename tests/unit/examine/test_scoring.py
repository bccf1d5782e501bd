"""Points add up, findings take some away, and what has no score keeps its reason."""

from __future__ import annotations

from autograder.examine import scoring
from autograder.model import Finding, RecordStatus, Severity
from tests.fixtures.examined import make_assignment, marked


def test_findings_take_points_but_never_below_nothing():
    late = Finding("late", Severity.VIOLATION, "", "One day late.", -1.5)

    assert marked(findings=(late,)).score == 2.5
    assert marked(findings=(late, late, late)).score == 0.0
    assert marked(findings=(late,)).max_score == 4


def test_a_rejected_submission_keeps_its_reason():
    made = scoring.unmarked(
        RecordStatus.REJECTED, "the zip is damaged", make_assignment(), student_id="s2", sha256="", source="x.zip"
    )

    assert (made.status, made.score, made.max_score, made.reason) == ("rejected", 0.0, 4, "the zip is damaged")
