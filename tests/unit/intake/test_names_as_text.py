"""Names of files become text that can be written anywhere, whatever bytes they are, and two of them never become one."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import names_as_text
from autograder.intake.discovery import find
from tests.fixtures.notebooks import manifest_for, save, zip_of

KOREAN = "김_20260002_knn.zip"
RAW = st.binary(min_size=1, max_size=20).map(lambda raw: raw.replace(b"/", b"_").replace(b"\0", b"_"))
NAMES = (RAW | st.text(min_size=1, max_size=8).map(lambda text: text.encode("cp949", "ignore") or b"x")).map(
    os.fsdecode
)


def on_disk(text: str, encoding: str) -> str:
    return os.fsdecode(text.encode(encoding))


@given(st.lists(NAMES, max_size=12))
def test_different_names_are_different_texts_that_can_be_written(names):
    texts = names_as_text.apart(names)

    assert set(texts) == set(names)
    assert all(text.encode("utf-8") for text in texts.values())
    made = [unicodedata.normalize("NFC", text) for name, text in texts.items() if name != text]
    kept = {unicodedata.normalize("NFC", text) for name, text in texts.items() if name == text}
    assert len({*made}) == len(made)
    assert not kept & {*made}


@given(NAMES)
def test_a_name_has_one_text_that_stands_in_one_place(name):
    text = names_as_text.of_name(name)

    assert names_as_text.of_name(text) == text
    assert ("/" in text, "\0" in text) == ("/" in name, "\0" in name)


@given(
    st.lists(st.sampled_from("김이박최정강조윤장임 _-.()aZ0"), min_size=1, max_size=20).map("".join),
    st.sampled_from(["utf-8", "cp949"]),
)
def test_korean_names_are_read_in_both_encodings(text, encoding):
    assert names_as_text.of_name(on_disk(text, encoding)) == text


@pytest.mark.parametrize("text", ["Müller_20260002.zip", "Jürgen Groß.zip", "François-knn.zip", "Äpfel.zip"])
def test_western_names_are_read(text):
    assert names_as_text.of_name(on_disk(text, "cp1252")) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"\xb0\xff-knn.zip", "~B0~FF-knn.zip"), (b"\xea\xb9\x80\x81.zip", "김~81.zip"), (b"hw\xb0.zip", "hw~B0.zip")],
)
def test_what_is_no_text_is_told_byte_by_byte(raw, text):
    assert names_as_text.of_name(os.fsdecode(raw)) == text


def test_what_can_be_read_as_another_files_name_is_told_byte_by_byte():
    texts = names_as_text.apart([on_disk("김.zip", "cp949"), "김.zip", "~B1~E8.zip"])

    assert texts == {on_disk("김.zip", "cp949"): "~~B1~~E8.zip", "김.zip": "김.zip", "~B1~E8.zip": "~B1~E8.zip"}


def test_a_surrogate_that_no_byte_stands_for_is_told_too():
    assert names_as_text.of_name("a\ud83d") == "a~ED~A0~BD"


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"M\x81ller.ipynb", "Müller.ipynb"), ("김.ipynb".encode("cp949"), "김.ipynb"), ("김.ipynb".encode(), "김.ipynb")],
)
def test_a_name_in_a_zip_is_read_as_whoever_zipped_it_wrote_it(raw, text):
    assert names_as_text.of_entry(raw.decode("cp437"), says_utf8=False) == text


def test_a_name_in_a_zip_that_says_its_encoding_is_believed():
    assert names_as_text.of_entry("É", says_utf8=True) == "É"


# ---------------------------------------------------------------- through discovery


def test_a_file_whose_name_is_not_utf_8_is_found_by_its_id_and_opens(tmp_path):
    save(tmp_path / "20260001-knn.zip", b"one")
    save(tmp_path / on_disk("김-knn.zip", "cp949"), b"two")
    data = zip_of({"knn.ipynb": b"{}", "manifest.json": manifest_for(b"{}", "knn", "1", student_id="20260002")})
    save(tmp_path / on_disk(KOREAN, "cp949"), data)

    found = find([tmp_path], assignment="knn")

    assert {(one.student_id, one.source) for one in found} == {
        ("20260001", "20260001-knn.zip"), ("20260002", KOREAN), ("김", "김-knn.zip"),
    }  # fmt: skip
    assert {one.data for one in found} == {b"one", b"two", data}


def test_a_folder_whose_name_is_not_utf_8_is_its_persons(tmp_path):
    save(tmp_path / on_disk("김", "cp949") / "knn.zip", b"one")
    save(tmp_path / on_disk("Müller", "latin-1") / "knn.zip", b"two")

    assert [(one.student_id, one.data) for one in find([tmp_path])] == [("Müller", b"two"), ("김", b"one")]


def test_a_download_whose_names_are_not_utf_8_is_known(tmp_path):
    for number, name in enumerate(("김", "이")):
        save(tmp_path / on_disk(f"{name}_{number}_assignsubmission_file", "cp949") / "knn.zip", b"x")

    assert find([tmp_path]).said == ("Read as a Moodle download: 2 files.",)


def test_names_that_read_alike_are_two_files(tmp_path):
    save(tmp_path / "김-knn.zip", b"one")
    save(tmp_path / on_disk("김-knn.zip", "cp949"), b"two")

    for paths in ([tmp_path], sorted(tmp_path.iterdir())):
        assert [(one.student_id, one.data) for one in find(paths)] == [("~B1~E8", b"two"), ("김", b"one")]


def test_what_is_not_taken_is_told_by_a_name_that_can_be_written(tmp_path):
    save(tmp_path / on_disk("김.txt", "cp949"), b"notes")

    assert [one.source for one in find([tmp_path]).not_taken] == ["김.txt"]


def test_a_class_zip_whose_name_is_not_utf_8_is_read(tmp_path):
    save(tmp_path / on_disk("반.zip", "cp949"), zip_of({"1001-knn.zip": b"one", "1002-knn.zip": b"two"}))

    found = find([tmp_path], assignment="knn")

    assert [one.student_id for one in found] == ["1001", "1002"]
    assert found.said == ("반.zip is the class's zip, and was read.",)
