"""What stands inside otter's cells is read as otter reads it; each case is one that somebody met."""

from __future__ import annotations

import pytest

from autograder.authoring.importing import otter_cells
from benchmarks.foreign import cell, printed, shown


def asserted(made: dict[str, object], *, ok_format: bool = True) -> tuple[str, list[str]]:
    remarks: list[str] = []
    test = otter_cells.test_of(made, 7, remarks)
    return otter_cells.as_asserts(test, made, ok_format, 7, remarks), remarks


@pytest.mark.parametrize("first", ["# HIDDEN", "# HIDDEN TEST", "#hidden", "# This one is hidden", "  # Hidden tests"])
def test_a_test_is_hidden_by_the_word_in_its_first_comment(first: str) -> None:
    text, _ = asserted(shown(f"{first}\nf(2)", "4"))

    assert text == "### BEGIN HIDDEN TESTS\nassert repr(f(2)) == '4'\n### END HIDDEN TESTS"


def test_a_later_comment_hides_nothing() -> None:
    assert asserted(shown("f(2)  # hidden", "4"))[0] == "assert repr(f(2)) == '4'"


def test_what_a_test_prints_and_what_it_gives_are_both_demanded() -> None:
    made = printed("print(f(1))\nf(2)", "1\n")
    made["outputs"] += shown("", "4")["outputs"]

    text, _ = asserted(made)

    good: dict[str, object] = {"f": lambda x: x * x}
    exec(text, good)
    for other in (lambda x: x, lambda x: 4 * (x == 2)):  # only the value is wrong, only the print is
        with pytest.raises(AssertionError):
            exec(text, {"f": other})


def test_a_list_that_the_notebook_breaks_into_lines_is_the_list() -> None:
    """The notebook prints prettily, and repr doesn't: issue 716 of otter's."""
    long = "[\n" + ",\n".join(f" {number}" for number in range(40)) + "]"

    text, _ = asserted(shown("f()", long))

    exec(text, {"f": lambda: list(range(40))})


@pytest.mark.parametrize("text", ["{'a', 'b', 'c'}", "(1, frozenset({'b', 'a', 'c'}))", "{'k': [{'c', 'a', 'b'}]}"])
def test_a_set_is_compared_by_what_is_in_it(text: str) -> None:
    """The notebook sorts what it shows of a set, and repr doesn't: a right answer would pass in one process and fail in the next."""
    made, _ = asserted(shown("f()", text))

    assert made == f"assert (f()) == {text}"
    assert asserted(shown("f()", "{1: 'a'}"))[0] == "assert repr(f()) == \"{1: 'a'}\""
    assert asserted(shown("f()", "{np.int64(1), np.int64(2)}"))[0].startswith("assert repr(f()) == ")


def test_numpys_names_of_true_are_true() -> None:
    """NumPy 2 shows np.True_: pull request 995 of otter's."""
    exec(asserted(shown("f()", "np.True_"))[0], {"f": lambda: True})
    exec(asserted(shown("f()", "True"))[0], {"f": lambda: 1 == 1})


def test_a_notebook_that_was_saved_without_its_outputs_is_told() -> None:
    """Issue 917 of otter's: 'Expected nothing but got True'."""
    text, remarks = asserted(cell("code", "f(2) == 4"))
    assert text == "assert f(2) == 4"
    assert "isn't kept" in remarks[0]
    assert "be true" in remarks[0]

    text, remarks = asserted(cell("code", "f(2)"))
    assert text == "assert (f(2)) is None"
    assert "show nothing" in remarks[0]


def test_an_expression_that_showed_nothing_must_show_nothing() -> None:
    ran = cell("code", "f(2)") | {"execution_count": 3}

    text, remarks = asserted(ran)

    assert remarks == []
    with pytest.raises(AssertionError):
        exec(text, {"f": lambda x: x})


def test_lines_to_ignore_are_left_out_of_both_kinds_of_tests() -> None:
    assert asserted(shown("g()  # IGNORE\nf(2)", "4"))[0] == "assert repr(f(2)) == '4'"
    text, _ = asserted(cell("code", "def test_f(f, np):\n    assert f(2)\n\ntest_f(f, np) # ignore"), ok_format=False)
    assert text == "def test_f(f, np):\n    assert f(2)\ntest_f(f, np)"


def test_a_function_that_its_cell_calls_is_called_once() -> None:
    text, _ = asserted(cell("code", "def test_f(f):\n    assert f(2)\n\ntest_f(\n    f\n)\n"), ok_format=False)
    assert text == "def test_f(f):\n    assert f(2)\ntest_f(f)"


