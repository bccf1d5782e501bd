"""What a hand-in of a former release was handed out with is nobody's doing."""

from __future__ import annotations

from autograder import assemble, intake
from autograder.model import BlockState
from tests.fixtures.assembled import DOUBLING, ME, POSITION, SOLVED, code, replace_in
from tests.fixtures.notebooks import edited, handed_in


def test_a_cell_that_only_one_of_two_releases_has_was_neither_added_nor_deleted_by_the_student():
    """What the former release had is told by the cell that hands in; here it handed out `Counter` and `dropped`, but no `double`."""

    def handed(version: str) -> bytes:
        notebook = edited(SOLVED, lambda cells: [cells.pop(POSITION[name]) for name in ("Counter", "double")])
        notebook["cells"].append(code("assert dropped()", nbgrader={"grade_id": "dropped"}))
        notebook["cells"].append(
            code(f"RELEASE = {{'assignment': 'doubling',\n 'version': '{version}',\n 'cells': {{'Counter': ''}}}}")
        )
        return handed_in(notebook, "doubling", version, **ME)

    older, current = (
        assemble.assemble(intake.receive(handed(version), DOUBLING), DOUBLING).findings
        for version in ("older", DOUBLING.release_version)
    )

    assert [one.cell for one in older if one.rule == "cell_deleted"] == ["Counter"]
    assert [one.cell for one in current if one.rule == "cell_deleted"] == ["double", "Counter"]
    assert [sum(one.rule == "cell_added" for one in found) for found in (older, current)] == [1, 2]
    assert older[-1].message.endswith("Only one of the two has: dropped, double.")


def test_a_question_that_a_former_release_had_not_is_not_called_gone():
    notebook = edited(SOLVED, lambda cells: [cells.pop(POSITION["double_solution"])])
    notebook["cells"].append(code("RELEASE = {'assignment': 'doubling',\n 'version': 'older',\n 'blocks': []}"))
    program = assemble.assemble(intake.receive(handed_in(notebook, "doubling", "older", **ME), DOUBLING), DOUBLING)

    (one,) = [one for one in program.blocks if one.question == "double"]
    assert (one.state, one.problem) == (
        BlockState.MISSING,
        "this question wasn't in the notebook that you were given",
    )


def test_a_block_whose_cell_has_another_name_in_a_former_release_was_not_renamed_by_the_student():
    notebook = edited(SOLVED, replace_in("double_solution", "def double", "def twice"))
    notebook["cells"][POSITION["double_solution"]]["metadata"]["nbgrader"]["grade_id"] = "twice_solution"
    found = [
        {one.rule: one.message for one in assemble.assemble(intake.receive(data, DOUBLING), DOUBLING).findings}
        for version in ("older", DOUBLING.release_version)
        if (data := handed_in(notebook, "doubling", version, **ME))
    ]

    assert "code_outside_block" not in found[0]
    assert "double_solution" in found[0]["release_mismatch"]
    assert "def twice" in found[1]["code_outside_block"]
