"""Records: reading gives back what was written, and what can't be read, or mustn't be, is one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import msgspec
import pytest

from autograder.errors import GradingError
from autograder.model import Finding, Severity, Status
from autograder.results import record
from autograder.results.record import NewerVersion
from tests.fixtures import report as made_by_hand
from tests.fixtures.examined import marked

ROOT = Path(__file__).resolve().parents[3]
FIELDS = {
    "version", "assignment", "student_id", "status", "score", "max_score", "reason", "questions", "findings", "late_days", "option",
    "submission_sha256", "release_version", "seed", "device", "sandbox_level", "seconds",
}  # fmt: skip


def test_the_file_has_the_fields_that_were_promised():
    written = json.loads(record.encode(marked()))

    assert set(written) >= FIELDS
    assert set(written["questions"][0]) >= {"id", "score", "max_score", "checks"}
    assert set(written["questions"][0]["checks"][0]) >= {
        "name", "title", "status", "points", "max_points", "message", "hint", "near_miss",
    }  # fmt: skip
    assert written["version"] == 1


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


def test_a_record_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "records" / "s1.json").mkdir(parents=True)

    with pytest.raises(GradingError, match=r"s1\.json can't be read"):
        record.load_all(tmp_path)


# ---------------------------------------------------------------- versions


def of_version(version: object) -> bytes:
    return json.dumps({**json.loads(record.encode(marked())), "version": version}).encode()


def test_a_record_of_a_later_version_says_so_and_what_to_do():
    with pytest.raises(NewerVersion, match=r"has version 2, and .* up to 1\. Install the autograder that wrote it"):
        record.decode(of_version(2))


def test_a_later_version_is_named_before_its_fields_are_looked_at(tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "s1.json").write_bytes(b'{"version": 2, "marks": "elsewhere"}')

    with pytest.raises(NewerVersion, match=r"records/s1\.json has version 2"):
        record.load_all(tmp_path)


def test_a_record_without_a_version_is_of_the_first():
    fields = json.loads(record.encode(marked()))
    del fields["version"]

    assert record.decode(json.dumps(fields).encode()) == marked()


def test_a_record_from_before_a_field_was_added_has_its_default():
    fields = json.loads(record.encode(marked()))
    del fields["attempts"], fields["key"]

    made = record.decode(json.dumps(fields).encode())

    assert (made.attempts, made.key) == ((), "")


@pytest.mark.parametrize("version", [0, -1, "1", 1.5, None])
def test_a_version_that_there_never_was_is_no_record(version):
    with pytest.raises(GradingError, match="this is no record"):
        record.decode(of_version(version))


# ---------------------------------------------------------------- the schema


def test_the_schema_in_docs_is_made_from_todays_types():
    """Else: python -m autograder.results.record > docs/record.schema.json"""
    written = (ROOT / "docs" / "record.schema.json").read_bytes()

    assert json.loads(written) == json.loads(msgspec.json.encode(record.schema()))


@pytest.mark.parametrize(
    "made",
    [marked(), made_by_hand.record(), made_by_hand.rejected(), made_by_hand.not_graded()],
    ids=lambda one: one.status,
)
def test_records_keep_to_the_schema(made):
    jsonschema.Draft202012Validator(record.schema()).validate(json.loads(record.encode(made)))


@pytest.mark.parametrize("broken", [{"score": "12"}, {"status": "lost"}, {"version": 2}, {"questions": [{}]}])
def test_the_schema_refuses_what_is_no_record(broken):
    fields = {**json.loads(record.encode(marked())), **broken}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(record.schema()).validate(fields)


def test_a_damaged_record_is_left_out_before_grading_and_named_otherwise(tmp_path):
    for one in (replace(marked(), student_id="1"), replace(marked(), student_id="2")):
        path = tmp_path / "records" / f"{one.student_id}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(record.encode(one))
    path.write_bytes(path.read_bytes()[:-300])

    assert [one.student_id for one in record.load_readable(tmp_path)] == ["1"]
    with pytest.raises(GradingError, match=r"2\.json: this is no record"):
        record.load_all(tmp_path)


BANNED = "torch.cdist must not be used here (line 2 of the block). This costs the question."


def test_what_a_banned_call_took_of_a_whole_question_is_told_by_its_checks():
    checks = [made_by_hand.check(f"c{n}", f"Fact {n}.", 2, Status.FAILED, message=BANNED, worth=2.0) for n in range(3)]
    question = made_by_hand.question("q", "Q", *checks, banned=BANNED)
    whole = Finding("banned_call", Severity.VIOLATION, "q_solution", BANNED)

    assert record.taken(whole, [question]) == -6.0
    assert record.taken(whole, [replace(question, marked=True, score=5.0)]) == 0.0  # a person's points stand
    assert record.taken(replace(whole, cell="p_solution"), [question]) == 0.0
    assert record.taken(replace(whole, message="eval runs code that can't be read here."), [question]) == 0.0
    assert record.taken(replace(whole, points=-0.8), [replace(question, checks=())]) == -0.8
