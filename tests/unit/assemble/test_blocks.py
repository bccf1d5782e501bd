"""Designated blocks: found in our cell, taken from a student's, put back at the right place."""

from __future__ import annotations

from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assemble import blocks
from tests.fixtures.small_assignment import CLASS, DOUBLE, TEMPLATES
from tests.fixtures.texts import TEXTS


def texts(student: str, template: str) -> list[str | None]:
    return [found.text for found in blocks.extract(student, template)]


# ---------------------------------------------------------------- locating


def test_a_block_is_known_by_its_function_and_indentation():
    (region,) = blocks.locate(DOUBLE)

    assert (region.name, region.indent, region.begin, region.end) == ("double", "    ", 2, 4)


def test_the_blocks_of_a_class_are_known_by_their_methods():
    assert [region.name for region in blocks.locate(CLASS)] == ["Counter.__init__", "Counter.step"]


def test_the_markers_of_a_source_notebook_are_found_too():
    source = DOUBLE.replace("# BEGIN YOUR CODE", "### BEGIN SOLUTION").replace("# END YOUR CODE", "### END SOLUTION")

    assert [region.name for region in blocks.locate(source)] == ["double"]
    assert blocks.inside(source) == ("    raise NotImplementedError",)


def test_a_marker_without_its_other_half_is_no_block():
    assert blocks.locate("# BEGIN YOUR CODE\nx = 1") == ()
    assert blocks.locate("x = 1\n# END YOUR CODE") == ()


def test_a_block_at_the_top_of_a_cell_belongs_to_no_function():
    (region,) = blocks.locate("# BEGIN YOUR CODE\nx = 1\n# END YOUR CODE")

    assert region.name == ""


# ---------------------------------------------------------------- taking, by markers


def test_the_text_between_the_markers_is_taken_as_it_stands():
    student = blocks.fill(DOUBLE, ["    y = x + x  # twice\n\n    return y"])

    assert texts(student, DOUBLE) == ["    y = x + x  # twice\n\n    return y"]


def test_code_outside_the_markers_is_left_behind():
    student = "import os\n" + blocks.fill(DOUBLE, ["    return 2 * x"]) + "\ndouble = lambda x: 2 * x\n"

    assert texts(student, DOUBLE) == ["    return 2 * x"]


def test_markers_are_known_with_other_blanks_and_case():
    student = "def double(x):\n#begin your code here\n    return 2 * x\n  ##  End of your code\n"

    assert texts(student, DOUBLE) == ["    return 2 * x"]


def test_a_second_end_marker_typed_inside_does_not_cut_the_block():
    student = blocks.fill(DOUBLE, ["    y = x"]).replace("y = x", "y = x\n    # END YOUR CODE\n    return 2 * y")

    assert texts(student, DOUBLE) == ["    y = x\n    # END YOUR CODE\n    return 2 * y"]


def test_methods_in_another_order_are_told_apart_by_name():
    student = """class Counter:
    def step(self, by=1):
        # BEGIN YOUR CODE
        self.count = before + by
        # END YOUR CODE
    def __init__(self, start):
        # BEGIN YOUR CODE
        self.count = start
        # END YOUR CODE
"""

    assert texts(student, CLASS) == ["        self.count = start", "        self.count = before + by"]


def test_methods_that_do_not_parse_are_taken_in_order():
    student = blocks.fill(CLASS, ["        self.count = = start", "        self.count = before + by"])

    assert texts(student, CLASS) == ["        self.count = = start", "        self.count = before + by"]


def test_of_two_cells_merged_into_one_each_block_is_its_own_functions():
    merged = (
        blocks.fill(DOUBLE, ["    return 2 * x"])
        + "\n"
        + blocks.fill(CLASS, ["        self.count = start", "        pass"])
    )

    assert texts(merged, DOUBLE) == ["    return 2 * x"]
    assert texts(merged, CLASS) == ["        self.count = start", "        pass"]


MONEY = '''class Money:
    """Equal when the amounts are."""

    def __init__(self, amount):
        # BEGIN YOUR CODE
        raise NotImplementedError
        # END YOUR CODE

    # BEGIN YOUR CODE
    raise NotImplementedError
    # END YOUR CODE

    def __str__(self):
        # BEGIN YOUR CODE
        raise NotImplementedError
        # END YOUR CODE
'''
MONEY_TEXTS = [
    "        self.amount = amount\n\n        self.known = True",
    "    def __eq__(self, other):\n        return self.amount == other.amount\n\n    __hash__ = None",
    "        return str(self.amount)",
]


