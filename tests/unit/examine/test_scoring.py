"""Points add up, findings take some away, and what has no score keeps its reason."""

from __future__ import annotations

from autograder.examine import scoring
from autograder.model import Elsewhere, Finding, RecordStatus, Severity
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


def test_words_elsewhere_go_into_the_record_and_earn_nothing():
    found = (Elsewhere("cell 7", "The answer is here."),)

    assert marked(elsewhere=found).elsewhere == found
    assert marked(elsewhere=found).score == marked().score
