"""A master without cells for the student's details and for handing in gets those that every notebook has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring import compile, given_cells, pull
from autograder.authoring import new as beginning
from autograder.authoring.master import parse
from autograder.authoring.notebook_file import as_bytes, read_notebook
from autograder.errors import AssignmentBroken

ENGLISH = re.compile(r"[A-Za-z’']{2,}(?:[ ,;:]+[A-Za-z’']{2,}){2,}")
OURS = ("rules", "your-details", "setup-hand-in", "hand-in-how")
OWN = '# %% [markdown]\n# # Title\n\n# %% tags=["fields"]\nname = ""\n'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    beginning.new("first", tmp_path)
    compile.build("first", tmp_path)
    return tmp_path


def test_they_stand_below_the_title_and_at_the_end(course: Path) -> None:
    cells = read_notebook(course / "source/first/first.ipynb")["cells"]
    ids = [cell["id"] for cell in cells]
    assert ids[:4] == ["title", "rules", "your-details", "setup-hand-in"]
    assert ids[-2:] == ["hand-in-how", "hand-in"]
    assert "Import nothing but" in cells[1]["source"]
    assert "def hand_in(" in cells[3]["source"]


def test_all_details_that_are_asked_for_beside_name_and_id_are_explained(course: Path) -> None:
    cells = {cell["id"]: cell["source"] for cell in read_notebook(course / "source/first/first.ipynb")["cells"]}
    asked = re.findall(r"^(\w+) = ", cells["your-details"], re.MULTILINE)

    assert asked[:2] == ["name", "student_id"]
    assert [one for one in asked[2:] if f"`{one}` is" not in cells["rules"]] == []


def test_a_master_with_one_of_its_own_gets_none() -> None:
    assert [cell.kind for cell in parse(OWN).built] == ["markdown", "code"]
    given = len(given_cells.FIRST) + len(given_cells.LAST)
    assert len(parse(OWN.replace(' tags=["fields"]', "")).built) == 2 + given


def test_pull_leaves_them_out_and_refuses_an_edit_of_them(course: Path) -> None:
    path, master = course / "source/first/first.ipynb", course / "assignments/first/notebook.py"
    before = master.read_text(encoding="utf-8")
    notebook = read_notebook(path)
    notebook["cells"][4]["source"] += "\nimport math"
    path.write_bytes(as_bytes(notebook))
    pull.pull("first", course)
    assert master.read_text(encoding="utf-8") == before.replace("import torch\n", "import torch\nimport math\n", 1)
    notebook["cells"][1]["source"] += " Nor this."
    path.write_bytes(as_bytes(notebook))
    with pytest.raises(AssignmentBroken, match="the cell 'rules', which every notebook is given, was edited"):
        pull.pull("first", course)


def test_they_are_in_the_courses_language(course: Path) -> None:
    (course / "course.toml").write_text('language = "ko"\n', encoding="utf-8")
    compile.build("first", course)

    given = read_notebook(course / "source/first/first.ipynb")["cells"]
    shown = [cell["source"].split("\n")[0] if cell["cell_type"] == "code" else cell["source"] for cell in given]
    own = [text for cell, text in zip(given, shown, strict=True) if cell["id"] in OURS]
    assert len(own) == len(OURS)
    assert [text for text in own if ENGLISH.search(re.sub("`[^`]*`", "", text))] == []
    assert all(re.search("[가-힣]", text) for text in own)
    assert not pull.pull("first", course).changed
