"""Which drawing is a student's: the same whenever it is asked, spread over all, and another for another class."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from autograder.conventions.drawings import SEED_BYTES, seed_of, version_of

SEEDS = st.integers(0, 2 ** (8 * SEED_BYTES) - 1)


@given(st.text(), SEEDS, st.integers(1, 50))
def test_any_id_has_one_of_the_drawings_and_keeps_it(student: str, seed: int, versions: int) -> None:
    version = version_of(student, seed, versions)

    assert 0 <= version < versions
    assert version_of(student, seed, versions) == version


def test_a_class_is_spread_over_all_drawings() -> None:
    counted = Counter(version_of(f"student{number}", 7, 8) for number in range(800))

    assert set(counted) == set(range(8))
    assert max(counted.values()) < 2 * min(counted.values())


def test_another_class_is_spread_otherwise() -> None:
    students = [f"student{number}" for number in range(50)]

    assert [version_of(one, 7, 8) for one in students] != [version_of(one, 8, 8) for one in students]


@given(SEEDS)
def test_the_first_drawing_has_the_class_s_seed_and_the_others_have_their_own(seed: int) -> None:
    seeds = [seed_of(version, seed) for version in range(8)]

    assert seeds[0] == seed
    assert len(set(seeds)) == 8
    assert all(0 <= one < 2 ** (8 * SEED_BYTES) for one in seeds)
