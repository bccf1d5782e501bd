"""What Dolos and JPlag read: a module of each student's blocks, given code apart, nothing overwritten."""

from __future__ import annotations

import ast
import csv

import pytest

from autograder.errors import UsageError
from autograder.similar import Tool, other_tools
from autograder.similar.hand_ins import HandIn, Text
from autograder.untrusted_text import for_file_name

CLASS = [
    HandIn("kim", {"q_1": Text("a = 1\n\nreturn a"), "why": Text("Because.", written=True)}),
    HandIn("../lee,=1", {"q_1": Text("return (")}),
    HandIn("kim", {"q_1": Text("return 2")}, former="2025"),
    HandIn("silent", {"why": Text("No code.", written=True)}),
]


def test_dolos_gets_a_table_of_files_and_one_of_them_as_given(tmp_path):
    said = other_tools.write(Tool.DOLOS, tmp_path / "out", CLASS, "import torch\n")

    rows = list(csv.DictReader((tmp_path / "out" / "info.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["full_name"], row["labels"], row["ignored"]) for row in rows] == [
        ("kim", "this class", "false"),
        ("../lee,=1", "this class", "false"),
        ("kim (2025)", "2025", "false"),
        ("given code", "given", "true"),
    ]
    texts = [(tmp_path / "out" / row["filename"]).read_text(encoding="utf-8") for row in rows]
    assert ast.unparse(ast.parse(texts[0])) == "def q_1():\n    a = 1\n    return a"
    assert texts[3] == "import torch\n"
    assert said == f"dolos run -l python {tmp_path / 'out' / 'info.csv'}"


def test_jplag_gets_folders_former_ones_apart(tmp_path):
    said = other_tools.write(Tool.JPLAG, tmp_path, CLASS, "import torch\n")

    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")) == [
        "given/given.py",
        *(f"new/{for_file_name(student)}/blocks.py" for student in ("kim", "../lee,=1")),
        f"old/{for_file_name('kim (2025)')}/blocks.py",
    ]
    assert said.endswith(f"-l python3 -bc {tmp_path / 'given'} -old {tmp_path / 'old'} -new {tmp_path / 'new'}")


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    for place in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="isn't empty"):
            other_tools.write(Tool.DOLOS, place, CLASS, "")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
