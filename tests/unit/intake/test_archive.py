"""Zips are read in memory with caps; whatever they claim, each trick is one sentence (ARCHIVE-01 to ARCHIVE-12)."""

from __future__ import annotations

import io
import random
import stat
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import archive
from autograder.intake.archive import Archive, Caps
from tests.fixtures.notebooks import zip_of


def names_in(data: bytes) -> list[str]:
    with Archive(data) as opened:
        return [member.name for member in opened.members]


def read(data: bytes, name: str = "knn.ipynb", caps: Caps = archive.STUDENT) -> bytes:
    with Archive(data, caps) as opened:
        return opened.read(next(member for member in opened.members if member.name == name))


def refused(data: bytes, *, match: str) -> None:
    with pytest.raises(SubmissionRejected, match=match) as caught:
        names_in(data)
    assert caught.value.fix


def with_entry(name: str, data: bytes = b"{}", **settings: object) -> bytes:
    """Zip one member whose entry is set as no tool would."""
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = name
    for key, value in settings.items():
        setattr(entry, key, value)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(entry, data)
    return buffer.getvalue()


def patched(data: bytes, change: Callable[[bytearray], object]) -> bytes:
    copy = bytearray(data)
    change(copy)
    return bytes(copy)


# ---------------------------------------------------------------- what is fine


def test_members_are_listed_and_read():
    data = zip_of({"knn.ipynb": b"{}", "manifest.json": b"[]"}, folder="homework")

    assert names_in(data) == ["homework/knn.ipynb", "homework/manifest.json"]
    assert read(data, "homework/knn.ipynb") == b"{}"


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_korean_names_that_do_not_say_their_encoding_are_read(encoding):
    name = "김에이다.ipynb"
    written = name.encode(encoding)
    placeholder = "x" * len(written)
    data = zip_of({placeholder: b"{}"}).replace(placeholder.encode(), written)

    assert names_in(data) == [name]
    assert read(data, name) == b"{}"


def test_a_path_is_read_as_bytes_are(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(zip_of({"knn.ipynb": b"{}"}))

    with Archive(path) as opened:
        assert opened.read(opened.members[0]) == b"{}"


def test_what_systems_and_tools_leave_behind_is_ignored():
    litter = ["__MACOSX/._knn.ipynb", ".DS_Store", "a/.ds_store", "._knn.ipynb", ".ipynb_checkpoints/knn-checkpoint.ipynb",
              "a/Thumbs.db", "desktop.ini", ".git/config", "__pycache__/x.pyc"]  # fmt: skip
    data = zip_of({**dict.fromkeys(litter, b"x"), "knn.ipynb": b"{}"})

    assert names_in(data) == ["knn.ipynb"]


def test_folders_are_no_files():
    assert names_in(zip_of({"a/": b"", "a/b/": b"", "a/knn.ipynb": b"{}"})) == ["a/knn.ipynb"]


def test_backslashes_are_folders_as_some_tools_on_windows_write_them():
    assert names_in(with_entry("hw\\knn.ipynb")) == ["hw/knn.ipynb"]


def test_an_honest_zip64_is_read():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", allowZip64=True) as made, made.open("knn.ipynb", "w", force_zip64=True) as file:
        file.write(b"{}")

    assert read(buffer.getvalue()) == b"{}"


def test_an_honest_zip64_end_is_read():
    assert read(as_zip64(zip_of({"knn.ipynb": b"{}"}))) == b"{}"


def test_an_empty_zip_holds_nothing():
    assert names_in(zip_of({})) == []


def test_a_well_compressed_small_file_is_fine():
    assert len(read(zip_of({"knn.ipynb": b"0" * 3 * 2**20}))) == 3 * 2**20


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name", ["../knn.ipynb", "a/../../x", "/etc/passwd", "C:\\x.ipynb", "c:/x", "..\\x", "\\\\host\\x"]
)
def test_a_name_that_leads_outside_is_refused(name):
    refused(with_entry(name), match="leads outside")


