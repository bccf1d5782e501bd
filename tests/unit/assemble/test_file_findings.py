"""What of a file is missing, or isn't where students write, is said once, with the price that the assignment gives it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder import assemble
from autograder.assemble import expected_costs
from autograder.conventions import file_cells
from autograder.model import Cell, Consequence, Finding, HandedFile, Notebook, OtherFile, Program, Severity, Submission
from tests.fixtures.files import DOUBLE, OPS, TRIPLE, with_file

DONE = OPS.replace("raise NotImplementedError", "return x + x")


def findings(
    text: str | None, *cells: Cell, source: str = "ops.py", sha256: str = "5", **changes: object
) -> list[Finding]:
    assignment = with_file(**changes)
    own = tuple(cell for cell in assignment.release.cells if not cell.file)
    file = HandedFile("ops.py", source, sha256, text)
    submission = Submission("7", assignment.name, Notebook((*own, *cells)), "", "7.zip", files=(file,))
    wanted = ("file_", "block_", "cell_added", "cell_deleted", "cell_moved", "import_", "code_outside")
    return [one for one in assemble.assemble(submission, assignment).findings if one.rule.startswith(wanted)]


def said(*args: object, **more: object) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in findings(*args, **more)]  # type: ignore[arg-type]


def test_a_file_as_it_should_be_is_nothing_to_speak_of():
    assert said(DONE) == []
    assert said(DONE.replace("Return twice x.", "Twice.").replace("import math", "import math  # for later")) == []


@pytest.mark.parametrize(
    ("text", "source", "message"),
    [
        (None, "", "ops.py wasn't handed in. Nothing of it can be graded."),
        (
            None,
            "a/ops.py",
            "ops.py (a/ops.py) can't be read as text: it isn't saved as UTF-8, and no line at its top names another encoding, so that Python can't read it either. Nothing of it can be graded.",
        ),
        (" \n", "ops.py", "ops.py is empty. Nothing of it can be graded."),
        (
            "#" * 100_001,
            "ops.py",
            "ops.py has 100,001 characters, more than 100,000, and isn't read. Nothing of it can be graded.",
        ),
    ],
)
def test_a_file_that_did_not_come_or_cannot_be_read_is_one_finding(text, source, message):
    assert said(text, source=source) == [("file_missing", message)]


def test_a_file_that_was_too_large_to_be_looked_into_is_not_called_unreadable():
    message = "ops.py is damaged, or it or what came with it is too large, and isn't read. Nothing of it can be graded."

    assert said(None, sha256="") == [("file_missing", message)]


def test_what_is_graded_from_a_cell_instead_is_named():
    found = findings(None, Cell("code", DONE, id="pasted"), source="")

    assert [one.message for one in found] == [
        "ops.py wasn't handed in. What of it stands in the notebook is graded (cell 5)."
    ]


def test_a_function_that_is_gone_is_named():
    kept = DONE.replace("def double", "def doubled")

    assert (
        "block_not_found",
        "`double` isn't defined at the left edge of ops.py: nothing of it can be graded.",
    ) in said(kept)


def test_code_around_the_blocks_that_is_not_ours_is_named_by_its_line():
    message = "Code of ops.py outside of the designated blocks was changed or added, and isn't graded: line 20: `def helper(x):` was written; line 21: `return x` was written."

    assert said(DONE + "\n\ndef helper(x):\n    return x\n") == [("file_own_code", message)]
    assert [rule for rule, _ in said(DONE.replace("import math\n", ""))] == ["file_own_code"]


def test_a_library_that_is_imported_at_the_top_is_named_with_the_file():
    found = said(DONE.replace("import math", "import math\nimport scipy"))

    assert ("import_added", "ops.py imports scipy, which this assignment doesn't allow.") in found


def test_the_notebook_may_import_the_file():
    assert said(DONE, Cell("code", "import ops\nops.double(2)", id="try")) == [
        ("cell_added", "A code cell was added (cell 5); it isn't graded.")
    ]


def test_a_price_is_the_assignment_s():
    dear = {
        "file_missing": Consequence(Severity.VIOLATION, -0.5),
        "file_own_code": Consequence(Severity.VIOLATION, -0.25),
    }

    assert [one.points for one in findings(None, source="", consequences=dear)] == [-0.5]
    assert [one.points for one in findings(DONE + "\nx = 1\n", consequences=dear)] == [-0.25]


def test_words_in_a_file_outside_of_its_blocks_are_seen_by_a_person():
    assignment = with_file()
    own = tuple(cell for cell in assignment.release.cells if not cell.file)
    text = DONE.replace("import math", "import math\n# I did not understand why this is asked here at all, sorry.")
    submission = Submission(
        "7", "doubling", Notebook(own), "", "7.zip", files=(HandedFile("ops.py", "ops.py", "", text),)
    )

    (one,) = assemble.assemble(submission, assignment).elsewhere

    assert (one.cell, one.note) == ("ops.py", "written into a Python file, outside of its blocks")
    assert "I did not understand" in one.text


def test_the_last_cell_tells_what_a_missing_file_costs_by_the_same_rules():
    assignment = with_file()
    own = Notebook(tuple(cell for cell in assignment.release.cells if not cell.file))

    without = [(one.message, one.points) for one in expected_costs.costs(own, assignment, {})]
    blank = [one.points for one in expected_costs.costs(own, assignment, {"ops.py": OPS}) if one.points]
    done = [one for one in expected_costs.costs(own, assignment, {"ops.py": DONE}) if one.points]

    assert ("ops.py wasn't handed in. Nothing of it can be graded.", 0) in without
    assert sorted(points for _, points in without) == [0, 1, 2]
    assert (sorted(blank), done) == ([1, 2], [])


def test_a_block_in_the_file_s_class_of_the_same_name_elsewhere_is_not_taken():
    hidden = DONE.replace(
        DOUBLE.replace("raise NotImplementedError", "return x + x"), "class Box:\n    def double(x):\n        return 1"
    )

    assert any(rule == "block_not_found" for rule, _ in said(hidden))


def test_each_place_of_own_code_is_named_and_more_are_counted():
    text = DONE.replace("import math", "import math as m\nLIMIT = 3") + "\n\nmore = 1\n"
    changed = "Code of ops.py outside of the designated blocks was changed or added, and isn't graded: "

    assert said(text) == [
        (
            "file_own_code",
            f"{changed}line 3: `import math as m` was written; line 4: `LIMIT = 3` was written; line 21: `more = 1` was written; `import math` is gone.",
        )
    ]
    assert said(DONE + "\n".join(f"x{n} = 1" for n in range(7)))[0][1].endswith("`x4 = 1` was written; and 2 more.")


def test_what_a_broken_block_swallowed_is_not_called_gone():
    """The mark below the block is gone, and a bracket: nobody can tell where it ends, and SIDES stands in the file all the same."""
    release = OPS.replace(f"\n\n\n{TRIPLE}", f"\n\n\nSIDES = 4\n\n\n{TRIPLE}")
    made = file_cells.joined(Notebook(()), {"ops.py": release})
    text = release.replace("    raise NotImplementedError\n    # END YOUR CODE", "    return (x + x", 1)

    assert [one for one in said(text, release=made, solution=made) if one[0] == "file_own_code"] == []
    gone = said(text.replace("SIDES = 4", ""), release=made, solution=made)
    assert [one for one in gone if "`SIDES = 4` is gone" in one[1]] != []


def test_an_archive_inside_is_named_where_the_file_is_missing():
    assignment = with_file()
    own = tuple(cell for cell in assignment.release.cells if not cell.file)
    submission = Submission(
        "7",
        assignment.name,
        Notebook(own),
        "",
        "7.zip",
        files=(HandedFile("ops.py"),),
        others=(OtherFile("a/code.zip"),),
    )

    found = [one.message for one in assemble.assemble(submission, assignment).findings if one.rule == "file_missing"]

    assert found == [
        "ops.py wasn't handed in, and a/code.zip, an archive inside of it, isn't looked into: hand in what is in that. Nothing of it can be graded."
    ]


def test_a_file_that_is_indented_by_tabs_is_as_it_should_be():
    assert said(DONE.replace("    ", "\t")) == []
    assert said(DONE.replace("    ", "\t").replace("\n", "\r\n")) == []


# ---------------------------------------------------------------- an untouched file beside answers elsewhere


def assembled(text: str, *cells: Cell) -> Program:
    assignment = with_file()
    own = tuple(cell for cell in assignment.release.cells if not cell.file)
    files = (HandedFile("ops.py", "ops.py", "5", text),)
    return assemble.assemble(
        Submission("7", "doubling", Notebook((*own, *cells)), "", "7.zip", files=files), assignment
    )


def graded(text: str, *cells: Cell) -> list[str]:
    return [block.text for block in assembled(text, *cells).blocks]


UNMARKED = "\n".join(line for line in DONE.split("\n") if "YOUR CODE" not in line)
OTHER = DONE.replace("x + x", "2 * x")


@pytest.mark.parametrize("pasted", [DONE, UNMARKED], ids=["marked", "unmarked"])
def test_answers_in_the_notebook_count_where_the_file_is_untouched_and_that_is_told(pasted):
    cell = Cell("code", pasted, id="mine")

    assert graded(OPS, cell) == ["return x + x", "return x + x"]
    told = [one.message for one in assembled(OPS, cell).findings if one.rule == "cell_copied"]
    assert told == [
        "double is defined 2 times (cell 5, ops.py, line 6); the last one written in counts.",
        "triple is defined 2 times (cell 5, ops.py, line 13); the last one written in counts.",
    ]


def test_they_count_as_well_where_they_were_pasted_below_the_import():
    assignment = with_file()
    cells = list(assignment.release.cells[:4])
    cells[1] = replace(cells[1], source=f"{cells[1].source}\n\n{UNMARKED}")
    files = (HandedFile("ops.py", "ops.py", "5", OPS),)
    program = assemble.assemble(
        Submission("7", "doubling", Notebook(tuple(cells)), "", "7.zip", files=files), assignment
    )

    assert [block.text for block in program.blocks] == ["return x + x", "return x + x"]
    assert [one.rule for one in program.findings].count("cell_copied") == 2


def test_what_is_written_in_the_file_goes_before_the_notebook():
    one_done = OPS.replace("raise NotImplementedError", "return 2 * x", 1)

    assert graded(OTHER, Cell("code", UNMARKED, id="mine")) == ["return 2 * x", "return 2 * x"]
    assert graded(one_done, Cell("code", UNMARKED, id="mine")) == ["return 2 * x", "return x + x"]
    assert graded(OPS, Cell("code", OPS, id="mine")) == ["raise NotImplementedError"] * 2
