"""What was decided of a check follows what the check is worth; any other mark by hand stays, and waits for a person where its question is worth other points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import nbformat
import pytest

from autograder.export.nbgrader import gradebook, marked_answers
from autograder.export.nbgrader.check_decisions import CheckBasis, Decided, comment, followed, points
from autograder.export.nbgrader.marked_answers import NewMark
from autograder.model import CheckResult, QuestionResult, Record, Status
from tests.fixtures.gradebook import make_course
from tests.fixtures.report import assignment, record

KNN, STUDENT, QUESTION = assignment(), "1", "predict_labels"


def asked(*, worth: float = 2.0, other: float = 3.0) -> QuestionResult:
    checks = (
        CheckResult("a", "It is so.", Status.FAILED, 0.0, worth),
        CheckResult("b", "And so.", Status.PASSED, other, other),
    )
    return QuestionResult(QUESTION, other, worth + other, checks, "Predict")


def handed_in(question: QuestionResult) -> Record:
    return replace(
        record(STUDENT), questions=tuple(question if one.id == QUESTION else one for one in record().questions)
    )


def release(root: Path, worth: float) -> None:
    """Say in the release what the question is worth."""
    path = root / "release/knn/knn.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata["nbgrader"]["grade_id"] == QUESTION:
            cell.metadata["nbgrader"]["points"] = worth
    nbformat.write(notebook, path)


def decided(root: Path, question: QuestionResult, one: Decided | None, score: float) -> None:
    held = marked_answers.look(root, "knn", QUESTION).rows[STUDENT]
    basis = CheckBasis({"a": one}) if one else None
    said, word = (comment(question, basis), msgspec.json.encode(basis).decode()) if basis else ("Mine.", "")
    mark = NewMark(STUDENT, held.version, score, said, word)
    marked_answers.give(root, "knn", QUESTION, [mark], action="first", by="Ada")


def now(root: Path) -> tuple[float | None, str, bool]:
    (mark,) = (one for one in gradebook.held(root, "knn").marks[STUDENT] if one.question == QUESTION)
    return mark.score, mark.comment, mark.waiting


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = make_course(tmp_path)
    release(made, 5)
    gradebook.update(made, KNN, [(handed_in(asked()), None)])
    return made


@pytest.mark.parametrize("passes", [True, None])  # None: as it was written down before
def test_what_counts_as_passed_follows_the_checks_points_and_it_is_noted(root: Path, passes: bool | None) -> None:
    decided(root, asked(), Decided(2.0, "It is right.", passes), 5.0)
    release(root, 6)

    gradebook.update(root, KNN, [(handed_in(asked(worth=3.0)), None)])
    gradebook.update(root, KNN, [(handed_in(asked(worth=3.0)), None)])

    assert now(root) == (6.0, "'It is so' counts as passed (3 of 3): It is right.", False)
    assert [(one.by, one.score) for _, one in marked_answers.history(root, "knn")] == [
        ("Ada", 5.0),
        ("autograder", 6.0),
    ]
    standing = marked_answers.look(root, "knn", QUESTION).given[STUDENT]
    assert msgspec.json.decode(standing.basis, type=CheckBasis).decided["a"].points == 3.0


def test_where_other_checks_give_other_points_too_it_waits_for_a_person(root: Path) -> None:
    decided(root, asked(), Decided(2.0, "It is right.", True), 5.0)
    release(root, 7)

    gradebook.update(root, KNN, [(handed_in(asked(worth=3.0, other=4.0)), None)])

    assert (now(root)[0], now(root)[2]) == (6.0, True)


def test_what_counts_as_not_passed_stays_at_nothing(root: Path) -> None:
    decided(root, asked(), Decided(0.0, "It isn't.", False), 3.0)
    release(root, 6)

    gradebook.update(root, KNN, [(handed_in(asked(worth=3.0)), None)])

    assert (now(root)[0], now(root)[2]) == (3.0, True)


def test_a_mark_of_a_persons_own_stays_and_waits_where_its_question_is_worth_other_points(root: Path) -> None:
    decided(root, asked(), None, 4.0)
    gradebook.update(root, KNN, [(handed_in(asked()), None)])
    assert now(root) == (4.0, "Mine.", False)
    release(root, 6)

    gradebook.update(root, KNN, [(handed_in(asked(worth=3.0)), None)])

    assert now(root) == (4.0, "Mine.", True)


def test_a_mark_that_somebody_changed_since_rests_on_no_decision(root: Path) -> None:
    decided(root, asked(), Decided(2.0, "It is right.", True), 5.0)
    held = marked_answers.look(root, "knn", QUESTION).rows[STUDENT]
    marked_answers.give(root, "knn", QUESTION, [NewMark(STUDENT, held.version, 1.0, "No.")], action="second", by="Bo")
    release(root, 6)

    gradebook.update(root, KNN, [(handed_in(asked(worth=3.0)), None)])

    assert now(root) == (1.0, "No.", True)


def test_points_that_are_as_they_were_follow_nothing() -> None:
    basis = CheckBasis({"a": Decided(2.0, "so", True), "gone": Decided(1.0, "so", True)}, "Answer: yes.")

    assert followed(asked(), basis, 5.0) is None
    assert points(asked(), basis) == 5.0
    assert comment(asked(), basis) == "'It is so' counts as passed (2 of 2): so\n\nAnswer: yes."
