"""Rows of the gradebook that are called as ids were spelled before find their students, and are nobody else's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import DecisionNeeded
from autograder.export import other_rows
from autograder.export.books import Books
from autograder.export.nbgrader import gradebook
from autograder.model import Record
from autograder.people.class_lists import Student
from autograder.people.settling import People
from autograder.results import atomic
from autograder.results import record as records
from autograder.results.folder import Folder
from autograder.results.hand_marks import in_gradebook
from autograder.untrusted_text import as_id
from tests.fixtures.gradebook import listed, make_course, opened
from tests.fixtures.report import assignment, record

KNN = assignment()
QUESTION = "inline_question_1"
IDS = st.text(st.sampled_from("oO'~27eE김/.-"), min_size=1, max_size=6).map(as_id).filter(bool)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    return make_course(tmp_path)


@pytest.fixture
def folder(root: Path) -> Folder:
    return Folder(root / "results" / "knn")


def graded(student: str, file: str = "f1") -> Record:
    return replace(record(student, findings=(), late_days=0, received=None), submission_sha256=file)


def run(folder: Folder, root: Path, *made: Record) -> None:
    books = Books(folder.path, "knn", root)
    books.open(KNN, People())
    for one in made:
        atomic.write(folder.record(one.student_id), records.encode(one))
    books.close(KNN, People(), {})


def mark(root: Path, student: str, score: float | None) -> None:
    with opened(root) as book:
        book.find_grade(QUESTION, "knn", "knn", student).manual_score = score
        book.db.commit()


def shown(folder: Folder) -> dict[str, float]:
    return {one.student_id: one.score for one in records.load_all(folder.path)}


def test_rows_as_ids_were_spelled_before_are_taken_over(folder: Folder, root: Path) -> None:
    run(folder, root, graded("o~27neil"))
    gradebook.move(root, "knn", {"o~7E27neil": "o~27neil"}, aside=root / "aside")  # as version 0.2 wrote it
    folder.hand_marks.unlink()
    mark(root, "o~27neil", 4.0)

    run(folder, root)

    assert shown(folder) == {"o~27neil": 22.0}
    assert list(listed(root)) == ["o~7E27neil"]


def test_a_row_that_two_students_had_is_for_a_person_to_decide_and_then_each_has_one(
    folder: Folder, root: Path
) -> None:
    run(folder, root, graded("o'neil"))
    mark(root, "o~27neil", 4.0)
    atomic.write(folder.record("o~27neil"), records.encode(graded("o~27neil", "f2")))

    with pytest.raises(DecisionNeeded, match="o'neil and o~27neil had one row"):
        run(folder, root)
    mark(root, "o~27neil", None)
    run(folder, root)

    assert sorted(listed(root)) == ["o~27neil", "o~7E27neil"]


def test_who_has_a_row_of_their_own_lends_it_to_nobody(folder: Folder, root: Path) -> None:
    run(folder, root, graded("o'neil"), graded("o~27neil", "f2"))
    mark(root, "o~27neil", 4.0)

    run(folder, root)

    assert shown(folder) == {"o'neil": 22.0, "o~27neil": 18.0}


def test_rows_by_the_lms_s_ids_are_those_of_the_roster_s() -> None:
    assert other_rows.by_roster([Student("kim/ada", lms_id="101")]) == {"101": "kim~2Fada"}


@given(st.sets(IDS, max_size=4))
def test_no_row_moves_to_or_from_one_that_is_somebody_else_s(ids: set[str]) -> None:
    rows = {in_gradebook(one): () for one in ids}

    assert other_rows.to_move(ids, rows) == {}
