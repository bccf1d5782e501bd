"""Otter's blocks, points and settings are read as otter reads them; what has no place here is a remark, never silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import importing
from autograder.authoring.importing import otter_source
from autograder.authoring.importing.source_cells import Role
from autograder.errors import UsageError
from benchmarks.foreign import Cell, cell, question, raw, shown, write
from benchmarks.foreign.means import MEANS


def read(folder: Path, *cells: Cell) -> otter_source.SourceNotebook:
    return otter_source.read(write(folder / "hw.ipynb", [raw("# ASSIGNMENT CONFIG\nname: hw"), *cells]))


def test_blocks_that_are_fenced_in_markdown_are_blocks(tmp_path: Path) -> None:
    """Where an editor has no raw cells: issue 592. A fence may stand between words for students."""
    path = MEANS.write(tmp_path)
    assert otter_source.is_source(path)

    found = otter_source.read(path)

    assert [(one.role, one.id) for one in found.cells if one.id] == [
        (Role.SOLUTION, "q1"),
        (Role.TEST, "q1-1"),
        (Role.TEST, "q1-2"),
        (Role.TEST, "q1-3"),
        (Role.SOLUTION, "q2"),
        (Role.TEST, "q2-1"),
        (Role.TEST, "q2-2"),
        (Role.ANSWER, "q3"),
    ]
    assert [one.source for one in found.cells if one.role is Role.TEXT] == [
        "# Means",
        "**Question 1.** Write `mean`.",
        "The mean and the median of `NUMBERS`.",
        "Which of the two says more?",
    ]
    assert sum(one.points for one in found.cells) == 3 + 1 + 2


def test_an_answer_in_code_that_a_person_marks_keeps_its_text_as_a_comment(tmp_path: Path) -> None:
    made = question(
        "q1", cell("markdown", "Bars."), cell("code", "x = 1\ndraw(x) # SOLUTION"), config="manual: true\npoints: 2"
    )

    found = read(tmp_path, *made)

    answer = next(one for one in found.cells if one.role is Role.CODE_ANSWER)
    assert (
        answer.source
        == "### BEGIN SOLUTION\n# Bars.\n### END SOLUTION\n\nx = 1\n### BEGIN SOLUTION\ndraw(x)\n### END SOLUTION"
    )
    assert any("stands as a comment" in remark for remark in found.remarks)


def test_what_isnt_taken_along_is_said(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        raw(
            "# ASSIGNMENT CONFIG\nname: hw\nautograder_files: [key.csv]\nseed:\n    variable: s\nsave_environment: true"
        ),
        *question("q1", cell("code", "x = 1 # SOLUTION"), config="manual: true\npoints: 1", tests=(shown("x", "1"),)),
        *question(
            "q2",
            cell("markdown", "So."),
            cell("code", "y = 1 # SOLUTION"),
            config="colour: red",
            tests=(shown("y", "1"),),
        ),
    )

    said = " ".join(found.remarks)
    for words in (
        "autograder_files",
        "seed",
        "save_environment",
        "1 test isn't taken along",
        "q2: otter's setting colour",
        "text in the solution of q2",
    ):
        assert words in said


def test_files_may_be_one_or_a_list(tmp_path: Path) -> None:
    """Issue 404: `files: data.csv`."""
    for said, files in (("data.csv", ("data.csv",)), ("[a.csv, b.csv]", ("a.csv", "b.csv"))):
        path = write(tmp_path / "hw.ipynb", [raw(f"# ASSIGNMENT CONFIG\nfiles: {said}")])
        assert otter_source.read(path).files == files


@pytest.mark.parametrize("first", ["# BEGIN QUESTION", "# begin question", "#  BEGIN  QUESTION  q1"])
def test_a_block_begins_however_it_is_spelled(first: str, tmp_path: Path) -> None:
    path = write(tmp_path / "hw.ipynb", [raw(f"{first}\nname: q1"), raw("# END QUESTION")])

    assert otter_source.is_source(path)
    assert otter_source.read(path).cells == ()


def test_a_text_of_the_solution_that_is_tagged_is_for_students(tmp_path: Path) -> None:
    """Issue 730 of otter's."""
    text = cell("markdown", "Read on.") | {"metadata": {"tags": ["otter_include"]}}

    found = read(tmp_path, *question("q1", cell("markdown", "So."), text, config="manual: true\npoints: 1"))

    assert [one.source for one in found.cells if one.role is Role.TEXT] == ["**q1.** What to do.", "Read on."]
    assert [one.source for one in found.cells if one.role is Role.ANSWER] == ["So."]


