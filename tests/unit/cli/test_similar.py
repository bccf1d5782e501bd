"""The verb `similar`: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.results import atomic
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.report import question, record

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
    return CliRunner().invoke(app, ["similar", "knn", *arguments])


def test_who_hands_in_alike_is_listed_and_has_a_page(course):
    keep(course, "kim", "lee")

    said = similar()

    assert said.exit_code == 0
    assert "kim" in said.stdout and "Side by side: " in said.stdout
    assert "can't be read, so" in said.stderr  # there is no release here
    pages = sorted(path.name for path in (course / "results" / "knn" / "similar").iterdir())
    assert pages == ["index.html", "kim--lee.html", "pairs.json"]
    assert [(one["one"], one["other"]) for one in json.loads(similar("--json").stdout)] == [("kim", "lee")]


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
