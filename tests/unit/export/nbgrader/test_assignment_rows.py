"""The gradebook's cells follow the release, unless people's marks hang on them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.errors import GradingError
from autograder.export.nbgrader import gradebook
from tests.fixtures.gradebook import listed, make_course, opened
from tests.fixtures.report import assignment, record

KNN = assignment()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_course(tmp_path)


def test_a_changed_release_brings_its_cells(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])
    path = root / "release/knn/knn.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].metadata.nbgrader.points = 9
    del notebook.cells[5:7]
    nbformat.write(notebook, path)

    gradebook.update(root, KNN, [(record("1"), None)])

    assert listed(root)["1"]["max_score"] == 9 + 18 + 10


@pytest.mark.parametrize(("points", "comment"), [(7.0, None), (None, "Well seen.")])
def test_a_release_that_drops_what_people_gave_is_refused(
    root: Path, points: float | None, comment: str | None
) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])
    with opened(root) as book:
        book.find_grade("inline_question_1", "knn", "knn", "1").manual_score = points
        book.find_comment("inline_question_1", "knn", "knn", "1").manual_comment = comment
        book.db.commit()
    path = root / "release/knn/knn.ipynb"
    notebook = nbformat.read(path, as_version=4)
    del notebook.cells[-1]
    nbformat.write(notebook, path)

    with pytest.raises(GradingError, match="given by hand"):
        gradebook.update(root, KNN, [(record("1"), None)])
