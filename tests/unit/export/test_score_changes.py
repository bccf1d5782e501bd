"""Why a score is another than before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.export import score_changes
from autograder.export.nbgrader import gradebook
from autograder.export.score_changes import ScoreChanges, reason
from autograder.model import ExceptionKind, RecordStatus, StudentException
from autograder.results import atomic, history
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.gradebook import make_course, opened
from tests.fixtures.report import assignment, questions, record

KNN = assignment()
BEFORE = record("1")
EXTENDED = replace(
    BEFORE, score=18.0, late_days=0, exception=StudentException(ExceptionKind.EXTEND, datetime(2026, 10, 9, tzinfo=UTC))
)
OTHER_CHECKS = tuple(replace(one, checks=()) for one in questions())


@pytest.mark.parametrize(
    ("before", "after", "known", "why"),
    [
        (None, BEFORE, False, "graded"),
        (BEFORE, replace(BEFORE, submission_sha256="00"), True, "graded"),
        (BEFORE, replace(BEFORE, questions=OTHER_CHECKS, score=0.0), True, "regraded"),
        (BEFORE, EXTENDED, True, "exception"),
        (BEFORE, replace(BEFORE, status=RecordStatus.EXCUSED, questions=()), True, "exception"),
        (BEFORE, BEFORE, True, "hand mark"),
        (BEFORE, None, True, "removed"),
    ],
)
def test_a_change_has_its_reason(before, after, known, why):
    assert reason(before, after, known=known) == why


def save(folder: Folder, *made: records.Record) -> None:
    for one in made:
        atomic.write(folder.record(one.student_id), records.encode(one))


def noted(folder: Folder) -> list[tuple[str, float | None, float | None, str]]:
    return [(one.student_id, one.before, one.after, one.why) for one in history.read(folder.path)]


def test_a_course_of_changes_is_told_line_by_line(tmp_path: Path) -> None:
    root, folder = make_course(tmp_path), Folder(tmp_path / "results" / "knn")
    changes = ScoreChanges(folder.path, "knn", root)
    changes.note()
    save(folder, BEFORE)
    changes.after_run(folder, KNN, [BEFORE], root)
    with opened(root) as book:
        book.find_grade("inline_question_1", "knn", "knn", "1").manual_score = 7.0
        book.db.commit()
    ScoreChanges(folder.path, "knn", root).note()
    changes = ScoreChanges(folder.path, "knn", root)
    save(folder, EXTENDED)
    changes.after_run(folder, KNN, [EXTENDED], root)

    assert noted(folder) == [
        ("1", None, 15.0, "graded"),
        ("1", 15.0, 22.0, "hand mark"),
        ("1", 22.0, 25.0, "exception"),
    ]


def test_what_a_killed_run_graded_is_noted_by_the_next_command(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "results" / "knn")
    save(folder, BEFORE)

    ScoreChanges(folder.path, "knn", tmp_path).note()

    assert noted(folder) == [("1", None, 15.0, "graded")]


def test_results_elsewhere_leave_the_course_s_gradebook_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score_changes, "update_gradebook", lambda *_: pytest.fail("the gradebook was written"))
    folder = Folder(tmp_path / "elsewhere")
    save(folder, BEFORE)

    ScoreChanges(folder.path, "knn", tmp_path).after_run(folder, KNN, [BEFORE], make_course(tmp_path))

    assert noted(folder) == [("1", None, 15.0, "graded")]


def test_a_gradebook_that_cannot_be_read_stops_no_command_before_it_has_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gradebook.db").write_bytes(b"no database" * 100)
    folder = Folder(tmp_path / "results" / "knn")
    save(folder, BEFORE)

    ScoreChanges(folder.path, "knn", tmp_path).note()

    assert noted(folder) == []
    assert gradebook.waiting(tmp_path / "other", "knn") == {}
