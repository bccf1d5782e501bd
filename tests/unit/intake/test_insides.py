"""Each file is looked into once, and one that can't be read says nothing."""

from __future__ import annotations

from autograder.errors import SubmissionRejected
from autograder.intake.insides import Insides, different
from tests.fixtures.notebooks import solved, to_bytes
from tests.fixtures.small_assignment import RELEASE

NOTEBOOK = to_bytes(solved(RELEASE, {}, name="Kim", student_id="77", option=1, group=""))


def test_a_file_is_read_once_for_each_question():
    read: list[bytes] = []

    def load() -> bytes:
        read.append(NOTEBOOK)
        return NOTEBOOK

    insides = Insides(len)

    assert (insides.ids(load), insides.one_id(load), insides.worth(load), insides.worth(load)) == (
        ("77",),
        "77",
        len(NOTEBOOK),
        len(NOTEBOOK),
    )
    assert len(read) == 2


def test_what_cannot_be_had_says_nothing():
    def load() -> bytes:
        raise SubmissionRejected(found="no file was handed in")

    assert (Insides(len).ids(load), Insides(len).worth(load), Insides().weighs) == ((), 0, False)


def test_one_person_is_one_however_the_id_is_spelled():
    assert different(["Kim 1", "kim  1", "kim 2"]) == ["Kim 1", "kim 2"]
