"""A rehearsal that found all well is remembered until anything that it depends on changes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.authoring.rehearse import remembered
from autograder.authoring.rehearse.report import RehearsalReport, RehearsalStep

ASKED = (None, False, None, 0)
GOOD = RehearsalReport("tiny", (RehearsalStep("points add up", "10", seconds=1.5),), ("note: one",))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "assignments/tiny/notebook.py",
        "assignments/tiny/answers/wrong/square.py",
        "assignments/_shared/checks/norms.py",
        "source/tiny/tiny.ipynb",
        "release/tiny/tiny.ipynb",
        "course.toml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def kept(root: Path, report: RehearsalReport = GOOD) -> None:
    built = replace(report, built=remembered.of_built("tiny", root))
    remembered.keep(built, root, ASKED, remembered.of_author("tiny", root))


def test_it_is_shown_as_it_was_and_says_that_it_is_remembered(root):
    kept(root)

    again = remembered.recall("tiny", root, ASKED)

    assert again is not None
    assert (again.steps, again.notes) == (GOOD.steps, ("note: one", remembered.NOTE))
    assert again.good


@pytest.mark.parametrize(
    "name",
    [
        "assignments/tiny/notebook.py",
        "assignments/tiny/answers/wrong/square.py",
        "assignments/tiny/answers/wrong/another.py",
        "assignments/_shared/checks/norms.py",
        "source/tiny/tiny.ipynb",
        "release/tiny/tiny.ipynb",
        "course.toml",
        ".course-key",
    ],
)
def test_a_file_that_changes_or_comes_makes_it_be_proved_again(root, name):
    kept(root)

    (root / name).write_text("another text, longer than a key must be", encoding="utf-8")

    assert remembered.recall("tiny", root, ASKED) is None


def test_a_file_in_a_folder_that_a_link_leads_to_counts_too(root, tmp_path_factory):
    private = tmp_path_factory.mktemp("private")
    (private / "checks.py").write_text("one")
    (root / "assignments/tiny/hidden").symlink_to(private)
    kept(root)
    assert remembered.recall("tiny", root, ASKED) is not None

    (private / "checks.py").write_text("two")

    assert remembered.recall("tiny", root, ASKED) is None


def test_a_part_of_notebooks_that_comes_with_the_kit_counts_too(root, tmp_path, monkeypatch):
    part = tmp_path / "kit/_shared/notebook/data.py"
    part.parent.mkdir(parents=True)
    part.write_text("one")
    monkeypatch.setattr(remembered.includes, "KIT", tmp_path / "kit")
    kept(root)
    assert remembered.recall("tiny", root, ASKED) is not None

    part.write_text("two")

    assert remembered.recall("tiny", root, ASKED) is None


def test_another_kit_proves_again(root: Path, monkeypatch: pytest.MonkeyPatch):
    kept(root)
    monkeypatch.setattr(remembered.reuse, "own_code", lambda: "another")

    assert remembered.recall("tiny", root, ASKED) is None


def test_another_package_or_version_of_it_proves_again(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])
    kept(root)
    (tmp_path / "packages" / "torch-9.dist-info").mkdir(parents=True)

    assert remembered.recall("tiny", root, ASKED) is None


def test_another_python_proves_again(root: Path, monkeypatch: pytest.MonkeyPatch):
    kept(root)
    monkeypatch.setattr(sys, "version", "4.0")

    assert remembered.recall("tiny", root, ASKED) is None


def test_what_was_asked_otherwise_is_proved_again(root):
    kept(root)

    assert remembered.recall("tiny", root, (None, True, None, 0)) is None


def test_a_problem_is_never_remembered(root):
    kept(root, RehearsalReport("tiny", (RehearsalStep("points add up", "9", ("points are missing",)),)))

    assert remembered.recall("tiny", root, ASKED) is None


def test_what_an_author_wrote_meanwhile_is_not_taken_for_proved(root):
    before = remembered.of_author("tiny", root)
    built = replace(GOOD, built=remembered.of_built("tiny", root))
    (root / "assignments/tiny/notebook.py").write_text("written meanwhile", encoding="utf-8")

    remembered.keep(built, root, ASKED, before)

    assert remembered.recall("tiny", root, ASKED) is None


@pytest.mark.parametrize("name", ["source/tiny/tiny.ipynb", "release/tiny/tiny.ipynb"])
def test_what_was_built_meanwhile_is_not_taken_for_proved(root, name):
    built = replace(GOOD, built=remembered.of_built("tiny", root))
    (root / name).write_text("saved in JupyterLab meanwhile", encoding="utf-8")

    remembered.keep(built, root, ASKED, remembered.of_author("tiny", root))

    assert remembered.recall("tiny", root, ASKED) is None


@pytest.mark.parametrize(
    "text",
    ["[1]", '"x"', '{"key": KEY, "report": [1]}', '{"key": KEY, "report": {"assignment": "tiny", "steps": [1]}}'],
)
def test_what_nobody_kept_is_no_report(root: Path, text: str):
    kept(root)
    (path,) = (root / ".rehearse-cache").glob("report-*.json")
    path.write_text(text.replace("KEY", json.dumps(json.loads(path.read_bytes())["key"])))

    assert remembered.recall("tiny", root, ASKED) is None
