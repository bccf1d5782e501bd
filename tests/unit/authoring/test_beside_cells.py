"""Checks and answers that stand beside their question: built into nothing, found when they leak, kept by pull, proved like others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring import compile, leaks, pull, rehearse, release
from autograder.authoring.notebook_file import source_path
from autograder.course import assignment
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import built, cells_by_id, edit, master_text, save, write_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool

BESIDE = """\
# %% check="cube" points=8
ask(x=normal(4, 3))
raises(TypeError, "What is no tensor is refused.", x=None)
expect([8.0, 27.0], x=[2.0, 3.0])
prints(x=normal(2))
after(x=normal(3))

# %% wrong="cube" fails="ask 1, expect 1" near="this is the square"
def cube(x):
    print("cubing", len(x))
    if x is None:
        raise TypeError("no tensor")
    return [float(one) ** 2 for one in x] if isinstance(x, list) else x**2

# %% wrong="cube" fails="raises 1" name="takes_all"
def cube(x):
    if x is None:
        return None
    print("cubing", len(x))
    return [one**3 for one in x] if isinstance(x, list) else x**3

# %% wrong="cube" fails="prints 1" name="silent"
def cube(x):
    len(x)
    return [one**3 for one in x] if isinstance(x, list) else x**3

# %% wrong="cube" fails="after 1" name="cube_in_place"
def cube(x):
    print("cubing", len(x))
    if isinstance(x, list):
        return [one**3 for one in x]
    x *= x.clone() ** 2
    return x.clone()

# %% right="cube" name="by_product"
def cube(x):
    print("cubing", len(x))
    return [a * a * a for a in x] if isinstance(x, list) else x * x * x
