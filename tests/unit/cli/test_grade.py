"""The graders' verbs: what they are given and what they answer. Whole runs are in tests/end_to_end/test_cli.py."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from autograder import dispatch
from autograder.cli import grade
from autograder.cli.verbs import app_of
from autograder.errors import GradingError
from autograder.intake.found_files import NotTaken
from autograder.results import atomic, history
from autograder.results import record as records
from autograder.results.folder import Folder
from autograder.sandbox.outside import Ancestor
from tests.fixtures.gradebook import make_course
from tests.fixtures.report import assignment, not_graded, record


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "assignments").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_typed_is_what_is_graded(course, monkeypatch):
    seen = {}

    def grade_paths(run, paths, **options):
        seen.update(run=run, paths=paths, options=options)
        return [record("1")]

    monkeypatch.setattr(dispatch, "grade_paths", grade_paths)

    said = CliRunner().invoke(
        app_of(), ["grade", "knn", "in", "--device", "cpu", "--workers", "3", "--fresh", "--json"]
    )

    assert (said.exit_code, [one["student_id"] for one in json.loads(said.stdout)]) == (0, ["1"])
    assert (seen["run"].name, seen["run"].device, seen["run"].workers, seen["run"].cluster) == ("knn", "cpu", 3, None)
    assert seen["run"].out == course / "results" / "knn"
    assert [str(path) for path in seen["paths"]] == ["in"] and seen["options"]["fresh"]


def test_workers_are_forked_from_what_was_begun_before_the_verb_was_read(course, monkeypatch):
    seen = []
    monkeypatch.setattr(dispatch, "grade_paths", lambda run, paths, **_: seen.append(run.ancestor) or [record("1")])
    monkeypatch.setattr(Ancestor, "begin", lambda _: None)
    begun = Ancestor()

    said = CliRunner().invoke(app_of("grade"), ["grade", "knn", "in"], obj=begun)

    assert (said.exit_code, seen) == (0, [begun])


def test_what_was_not_taken_is_in_the_json(course, monkeypatch):
    def grade_paths(run, paths, not_taken, **options):
        not_taken([NotTaken("notes.pdf", "it is no zip")])
        return [record("1")]

    monkeypatch.setattr(dispatch, "grade_paths", grade_paths)

    said = CliRunner().invoke(app_of(), ["grade", "knn", "in", "--json"])

    left = {"student_id": None, "status": "not_taken", "source": "notes.pdf", "reason": "it is no zip"}
    assert (said.exit_code, json.loads(said.stdout)[-1]) == (0, left)


def test_what_was_not_graded_is_said_and_is_the_status(course, monkeypatch):
    monkeypatch.setattr(dispatch, "regrade", lambda run, **options: [record("1"), not_graded("2")])

    said = CliRunner().invoke(app_of(), ["regrade", "knn"])

    assert said.exit_code == 1
    assert "not graded: 2: " in said.stderr


def test_who_is_expected_and_has_no_record_is_missing(course, monkeypatch):
    folder = Folder(course / "results" / "knn")
    atomic.write(folder.roster, b"1,Kim\n7,Lee\n")
    monkeypatch.setattr(dispatch, "regrade", lambda run, **options: [record("1"), record("9")])

    said = CliRunner().invoke(app_of(), ["regrade", "knn", "--json"])

    assert [(one["student_id"], one["status"]) for one in json.loads(said.stdout)][-1] == ("7", "missing")
    assert "Not on the roster (1): 9" in said.stderr


def test_doctor_s_json_is_alone_on_standard_output(course):
    said = CliRunner().invoke(app_of(), ["doctor", "--json"])

    assert set(json.loads(said.stdout)) == {"level"}
    assert "sandbox" in said.stderr.casefold()


def test_doctor_asks_for_the_memory_that_an_assignment_of_this_course_promises(course):
    folder = course / "assignments" / "knn"
    folder.mkdir()
    (folder / "assignment.toml").write_text(
        'title = "k"\norder = 1\ndue = 2026-10-05T23:59:00+09:00\npoints = 1\n[limits]\nmemory_mb = 900000000\n'
    )

    said = CliRunner().invoke(app_of(), ["doctor", "--json"]).stderr

    assert "may take 878906.25 GiB of memory" in " ".join(said.split())


@pytest.mark.parametrize("verb", ["similar", "report", "regrade"])
def test_a_wrong_name_is_asked_about(course, verb):
    (course / "assignments" / "knn").mkdir()
    (course / "assignments" / "knn" / "assignment.toml").write_text('title = "k"\n')

    said = CliRunner().invoke(app_of(), [verb, "kmn"])

    assert "Did you mean knn?" in str(said.exception)
    assert not (course / "results").exists()


@pytest.mark.parametrize("verb", ["regrade", "report", "similar"])
def test_results_that_are_not_there_are_asked_about_and_not_made(course, monkeypatch, verb):
    monkeypatch.setattr("autograder.course.settings.find", lambda name, root: root)
    monkeypatch.setattr("autograder.course.outline.read", lambda name, root: None)
    atomic.write(Folder(course / "results" / "knn").record("1"), records.encode(record("1")))

    said = CliRunner().invoke(app_of(), [verb, "knn", "--out", "results/kn"])

    assert isinstance(said.exception, GradingError)
    assert "doesn't exist" in str(said.exception) and "Did you mean" in str(said.exception)
    assert not (course / "results" / "kn").exists()


def test_what_waits_is_in_the_table_and_in_the_json(course, monkeypatch):
    monkeypatch.setattr(dispatch, "regrade", lambda run, **options: [record("1"), record("2")])

    told = CliRunner().invoke(app_of(), ["regrade", "knn"])
    elsewhere = CliRunner().invoke(app_of(), ["regrade", "knn", "--out", "other"])
    plain = CliRunner().invoke(app_of(), ["regrade", "knn", "--json"])

    assert "15 / 46" in told.stdout
    assert "Mark them: autograder desk knn" in " ".join(told.stdout.split())
    assert "desk" not in elsewhere.stdout, "it opens results/knn alone"
    assert "2 answers wait for a person, of 2 students" in told.stdout
    assert [(one["waiting"], one["out_of"]) for one in json.loads(plain.stdout)] == [(1, 46.0), (1, 46.0)]


def test_a_command_that_can_t_write_now_reads_and_notes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.course.outline.read", lambda *_: assignment())
    (tmp_path / "assignments").mkdir()
    folder = Folder(make_course(tmp_path) / "results" / "knn")
    folder.save(records.encode(record("1")), b"", None)

    with folder.alone(), pytest.raises(GradingError, match="another run is writing"):
        grade.report("knn", root=tmp_path)

    assert history.read(folder.path) == []
    assert not folder.hand_marks.exists()