@pytest.mark.parametrize("lost", [*range(6), "BEGIN", "END", "YOUR"])
def test_lost_marks_of_a_class_that_holds_other_blocks_leave_each_block_its_text(lost):
    lines = blocks.fill(MONEY, MONEY_TEXTS).split("\n")
    marks = [number for number, line in enumerate(lines) if "YOUR CODE" in line]
    gone = [marks[lost]] if isinstance(lost, int) else [number for number in marks if lost in lines[number]]

    student = "\n".join(line for number, line in enumerate(lines) if number not in gone)

    assert [text and text.strip() for text in texts(student, MONEY)] == [text.strip() for text in MONEY_TEXTS]


def test_a_method_that_stands_after_the_class_s_own_block_stays_whole_in_it():
    student = """class Money:
    def __eq__(self, other):
        return self.amount == other.amount

    def __init__(self, amount):

        self.amount = amount
"""
    template = MONEY[: MONEY.index("    def __str__")].rstrip()

    assert blocks.fill(template, texts(student, template)).count("self.amount = amount") == 2
    compile(blocks.fill(template, texts(student, template)), "<cell>", "exec")


NESTED = '''def hinge(x):
    """Add up what is above 1."""
    loss = 0
    for one in x:
        if one > 1:
            loss = loss + one
            # BEGIN YOUR CODE
            raise NotImplementedError
            # END YOUR CODE
    loss = loss / 2  # half of it

    # BEGIN YOUR CODE
    raise NotImplementedError
    # END YOUR CODE
    return loss
'''
NESTED_TEXTS = ["            loss -= 1\n            count = 1", "    loss = loss + count"]


@pytest.mark.parametrize("lost", [*range(4), "BEGIN", "END", "YOUR"])
def test_lost_marks_of_two_blocks_in_one_function_leave_each_its_text(lost):
    lines = blocks.fill(NESTED, NESTED_TEXTS).split("\n")
    marks = [number for number, line in enumerate(lines) if "YOUR CODE" in line]
    gone = [marks[lost]] if isinstance(lost, int) else [number for number in marks if lost in lines[number]]

    student = "\n".join(line for number, line in enumerate(lines) if number not in gone)

    filled = blocks.fill(NESTED, texts(student, NESTED))
    assert [line for line in filled.split("\n") if line] == [line for line in lines if line]


@pytest.mark.parametrize(
    ("line", "other"), [("loss = loss / 2", "loss /= 2"), ("return loss", "loss = loss / 2  # half of it")]
)
def test_lost_marks_are_said_where_what_stood_between_two_blocks_is_gone_or_there_twice(line, other):
    lines = blocks.fill(NESTED, NESTED_TEXTS).split("\n")
    student = "\n".join(text for text in lines if "YOUR CODE" not in text).replace(line, other)

    taken = blocks.extract(student, NESTED)

    assert all(one.text is None and "between its blocks" in one.problem for one in taken)


@pytest.mark.parametrize("padding", ["", f"\nnumbers = [{'1, ' * 100_000}]"], ids=["short", "too long for a tree"])
def test_of_a_whole_notebook_in_one_cell_each_block_is_its_own_functions(padding):
    merged = f"{blocks.fill(DOUBLE, ['    return 2 * x'])}\n{blocks.fill(NESTED, NESTED_TEXTS)}{padding}"

    assert texts(merged, DOUBLE) == ["    return 2 * x"]
    assert texts(merged, NESTED) == NESTED_TEXTS
    assert all(one.marked for one in blocks.extract(merged, NESTED))


OLD, NEW = (blocks.fill(DOUBLE, [f"    return {what}"]) for what in ("x * 3", "2 * x"))


@pytest.mark.parametrize(
    "student",
    [
        f"{OLD}\n{NEW}",
        f"{NEW}\n{DOUBLE}",  # a stub behind it is no version of theirs
        f"{OLD}\n{OLD}\n{NEW}\n\nprint(double(3))",
        f"@cache\n{OLD}\n{NEW}",
        f"{OLD}\nclass Other:\n{indent(blocks.fill(DOUBLE, ['    pass']), '    ')}\n{NEW}",
    ],
)
def test_of_several_versions_in_one_cell_the_last_with_something_in_it_counts(student):
    (found,) = blocks.extract(student, DOUBLE)

    assert found.text == "    return 2 * x"
    assert student.split("\n")[found.start : found.end] == ["    return 2 * x"]
    assert found.others


def test_of_two_versions_of_a_class_in_one_cell_the_last_counts_in_all_its_blocks():
    old, new = (blocks.fill(CLASS, [f"        self.count = {n}", f"        self.count += {n}"]) for n in (1, 2))

    assert texts(f"{old}\n{new}", CLASS) == ["        self.count = 2", "        self.count += 2"]
    assert texts(old.replace("self.count = 1", "x = 1") + new[new.index("    def") :], CLASS) == texts(new, CLASS)


