"""What a hand-in says of itself is a claim, and never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import own_cells
from tests.fixtures.notebooks import as_json, colab_saved, edited, manifest_for, solved, to_bytes, zip_of
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

TOY = small_assignment()
NOTEBOOK = to_bytes(solved(RELEASE, {}, name="Kim", student_id="0077", option=1, group=""))


def saying(source: str) -> bytes:
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    return to_bytes(edited(as_json(RELEASE), lambda cells: cells.insert(0, cell)))


def test_a_notebook_and_a_zip_tell_whose_they_are():
    told = manifest_for(NOTEBOOK, "doubling", "1", student_id="78")

    other = NOTEBOOK.replace(b"0077", b"0078")

    assert own_cells.claimed_ids(NOTEBOOK) == ("0077",)
    assert own_cells.claimed_ids(zip_of({"a/x.ipynb": NOTEBOOK})) == ("0077",)
    assert own_cells.claimed_ids(zip_of({"x.ipynb": NOTEBOOK, "manifest.json": told})) == ("78",)
    assert own_cells.claimed_ids(zip_of({"x.ipynb": NOTEBOOK, "y.ipynb": NOTEBOOK})) == ("0077",)
    assert own_cells.claimed_ids(zip_of({"x.ipynb": NOTEBOOK, "y.ipynb": other, "manifest.json": told})) == (
        "0077",
        "0078",
    )


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
    assert own_cells.claimed_ids(saying(source)) == ((claimed,) if claimed else ())


def test_ours_are_known_in_a_notebook_and_in_a_zip():
    assert own_cells.worth(NOTEBOOK, TOY)
    assert own_cells.worth(zip_of({"x.ipynb": b"{}", "y.ipynb.txt": NOTEBOOK}), TOY)
    assert not own_cells.worth(b"print(1)", TOY)
    assert not own_cells.worth(zip_of({"notes.txt": b""}), TOY)


def test_a_notebook_weighs_what_is_written_in_it():
    def weight(answers: dict[str, str], **fields: object) -> int:
        return own_cells.worth(to_bytes(solved(RELEASE, answers, **fields)), TOY)

    one, two = {"double": SOLUTIONS["double"]}, {name: SOLUTIONS[name] for name in ("double", "triple")}

    assert weight({}) == own_cells.UNTOUCHED
    assert weight({"double": "    pass  # later"}) == own_cells.UNTOUCHED
    assert own_cells.UNTOUCHED < weight({}, name="Kim", student_id="77") < weight(one) < weight(two)
    assert weight({"why": "Because."}) == weight(one)


def test_answers_count_where_colab_dropped_the_names_of_cells():
    stripped = colab_saved(solved(RELEASE, SOLUTIONS), nbgrader=False)

    assert own_cells.worth(to_bytes(stripped), TOY) > own_cells.worth(to_bytes(as_json(RELEASE)), TOY)


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda data: zip_of({"x.ipynb": data})))
def test_no_bytes_raise(data):
    assert own_cells.claimed_ids(data) == ()
    assert not own_cells.worth(data, TOY)
