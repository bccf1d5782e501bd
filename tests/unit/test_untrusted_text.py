"""A hostile text is cleaned in one place: what hides, turns or breaks a text comes out nowhere, and what can be read stays."""

from __future__ import annotations

import doctest
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import untrusted_text
from autograder.untrusted_text import (
    as_id,
    encodable,
    for_file_name,
    for_markdown,
    for_message,
    for_notebook,
    for_page,
    for_spreadsheet,
    same_id,
)

EVERYWHERE = [encodable, for_message, for_page, for_notebook, for_markdown, for_spreadsheet, for_file_name]
SHOWN = [for_message, for_page, for_notebook, for_markdown, for_spreadsheet]
HARMFUL = (
    "\x00\x07\x0b\x0c\x1b\x1c\x7f\x85\x9b\xad\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff"
)
ANY_TEXT = st.text(st.characters() | st.sampled_from("\r\n\t=+-@'`$<>[]&\\ ~.:/ \ud800\udfff" + HARMFUL), max_size=200)
READABLE = "Kim Minji, 김민지, Zoë, नमस्ते, क्‍ष, 👩‍🔬, x² ≤ 3·π, (a, b)"  # with the joiners of scripts and emoji


@pytest.mark.parametrize("clean", EVERYWHERE)
@given(text=ANY_TEXT)
def test_whatever_comes_out_can_be_written(clean, text):
    clean(text).encode()


@pytest.mark.parametrize("clean", SHOWN)
@given(text=ANY_TEXT)
def test_nothing_that_hides_or_turns_a_text_is_shown(clean, text):
    assert not set(clean(text)) & (set(HARMFUL) | {"\r"})


@pytest.mark.parametrize("clean", SHOWN)
@pytest.mark.parametrize("char", HARMFUL)
def test_every_place_knows_every_harmful_character(clean, char):
    shown = clean(f"a{char}b")

    assert char not in shown
    assert shown[0] + shown[-1] == "ab"


@pytest.mark.parametrize("clean", [encodable, for_page, for_notebook, for_markdown, for_spreadsheet])
def test_what_people_write_stays(clean):
    assert clean(READABLE) == READABLE


@pytest.mark.parametrize("clean", [for_page, for_notebook, for_markdown, for_spreadsheet])
def test_lines_and_tabs_stay(clean):
    assert clean("a\tb\r\nc\rd\n") == "a\tb\nc\nd\n"


@pytest.mark.parametrize("clean", [encodable, for_page, for_notebook, for_markdown])
@given(text=ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(clean, text):
    assert clean(clean(text)) == clean(text)


def test_each_function_keeps_the_promise_of_its_example():
    failures = doctest.testmod(untrusted_text)

    assert failures.attempted
    assert not failures.failed


# ---------------------------------------------------------------- a message


def test_a_message_tells_strange_characters_by_their_codes():
    assert for_message("a\u202egpj.ipynb\x1b[31m\n") == "a\\x202egpj.ipynb\\x1b[31m\\x0a"


@given(ANY_TEXT)
def test_a_message_gets_one_line_of_bounded_length(text):
    shown = for_message(text)

    assert shown.isprintable()
    assert len(shown) <= 80


# ---------------------------------------------------------------- spreadsheets and markdown


def test_a_formula_is_quoted():
    assert for_spreadsheet('=HYPERLINK("http://x")') == '\'=HYPERLINK("http://x")'
    assert for_spreadsheet("  @sum") == "'  @sum"
    assert for_spreadsheet("Kim-Lee") == "Kim-Lee"


@given(ANY_TEXT)
def test_no_cell_begins_a_formula(text):
    assert for_spreadsheet(text).lstrip()[:1] not in set("=+-@＝＋－＠") or not for_spreadsheet(text)


@given(ANY_TEXT)
def test_markdown_finds_nothing_to_make_something_of(text):
    assert not re.search(r"[<>\[\]&\\$`]|://", for_markdown(text))


# ---------------------------------------------------------------- ids as names of files


@pytest.mark.parametrize("student_id", ["2022123456", "kim.minsu", "a_b-c", "A1"])
def test_plain_ids_stay_as_they_are(student_id):
    assert for_file_name(student_id) == student_id


@pytest.mark.parametrize(
    ("student_id", "file"),
    [
        ("../x", "~2E.~2Fx"),
        ("a b", "a~20b"),
        ("a~b", "a~7Eb"),
        (".hidden", "~2Ehidden"),
        ("-rf", "~2Drf"),
        ("", "~"),
        ("=1+1", "~3D1~2B1"),
        ("nul", "~6Eul"),
        ("con.x", "~63on.x"),
        ("\u202ecod", "~E2~80~AEcod"),
        ("é", "~C3~A9"),
        ("e\u0301", "~C3~A9"),
    ],
)
def test_everything_else_is_escaped(student_id, file):
    assert for_file_name(student_id) == file


def test_long_ids_stay_apart():
    long = "x" * 500

    assert len(for_file_name(long + "1")) <= untrusted_text.MAX_FILE_NAME
    assert for_file_name(long + "1") != for_file_name(long + "2")


@given(st.text(max_size=200))
def test_every_id_makes_a_safe_file_name(student_id):
    assert re.fullmatch(r"[A-Za-z0-9_~][A-Za-z0-9._~-]{0,79}", for_file_name(student_id))


@given(st.text(max_size=30), st.text(max_size=30))
def test_different_ids_make_different_file_names(one, other):
    same = unicodedata.normalize("NFC", one.strip()) == unicodedata.normalize("NFC", other.strip())

    assert (for_file_name(one) == for_file_name(other)) == same


@pytest.mark.parametrize(
    ("written", "kept"),
    [(" kim ada ", "kim ada"), ("김에이다", "김에이다"), ("0042", "0042"), ("a\u202eb", "a~E2~80~AEb"), ("a\nb", "a~0Ab"), ("", "~"),
     ("e\u0301", "é"), ("\udcff", "~ED~B3~BF"), ("x" * 201, for_file_name("x" * 201))],
)  # fmt: skip
def test_an_id_is_kept_as_written_but_for_what_hides_or_breaks_a_text(written, kept):
    assert as_id(written) == kept


@given(st.text(max_size=30))
def test_an_id_can_always_be_shown_and_written(student_id):
    made = as_id(student_id)

    assert made.isprintable() and made.encode()
    assert as_id(made) == made


@pytest.mark.parametrize(
    ("one", "other", "same"), [("Kim  Ada", "kim ada", True), ("007", "7", False), ("e\u0301", "É", True)]
)
def test_ids_are_compared_as_people_write_them(one, other, same):
    assert same_id(one, other) == same
