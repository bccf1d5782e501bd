"""nbgrader's gradebook, as nbgrader itself reads it."""

from __future__ import annotations

import csv
import errno
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
import sqlalchemy as sql
from filelock import FileLock
from nbgrader.apps import ExportApp, NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.errors import GradingError
from autograder.export.nbgrader import gradebook
from autograder.export.nbgrader.tables import TABLES, make_all
from autograder.model import Status
from autograder.results.folder import Folder
from autograder.results.hand_marks import in_gradebook
from tests.fixtures.gradebook import BLANK, listed, make_course, opened
from tests.fixtures.report import TWO_LOOPS, assignment, check, not_graded, question, record, rejected

KNN = assignment()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_course(tmp_path)


@pytest.fixture
def exported(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, dict[str, str]]]:
    """Run `nbgrader export` as its own library and give its rows by student."""

    def export() -> dict[str, dict[str, str]]:
        monkeypatch.chdir(root)
        app = ExportApp()
        app.initialize(["--to", str(root / "grades.csv"), "--log-level=ERROR"])
        app.start()
        app.clear_instance()
        with (root / "grades.csv").open() as file:
            return {row["student_id"]: row for row in csv.DictReader(file)}

    return export


def autograded(root: Path, student: str) -> Any:
    return nbformat.read(root / "autograded" / student / "knn" / "knn.ipynb", as_version=4)


def sources(notebook: Any) -> dict[str, str]:
    return {one.metadata["nbgrader"]["grade_id"]: one.source for one in notebook.cells}


def test_export_and_formgrader_show_the_records_scores(root: Path, exported: Any) -> None:
    free = record("2", findings=())
    gradebook.update(root, KNN, [(record("1"), None), (free, None)])

    rows = exported()
    assert [(row["raw_score"], row["score"], row["max_score"]) for row in rows.values()] == [
        ("15.0", "15.0", "46.0"),
        ("18.0", "18.0", "46.0"),
    ]
    assert {student: row["score"] for student, row in listed(root).items()} == {"1": 15.0, "2": 18.0}


def test_what_was_not_graded_gets_no_zero(root: Path) -> None:
    count = gradebook.update(root, KNN, [(rejected("1"), None), (not_graded("2"), None), (record("3"), None)])

    assert count == 1
    assert list(listed(root)) == ["3"]


def test_written_answers_wait_for_a_person_and_blank_ones_do_not(root: Path) -> None:
    blank = record("2", questions=tuple(replace(one, code=BLANK) if one.written else one for one in record().questions))
    gradebook.update(root, KNN, [(record("1"), None), (blank, None)])

    assert {student: bool(row["needs_manual_grade"]) for student, row in listed(root).items()} == {
        "1": True,
        "2": False,
    }
    assert sources(autograded(root, "2"))["inline_question_1"] == BLANK


def test_the_notebook_holds_the_students_work_and_nbgraders_metadata(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])

    notebook = autograded(root, "1")
    nbformat.validate(notebook)
    released = nbformat.read(root / "release/knn/knn.ipynb", as_version=4)
    assert [one.metadata for one in notebook.cells] == [one.metadata for one in released.cells]
    assert [one.id for one in notebook.cells] == [one.id for one in released.cells]
    shown = sources(notebook)
    assert all(line.strip() in shown["compute_distances_two_loops_solution"] for line in TWO_LOOPS.splitlines())
    assert "The root is monotone" in shown["inline_question_1"]
    compile(shown["predict_labels_solution"], "predict_labels", "exec")


def test_marks_given_by_hand_survive_another_run(root: Path, exported: Any) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])
    with opened(root) as book:
        written = book.find_grade("inline_question_1", "knn", "knn", "1")
        written.manual_score, written.needs_manual_grade = 7.0, False
        book.find_grade("compute_distances_no_loops", "knn", "knn", "1").extra_credit = 1.0
        book.find_grade("predict_labels", "knn", "knn", "1").extra_credit -= 0.5
        book.find_comment("predict_labels_solution", "knn", "knn", "1").manual_comment = "Come and see me."
        book.db.commit()

    gradebook.update(root, KNN, [(record("1"), None)])

    assert exported()["1"]["score"] == str(15.0 + 7.0 + 1.0 - 0.5)
    assert not listed(root)["1"]["needs_manual_grade"]
    with opened(root) as book:
        assert book.find_comment("predict_labels_solution", "knn", "knn", "1").comment == "Come and see me."


