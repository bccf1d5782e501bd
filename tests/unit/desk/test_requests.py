"""Requests to look again: read or refused by the line, answered beside the answer, and on the student's next page."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.desk import requests, waiting
from autograder.errors import UsageError
from autograder.results import hand_marks
from tests.fixtures.desk import QUESTION, RUBRIC, Visitor, answered, class_of

ADA, BO = "2022000001", "2022000002"
PAGE = "/a/knn/requests"
NO_LOOPS = "compute_distances_no_loops"
RECORDS = [answered(ADA, "The order stays."), answered(BO, "I don't know.")]
LIST = f'student_id,question,check,text\n{ADA},{NO_LOOPS},match,"The root, was it\nforbidden?"\n{BO},{QUESTION},,I said it.\n'


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(class_of(tmp_path, {ADA: "The order stays.", BO: "I don't know."}, rubric=RUBRIC), name="Ada")


def act(visitor: Visitor, **fields: str) -> Any:
    return visitor.client.post(PAGE, data={"word": visitor.door.form_word, **fields})


def shown(page: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def comment(visitor: Visitor, student: str, question: str) -> str:
    marks = visitor.desk.course.marks("knn")
    record = next(one for one in visitor.desk.course.records("knn") if one.student_id == student)
    return next(one.comment for one in hand_marks.settle(record, marks).questions if one.id == question)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_whatever_separates_its_columns(delimiter: str) -> None:
    text = f"Student ID{delimiter}Question{delimiter}Text\n{ADA}{delimiter}{NO_LOOPS}{delimiter}Why?\n"

    (one,) = requests.read(text, RECORDS)

    assert (one.student, one.question, one.check, one.text) == (ADA, NO_LOOPS, "", "Why?")


def test_a_mail_with_the_pages_prepared_text_is_read() -> None:
    mail = f"Hello,\n> [look again: {ADA}|{NO_LOOPS}|match] The root was allowed.\nThanks\n[look again: {BO}|{QUESTION}|] Mine too."

    first, second = requests.read(mail, RECORDS)

    assert (first.student, first.check) == (ADA, "match") and first.text.startswith("The root was allowed.")
    assert (second.student, second.text) == (BO, "Mine too.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"2022000003,{QUESTION},,x", "did you mean"), (f"{ADA},predict_label,,x", "did you mean predict_labels"), (f"{ADA},{NO_LOOPS},nothing,x", "has no check"),
        (f"{ADA},{NO_LOOPS},,", "0 characters"), (f"{ADA},{NO_LOOPS},,{'x' * 5_000}", "5,000 characters"),
    ],
)  # fmt: skip
def test_one_line_that_cant_be_read_is_named_and_nothing_is_taken(visitor: Visitor, line: str, said: str) -> None:
    answer = act(visitor, list=f"{LIST}{line}\n")

    assert answer.status_code == 400
    assert said in shown(answer) and "line 4" in shown(answer)
    assert waiting.look(visitor.desk.course, "knn").requests == 0


@given(st.text(alphabet=st.sampled_from('[]|,;"\n look again:2022000001student_id,question,text'), max_size=200))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        assert all(one.student in (ADA, BO) for one in requests.read(text, RECORDS))
    except UsageError as error:
        assert error.found


def test_a_request_waits_once_is_answered_once_and_the_student_reads_it(visitor: Visitor) -> None:
    for _ in range(2):
        page = act(visitor, list=LIST)
    key = re.search(r'name="key" value="([0-9a-f]+)"', page.text)
    assert key
    before = waiting.look(visitor.desk.course, "knn")

    done = act(visitor, do="answer", key=key[1], text="It was, see $x^2$.", action="one")
    again = act(visitor, do="answer", key=key[1], text="Something else.", action="two")

    assert (before.requests, waiting.look(visitor.desk.course, "knn").requests) == (2, 1)
    assert done.status_code == 200
    assert again.status_code == 409 and "Something else." not in comment(visitor, ADA, NO_LOOPS)
    assert comment(visitor, ADA, NO_LOOPS) == "You asked: The root, was it\nforbidden?\n\nAnswer: It was, see $x^2$."
    assert waiting.look(visitor.desk.course, "knn").unread[0].waiting == 2  # nothing was marked by that


def test_a_decision_after_an_answer_keeps_it(visitor: Visitor) -> None:
    page = act(visitor, student=ADA, question=NO_LOOPS, text="Why?")
    key = re.search(r'name="key" value="([0-9a-f]+)"', page.text)
    assert key
    act(visitor, do="answer", key=key[1], text="You are right.", action="one")

    fields = {"do": "decide", "question": NO_LOOPS, "check": "match", "passes": "yes", "reason": "Allowed."}
    visitor.client.post(f"/a/knn/s/{ADA}", data={"word": visitor.door.form_word, **fields})

    assert "Allowed." in comment(visitor, ADA, NO_LOOPS) and "You are right." in comment(visitor, ADA, NO_LOOPS)


def test_a_check_that_many_ask_about_is_named(tmp_path: Path) -> None:
    students = {f"202200000{number}": f"Answer {number}." for number in range(4)}
    visitor = Visitor(class_of(tmp_path, students))
    act(visitor, list="student_id,question,check,text\n" + "".join(f"{one},{NO_LOOPS},match,why\n" for one in students))

    assert "4 students asked to look again at compute_distances_no_loops match" in shown(visitor.get("/a/knn"))
