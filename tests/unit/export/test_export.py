"""What `export` writes, from records on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import export
from autograder.errors import GradingError
from autograder.export.nbgrader import gradebook
from autograder.results import atomic, csv_files
from autograder.results import record as records
from tests.fixtures.gradebook import make_course, opened
from tests.fixtures.report import assignment, not_graded, record, rejected

KNN = assignment()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Make a results folder with a graded, a rejected and a not graded hand-in."""
    for one in (record("1"), rejected("2"), not_graded("3")):
        atomic.write(tmp_path / "out" / "records" / f"{one.student_id}.json", records.encode(one))
    return tmp_path / "out"


@pytest.fixture(autouse=True)
def course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export.assignments, "load", lambda name, root: KNN)


def test_points_given_by_hand_are_added_and_a_fault_of_ours_is_no_score(out: Path, tmp_path: Path) -> None:
    gradebook.update(make_course(tmp_path), KNN, [(record("1"), None)])
    with opened(tmp_path) as book:
        book.find_grade("inline_question_1", "knn", "knn", "1").manual_score = 7.0
        book.db.commit()

    export.export("knn", "canvas", tmp_path, out, None)

    rows = csv_files.read((out / "canvas.csv").read_text())
    scores = {row[2]: row[-1] for row in rows[1:]}
    assert scores["1"] == "22"
    assert "3" not in scores


def test_strangers_to_the_template_are_told(out: Path, tmp_path: Path) -> None:
    template = tmp_path / "down.xls"
    template.write_text(f'"Username"\t"{KNN.title} [Total Pts: 36 Score] |9"\n"somebody"\t""\n')

    told = export.export("knn", "blackboard", tmp_path, out, template)

    assert "without a row: 1" in told


def test_nbgrader_is_brought_up_to_date(out: Path, tmp_path: Path) -> None:
    export.export("knn", "nbgrader", make_course(tmp_path), out, None)

    with opened(tmp_path) as book:
        assert [(one.student.id, one.score) for one in book.assignment_submissions("knn")] == [("1", 15.0)]


@pytest.mark.parametrize(("to", "template"), [("excel", None), ("canvas", Path("none.csv")), ("blackboard", None)])
def test_wrong_use_is_one_sentence(out: Path, tmp_path: Path, to: str, template: Path | None) -> None:
    with pytest.raises(GradingError):
        export.export("knn", to, tmp_path, out, template)