def test_a_new_answer_asks_the_person_again_and_keeps_their_score(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])
    with opened(root) as book:
        grade = book.find_grade("inline_question_1", "knn", "knn", "1")
        grade.manual_score, grade.needs_manual_grade = 7.0, False
        book.db.commit()
    other = record(
        "1", questions=tuple(replace(one, code="Another answer.") if one.written else one for one in record().questions)
    )

    gradebook.update(root, KNN, [(other, None)])

    assert listed(root)["1"]["needs_manual_grade"]
    assert listed(root)["1"]["score"] == 22.0


def test_twice_is_the_same_as_once(root: Path) -> None:
    def everything() -> list[str]:
        with sqlite3.connect(root / "gradebook.db") as database:
            return list(database.iterdump())

    gradebook.update(root, KNN, [(record("1"), None), (record("2", findings=()), None)])
    before, notebook = everything(), (root / "autograded/1/knn/knn.ipynb").read_bytes()

    gradebook.update(root, KNN, [(record("2", findings=()), None), (record("1"), None)])

    assert everything() == before
    assert (root / "autograded/1/knn/knn.ipynb").read_bytes() == notebook


def test_the_database_is_stamped_as_nbgrader_does(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.api import get_alembic_version

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)

    gradebook.update(root, KNN, [(record("1"), None)])

    with sqlite3.connect(root / "gradebook.db") as database:
        assert database.execute("select version_num from alembic_version").fetchone() == (get_alembic_version(),)


def test_lateness_is_seen_from_the_times(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])

    with opened(root) as book:
        submission = book.find_submission("knn", "1")
        assert submission.total_seconds_late == (9 * 60 + 13) * 60
        assert submission.late_submission_penalty == 0


def test_hostile_texts_are_nothing_but_text_to_nbgrader(root: Path, exported: Any) -> None:
    payload = "</pre><script>document.title='owned'</script> [x](javascript:alert(1)) ![i](http://a/b) $\\href{javascript:1}{x}$"
    bad = question(
        "predict_labels", "Labels", check("c", "Fact.", 10, Status.FAILED, message=payload), code=f"'''{payload}'''"
    )
    said = replace(record().questions[3], code=f"````\n{payload}\n~~~\n<img src=x onerror=alert(1)>\ud800")
    hostile = record("1", name=f'{payload},"=cmd', questions=(bad, said))

    gradebook.update(root, KNN, [(hostile, None), (record("2"), None)])

    text = (root / "autograded/1/knn/knn.ipynb").read_text()
    outputs = [out for one in json.loads(text)["cells"] for out in one.get("outputs", ())]
    assert {out["output_type"] for out in outputs} == {"stream"}
    assert set(exported()) == {"1", "2"}
    with opened(root) as book:
        student = book.find_student("1")
        comments = [one.comment for one in book.find_submission_notebook("knn", "knn", "1").comments if one.comment]
    assert comments
    for shown in (student.last_name, *comments):
        assert not set("<>[]$\\`") & set(shown)


def test_formgrader_opens_the_submission(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])

    api = NbGraderAPI(coursedir=CourseDirectory(root=str(root)))
    (row,) = api.get_notebook_submissions("knn", "knn")
    assert (row["student"], row["score"], row["failed_tests"]) == ("1", 15.0, True)
    assert api.get_notebook_submission_indices("knn", "knn") == {row["id"]: 0}


def test_nbgraders_own_feedback_has_the_same_score(root: Path) -> None:
    from nbgrader.converters import GenerateFeedback

    gradebook.update(root, KNN, [(record("1"), None)])

    feedback = GenerateFeedback(coursedir=CourseDirectory(root=str(root), assignment_id="knn"), force=True)
    feedback.log.setLevel("ERROR")
    feedback.start()

    page = (root / "feedback/1/knn/knn.html").read_text()
    assert "(Score: 15.0 / 46.0)" in " ".join(page.split())


