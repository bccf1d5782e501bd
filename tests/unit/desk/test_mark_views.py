"""Marking by question: anonymous, one answer after the other, nothing lost, nothing twice."""

from __future__ import annotations

import html
import re
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.conventions import as_answer
from autograder.desk import marking, waiting
from autograder.desk.course_now import CourseNow
from autograder.export.nbgrader import marked_answers
from autograder.export.nbgrader.marked_answers import RowHeld
from autograder.results import atomic, record
from autograder.results.folder import Folder
from tests.fixtures.desk import PATH, QUESTION, RUBRIC, Visitor, answered, class_of, hand_in
from tests.fixtures.gradebook import opened

CLASS = {
    "2022000001": "The order stays.",
    "2022000002": "the  ORDER stays.",
    "2022000003": "No root, less work: $\\sqrt{x}$ <b>costs</b> time.",
    "2022000004": "I don't know.",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return class_of(tmp_path_factory.mktemp("course"), CLASS, rubric=RUBRIC)


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "course"))


def rows(course: Path) -> dict[str, RowHeld]:
    return dict(marked_answers.look(course, "knn", QUESTION).rows)


def shown(page: object) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))  # type: ignore[attr-defined]


def test_no_page_of_marking_tells_whose_an_answer_is(course: Path) -> None:
    visitor = Visitor(course)

    for page in (visitor.get(PATH), visitor.get(f"{PATH}/next"), visitor.get(f"{PATH}/rubric")):
        assert page.status_code == 200
        assert "2022000" not in page.text
        assert "Kim Minji" not in page.text


def test_question_model_answer_and_rubric_stand_beside_the_answer(course: Path) -> None:
    page = Visitor(course).get(f"{PATH}/next")

    assert "<strong>why</strong>" in page.text
    assert page.text.count("<math") >= 2
    assert "The root keeps the order." in shown(page)
    assert "<b>costs</b>" not in page.text


def test_every_answer_is_shown_once_and_the_same_ones_are_marked_together(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    seen = 0

    while "data-marking" in page.text and seen < 9:
        page = visitor.mark(page, **{"criterion-1": "level:half", "criterion-2": "all"}, comment="Good.")
        seen += 1

    assert seen == 3
    assert {one.score for one in rows(course).values()} == {7.0}
    assert not any(one.waits for one in rows(course).values())
    assert "All answers are read" in shown(page)
    assert (
        rows(course)["2022000001"].comment == "3 of 6: The root keeps the order.\n4 of 4: A root costs time.\n\nGood."
    )
    assert visitor.desk.follow.asked == ["knn"] * 3  # type: ignore[attr-defined]


INSIDE = "s = 0\nfor x in X:\n    s += x\n    return s"


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("It's the order; N is large (so be it).", "it's  the ORDER;\nn is large (so be it).", 1),
        ("Because $X$ has rows.", "Because $X$ has rows.  \n", 1),
        ("Because $X$ has rows.", "Because $x$ has rows.", 2),
        ("dW = X.T @ dS", "dw = x.T @ ds", 2),
        (f"So:\n```\n{INSIDE}\n```", f"So:\n```\n{INSIDE.replace('    return', 'return')}\n```", 2),
        (as_answer(INSIDE), as_answer(INSIDE.replace("    return", "return")), 2),
        (as_answer("plot(losses)"), as_answer("plot(losses)"), 2),
    ],
)
def test_only_answers_that_mean_the_same_are_one(tmp_path: Path, one: str, other: str, count: int) -> None:
    visitor = Visitor(class_of(tmp_path, {"2022000001": one, "2022000002": other}, rubric=RUBRIC))

    held = marked_answers.look(visitor.desk.course.root, "knn", QUESTION)

    assert len(marking.answers(visitor.desk.course.texts("knn", QUESTION), held)) == count


