"""One zip around one person's zip is passed by, within what one zip may unpack to."""

from __future__ import annotations

import random
import struct

import pytest

from autograder import intake
from autograder.errors import SubmissionRejected
from autograder.intake.archive import Archive
from autograder.intake.persons_zip import PersonsZip
from tests.fixtures.notebooks import handed_in, solved, to_bytes, was_run, zip_of
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

DOUBLING = small_assignment()
ME = {"name": "Kim", "student_id": "77", "option": 1, "group": ""}
SOLVED = was_run(solved(RELEASE, {**SOLUTIONS, "why": "Because."}, **ME))
NOTEBOOK = to_bytes(SOLVED)
ZIP = handed_in(SOLVED, "doubling", "abc123", **ME)


@pytest.mark.parametrize("name", ["77-doubling.zip", "folder/homework.ZIP", "a.zip.download"])
def test_the_only_zip_in_a_zip_is_read_in_its_place_and_that_is_said(name):
    left_behind = {"__MACOSX/._a.zip": b"x", "folder/.DS_Store": b"x"}
    straight, wrapped = (intake.receive(one, DOUBLING) for one in (ZIP, zip_of({name: ZIP, **left_behind})))

    assert (wrapped.notebook, wrapped.manifest) == (straight.notebook, straight.manifest)
    assert straight.findings == () and [one.rule for one in wrapped.findings] == ["zip_in_zip"]
    assert name in wrapped.findings[0].message


@pytest.mark.parametrize("other", [{"b.zip": ZIP}, {"notes.txt": b"notes"}])
def test_a_zip_beside_anything_else_in_a_zip_is_not_opened(other):
    with pytest.raises(SubmissionRejected, match=r"another zip.*inner zip"):
        intake.receive(zip_of({"a.zip": ZIP, **other}), DOUBLING)


def test_what_an_inner_zip_unpacks_to_is_measured_from_the_outer_one():
    repeated = zip_of(
        {"x.txt": random.Random(0).randbytes(2_000) * 10_000}
    )  # 20 MB in some 100 kB, which are as uniform
    declaring = bytearray(zip_of({"doubling.ipynb": NOTEBOOK}))
    at = declaring.index(b"PK\x01\x02")
    declaring[at + 24 : at + 28] = struct.pack("<L", 2**30 - 500)

    with Archive(repeated) as opened:
        assert len(opened.read(opened.members[0])) == 20_000_000
    with PersonsZip(zip_of({"a.zip": repeated})) as opened, pytest.raises(SubmissionRejected, match="far more"):
        opened.read(opened.members[0])
    with Archive(bytes(declaring)):
        pass
    with pytest.raises(SubmissionRejected, match="gigabyte"):
        PersonsZip(zip_of({"a.zip": bytes(declaring)}))
