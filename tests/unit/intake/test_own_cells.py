"""What a hand-in says of itself is a claim, and never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import own_cells
from tests.fixtures.notebooks import as_json, edited, manifest_for, solved, to_bytes, zip_of
from tests.fixtures.small_assignment import RELEASE, small_assignment

TOY = small_assignment()
NOTEBOOK = to_bytes(solved(RELEASE, {}, name="Kim", student_id="0077", option=1, group=""))


def saying(source: str) -> bytes:
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    return to_bytes(edited(as_json(RELEASE), lambda cells: cells.insert(0, cell)))


def test_a_notebook_and_a_zip_tell_whose_they_are():
    told = manifest_for(NOTEBOOK, "doubling", "1", student_id="78")

    assert own_cells.claimed_id(NOTEBOOK) == "0077"
    assert own_cells.claimed_id(zip_of({"a/x.ipynb": NOTEBOOK})) == "0077"
    assert own_cells.claimed_id(zip_of({"x.ipynb": NOTEBOOK, "manifest.json": told})) == "78"
    assert own_cells.claimed_id(zip_of({"x.ipynb": NOTEBOOK, "y.ipynb": NOTEBOOK})) == ""


@pytest.mark.parametrize(
    ("source", "claimed"),
    [
        ("student_id = 2022123456", "2022123456"),
        ("student_id = ' kim  ada '", "kim ada"),
        ("student_id = open('x')", ""),
        ("student_id = True", ""),
        ("student_id = (", ""),
        (f"student_id = 0x{'f' * 4000}", ""),
        ("x = 1  # student_id", ""),
    ],
)
def test_an_id_is_a_literal_and_nothing_is_run(source, claimed):
    assert own_cells.claimed_id(saying(source)) == claimed


def test_ours_are_known_in_a_notebook_and_in_a_zip():
    assert own_cells.holds_ours(NOTEBOOK, TOY)
    assert own_cells.holds_ours(zip_of({"x.ipynb": b"{}", "y.ipynb.txt": NOTEBOOK}), TOY)
    assert not own_cells.holds_ours(b"print(1)", TOY)
    assert not own_cells.holds_ours(zip_of({"notes.txt": b""}), TOY)


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda data: zip_of({"x.ipynb": data})))
def test_no_bytes_raise(data):
    assert own_cells.claimed_id(data) == ""
    assert not own_cells.holds_ours(data, TOY)
