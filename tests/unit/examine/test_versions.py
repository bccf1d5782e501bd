"""Several drawings of one assignment's hidden inputs: whose is which, and that each is drawn as it always was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import wire
from autograder.examine.test_plan import draw_test_plan
from autograder.examine.versions import Versions
from tests.fixtures.examined import make_assignment

EIGHT = make_assignment(versions=8)
ONE = make_assignment(versions=1)


def inputs(plan) -> dict[str, bytes]:
    return {case.id: wire.encode(dict(case.inputs)) for case in plan.cases}


def test_a_class_is_spread_over_all_versions():
    versions = Versions(EIGHT, 7)

    counts = Counter(versions.of(f"2022{number:06}") for number in range(800))

    assert sorted(counts) == list(range(8))
    assert min(counts.values()) > 50


@given(student=st.text(), seed=st.integers(0, 2**48 - 1))
def test_a_students_version_is_the_same_whenever_it_is_asked(student, seed):
    first, again = Versions(EIGHT, seed).of(student), Versions(EIGHT, seed).of(student)

    assert first == again in range(8)


def test_another_secret_gives_other_versions():
    students = [f"s{number}" for number in range(40)]

    assert [Versions(EIGHT, 7).of(one) for one in students] != [Versions(EIGHT, 8).of(one) for one in students]


def test_one_version_is_the_drawing_that_a_course_always_had():
    versions = Versions(ONE, 7)

    assert {versions.of(f"s{number}") for number in range(40)} == {0}
    assert inputs(versions.plan(0)) == inputs(draw_test_plan(ONE, 7))
    assert versions.plan(0).seed == 7


def test_what_is_known_of_one_versions_inputs_fits_no_other():
    plans = [Versions(EIGHT, 7).plan(version) for version in range(8)]
    drawn = [name for name, data in inputs(plans[0]).items() if inputs(plans[1])[name] != data]

    assert drawn
    for name in drawn:
        assert len({inputs(plan)[name] for plan in plans}) == 8
    assert len({plan.seed for plan in plans}) == 8
    assert [plan.version for plan in plans] == list(range(8))


def test_a_version_is_drawn_once_and_one_beyond_the_courses_can_be_drawn():
    versions = Versions(replace(EIGHT, versions=2), 7)

    assert versions.plan(1) is versions.plan(1)
    assert inputs(versions.plan(5)) == inputs(Versions(EIGHT, 7).plan(5))


@pytest.mark.parametrize("student", ["", "kim ada", "\ud800", "학생"])
def test_any_id_has_a_version(student):
    assert Versions(EIGHT, 7).of(student) in range(8)
