"""Reading Python text: what begins a line, and why a text can't run."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given

from autograder.assemble.source_text import compiles, is_magic, parse, scan, without_magics
from autograder.conventions import lines_of
from tests.fixtures.texts import TEXTS


def test_lines_inside_a_string_start_nothing():
    marks = scan(['x = """', "  y = 1", '""" + z', "w = 1"])

    assert [mark.starts for mark in marks] == [True, False, False, True]
    assert [mark.in_string for mark in marks] == [False, True, True, False]


def test_lines_inside_brackets_and_after_a_backslash_start_nothing():
    marks = scan(["x = (1,", "2)", "y = 1 + \\", "3", "z = 'a\\", "b'", "w = 1"])

    assert [mark.starts for mark in marks] == [True, False, True, False, True, False, True]


def test_a_hash_in_a_string_begins_no_comment():
    marks = scan(["x = '# no' # yes", "# all", "y = 1"])

    assert [mark.comment for mark in marks] == [11, 0, None]
    assert [mark.code for mark in marks] == [True, False, True]


def test_an_unfinished_string_ends_with_its_line():
    assert [mark.starts for mark in scan(["x = 'oops", "y = 1"])] == [True, True]


@pytest.mark.parametrize("line", ["%time f()", "  %matplotlib inline", "%%bash", "!pip install x", "?torch", "\t!ls", "torch.cdist?", "  x?? ", "pip install x", "conda  list", "files = !ls *.csv", "t.best = %timeit -o f()"])  # fmt: skip
def test_commands_of_the_notebook_are_known(line):
    assert is_magic(line)


@pytest.mark.parametrize(
    "line",
    ["x % y", "% 2", "x != y", "# !pip", "print('!')", "x = y % z", "x = '%s'", "# why?", "pip = 3", "pip", "x == y"],
)
def test_python_is_no_command(line):
    assert not is_magic(line)


def test_a_command_gives_way_to_pass_on_its_own_line():
    assert (
        without_magics("%%time\nif x:\n    !ls\nx = (1\n%2)") == "pass  # %%time\nif x:\n    pass  # !ls\nx = (1\n%2)"
    )


@pytest.mark.parametrize(
    ("command", "python"),
    [
        ("torch.cdist??", "pass  # torch.cdist??"),
        ("pip install tqdm", "pass  # pip install tqdm"),
        ("files = !ls", "files = []  # files = !ls"),
        ("t = %timeit -o f(1)", "t = None  # t = %timeit -o f(1)"),
        ("%time x = f(1)", "x = f(1)"),
    ],
)
def test_a_command_anywhere_in_a_line_does_what_it_does_to_the_code(command, python):
    assert (
        without_magics(f"def f(x):\n    y = x\n    {command}\n    return y")
        == f"def f(x):\n    y = x\n    {python}\n    return y"
    )


def test_a_question_in_a_text_stays():
    text = 'def f(x):\n    """Is it\n    right?\n    """\n    return {1:\n        x\n    }'

    assert without_magics(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = (", "never closed"),
        ("return 1", "outside function"),
        ("break", "outside loop"),
        ("!ls", "command of the notebook"),
        ("x = '\x00'", "null bytes"),
        ("x = '\ud800'", "characters"),
        ("-" * 90_000 + "1", "nested"),
        ("a" + ".b" * 40_000, "nested"),
        ("x" * 200_001, "longer"),
        ("x = " + "9" * 5000, "4300 digits"),
    ],
)
def test_what_cannot_run_is_one_reason(text, reason):
    fault = compiles(text)

    assert fault is not None
    assert reason in fault.reason


def test_a_warning_of_the_compiler_is_no_fault():
    assert compiles("x = 1 is 1\ny = '\\d'") is None


def test_nothing_is_run():
    assert compiles("raise SystemExit") is None


@given(TEXTS)
def test_no_text_raises(text):
    tree, fault = parse(text)
    compiles(text)
    without_magics(text)

    assert (tree is None) != (fault is None)
    assert len(scan(lines_of(text))) == len(lines_of(text))


@given(TEXTS)
def test_statements_of_a_valid_text_begin_on_lines_that_start_something(text):
    tree, _ = parse(text)
    if tree is None:
        return
    marks = scan(lines_of(text.replace("\f", " ")))

    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            assert marks[node.lineno - 1].starts
