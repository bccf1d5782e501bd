"""What a block does to the cell around it, and what was changed outside of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assemble import blocks, cell_diff
from tests.fixtures.small_assignment import CLASS, DOUBLE, LOOP, TEMPLATES
from tests.fixtures.texts import TEXTS


def problem(template: str, *texts: str) -> str | None:
    return cell_diff.problem(template, blocks.fill(template, texts))


# ---------------------------------------------------------------- within its function


@pytest.mark.parametrize(
    "text",
    ["    return 2 * x", "return 2 * x", "    def inner():\n        return x\n    return inner() * 2", "", "    pass",
     "    class A:\n        b = 1\n    return 2 * x", "    '''mine'''\n    return 2 * x", "    global y\n    y = x\n    return 2 * y"],
)  # fmt: skip
def test_code_that_stays_in_its_function_is_fine(text):
    assert problem(DOUBLE, text) is None


def test_code_in_a_given_loop_is_fine():
    assert problem(LOOP, "        w = w - 1\n        if w < 0:\n            break") is None


@pytest.mark.parametrize(
    "text",
    [
        "    return 2 * x\nimport os",
        "    return 2 * x\ndef double(x):\n    return 3",
        "    return 2 * x\nprint('hidden')",
        "    return 2 * x\nx = '''",
    ],
)
def test_code_that_leaves_its_function_is_not(text):
    assert problem(DOUBLE, text) is not None


def test_a_statement_at_the_left_edge_is_said_to_leave_the_function():
    assert problem(DOUBLE, "    return 2 * x\nimport os") == cell_diff.MSG_LEFT_FUNCTION


def test_a_helper_method_of_a_name_of_its_own_stays_in_the_class():
    helper = "        self.count = start\n\n    @property\n    def twice(self):\n        return 2 * self.count"

    assert problem(CLASS, helper, "        self.count = self.twice") is None
    assert problem(CLASS, f"{helper}\n    import os", "        self.count = 1") == cell_diff.MSG_LEFT_FUNCTION
    assert problem(CLASS, "        self.count = start", f"        pass\n{helper}") == cell_diff.MSG_LEFT_FUNCTION


def test_a_method_smuggled_into_the_class_leaves_its_block():
    smuggled = "        self.count = start\n\n    def step(self, by=1):\n        return 0"

    assert problem(CLASS, smuggled, "        self.count = 1") == cell_diff.MSG_LEFT_FUNCTION


def test_a_decorator_reaching_for_the_next_method_leaves_its_block():
    assert (
        problem(CLASS, "        self.count = start\n\n    @property", "        self.count = 1")
        == cell_diff.MSG_LEFT_FUNCTION
    )


def test_a_string_that_swallows_the_next_method_leaves_its_block():
    assert problem(CLASS, "        self.count = start\n        x = '''", "        '''\n        pass") is not None


def test_an_else_hung_on_a_given_loop_leaves_its_block():
    template = LOOP.replace("        # BEGIN", "        pass\n    # BEGIN").replace("        raise", "    raise")
    template = template.replace("        # END YOUR CODE\n        print(step)", "    # END YOUR CODE")

    assert problem(template, "    w = 1") is None
    assert problem(template, "    else:\n        w = 1") == cell_diff.MSG_LEFT_FUNCTION


def test_a_dedented_end_of_a_given_loop_leaves_its_block():
    assert problem(LOOP, "        w = w - 1\n    w = 0") is not None


def test_code_before_the_cells_end_may_not_swallow_what_we_give_after_it():
    assert problem(LOOP, "        if w:\n            w = (0,") is not None


# ---------------------------------------------------------------- the sentence


def test_the_sentence_counts_lines_of_the_students_own_text():
    filled = blocks.fill(DOUBLE, ["    y = x\n    return 2 * * y"])

    assert "line 2: invalid syntax" in (cell_diff.problem(DOUBLE, filled, first_line=4) or "")


def test_lines_within_the_compilers_words_are_the_students_too():
    filled = blocks.fill(DOUBLE, ["    if x:\n    return 2"])

    assert cell_diff.problem(DOUBLE, filled, first_line=4) == (
        "this block doesn't compile: line 2: expected an indented block after 'if' statement on line 1"
    )


def test_a_fault_noticed_after_the_block_asks_for_brackets():
    assert "noticed after it; are its indentation and its brackets right?" in (problem(DOUBLE, "    x = \\") or "")


# ---------------------------------------------------------------- outside the blocks


def outside(student: str, template: str) -> str | None:
    return cell_diff.outside(student, template, blocks.extract(student, template))


def test_an_untouched_cell_differs_in_nothing():
    assert outside(blocks.fill(DOUBLE, ["    return 2 * x"]), DOUBLE) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda source: source + "\n\n\n",
        lambda source: source.replace("\n", "  \n"),
        lambda source: "# my notes\n" + source,
        lambda source: source.replace("Return twice x.", "Twice."),
        lambda source: source.replace("def double(x)", "def double( x )"),
    ],
    ids=["newlines", "blanks", "comment", "docstring", "spacing"],
)
def test_blanks_comments_and_docstrings_are_no_code(change):
    assert outside(change(blocks.fill(DOUBLE, ["    return 2 * x"])), DOUBLE) is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda source: "import os\n" + source, "import os"),
        (lambda source: source + "\nprint(double(3))", "print(double(3))"),
        (lambda source: source.replace("def double(x)", "def double(x, y=1)"), "y=1"),
        (lambda source: "%%time\n" + source, "%%time"),
    ],
)
def test_code_outside_the_block_is_named(change, named):
    assert named in (outside(change(blocks.fill(DOUBLE, ["    return 2 * x"])), DOUBLE) or "")


def test_a_given_line_that_is_gone_is_named():
    student = blocks.fill(CLASS, ["        self.count = start", "        pass"]).replace(
        "        return self.count\n", ""
    )

    assert outside(student, CLASS) == "`return self.count` is gone"


def test_a_locked_cell_is_compared_as_a_whole():
    assert cell_diff.difference("x = 1\n", "x = 1") is None
    assert "x = 2" in (cell_diff.difference("x = 2", "x = 1") or "")
    assert cell_diff.difference("y = 1\nx = 1", "x = 1\ny = 1") is not None


def test_cells_that_do_not_parse_are_compared_by_lines():
    assert cell_diff.difference("x = (", "x = (") is None
    assert "y = (" in (cell_diff.difference("y = (", "x = 1") or "")


@given(st.sampled_from(TEMPLATES), TEXTS)
def test_no_text_raises(template, text):
    filled = blocks.fill(template, [text] * 2)

    cell_diff.problem(template, filled)
    outside(text, template)
    assert outside(filled, template) is None or blocks.extract(filled, template)[0].text is None


# ---------------------------------------------------------------- indented in another way


def unmarked(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if "YOUR CODE" not in line)


@pytest.mark.parametrize("by", ["\t", "  ", "        "])
@pytest.mark.parametrize("template", TEMPLATES)
def test_an_editor_may_indent_by_tabs_or_any_number_of_blanks(template, by):
    for text in (template, template.replace("raise NotImplementedError", "pass"), unmarked(template)):
        student = text.replace("    ", by)
        assert outside(student, template) is None
        assert outside(f"import os\n{student}", template) == "`import os` was written"
        assert outside(f"{student}\nx = (", template) == "`x = (` was written"


def test_code_that_is_moved_to_another_level_is_a_change():
    ours = "for x in y:\n    if x:\n        a()\n    b()\nc("

    assert cell_diff.difference(ours.replace("    ", "\t"), ours) is None
    assert cell_diff.difference(ours.replace("    b()", "        b()"), ours) == "`b()` was written"
    assert cell_diff.difference(ours.replace("    b()", "b()"), ours) == "`b()` was written"