def test_a_nul_in_a_name_is_refused():
    data = zip_of({"knn.ipynb_.txt": b"{}"}).replace(b"knn.ipynb_.txt", b"knn.ipynb\x00.txt")

    refused(data, match="NUL")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.ipynb", "A.ipynb"),
        (unicodedata.normalize("NFC", "é.ipynb"), unicodedata.normalize("NFD", "é.ipynb")),
        ("ß.ipynb", "SS.ipynb"),
        ("a/b.ipynb", "a//b.ipynb"),
        ("a/b.ipynb", "./a/b.ipynb"),
        ("a/b.ipynb", "a\\b.ipynb"),
    ],
)
def test_twins_that_some_file_system_takes_for_one_are_refused(one, other):
    refused(zip_of({one: b"{}", other: b"{}"}), match="ambiguous")


def test_the_same_name_twice_is_refused():
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as made:
        warnings.simplefilter("ignore")
        made.writestr("knn.ipynb", b"1")
        made.writestr("knn.ipynb", b"2")

    refused(buffer.getvalue(), match="ambiguous")


def test_an_entry_without_a_name_is_left_out():
    made = with_entry("", b"{}")

    assert names_in(made) == []


def test_a_name_of_60000_characters_is_harmless():
    data = zip_of({"x" * 60_000 + ".ipynb": b"{}"})

    assert len(names_in(data)[0]) == 60_006


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_only_plain_files_are_taken(kind):
    match = "link" if kind == stat.S_IFLNK else "no plain file"

    refused(with_entry("knn.ipynb", b"/etc/passwd", create_system=3, external_attr=(kind | 0o777) << 16), match=match)


def test_an_encrypted_member_is_refused():
    def encrypt(data: bytearray) -> None:
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1

    refused(patched(zip_of({"knn.ipynb": b"{}"}), encrypt), match="encrypted")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 9, 93, 99])
def test_unusual_compression_is_refused(method):
    def change(data: bytearray) -> None:
        at = data.index(b"PK\x01\x02")
        data[at + 10 : at + 12] = struct.pack("<H", method)

    refused(patched(zip_of({"knn.ipynb": b"{}"}), change), match="compressed in an unusual way")


# ---------------------------------------------------------------- bombs


def test_a_bomb_trips_while_it_is_streamed():
    data = zip_of({"knn.ipynb": b"\0" * (50 * 2**20)})

    with pytest.raises(SubmissionRejected, match="unpacks to far more"):
        read(data)


def test_a_member_over_the_cap_is_refused_by_its_own_word():
    with pytest.raises(SubmissionRejected, match="is 2 MB"):
        read(zip_of({"knn.ipynb": random.Random(0).randbytes(2 * 2**20)}), caps=Caps(member=2**20))


def test_a_member_that_lies_about_its_size_is_cut_off():
    def shrink(data: bytearray) -> None:
        at = data.index(b"PK\x01\x02")
        data[at + 24 : at + 28] = struct.pack("<L", 10)

    data = patched(zip_of({"knn.ipynb": b"x" * 1000}), shrink)

    with pytest.raises(SubmissionRejected, match="damaged"):
        read(data)


def test_what_comes_out_is_counted_whatever_size_was_believed():
    with Archive(zip_of({"knn.ipynb": b"x" * 100})) as opened:
        believed = replace(opened.members[0], size=1)

        with pytest.raises(SubmissionRejected, match="larger than it says"):
            opened.read(believed, 10)


def test_a_gigabyte_declared_is_refused_unread():
    def grow(data: bytearray) -> None:
        at = data.index(b"PK\x01\x02")
        data[at + 24 : at + 28] = struct.pack("<L", 2**31)

    refused(patched(zip_of({"data.bin": b"x"}), grow), match="more than a gigabyte")


def test_too_many_entries_are_refused_before_they_are_listed():
    data = zip_of({"knn.ipynb": b"{}"})
    end = len(data) - 22
    claimed = data[: end + 8] + struct.pack("<HH", 65_000, 65_000) + data[end + 12 :]

    refused(claimed, match="65,000 files")


def test_many_tiny_entries_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for number in range(2_001):
            made.writestr(f"{number}", b"")

    refused(buffer.getvalue(), match="2,001 files")


def test_entries_hidden_behind_a_small_count_are_refused():
    data = zip_of({f"{number}.txt": b"" for number in range(50)})
    end = len(data) - 22
    lie = data[: end + 8] + struct.pack("<HH", 1, 1) + data[end + 12 :]

    refused(lie, match="contradicts itself")


