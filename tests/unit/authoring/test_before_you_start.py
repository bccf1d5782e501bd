"""What a notebook says of imports and banned names is what assignment.toml says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from autograder.authoring import before_you_start, pull
from autograder.course import bans, settings
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import built, edit, master_text, save, write_course

FIELDS = '# %% tags=["fields"]'
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = write_course(tmp_path)
    edit(root, "assignments/tiny/notebook.py", FIELDS, f"# %% [markdown]\n# include assignment.toml\n\n{FIELDS}")
    return root


@pytest.mark.parametrize("name", settings.names(ROOT))
def test_every_name_and_price_is_told(name):
    folder = ROOT / "assignments" / name
    file, path = settings.of_assignment(folder), folder / "assignment.toml"

    told = "\n".join(before_you_start.rules(folder)).replace("`np.", "`numpy.")

    assert [module for module in file.imports if f"`{module}`" not in told] == []
    names = [*bans.prices(file, path, ""), *(n for table in file.banned_in.values() for n in table), *file.allowed]
    assert [one for one in names if f"`{one}`" not in told] == []
    assert all(f"`{question}`" in told for question in file.banned_in)
    assert ("costs 5 points, however often" in told) == (file.findings["import_added"] == -5)
    assert ("a tenth of the question" in told) == (0.1 in file.banned.values())
    assert "include assignment.toml" in (folder / "notebook.py").read_text(encoding="utf-8")


def test_the_rules_come_into_the_notebook_and_go_out_of_the_master_again(course):
    before = master_text(course)
    content = built(course)

    (cell,) = [cell for cell in content["cells"] if "".join(cell["source"]).startswith("- Import nothing but")]
    assert "jupyter" not in cell["metadata"]
    save(course, content)
    assert not pull.pull("tiny", course).changed
    assert master_text(course) == before


def test_a_rule_that_was_edited_in_the_notebook_names_the_file_to_edit(course):
    content = built(course)
    (cell,) = [cell for cell in content["cells"] if "".join(cell["source"]).startswith("- Import nothing but")]
    cell["source"] = "".join(cell["source"]).replace("nothing", "anything")
    save(course, content)

    with pytest.raises(AssignmentBroken, match=r"included from assignments/tiny/assignment\.toml was edited"):
        pull.pull("tiny", course)


@pytest.mark.parametrize("name", settings.names(ROOT))
def test_they_are_told_in_the_courses_language(name, tmp_path):
    shutil.copytree(ROOT / "assignments" / name, tmp_path / "assignments" / name)
    (tmp_path / "course.toml").write_text('language = "ko"\n', encoding="utf-8")

    told = before_you_start.rules(tmp_path / "assignments" / name)

    english = before_you_start.rules(ROOT / "assignments" / name)
    assert [sorted(re.findall("`[^`]*`", one)) for one in told] == [
        sorted(re.findall("`[^`]*`", one)) for one in english
    ]
    assert [one for one in told if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", re.sub("`[^`]*`", "", one))] == []
