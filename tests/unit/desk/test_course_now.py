"""A page of the desk does no more work for a class that is larger, but for reading its rows: counted, not timed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.desk import course_now
from autograder.results import hand_marks
from tests.fixtures.desk import PATH, RUBRIC, Visitor, class_of, hand_in


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note each statement that reaches a database."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_work_for_one_answer_and_one_page_is_that_of_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = class_of(tmp_path, {f"2022{number:06}": f"Answer {number}." for number in range(5)}, rubric=RUBRIC)
    visitor = Visitor(course)
    read: list[Path] = []
    settled: list[str] = []
    load, put = course_now.record.load, hand_marks.put
    monkeypatch.setattr(course_now.record, "load", lambda path: read.append(path) or load(path))
    monkeypatch.setattr(hand_marks, "put", lambda one, given: settled.append(one.student_id) or put(one, given))

    counts = []
    for _ in range(2):
        visitor.get("/")
        page = visitor.get(f"{PATH}/next")
        read.clear()
        settled.clear()
        with statements() as said:
            visitor.mark(page, **{"criterion-1": "all"})
            visitor.get("/")
        counts.append(len(said))
        assert read == []
        assert len(settled) == 1
        hand_in(course, {f"2023{number:06}": f"Another answer {number}." for number in range(15)})

    assert counts[1] <= counts[0]  # the first action makes the table of marks, too


def test_the_next_answer_asks_the_gradebook_only_to_write_the_mark(tmp_path: Path) -> None:
    course = class_of(tmp_path, {f"2022{number:06}": f"Answer {number}." for number in range(9)}, rubric=RUBRIC)
    visitor = Visitor(course)
    page = visitor.mark(visitor.get(f"{PATH}/next"), **{"criterion-1": "all"})  # makes the table of marks
    action = re.search(rf'action="({PATH}/[0-9a-f]+)"', page.text)
    assert action
    data = {**visitor.form(page, action[1]), "criterion-1": "all"}

    with statements() as written:
        answer = visitor.client.post(action[1], data=data, follow_redirects=False)
    with statements() as read:
        following = visitor.get(answer.headers["location"])

    assert any("UPDATE grade" in one for one in written)
    assert len(written) < 20
    assert read == []
    assert following.status_code == 200
    assert "7 wait" in following.text
