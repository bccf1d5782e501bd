"""A source notebook is read once with all that it runs beside: it stays what was read, whoever writes there meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import compile, notebook_file, source_notebook
from autograder.errors import AssignmentBroken
from tests.fixtures import files
from tests.fixtures.authoring import write_course

PEOPLE = "source/tiny/data/more/people.csv"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    course = write_course(tmp_path)
    (course / "assignments/tiny/data/more").mkdir(parents=True)
    (course / "assignments/tiny/data/more/people.csv").write_text("ada\n")
    compile.build("tiny", course)
    return notebook_file.source_path("tiny", course)


def test_it_stays_what_was_read(path: Path, tmp_path: Path) -> None:
    was = path.read_bytes()

    read = source_notebook.read(path)
    path.write_text("{}")
    (tmp_path / PEOPLE).write_text("bob\n")
    read.lay_out(tmp_path / "there")

    assert (read.data, read.content["nbformat"]) == (was, 4)
    assert (tmp_path / "there/data/more/people.csv").read_text() == "ada\n"


def test_python_files_beside_it_have_our_solutions(tmp_path: Path) -> None:
    course = files.lay(tmp_path)
    compile.build(files.NAME, course)
    (master,) = (course / "assignments" / files.NAME).glob("knn.py")

    read = source_notebook.read(notebook_file.source_path(files.NAME, course))

    assert read.beside == {"knn.py": master.read_bytes()}


def test_a_digest_changes_with_each_byte_and_each_place(path: Path, tmp_path: Path) -> None:
    digests = [source_notebook.read(path).digest("1"), source_notebook.read(path).digest("2")]
    (tmp_path / PEOPLE).rename(path.parent / "data/people.csv")
    digests.append(source_notebook.read(path).digest("1"))
    (path.parent / "data/people.csv").write_text("bob\n")
    digests.append(source_notebook.read(path).digest("1"))
    path.write_bytes(path.read_bytes() + b"\n")
    digests.append(source_notebook.read(path).digest("1"))

    assert len(set(digests)) == len(digests)
    assert source_notebook.read(path).digest("1") == digests[-1]


def test_what_is_missing_or_damaged_or_goes_meanwhile_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = path.parent / "data/gone.csv"
    with monkeypatch.context() as patch:
        patch.setattr(source_notebook, "files_below", lambda _: [gone])
        with pytest.raises(AssignmentBroken, match=r"gone\.csv was taken away while it was read"):
            source_notebook.read(path)

    path.write_text("{")
    with pytest.raises(AssignmentBroken, match=r"source/tiny/tiny\.ipynb isn't a notebook"):
        _ = source_notebook.read(path).content
    path.unlink()
    with pytest.raises(AssignmentBroken, match=r"source/tiny/tiny\.ipynb is missing"):
        source_notebook.read(path)