def test_formgrader_shows_what_the_desk_wrote(course: Path) -> None:
    visitor = Visitor(course)
    visitor.mark(visitor.get(f"{PATH}/next"), points="8.5", comment="So it is.")

    marked = [student for student, row in rows(course).items() if row.score is not None]
    with opened(course) as book:
        submission = book.find_submission("knn", marked[0])
        grade = book.find_grade(QUESTION, "knn", "knn", marked[0])
        comment = book.find_comment(QUESTION, "knn", "knn", marked[0])
        assert (grade.score, grade.needs_manual_grade) == (8.5, False)
        assert "So it is." in comment.comment
        assert submission.written_score == 8.5


def test_the_order_is_the_questions_own_and_the_same_on_every_desk(course: Path) -> None:
    one, other = Visitor(course), Visitor(course)

    first, second = (re.findall(rf'href="{PATH}/([0-9a-f]{{16}})"', visitor.get(PATH).text) for visitor in (one, other))

    assert first == second
    assert len(first) == 3


def test_two_graders_begin_at_different_answers(tmp_path: Path) -> None:
    course = class_of(tmp_path, {f"20220000{number:02}": f"Answer number {number}." for number in range(20)})

    begun = {str(Visitor(course, name=name).get(f"{PATH}/next").url) for name in ("Ada", "Bo", "Chae", "Dai", "Eun")}

    assert len(begun) > 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"points": "11"}, "11 is more than this question gives. Give 0 to 10."), ({"points": "-1"}, "-1 is less than 0"),
        ({"points": "nan"}, "'nan' is no number"), ({"points": "1e999"}, "is no number"), ({"points": "viel"}, "'viel' is no number"),
        ({"criterion-1": "level:third"}, "has no level"), ({"comment": "x" * 9_000}, "The comment has"),
    ],
)  # fmt: skip
def test_what_cant_be_meant_is_said_and_what_was_typed_is_kept(course: Path, fields: dict[str, str], why: str) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")

    answer = visitor.mark(page, **{"comment": "typed with care", **fields})

    assert answer.status_code == 400
    assert why in shown(answer)
    assert (fields.get("comment") or "typed with care") in answer.text
    assert all(one.waits for one in rows(course).values())


