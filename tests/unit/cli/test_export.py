"""The verbs of what leaves: their exit statuses and what they say."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from autograder import cli, export
from autograder.cli import verbs
from autograder.desk import waiting
from autograder.model import LatePolicy
from autograder.results import atomic, history
from autograder.results import record as records
from tests.fixtures.desk import RUBRIC
from tests.fixtures.gradebook import make_course, opened
from tests.fixtures.report import assignment, questions, record

KNN = assignment(late=LatePolicy(points_per_day=-3.0))  # as the records say
TEMPLATE = 'Student,ID,SIS User ID,Section,k-Nearest Neighbours (9)\n"Tim, Vic",901,1,A,\n'


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr(export.outline, "read", lambda name, root: KNN)
    (tmp_path / "assignments").mkdir()
    make_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "down.csv").write_text(TEMPLATE)
    return tmp_path


def save(course, *made):
    for one in made:
        atomic.write(course / "results" / "knn" / "records" / f"{one.student_id}.json", records.encode(one))
        atomic.write(course / "results" / "knn" / "feedback" / f"{one.student_id}.html", b"page")


def run(monkeypatch, capsys, *words):
    monkeypatch.setattr("sys.argv", ["autograder", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr()
    return end.value.code, told.out, told.err


def test_somebody_in_doubt_is_exit_4_and_partial_is_0(course, monkeypatch, capsys):
    machine = tuple(one for one in questions() if not one.written)
    save(course, record("1", questions=machine), record("zz9", questions=machine))
    words = ("export", "knn", "--to", "canvas", "--template", "down.csv")

    status, out, err = run(monkeypatch, capsys, *words)
    assert (status, "zz9: without a row" in out, "nothing was written" in err) == (4, True, True)
    assert not (course / "results" / "knn" / "canvas.csv").exists()

    status, out, _ = run(monkeypatch, capsys, *words, "--dry-run")
    assert (status, "1: nothing → 15 (row 2)" in out) == (4, True)
    assert run(monkeypatch, capsys, *words, "--dry-run", "--partial")[0] == 0
    assert not (course / "results" / "knn" / "canvas.csv").exists()

    status, out, _ = run(monkeypatch, capsys, *words, "--partial")
    assert (status, "canvas.csv: 1 score\n" in out, "zz9: without a row" in out) == (0, True, True)
    assert [one.why for one in history.read(course / "results" / "knn")] == ["graded", "graded"]


def test_marks_by_criteria_that_were_changed_since_are_said(course, monkeypatch, capsys):
    save(course, record("1"))
    (course / "assignments" / "knn").mkdir()
    (course / "assignments" / "knn" / "rubric.toml").write_text(RUBRIC)
    asked = SimpleNamespace(title="Why squared?")
    monkeypatch.setattr(waiting, "rest_on_changed", lambda desk, name: [(asked, 1)])

    _, out, _ = run(monkeypatch, capsys, "export", "knn", "--to", "canvas", "--template", "down.csv", "--dry-run")

    assert "Why squared?: 1 mark rests on criteria that were changed since; see them: autograder desk knn" in " ".join(
        out.split()
    )


def test_feedback_names_whom_it_does_not_reach(course, monkeypatch, capsys):
    save(course, record("30", source="kimada_30_9001_k.ipynb"), record("s1", source="s1-knn.zip"))

    status, out, err = run(monkeypatch, capsys, "feedback", "knn", "--to", "canvas")

    assert (status, "feedback-canvas.zip: 1 page\n" in out) == (0, True)
    assert "s1: not sent: their file's name isn't one of Canvas's download" in err


@pytest.mark.parametrize("words", [["export", "knn"], ["export"], ["feedback", "knn"], ["remove", "knn"], ["exprot"]])
def test_wrong_usage_is_exit_2(words):
    assert CliRunner().invoke(verbs.app_of(), words).exit_code == 2


def test_an_unknown_system_is_answered_with_all_that_help_lists(course, monkeypatch, capsys):
    _, told, _ = run(monkeypatch, capsys, "export", "--help")
    status, _, err = run(monkeypatch, capsys, "export", "knn", "--to", "csv")

    assert (status, f"Give one of: {', '.join(export.ALL_SYSTEMS)}." in err) == (2, True)
    assert "nbgrader-source" in export.ALL_SYSTEMS
    assert [one for one in export.ALL_SYSTEMS if one not in told] == []


def marked(course, points):
    """Give the written answer of student 1 points, as formgrader does."""
    with opened(course) as book:
        grade = book.find_grade("inline_question_1", "knn", "knn", "1")
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment("inline_question_1", "knn", "knn", "1").manual_comment = "Why the root?"
        book.db.commit()


def test_an_export_is_never_older_than_the_gradebook(course, monkeypatch, capsys):
    save(course, record("1", source="vic_901_1_k.ipynb"))
    canvas = ("export", "knn", "--to", "canvas", "--template", "down.csv")
    assert run(monkeypatch, capsys, *canvas)[0] == 4
    assert run(monkeypatch, capsys, "export", "knn", "--to", "nbgrader")[0] == 0
    marked(course, 7.0)
    files = {path: path.read_bytes() for path in (course / "results").rglob("*.*")}

    status, out, _ = run(monkeypatch, capsys, *canvas, "--dry-run")
    assert (status, "1: nothing → 22 (row 2)" in out) == (0, True)
    assert {path: path.read_bytes() for path in (course / "results").rglob("*.*")} == files

    assert run(monkeypatch, capsys, *canvas)[0] == 0
    assert ",22\n" in (course / "results" / "knn" / "canvas.csv").read_text()
    assert ",graded,22," in (course / "results" / "knn" / "marks.csv").read_text()
    marked(course, 8.0)
    assert run(monkeypatch, capsys, "feedback", "knn", "--to", "folder")[0] == 0
    page = (course / "results" / "knn" / "feedback-folder" / "1" / "feedback.html").read_text()
    assert "Why the root?" in page and "8 of 10" in page
    assert [one.after for one in history.read(course / "results" / "knn")] == [15.0, 22.0, 23.0]


def test_how_many_answers_wait_is_said_though_the_course_sends_scores(course, monkeypatch, capsys):
    (course / "course.toml").write_text('[export]\nunread = "send"\n')
    save(course, record("1"))

    status, out, _ = run(monkeypatch, capsys, "export", "knn", "--to", "canvas", "--dry-run")

    assert (status, "1 answer waits for a person, of 1 student" in out) == (0, True)


def test_a_gradebook_that_is_gone_or_damaged_sends_nothing(course, monkeypatch, capsys):
    save(course, record("1"))
    run(monkeypatch, capsys, "export", "knn", "--to", "nbgrader")
    marked(course, 7.0)
    run(monkeypatch, capsys, "export", "knn", "--to", "nbgrader")
    (course / "gradebook.db").write_bytes(b"no database" * 100)
    words = ("export", "knn", "--to", "canvas")

    status, _, err = run(monkeypatch, capsys, *words)
    assert (status, "the gradebook can't be read" in err) == (2, True)
    (course / "gradebook.db").unlink()
    status, _, err = run(monkeypatch, capsys, *words)
    assert (status, "gradebook is gone" in err, (course / "gradebook.db").exists()) == (4, True, False)
    assert not (course / "results" / "knn" / "canvas.csv").exists()


@pytest.mark.parametrize("to", ["gradescope", "nbgrader", "nbgrader-source"])
def test_a_dry_run_of_what_has_no_table_writes_nothing_and_says_so(course, monkeypatch, capsys, to):
    before = sorted(course.rglob("*"))

    status, _, err = run(monkeypatch, capsys, "export", "knn", "--to", to, "--dry-run")

    assert status == 2 and f"{to} has none" in err
    assert sorted(course.rglob("*")) == before
