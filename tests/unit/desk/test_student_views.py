"""One student at the desk: what is known of them, and what is decided about them."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from autograder import dispatch
from autograder.desk import errands
from autograder.errors import GradingError
from autograder.export.nbgrader import marked_answers
from autograder.model import Record
from autograder.results import atomic, hand_marks, record
from autograder.results.folder import Folder
from tests.fixtures import report
from tests.fixtures.desk import Visitor, class_of

STUDENT = "2022000001"
PAGE = f"/a/knn/s/{STUDENT}"
NO_LOOPS = "compute_distances_no_loops"


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(class_of(tmp_path, {STUDENT: "The order stays.", "2022000002": "I don't know."}), name="Ada")


def act(visitor: Visitor, **fields: str) -> Any:
    return visitor.client.post(PAGE, data={"word": visitor.door.form_word, "action": uuid4().hex, **fields})


def shown(page: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def test_the_page_shows_checks_and_code(visitor: Visitor) -> None:
    page = visitor.get(PAGE)

    assert "Squared distances agree with the definition." in shown(page)
    assert "sqrt" in shown(page)
    assert "Kim Minji" in shown(page)


def test_a_check_is_decided_with_a_reason_that_the_student_reads(visitor: Visitor) -> None:
    done = act(
        visitor, do="decide", question=NO_LOOPS, check="match", passes="yes", reason="The root was allowed in class."
    )
    act(visitor, do="decide", question=NO_LOOPS, check="work", passes="no", reason="It loops by map.")

    (record, *_) = visitor.desk.course.records("knn")
    (question,) = (
        one for one in hand_marks.settle(record, visitor.desk.course.marks("knn")).questions if one.id == NO_LOOPS
    )
    assert done.status_code == 200
    assert (question.score, question.marked) == (8 + 0 + 4, True)
    assert "counts as passed (8 of 8): The root was allowed in class." in question.comment
    assert "counts as not passed (0 of 6): It loops by map." in question.comment


def test_two_decisions_and_two_notes_of_one_page_all_count(visitor: Visitor) -> None:
    of_page = {"action": "one page"}  # as after the browser's Back

    act(visitor, **of_page, do="decide", question=NO_LOOPS, check="match", passes="no", reason="first reason")
    act(visitor, **of_page, do="decide", question=NO_LOOPS, check="work", passes="no", reason="second reason")
    for text in ("first note", "second note", "second note"):
        act(visitor, **of_page, do="note", text=text)

    (_, given), (_, last) = marked_answers.history(visitor.desk.course.root, "knn")
    assert "first reason" in given.comment
    assert "first reason" in last.comment
    assert "second reason" in last.comment
    assert [shown(visitor.get(PAGE)).count(text) for text in ("first note", "second note")] == [1, 1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"check": "match", "reason": " "}, "needs a reason"), ({"check": "nothing", "reason": "so"}, "has no check"),
        ({"check": "match", "reason": "x" * 3_000}, "The reason has"), ({"check": "match", "question": "inline_question_1", "reason": "so"}, "has no checks"),
    ],
)  # fmt: skip
def test_a_decision_that_cant_be_meant_changes_nothing_and_keeps_the_words(
    visitor: Visitor, fields: dict[str, str], said: str
) -> None:
    answer = act(visitor, **{"do": "decide", "question": NO_LOOPS, "passes": "yes", **fields})

    assert answer.status_code == 400
    assert said in shown(answer)
    assert marked_answers.history(visitor.desk.course.root, "knn") == ()


def test_what_formgrader_gave_a_question_isnt_replaced(visitor: Visitor) -> None:
    root = visitor.desk.course.root
    held = marked_answers.look(root, "knn", NO_LOOPS).rows[STUDENT]
    marked_answers.give(
        root, "knn", NO_LOOPS, [marked_answers.NewMark(STUDENT, held.version, 5, "mine")], action="a", by="formgrader"
    )

    answer = act(visitor, do="decide", question=NO_LOOPS, check="match", passes="yes", reason="so")

    assert answer.status_code == 400
    assert "gave this question 5 points" in shown(answer)


def test_exceptions_are_those_of_the_commands(visitor: Visitor) -> None:
    early = act(visitor, do="extend", until="2026-03-01T00:00", note="too soon")
    act(visitor, do="extend", until="2026-03-20T12:00", note="ill")

    text = (visitor.desk.course.root / "people" / "exceptions.csv").read_text()
    assert early.status_code == 400 and "too soon" in early.text
    assert f"{STUDENT},knn,extend,2026-03-20T12:00:00+00:00,ill" in text
    assert "2026-03-20 12:00" in shown(visitor.get(PAGE))
    act(visitor, do="forget", kind="extend")
    assert STUDENT not in (visitor.desk.course.root / "people" / "exceptions.csv").read_text()
    assert act(visitor, do="forget", kind="extend").status_code == 400


def test_a_note_is_for_the_staff_and_is_written_once(visitor: Visitor) -> None:
    for _ in range(2):
        act(visitor, do="note", text="Talked to them: <b>fine</b>.", action="one")

    page = visitor.get(PAGE)
    assert page.text.count("Talked to them: &lt;b&gt;fine") == 1
    assert "Ada" in shown(page)


def test_a_hand_in_goes_only_when_one_is_sure(visitor: Visitor) -> None:
    assert act(visitor, do="remove").status_code == 400
    assert len(visitor.desk.course.records("knn")) == 2


def test_the_students_page_is_shut_off_from_the_desk(visitor: Visitor) -> None:
    path = Folder(visitor.desk.course.root / "results" / "knn").page(STUDENT)
    atomic.write(path, b"<script>1</script>")

    policy = visitor.get(f"{PAGE}/page").headers["content-security-policy"]

    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy


@pytest.mark.parametrize("student", ["nobody", "2022000001%20", "..%5c2022000001", "2022000001%00"])
def test_nobodys_id_shows_nothing(visitor: Visitor, student: str) -> None:
    assert visitor.get(f"/a/knn/s/{student}").status_code in (400, 404)
    assert visitor.get(f"/a/knn/s/{student}/page").status_code in (400, 404)


class TestAcceptingAnotherFile:
    """A hand-in that was rejected, and a file that a person put right."""

    @pytest.fixture
    def rejected(self, visitor: Visitor) -> Visitor:
        one = report.rejected()
        atomic.write(Folder(visitor.desk.course.root / "results" / "knn").record(one.student_id), record.encode(one))
        return visitor

    def send(self, visitor: Visitor, data: bytes = b"{}", name: str = "mended.ipynb", **fields: str) -> Any:
        asked = {
            "word": visitor.door.form_word,
            "action": uuid4().hex,
            "reason": "Two copies: this one counts.",
            **fields,
        }
        return visitor.client.post(f"{PAGE}/file", data=asked, files={"file": (name, data)})

    def test_it_is_graded_in_place_and_why_stands_with_the_student(
        self, rejected: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[tuple[object, ...]] = []
        done = errands.ErrandDone(True, "2022000001: graded, 40 of 46.")
        monkeypatch.setattr(errands, "run", lambda *what: asked.append(what) or done)

        page = self.send(rejected, b'{"cells": []}')

        folder = Folder(rejected.desk.course.root / "results" / "knn")
        kept = folder.accepted(STUDENT)
        assert kept is not None and kept.read_bytes() == b'{"cells": []}' and kept.name == "2022000001.ipynb"
        assert asked == [("accept", "knn", rejected.desk.course.root, STUDENT)]
        assert "graded, 40 of 46" in shown(page)
        assert "Two copies: this one counts." in shown(rejected.get(PAGE))

    @pytest.mark.parametrize(
        ("fields", "said"),
        [({"reason": " "}, "needs a reason"), ({"name": "mine.rar"}, "neither a .zip nor a .ipynb"), ({"name": ""}, "No file was chosen")],
    )  # fmt: skip
    def test_what_cant_be_meant_is_said_and_what_was_typed_stays(
        self, rejected: Visitor, fields: dict[str, str], said: str
    ) -> None:
        page = self.send(rejected, **fields)  # type: ignore[arg-type]

        assert page.status_code == 400
        assert said in shown(page)
        assert fields.get("reason", "Two copies").strip() in page.text
        assert Folder(rejected.desk.course.root / "results" / "knn").accepted(STUDENT) is None

    def test_the_very_file_is_never_accepted(self, rejected: Visitor) -> None:
        folder = Folder(rejected.desk.course.root / "results" / "knn")
        same = replace(report.rejected(), submission_sha256=hashlib.sha256(b"broken").hexdigest())
        atomic.write(folder.record(STUDENT), record.encode(same))

        assert "Nobody can accept it as it is" in shown(self.send(rejected, b"broken"))

    def test_a_file_that_cant_be_graded_either_changes_nothing_and_goes(
        self, rejected: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = rejected.desk.course.root
        folder = Folder(root / "results" / "knn")
        folder.accept(STUDENT, b"also broken", ".zip")
        before = folder.record(STUDENT).read_bytes()
        outs: list[Path] = []

        def grade_paths(run: dispatch.Run, *_: object, **__: object) -> list[Record]:
            outs.append(run.out)
            return [report.rejected()]

        monkeypatch.setattr(dispatch, "grade_paths", grade_paths)
        with pytest.raises(GradingError, match="can't be graded either"):
            errands._accept("knn", root, folder.path, STUDENT)

        assert outs and folder.path not in outs
        assert folder.accepted(STUDENT) is None
        assert folder.record(STUDENT).read_bytes() == before

    def test_a_graded_hand_in_isnt_replaced_here(self, visitor: Visitor) -> None:
        assert "no hand-in that was rejected" in shown(self.send(visitor))