def test_of_several_functions_the_first_is_the_test() -> None:
    """Otter puts its decorator above the cell's text."""
    text, _ = asserted(
        cell("code", "def test_f(f):\n    assert helper(f)\n\n\ndef helper(f):\n    return f(2)"), ok_format=False
    )

    assert text.endswith("\ntest_f(f)")


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import otter\ngrader = otter.Notebook()", ""),
        ("# Initialize Otter\nimport otter\ngrader = otter.Notebook('hw.ipynb')\n", ""),
        ("import numpy as np\nimport otter\nSIZE = 3", "import numpy as np\nSIZE = 3"),
        ("grader.check('q1')", ""),
        ('""" # BEGIN PLUGIN\nplugin: p\n""" # END PLUGIN', ""),
        (
            '""" # BEGIN PLUGIN\nplugin: p\n""" # END PLUGIN\nx = 1',
            "x = 1",
        ),  # otter puts a call there, and keeps the rest
        ('x = 1\n""" # BEGIN PLUGIN EXPORT\nplugin: p\n""" # END PLUGIN\ny = 2', "x = 1\ny = 2"),
        ("grader.run_plugin('p')\nx = 1", "x = 1"),
    ],
)
def test_what_speaks_to_otter_alone_is_left_out_and_nothing_else(source: str, kept: str) -> None:
    assert otter_cells.without_otter(source) == kept


def solved(source: str) -> tuple[str, list[str]]:
    remarks: list[str] = []
    return otter_cells.solution(source, 7, remarks), remarks


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("x = 1 # SOLUTION: the least", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        ("x = 1 # SOLUTION NO PROMPT", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        ("x = 1  #solution", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        ("# BEGIN SOLUTION (two lines)\nx = 1\n# END SOLUTION", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        ("# BEGIN SOLUTION\nx = 1 # END SOLUTION\ny = 2", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\ny = 2"),
        ("x = 1 # solutions differ", "x = 1 # solutions differ"),
        ("x = 1 # the SOLUTION", "x = 1 # the SOLUTION"),
    ],
)
def test_a_solution_is_marked_as_otter_finds_it(source: str, marked: str) -> None:
    """What follows a mark doesn't undo it, or students would be given the solution."""
    assert solved(source)[0] == marked


@pytest.mark.parametrize(
    "source",
    [
        "np.random.seed(42) # SEED\nx = np.random.random() # SOLUTION",
        "# BEGIN SOLUTION\nnp.random.seed(42) # SEED\nx = np.random.random()\n# END SOLUTION",
    ],
)
def test_a_line_for_a_seed_is_given_to_students_too(source: str) -> None:
    """otter seeds each cell while it grades (issue 346): without the line nobody here would draw what the tests expect."""
    text, remarks = solved(source)

    assert text == "np.random.seed(42)\n### BEGIN SOLUTION\nx = np.random.random()\n### END SOLUTION"
    assert remarks == ["cell 7: its line for a seed is given to students too"]


def test_a_line_for_a_seed_amid_a_solution_is_told() -> None:
    text, remarks = solved("# BEGIN SOLUTION\nx = 1\nnp.random.seed(42) # SEED\n# END SOLUTION")

    assert text == "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    assert len(remarks) == 1 and "amid a solution, isn't taken along" in remarks[0]


def test_lines_for_authors_alone_reach_nobody() -> None:
    source = "x = 1\n# BEGIN IGNORE\nassert x == 1\n# END IGNORE\nprint(x) # IGNORE\ny = 2 # SOLUTION"

    assert solved(source)[0] == "x = 1\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION"
    assert otter_cells.without_ignored("Text.\nFor us. # IGNORE") == "Text."
    assert otter_cells.without_ignored("## Ignore\nWhat to do.") == "## Ignore\nWhat to do."


@pytest.mark.parametrize(
    ("source", "block"),
    [
        ("x = max(\n    3, # SOLUTION\n    4)\ny = 5", "x = max(\n    3,\n    4)"),
        ("y = (t\n  .where(1) # SOLUTION\n  .sort() # SOLUTION\n)", "y = (t\n  .where(1)\n  .sort()\n)"),
        ("a = [\n    # BEGIN SOLUTION\n    1,\n    # END SOLUTION\n]\nb = 2 # SOLUTION", "a = [\n    1,\n]\nb = 2"),
    ],
)
def test_a_solution_inside_of_a_statement_is_the_whole_statement(source: str, block: str) -> None:
    """What stands between the marks is read as code by itself, and so is the stub that is handed out there."""
    remarks: list[str] = []
    made = otter_cells.solution(source, 3, remarks)
    assert f"### BEGIN SOLUTION\n{block}\n### END SOLUTION" in made
    assert "all of that statement" in " ".join(remarks)


def test_a_solution_that_is_no_part_of_a_statement_stays_as_it_is() -> None:
    remarks: list[str] = []
    made = otter_cells.solution("def f(x):\n    y = [\n        x]\n    return y # SOLUTION", 3, remarks)
    assert "x]\n    ### BEGIN SOLUTION\n    return y\n    ### END SOLUTION" in made
    assert not remarks
