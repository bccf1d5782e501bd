"""Where lines of our text cells are, that are not in their own cells any more."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.assemble import release_text
from autograder.assemble.lost_lines import LostLines
from autograder.model import Cell
from tests.fixtures.written import ASKED_1, AT, RELEASE

OURS = release_text.of_release(RELEASE)
ALL: Mapping[int, tuple[int, ...]] = {index: (index,) for index in range(len(RELEASE.cells))}


def lost(cells: tuple[Cell, ...], copies: Mapping[int, tuple[int, ...]]) -> LostLines:
    return LostLines(cells, RELEASE.cells, copies, OURS)


def test_nothing_is_lost_where_all_cells_are_as_they_were() -> None:
    assert list(lost(RELEASE.cells, ALL)) == []
    assert lost(RELEASE.cells, ALL).split_off(ASKED_1) == set()


def test_a_cell_that_is_gone_is_found_in_another_that_holds_all_of_it() -> None:
    gone = lost(RELEASE.cells, {**ALL, AT["question-1"]: ()})

    assert list(gone) == [AT["question-1"]]
    assert gone.merged_into(f"{ASKED_1}\n\nMine.", AT["answer_1"]) == {AT["question-1"]}
    assert gone.merged_into(ASKED_1[:-30], AT["answer_1"]) == set()


def test_a_part_of_a_cell_is_known_by_its_lost_lines() -> None:
    head, tail = ASKED_1.split("\n\n1. ")
    cells = list(RELEASE.cells)
    cells[AT["question-1"]] = Cell("markdown", head)

    gone = lost(tuple(cells), ALL)

    assert gone.split_off(f"1. {tail}") == {AT["question-1"]}
    assert gone.split_off(head) == set()
    assert len(gone.of([AT["question-1"]])) == 3
