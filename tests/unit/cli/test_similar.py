"""The verb `similar`: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.verbs import app_of
from autograder.course import settings
from autograder.results import atomic
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.report import question, record, rejected

ROOT = Path(__file__).resolve().parents[3]

CODE = """rows = [torch.einsum("d,d->", a - b, a - b) for a in train for b in test if a is not b]
return torch.stack(rows).reshape(len(train), -1).clamp(min=0).sqrt()
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "assignments").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keep(course, *students: str) -> None:
    folder = Folder(course / "results" / "knn")
    for student in students:
        made = replace(record(student), questions=(question("q", "Q", code=CODE),))
        atomic.write(folder.record(student), records.encode(made))


def similar(*arguments: str):
    return CliRunner().invoke(app_of(), ["similar", "knn", *arguments])


def test_who_hands_in_alike_is_listed_and_has_a_page(course):
    keep(course, "kim", "lee")

    said = similar()

    assert said.exit_code == 0
    assert "kim" in said.stdout and "Side by side: " in said.stdout
    assert "can't be read, so" in said.stderr  # there is no release here
    pages = sorted(path.name for path in (course / "results" / "knn" / "similar").iterdir())
    assert pages == ["index.html", "kim--lee.html", "pairs.json"]
    assert [(one["one"], one["other"]) for one in json.loads(similar("--json").stdout)] == [("kim", "lee")]


def test_a_file_that_couldnt_be_graded_is_not_compared_and_the_page_is_titled(course):
    keep(course, "kim", "lee")
    atomic.write(
        Folder(course / "results" / "knn").record("poe"), records.encode(replace(rejected(), student_id="poe"))
    )
    (course / "assignments" / "knn").mkdir()
    shutil.copy(ROOT / "assignments" / "knn" / "assignment.toml", course / "assignments" / "knn")

    said = similar()

    page = (course / "results" / "knn" / "similar" / "index.html").read_text(encoding="utf-8")
    assert "poe: the hand-in was rejected, so it isn't compared." in said.stderr
    assert "poe: the hand-in was rejected" in page.replace("&#39;", "'")
    assert '<strong class="num">2</strong><span>compared with each other' in page
    assert f"<h1>{settings.of_assignment(ROOT / 'assignments' / 'knn').title}</h1>" in page


def test_without_pairs_it_says_so(course):
    keep(course, "kim")

    assert "No two submissions share" in similar().stdout
    assert json.loads(similar("--json").stdout) == []


def test_a_former_year_and_given_code_are_taken_into_account(course):
    keep(course, "kim")
    old = replace(record("old"), questions=(question("q", "Q", code=CODE),))
    atomic.write(Folder(course / "2025").record("old"), records.encode(old))
    (course / "given.py").write_text(CODE)

    assert [one["former"] for one in json.loads(similar("--json", "--former", "2025").stdout)] == ["2025"]
    assert json.loads(similar("--json", "--former", "2025", "--given", "given.py").stdout) == []


def test_another_tool_s_folder_is_written_once(course):
    keep(course, "kim", "lee")

    assert "dolos run" in similar("--to", "dolos", "out").stdout
    assert len(list((course / "out" / "files").iterdir())) == 2
    assert "isn't empty" in str(similar("--to", "jplag", "out").exception)


def test_an_empty_folder_has_nothing_similar(course):
    (course / "results" / "knn" / "records").mkdir(parents=True)

    assert "holds no records" in str(similar().exception)
