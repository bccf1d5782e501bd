"""A student's rows add up to the record's score and what people gave."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from autograder.export.nbgrader import gradebook
from autograder.model import Elsewhere, Finding, Record, Severity
from tests.fixtures.gradebook import cell, listed, make_course, opened
from tests.fixtures.report import assignment, record

KNN = assignment()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_course(tmp_path)


def test_a_score_never_falls_below_zero(root: Path) -> None:
    ruin = Finding("late", Severity.VIOLATION, "", "Handed in 9 days late.", -90.0)

    gradebook.update(root, KNN, [(record("1", findings=(ruin,)), None)])

    assert listed(root)["1"]["score"] == 0.0


def test_deductions_that_go_away_are_taken_back(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None)])

    gradebook.update(root, KNN, [(record("1", findings=()), None)])
    gradebook.update(root, KNN, [(record("1", findings=()), None)])

    assert listed(root)["1"]["score"] == 18.0


def test_points_given_by_hand_are_told_apart_from_ours(root: Path) -> None:
    gradebook.update(root, KNN, [(record("1"), None), (record("2"), None)])
    with opened(root) as book:
        book.find_grade("inline_question_1", "knn", "knn", "1").manual_score = 7.0
        book.find_grade("predict_labels", "knn", "knn", "1").extra_credit += 0.5
        book.find_grade("compute_distances_two_loops", "knn", "knn", "1").manual_score = 6.0
        book.find_comment("predict_labels_solution", "knn", "knn", "1").manual_comment = " See me. "
        book.find_comment("inline_question_1", "knn", "knn", "1").manual_comment = ""
        ours = book.find_comment("compute_distances_no_loops_solution", "knn", "knn", "1")
        ours.manual_comment = ours.auto_comment
        book.db.commit()

    marks = gradebook.held(root, "knn").marks

    assert {one.question: (one.score, one.extra_credit, one.comment) for one in marks["1"] if one.by_hand} == {
        "inline_question_1": (7.0, 0.0, ""),
        "predict_labels": (None, 0.5, "See me."),
        "compute_distances_two_loops": (6.0, 0.0, ""),
    }
    assert not any(one.by_hand for one in marks["2"])
    assert gradebook.held(root / "autograded", "knn").marks == {}


# ---------------------------------------------------------------- answers that seem blank


def without_answers(student: str, **more: object) -> Record:
    made = record(student, **more)
    return replace(made, questions=tuple(replace(one, code="") if one.written else one for one in made.questions))


def test_a_blank_answer_waits_where_words_stand_elsewhere(root: Path) -> None:
    found = Elsewhere("cell 7", "The answer is here.", "a text cell that was added")

    gradebook.update(root, KNN, [(without_answers("1"), None), (without_answers("2", elsewhere=(found,)), None)])

    assert {student: bool(row["needs_manual_grade"]) for student, row in listed(root).items()} == {
        "1": False,
        "2": True,
    }
    with opened(root) as book:
        grades = {one: book.find_grade("inline_question_1", "knn", "knn", one).auto_score for one in ("1", "2")}
        said = {one: book.find_comment("inline_question_1", "knn", "knn", one).auto_comment for one in ("1", "2")}
    assert grades == {"1": 0.0, "2": None}
    assert said == {"1": "No response.", "2": None}


def test_other_words_elsewhere_ask_the_person_again(root: Path) -> None:
    for text, asked in (("One thing.", False), ("Another thing.", True)):
        gradebook.update(root, KNN, [(without_answers("1", elsewhere=(Elsewhere("cell 7", text),)), None)])
        if not asked:
            with opened(root) as book:
                grade = book.find_grade("inline_question_1", "knn", "knn", "1")
                grade.manual_score, grade.needs_manual_grade = 7.0, False
                book.db.commit()

        assert bool(listed(root)["1"]["needs_manual_grade"]) is asked


# ---------------------------------------------------------------- a release that changes around an answer

BY_HAND = "numbers = list(range({0}))\n# BEGIN YOUR CODE\nraise NotImplementedError\n# END YOUR CODE\nshow(numbers)"
CODE = "```python\nfor number in numbers:\n    print(number)\n```"


def released(root: Path, around: object = 5, blank: str = "*Your answer here.*") -> None:
    """Release the course with a cell of code that a person marks, and texts around the answers as they are said here."""
    make_course(root)
    path = root / "release" / "knn" / "knn.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = blank
    notebook.cells.append(cell("code", BY_HAND.format(around), "drawing", grade=True, solution=True, points=5))
    nbformat.write(notebook, path)


def drawn(student: str, code: str = CODE, answer: str = "The root is monotone.") -> Record:
    made = record(student)
    written = tuple(replace(one, code=answer) if one.written else one for one in made.questions)
    drawing = replace(next(one for one in written if one.written), id="drawing", title="Draw it", max_score=5.0)
    return replace(made, questions=(*written, replace(drawing, code=code)))


def mark_all(root: Path) -> None:
    with opened(root) as book:
        for name in ("inline_question_1", "drawing"):
            grade = book.find_grade(name, "knn", "knn", "1")
            grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()


def waiting(root: Path) -> set[str]:
    with opened(root) as book:
        names = ("inline_question_1", "drawing")
        return {one for one in names if book.find_grade(one, "knn", "knn", "1").needs_manual_grade}


def test_code_that_a_person_marks_waits_for_one(tmp_path: Path) -> None:
    released(tmp_path)

    gradebook.update(tmp_path, KNN, [(drawn("1"), None)])
    assert waiting(tmp_path) == {"inline_question_1", "drawing"}

    mark_all(tmp_path)
    gradebook.update(tmp_path, KNN, [(drawn("1", code=CODE.replace("number", "one")), None)])
    assert waiting(tmp_path) == {"drawing"}


@pytest.mark.parametrize("answer", ["The root is monotone.", ""])
def test_what_a_release_changes_around_an_answer_asks_nobody_again(tmp_path: Path, answer: str) -> None:
    released(tmp_path)
    gradebook.update(tmp_path, KNN, [(drawn("1", answer=answer), None)])
    mark_all(tmp_path)

    shutil.rmtree(tmp_path / "release")
    released(tmp_path, around=7, blank="*Write two sentences here.*")
    gradebook.update(tmp_path, KNN, [(drawn("1", answer=answer), None)])
    assert waiting(tmp_path) == set()

    gradebook.update(tmp_path, KNN, [(drawn("1", answer="Another one."), None)])
    assert waiting(tmp_path) == {"inline_question_1"}
