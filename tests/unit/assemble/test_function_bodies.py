"""Without markers, a block is found by its function; what our own cell gives in it is left out."""

from __future__ import annotations

import ast

import pytest

from autograder.assemble import blocks, function_bodies
from autograder.conventions import is_marker
from tests.fixtures.small_assignment import CLASS, DOUBLE, LOOP


def texts(student: str, template: str) -> list[str | None]:
    return [part.text for part in blocks.extract(student, template)]


def without_markers(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not is_marker(line))


def test_the_body_after_the_docstring_is_taken():
    student = without_markers(blocks.fill(DOUBLE, ["    # mine\n    y = x + x\n    return y\n    # done"]))

    assert texts(student, DOUBLE) == ["    # mine\n    y = x + x\n    return y\n    # done"]


def test_the_parts_that_we_give_are_left_out():
    student = without_markers(blocks.fill(LOOP, ["        w = w - 1"]))

    assert texts(student, LOOP) == ["        w = w - 1"]


def test_each_method_gives_its_own_block():
    student = without_markers(blocks.fill(CLASS, ["        self.count = start", "        self.count = before + by"]))

    assert texts(student, CLASS) == ["        self.count = start", "        self.count = before + by"]


def test_one_lost_marker_of_two_blocks_is_made_up_for_by_the_function():
    student = blocks.fill(CLASS, ["        self.count = start", "        self.count = before + by"])
    student = student.replace("        # END YOUR CODE\n\n    def step", "\n    def step")

    assert texts(student, CLASS) == ["        self.count = start", "        self.count = before + by"]


def test_with_a_syntax_error_the_lines_below_the_def_are_taken():
    student = 'def double(x):\n    """Return twice x.\n\n    More.\n    """\n    return 2 * x)\n\nprint(double(2))\n'

    assert texts(student, DOUBLE) == ["    return 2 * x)"]


def test_a_body_on_the_line_of_its_def_is_taken():
    assert texts("def double(x): return 2 * x", DOUBLE) == ["return 2 * x"]


def test_a_cell_magic_does_not_hide_the_function():
    assert texts("%%time\ndef double(x):\n    return 2 * x", DOUBLE) == ["    return 2 * x"]


def test_of_two_definitions_the_last_counts_as_in_python():
    assert texts("def double(x):\n    return 0\ndef double(x):\n    return 2 * x", DOUBLE) == ["    return 2 * x"]


def test_comments_between_def_and_body_are_taken_for_the_sake_of_option_2():
    assert texts("def double(x):\n    # twice is a sum\n    return x + x", DOUBLE) == [
        "    # twice is a sum\n    return x + x"
    ]


def test_what_cannot_be_found_is_said():
    (taken,) = blocks.extract("x = 1", DOUBLE)

    assert taken.text is None
    assert "`double`" in (taken.problem or "")


def test_a_name_with_letters_that_only_look_alike_is_named():
    (taken,) = blocks.extract("def d\u043euble(x):\n    return 2 * x", DOUBLE)

    assert "d\\u043euble" in (taken.problem or "")


def test_a_name_with_a_zero_width_letter_is_named():
    (taken,) = blocks.extract("def dou\u200bble(x):\n    return 2 * x", DOUBLE)

    assert "\\u200b" in (taken.problem or "")


@pytest.mark.parametrize(("line", "name"), [(1, "Counter"), (4, "Counter.__init__"), (12, "Counter.step"), (99, "")])
def test_a_line_is_known_by_the_innermost_definition_around_it(line, name):
    assert function_bodies.qualified_names(ast.parse(CLASS), [line]) == [name]


def test_a_body_in_text_that_does_not_parse_is_no_body_of_a_tree():
    assert function_bodies.find_parsed("def double(x):\n    return 2 * x)", "double") is None


def test_given_comments_may_be_missing_between_what_we_give_and_the_block():
    lines = ["history = []", "", "w = w - 1", "", "return w"]

    span = function_bodies.without_given(
        lines, function_bodies.Body(0, 5), before=["history = []", "# a step", ""], after=["return w"]
    )

    assert lines[slice(*span)] == ["w = w - 1"]
