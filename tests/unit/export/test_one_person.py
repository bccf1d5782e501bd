"""Who was graded before the roster told who they are has one record, under the roster's id, and loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import DecisionNeeded
from autograder.export.books import Books
from autograder.model import Fields, Notebook, Program, Record, Submission
from autograder.people.class_lists import Student
from autograder.people.settling import People
from autograder.results import atomic, hand_marks, history, saved_run
from autograder.results import record as records
from autograder.results.folder import Folder
from autograder.results.saved_run import SavedRun
from tests.fixtures.gradebook import listed, make_course, opened
from tests.fixtures.report import assignment, record

KNN = assignment()
QUESTION = "inline_question_1"
KIM = People((Student("2022000001", "Kim Ada", lms_id="101"),))
NOBODY = People()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    return make_course(tmp_path)


@pytest.fixture
def folder(root: Path) -> Folder:
    return Folder(root / "results" / "knn")


def graded(student: str, file: str = "f1", **changes: Any) -> Record:
    made = record(student, findings=(), late_days=0, **{"received": None, **changes})
    return replace(made, submission_sha256=file, source=f"{student}_{file}.ipynb")


def run(folder: Folder, root: Path, *made: Record, people: People = NOBODY, **options: Any) -> list[str]:
    books = Books(folder.path, "knn", root)
    said = books.open(KNN, people, **options)
    for one in made:
        atomic.write(folder.record(one.student_id), records.encode(one))
    return [*said, *books.close(KNN, people, {})[1]]


def mark(root: Path, student: str, score: float) -> None:
    with opened(root) as book:
        grade = book.find_grade(QUESTION, "knn", "knn", student)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.db.commit()


def shown(folder: Folder) -> dict[str, float]:
    return {one.student_id: one.score for one in records.load_all(folder.path)}


def noted(folder: Folder) -> list[tuple[str, float | None, float | None, str]]:
    return [(one.student_id, one.before, one.after, one.why) for one in history.read(folder.path)]


def test_record_page_run_mark_and_rows_go_to_the_roster_s_id(folder: Folder, root: Path) -> None:
    run(folder, root, graded("101"))
    submission = Submission("101", "knn", Notebook(()), "f1", "101_f1.ipynb")
    kept = SavedRun(submission, Program("101", Fields(), (), (), {}), (), {})
    atomic.write(folder.saved_run("101"), saved_run.encode(kept))
    atomic.write(root / "submitted/101/knn/knn.ipynb", b"{}")
    mark(root, "101", 4.0)

    said = run(folder, root, people=KIM)

    assert shown(folder) == {"2022000001": 22.0}
    assert "101 is 2022000001 on the roster" in said[0]
    assert not any(path.exists() for path in folder.files("101"))
    assert folder.page("2022000001").exists()
    moved = saved_run.decode(folder.saved_run("2022000001").read_bytes())
    assert (moved.submission.student_id, moved.program.student_id) == ("2022000001", "2022000001")
    assert {student: row["score"] for student, row in listed(root).items()} == {"2022000001": 22.0}
    assert (root / "submitted/2022000001/knn/knn.ipynb").exists() and not (root / "submitted/101").exists()
    assert not (root / "autograded/101").exists()
    assert noted(folder)[1:] == [
        ("101", 18.0, 22.0, "hand mark"),
        ("101", 22.0, None, "moved to 2022000001"),
        ("2022000001", None, 22.0, "moved from 101"),
    ]
    assert run(folder, root, people=KIM) == [] and shown(folder) == {"2022000001": 22.0}


def test_a_dry_run_says_it_and_moves_nothing(folder: Folder, root: Path) -> None:
    run(folder, root, graded("101"))

    said = Books(folder.path, "knn", root).open(KNN, KIM, dry_run=True)

    assert "101 is 2022000001 on the roster" in said[0]
    assert shown(folder) == {"101": 18.0} and list(listed(root)) == ["101"]


@pytest.mark.parametrize("marked", ["101", "2022000001"])
def test_two_records_of_one_file_become_one_with_the_mark_of_either(folder: Folder, root: Path, marked: str) -> None:
    run(folder, root, graded("101"), graded("2022000001"))
    mark(root, marked, 4.0)

    run(folder, root, people=KIM)

    assert shown(folder) == {"2022000001": 22.0}
    assert {student: row["score"] for student, row in listed(root).items()} == {"2022000001": 22.0}


@pytest.mark.parametrize(("first", "second", "counts"), [(0, 1, "2022000001_f2.ipynb"), (1, 0, "101_f1.ipynb")])
def test_of_two_hand_ins_the_newer_counts_and_the_other_is_kept_and_named(
    folder: Folder, root: Path, first: int, second: int, counts: str
) -> None:
    times = [(KNN.due - timedelta(days=days)).isoformat() for days in (2, 1)]
    run(folder, root, graded("101", received=times[first]), graded("2022000001", "f2", received=times[second]))

    said = run(folder, root, people=KIM)

    (one,) = records.load_all(folder.path)
    other = {"2022000001_f2.ipynb", "101_f1.ipynb"} - {counts}
    assert (one.student_id, one.source, set(one.attempts) & other) == ("2022000001", counts, other)
    assert f"the newer counts, {counts}" in said[0]
    assert len(list((folder.path / "removed").glob("*/records/*.json"))) == 1


def test_marks_at_both_ids_and_files_without_times_are_for_a_person_to_decide(folder: Folder, root: Path) -> None:
    run(folder, root, graded("101"), graded("2022000001"))
    for student in ("101", "2022000001"):
        mark(root, student, 4.0)
    run(folder, root)
    before = {path: path.read_bytes() for path in folder.path.rglob("*.*")}

    with pytest.raises(
        DecisionNeeded, match=r"101 and 2022000001 are one person.*marks given by hand at both.*Nothing was written"
    ):
        run(folder, root, people=KIM)
    assert {path: path.read_bytes() for path in folder.path.rglob("*.*")} == before


def test_two_files_whose_times_are_not_both_known_are_for_a_person_to_decide(folder: Folder, root: Path) -> None:
    run(folder, root, graded("101", received=KNN.due.isoformat()), graded("2022000001", "f2"))

    with pytest.raises(
        DecisionNeeded, match=r"handed in two files, 101_f1\.ipynb and 2022000001_f2\.ipynb.*autograder remove"
    ):
        run(folder, root, people=KIM)


@pytest.mark.parametrize(
    "students",
    [
        (Student("2022000001", lms_id="101"), Student("2022000002", lms_id="101")),  # whose it is isn't told
        (Student("101", lms_id="102"), Student("102", lms_id="101")),  # ids of the course before the LMS's
        (Student("2022000001", lms_id="1"),),
    ],
)
def test_an_id_that_isn_t_surely_somebody_s_stays(folder: Folder, root: Path, students: tuple[Student, ...]) -> None:
    run(folder, root, graded("101"), graded("102", "f2"))

    assert run(folder, root, people=People(students)) == []
    assert set(shown(folder)) == {"101", "102"}


def test_a_killed_move_is_taken_up_again(folder: Folder, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder, root, graded("101"))
    mark(root, "101", 4.0)
    run(folder, root)
    with monkeypatch.context() as patch:
        patch.setattr(hand_marks, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(folder, root, people=KIM)

    run(folder, root, people=KIM)

    assert shown(folder) == {"2022000001": 22.0}
