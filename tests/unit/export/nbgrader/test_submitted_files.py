"""Hand-ins lie where nbgrader looks for them, and what others put there stays."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime

import pytest

from autograder.export.nbgrader import submitted_files
from autograder.export.nbgrader.preprocessor import received
from autograder.model import RawFile, SubmittedFile
from autograder.results import atomic, zips
from tests.fixtures.report import assignment, record, rejected

KNN = assignment()
TIME = datetime.fromisoformat("2026-10-05T12:00:00+09:00")


def handed_in(student: str, text: str = "1", **more) -> SubmittedFile:
    """Make a zip of a notebook and, where one is given, a manifest."""
    files = {"knn.ipynb": json.dumps({"cells": [], "said": text}).encode(), **more}
    return SubmittedFile(zips.pack(files), f"{student}-knn.zip", student, received=TIME)


def graded(file: SubmittedFile, **changes):
    """Make the record of a file."""
    return replace(record(file.student_id), submission_sha256=hashlib.sha256(file.data).hexdigest(), **changes)


def test_the_notebook_and_the_time_lie_there_under_the_students_id(tmp_path):
    file = handed_in("kim ada")

    assert submitted_files.fill([file], [graded(file)], KNN, tmp_path) == []

    place = tmp_path / "submitted/kim ada/knn"
    assert json.loads((place / "knn.ipynb").read_bytes())["said"] == "1"
    assert received(place) == TIME
    assert not (place / "manifest.json").exists()


def test_a_later_hand_in_takes_the_place_of_the_earlier_one(tmp_path):
    first, second = handed_in("kim"), replace(handed_in("kim", "2"), received=None)
    for file in (first, second):
        assert submitted_files.fill([file], [graded(file)], KNN, tmp_path) == []

    place = tmp_path / "submitted/kim/knn"
    assert json.loads((place / "knn.ipynb").read_bytes())["said"] == "2"
    assert not (place / "timestamp.txt").exists()


@pytest.mark.parametrize("killed_before", ["knn.ipynb", "timestamp.txt"])
def test_a_later_hand_in_whose_laying_was_killed_is_laid_by_the_next_run(tmp_path, monkeypatch, killed_before):
    first, second = handed_in("kim"), replace(handed_in("kim", "2"), received=TIME.replace(day=6))
    submitted_files.fill([first], [graded(first)], KNN, tmp_path)
    place = tmp_path / "submitted/kim/knn"
    (place / ".knn.ipynb.12345678.half").write_bytes(b"half")
    write = atomic.write

    def killed(path, data):
        if path.name == killed_before:
            raise KeyboardInterrupt
        write(path, data)

    with monkeypatch.context() as now, pytest.raises(KeyboardInterrupt):
        now.setattr(atomic, "write", killed)
        submitted_files.fill([second], [graded(second)], KNN, tmp_path)

    assert submitted_files.fill([second], [graded(second)], KNN, tmp_path) == []
    assert json.loads((place / "knn.ipynb").read_bytes())["said"] == "2"
    assert received(place).day == 6
    assert not list(place.glob("*.half"))
    (place / "knn.ipynb").write_bytes(json.dumps({"cells": [], "said": "1"}).encode())  # a person puts it back
    assert len(submitted_files.fill([second], [graded(second)], KNN, tmp_path)) == 1


def test_what_came_with_the_notebook_lies_beside_it_and_is_found_again(tmp_path):
    file = handed_in("kim", **{"answers.txt": b"It is bright.", "old/notes.ipynb": b"{}"})
    file = replace(file, together=(RawFile("typed.html", b"<p>So.</p>"), RawFile("big.zip", None)))
    place = tmp_path / "submitted/kim/knn"

    submitted_files.fill([file], [graded(file)], KNN, tmp_path)

    held = {one.name: one.data for one in submitted_files.beside(place)}
    assert held == {
        "answers.txt": b"It is bright.",
        "old/notes.ipynb": b"{}",
        "typed.html": b"<p>So.</p>",
        "big.zip": b"\0",
    }
    assert [path.name for path in place.glob("*.ipynb")] == ["knn.ipynb"]
    submitted_files.fill([handed_in("kim", "2")], [graded(handed_in("kim", "2"))], KNN, tmp_path)
    assert submitted_files.beside(place) == ()


def test_a_file_of_that_name_that_is_no_zip_is_named(tmp_path):
    (tmp_path / submitted_files.OTHERS).write_bytes(b"mine")

    assert submitted_files.beside(tmp_path) == (RawFile(submitted_files.OTHERS, None),)


@pytest.mark.parametrize("first_ours", [True, False])
def test_what_nbgrader_collected_or_a_person_changed_stays_and_is_named(tmp_path, first_ours):
    file, place = handed_in("kim"), tmp_path / "submitted/kim/knn"
    if first_ours:
        submitted_files.fill([file], [graded(file)], KNN, tmp_path)
    place.mkdir(parents=True, exist_ok=True)
    (place / "knn.ipynb").write_text("another's")

    said = submitted_files.fill([file], [graded(file)], KNN, tmp_path)

    assert (place / "knn.ipynb").read_text() == "another's"
    assert len(said) == 1 and "it stays" in said[0]


def test_only_graded_hand_ins_lie_there_and_a_groups_once(tmp_path):
    file, other = handed_in("kim"), handed_in("lee", "other")
    records = [graded(file), replace(graded(file), student_id="park", handed_in_by="kim"), rejected("lee")]

    submitted_files.fill([file, other], records, KNN, tmp_path)

    assert [path.name for path in (tmp_path / "submitted").iterdir()] == ["kim"]


def test_a_python_file_of_the_assignment_lies_beside_the_notebook_by_its_own_name(tmp_path):
    from autograder.export.nbgrader import preprocessor
    from tests.fixtures.files import OPS, with_file

    toy = with_file(name="knn")
    cell = {"cell_type": "code", "id": "double", "metadata": {"nbgrader": {"grade_id": "double"}}, "source": ""}
    notebook = {"cells": [{**cell, "outputs": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    files = {"knn.ipynb": json.dumps(notebook).encode(), "src/ops (1).py": OPS.encode()}
    first, second = (
        SubmittedFile(zips.pack(some), "kim-knn.zip", "kim") for some in (files, {"knn.ipynb": files["knn.ipynb"]})
    )
    place = tmp_path / "submitted/kim/knn"

    submitted_files.fill([first], [graded(first)], toy, tmp_path)
    assert (place / "ops.py").read_bytes() == OPS.encode()
    assert "ops.py" in zips_names(preprocessor._packed(place, "knn", ("ops.py",)))

    submitted_files.fill([second], [graded(second)], toy, tmp_path)
    assert not (place / "ops.py").exists()


def zips_names(data: bytes) -> list[str]:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(data)).namelist()
