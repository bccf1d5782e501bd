"""The gradebook in a real PostgreSQL, started for this file: rows, hands' marks, two writers, and every way in which it can't be reached."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from nbgrader.api import Gradebook

from autograder import export
from autograder.errors import DecisionNeeded, GradingError
from autograder.export.books import Books
from autograder.export.nbgrader import gradebook, look_again, marked_answers, saved_comments, staff_notes
from autograder.export.nbgrader.marked_answers import Meanwhile, NewMark
from autograder.people.settling import People
from autograder.results import atomic
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.course import ROOT
from tests.fixtures.gradebook import make_course
from tests.fixtures.postgres import Server, running
from tests.fixtures.report import assignment, record

KNN = assignment()

WRITER = """
import sys
from pathlib import Path
from autograder.export.nbgrader import gradebook, look_again, marked_answers, saved_comments, staff_notes
from autograder.export.nbgrader.marked_answers import Meanwhile, NewMark
from tests.fixtures.report import assignment, record
root, address, first = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
records = [(record(str(number)), None) for number in range(first, first + 40)]
for _ in range(3):
    gradebook.update(root, assignment(), records, db_url=address)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Start PostgreSQL."""
    with running() as server:
        server.sql("CREATE USER weak PASSWORD 'weak'")
        yield server


@pytest.fixture
def address(server, request) -> str:
    """Give the address of a new database."""
    name = f"book_{abs(hash(request.node.name))}"
    server.sql(f"CREATE DATABASE {name}")
    return server.address(name)


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def test_rows_are_entered_once_and_nbgrader_reads_them(course, address):
    records = [(record("1"), None), (record("김 ada"), None)]

    assert gradebook.update(course, KNN, records, db_url=address) == 2
    assert gradebook.update(course, KNN, records, db_url=address) == 2

    with Gradebook(gradebook.with_driver(address)) as book:
        scores = {one.student.id: one.score for one in book.find_assignment("knn").submissions}
    assert scores == {"1": 15.0, "김 ada": 15.0}
    assert not (course / "gradebook.db").exists()


def test_marks_given_by_hand_stay(course, address):
    gradebook.update(course, KNN, [(record("1"), None)], db_url=address)
    with Gradebook(gradebook.with_driver(address)) as book:  # as formgrader enters them
        grade = book.find_grade("inline_question_1", "knn", "knn", "1")
        grade.manual_score, grade.needs_manual_grade = 7.0, False
        book.find_comment("inline_question_1", "knn", "knn", "1").manual_comment = "Well seen."
        book.db.commit()

    gradebook.update(course, KNN, [(record("1"), None)], db_url=address)

    with Gradebook(gradebook.with_driver(address)) as book:
        assert book.find_grade("inline_question_1", "knn", "knn", "1").manual_score == 7.0
        assert book.find_comment("inline_question_1", "knn", "knn", "1").manual_comment == "Well seen."
        assert book.find_submission("knn", "1").score == 22.0


def test_two_machines_write_at_once_into_an_empty_database(tmp_path, address):
    courses = [make_course(tmp_path / name) for name in ("a", "b")]

    asked = [[sys.executable, "-c", WRITER, str(root), address, str(first)] for root, first in zip(courses, (0, 20), strict=True)]  # fmt: skip
    writers = [subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True) for words in asked]

    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0), ("", 0)]
    with Gradebook(gradebook.with_driver(address)) as book:
        assert sorted(int(one.student.id) for one in book.find_assignment("knn").submissions) == list(range(60))
        assert {one.score for one in book.find_assignment("knn").submissions} == {15.0}


def test_what_somebody_enters_meanwhile_isnt_overwritten(course, address):
    gradebook.update(course, KNN, [(record("1"), None)], db_url=address)

    def meanwhile():
        with Gradebook(gradebook.with_driver(address)) as book:
            book.find_grade("predict_labels", "knn", "knn", "1").extra_credit = 5.0
            book.db.commit()
        yield record("1", score=1.0, findings=()), None

    with pytest.raises(GradingError, match="theirs stand: run the same command again"):
        gradebook.update(course, KNN, meanwhile(), db_url=address)

    with Gradebook(gradebook.with_driver(address)) as book:
        assert book.find_grade("predict_labels", "knn", "knn", "1").extra_credit == 5.0


def test_a_writer_that_never_ends_is_named(course, server, address, monkeypatch):
    gradebook.update(course, KNN, [(record("1"), None)], db_url=address)
    monkeypatch.setattr(gradebook, "LOCK_TIMEOUT", 1)
    engine = gradebook.sql.create_engine(gradebook.with_driver(address))

    with engine.connect() as other, pytest.raises(GradingError, match="Another process is writing to it: wait"):
        other.execute(gradebook.sql.text(f"SELECT pg_advisory_lock({gradebook._WRITERS})"))
        gradebook.update(course, KNN, [(record("1"), None)], db_url=address)
    engine.dispose()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"database": "nosuch"}, r'database "nosuch" does not exist.*`createdb nosuch`'),
        ({"database": "postgres", "password": "wrong"}, r"password authentication failed.*correct the user and the password"),
        ({"database": "postgres", "user": "nobody2"}, r"correct the user and the password"),
        ({"database": "postgres", "port": 1}, r"Connection refused.*start PostgreSQL"),
        ({"database": "postgres", "user": "weak", "password": "weak"}, r"permission denied for schema public.*GRANT"),
    ],
)  # fmt: skip
def test_a_database_that_cant_be_used_is_one_sentence(course, server, wrong, said):
    with pytest.raises(GradingError, match=said) as told:
        gradebook.update(course, KNN, [(record("1"), None)], db_url=server.address(**wrong))

    assert "\n" not in str(told.value)
    assert "s3cret" not in str(told.value)


def test_marks_given_in_it_stand_in_records_and_a_dump_from_before_stops(course, server, address, monkeypatch):
    monkeypatch.setattr(export.outline, "read", lambda name, root: KNN)
    (course / "assignments").mkdir()
    (course / "course.toml").write_text(f'name = "C"\ndatabase = "{address}"\n')
    folder, database = Folder(course / "results" / "knn"), address.rpartition("/")[2]
    atomic.write(folder.record("1"), records.encode(record("1", findings=(), received=None, late_days=0)))

    def command() -> None:
        books = Books(folder.path, "knn", course)
        books.open(KNN, People())
        books.close(KNN, People(), {})

    command()
    with Gradebook(gradebook.with_driver(address)) as book:
        grade = book.find_grade("inline_question_1", "knn", "knn", "1")
        grade.manual_score, grade.needs_manual_grade = 7.0, False
        book.db.commit()
    command()

    assert records.load(folder.record("1")).score == 25.0
    assert export.export("knn", "nbgrader", course, folder.path).startswith("nbgrader's gradebook holds 1")
    with Gradebook(gradebook.with_driver(address)) as book:
        assert book.find_submission("knn", "1").score == 25.0
    assert not (course / "gradebook.db").exists()

    # as an older dump has it
    server.sql("UPDATE grade SET manual_score = NULL; DELETE FROM autograder_reading", database=database)
    with pytest.raises(DecisionNeeded, match="inline_question_1 had 7, has none"):
        command()


def test_rows_go_to_the_roster_s_id(course, address):
    gradebook.update(course, KNN, [(record("101"), None), (record("2"), None)], db_url=address)

    gradebook.move(course, "knn", {"101": "2022000001"}, aside=course / "aside", db_url=address)

    with Gradebook(gradebook.with_driver(address)) as book:
        assert {one.student.id for one in book.find_assignment("knn").submissions} == {"2", "2022000001"}
        assert {one.id for one in book.students} == {"2", "2022000001"}


def test_two_desks_mark_there_and_keep_what_they_know(course, address):
    question = "inline_question_1"
    gradebook.update(course, KNN, [(record(student), None) for student in ("1", "2")], db_url=address)
    seen = marked_answers.look(course, "knn", question, db_url=address).rows["1"]

    def give(action: str, by: str, points: float) -> bool:
        mark = NewMark("1", seen.version, points, f"{points:g}, says {by}.", "{}")
        held = marked_answers.give(course, "knn", question, [mark], action=action, by=by, db_url=address)
        return held is not None

    assert (give("a", "Ada", 4.0), give("a", "Ada", 4.0)) == (True, False)
    with pytest.raises(Meanwhile, match="changed by Ada meanwhile: it has 4 points"):
        give("b", "Bo", 9.0)
    with Gradebook(gradebook.with_driver(address)) as book:
        assert book.find_grade(question, "knn", "knn", "1").score == 4.0
    assert marked_answers.take_back(course, "knn", "a", action="c", by="Ada", db_url=address) == ("1",)
    assert marked_answers.look(course, "knn", question, db_url=address).rows["1"] == seen
    saved_comments.keep(course, "knn", question, "Well seen.", db_url=address)
    staff_notes.add(course, "knn", "1", staff_notes.NOTE, "ill", by="Ada", action="n", db_url=address)
    look_again.add(course, "knn", [look_again.request("1", question, "order", "Why?")], db_url=address)
    assert list(saved_comments.of_question(course, "knn", question, db_url=address).values()) == ["Well seen."]
    assert [one.text for one in staff_notes.of_assignment(course, "knn", db_url=address)] == ["ill"]
    assert [one.check for one in look_again.of_assignment(course, "knn", db_url=address)] == ["order"]
