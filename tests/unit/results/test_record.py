"""Records: the points add up, the file is whole or absent, and reading gives back what was written."""

from __future__ import annotations

import json
import stat
from dataclasses import replace

import pytest

from autograder.errors import GradingError
from autograder.examine import examine
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Finding, Notebook, Record, RecordStatus, Severity, Submission
from autograder.results import atomic, record
from tests.fixtures.examined import answered, make_assignment, make_program

SUBMISSION = Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip")
FIELDS = {
    "version", "assignment", "student_id", "status", "score", "max_score", "reason", "questions", "findings", "late_days", "option",
    "submission_sha256", "release_version", "seed", "device", "sandbox_level", "seconds",
}  # fmt: skip


def marked(function=lambda x: 2 * x, findings=()) -> Record:
    exam = draw_test_plan(make_assignment(), seed=7)
    observations = answered(exam, function)
    program = replace(make_program(), findings=findings)
    return record.mark(SUBMISSION, program, observations, examine(exam, program, observations), exam.assignment)


def test_the_file_has_the_fields_that_were_promised():
    written = json.loads(record.encode(marked()))

    assert set(written) >= FIELDS
    assert set(written["questions"][0]) >= {"id", "score", "max_score", "checks"}
    assert set(written["questions"][0]["checks"][0]) >= {
        "name", "title", "status", "points", "max_points", "message", "hint", "near_miss",
    }  # fmt: skip
    assert written["version"] == 1


def test_findings_take_points_but_never_below_nothing():
    late = Finding("late", Severity.VIOLATION, "", "One day late.", -1.5)

    assert marked(findings=(late,)).score == 2.5
    assert marked(findings=(late, late, late)).score == 0.0
    assert marked(findings=(late,)).max_score == 4


def test_reading_gives_back_what_was_written():
    made = marked(lambda x: x * x)

    assert record.decode(record.encode(made)) == made
    assert record.encode(record.decode(record.encode(made))) == record.encode(made)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"version": 1}', b"\xff\xfe", b'{"assignment": 5}', b'{"assignment": "k\xff"}']
)
def test_what_is_no_record_is_one_sentence(data):
    with pytest.raises(GradingError, match="this is no record"):
        record.decode(data)


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(GradingError, match="can't be written"):
        atomic.write(tmp_path / "file" / "below.json", b"{}")


def test_saving_leaves_nothing_else_behind(tmp_path):
    atomic.write(tmp_path / "a.json", b"1")
    atomic.write(tmp_path / "a.json", b"2")

    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"2"
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o644


def test_a_rejected_submission_keeps_its_reason():
    made = record.unmarked(
        RecordStatus.REJECTED, "the zip is damaged", make_assignment(), student_id="s2", sha256="", source="x.zip"
    )

    assert (made.status, made.score, made.max_score, made.reason) == ("rejected", 0.0, 4, "the zip is damaged")


def test_a_record_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "records" / "s1.json").mkdir(parents=True)

    with pytest.raises(GradingError, match=r"s1\.json can't be read"):
        record.load_all(tmp_path)


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path, monkeypatch):
    atomic.write(tmp_path / "records" / "s1.json", b"1")
    monkeypatch.setattr(record.Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(record.Path, "unlink", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        atomic.write(tmp_path / "records" / "s2.json", b"2")
    monkeypatch.undo()
    assert len(list((tmp_path / "records").iterdir())) == 2

    atomic.remove_stale(tmp_path)

    assert [path.name for path in (tmp_path / "records").iterdir()] == ["s1.json"]
