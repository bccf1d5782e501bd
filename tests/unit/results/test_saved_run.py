"""A saved run comes back as it was; a later version's is told from a damaged one."""

from __future__ import annotations

import msgspec
import pytest

from autograder.errors import GradingError
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Notebook, Picture, Submission
from autograder.results import saved_run
from autograder.results.record import NewerVersion
from autograder.results.saved_run import SavedRun
from tests.fixtures.examined import answered, make_assignment, make_program

SUBMISSION = Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip")
PICTURES = (Picture("double", "Your doubles", b"\x89PNG"),)


def run() -> SavedRun:
    observations = tuple(answered(draw_test_plan(make_assignment(), seed=7)))
    return SavedRun(SUBMISSION, make_program(), observations, {"double.doubles/0": "ab"}, PICTURES)


def changed(**fields: object) -> bytes:
    """Write the file with other fields; None takes one out."""
    file = {**msgspec.msgpack.decode(saved_run.encode(run())), **fields}
    return msgspec.msgpack.encode({name: value for name, value in file.items() if value is not None})


def test_a_run_comes_back_as_it_was():
    back = saved_run.decode(saved_run.encode(run()))

    assert (back.submission, back.program, back.digests, back.pictures) == (
        SUBMISSION, make_program(), {"double.doubles/0": "ab"}, PICTURES,
    )  # fmt: skip
    assert [one.case for one in back.observations] == [one.case for one in run().observations]


def test_pages_read_it_without_the_observations():
    kept = saved_run.for_the_page(changed(observations=[b"damaged"]))

    assert (kept.program, kept.pictures, kept.submission.sha256) == (make_program(), PICTURES, "ab" * 32)


def test_one_from_before_pictures_were_kept_has_none():
    assert saved_run.decode(changed(pictures=None)).pictures == ()


@pytest.mark.parametrize("read", [saved_run.decode, saved_run.for_the_page])
def test_a_later_versions_says_so_before_its_fields_are_looked_at(read):
    with pytest.raises(NewerVersion, match=r"a saved run has version 3, and .* up to 2"):
        read(changed(version=3, program=None))


@pytest.mark.parametrize(
    "data", [b"", b"\x80", changed(version=None), changed(version=0), changed(program=3), saved_run.encode(run())[:-9]]
)
@pytest.mark.parametrize("read", [saved_run.decode, saved_run.for_the_page])
def test_what_is_none_is_one_sentence(read, data):
    with pytest.raises(GradingError, match="the kept observations can't be read"):
        read(data)


def test_a_later_versions_is_known_by_its_first_bytes(tmp_path):
    (tmp_path / "s1.run").write_bytes(changed(version=3))
    (tmp_path / "s2.run").write_bytes(saved_run.encode(run()))
    (tmp_path / "s3.run").write_bytes(b"damaged")

    with pytest.raises(NewerVersion, match=r"s1\.run has version 3"):
        saved_run.demand_known_version(tmp_path / "s1.run")
    for name in ("s2.run", "s3.run", "none.run"):
        saved_run.demand_known_version(tmp_path / name)