@pytest.mark.parametrize(
    ("said", "role"), [("strip_solutions_from_all_cells: true", Role.SOLUTION), ("name: hw", Role.CODE)]
)
def test_solutions_outside_of_questions_are_taken_out_where_the_settings_say_so(
    said: str, role: Role, tmp_path: Path
) -> None:
    """Else students would be given what their course takes from them: pull request 1003 of otter's."""
    path = write(tmp_path / "hw.ipynb", [raw(f"# ASSIGNMENT CONFIG\n{said}"), cell("code", "x = 1 # SOLUTION")])

    (found,) = otter_source.read(path).cells

    assert found.role is role
    assert (found.source == "### BEGIN SOLUTION\nx = 1\n### END SOLUTION") == (role is Role.SOLUTION)


def test_tests_of_a_question_without_a_solution_keep_their_points(tmp_path: Path) -> None:
    """otter runs them when all is done: issue 89."""
    found = read(
        tmp_path,
        *question("q1", cell("code", "x = 1 # SOLUTION"), tests=(shown("x", "1"),)),
        *[raw("# BEGIN QUESTION\nname: q2\npoints: 3"), raw("# BEGIN TESTS"), shown("# HIDDEN\nx + 1", "2")],
        *[raw("# END TESTS"), raw("# END QUESTION")],
    )

    assert [(one.id, one.points) for one in found.cells if one.role is Role.TEST] == [("q1-1", 1), ("q2-1", 3)]


def test_settings_of_another_file_count(tmp_path: Path) -> None:
    (tmp_path / "hw.yml").write_text("tests:\n    ok_format: false\nautograder_files: key.csv\nplugins: [p]")
    cells = question("q1", cell("code", "x = 1 # SOLUTION"), tests=(cell("code", "def test_x(x):\n    assert x == 1"),))
    path = write(tmp_path / "hw.ipynb", [raw("# ASSIGNMENT CONFIG\nconfig_file: hw.yml\nname: hw"), *cells])

    found = otter_source.read(path)

    assert next(one.source for one in found.cells if one.role is Role.TEST).endswith("\ntest_x(x)")
    assert found.kept_back == ("key.csv",)
    assert "otter's setting plugins isn't taken along" in found.remarks


@pytest.mark.parametrize(
    ("kind", "source", "words"),
    [
        ("code", "# ASSIGNMENT CONFIG\nname: hw", "ASSIGNMENT CONFIG"),
        ("markdown", "# BEGIN QUESTION\nname: q9", "BEGIN QUESTION"),
        ("code", "# BEGIN SOLUTION", "BEGIN SOLUTION"),
        ("code", "# BEGIN TESTS", "BEGIN TESTS"),
        ("code", "# END TESTS ", "END TESTS"),
    ],
)
def test_a_mark_in_a_cell_that_isnt_raw_stops_the_import(kind: str, source: str, words: str, tmp_path: Path) -> None:
    """otter doesn't see it either, and hands out the solution and the tests below it: issue 933."""
    asked = question("q1", cell("code", "x = 1 # SOLUTION"))

    with pytest.raises(UsageError, match=f"cell 3 says {words}, which otter reads in raw cells alone"):
        read(tmp_path, asked[0], cell(kind, source), *asked[1:])
    assert otter_source.is_source(write(tmp_path / "all.ipynb", [cell(kind, source)]))


def test_a_solution_that_begins_with_its_mark_and_a_heading_of_such_words_are_none(tmp_path: Path) -> None:
    made = question("q1", cell("code", "# BEGIN SOLUTION\nx = 1\n# END SOLUTION"))

    found = read(tmp_path, cell("markdown", "# Begin question\nHere."), *made)

    assert [one.role for one in found.cells] == [Role.TEXT, Role.TEXT, Role.SOLUTION]


def test_a_question_of_format_0_among_those_of_format_1_stops_the_import(tmp_path: Path) -> None:
    old = [cell("markdown", "```\nBEGIN QUESTION\nname: q2\n```"), cell("code", "y = 1 # SOLUTION")]
    path = write(tmp_path / "hw.ipynb", [*question("q1", cell("code", "x = 1 # SOLUTION")), *old])

    with pytest.raises(UsageError, match="otter's format 0"):
        importing.notebooks(path)
