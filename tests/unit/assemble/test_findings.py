"""Which rules of the course a notebook breaks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import reduce

import pytest

from autograder import assemble, intake
from autograder.assemble import findings
from autograder.model import Consequence, Severity
from tests.fixtures.assembled import (
    ANSWERS,
    DOUBLING,
    ME,
    POSITION,
    SOLVED,
    assembled,
    block,
    changed,
    code,
    only,
    replace_in,
    rules,
    text,
)
from tests.fixtures.notebooks import Json, colab_saved, edited, handed_in, solved, to_bytes, was_run
from tests.fixtures.small_assignment import DOUBLE, RELEASE, small_assignment

# ---------------------------------------------------------------- cells


def test_an_added_cell_is_noted_with_its_place():
    program = changed(lambda cells: cells.insert(4, code("print(double(21))")))

    assert (only(program).rule, only(program).message) == (
        "cell_added",
        "A code cell was added (cell 5); it isn't graded.",
    )


def test_an_added_cell_that_defines_a_function_again_is_never_run():
    program = changed(lambda cells: cells.append(code("def double(x):\n    return 'hidden'")))

    assert "hidden" not in repr(program.blocks)
    assert "defines double again" in only(program).message


@pytest.mark.parametrize("cell", [text("My notes."), code("")])
def test_text_and_empty_cells_in_the_middle_are_noted(cell):
    assert rules(changed(lambda cells: cells.insert(2, cell))) == ["cell_added"]


def test_a_deleted_cell_is_noted_by_name():
    item = only(changed(lambda cells: cells.__delitem__(POSITION["picture"])))

    assert (item.rule, item.cell) == ("cell_deleted", "picture")


def test_a_copied_cell_is_noted_and_the_last_one_written_counts():
    def duplicate(cells: list[Json]) -> None:
        again = copy.deepcopy(cells[POSITION["double_solution"]])
        again["source"] = "".join(again["source"]).replace("2 * x", "x + x")
        blank = copy.deepcopy(again)
        blank["source"] = DOUBLE
        cells[4:4] = [again, blank]

    program = changed(duplicate)

    assert only(program).rule == "cell_copied"
    assert "3 times (cells 4, 5, 6)" in only(program).message
    assert "x + x" in block(program, "double").source


def test_two_versions_in_one_cell_are_noted_as_copies_in_two_cells_are():
    def twice(cells: list[Json]) -> None:
        cell = cells[POSITION["double_solution"]]
        new = "".join(cell["source"])
        cell["source"] = new.replace("2 * x", "x ** 2") + "\n" + new

    program = changed(twice)

    assert (only(program).rule, only(program).cell) == ("cell_copied", "double_solution")
    assert only(program).message == "double is defined 2 times (cell 4); the last one written in counts."
    assert "2 * x" in block(program, "double").source


def test_a_copied_locked_cell_is_noted():
    program = changed(lambda cells: cells.append(copy.deepcopy(cells[POSITION["picture"]])))

    assert rules(program) == ["cell_copied"]


def test_a_moved_cell_is_noted_and_alone():
    item = only(changed(lambda cells: cells.insert(1, cells.pop(POSITION["picture"]))))

    assert (item.rule, item.cell) == ("cell_moved", "picture")


def test_a_written_answer_survives_a_copy_left_blank():
    def duplicate(cells: list[Json]) -> None:
        cells.append({**copy.deepcopy(cells[POSITION["why"]]), "source": "*Your answer here.*"})

    assert changed(duplicate).answers["why"] == ANSWERS["why"]


def test_a_flood_of_added_cells_is_counted():
    program = changed(lambda cells: cells.extend(code(f"x = {n}") for n in range(100)))

    assert len(program.findings) == findings.MAX_PER_RULE
    assert program.findings[-1].message.endswith("And 70 more.")


# ---------------------------------------------------------------- code outside blocks


def test_a_changed_test_cell_is_noted_with_the_line():
    item = only(changed(replace_in("triple", "== 6", "== 7")))

    assert (item.rule, item.cell) == ("code_outside_block", "triple")
    assert "assert triple(2) == 7" in item.message


def test_code_beside_the_block_is_noted_and_left_out():
    program = changed(replace_in("double_solution", "def double", "helper = 3\ndef double"))

    assert only(program).rule == "code_outside_block"
    assert "helper" not in block(program, "double").source


def test_lost_markers_are_noted_and_the_code_is_found():
    program = changed(replace_in("double_solution", "    # END YOUR CODE\n", ""))

    assert "marker lines" in only(program).message
    assert block(program, "double").source == DOUBLE.replace("raise NotImplementedError", "return 2 * x")


@pytest.mark.parametrize(
    "change",
    [
        replace_in("triple", "assert", "# a note\nassert"),
        replace_in("triple", " == 6", " ==  6"),
        replace_in("title", "The idea", "My idea"),
        replace_in("double_solution", "Return twice x.", "Twice!"),
        lambda cells: [cell.update(source="".join(cell["source"]) + "\n\n") for cell in cells],
        lambda cells: [cell.update(source="".join(cell["source"]).replace("\n", "\r\n")) for cell in cells],
    ],
    ids=["comment", "blank", "text", "docstring", "newlines", "windows"],
)
def test_notes_blanks_and_texts_are_no_code(change):
    assert changed(change).findings == ()


def test_fields_may_hold_anything_and_nothing_of_it_is_run():
    source = 'name = "Kim"\nstudent_id = "77"\noption = 1\ngroup = ""\nraise SystemExit'

    assert changed(lambda cells: cells[POSITION["fields"]].update(source=source)).findings == ()


# ---------------------------------------------------------------- imports outside blocks


def test_a_library_imported_in_another_cell_is_named():
    program = changed(lambda cells: cells.insert(2, code("import scipy.stats, numpy, matplotlib")))

    assert sorted(rules(program)) == ["cell_added", "import_added"]
    assert any("imports scipy" in item.message for item in program.findings)


# ---------------------------------------------------------------- outputs


def silent(*ids: str, counted: bool) -> Callable[[list[Json]], None]:
    def change(cells: list[Json]) -> None:
        for cell_id in ids:
            cells[POSITION[cell_id]] |= {"outputs": [], "execution_count": 3 if counted else None}

    return change


def test_a_cell_that_was_not_run_is_noted():
    item = only(changed(silent("picture", counted=False)))

    assert (item.rule, item.cell) == ("cell_not_run", "picture")


def test_a_cell_whose_output_was_cleared_is_noted():
    item = only(changed(silent("picture", counted=True)))

    assert (item.rule, item.cell) == ("output_cleared", "picture")


def test_several_such_cells_are_one_finding():
    item = only(changed(silent("picture", "double", counted=False)))

    assert "double, picture" in item.message


def test_counts_that_colab_made_null_are_not_held_against_anyone():
    assert assembled(colab_saved(SOLVED)).findings == ()


def test_the_submission_cell_need_not_have_run():
    assert changed(silent("submit", counted=False)).findings == ()


def test_a_cell_that_failed_was_run():
    def fail(cells: list[Json]) -> None:
        cells[POSITION["double"]]["outputs"] = [
            {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": []}
        ]

    assert changed(fail).findings == ()


def test_a_notebook_that_was_never_run_is_one_finding():
    assert rules(assembled(solved(RELEASE, ANSWERS, **ME))) == ["cell_not_run"]


def test_a_notebook_with_all_outputs_cleared_is_one_finding():
    assert rules(changed(lambda cells: [cell.update(outputs=[]) for cell in cells])) == ["output_cleared"]


SILENT = {"print(": "str(", "plt.show()": "plt.close()"}
QUIET = replace(
    DOUBLING,
    release=replace(
        RELEASE,
        cells=tuple(
            replace(cell, source=reduce(lambda text, word: text.replace(word, SILENT[word]), SILENT, cell.source))
            for cell in RELEASE.cells
        ),
    ),
)


def quiet(change: Callable[[Json], Json]) -> list[str]:
    """Hand in the right answers to an assignment whose notebook leaves no output at all."""
    notebook = change(was_run(solved(QUIET.release, ANSWERS, **ME)))
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    data = handed_in(notebook, "doubling", "abc123", **ME)
    return rules(assemble.assemble(intake.receive(data, QUIET), QUIET))


@pytest.mark.parametrize("saved", [lambda notebook: notebook, colab_saved], ids=["Jupyter", "Colab"])
def test_a_notebook_that_leaves_no_output_has_none_to_miss_once_it_was_run(saved: Callable[[Json], Json]) -> None:
    assert quiet(saved) == []


def test_a_notebook_that_leaves_no_output_and_was_not_run_is_noted() -> None:
    def never(notebook: Json) -> Json:
        return edited(
            notebook, lambda cells: [cell.update(execution_count=None) for cell in cells if "outputs" in cell]
        )

    assert quiet(never) == ["cell_not_run"]


def test_a_notebook_whose_loud_cells_alone_were_not_run_says_which() -> None:
    def partly(cells: list[Json]) -> None:
        for cell in cells:
            cell.update(outputs=[])
        silent("picture", "double", counted=False)(cells)

    assert (only(changed(partly)).rule, only(changed(partly)).cell) == ("cell_not_run", "double")


# ---------------------------------------------------------------- fields, identity, release


def test_empty_fields_are_named():
    program = assemble.assemble(intake.receive(to_bytes(was_run(solved(RELEASE, ANSWERS))), DOUBLING), DOUBLING)

    assert rules(program) == ["zipped_by_hand", "fields_missing"]
    assert "name, student_id" in program.findings[1].message


def test_the_notebook_and_the_manifest_must_name_the_same_student():
    program = assembled(SOLVED, student_id="78")

    assert rules(program) == ["identity_mismatch"]
    assert "77" in only(program).message and "78" in only(program).message


def test_the_name_of_the_zip_and_the_notebook_must_name_the_same_student(tmp_path):
    path = tmp_path / "78-doubling.ipynb"
    path.write_bytes(to_bytes(SOLVED))

    program = assemble.assemble(intake.receive(path, DOUBLING), DOUBLING)

    assert rules(program) == ["zipped_by_hand", "identity_mismatch"]


def test_an_older_release_is_noted():
    data = handed_in(SOLVED, "doubling", "older", **ME)

    assert rules(assemble.assemble(intake.receive(data, DOUBLING), DOUBLING)) == ["release_mismatch"]


def test_what_differs_from_an_older_release_is_no_change_of_the_student_s_but_in_cells_with_a_block():
    changes = replace_in("double", "==", "!="), replace_in("Counter_solution", "before = self.count", "before = 1")
    notebook = edited(SOLVED, lambda cells: [change(cells) for change in changes])

    older, current = (
        assemble.assemble(intake.receive(handed_in(notebook, "doubling", version, **ME), DOUBLING), DOUBLING).findings
        for version in ("older", DOUBLING.release_version)
    )

    assert [(one.rule, one.cell) for one in older] == [
        ("code_outside_block", "Counter_solution"),
        ("release_mismatch", ""),
    ]
    assert older[1].message.endswith("differ from it, and may have been handed out so: double.")
    assert [one.cell for one in current] == ["double", "Counter_solution"]


def test_a_consequence_is_the_assignments():
    assignment = small_assignment(consequences={"cell_added": Consequence(Severity.VIOLATION, -2.0)})
    data = to_bytes(edited(SOLVED, lambda cells: cells.insert(1, code("x = 1"))))

    program = assemble.assemble(intake.receive(data, assignment), assignment)

    assert (Severity.VIOLATION, -2.0) in [(item.severity, item.points) for item in program.findings]


@pytest.mark.parametrize("source", ['hint("double")', "hint('double')\nhint('triple');\n"])
def test_a_cell_that_only_asks_for_hints_is_no_added_one(source):
    assert rules(changed(lambda cells: cells.insert(4, code(source)))) == []


@pytest.mark.parametrize("source", ['hint("double")\nx = 3', "hint(my.answer)", "hint('words of an answer')"])
def test_a_cell_that_does_more_is(source):
    assert "cell_added" in rules(changed(lambda cells: cells.insert(4, code(source))))


def test_what_our_own_cells_of_another_release_import_is_not_the_students():
    notebook = edited(SOLVED, lambda cells: cells[POSITION["setup"]].update(source="import scipy"))
    now, then = (handed_in(notebook, "doubling", version, **ME) for version in (DOUBLING.release_version, "older"))

    assert "import_added" in rules(assemble.assemble(intake.receive(now, DOUBLING), DOUBLING))
    assert "import_added" not in rules(assemble.assemble(intake.receive(then, DOUBLING), DOUBLING))
