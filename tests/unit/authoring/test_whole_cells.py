"""A question may be a whole cell: the variables that it leaves are the answers, and each cell begins with what ours leave above it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assemble import blocks
from autograder.authoring import compile, pull, rehearse, release, submissions, trial
from autograder.authoring.notebook_file import as_bytes
from autograder.course import assignment
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import built, cells_by_id, edit, master_text, save, write_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool

CELLS = """\
# %% tags=["setup"]
numbers = [3.0, 1.0, 2.0, 6.0]

# %% solution="cell" id="summary"
import statistics
### BEGIN SOLUTION
mean = sum(numbers) / len(numbers)
middle = statistics.median(numbers)
words = f"{len(numbers)} numbers"
numbers.sort()
print(words)
### END SOLUTION

# %% test="summary"
assert mean == 3.0, "the mean of 3, 1, 2 and 6 is 3"

# %% check="summary" points=6
leaves("mean", hint="What is the sum divided by?")
leaves("middle", 2.5)
leaves("mean", numbers=[float(one) for one in normal(7)])
leaves("words")
leaves("numbers")
prints("4 numbers")

# %% wrong="summary" fails="leaves 1, leaves 3" near="this is the sum"
mean = sum(numbers)
middle, words = 2.5, f"{len(numbers)} numbers"
numbers.sort()
print(words)

# %% wrong="summary" fails="leaves 3" name="written_down"
mean, middle, words = 3.0, 2.5, f"{len(numbers)} numbers"
numbers.sort()
print(words)

# %% wrong="summary" fails="leaves 2, leaves 4, leaves 5, prints 1" name="half"
mean = sum(numbers) / len(numbers)

# %% right="summary" name="by_library"
mean, middle = statistics.fmean(numbers), statistics.median(numbers)
words = str(len(numbers)) + " numbers"
numbers = sorted(numbers)
print(words)

# %% solution="cell" id="spread"
import matplotlib.pyplot as plt
### BEGIN SOLUTION
spread = torch.tensor([one - mean for one in numbers])
plt.plot(numbers, [one - mean for one in numbers])
plt.xlabel("number")
mean = None
### END SOLUTION

# %% test="spread"
assert len(spread) == 4, "one difference for each number"

# %% check="spread" points=3
leaves("spread")
plots()

# %% wrong="spread" fails="leaves 1"
import matplotlib.pyplot as plt
spread = torch.tensor(numbers)
plt.plot(numbers, [one - mean for one in numbers])
plt.xlabel("number")

# %% wrong="spread" fails="plots 1" name="no_label"
import matplotlib.pyplot as plt
spread = torch.tensor([one - mean for one in numbers])
plt.plot(numbers, [one - mean for one in numbers])

# %% wrong="spread" fails="plots 1" name="other_points"
import matplotlib.pyplot as plt
spread = torch.tensor([one - mean for one in numbers])
plt.plot(numbers, numbers)
plt.xlabel("number")

# %% choice="which" of="ABCD" expected="B"
# Which of them is in the middle?

# %% numeric="fall" expected=9.81 unit="m/s²|m/s^2" tolerance="1 %" points=2

