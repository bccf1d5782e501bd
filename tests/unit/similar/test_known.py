"""What was given is read from the release and from paths; what can't be read is said or asked about."""

from __future__ import annotations

import json

import pytest

from autograder.errors import UsageError
from autograder.similar import known, prints

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


def test_what_holds_no_code_is_asked_about(tmp_path):
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "broken.ipynb").write_text("{")

    for path in (tmp_path / "notes.txt", tmp_path / "nowhere", tmp_path / "broken.ipynb"):
        with pytest.raises(UsageError):
            known.read("knn", tmp_path, [path])
