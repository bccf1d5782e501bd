"""A student's rows and folders of one assignment go to another id, and nobody else's do."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.export.nbgrader import gradebook
from autograder.results import atomic
from tests.fixtures.gradebook import listed, make_course, opened
from tests.fixtures.report import assignment, record

KNN = assignment()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_course(tmp_path)
    gradebook.update(tmp_path, KNN, [(record(one), None) for one in ("101", "102", "2022000001")])
    return tmp_path


def test_what_stands_at_the_new_id_gives_way(root: Path) -> None:
    with opened(root) as book:
        book.find_grade("predict_labels", "knn", "knn", "101").manual_score = 3.0
        book.db.commit()

    gradebook.move(root, "knn", {"101": "2022000001"}, aside=root / "aside")

    assert sorted(listed(root)) == ["102", "2022000001"]
    with opened(root) as book:
        assert book.find_grade("predict_labels", "knn", "knn", "2022000001").manual_score == 3.0
        assert sorted(one.id for one in book.students) == ["102", "2022000001"]


def test_where_people_marked_the_new_id_its_rows_stay(root: Path) -> None:
    with opened(root) as book:
        book.find_grade("predict_labels", "knn", "knn", "2022000001").manual_score = 3.0
        book.db.commit()

    gradebook.move(root, "knn", {"101": "2022000001"}, aside=root / "aside", marked={"2022000001"})

    assert sorted(listed(root)) == ["102", "2022000001"]
    with opened(root) as book:
        assert book.find_grade("predict_labels", "knn", "knn", "2022000001").manual_score == 3.0


def test_another_assignment_s_rows_and_folders_stay_with_their_id(root: Path) -> None:
    with opened(root) as book, book.db.no_autoflush:
        book.add_assignment("other")
        book.add_submission("other", "101")
    atomic.write(root / "submitted/101/other/other.ipynb", b"{}")

    gradebook.move(root, "knn", {"101": "2022000002"}, aside=root / "aside")

    with opened(root) as book:
        assert [one.student.id for one in book.find_assignment("other").submissions] == ["101"]
        assert {"101", "2022000002"} <= {one.id for one in book.students}
    assert (root / "submitted/101/other/other.ipynb").exists()


def test_folders_go_along_and_a_second_hand_in_is_laid_aside(root: Path) -> None:
    for student in ("101", "102", "2022000001"):
        atomic.write(root / "submitted" / student / "knn" / "knn.ipynb", student.encode())
    marked_page = (root / "autograded/101/knn/knn.ipynb").read_bytes()

    gradebook.move(root, "knn", {"101": "2022000001", "102": "2022000002"}, aside=root / "aside")

    assert (root / "submitted/2022000001/knn/knn.ipynb").read_bytes() == b"2022000001"
    assert (root / "aside/submitted/101/knn/knn.ipynb").read_bytes() == b"101"
    assert (root / "submitted/2022000002/knn/knn.ipynb").read_bytes() == b"102"
    assert (root / "autograded/2022000001/knn/knn.ipynb").read_bytes() == marked_page
    assert not any(
        (root / place / student).exists() for place in ("submitted", "autograded") for student in ("101", "102")
    )
