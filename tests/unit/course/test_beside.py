"""Cells that stay with their author are read as they are written, and their mistakes named by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import answers, beside
from autograder.errors import AssignmentBroken

TEXT = '''\
# A header, with a # %% in it.

# %% [markdown] id="title"
# # Tiny

# %% solution="square"
def square(x): ...

# %% check="square" points=2.5

ask(x=normal(3))

# %% right="square"
def square(x):
    return x**2
# %% wrong="square" fails="ask 1, inputs_stay" near="this is \u00d72" name='doubled'
"""Double it."""
def square(x):
    return x * 2

# %%
print("an end")
'''


def written(folder: Path, text: str) -> Path:
    place = folder / "assignments" / "tiny"
    place.mkdir(parents=True, exist_ok=True)
    (place / "notebook.py").write_text(text, encoding="utf-8")
    return place


def test_the_files_are_named_in_which_checks_stand(tmp_path: Path) -> None:
    folder = written(tmp_path, TEXT)
    assert beside.check_files(folder) == ["notebook.py"]

    (folder / "hidden").mkdir()
    for name in ("checks_b.py", "checks.py", "drivers.py"):
        (folder / "hidden" / name).touch()
    assert beside.check_files(folder) == ["hidden/checks.py", "hidden/checks_b.py", "notebook.py"]

    written(tmp_path, TEXT.replace('check="square" points=2.5', 'right="square"'))
    assert "notebook.py" not in beside.check_files(folder)


def test_cells_are_found_with_their_lines(tmp_path: Path) -> None:
    folder = written(tmp_path, TEXT)
    check, right, wrong = beside.cells(folder)
    assert (check.role, check.question, check.options) == ("check", "square", {"points": 2.5})
    assert check.source == "ask(x=normal(3))\n"
    lines = TEXT.split("\n")
    assert lines[check.line] == "ask(x=normal(3))", "line 1 of the source follows the cell's line and the blank ones"
    assert lines[right.line] == "def square(x):"
    assert wrong.options == {"fails": "ask 1, inputs_stay", "near": "this is ×2", "name": "doubled"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# %% ", "#%% "),
        ("# %% ", "# %%%  "),
        ('check="square" points=2.5', 'points=2.5 check="square"  '),
        ('wrong="square" fails="ask 1, inputs_stay"', 'fails="ask 1, inputs_stay" wrong="square"'),
        ('near="this is', 'near="not check=3, but'),
    ],
)
def test_they_are_found_however_editors_and_authors_write_their_first_line(
    before: str, after: str, tmp_path: Path
) -> None:
    roles = [(cell.role, cell.question) for cell in beside.cells(written(tmp_path, TEXT.replace(before, after)))]
    assert roles == [("check", "square"), ("right", "square"), ("wrong", "square")]


def test_a_title_before_a_check_is_refused(tmp_path: Path) -> None:
    """The notebook's cells may have one, and there the check is none of them."""
    folder = written(tmp_path, TEXT.replace('check="square"', 'Squares check="square"'))
    with pytest.raises(AssignmentBroken, match=r"'Squares check=.* is no option"):
        beside.cells(folder)


def test_answers_beside_a_question_are_answers_like_others(tmp_path: Path) -> None:
    folder = written(tmp_path, TEXT)
    (right,) = answers.right(folder)
    assert right.source == "def square(x):\n    return x**2\n"
    (wrong,) = answers.wrong(folder)
    assert wrong.name == "doubled"
    assert wrong.question == "square"
    assert wrong.fails == ("square.ask_1", "square.inputs_stay")
    assert wrong.near_miss == "this is ×2"
    assert wrong.docstring == "Double it."
    assert wrong.place == f"assignments/tiny/notebook.py, line {wrong.line}: doubled"
    assert answers.near_misses(folder) == (wrong,)


