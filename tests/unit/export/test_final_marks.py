"""Which mark somebody has: the checks' and people's together."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import DecisionNeeded
from autograder.export.final_marks import final_marks, read
from autograder.export.nbgrader import gradebook
from autograder.model import RecordStatus
from autograder.results import hand_marks
from autograder.results.hand_marks import GivenMark
from tests.fixtures.gradebook import make_course, opened
from tests.fixtures.report import assignment, not_graded, record, rejected

MARK = {"1": (GivenMark("inline_question_1", 7.0),)}


def test_only_what_was_graded_has_a_score() -> None:
    excused = record("4", status=RecordStatus.EXCUSED)

    marks = final_marks([record("1"), rejected("2"), not_graded("3"), excused], {})

    assert [(one.student_id, one.points, one.waiting) for one in marks] == [
        ("1", 15.0, 1),
        ("2", None, 0),
        ("3", None, 0),
        ("4", None, 0),
    ]


def test_an_answer_that_was_marked_waits_no_more(tmp_path: Path) -> None:
    gradebook.update(make_course(tmp_path), assignment(), [(record("1"), None)])
    with opened(tmp_path) as book:
        grade = book.find_grade("inline_question_1", "knn", "knn", "1")
        grade.manual_score, grade.needs_manual_grade = 7.0, False
        book.db.commit()

    (mark,) = final_marks([record("1")], read(tmp_path / "results" / "knn", "knn", tmp_path))

    assert (mark.points, mark.waiting) == (22.0, 0)


def test_results_elsewhere_go_by_what_was_last_read(tmp_path: Path) -> None:
    hand_marks.keep(tmp_path / "elsewhere" / "hand_marks.json", MARK)

    assert read(tmp_path / "elsewhere", "knn", tmp_path) == MARK
    assert read(tmp_path / "none", "knn", tmp_path) == {}


def test_known_marks_without_a_gradebook_are_for_a_person_to_decide(tmp_path: Path) -> None:
    out = tmp_path / "results" / "knn"
    hand_marks.keep(out / "hand_marks.json", MARK)

    with pytest.raises(DecisionNeeded, match="move that file away"):
        read(out, "knn", tmp_path)
