"""nbgrader's cells are read by what nbgrader takes them for; what it refuses, or would hide from students, is never read as something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.authoring.importing import nbgrader_source
from autograder.authoring.importing.source_cells import Role
from autograder.errors import UsageError
from benchmarks import foreign
from benchmarks.foreign.rainfall import RAINFALL


def test_each_kind_of_cell_has_its_role(tmp_path: Path) -> None:
    found = nbgrader_source.read(RAINFALL.write(tmp_path))

    roles = {one.id: one.role for one in found.cells if one.id}
    assert roles["setup"] is roles["read"] is Role.CODE
    assert roles["title"] is Role.TEXT
    assert roles["total_cell"] is roles["season_cell"] is Role.SOLUTION
    assert roles["total_is_there"] is Role.TEST
    assert (roles["why_means"], roles["bars"], roles["own_town"]) == (Role.ANSWER, Role.CODE_ANSWER, Role.TASK)
    assert sum(one.points for one in found.cells) == 28


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (foreign.cell("markdown", "It is 3.", grade_id="a", solution=True), "an autograded answer, and no code"),
        (foreign.cell("markdown", "Test", grade_id="a", grade=True, points=1), "a test, and no code"),
        (foreign.cell("code", "x = 1", grade_id="a", task=True, points=1), "a task, and code"),  # issue 1256
        (foreign.cell("code", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"), "says BEGIN SOLUTION where"),
        (foreign.cell("markdown", "### BEGIN SOLUTION\nx\n### END SOLUTION"), "says BEGIN SOLUTION where"),
        (foreign.solution("a", "### BEGIN HIDDEN TESTS\nx\n### END HIDDEN TESTS"), "says BEGIN HIDDEN TESTS where"),
        (foreign.cell("markdown", "BEGIN MARK SCHEME\nx\nEND MARK SCHEME"), "says BEGIN MARK SCHEME where"),
        (foreign.test("a", 1, "### AUTOTEST f(1)"), "autotests.yml"),  # issue 1953
        (foreign.test("a", 1, "### HASHED AUTOTEST f(1)"), "source_with_tests"),
        (foreign.test("a", -1, "assert f(1)"), "-1 points"),
        (foreign.cell("code", "f", grade_id="a", grade=True, points="2"), "'2' points"),
    ],
)
def test_what_nbgrader_would_refuse_or_write_itself_stops_the_import(
    cell: foreign.Cell, said: str, tmp_path: Path
) -> None:
    path = foreign.write(tmp_path / "ps.ipynb", [foreign.cell("code", "x = 1"), cell])

    with pytest.raises(UsageError, match=said) as raised:
        nbgrader_source.read(path)

    assert "cell 2" in str(raised.value)


@pytest.mark.parametrize("kind", ["markdown", "code"])
def test_a_mark_scheme_in_an_answer_that_students_write_whole_is_for_markers(kind: str, tmp_path: Path) -> None:
    """nbgrader puts its stub in the place of all of such a cell, so nobody reads the scheme there."""
    text = "# === BEGIN MARK SCHEME ===\n# It is 3.\n# === END MARK SCHEME ==="
    path = foreign.write(tmp_path / "ps.ipynb", [foreign.by_hand(kind, "why", 2, text)])

    assert [(one.source, one.points) for one in nbgrader_source.read(path).cells] == [(text, 2.0)]


def test_a_mark_scheme_beside_a_solution_stops_the_import(tmp_path: Path) -> None:
    text = "BEGIN MARK SCHEME\nx\nEND MARK SCHEME\n### BEGIN SOLUTION\n3\n### END SOLUTION"
    path = foreign.write(tmp_path / "ps.ipynb", [foreign.by_hand("markdown", "why", 2, text)])

    with pytest.raises(UsageError, match="says BEGIN MARK SCHEME where"):
        nbgrader_source.read(path)


@pytest.mark.parametrize(
    "metadata", [{"kernelspec": {"name": "ir", "language": "R"}}, {"language_info": {"name": "R"}}], ids=str
)
def test_another_language_is_told_wherever_the_notebook_says_it(metadata: dict[str, object], tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "ps.ipynb", [foreign.solution("a", "x <- 1")])
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "metadata": metadata}), encoding="utf-8")

    with pytest.raises(UsageError, match="is written in r"):
        nbgrader_source.is_source(path)


def test_a_test_of_no_points_is_a_test(tmp_path: Path) -> None:
    """nbgrader once stopped at one: issue 1353."""
    path = foreign.write(tmp_path / "ps.ipynb", [foreign.test("a", 0, "assert f(1) == 1")])

    assert [(one.role, one.points) for one in nbgrader_source.read(path).cells] == [(Role.TEST, 0.0)]


def test_marks_of_a_course_of_its_own_stop_the_import(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "source" / "ps" / "ps.ipynb", [foreign.solution("a", "x = 1")])
    settings = tmp_path / "nbgrader_config.py"
    settings.write_text('c.ClearMarkScheme.begin_mark_scheme_delimeter = "FOR MARKERS"\n', encoding="utf-8")

    with pytest.raises(UsageError, match="marks of its own"):
        nbgrader_source.read(path)


def test_a_raw_cell_is_told_since_it_becomes_a_text(tmp_path: Path) -> None:
    cells = [foreign.cell("code", "x = 1"), foreign.cell("raw", r"\newpage")]

    read = nbgrader_source.read(foreign.write(tmp_path / "ps.ipynb", cells))

    assert read.cells[1].role is Role.TEXT
    assert read.remarks == ("cell 2 is raw, and a text cell here: its text is shown as Markdown",)