CHANGED = '''\
# %% solution="mean"
def mean(x):
    """Return the mean."""
    ### BEGIN SOLUTION
    total = sum(x)
    return total / len(x)
    ### END SOLUTION

# %% wrong="mean" fails="ask 1"
# sum(x) → max(x)
# len(x) →

# %% solution="cell" id="words"
### BEGIN SOLUTION
arrow = "a"
### END SOLUTION

# %% wrong="words" fails="leaves 1" name="reversed"
# "a" → "b"

# %% wrong="words" fails="leaves 1" name="written_out"
arrow = "b → a"
'''


def test_a_wrong_answer_may_be_written_as_changes_of_ours(tmp_path: Path) -> None:
    mean, backwards, written_out = answers.wrong(written(tmp_path, CHANGED))
    assert mean.source == 'def mean(x):\n    """Return the mean."""\n    total = max(x)\n    return total / \n'
    assert backwards.source == 'arrow = "b"\n'
    assert written_out.source == 'arrow = "b → a"\n'


def test_a_change_of_what_isnt_there_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, CHANGED.replace("# sum(x) → ", "# sum(y) → "))
    with pytest.raises(
        AssignmentBroken, match=r"notebook.py, line 9: our solution has no 'sum\(y\)' that could become 'max"
    ):
        answers.wrong(folder)


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, '# %% wrong="f" name="one"\ndef f(): ...\n# %% wrong="f" name="one"\ndef f(): ...\n')
    with pytest.raises(AssignmentBroken, match=r"that name is taken by assignments/tiny/notebook\.py, line 1"):
        answers.wrong(folder)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('# %% check="f"', "line 1: the checks have no points"),
        ('# %% check="f" points="3"', "line 1: the checks have no points"),
        ('# %% check="f" points=-1', "line 1: the checks have no points"),
        ('# %% check="f" pionts=3', "line 1: unknown cell option 'pionts'. Did you mean 'points'"),
        ('# %% check="f" fails="ask 1" points=3', "unknown cell option 'fails'"),
        ("# %% check=f points=3", "check=f is no value"),
        ('# %% check="a b" points=3', "check= names no question"),
        ('# %% wrong="f" fails', "'fails' is no option"),
    ],
)
def test_a_mistake_in_the_first_line_is_named(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(AssignmentBroken, match=said):
        beside.cells(written(tmp_path, f"{line}\nask(x=1)\n"))


@given(text=st.text(alphabet=st.sampled_from('# %check="f"points=1\n\'wrongrt,.'), max_size=200))
def test_any_text_is_read_or_refused_in_a_sentence(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = written(tmp_path_factory.mktemp("any"), text)
    try:
        found = beside.cells(folder)
    except AssignmentBroken as error:
        assert "notebook.py, line" in str(error)
    else:
        lines = text.split("\n")
        for cell in found:
            first = cell.source.split("\n")[0]
            assert first == "" or lines[cell.line] == first


FILE = '''\
import math


def square(x):
    """Return x squared."""
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION


def cube(x):
    return x * x * x
'''


def test_a_wrong_answer_in_changed_words_may_be_of_a_python_file(tmp_path: Path) -> None:
    text = '# %% test="square"\n\n# %% wrong="square" fails="ask 1"\n# x * x → x + x\n'
    place = written(tmp_path, text)
    (place / "ops.py").write_text(FILE, encoding="utf-8")
    toml = 'title = "Tiny"\norder = 1\ndue = 2026-12-31T23:59:00\npoints = 1\nfiles = ["ops.py"]\n'
    (place / "assignment.toml").write_text(toml, encoding="utf-8")

    (cell,) = beside.cells(place)

    assert cell.source == 'def square(x):\n    """Return x squared."""\n    return x + x\n'

    written(tmp_path, text.replace('wrong="square"', 'wrong="cube"'))
    with pytest.raises(AssignmentBroken, match=r"notebook\.py, line 3: our solution has no 'x \* x'"):
        beside.cells(place)  # cube is ours, and no question
