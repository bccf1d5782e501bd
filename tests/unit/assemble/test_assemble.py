"""Only the designated blocks are taken; what else was changed becomes findings."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import assemble, intake
from autograder.errors import SubmissionRejected
from autograder.model import BlockState
from tests.fixtures.assembled import (
    ANSWERS,
    DOUBLING,
    ME,
    SOLVED,
    assembled,
    block,
    changed,
    code,
    replace_in,
    text,
)
from tests.fixtures.notebooks import Json, as_json, colab_saved, solved, to_bytes, was_run
from tests.fixtures.small_assignment import CLASS, DOUBLE, RELEASE, SETUP
from tests.fixtures.texts import TEXTS

# ---------------------------------------------------------------- the program


def test_a_solved_notebook_is_our_cells_with_the_students_blocks_and_no_finding():
    program = assembled(SOLVED)

    assert program.findings == ()
    assert program.setup == (SETUP,)
    assert [item.question for item in program.blocks] == ["double", "Counter", "triple"]
    assert block(program, "double").source == DOUBLE.replace("raise NotImplementedError", "return 2 * x")
    assert {item.state for item in program.blocks} == {BlockState.WRITTEN}
    assert program.answers == {"why": "Because two is twice one."}
    assert (program.fields.name, program.fields.student_id) == ("Kim", "77")


@pytest.mark.parametrize("minor", [0, 5])
@pytest.mark.parametrize("nbgrader", [True, False])
@pytest.mark.parametrize("badge", [True, False])
def test_a_notebook_saved_by_colab_gives_the_same_program(minor, nbgrader, badge):
    saved = colab_saved(SOLVED, minor=minor, nbgrader=nbgrader, badge=badge)

    assert assembled(saved) == assembled(SOLVED)


def test_a_notebook_without_any_metadata_gives_the_same_program():
    def forget(cells: list[Json]) -> None:
        for cell in cells:
            cell["metadata"] = {}
            cell.pop("id", None)

    assert changed(forget) == assembled(SOLVED)


def test_a_blocks_text_is_dedented_and_its_line_is_known():
    item = block(assembled(SOLVED), "triple")

    assert item.text == "# three times is twice and once more\nreturn double(x) + x"
    assert item.source.split("\n")[item.first_line - 1].strip() == item.text.split("\n")[0]


def test_a_cell_with_two_blocks_is_shown_from_the_first_to_the_last():
    item = block(assembled(SOLVED), "Counter")

    assert item.text.startswith("    self.count = start\n")
    assert item.text.endswith("self.count = before + by")
    assert item.source.split("\n")[item.first_line - 1].strip() == "self.count = start"


def test_the_blank_release_has_blank_blocks_and_no_answer():
    program = assembled(was_run(solved(RELEASE, {}, **ME)))

    assert {item.state for item in program.blocks} == {BlockState.BLANK}
    assert program.answers == {"why": ""}


def test_a_class_with_one_of_two_methods_is_written():
    program = assembled(
        was_run(solved(RELEASE, {**ANSWERS, "Counter": "self.count = start\0raise NotImplementedError"}, **ME))
    )

    assert block(program, "Counter").state is BlockState.WRITTEN


def test_points_and_flags_in_the_notebook_are_ignored():
    def cheat(cells: list[Json]) -> None:
        for cell in cells:
            cell["metadata"].get("nbgrader", {}).update(points=1000, grade=True, solution=True, locked=False)

    assert changed(cheat) == assembled(SOLVED)


def test_what_is_set_up_is_ours_whatever_theirs_says():
    program = changed(replace_in("setup", "import torch\n", "import torch\ntorch.allclose = lambda *a: True\n"))

    assert program.setup == (SETUP,)


# ---------------------------------------------------------------- anything a notebook may hold

CELLS = st.sampled_from([*as_json(RELEASE)["cells"], *SOLVED["cells"], code(""), code(CLASS), text("x")])


@settings(max_examples=60)
@given(st.lists(CELLS, max_size=15), st.data())
def test_no_notebook_raises_anything_but_a_rejection(cells, data):
    cells = copy.deepcopy(cells)
    for cell in cells:
        if data.draw(st.booleans()):
            cell["source"] = data.draw(TEXTS)
    notebook = {**SOLVED, "cells": cells}
    try:
        submission = intake.receive(to_bytes(notebook), DOUBLING)
    except SubmissionRejected:
        return

    program = assemble.assemble(submission, DOUBLING)

    assert [item.question for item in program.blocks] == ["double", "Counter", "triple"]
    assert program.setup == (SETUP,)


@given(TEXTS)
def test_whatever_is_typed_into_a_block_stays_in_our_cell(typed):
    program = assembled(solved(RELEASE, {"double": typed}, **ME))

    lines = block(program, "double").source.split("\n")

    assert lines[:3] == DOUBLE.split("\n")[:3]
    assert lines[-2:] == DOUBLE.split("\n")[-2:]
