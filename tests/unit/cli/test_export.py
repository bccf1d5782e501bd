"""The verbs of what leaves: their exit statuses and what they say."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from autograder import cli, export
from autograder.results import atomic, history
from autograder.results import record as records
from tests.fixtures.report import assignment, questions, record

TEMPLATE = 'Student,ID,SIS User ID,Section,k-Nearest Neighbours (9)\n"Tim, Vic",901,1,A,\n'


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr(export.assignments, "load", lambda name, root: assignment())
    (tmp_path / "assignments").mkdir()
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
    assert (status, "1: nothing → 15 (row 2)" in out) == (0, True)
    assert not (course / "results" / "knn" / "canvas.csv").exists()

    status, out, _ = run(monkeypatch, capsys, *words, "--partial")
    assert (status, "canvas.csv: 1 scores" in out, "zz9: without a row" in out) == (0, True, True)
    assert [one.why for one in history.read(course / "results" / "knn")] == ["graded", "graded"]


def test_feedback_names_whom_it_does_not_reach(course, monkeypatch, capsys):
    save(course, record("30", source="kimada_30_9001_k.ipynb"), record("s1", source="s1-knn.zip"))

    status, out, err = run(monkeypatch, capsys, "feedback", "knn", "--to", "canvas")

    assert (status, "feedback-canvas.zip: 1 pages" in out) == (0, True)
    assert "s1: not sent: their file's name isn't one of Canvas's download" in err


@pytest.mark.parametrize("words", [["export", "knn"], ["export"], ["feedback", "knn"], ["remove", "knn"], ["exprot"]])
def test_wrong_usage_is_exit_2(words):
    assert CliRunner().invoke(cli.app, words).exit_code == 2