"""
LAST = '# %% tags=["submit"]\n# include _shared/notebook/submit.py\n'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = write_course(tmp_path)
    edit(root, "assignments/tiny/notebook.py", LAST, f"{CELLS}{LAST}")
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 32")
    return root


def test_they_are_proved_like_functions(course: Path) -> None:
    report = rehearse.rehearse("tiny", course, quick=True)
    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good
    loaded = assignment.load("tiny", course)
    given = {one.asks: one.with_reference for question in loaded.questions for one in question.checks}
    assert given["spread"] == ("square", "Counter", "summary")
    assert given["summary"] == ("square", "Counter")
    assert given["Counter"] == ()


def test_what_a_student_leaves_out_costs_its_own_question_alone(course: Path, tmp_path: Path) -> None:
    compile.build("tiny", course)
    release.release("tiny", course)
    notebook = release.generated(course / "source/tiny")["tiny.ipynb"]
    assert b"statistics.median" not in notebook
    filled = cells_by_id(built(course))["summary_solution"]["source"]
    assert blocks.inside(filled)[0].startswith("mean = sum")
    done = submissions.fill(
        submissions.released_notebook("tiny", course),
        {
            "summary": "mean = 3.0\nmiddle = 1 / 0",
            "spread": "spread = torch.tensor([one - mean for one in numbers])",
            "fall": 'fall = "9,8 m / s**2"',
        },
    )
    path = tmp_path / "handed-in.ipynb"
    path.write_bytes(as_bytes(done))
    (tried,) = trial.try_answers("tiny", str(path), course)
    scores = {one.id: one.score for one in tried.record.questions}
    assert scores["spread"] == 1.5, "it begins with our summary"
    assert scores["summary"] == 0.0
    assert scores["fall"] == 2.0
    assert scores["which"] == 0.0
    given = {one.id: one.given for one in tried.record.questions}
    assert given["spread"] == ("Counter", "square", "summary")
    assert given["which"] == given["fall"] == (), "what is typed asks no other question's function"
    (summary,) = [one for one in tried.record.questions if one.id == "summary"]
    assert "ZeroDivisionError at your line: middle = 1 / 0" in " ".join(one.message or "" for one in summary.checks)


def test_a_cell_without_markers_is_found_by_what_stands_around_it() -> None:
    ours = (
        "import statistics\nnumbers = [1]\n# BEGIN YOUR CODE\nraise NotImplementedError\n# END YOUR CODE\nprint(mean)"
    )
    for theirs in (
        "import statistics\nnumbers = [1]\nmean = 3\n\nprint(mean)",
        "import statistics\nnumbers = [1]\n# BEGIN YOUR CODE\nmean = 3\nprint(mean)",
    ):
        (taken,) = blocks.extract(theirs, ours)
        assert taken.text is not None
        assert taken.text.strip() == "mean = 3"
        assert not taken.marked


def test_pull_keeps_its_name(course: Path) -> None:
    compile.build("tiny", course)
    before = master_text(course)
    content = built(course)
    cell = next(cell for cell in content["cells"] if cell["id"] == "summary_solution")
    cell["source"] = "".join(cell["source"]).replace("import statistics", "import statistics as statistics")
    save(course, content)
    pull.pull("tiny", course)
    assert master_text(course) == before.replace("\nimport statistics\n", "\nimport statistics as statistics\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (' id="summary"', "", "has no name"),
        ('leaves("middle", 2.5)', "ask(x=3)", "summary is a whole cell, and ask can't ask it"),
        ('leaves("middle", 2.5)', "leaves(2.5)", "leaves isn't told which variable"),
        ("mean = None\n### END", "def spread(): pass\n### END", "defines 'spread', which is the question's own name"),
        ('test="spread"', 'test="spraed"', "'spread' has no test cell"),
    ],
)
def test_an_authors_mistake_is_one_sentence(course: Path, old: str, new: str, said: str) -> None:
    compile.build("tiny", course)
    edit(course, "assignments/tiny/notebook.py", old, new)
    with pytest.raises(AssignmentBroken, match=said):
        compile.build("tiny", course)


def test_what_is_right_of_a_typed_answer_is_not_released(course: Path) -> None:
    compile.build("tiny", course)
    release.release("tiny", course)
    cells = cells_by_id(submissions.released_notebook("tiny", course))
    assert cells["which_solution"]["source"] == (
        "# Which of them is in the middle?\n# Write one of A, B, C, D, as text.\n"
        '# BEGIN YOUR CODE\nwhich = ""  #@param ["", "A", "B", "C", "D"]\n# END YOUR CODE'
    )
    assert 'fall = ""' in cells["fall_solution"]["source"]
    assert cells["fall"]["metadata"]["nbgrader"]["points"] == 2
    for path in (course / "release/tiny").glob("*.*"):
        if path.suffix != ".zip":
            assert "9.81" not in path.read_text(encoding="utf-8")


def test_pull_leaves_typed_answers_in_one_cell(course: Path) -> None:
    compile.build("tiny", course)
    before, content = master_text(course), built(course)
    content["cells"][0]["source"] = "# Tiny, edited"
    save(course, content)
    pull.pull("tiny", course)
    assert 'choice="which" of="ABCD" expected="B"' in master_text(course)
    assert master_text(course).count("which") == before.count("which")
    content = built(course)
    next(cell for cell in content["cells"] if cell["id"] == "which_solution")["source"] = "which = 1"
    save(course, content)
    with pytest.raises(AssignmentBroken, match="the typed answer which was edited"):
        pull.pull("tiny", course)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('expected="B"', 'expected="E"', "isn't among the choices"),
        ("expected=9.81", 'expected="9.81"', "expected= is no number"),
        ('tolerance="1 %"', "tolerance=-1", "tolerance= is no tolerance"),
        ('of="ABCD"', 'off="ABCD"', "Did you mean 'of'"),
    ],
)
def test_a_mistake_in_a_typed_answers_first_line_names_it(course: Path, old: str, new: str, said: str) -> None:
    edit(course, "assignments/tiny/notebook.py", old, new)
    with pytest.raises(AssignmentBroken, match=said):
        compile.build("tiny", course)
