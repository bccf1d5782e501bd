"""Checks at work: how hard, how telling, which mistakes; and what other points would change, with nothing written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.desk import checks_at_work, errands
from autograder.errors import AssignmentBroken, UsageError
from autograder.model import Record, RecordStatus, Status
from tests.fixtures.desk import Visitor, class_of
from tests.fixtures.report import check, question, record, rejected


def student(number: int, *, easy: bool, hard: bool, odd: bool) -> Record:
    """Make a student who passed some of three checks."""
    words = {"message": "8 of 8 differ", "near_miss": None if number % 2 else "this is the distance, not its square"}
    states = [Status.PASSED if one else Status.FAILED for one in (easy, hard, odd)]
    made = [
        check(name, f"{name}.", 4, state, **({} if state is Status.PASSED else words))
        for name, state in zip(("easy", "hard", "odd"), states, strict=True)
    ]
    return record(f"20220000{number:02}", questions=(question("q", "Q", *made),), findings=())


CLASS = [student(number, easy=number != 0, hard=number > 5, odd=number < 5) for number in range(12)]


def test_each_check_says_how_hard_it_is_and_whether_it_tells_strong_from_weak() -> None:
    easy, hard, odd = checks_at_work.checks([*CLASS, rejected()])

    assert (easy.passed, easy.asked, hard.passed, odd.passed) == (11, 12, 6, 5)
    assert odd.discrimination is not None and odd.discrimination < 0
    assert checks_at_work.checks(CLASS[:4])[0].discrimination is None


def test_mistakes_are_gathered_by_their_name_and_the_others_by_what_was_seen() -> None:
    named, unnamed = checks_at_work.mistakes(CLASS)

    assert named[0].said == "this is the distance, not its square"
    assert "2022000000" in named[0].students
    assert {one.said for one in unnamed} == {"8 of 8 differ"}


def test_other_points_for_a_check_say_whose_score_would_change() -> None:
    changed = checks_at_work.with_points(CLASS, "q", "hard", 6)

    assert [one.student for one in changed] == [one.student_id for one in CLASS[6:]]
    assert {one.then - one.now for one in changed} == {2.0}
    assert checks_at_work.with_points(CLASS, "q", "hard", 4) == []
    with pytest.raises(UsageError, match="has no check"):
        checks_at_work.with_points(CLASS, "q", "nothing", 4)


def test_the_page_shows_it_and_refuses_what_is_no_number(tmp_path: Path) -> None:
    visitor = Visitor(class_of(tmp_path, {"2022000001": "The order stays."}))

    page = visitor.get("/a/knn/checks?check=compute_distances_no_loops/work&points=8")
    wrong = visitor.get("/a/knn/checks?check=compute_distances_no_loops/work&points=many")

    assert "1 score would change; nothing was written" in page.text
    assert "as they stand now in hidden/" in page.text
    assert wrong.status_code == 400 and "is no number. Give 0 to 1000" in wrong.text
    assert "Histogram of 1 scores" in page.text


def test_what_todays_checks_would_change_is_shown_and_a_broken_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(class_of(tmp_path, {"2022000001": "The order stays."}))
    before = visitor.desk.course.records("knn")
    monkeypatch.setattr(
        errands, "run", lambda *_: errands.ErrandDone(True, msgspec.json.encode(checks_at_work.differing(before, [replace(before[0], score=20.0)])).decode())
    )  # fmt: skip

    page = visitor.client.post("/a/knn/checks", data={"word": visitor.door.form_word})

    assert "1 score would change; nothing was written" in page.text
    assert ">15<" in page.text and ">20<" in page.text
    with pytest.raises(AssignmentBroken, match="1 of 1 couldn't be marked by today's checks: the reference broke"):
        checks_at_work.differing(
            before, [replace(before[0], status=RecordStatus.NOT_GRADED, reason="the reference broke.")]
        )
