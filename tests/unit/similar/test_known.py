"""What was given is read from the release and from paths; what can't be read is said or asked about."""

from __future__ import annotations

import json

import pytest

from autograder.errors import UsageError
from autograder.similar import former, known, prints
from tests.fixtures.assembled import DOUBLING, SOLVED
from tests.fixtures.notebooks import save, to_bytes

CODE = "rows = [torch.einsum('d,d->', a - b, a - b) for a in train for b in test]\n"


def notebook(*sources: str) -> str:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": one, "outputs": [], "execution_count": None} for one in sources
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells})


def test_release_solution_and_other_code_are_read(tmp_path):
    for folder in ("release", "source"):
        (tmp_path / folder / "knn").mkdir(parents=True)
        (tmp_path / folder / "knn" / "knn.ipynb").write_text(notebook(CODE if folder == "source" else "x = y[0] + 1"))
    (tmp_path / "lecture").mkdir()
    (tmp_path / "lecture" / "w3.py").write_text("z = x[1] * 7")

    found = known.read("knn", tmp_path, [tmp_path / "lecture"])

    assert prints.of_code("x = y[0] + 1").kept | prints.of_code("z = x[1] * 7").kept <= found.given
    assert found.answers == (prints.of_code(CODE).kept,)
    assert found.without == ()
    assert known.given_code("knn", tmp_path, [tmp_path / "lecture"]) == "x = y[0] + 1\n\nz = x[1] * 7"


def test_a_release_that_is_not_there_is_said(tmp_path):
    found = known.read("knn", tmp_path)

    assert [one.split(": ")[-1] for one in found.without] == ["more is taken for shared than is."] * 2


def test_what_holds_no_code_and_no_records_is_asked_about(tmp_path):
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "broken.ipynb").write_text("{")

    for path in (tmp_path / "notes.txt", tmp_path / "nowhere", tmp_path / "broken.ipynb"):
        with pytest.raises(UsageError):
            known.read("knn", tmp_path, [path])
    with pytest.raises(UsageError, match="isn't there"):
        former.read("knn", tmp_path, [tmp_path / "nowhere"])


def test_former_files_are_read_by_today_s_release_and_what_is_none_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.course.assignment.load", lambda name, root: DOUBLING)
    year = tmp_path / "2025" / "doubling"
    save(year / "2022000001-doubling.ipynb", to_bytes(SOLVED))
    save(year / "2022000002-doubling.zip", b"no zip")
    save(year / "notes.pdf", b"%PDF")

    (found,), left_out = former.read("doubling", tmp_path, [year])

    assert (found.student, found.former) == ("2022000001", "2025")
    assert "double" in found.texts and not found.texts["double"].written
    assert [each.split(" isn't compared")[0].split(": ")[1] for each in left_out] == [
        "notes.pdf",
        "2022000002-doubling.zip",
    ]
