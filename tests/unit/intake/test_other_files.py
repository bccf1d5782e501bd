"""What came with the notebook is read as far as it is text, and named where it isn't."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import intake
from autograder.errors import SubmissionRejected
from autograder.intake import other_files
from autograder.model import OtherFile, RawFile
from tests.fixtures.notebooks import Json, to_bytes, zip_of
from tests.fixtures.written import assignment, docx, handed

NOTES: Json = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [{"cell_type": "markdown", "metadata": {}, "source": "It is bright."}],
}


def as_it_is(_cells: list[Json]) -> None:
    """Leave the notebook as it is."""


def received(**files: bytes) -> tuple[OtherFile, ...]:
    return intake.receive(handed(as_it_is, files=files), assignment()).others


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("answers.txt", b"It is bright."),
        ("answers", b"It is bright."),
        ("answers.md", "It is bright.".encode("utf-8-sig")),
        ("answers.txt", "It is bright.".encode("utf-16")),
        ("answers.html", b"<html><style>p {color: red}</style><p>It is <b>bright</b>.</p></html>"),
    ],
)
def test_text_is_read_whatever_its_name(name: str, data: bytes) -> None:
    found = other_files.read(name, data)

    assert (found.text.strip(), found.whole) == ("It is bright.", True)


def test_korean_windows_text_is_read() -> None:
    assert other_files.read("답.txt", "밝은 줄".encode("cp949")).text == "밝은 줄"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", b"%PDF-1.7\n1 0 obj"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("notes.rtf", b"{\\rtf1 It is bright.}"),
        ("notes.zip", zip_of({"a.txt": b"It is bright."})),
        ("notes.ipynb", b"{}"),
    ],
)
def test_what_is_no_text_is_named_for_a_person_to_open(name: str, data: bytes) -> None:
    assert other_files.read(name, data) == OtherFile(name, whole=False)


def test_a_long_text_is_kept_in_part_and_says_so() -> None:
    found = other_files.read("log.txt", b"x" * (other_files.MAX_TEXT + 1))

    assert (len(found.text), found.whole) == (other_files.MAX_TEXT, False)


# ---------------------------------------------------------------- documents


def test_the_runs_of_a_paragraph_are_one_text() -> None:
    found = other_files.read("a.docx", docx(paragraph("It is br", "ight.") + paragraph("Its image is light.")))

    assert (found.text, found.whole) == ("It is bright.\nIts image is light.", True)


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:hyperlink><w:r><w:t>bright</w:t></w:r></w:hyperlink></w:p>",
        "<w:p><w:ins><w:r><w:t>bright</w:t></w:r></w:ins></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>bright</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>bright</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    ],
    ids=["a link", "a tracked change", "a table", "a form"],
)
def test_words_are_read_wherever_word_puts_them(body: str) -> None:
    assert other_files.read("a.docx", docx(body)).text == "bright"


def test_what_was_deleted_or_stands_there_twice_is_left_out() -> None:
    body = "<w:p><w:del><w:r><w:delText>dark</w:delText></w:r></w:del><w:r><w:t>bright</w:t></w:r></w:p>"
    twice = '<x:AlternateContent xmlns:x="x"><x:Choice><w:p><w:r><w:t>so</w:t></w:r></w:p></x:Choice><x:Fallback><w:p><w:r><w:t>so</w:t></w:r></w:p></x:Fallback></x:AlternateContent>'

    assert other_files.read("a.docx", docx(body)).text == "bright"
    assert other_files.read("a.docx", docx(twice)).text.strip() == "so"


def test_footnotes_are_read_and_pictures_need_a_person() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = f"<w:footnotes {space}>{paragraph('below')}</w:footnotes>"

    found = other_files.read("a.docx", docx(paragraph("above"), **{"footnotes.xml": notes, "media/image1.png": "x"}))

    assert (found.text, found.whole) == ("above\n\nbelow", False)


def test_libre_office_s_texts_are_read() -> None:
    space = 'xmlns:office="urn:o" xmlns:text="urn:t"'
    body = "<text:h>Question 1</text:h><text:p>It <text:span>is</text:span> bright.</text:p>"
    data = zip_of(
        {"content.xml": f"<office:document {space}><office:body>{body}</office:body></office:document>".encode()}
    )

    assert other_files.read("a.odt", data).text == "Question 1\nIt is bright."


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb">]><w:document xmlns:w="wordprocessingml">&b;</w:document>',
        "<w:document",
        "",
        "<a>" * 50_000,
    ],
    ids=["entities", "cut off", "empty", "deep"],
)
def test_what_is_no_fair_xml_is_left_to_a_person(xml: str) -> None:
    assert other_files.read("a.docx", zip_of({"word/document.xml": xml.encode()})) == OtherFile("a.docx", whole=False)


@given(st.binary(), st.sampled_from(["a", "a.txt", "a.html", "a.docx", "a.ipynb"]))
def test_no_file_is_too_odd(data: bytes, name: str) -> None:
    assert other_files.read(name, data).name == name


# ---------------------------------------------------------------- of a zip


def test_the_files_beside_the_notebook_come_along_and_the_manifest_doesn_t() -> None:
    found = received(**{"answers.txt": b"It is bright.", "more/notes.ipynb": to_bytes(NOTES)})

    assert [one.name for one in found] == ["answers.txt", "more/notes.ipynb"]
    assert found[1].notebook is not None
    assert found[1].notebook.cells[0].source == "It is bright."


def test_a_damaged_or_huge_file_beside_it_is_no_reason_to_refuse_the_notebook() -> None:
    data = handed(
        as_it_is, files={"broken.txt": b"It is bright, very bright.", "big.txt": b"x" * (other_files.MAX_BYTES + 1)}
    )
    archive = zipfile.ZipFile(io.BytesIO(data))
    at = archive.getinfo("broken.txt").header_offset + 30 + len("broken.txt")
    spoiled = data[: at + 2] + bytes(byte ^ 0xFF for byte in data[at + 2 : at + 8]) + data[at + 8 :]

    found = intake.receive(spoiled, assignment()).others

    assert [(one.name, one.whole) for one in found] == [("broken.txt", False), ("big.txt", False)]


def test_of_many_files_the_last_are_named_together() -> None:
    found = received(**{f"note{number:03}.txt": b"bright" for number in range(other_files.MAX_FILES + 3)})

    assert len(found) == other_files.MAX_FILES + 1
    assert (found[-1].name, found[-1].whole) == ("3 more files", False)
    assert "note052.txt" in found[-1].text


def test_a_file_that_can_t_be_had_is_named() -> None:
    def refuse() -> bytes:
        raise SubmissionRejected(found="it is a link")

    held = other_files.raw([("a.txt", lambda: b"bright"), ("b.txt", refuse), ("c.txt", None)])

    assert held == (RawFile("a.txt", b"bright"), RawFile("b.txt", None), RawFile("c.txt", None))
    assert [(one.text, one.whole) for one in other_files.of_files(held)] == [("bright", True), ("", False), ("", False)]


def test_a_document_of_many_large_parts_is_read_within_bounds_and_needs_a_person() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    said = paragraph("so " * (other_files.MAX_BYTES // 8))
    large = {f"header{number}.xml": f"<w:hdr {space}>{said}{paragraph(str(number))}</w:hdr>" for number in range(1, 5)}

    found = other_files._document(docx(paragraph("above"), **large))

    assert found is not None and not found.whole
    assert len(found.text) <= other_files.MAX_BYTES