def test_a_directory_larger_than_any_student_needs_is_refused():
    data = zip_of({"x" * 60_000 + str(number): b"" for number in range(40)})

    refused(data, match="contradicts itself")


# ---------------------------------------------------------------- the file's end


def as_zip64(data: bytes, *, entries: int | None = None) -> bytes:
    """Put a zip64 end before the plain one, which then defers to it."""
    end = len(data) - 22
    _, _, _, _, count, size, offset, _ = struct.unpack("<4s4H2LH", data[end:])
    count = count if entries is None else entries
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    plain = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return data[:end] + record + locator + plain


def test_a_zip64_end_that_lies_is_refused():
    refused(as_zip64(zip_of({"a": b"", "b": b""}), entries=1), match="contradicts itself")
    refused(as_zip64(zip_of({"a": b""}), entries=2**40), match="files, more than")


def test_two_ends_that_disagree_are_refused():
    data = zip_of({"a": b"", "b": b""})
    lying = bytearray(as_zip64(data))
    lying[-22 + 8 : -22 + 12] = struct.pack("<HH", 1, 1)

    refused(bytes(lying), match="contradicts itself")


def test_a_zip64_locator_without_its_record_is_refused():
    data = zip_of({"a": b""})

    refused(data[:-22] + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1) + data[-22:], match="damaged")


@pytest.mark.parametrize("more", [b"\0", b"x" * 100, b"PK\x05\x06" + b"\0" * 10])
def test_data_after_the_end_is_refused(more):
    refused(zip_of({"knn.ipynb": b"{}"}) + more, match="followed by other data|damaged")


def test_data_before_the_first_member_is_refused():
    refused(b"#!/bin/sh\n" + zip_of({"knn.ipynb": b"{}"}), match="belongs to none")


def test_two_zips_in_a_row_are_refused():
    refused(zip_of({"a.ipynb": b"1"}) + zip_of({"b.ipynb": b"2"}), match="belongs to none")


def test_an_end_hidden_in_the_comment_is_refused():
    inner = zip_of({"b.ipynb": b"2"})
    outer = zip_of({"a.ipynb": b"1"})
    outer = outer[:-2] + struct.pack("<H", len(inner)) + inner

    refused(outer, match="belongs to none|followed by")


def test_a_comment_is_harmless():
    data = zip_of({"knn.ipynb": b"{}"})

    assert names_in(data[:-2] + struct.pack("<H", 5) + b"hello") == ["knn.ipynb"]


def test_a_part_of_a_split_zip_is_refused():
    data = zip_of({"a": b""})

    refused(data[:-22] + b"PK\x05\x06" + struct.pack("<H", 3) + data[-16:], match="one part of several")


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04", b"not a zip at all", b"\0" * 100_000, b"PK\x05\x06" + b"\0" * 17]
)
def test_what_is_no_zip_is_refused(data):
    refused(data, match="no zip, or a damaged one")


def test_a_zip_cut_off_anywhere_is_refused():
    data = zip_of({"knn.ipynb": b"{}" * 100, "manifest.json": b"[]"})

    for length in range(len(data)):
        refused(data[:length], match="zip")


def test_a_missing_file_is_no_fault_of_the_students(tmp_path):
    with pytest.raises(GradingError, match="can't be read") as caught:
        Archive(tmp_path / "none.zip")
    assert not isinstance(caught.value, SubmissionRejected)


# ---------------------------------------------------------------- any bytes

WHOLE = zip_of({"knn.ipynb": b'{"cells": []}' * 20, "manifest.json": b"{}"})


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6), st.binary(max_size=4))
def test_no_damage_raises_anything_but_a_rejection(changes, tail):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    try:
        with Archive(bytes(data) + tail) as opened:
            for member in opened.members:
                opened.read(member)
    except SubmissionRejected as error:
        assert error.fix


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?\.txt", fullmatch=True), st.binary(max_size=50), max_size=6)
)
def test_plain_files_survive_the_round_trip(files):
    data = zip_of(files)

    with Archive(data) as opened:
        assert {member.name: opened.read(member) for member in opened.members} == files
