"""The manifest is read if it is one of ours, and is as good as absent otherwise."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import manifest
from autograder.intake.archive import Archive
from autograder.model import Fields
from tests.fixtures.notebooks import manifest_for, zip_of


def test_what_the_submission_cell_writes_is_read():
    data = manifest_for(b"notebook", "knn", "v1", name="Kim", student_id="77", option=2, group="A", cells={"a": "b"})

    read = manifest.read(data)

    assert read is not None
    assert (read.assignment, read.release_version, read.fields) == ("knn", "v1", Fields("Kim", "77", 2, "A"))
    assert len(read.notebook_sha256) == 64


def test_numbers_are_taken_for_texts():
    read = manifest.read(b'{"assignment": "knn", "student_id": 2022123456, "release_version": 3, "option": "2"}')

    assert read is not None
    assert (read.fields.student_id, read.fields.option, read.release_version) == ("2022123456", 2, "3")


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"assignment": 3}', b'{"assignment": "knn", "name": []}', b"\xff", b"[" * 100_000,
     b'{"assignment": "knn", "student_id": null}', b'{"assignment": "\\ud800"}', b'{"assignment": "knn"} x'],
)  # fmt: skip
def test_anything_else_is_as_good_as_absent(data):
    assert manifest.read(data) is None


def test_long_texts_are_cut():
    read = manifest.read(json.dumps({"assignment": "knn", "name": "x" * 10_000}).encode())

    assert read is not None
    assert len(read.fields.name) == manifest.MAX_TEXT


def test_a_zip_with_two_manifests_has_none():
    one = manifest_for(b"", "knn", "v1")
    with Archive(zip_of({"manifest.json": one, "sub/manifest.json": one})) as opened:
        assert manifest.of(opened)[0] is None


def test_a_manifest_in_a_folder_is_found():
    with Archive(zip_of({"manifest.json": manifest_for(b"", "knn", "v1")}, folder="knn")) as opened:
        assert manifest.of(opened)[0] is not None


def test_a_huge_manifest_is_not_read():
    with Archive(zip_of({"manifest.json": b" " * (manifest.MAX_BYTES + 1)})) as opened:
        assert manifest.of(opened)[0] is None


@given(
    st.binary(max_size=100)
    | st.dictionaries(
        st.sampled_from(["assignment", "name", "option", "student_id"]),
        st.none() | st.integers() | st.text(max_size=5) | st.floats(),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_bytes_raise(data):
    manifest.read(data)
