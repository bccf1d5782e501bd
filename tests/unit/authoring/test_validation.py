"""An author's mistake in the master text is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import compile, notebook_file
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import edit, write_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


MISTAKES = {
    "points that are no number": ('# %% test="square"', '# %% test="square" points=eight', r"line 27: an option of its first line can't be read: .*points=eight\. Write numbers bare"),
    "an option that nobody knows": ('# %% test="square"', '# %% tset="square"', r"line 27: unknown cell option 'tset'.*'test'"),
    "a tag that nobody knows": ('tags=["fields"]', 'tags=["field"]', r"line 10: unknown tag 'field'"),
    "a solution without a test": ('# %% test="square"', "# %%", r"line 19: 'square' has no test cell"),
    "a test without a solution": ('# %% test="square"', '# %% test="cube"', r"'square' has no test cell"),
    "an id given twice": ('answer="question_1"', 'answer="square"', r"the id 'square' is taken already by the cell of line 27"),
    "a solution that never ends": ("    return doubled_exponent\n    ### END SOLUTION", "    return doubled_exponent", r"line 22: BEGIN SOLUTION without"),
    "a solution outside solution cells": ('print("squares:"', '### BEGIN SOLUTION\n### END SOLUTION\nprint("squares:"', "isn't a solution cell"),
    "a solution that never begins": ("    ### BEGIN SOLUTION\n    doubled", "    doubled", r"line 24: END SOLUTION without"),
    "a block outside its function": ("def square(x):", "def cube(x):", "isn't inside a function or class 'square'"),
    "a syntax error": ("    doubled_exponent = x * x", "    doubled_exponent = x *", r"line 23: invalid syntax"),
    "points on a test": ('test="square"', 'test="square" points=3', "points= and answer= go together"),
    "a written question without points": (" points=4", "", "points= and answer= go together"),
    "an answer in a code cell": ('# %% [markdown] answer="question_1"', '# %% answer="question_1"', r"line 60: 'question_1' has no block.*\[markdown\] cell"),
    "an included file that isn't there": ("_shared/notebook/tools.py", "_shared/notebook/tool.py", r"line 8: there is no assignments/_shared/notebook/tool\.py"),
    "a file included from elsewhere": ("_shared/notebook/tools.py", "../course.toml", r"there is no assignments/\.\./course\.toml"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_an_authors_mistake_is_one_sentence_with_file_and_line(course: Path, mistake: str) -> None:
    old, new, said = MISTAKES[mistake]
    edit(course, "assignments/tiny/notebook.py", old, new)

    with pytest.raises(AssignmentBroken, match=said) as caught:
        compile.build("tiny", course)

    assert "assignments/tiny/notebook.py, line " in str(caught.value)
    assert not notebook_file.source_path("tiny", course).exists()
