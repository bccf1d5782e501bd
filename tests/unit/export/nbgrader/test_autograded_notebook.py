"""What formgrader shows of a submission: the student's words, as text and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.export.nbgrader import autograded_notebook
from autograder.intake.ipynb import Json, source_of
from autograder.model import Elsewhere, Record
from tests.fixtures.gradebook import BLANK, make_course
from tests.fixtures.notebooks import PNG
from tests.fixtures.report import record


def test_a_missing_release_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="autograder release knn"):
        autograded_notebook.released(tmp_path, "knn")


def test_a_written_answer_stays_within_its_fence() -> None:
    shown = autograded_notebook.written("```\n<b>\n````\n", BLANK)

    assert shown.startswith("`````text\n")
    assert shown.endswith("\n`````")


def test_a_blank_answer_stays_the_released_cell() -> None:
    assert autograded_notebook.written(f"\n{BLANK} \n", BLANK) == BLANK
    assert autograded_notebook.written(" \n", BLANK) == BLANK


def test_the_notebook_is_written_whole_and_its_cells_are_found_again(tmp_path: Path) -> None:
    made = autograded_notebook.build(autograded_notebook.released(make_course(tmp_path), "knn"), record("1"))
    path = autograded_notebook.place(tmp_path, "1", "knn")

    autograded_notebook.write(path, made)

    assert [one.name for one in path.parent.iterdir()] == ["knn.ipynb"]
    for cell, known in autograded_notebook.cells(made):
        assert autograded_notebook.kept_cell(path, known["grade_id"]) == cell
    assert autograded_notebook.kept_cell(path, "no such cell") is None
    assert autograded_notebook.kept_cell(tmp_path / "none.ipynb", "intro") is None


# ---------------------------------------------------------------- words elsewhere

FOUND = Elsewhere("cell 7", "The <b>answer</b>\n``` is here", "a text cell that was added")


def answered(text: str) -> Record:
    made = record("1", elsewhere=(FOUND,))
    return replace(made, questions=tuple(replace(one, code=text) if one.written else one for one in made.questions))


def shown(notebook: Json) -> dict[str, str]:
    return {known["grade_id"]: source_of(cell) for cell, known in autograded_notebook.cells(notebook)}


def test_a_notebook_that_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    released = autograded_notebook.released(make_course(tmp_path), "knn")
    path = autograded_notebook.place(tmp_path, "1", "knn")
    autograded_notebook.write(path, autograded_notebook.build(released, record("1")))
    before = path.stat()

    autograded_notebook.write(path, autograded_notebook.build(released, record("1")))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    path.write_bytes(b"{}")
    autograded_notebook.write(path, autograded_notebook.build(released, record("1")))
    assert path.read_bytes() != b"{}"


def test_what_a_killed_run_left_half_written_beside_it_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "1/knn/knn.ipynb"
    path.parent.mkdir(parents=True)
    (path.parent / ".knn.ipynb.12345678.half").write_bytes(b"{")

    autograded_notebook.write(path, {"cells": []})

    assert [one.name for one in path.parent.iterdir()] == ["knn.ipynb"]


def test_words_elsewhere_are_shown_in_the_cell_of_an_answer_that_seems_blank(tmp_path: Path) -> None:
    released = autograded_notebook.released(make_course(tmp_path), "knn")

    source = shown(autograded_notebook.build(released, answered("")))["inline_question_1"]

    assert "cell 7: a text cell that was added" in source
    assert "````text\nThe <b>answer</b>\n``` is here\n````" in source
    assert shown(autograded_notebook.build(released, replace(answered(""), elsewhere=())))["inline_question_1"] == BLANK


def test_words_elsewhere_are_shown_below_the_last_answer_where_all_are_given(tmp_path: Path) -> None:
    released = autograded_notebook.released(make_course(tmp_path), "knn")

    source = shown(autograded_notebook.build(released, answered("My answer.")))["inline_question_1"]

    assert source.index("My answer.") < source.index("cell 7")


def test_words_elsewhere_have_a_cell_of_their_own_where_nothing_is_asked_in_words(tmp_path: Path) -> None:
    released = autograded_notebook.released(make_course(tmp_path), "knn")
    released["cells"] = [
        cell for cell in released["cells"] if cell["metadata"]["nbgrader"]["grade_id"] != "inline_question_1"
    ]

    last = autograded_notebook.build(released, answered(""))["cells"][-1]

    assert (last["cell_type"], last["metadata"]) == ("markdown", {})
    assert "is here" in last["source"]


# ---------------------------------------------------------------- pictures


def test_a_pasted_picture_is_shown_below_the_words_around_it() -> None:
    shown = autograded_notebook.written(f"Before ![](data:image/png;base64,{PNG}) behind", BLANK)

    words, picture = shown.removeprefix("```text\n").split("\n```\n\n")
    assert words.startswith("Before")
    assert words.endswith("behind")
    assert picture == f"![picture 1](data:image/png;base64,{PNG})"


@pytest.mark.parametrize(
    "data", ["data:image/png;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "data:image/svg+xml;base64," + PNG]
)
def test_what_is_no_picture_is_never_live(data: str) -> None:
    shown = autograded_notebook.written(f"![]({data})", BLANK)

    assert "![picture" not in shown


def test_an_attached_picture_is_pointed_to() -> None:
    assert "open the notebook" in autograded_notebook.written("![image.png](attachment:image.png)", BLANK)


def test_code_of_a_python_file_is_shown_above_its_question_s_test(tmp_path: Path) -> None:
    released = autograded_notebook.released(make_course(tmp_path), "knn")
    made = record("1")
    asked = next(
        known["grade_id"]
        for _, known in autograded_notebook.cells(released)
        if known.get("grade") and not known.get("solution")
    )
    questions = tuple(
        replace(one, file="ops.py", file_line=7, code="return <b>") if one.id == asked else one
        for one in made.questions
    )

    cells = autograded_notebook.build(released, replace(made, questions=questions))["cells"]

    at = next(at for at, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == asked)
    assert cells[at - 1]["source"] == "# ops.py, from line 7\nreturn <b>"
    assert "nbgrader" not in cells[at - 1]["metadata"]
    assert len(cells) == len(autograded_notebook.build(released, made)["cells"]) + 1
