"""What has no score of its own keeps its reason, and what is known of it."""

from __future__ import annotations

from autograder.model import RecordStatus, SubmittedFile
from autograder.results import unmarked
from tests.fixtures.examined import make_assignment, marked


def test_a_rejected_submission_keeps_its_reason():
    made = unmarked.unmarked(
        RecordStatus.REJECTED, "the zip is damaged", make_assignment(), student_id="s2", sha256="", source="x.zip"
    )

    assert (made.status, made.score, made.max_score, made.reason) == ("rejected", 0.0, 4, "the zip is damaged")


def test_marking_again_that_fails_keeps_what_is_known_of_the_hand_in():
    made = unmarked.not_graded_again(marked(), "it broke")

    assert (made.status, made.score, made.reason) == ("not_graded", 0.0, "it broke")
    assert made.questions == marked().questions


def test_a_hand_in_whose_processes_died_has_a_record_that_says_so():
    file = SubmittedFile(b"zip", "x.zip", attempts=("a.zip",))

    made = unmarked.not_graded(file, "they died", make_assignment())

    expected = ("not_graded", "x.zip", "they died", ("a.zip",))
    assert (made.status, made.student_id, made.reason, made.attempts) == expected
