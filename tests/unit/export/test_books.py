"""What a command leaves in records, gradebook and history, whatever people gave by hand meanwhile."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import DecisionNeeded, GradingError
from autograder.export import books as books_module
from autograder.export.books import Books
from autograder.export.nbgrader import gradebook
from autograder.model import ExceptionKind, LatePolicy, Record, RecordStatus, StudentException
from autograder.people.exceptions import Entry, Exceptions
from autograder.people.settling import People
from autograder.report import marks as marks_table
from autograder.results import atomic, csv_files, hand_marks, history
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.gradebook import listed, make_course, opened
from tests.fixtures.report import assignment, not_graded, record, rejected

KNN = assignment(late=LatePolicy(points_per_day=-2.0))
QUESTION = "inline_question_1"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    return make_course(tmp_path)


@pytest.fixture
def folder(root: Path) -> Folder:
    return Folder(root / "results" / "knn")


def graded(student: str, **changes: Any) -> Record:
    return record(student, findings=(), received=None, late_days=0, **changes)


def save(folder: Folder, *made: Record) -> None:
    for one in made:
        atomic.write(folder.record(one.student_id), records.encode(one))


def command(folder: Folder, root: Path, *made: Record, people: People | None = None) -> list[str]:
    """Run as a command does: open, grade these, settle, close; returns what was said."""
    books = Books(folder.path, "knn", root)
    said = books.open(KNN, people or People())
    save(folder, *made)
    return [*said, *books.close(KNN, people or People(), {})[1]]


def mark(
    root: Path, student: str, score: float | None, *, cell: str = QUESTION, comment: str = "", **more: Any
) -> None:
    """Give a mark as formgrader's handlers write it."""
    with opened(root) as book:
        grade = book.find_grade(cell, "knn", "knn", student)
        grade.manual_score = score
        for name, value in more.items():
            setattr(grade, name, value)
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        if comment:
            name = cell if cell == QUESTION else f"{cell}_solution"
            book.find_comment(name, "knn", "knn", student).manual_comment = comment
        book.db.commit()


def shown(folder: Folder, student: str = "1") -> Record:
    return records.load(folder.record(student))


def answer(one: Record, name: str = QUESTION) -> Any:
    return next(question for question in one.questions if question.id == name)


def noted(folder: Folder) -> list[tuple[str, float | None, float | None, str]]:
    return [(one.student_id, one.before, one.after, one.why) for one in history.read(folder.path)]