def test_an_id_that_cannot_name_a_folder_is_spelled_out_and_others_are_as_written(root: Path) -> None:
    ids = ["../../etc", "1", "..", "kim ada", "김에이다", "0042"]
    gradebook.update(root, KNN, [(record(one), None) for one in ids])

    folders = ["~2E.~2F..~2Fetc", "1", "~2E.", "kim ada", "김에이다", "0042"]
    assert [in_gradebook(one) for one in ids] == folders
    assert sorted(listed(root)) == sorted(folders)
    assert sorted(path.name for path in (root / "autograded").iterdir()) == sorted(folders)


def test_a_corrupt_database_is_one_sentence(root: Path) -> None:
    (root / "gradebook.db").write_bytes(b"not a database" * 100)

    with pytest.raises(GradingError, match="damaged"):
        gradebook.update(root, KNN, [(record("1"), None)])


def test_tables_are_made_all_or_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(connection: Any) -> None:
        TABLES["student"].create(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(gradebook, "make_all", killed)

    with pytest.raises(KeyboardInterrupt):
        gradebook.update(root, KNN, [(record("1"), None)])

    with closing(sqlite3.connect(root / "gradebook.db")) as made:
        assert made.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_database_whose_making_was_killed_gets_the_tables_that_it_lacks(root: Path) -> None:
    with sql.create_engine(f"sqlite:///{root / 'gradebook.db'}").begin() as connection:
        make_all(connection)
        TABLES["grade"].drop(connection)  # nbgrader, too, makes one after the other, and notes its version last

    gradebook.update(root, KNN, [(record("1"), None)])

    assert list(listed(root)) == ["1"]


def test_a_locked_database_is_one_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradebook, "LOCK_TIMEOUT", 0.1)  # before the first look: an address is remembered with it
    gradebook.update(root, KNN, [(record("1"), None)])
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(GradingError, match="Close other programs"):
        gradebook.update(root, KNN, [(record("2"), None)])

    other.close()


def test_a_second_writer_waits_and_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradebook, "LOCK_TIMEOUT", 0.1)

    with FileLock(root / "gradebook.db.lock"), pytest.raises(GradingError, match="another process"):
        gradebook.update(root, KNN, [(record("1"), None)])


def test_a_lock_that_cant_be_had_is_one_sentence_and_another_file_isnt_taken_for_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hands() -> Any:
        raise PermissionError(errno.EACCES, "Permission denied", "kept/1.run")
        yield

    with pytest.raises(PermissionError, match=r"kept/1\.run"):
        gradebook.update(root, KNN, hands())

    def refuse(_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(FileLock, "_acquire", refuse)
    with pytest.raises(GradingError, match="can't be locked: No locks available"):
        gradebook.update(root, KNN, [(record("1"), None)])
    with pytest.raises(GradingError, match="can't be locked: No locks available"), Folder(root).alone():
        pass


@pytest.mark.parametrize(
    "address", ["nonsense", "sqlite:////nowhere/at/all.db", "nosuch://host/name", "postgresql://user@host:port/name"]
)
def test_a_wrong_address_is_one_sentence(root: Path, address: str) -> None:
    with pytest.raises(GradingError, match="gradebook"):
        gradebook.update(root, KNN, [(record("1"), None)], db_url=address)


def test_postgresql_without_a_driver_says_what_to_install(tmp_path, monkeypatch):
    def missing(*_, **__):
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(gradebook.sql, "create_engine", missing)

    with pytest.raises(GradingError, match=r"pip install 'psycopg\[binary\]'"):
        gradebook.held(tmp_path, "knn", db_url="postgresql://user@host/grades")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://user@host/grades", "postgresql+psycopg://user@host/grades"),
        ("postgresql+psycopg2://host/grades", "postgresql+psycopg2://host/grades"),
        ("sqlite:///gradebook.db", "sqlite:///gradebook.db"),
    ],
)
def test_an_address_of_postgresql_names_its_driver(given, used):
    assert gradebook.with_driver(given) == used


def test_what_waits_for_a_person_is_counted(tmp_path):
    gradebook.update(make_course(tmp_path), assignment(), [(record("1"), None)])

    assert [one.question for one in gradebook.held(tmp_path, "knn").marks["1"] if one.waiting] == ["inline_question_1"]
