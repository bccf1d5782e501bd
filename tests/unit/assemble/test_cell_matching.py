"""Which of a student's cells is which of ours."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from autograder.assemble import cell_matching
from autograder.model import Cell, Notebook
from tests.fixtures.small_assignment import DOUBLE, RELEASE

ALL = list(RELEASE.cells)


def bare(cell: Cell) -> Cell:
    """Lose everything but the text, as some editors do."""
    return Cell(kind=cell.kind, source=cell.source)


def matched(student: list[Cell]) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    matching = cell_matching.match(Notebook(tuple(student)), RELEASE)
    return dict(matching.copies), matching.added


def test_an_untouched_notebook_matches_one_to_one():
    copies, added = matched(ALL)

    assert copies == {index: (index,) for index in range(len(ALL))}
    assert added == ()


def test_without_any_metadata_functions_and_texts_tell():
    copies, added = matched([bare(cell) for cell in reversed(ALL)])

    assert copies == {index: (len(ALL) - 1 - index,) for index in range(len(ALL))}
    assert added == ()


def test_an_edited_cell_without_metadata_is_known_by_its_likeness():
    student = [bare(cell) for cell in ALL]
    student[0] = replace(student[0], source=student[0].source + " And a note.")
    student[9] = replace(student[9], source=student[9].source.replace("range(9)", "range(19)"))

    assert matched(student)[1] == ()


def test_a_rewritten_answer_without_metadata_is_known_by_its_neighbours():
    student = [bare(cell) for cell in ALL]
    student[10] = replace(student[10], source="Something else altogether.")

    copies, added = matched(student)

    assert copies[10] == (10,)
    assert added == ()


def test_a_new_cell_in_place_of_a_locked_one_is_an_addition():
    student = [*ALL[:9], Cell(kind="code", source="x = 1"), *ALL[10:]]

    copies, added = matched(student)

    assert copies[9] == ()
    assert added == (9,)


def test_a_retyped_solution_cell_is_known_by_its_function():
    student = [*ALL[:3], Cell(kind="code", source="def double(x):\n    return 2 * x"), *ALL[4:]]

    copies, added = matched(student)

    assert copies[3] == (3,)
    assert added == ()


def test_an_added_cell_that_defines_the_function_again_is_no_copy_unless_it_is_marked_or_the_block_is_untouched():
    again = Cell(kind="code", source="def double(x):\n    return 3 * x")
    written = [replace(one, source=one.source.replace("raise NotImplementedError", "return 2 * x")) for one in ALL]

    assert matched([*written, again])[1] == (len(ALL),)
    assert matched([*written, Cell(kind="code", source=DOUBLE)])[0][3] == (3, len(ALL))
    assert matched([*ALL, again])[0][3] == (3, len(ALL))
    assert matched([*ALL, replace(again, source="def double(x):\n    pass")])[1] == (len(ALL),)


def test_a_cell_merged_into_another_is_found_there():
    merged = replace(ALL[3], source=ALL[3].source + "\n\n" + ALL[7].source)

    copies, added = matched([*ALL[:3], merged, *ALL[4:7], *ALL[8:]])

    assert (copies[3], copies[7]) == ((3,), (3,))
    assert added == ()


def test_a_method_of_the_same_name_is_not_the_function():
    other = Cell(kind="code", source="class Other:\n    def double(self):\n        pass")

    copies, added = matched([*ALL[:3], other, *ALL[4:]])

    assert copies[3] == ()
    assert added == (3,)


def test_a_cell_turned_into_text_is_ours_only_where_there_is_a_block_in_it():
    block, _ = matched([*ALL[:3], replace(ALL[3], kind="markdown"), *ALL[4:]])
    copies, added = matched([*ALL[:4], replace(ALL[4], kind="markdown"), *ALL[5:]])

    assert block[3] == (3,)
    assert copies[4] == ()
    assert added == (4,)


def test_the_graders_id_goes_before_the_cells_id():
    student = [replace(ALL[3], id=ALL[7].id), *ALL[4:]]

    copies, _ = matched(student)

    assert copies[3] == (0,)


def test_the_fewest_moved_cells_are_named():
    assert cell_matching.moved([0, 1, 2, 3]) == []
    assert cell_matching.moved([3, 0, 1, 2]) == [0]
    assert cell_matching.moved([0, 2, 1, 3]) in ([1], [2])
    assert cell_matching.moved([]) == []


def test_the_badge_and_empty_cells_at_the_end_are_harmless():
    badge = Cell(kind="markdown", source='<img src="https://colab.research.google.com/assets/colab-badge.svg"/>')
    empty = Cell(kind="code", source=" \n")
    student = Notebook((badge, *ALL, empty, empty))

    assert cell_matching.harmless(student, cell_matching.match(student, RELEASE).added) == {
        0,
        len(ALL) + 1,
        len(ALL) + 2,
    }


def test_an_empty_cell_in_the_middle_and_a_badge_elsewhere_are_not():
    badge = Cell(kind="markdown", source='<img src="https://colab.research.google.com/assets/colab-badge.svg"/>')
    student = Notebook((ALL[0], Cell(kind="code", source=""), badge, *ALL[1:]))

    assert cell_matching.harmless(student, cell_matching.match(student, RELEASE).added) == set()


@given(st.permutations(range(12)))
def test_what_is_not_moved_stands_in_order(positions):
    moved = set(cell_matching.moved(positions))

    kept = [position for index, position in enumerate(positions) if index not in moved]

    assert kept == sorted(kept)


@given(
    st.lists(
        st.sampled_from([*ALL, *map(bare, ALL), Cell(kind="code", source=""), Cell(kind="raw", source="x")]),
        max_size=20,
    )
)
def test_every_cell_is_matched_or_added(student):
    copies, added = matched(student)
    taken = {at for places in copies.values() for at in places}

    assert taken | set(added) == set(range(len(student)))
    assert not taken & set(added)