def test_one_version_has_no_others():
    assert blocks.extract(NEW, DOUBLE)[0].others == ()
    assert blocks.extract(blocks.fill(CLASS, ["        pass", "        pass"]), CLASS)[0].others == ()


# ---------------------------------------------------------------- filling


def test_text_typed_at_the_left_edge_is_moved_in():
    assert "    if x:\n        return 2 * x\n    return 0\n    # END" in blocks.fill(
        DOUBLE, ["if x:\n    return 2 * x\nreturn 0"]
    )


def test_text_typed_too_far_in_is_moved_out():
    assert "\n    y = x\n    return 2 * y\n    # END" in blocks.fill(DOUBLE, ["        y = x\n        return 2 * y"])


def test_text_indented_by_tabs_is_moved_to_our_blanks():
    assert "\n    if x:\n    \treturn 2 * x\n    # END" in blocks.fill(DOUBLE, ["\tif x:\n\t\treturn 2 * x"])


def test_strings_over_several_lines_are_never_moved():
    filled = blocks.fill(DOUBLE, ["s = '''\na\n  b'''\nreturn s"])

    assert "    s = '''\na\n  b'''\n    return s" in filled


def test_a_string_at_the_left_edge_does_not_move_what_is_right():
    text = "    s = '''\na\n'''\n    return s"

    assert f"\n{text}\n" in blocks.fill(DOUBLE, [text])


def test_comments_at_the_left_edge_come_along():
    assert "    # first\n    x = 1\n    # last" in blocks.fill(DOUBLE, ["# first\nx = 1\n# last"])
    assert "\n# far out\n    x = 1\n" in blocks.fill(DOUBLE, ["# far out\n    x = 1"])


def test_continued_lines_may_stand_anywhere():
    text = "    return (x +\nx)"

    assert blocks.inside(blocks.fill(DOUBLE, [text])) == (text,)


def test_windows_newlines_are_no_part_of_the_text():
    assert blocks.inside(blocks.fill(DOUBLE, ["    y = x\r\n    return 2 * y\r\n"])) == ("    y = x\n    return 2 * y",)


def test_none_leaves_the_stub():
    assert blocks.fill(CLASS, [None, "        pass"]).count("NotImplementedError") == 1


# ---------------------------------------------------------------- blank or not


@pytest.mark.parametrize(
    "text",
    ["", "\n  \n", "    # todo", "    pass", "    ...", "raise NotImplementedError", "raise NotImplementedError('todo')", "    'text'", "# a\n\n    pass\n    raise NotImplementedError()"],
)  # fmt: skip
def test_stubs_and_comments_are_blank(text):
    assert blocks.is_blank(text)


@pytest.mark.parametrize(
    "text", ["return", "x = 1\nraise NotImplementedError", "raise ValueError", "x = (", "f()", "del x"]
)
def test_anything_else_is_not_blank(text):
    assert not blocks.is_blank(text)


def test_dedented_text_keeps_its_shape():
    assert blocks.dedented("\n        if x:\n            y = '''\nz'''\n\n    w = 1\n\n") == (
        "    if x:\n        y = '''\nz'''\n\nw = 1"
    )


# ---------------------------------------------------------------- any text


@given(st.sampled_from(TEMPLATES), st.lists(TEXTS, min_size=2, max_size=2))
def test_what_was_put_in_is_what_is_taken_out(template, given_texts):
    filled = blocks.fill(template, given_texts[: len(blocks.locate(template))])
    again = blocks.fill(template, texts(filled, template))

    assert again == filled
    assert blocks.fill(template, texts(again, template)) == again


@given(TEXTS, st.sampled_from(TEMPLATES))
def test_no_cell_of_a_students_raises(student, template):
    found = blocks.extract(student, template)

    assert len(found) == len(blocks.locate(template))
    for part in found:
        assert (part.text is None) == (part.problem is not None)
    blocks.locate(student)
    blocks.is_blank(student)
    blocks.dedented(student)


@given(st.sampled_from(TEMPLATES), st.data())
def test_no_mangled_cell_raises(template, data):
    lines = template.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = data.draw(
            st.sampled_from([[], ["x = 1"], ["'''"], [lines[at], lines[at]], ["\t" + lines[at]]])
        ) or [""]

    blocks.extract("\n".join(lines), template)


def test_blank_lines_before_a_block_are_taken_off_at_once(monkeypatch):
    """Each line taken from a list's beginning moves all others: a megabyte of blank lines took minutes."""

    class Moving(list):
        moved = 0

        def pop(self, at=-1):
            Moving.moved += len(self) if at == 0 else 1
            return super().pop(at)

    indented = blocks._indented
    monkeypatch.setattr(blocks, "_indented", lambda *given: Moving(indented(*given)))

    assert blocks.dedented("\n" * 1_000 + "x = 1\n\n") == "x = 1"
    assert Moving.moved < 10_000
