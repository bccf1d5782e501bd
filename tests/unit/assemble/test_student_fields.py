"""Students' details are read as literals, and never run."""

from __future__ import annotations

import pytest
from hypothesis import given

from autograder.assemble.student_fields import missing, read_fields
from autograder.model import Fields, Manifest
from tests.fixtures.texts import TEXTS

CLAIMED = Manifest("doubling", "1", Fields("Lee", "77", 2, "B"), "")


def test_literals_are_read():
    source = '#@title You\nname = "Kim Minsu"  # yours\nstudent_id: str = \'2022123456\'\noption = 2\ngroup = "A"'

    assert read_fields(source, None) == Fields("Kim Minsu", "2022123456", 2, "A")


def test_a_number_without_quotes_is_an_id_too():
    assert read_fields("student_id = 2022123456", None).student_id == "2022123456"


@pytest.mark.parametrize(
    "source",
    ["student_id = str(7)", "student_id = __import__('os').getcwd()", "student_id = f'{1}'", "student_id = None",
     "student_id = True", "if True:\n    student_id = '7'", "student_id = b'7'", "student_id = '7", "student_id = ['7']"],
)  # fmt: skip
def test_what_is_no_literal_is_nothing(source):
    assert read_fields(source, None).student_id == ""


@pytest.mark.parametrize(("text", "option"), [("2", 2), ("'2'", 2), ("1", 1), ("3", 1), ("None", 1), ("2.0", 1)])
def test_option_is_1_unless_it_is_2(text, option):
    assert read_fields(f"option = {text}", None).option == option


def test_what_the_cell_lacks_is_taken_from_the_manifest():
    assert read_fields('name = "Kim"', CLAIMED) == Fields("Kim", "77", 2, "B")
    assert read_fields("option = 1", CLAIMED).option == 1


def test_blanks_around_and_within_are_put_right():
    assert read_fields('name = "  Kim\\n Minsu "', None).name == "Kim Minsu"


def test_missing_fields_are_named():
    assert missing(Fields()) == ["name", "student_id"]
    assert missing(Fields(name="Kim", student_id="1")) == []


@given(TEXTS)
def test_no_cell_raises(source):
    read_fields(source, CLAIMED)


def test_a_literal_that_spells_what_no_file_can_hold_is_replaced():
    source = 'name = "Kim \\ud83d"\nstudent_id = "20\\udcb1"\ngroup = "\\udfff"'

    assert read_fields(source, None) == Fields("Kim \ufffd", "20\ufffd", 1, "\ufffd")