def test_a_form_that_is_sent_twice_counts_once(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")

    visitor.mark(page, points="3")
    again = visitor.mark(page, points="3")

    assert again.status_code == 200
    assert len(marked_answers.history(course, "knn")) == sum(one.score == 3 for one in rows(course).values())


def test_a_form_that_is_sent_again_with_other_points_isnt_taken_for_the_same(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")

    visitor.mark(page, points="3")
    other = visitor.mark(page, points="4", comment="typed with care")

    assert other.status_code == 409
    assert "it has 3 points" in shown(other)
    assert "typed with care" in other.text
    assert visitor.mark(other, points="4").status_code == 200
    assert {one.score for one in rows(course).values()} == {None, 4.0}


def test_what_somebody_else_marked_meanwhile_is_told_and_stays(course: Path) -> None:
    ada, bo = Visitor(course, name="Ada"), Visitor(course, name="Bo")
    path = str(ada.get(f"{PATH}/next").url)
    hers, his = ada.get(path), bo.get(path)

    ada.mark(hers, points="9")
    answer = bo.mark(his, points="2", comment="my own words")

    assert answer.status_code == 409
    assert "changed by Ada meanwhile: it has 9 points" in shown(answer)
    assert "my own words" in answer.text
    assert 2.0 not in {one.score for one in rows(course).values()}
    assert bo.mark(answer, points="2").status_code == 200  # now knowingly
    assert 2.0 in {one.score for one in rows(course).values()}


def test_what_formgrader_wrote_meanwhile_stays(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    with opened(course) as book:
        for student in CLASS:
            book.find_grade(QUESTION, "knn", "knn", student).manual_score = 5.0
        book.db.commit()

    answer = visitor.mark(page, points="1")

    assert answer.status_code == 409
    assert {one.score for one in rows(course).values()} == {5.0}


def test_an_answer_that_was_handed_in_anew_meanwhile_isnt_marked_unread(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    hand_in(course, {student: f"{text} And more." for student, text in CLASS.items()})

    answer = visitor.mark(page, points="1")

    assert answer.status_code == 409
    assert "And more." in answer.text
    assert {one.score for one in rows(course).values()} == {None}


def test_the_last_mark_can_be_taken_back_once(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.mark(visitor.get(f"{PATH}/next"), points="3", comment="hm")
    undo = visitor.form(page, f"{PATH}/undo")

    back = visitor.client.post(f"{PATH}/undo", data=undo)
    again = visitor.client.post(f"{PATH}/undo", data={**undo, "action": "another"})

    assert "taken back" in shown(back)
    assert all(one.waits and one.score is None and not one.comment for one in rows(course).values())
    assert again.status_code == 409 or again.status_code == 503
    assert "Take my last mark back" not in shown(visitor.get(f"{PATH}/next"))


def test_a_saved_comment_is_there_for_other_answers(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.mark(visitor.get(f"{PATH}/next"), points="3", comment="Mind the units.", keep="1")
    key = re.search(r'name="saved" value="([0-9a-f]+)"', page.text)
    assert key

    visitor.mark(page, points="4", comment="Else good.", saved=key[1])

    assert "Else good.\n\nMind the units." in {one.comment for one in rows(course).values()}


def test_marks_that_rest_on_a_changed_criterion_are_listed_and_made_anew(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    for _ in range(3):
        page = visitor.mark(page, **{"criterion-1": "level:half"})
    path = course / "assignments" / "knn" / "rubric.toml"
    path.write_text(RUBRIC.replace("half = 3", "half = 5"), encoding="utf-8")

    early = visitor.get(f"{PATH}/rubric")
    path.write_text(RUBRIC.replace("half = 3", "half = 4"), encoding="utf-8")
    refused = visitor.client.post(f"{PATH}/rubric", data=visitor.form(early, f"{PATH}/rubric"))
    listed = visitor.get(f"{PATH}/rubric")
    told = list(waiting.rest_on_changed(CourseNow(course), "knn"))  # which an export says
    done = visitor.client.post(f"{PATH}/rubric", data=visitor.form(listed, f"{PATH}/rubric"))

    assert [(asked.id, count) for asked, count in told] == [(QUESTION, 3)]
    assert shown(listed).count("'order' gave 3, gives 4") == 3
    assert "A mark or the rubric was changed meanwhile" in shown(refused)
    assert done.status_code == 200
    assert {one.score for one in rows(course).values()} == {4.0}
    assert "There are none" in shown(visitor.get(f"{PATH}/rubric"))


@pytest.mark.parametrize(
    ("new", "moved"),
    [
        ('[[inline_question_1]]\nname = "mistake"\nsays = "A wrong word."\npoints = -2\n' + RUBRIC, True),
        (RUBRIC.replace("half = 3", "half = 1"), False),
        (RUBRIC.replace("The root keeps the order.", "The root keeps the distances."), False),
    ],
)
def test_a_rubric_that_changes_under_an_open_form_marks_nothing_and_keeps_what_was_ticked(
    course: Path, new: str, moved: bool
) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    (course / "assignments" / "knn" / "rubric.toml").write_text(new, encoding="utf-8")

    answer = visitor.mark(page, **{"criterion-1": "level:half"}, comment="typed with care")

    assert answer.status_code == 409
    assert "The rubric was changed while this page was open" in shown(answer)
    assert "typed with care" in answer.text
    ticked = re.findall(r'name="(criterion-\d)" value="level:half"[^>]* checked', answer.text)
    assert ticked == ["criterion-2" if moved else "criterion-1"]
    assert all(one.waits for one in rows(course).values())


def test_a_rubric_that_doesnt_add_up_is_told_and_points_can_be_given(course: Path) -> None:
    path = course / "assignments" / "knn" / "rubric.toml"
    path.write_text(RUBRIC.replace("points = 4", "points = 5"), encoding="utf-8")
    visitor = Visitor(course)

    page = visitor.get(f"{PATH}/next")

    assert "add up to 11 points, and the question has 10" in shown(page)
    assert visitor.mark(page, **{"criterion-1": "all"}).status_code == 400
    assert visitor.mark(page, points="7").status_code == 200


def test_a_locked_database_keeps_what_was_typed(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.export.nbgrader.gradebook.LOCK_TIMEOUT", 0.2)
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    other = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        answer = visitor.mark(page, points="7", comment="typed with care")
    finally:
        other.close()

    assert answer.status_code == 503
    assert "locked" in shown(answer) and "typed with care" in answer.text
    assert all(one.waits for one in rows(course).values())


def test_results_that_vanish_while_open_lose_nothing_that_was_typed(course: Path) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    (course / "results" / "knn").rename(course / "elsewhere")

    answer = visitor.mark(page, points="7", comment="typed with care")

    assert answer.status_code == 503
    assert "typed with care" in answer.text
    assert visitor.get("/a/knn").status_code == 200


def test_an_unknown_question_is_answered_with_the_nearest(course: Path) -> None:
    answer = Visitor(course).get("/a/knn/q/inline_question_2")

    assert answer.status_code == 404
    assert "Did you mean inline_question_1?" in shown(answer)


@pytest.mark.parametrize(
    ("lost", "said"),
    [("gradebook.db", "knows none of the 4 graded hand-ins"), ("results", "no graded hand-ins any more, and the gradebook knows 4")],
)  # fmt: skip
def test_a_store_that_is_gone_is_said_and_what_was_typed_stays(course: Path, lost: str, said: str) -> None:
    visitor = Visitor(course)
    page = visitor.get(f"{PATH}/next")
    (course / lost).rename(course / "away")

    answer = visitor.mark(page, **{"criterion-1": "all"}, comment="A long comment.")

    assert answer.status_code == 503
    assert said in shown(answer)
    assert "A long comment." in answer.text
    assert said in shown(visitor.get(PATH)) and said in shown(visitor.get("/a/knn"))
    (course / "gradebook.db").unlink(missing_ok=True)
    if (course / lost).exists():
        shutil.rmtree(course / lost)
    (course / "away").rename(course / lost)
    if lost == "gradebook.db":
        assert visitor.mark(page, **{"criterion-1": "all"}).status_code == 200


def test_hand_ins_that_the_gradebook_lacks_are_counted(course: Path) -> None:
    new = answered("2022000009", "Not entered yet.")
    atomic.write(Folder(course / "results" / "knn").record(new.student_id), record.encode(new))

    assert "The gradebook lacks 1 graded hand-in of knn" in shown(Visitor(course).get(PATH))
    assert "The gradebook lacks 1 graded hand-in of knn" in shown(Visitor(course).get("/"))


def test_a_desk_a_grading_and_formgrader_lose_nothing_of_each_others(course: Path) -> None:
    visitor = Visitor(course)

    def formgrader() -> None:
        for student in CLASS:
            with opened(course) as book:
                book.find_grade("predict_labels", "knn", "knn", student).extra_credit = 2.0
                book.db.commit()

    with ThreadPoolExecutor(2) as beside:
        others = [beside.submit(lambda: [hand_in(course, CLASS) for _ in range(3)]), beside.submit(formgrader)]
        page = visitor.get(f"{PATH}/next")
        while "data-marking" in page.text:
            page = visitor.mark(page, **{"criterion-1": "all"})
            assert page.status_code == 200, shown(page)
        for one in others:
            one.result()

    assert {one.score for one in rows(course).values()} == {6.0}
    with opened(course) as book:
        given = [book.find_grade("predict_labels", "knn", "knn", student).extra_credit for student in CLASS]
    assert given == [2.0] * 4
