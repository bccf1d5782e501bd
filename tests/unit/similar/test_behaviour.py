"""Who gave the same wrong values, or the same last bits, is told where few others did; usual answers tell nothing."""

from __future__ import annotations

import pytest
import torch

from autograder.model import (
    Array,
    CheckResult,
    Fields,
    Notebook,
    Observation,
    Outcome,
    Program,
    QuestionResult,
    Record,
    RecordStatus,
    Status,
    Submission,
)
from autograder.results import atomic, saved_run
from autograder.results.folder import Folder
from autograder.similar import behaviour
from autograder.similar.hand_ins import HandIn
from autograder.similar.pairs import compare

RIGHT = [0.1, 0.2, 0.3]


def given(student: str, folder: Folder, answers: list[float], *, drawing: int = 0, mistake: str = "") -> Record:
    """Keep a run that answered three cases of one check."""
    passed = answers[0] == pytest.approx(0.1)
    check = CheckResult("match", "Match.", Status.PASSED if passed else Status.FAILED, 0, 1, near_miss=mistake or None)
    asked = Record(
        "knn",
        student,
        RecordStatus.GRADED,
        0,
        1,
        questions=(QuestionResult("q", 0, 1, (check,)),),
        submission_sha256=student,
    )
    seen = [
        Observation(f"q.match/{at}", Outcome.ANSWERED, answer=Array(torch.tensor([answer], dtype=torch.float64)))
        for at, answer in enumerate(answers)
    ]
    submission = Submission(student, "knn", Notebook(()), student, "s.zip")
    program = Program(student, Fields(), (), (), {})
    digests = {one.case: f"{drawing} {one.case}" for one in seen}
    atomic.write(
        folder.saved_run(student), saved_run.encode(saved_run.SavedRun(submission, program, tuple(seen), digests))
    )
    return asked


def told(folder: Folder, records: list[Record]) -> dict[tuple[str, str], behaviour.Same]:
    values, without = behaviour.read(folder, records)
    assert without == []
    return behaviour.compare(values)


def usual(folder: Folder) -> list[Record]:
    return [given(name, folder, RIGHT) for name in "abcdefgh"]


def test_the_same_wrong_values_are_told_and_usual_ones_are_not(tmp_path):
    folder = Folder(tmp_path)
    records = [*usual(folder), *(given(name, folder, [7.25, 1 / 3, 9.0]) for name in ("kim", "lee"))]

    same = told(folder, records)

    assert list(same) == [("kim", "lee")]
    assert (same["kim", "lee"].share, dict(same["kim", "lee"].wrong)) == (0.5, {"q.match": 3})
    people = [HandIn(one.student_id, {}) for one in records]
    (pair,) = compare(people, answered=same).pairs
    assert (pair.one.student, pair.other.student, pair.text, pair.as_json()["same_wrong"]) == (
        "kim",
        "lee",
        0,
        {"q.match": 3},
    )
    assert not compare(people, answered=same, groups=[("lee", "kim")]).pairs


def test_a_mistake_with_a_name_and_last_bits_count_less(tmp_path):
    folder = Folder(tmp_path)
    named = [given(name, folder, [7.25, 0.5, 9.0], mistake="the root is missing") for name in ("kim", "lee")]
    bits = [given(name, folder, [0.1 + 1e-16, 0.2, 0.3 + 1e-16]) for name in ("min", "oh")]

    same = told(folder, [*usual(folder), *named, *bits])

    assert set(same) == {("kim", "lee"), ("min", "oh")}
    assert same["kim", "lee"].share <= 0.25
    assert (same["min", "oh"].share <= 0.25, dict(same["min", "oh"].right)) == (True, {"q.match": 2})


def test_answers_to_other_inputs_are_not_compared(tmp_path):
    folder = Folder(tmp_path)
    records = [given(name, folder, [7.25, 1 / 3, 9.0], drawing=at) for at, name in enumerate(("kim", "lee"))]

    assert told(folder, records) == {}


def test_two_alone_with_right_answers_are_not_suspected_of_them(tmp_path):
    folder = Folder(tmp_path)

    assert told(folder, [given(name, folder, RIGHT) for name in ("kim", "lee")]) == {}


def test_what_cannot_be_read_is_said(tmp_path):
    folder = Folder(tmp_path)
    records = [given("kim", folder, RIGHT), given("lee", folder, RIGHT)]
    folder.saved_run("lee").write_bytes(b"no run")

    values, without = behaviour.read(folder, records)

    assert (list(values), [one[:4] for one in without]) == (["kim"], ["lee:"])