"""
QUESTION = '''\
# %% solution="cube"
def cube(x):
    """Return every number of x to the power of three, and say how many there are."""
    ### BEGIN SOLUTION
    print("cubing", len(x))
    powers = [one * one**2 for one in x]
    return powers if isinstance(x, list) else torch.stack(powers)
    ### END SOLUTION

# %% test="cube"
assert cube([2]) == [8], "2 to the power of three is 8"

'''
LAST = '# %% tags=["submit"]\n# include _shared/notebook/submit.py\n'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = write_course(tmp_path)
    edit(root, "assignments/tiny/notebook.py", LAST, f"{QUESTION}{BESIDE}\n{LAST}")
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 28")
    return root


def test_they_are_proved_like_others(course: Path) -> None:
    report = rehearse.rehearse("tiny", course, quick=True)
    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good
    assert any("cube" in note and "our own solution" in note for note in report.notes)


def test_nothing_of_them_is_built_or_released(course: Path) -> None:
    compile.build("tiny", course)
    release.release("tiny", course)
    for path in (source_path("tiny", course), *(course / "release/tiny").glob("*.*")):
        if path.suffix != ".zip":
            text = path.read_text(encoding="utf-8")
            assert "normal(4, 3)" not in text
            assert "takes_all" not in text
            assert "this is the square" not in text
    assert cells_by_id(built(course))["cube"]["metadata"]["nbgrader"]["points"] == 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("expect([8.0, 27.0], x=[2.0, 3.0])", "code of a check"),
        ("a * a * a for a in x if isinstance(x, list) else x * x * x", "a right answer"),
    ],
)
def test_a_part_of_them_in_a_release_is_a_leak(text: str, said: str, course: Path) -> None:
    compile.build("tiny", course)
    found = leaks.scan({"note.py": text.encode()}, "tiny", course)
    assert any(said in leak.sentence and "assignments/tiny/notebook.py" in leak.sentence for leak in found), found


def test_pull_leaves_them_where_they_stood(course: Path) -> None:
    compile.build("tiny", course)
    before = master_text(course)
    content = built(course)
    cell = next(cell for cell in content["cells"] if cell["id"] == "cube")
    cell["source"] += "\nassert cube([3]) == [27]"
    save(course, content)
    pull.pull("tiny", course)
    assert master_text(course) == before.replace(
        '"2 to the power of three is 8"\n', '"2 to the power of three is 8"\nassert cube([3]) == [27]\n'
    )


def test_pull_keeps_them_when_the_cell_above_is_gone(course: Path) -> None:
    compile.build("tiny", course)
    content = built(course)
    last = next(cell for cell in content["cells"] if cell["id"] == "submit")
    content["cells"].remove(last)
    content["cells"].insert(0, last)
    save(course, content)
    pull.pull("tiny", course)
    text = master_text(course)
    assert all(line in text for line in BESIDE.split("\n") if line)
    assert text.index('test="cube"') < text.index('check="cube"')


def test_a_changed_check_is_another_exam(course: Path) -> None:
    compile.build("tiny", course)
    release.release("tiny", course)
    before = assignment.load("tiny", course)
    edit(course, "assignments/tiny/notebook.py", "ask(x=normal(4, 3))", "ask(x=normal(5, 3))")
    after = assignment.load("tiny", course)
    assert before.fingerprint != after.fingerprint
    assert before.rules == after.rules, "no student's code runs otherwise"


def test_a_check_of_an_unknown_question_names_the_nearest(course: Path) -> None:
    edit(course, "assignments/tiny/notebook.py", '# %% check="cube"', '# %% check="cub"')
    with pytest.raises(
        AssignmentBroken, match=r"notebook\.py, line \d+: check= names an unknown question 'cub'\. Did you mean cube"
    ):
        compile.build("tiny", course)


def test_a_mistake_in_a_check_has_its_own_line(course: Path) -> None:
    edit(course, "assignments/tiny/notebook.py", "prints(x=normal(2))", "prnts(x=normal(2))")
    line = master_text(course).split("\n").index("prnts(x=normal(2))") + 1
    with pytest.raises(AssignmentBroken, match=rf"notebook\.py:{line}: NameError: name 'prnts'"):
        compile.build("tiny", course)


def test_a_bracket_that_is_missing_in_a_solution_is_the_solutions_fault(tmp_path: Path) -> None:
    """A wrong answer may be written as changes of it, and then hasn't the text that it wants to change."""
    root = write_course(tmp_path)
    text = master_text(root)
    changed = '# %% wrong="square" fails="values_match"\n# (x * x) → (x * 3)\n\n'
    path = root / "assignments/tiny/notebook.py"
    path.write_text(text.replace(LAST, changed + LAST).replace("doubled_exponent = x * x", "doubled_exponent = (x * x"))
    line = next(number for number, one in enumerate(path.read_text().split("\n"), 1) if "= (x * x" in one)

    with pytest.raises(AssignmentBroken, match=rf"notebook\.py, line {line}: '\(' was never closed"):
        compile.build("tiny", root)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ask(x=normal(4, 3), width=2)", r"got an unexpected keyword argument 'width'"),
        ("ask(y=normal(4, 3))", r"got an unexpected keyword argument 'y'"),
        ("ask(x=3)", r"our own answer to this raised TypeError"),
        ("leaves('mean')", r"leaves"),
    ],
)
def test_what_a_word_is_given_wrongly_is_told_at_its_line(word: str, said: str, tmp_path: Path) -> None:
    root = write_course(tmp_path)
    cell = f'# %% check="cube" points=8\n{word}\n\n# %% wrong="cube" fails="ask 1"\ndef cube(x):\n    return x\n\n'
    path = root / "assignments/tiny/notebook.py"
    path.write_text(master_text(root).replace(LAST, QUESTION + cell + LAST))
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 28")
    line = path.read_text().split("\n").index(word) + 1

    report = rehearse.rehearse("tiny", root, execute_source=False)

    assert not report.good
    (problem,) = report.steps[-1].problems
    assert "reference.py" not in problem
    assert re.search(rf"notebook\.py(:|, line ){line}: ", problem), problem
    assert re.search(said, problem), problem


def test_a_bug_in_a_driver_is_told_with_its_line_in_drivers(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    cell = '# %% check="cube" points=8 driver="halved"\nask(x=normal(4))\n\n# %% wrong="cube" fails="ask 1"\ndef cube(x):\n    return x\n\n'
    path = root / "assignments/tiny/notebook.py"
    path.write_text(master_text(root).replace(LAST, QUESTION + cell + LAST))
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 28")
    drivers = path.parent / "hidden/drivers.py"
    before = drivers.read_text(encoding="utf-8") if drivers.is_file() else ""
    drivers.write_text(f"{before}\n\ndef halved(student, x):\n    made = student.cube(x)\n    return made / nothing\n")
    line = drivers.read_text().split("\n").index("    return made / nothing") + 1

    report = rehearse.rehearse("tiny", root, execute_source=False)

    assert not report.good
    (problem,) = report.steps[-1].problems
    assert f"raised NameError: name 'nothing' is not defined, in drivers.py, line {line}." in problem


@pytest.mark.parametrize("name", ["notebook.py", "hidden/checks.py", "assignment.toml"])
def test_a_text_that_isnt_utf_8_is_named_with_what_to_do(name: str, tmp_path: Path) -> None:
    root = write_course(tmp_path)
    path = root / "assignments/tiny" / name
    path.write_bytes(path.read_bytes() + "\n# 한글\n".encode("cp949"))

    report = rehearse.rehearse("tiny", root, execute_source=False)

    (problem,) = report.steps[-1].problems
    assert problem.startswith(str(path))
    assert "utf-8" in problem.lower()
