"""A name in a zip that says it is UTF-8, and isn't, is read as what it was meant to be."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import SubmissionRejected
from autograder.intake.archive import BULK, Archive
from tests.fixtures.notebooks import zip_of

PLAIN = {"knn.ipynb": b"1" * 100, "XXXX.txt": b"other"}


def marked(name: bytes, files: dict[str, bytes] = PLAIN) -> bytes:
    """Make a zip of these files in which XXXX is a name of those bytes, and all names say that they are UTF-8."""
    data = bytearray(zip_of(files).replace(b"XXXX", name))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags + 1] |= 0x08
            at = data.find(signature, at + 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "text"),
    [(b"\xb1\xe8\xb9\xce", "김민"), (b"M\xfcll", "Mⁿll"), ("ábc".encode(), "ábc"), (b"\xff\xfe\xff\xfe", "\xa0■\xa0■")],
)
def test_it_is_read_as_one_that_says_nothing(tmp_path: Path, name: bytes, text: str) -> None:
    data = marked(name)
    path = tmp_path / "class.zip"
    path.write_bytes(data)

    for source in (data, path):
        with Archive(source, BULK) as archive:
            assert {one.name: archive.read(one) for one in archive.members} == {
                "knn.ipynb": b"1" * 100,
                f"{text}.txt": b"other",
            }
    assert path.read_bytes() == data


def test_zipfile_alone_refuses_all_of_it() -> None:
    with pytest.raises((UnicodeDecodeError, zipfile.BadZipFile)):
        zipfile.ZipFile(io.BytesIO(marked(b"\xff\xfe\xff\xfe")))


def test_a_name_that_leads_outside_is_rejected_whatever_it_says() -> None:
    with pytest.raises(SubmissionRejected, match="leads outside"):
        Archive(marked(b"\xff/..", {"XXXX/a.txt": b""}))


@given(st.binary(min_size=4, max_size=4).filter(lambda name: b"PK" not in name))
def test_no_name_is_a_fault(name: bytes) -> None:
    try:
        with Archive(marked(name)) as archive:
            assert archive.read(archive.members[0]) == b"1" * 100
    except SubmissionRejected:
        pass  # a NUL, a way outside
