"""What Gradescope shows of a record."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.export import gradescope
from tests.fixtures.report import assignment, not_graded, record, rejected

KNN = assignment()


def test_the_score_is_the_records_and_the_tests_are_its_checks() -> None:
    found = gradescope.results(record(), KNN)

    assert found["score"] == 15.0
    assert sum(test["max_score"] for test in found["tests"]) == 36.0
    assert [test["number"] for test in found["tests"]] == ["1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2"]
    assert {test["visibility"] for test in found["tests"]} == {"visible"}


def test_a_failed_check_says_what_was_seen_and_the_hint() -> None:
    test = gradescope.results(record(), KNN)["tests"][2]

    assert test["status"] == "failed"
    assert "64 of 64 elements differ" in test["output"]
    assert "It looks like a known mistake: this is the distance, not its square." in test["output"]
    assert "Hint: Rounding" in test["output"]


def test_findings_and_written_points_are_in_the_output() -> None:
    output = gradescope.results(record(), KNN)["output"]

    assert "Handed in 1 day late. (-3 points)" in output
    assert "up to 10 more points" in output


def test_the_seed_stays_ours() -> None:
    assert "987654321" not in json.dumps(gradescope.results(record(), KNN))


def test_a_rejected_file_says_why() -> None:
    found = gradescope.results(rejected(), KNN)

    assert (found["score"], found["tests"]) == (0.0, [])
    assert "The zip holds 2 notebooks." in found["output"]
    assert "no mark of your answers: hand in again" in found["output"]


def test_a_fault_of_ours_is_no_score() -> None:
    with pytest.raises(GradingError, match="wasn't graded"):
        gradescope.results(not_graded(), KNN)


@given(st.text(st.characters(), max_size=50))
def test_any_text_is_json(text: str) -> None:
    json.dumps(gradescope.results(rejected(reason=text), KNN)).encode()