def test_points_and_comment_stand_in_record_page_and_table(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    assert (shown(folder).score, shown(folder).waiting) == (18.0, 1)
    mark(root, "1", 7.0, comment="Well **argued** <b>here</b>.")

    command(folder, root)

    one = shown(folder)
    assert (one.score, one.max_score, one.out_of, one.waiting) == (25.0, 36.0, 46.0, 0)
    assert (answer(one).score, answer(one).marked, answer(one).comment) == (7.0, True, "Well **argued** <b>here</b>.")
    page = folder.page("1").read_text(encoding="utf-8")
    assert "Well **argued** &lt;b&gt;here&lt;/b&gt;." in page and "of 46 points" in page
    head, row = csv_files.read((folder.path / "marks.csv").read_text())
    told = dict(zip(head, row, strict=True))
    assert (told["score"], told[QUESTION], told["waiting"], told["out_of"]) == ("25", "7", "0", "46")
    assert listed(root)["1"]["score"] == 25.0
    assert noted(folder) == [("1", None, 18.0, "graded"), ("1", 18.0, 25.0, "hand mark")]


def test_grading_everything_anew_keeps_them_and_no_change_is_no_line(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0, comment="Good.")
    command(folder, root)
    before = folder.record("1").read_bytes(), noted(folder)

    command(folder, root, graded("1"))
    command(folder, root)

    assert (folder.record("1").read_bytes(), noted(folder)) == before


def test_a_mark_in_place_of_the_checks_counts_and_taking_it_back_returns_theirs(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 3.0, cell="compute_distances_two_loops", extra_credit=0.5)

    command(folder, root)
    one = answer(shown(folder), "compute_distances_two_loops")
    assert (one.score, one.marked, one.extra_credit, shown(folder).score) == (3.0, True, 0.5, 13.5)
    assert listed(root)["1"]["score"] == 13.5

    mark(root, "1", None, cell="compute_distances_two_loops", extra_credit=None)
    command(folder, root)
    assert (shown(folder).score, answer(shown(folder), "compute_distances_two_loops").marked) == (18.0, False)
    assert [why for _, _, _, why in noted(folder)] == ["graded", "hand mark", "hand mark"]


def test_a_second_mark_after_a_first_is_a_hand_mark_too(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    for points in (2.0, 9.0):
        mark(root, "1", points)
        command(folder, root)

    assert noted(folder)[1:] == [("1", 18.0, 20.0, "hand mark"), ("1", 20.0, 27.0, "hand mark")]


def test_what_a_killed_run_graded_is_noted_by_the_next_command(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    worse = tuple(
        replace(one, score=0.0) if one.id == "compute_distances_two_loops" else one for one in record().questions
    )
    save(folder, graded("1", questions=worse))

    Books(folder.path, "knn", root).open(KNN, People())

    assert noted(folder)[1:] == [("1", 18.0, 10.0, "graded")]


def test_a_record_that_cant_be_read_is_no_removed_one(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"), graded("2"))
    before = noted(folder)
    folder.record("1").write_bytes(b'{"half')

    Books(folder.path, "knn", root).open(KNN, People(), whole=False)

    assert noted(folder) == before
    folder.record("1").unlink()
    Books(folder.path, "knn", root).open(KNN, People(), whole=False)
    assert noted(folder)[len(before) :] == [("1", graded("1").score, None, "removed")]


def test_lateness_and_marks_add_up_in_the_record_and_in_nbgrader(folder: Folder, root: Path) -> None:
    late = replace(graded("1"), received="2026-03-18T12:00:00+09:00")
    command(folder, root, late)
    mark(root, "1", 7.0)

    command(folder, root)

    assert shown(folder).score == listed(root)["1"]["score"] == 18.0 - 4.0 + 7.0


def test_an_answer_that_changed_waits_again_and_keeps_its_mark(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0)
    other = tuple(replace(one, code="Something else.") if one.written else one for one in record().questions)

    said = command(folder, root, graded("1", questions=other))

    assert (shown(folder).score, shown(folder).waiting, answer(shown(folder)).marked) == (25.0, 1, True)
    assert (
        f"1: {QUESTION} was marked by hand, and the answer, or what it is worth, is another now: the mark stays, and it waits for a person again"
        in said
    )


def test_extra_credit_beside_an_unread_answer_counts_here_and_in_nbgrader(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", None, extra_credit=2.0)

    command(folder, root)

    assert (shown(folder).score, shown(folder).waiting, listed(root)["1"]["score"]) == (20.0, 1, 20.0)


@pytest.mark.parametrize("points", [12.0, -1.0])
def test_odd_points_count_as_they_are_and_are_said(folder: Folder, root: Path, points: float) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", points)

    said = command(folder, root)

    assert shown(folder).score == 18.0 + points
    assert said == [f"1: {QUESTION} has {points:g} of 10 points, given by hand"]


def test_a_blank_answer_waits_for_nobody(folder: Folder, root: Path) -> None:
    blank = tuple(replace(one, code="", waiting=False) if one.written else one for one in record().questions)
    command(folder, root, graded("1", questions=blank))

    assert (shown(folder).waiting, answer(shown(folder)).waiting) == (0, False)
    assert not listed(root)["1"]["needs_manual_grade"]


def excused(student: str) -> People:
    return People(exceptions=Exceptions([Entry(student, "knn", StudentException(ExceptionKind.EXCUSE), "")]))


def test_who_is_excused_later_has_no_score_anywhere_and_the_marks_wait(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0, comment="Good.", extra_credit=1.0)
    command(folder, root)

    said = command(folder, root, people=excused("1"))
    assert shown(folder).status is RecordStatus.EXCUSED
    assert (listed(root)["1"]["score"], listed(root)["1"]["needs_manual_grade"]) == (0.0, False)
    assert said == ["1 is excused: marks given by hand stay in the gradebook, and count nowhere"]
    command(folder, root, people=excused("1"))

    command(folder, root)
    assert shown(folder).score == listed(root)["1"]["score"] == 26.0
    assert [why for _, _, _, why in noted(folder)] == ["graded", "hand mark", "exception", "exception"]


@pytest.mark.parametrize("after", [rejected("1"), not_graded("1")])
def test_a_hand_in_that_has_no_score_any_more_loses_no_mark(folder: Folder, root: Path, after: Record) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0)

    said = command(folder, root, after)
    assert any("marks given by hand stay in the gradebook" in line for line in said)

    command(folder, root, graded("1"))
    assert shown(folder).score == 25.0


def test_a_gradebook_that_is_gone_stops_before_anything_is_written(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0)
    command(folder, root)
    before = {path: path.read_bytes() for path in folder.path.rglob("*.*")}
    (root / "gradebook.db").rename(root / "away.db")

    with pytest.raises(
        DecisionNeeded, match=rf"lacks marks of a student .*\(1: {QUESTION} had 7, has none\).*Nothing was written"
    ):
        Books(folder.path, "knn", root).open(KNN, People())
    gradebook.update(root, KNN, [(graded("2"), None)])  # a new one that knows others is no better
    with pytest.raises(DecisionNeeded):
        Books(folder.path, "knn", root).open(KNN, People())
    assert {path: path.read_bytes() for path in folder.path.rglob("*.*")} == before

    (root / "away.db").rename(root / "gradebook.db")
    command(folder, root)
    assert shown(folder).score == 25.0


def copied(root: Path, name: str) -> Path:
    return Path(shutil.copy(root / "gradebook.db", root / name))


def test_an_older_gradebook_put_back_stops_and_names_what_it_lacks(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"), graded("2"), graded("3"))
    unmarked = copied(root, "unmarked.db")
    mark(root, "1", 4.0, comment="Very good.")
    mark(root, "2", 2.0)
    command(folder, root)
    first = copied(root, "first.db")
    mark(root, "1", 7.0)
    command(folder, root)
    newest = copied(root, "newest.db")
    before = {path: path.read_bytes() for path in folder.path.rglob("*.*")}

    shutil.copy(unmarked, root / "gradebook.db")
    with pytest.raises(
        DecisionNeeded, match=rf"2 students.*1: {QUESTION} had 7 a comment, has none; 2: .* had 2, has none"
    ):
        command(folder, root)
    shutil.copy(first, root / "gradebook.db")
    with pytest.raises(DecisionNeeded, match=rf"a student .*\(1: {QUESTION} had 7 a comment, has 4 a comment\)"):
        command(folder, root)
    assert {path: path.read_bytes() for path in folder.path.rglob("*.*")} == before

    shutil.copy(newest, root / "gradebook.db")
    command(folder, root)
    assert (shown(folder).score, shown(folder, "2").score) == (25.0, 20.0)


def test_an_older_gradebook_counts_once_a_person_says_so_and_the_newer_one_is_another_then(
    folder: Folder, root: Path
) -> None:
    command(folder, root, graded("1"))
    unmarked = copied(root, "unmarked.db")
    mark(root, "1", 4.0)
    command(folder, root)
    marked = copied(root, "marked.db")
    shutil.copy(unmarked, root / "gradebook.db")
    folder.hand_marks.rename(root / "away.json")

    command(folder, root)
    assert shown(folder).score == 18.0
    mark(root, "1", 9.0)
    command(folder, root)
    shutil.copy(marked, root / "gradebook.db")

    with pytest.raises(DecisionNeeded, match="had 9, has 4"):
        command(folder, root)


def test_a_copy_that_holds_all_that_is_known_may_be_put_back(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 4.0)
    command(folder, root)
    whole = copied(root, "whole.db")
    command(folder, root, graded("2"))  # other rows, and no mark of a person's
    shutil.copy(whole, root / "gradebook.db")

    command(folder, root)

    assert (shown(folder).score, shown(folder, "2").waiting) == (22.0, 1)
    assert list(listed(root)) == ["1", "2"]


def test_a_row_that_somebody_deleted_is_no_mark_taken_back(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0)
    command(folder, root)
    with opened(root) as book:
        book.db.delete(book.find_grade(QUESTION, "knn", "knn", "1"))
        book.db.commit()

    with pytest.raises(DecisionNeeded, match=f"{QUESTION} had 7, has none"):
        command(folder, root)


def test_without_marks_a_gradebook_may_go(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    (root / "gradebook.db").unlink()

    assert command(folder, root) == []
    assert list(listed(root)) == ["1"]


def test_a_gradebook_that_cannot_be_read_loses_no_mark_and_is_said(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0)
    command(folder, root)
    (root / "gradebook.db").write_bytes(b"no database" * 100)
    books = Books(folder.path, "knn", root)

    (said,) = books.open(KNN, People())
    assert "can't be read" in said and "as they were last read" in said
    save(folder, graded("1"))  # graded anew
    with pytest.raises(GradingError, match="stand as they were last read"):
        books.close(KNN, People(), {})

    assert (shown(folder).score, noted(folder)[-1]) == (25.0, ("1", 18.0, 25.0, "hand mark"))
    with pytest.raises(GradingError, match="can't be read"):
        Books(folder.path, "knn", root).open(KNN, People(), demand=True)


def test_results_elsewhere_neither_read_nor_write_the_course_s_gradebook(
    folder: Folder, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(folder, root, graded("1"))
    mark(root, "1", 7.0)
    command(folder, root)
    monkeypatch.setattr(books_module, "update_gradebook", lambda *_, **__: pytest.fail("the gradebook was written"))
    other, copied = Folder(tmp_path / "elsewhere"), Folder(tmp_path / "copy")
    shutil.copytree(folder.path, copied.path)
    mark(root, "1", 9.0)

    command(other, root, graded("1"))
    command(copied, root)

    assert (shown(other).score, shown(other).waiting, noted(other)) == (18.0, 1, [("1", None, 18.0, "graded")])
    assert shown(copied).score == 25.0


def test_only_those_named_are_written_into_the_gradebook(folder: Folder, root: Path) -> None:
    save(folder, graded("1"), graded("2"))
    books = Books(folder.path, "knn", root)
    books.open(KNN, People())

    books.close(KNN, People(), {}, which=lambda _: {"2"})

    assert list(listed(root)) == ["2"]


def test_what_was_read_is_its_owner_s_alone(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"))

    assert folder.hand_marks.stat().st_mode & 0o777 == 0o600
    assert json.loads(folder.hand_marks.read_bytes())["students"].keys() == {"1"}
    assert hand_marks.last_read(folder.hand_marks).marks["1"][0].by_hand is False
    assert marks_table.COLUMNS[-2:] == ("out_of", "waiting")


def test_more_than_one_student_of_a_group_has_marks_of_their_own(folder: Folder, root: Path) -> None:
    from autograder.people.class_lists import Student

    group = People((Student("1", group="T"), Student("3", "Lee Bo", group="T")))
    command(folder, root, graded("1"), people=group)
    mark(root, "1", 7.0)
    mark(root, "3", 5.0)

    command(folder, root, people=group)

    assert (shown(folder).score, shown(folder, "3").score) == (25.0, 23.0)


def test_in_nbgraders_own_run_the_last_record_tells_what_changed(folder: Folder, root: Path) -> None:
    def autograded(one: Record) -> Record:
        books = Books(folder.path, "knn", root, in_nbgrader=True)
        books.open(KNN, People())
        (root / "autograded/1/knn/knn.ipynb").write_text("{}")  # nbgrader puts the hand-in there first
        save(folder, one)
        books.close(KNN, People(), {})
        return shown(folder)

    command(folder, root, graded("1"))
    mark(root, "1", 7.0)
    other = tuple(replace(one, code="Something else.") if one.written else one for one in record().questions)

    assert (autograded(graded("1")).waiting, shown(folder).score) == (0, 25.0)
    assert (autograded(graded("1", questions=other)).waiting, shown(folder).score) == (1, 25.0)


def test_a_command_knows_whose_score_it_changed(folder: Folder, root: Path) -> None:
    command(folder, root, graded("1"), graded("2"))
    books = Books(folder.path, "knn", root)
    books.open(KNN, People())
    save(folder, graded("1", questions=record().questions[:1]))
    books.close(KNN, People(), {})

    assert [(one.student_id, one.before, one.after) for one in books.changes] == [("1", 18.0, 8.0)]
