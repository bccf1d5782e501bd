"""Every change of a score has a line, whole or not there."""

from __future__ import annotations

import errno
import itertools
import json
import stat
import threading

import pytest
from filelock import FileLock

from autograder.errors import GradingError
from autograder.results import history


def graded(student: str, score: float | None) -> str:
    return history.GRADED


def test_a_line_says_who_when_from_what_to_what_and_why(tmp_path):
    history.note(tmp_path, {"1": 88.0, "2": None}, graded)
    history.note(tmp_path, {"1": 68.0, "2": None}, lambda *_: history.EXCEPTION)

    lines = [json.loads(line) for line in (tmp_path / "history.jsonl").read_text().splitlines()]
    assert [(one["student_id"], one["from"], one["to"], one["why"]) for one in lines] == [
        ("1", None, 88.0, "graded"),
        ("1", 88.0, 68.0, "exception"),
    ]
    assert {key for one in lines for key in one} == {"time", "student_id", "from", "to", "why", "by"}
    assert lines[0]["time"].endswith("+00:00") and lines[0]["by"]


def test_what_did_not_change_has_no_line(tmp_path):
    history.note(tmp_path, {"1": 0.1 + 0.2}, graded)

    assert history.note(tmp_path, {"1": 0.3}, graded) == []
    assert len(history.read(tmp_path)) == 1


def test_whoever_is_gone_has_no_score(tmp_path):
    history.note(tmp_path, {"1": 5.0}, graded)

    (gone,) = history.note(tmp_path, {}, lambda *_: history.REMOVED)

    assert (gone.before, gone.after, gone.why) == (5.0, None, "removed")
    assert history.note(tmp_path, {}, graded) == []


def test_it_is_its_owner_s_alone(tmp_path):
    history.note(tmp_path / "knn", {"1": 5.0}, graded)

    assert stat.S_IMODE((tmp_path / "knn" / "history.jsonl").stat().st_mode) == 0o600


def test_a_half_line_is_taken_off_before_the_next(tmp_path):
    history.note(tmp_path, {"1": 5.0}, graded)
    with (tmp_path / "history.jsonl").open("ab") as file:
        file.write(b'{"time": "2026-')

    assert [one.after for one in history.read(tmp_path)] == [5.0]
    history.note(tmp_path, {"1": 6.0}, graded)

    assert [one.after for one in history.read(tmp_path)] == [5.0, 6.0]
    assert (tmp_path / "history.jsonl").read_bytes().count(b"\n") == 2


def test_a_damaged_line_is_named(tmp_path):
    (tmp_path / "history.jsonl").write_bytes(b"{}\n")

    with pytest.raises(GradingError, match=r"history\.jsonl, line 1"):
        history.note(tmp_path, {"1": 6.0}, graded)


def test_many_writers_lose_nothing_and_break_no_line(tmp_path):
    def write(number: int) -> None:
        for score in range(5):
            history.note(tmp_path, {str(one): number + score / 10 for one in range(4)}, graded)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    changes = history.read(tmp_path)
    for student in "0123":
        own = [one for one in changes if one.student_id == student]
        assert len(own) == 20
        assert all(one.after == other.before for one, other in itertools.pairwise(own))


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch):
    def refused(*_args, **_more):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(FileLock, "acquire", refused)

    with pytest.raises(GradingError, match=r"history\.jsonl can't be written: Read-only file system"):
        history.note(tmp_path, {"1": 4.0}, graded)
