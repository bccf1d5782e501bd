"""Our own notebooks are written the one way, and read with what they are."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from autograder.authoring import notebook_file
from autograder.errors import AssignmentBroken

CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x = 1\ny", "outputs": []}
NOTEBOOK = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = notebook_file.source_path("tiny", tmp_path)

    assert notebook_file.write_if_changed(path, notebook_file.as_bytes(NOTEBOOK))
    assert not notebook_file.write_if_changed(path, notebook_file.as_bytes(NOTEBOOK))
    assert notebook_file.read_notebook(path) == NOTEBOOK


def test_a_write_that_is_killed_leaves_what_was_there(tmp_path: Path) -> None:
    path = notebook_file.source_path("tiny", tmp_path)
    notebook_file.write_if_changed(path, b"1" * 1000)
    script = """
import resource, signal, sys
from pathlib import Path
from autograder.authoring import notebook_file
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the system kills it in the middle of the write
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
notebook_file.write_if_changed(Path(sys.argv[1]), b"2" * 1000)
"""

    ended = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, check=False)

    assert ended.returncode == -signal.SIGXFSZ
    assert path.read_bytes() == b"1" * 1000


def test_a_run_is_no_change_of_cells_and_an_edit_is_one() -> None:
    digest = notebook_file.digest_of_cells([CELL])

    assert notebook_file.digest_of_cells([{**CELL, "outputs": ["1"], "source": ["x = 1\n", "y"]}]) == digest
    assert notebook_file.digest_of_cells([{**CELL, "source": "x = 2"}]) != digest


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "source/tiny/tiny.ipynb is missing"), ("[]", "isn't a notebook"), ("{", "isn't a notebook")],
)
def test_a_missing_or_damaged_notebook_is_said(tmp_path: Path, text: str | None, said: str) -> None:
    path = notebook_file.source_path("tiny", tmp_path)
    if text is not None:
        path.parent.mkdir(parents=True)
        path.write_text(text)

    with pytest.raises(AssignmentBroken, match=said):
        notebook_file.read_notebook(path)


def test_a_cell_is_a_block_a_written_answer_or_neither() -> None:
    block = {**CELL, "metadata": {"nbgrader": {"grade_id": "f_solution", "solution": True}}}
    answer = {
        **block,
        "cell_type": "markdown",
        "metadata": {"nbgrader": {"grade_id": "q", "solution": True, "grade": True}},
    }

    assert (notebook_file.is_block(block), notebook_file.is_written(block), notebook_file.question_of(block)) == (
        True,
        False,
        "f",
    )
    assert (notebook_file.is_block(answer), notebook_file.is_written(answer), notebook_file.grade_id(answer)) == (
        False,
        True,
        "q",
    )
    assert not notebook_file.is_block(CELL)


SPARED = """
import sys
import autograder.authoring
import jupytext, nbformat, nbgrader.api
nbformat.validate(nbformat.v4.new_notebook())
assert "lark" not in sys.modules, "it is imported all the same"
assert sys.modules["rfc3987_syntax"] is None
"""


def test_jupyters_libraries_do_without_the_grammar_that_is_spared() -> None:
    subprocess.run([sys.executable, "-P", "-c", SPARED], check=True, timeout=300)


@pytest.mark.parametrize("package", ["nbformat", "nbgrader", "nbconvert"])
def test_no_schema_of_a_notebook_has_a_text_that_the_grammar_is_for(package: str) -> None:
    folder = Path(find_spec(package).origin).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")] + [
        path.read_text(encoding="utf-8") for path in folder.rglob("*.json")
    ]

    assert len(texts) > 10
    assert [text for text in texts if '"iri' in text or "'iri" in text] == []


def test_what_was_written_is_named_by_its_place_in_the_course() -> None:
    assert (
        str(notebook_file.Built(Path("/course/source/quiz/quiz.ipynb"), changed=True))
        == "source/quiz/quiz.ipynb written"
    )
    assert (
        str(notebook_file.Built(Path("/course/assignments/quiz/notebook.py"), changed=True))
        == "assignments/quiz/notebook.py written"
    )
    assert str(notebook_file.Built(Path("/course/release/quiz"), changed=False)) == "release/quiz is up to date"
