"""Rows that are kept are those that are there, whoever wrote the gradebook meanwhile and however."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import GradingError
from autograder.export.nbgrader import marked_answers, saved_comments
from autograder.export.nbgrader.kept_rows import KeptRows
from autograder.export.nbgrader.marked_answers import NewMark
from tests.fixtures.desk import QUESTION, class_of

STUDENT, OTHER = "2022000001", "2022000002"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return class_of(tmp_path_factory.mktemp("course"), {STUDENT: "The order stays.", OTHER: "Less work."})


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "course"))


def mark(course: Path, points: float, action: str) -> None:
    held = marked_answers.look(course, "knn", QUESTION).rows[STUDENT]
    new = NewMark(STUDENT, held.version, points, "", "")
    assert marked_answers.give(course, "knn", QUESTION, [new], action=action, by="A")


def test_what_nobody_changed_is_read_once(course: Path) -> None:
    rows = KeptRows(course, None)

    assert rows.look("knn", QUESTION) is rows.look("knn", QUESTION)
    assert rows.look("knn", QUESTION) == marked_answers.look(course, "knn", QUESTION)


def test_each_mark_is_seen_at_once(course: Path) -> None:
    rows = KeptRows(course, None)
    for points in range(30):  # faster than a file's clock may tell
        mark(course, points / 10, f"action {points}")

        assert rows.look("knn", QUESTION).rows[STUDENT].score == points / 10


def test_what_another_program_writes_is_seen(course: Path) -> None:
    rows = KeptRows(course, None)
    rows.look("knn", QUESTION)
    with sqlite3.connect(course / "gradebook.db") as connection:
        connection.execute("UPDATE grade SET manual_score = 3.5, needs_manual_grade = 0")
    connection.close()

    assert rows.look("knn", QUESTION).rows[STUDENT].score == 3.5


def test_a_gradebook_that_was_replaced_or_lost_is_seen(course: Path) -> None:
    shutil.copy2(course / "gradebook.db", course / "before.db")
    rows = KeptRows(course, None)
    mark(course, 4, "one")
    assert rows.look("knn", QUESTION).rows[STUDENT].score == 4

    (course / "before.db").replace(course / "gradebook.db")
    assert rows.look("knn", QUESTION).rows[STUDENT].score is None

    (course / "gradebook.db").write_bytes(b"no database at all, but long enough for a header: " * 4)
    with pytest.raises(GradingError):
        rows.look("knn", QUESTION)

    (course / "gradebook.db").unlink()
    assert rows.look("knn", QUESTION).rows == {}


def test_a_database_that_doesnt_count_its_changes_is_read_each_time(course: Path) -> None:
    writer = sqlite3.connect(course / "gradebook.db")
    writer.execute("PRAGMA journal_mode = WAL")
    rows = KeptRows(course, None)
    for points in (1.0, 2.0, 3.0):
        writer.execute("UPDATE grade SET manual_score = ?", (points,))
        writer.commit()

        assert rows.look("knn", QUESTION).rows[STUDENT].score == points
    writer.close()


def test_a_writer_at_work_leaves_the_rows_as_they_are(course: Path) -> None:
    rows = KeptRows(course, None)
    before = rows.look("knn", QUESTION)
    writer = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE grade SET manual_score = 2")

    assert (course / "gradebook.db-journal").exists()
    assert rows.look("knn", QUESTION) == before

    writer.execute("COMMIT")
    writer.close()
    assert rows.look("knn", QUESTION).rows[STUDENT].score == 2


def new(rows: KeptRows, student: str, points: float) -> NewMark:
    return NewMark(student, rows.look("knn", QUESTION).rows[student].version, points, f"{points:g} points", "{}")


def test_a_mark_of_ours_leaves_what_reading_all_again_would_give(course: Path) -> None:
    rows = KeptRows(course, None)
    for number in range(4):
        assert rows.give("knn", QUESTION, [new(rows, STUDENT, number)], action=f"one {number}", by="A")
        assert rows.give("knn", QUESTION, [new(rows, OTHER, number / 2)], action=f"other {number}", by="B")

        assert rows.look("knn", QUESTION) == marked_answers.look(course, "knn", QUESTION)


def test_rows_are_not_read_again_for_a_mark_of_ours(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = KeptRows(course, None)
    mark = new(rows, STUDENT, 4)
    rows.give("knn", QUESTION, [new(rows, OTHER, 1)], action="makes the table", by="A")
    monkeypatch.setattr(marked_answers, "look", lambda *_args, **_more: pytest.fail("all rows were read"))

    rows.give("knn", QUESTION, [mark], action="one", by="A")

    assert rows.look("knn", QUESTION).rows[STUDENT].score == 4


@pytest.mark.parametrize("first", [True, False])
def test_what_others_wrote_just_before_or_after_a_mark_of_ours_is_seen(
    course: Path, first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = KeptRows(course, None)
    mark = new(rows, STUDENT, 4)
    give = marked_answers.give

    def and_formgrader(*args: Any, **more: Any) -> Any:
        def others() -> None:
            with sqlite3.connect(course / "gradebook.db") as connection:
                connection.execute(
                    "UPDATE grade SET manual_score = 2.5 WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n "
                    "JOIN submitted_assignment a ON n.assignment_id = a.id WHERE a.student_id = ?)",
                    (OTHER,),
                )
            connection.close()

        if first:
            others()
        given = give(*args, **more)
        if not first:
            others()
        return given

    monkeypatch.setattr(marked_answers, "give", and_formgrader)

    rows.give("knn", QUESTION, [mark], action="one", by="A")

    held = rows.look("knn", QUESTION).rows
    assert (held[STUDENT].score, held[OTHER].score) == (4, 2.5)


def test_a_form_sent_twice_changes_nothing_that_is_kept(course: Path) -> None:
    rows = KeptRows(course, None)
    mark = new(rows, STUDENT, 4)

    assert rows.give("knn", QUESTION, [mark], action="one", by="A")
    assert not rows.give("knn", QUESTION, [mark], action="one", by="A")

    assert rows.look("knn", QUESTION) == marked_answers.look(course, "knn", QUESTION)


def test_a_kept_comment_is_among_them_at_once(course: Path) -> None:
    rows = KeptRows(course, None)
    assert rows.look("knn", QUESTION).saved == {}

    saved_comments.keep(course, "knn", QUESTION, "Say why.")
    assert list(rows.look("knn", QUESTION).saved.values()) == ["Say why."]

    rows.give("knn", QUESTION, [new(rows, STUDENT, 4)], action="one", by="A")
    assert list(rows.look("knn", QUESTION).saved.values()) == ["Say why."]
