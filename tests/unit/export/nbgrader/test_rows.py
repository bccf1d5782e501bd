"""A student's rows add up to the record's score and what people gave."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.export.nbgrader import gradebook
from autograder.model import Finding, Severity
from tests.fixtures.gradebook import listed, make_course, opened
from tests.fixtures.report import assignment, record

KNN = assignment()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_course(tmp_path)


def test_a_score_never_falls_below_zero(root: Path) -> None:
    ruin = Finding("late", Severity.VIOLATION, "", "Handed in 9 days late.", -90.0)

    gradebook.update(root, KNN, [(record("1", findings=(ruin,)), None)])

    assert listed(root)["1"]["score"] == 0.0


def test_deductions_that_go_away_are_taken_back(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])

    gradebook.update(root, KNN, [(record("1", findings=()), None)])
    gradebook.update(root, KNN, [(record("1", findings=()), None)])

    assert listed(root)["1"]["score"] == 18.0


def test_points_given_by_hand_are_told_apart_from_ours(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None), (record("2"), None)])
    with opened(root) as book:
        book.find_grade("inline_question_1", "knn", "knn", "1").manual_score = 7.0
        book.find_grade("predict_labels", "knn", "knn", "1").extra_credit += 0.5
        book.find_grade("compute_distances_two_loops", "knn", "knn", "1").manual_score = 6.0
        book.db.commit()

    assert gradebook.by_hand(root, "knn") == {"1": 7.0 + 0.5 - 2.0, "2": 0.0}
    assert gradebook.by_hand(root / "autograded", "knn") == {}
