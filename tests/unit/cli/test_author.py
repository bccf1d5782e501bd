"""The authors' verbs: one assignment or all of them, and the exit status. What they do is tested with authoring."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from autograder.authoring import compile, rehearse
from autograder.authoring.mutants import table
from autograder.authoring.rehearse import remembered, report
from autograder.authoring.rehearse.report import RehearsalReport, RehearsalStep
from autograder.cli.verbs import app_of
from autograder.errors import UsageError


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of two assignments that are nothing but settings."""
    for order, name in enumerate(("second", "first")):
        folder = tmp_path / "assignments" / name
        folder.mkdir(parents=True)
        text = f'title = "T"\norder = {-order}\ndue = 2026-10-05T23:59:00+09:00\npoints = 1\n'
        (folder / "assignment.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_name_all_assignments_are_built_in_their_order(course, monkeypatch):
    monkeypatch.setattr(compile, "build", lambda name, root: f"built {name} of {root.name}")

    said = CliRunner().invoke(app_of(), ["build"])

    assert said.stdout.splitlines() == [f"{name}: built {name} of {course.name}" for name in ("first", "second")]


def test_an_unknown_assignment_stops_before_anything_is_done(course):
    said = CliRunner().invoke(app_of(), ["release", "firts"])

    assert isinstance(said.exception, UsageError)
    assert re.search(r"Did you mean first\?", str(said.exception))


@pytest.mark.parametrize(("good", "status"), [(True, 0), (False, 1)])
def test_a_rehearsal_s_exit_status_says_whether_all_was_proved(course, monkeypatch, good, status):
    step = RehearsalStep("points add up", "10", () if good else ("a point is missing",))
    proved = []

    def prove(name, root, **_):
        proved.append(name)
        return RehearsalReport(name, (step,), built=remembered.of_built(name, root))

    monkeypatch.setattr(rehearse, "rehearse", prove)
    monkeypatch.setattr(report, "show", lambda report, console: None)
    monkeypatch.setattr(table, "sampled", lambda report, *_: report)

    assert [CliRunner().invoke(app_of(), ["rehearse", "first"]).exit_code for _ in range(2)] == [status, status]
    assert len(proved) == (1 if good else 2)  # what was good is remembered
