"""A notebook of nbgrader's, with all that its authors do, becomes an assignment that rehearses, and each test's way is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from autograder.authoring import compile, importing, rehearse, release
from autograder.authoring.importing import Imported, nbgrader_export
from autograder.authoring.importing.source_cells import Role, without_magics
from autograder.authoring.importing.ways import Way
from autograder.course import assignment, settings
from autograder.errors import AssignmentBroken, UsageError
from autograder.examine.test_plan import draw_test_plan
from benchmarks.author_lines import EXAMPLES
from benchmarks.foreign.means import MEANS
from tests.fixtures import foreign_notebooks as foreign
from tests.fixtures.authoring import edit

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool

COUNTERPARTS = sorted(path.name for path in EXAMPLES.iterdir() if (path / "notebook.py").is_file())


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    (root / "assignments").mkdir()
    (root / "course.toml").write_text('name = "Imported"\nversions = 1\n', encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def imported(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    path = foreign.nbgrader_source(tmp_path_factory.mktemp("source") / "ps2" / "statistics.ipynb")
    return importing.take_along(path.parent, "statistics", course)[0]


def test_each_test_goes_its_way_and_says_why(imported: Imported) -> None:
    ways = {test.name: test.way for test in imported.tests}
    beside = {"report_uses_mean", "report_of_report"}
    assert {name for name, way in ways.items() if way is Way.BESIDE} == beside
    assert {name for name, way in ways.items() if way is Way.LEFT_OUT} == {"report_part"}
    assert len(ways) == 12
    why = {test.name: test.why for test in imported.tests}
    assert "deletes mean" in why["report_uses_mean"]
    assert "answered before" in why["report_of_report"]
    assert "ends in a number" in why["report_part"]
    assert "1 earlier cell, which stands" in why["mean_state"]
    assert (imported.points, imported.points_before) == (22, 24)


def test_nothing_hidden_is_in_what_students_get(imported: Imported, course: Path) -> None:
    text = (course / "assignments/statistics/notebook.py").read_text(encoding="utf-8")
    shown = text.split("# %% asserts=")[0]
    assert "isclose" not in shown
    assert "isclose" in text
    assert '# %% solution="Tally"' in text
    assert '# %% solution="cell" id="answers"' in text
    assert '# %% solution="cell" id="centred_cell"' in text
    assert '# %% answer="draw" points=2\n### BEGIN SOLUTION\n# draw something' in text
    assert "Because means add up." in text


def test_it_rehearses(imported: Imported, course: Path) -> None:
    report = rehearse.rehearse("statistics", course, quick=True)
    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good
    assert any("report_uses_mean runs beside" in note for note in report.notes)
    loaded = assignment.load("statistics", course)
    trusts = {check.name: check.trust for question in loaded.questions for check in question.checks}
    assert trusts["report_uses_mean"] == "beside"
    assert trusts["mean_visible"] == "outside"
    release = (course / "release/statistics/statistics.ipynb").read_text(encoding="utf-8")
    assert "isclose" not in release
    edit(course, "course.toml", "versions = 1", 'versions = 1\nleast_trust = "outside"')
    with pytest.raises(AssignmentBroken, match="least_trust"):
        assignment.load("statistics", course)
    edit(course, "course.toml", 'least_trust = "outside"', 'least_trust = "beside"')
    toml = course / "assignments/statistics/assignment.toml"
    before = toml.read_text(encoding="utf-8")
    edit(course, "assignments/statistics/assignment.toml", 'report = "beside"', "")
    with pytest.raises(AssignmentBroken, match=r"assignment\.toml doesn't say so"):
        assignment.load("statistics", course)
    toml.write_text(before, encoding="utf-8")


def test_otters_questions_points_and_hidden_tests_come_along(course: Path, tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "hw1.ipynb", foreign.OTTER)
    made = importing.take_along(path, "hw1", course)[0]
    assert {test.name: (test.points, test.way) for test in made.tests} == {
        "q1-1": (0.5, Way.OUTSIDE),
        "q1-2": (0.5, Way.OUTSIDE),
        "q1-3": (2, Way.OUTSIDE),
        "q2-1": (0.5, Way.OUTSIDE),
        "q2-2": (0.5, Way.OUTSIDE),
        "q3-all": (2, Way.OUTSIDE),
    }
    assert (made.points, made.points_before) == (11, 11)
    said = " ".join(made.remarks)
    for word in (
        "files: data.csv is no data file",
        "setting generate",
        "seed",
        "for otter alone",
        "q5",
        "it is worth 1",
    ):
        assert word in said
    text = (course / "assignments/hw1/notebook.py").read_text(encoding="utf-8")
    assert "never shown" not in text
    compile.build("hw1", course)
    release.release("hw1", course)
    released = (course / "release/hw1/hw1.ipynb").read_text(encoding="utf-8")
    assert "square(5)" not in released
    assert "92eb5" not in released
    assert "square(2) == 4" in released
    loaded = assignment.load("hw1", course)
    assert draw_test_plan(loaded, 1).cases
    assert {question.id for question in loaded.questions if question.written} == {"q4", "q5"}


def test_a_test_of_otters_that_passes_where_nothing_is_written_is_named(course: Path, tmp_path: Path) -> None:
    made = importing.take_along(MEANS.write(tmp_path), "averages", course)[0]

    said = [one for one in made.remarks if "where nothing is written" in one]
    assert said == [
        "q1-3 passes where nothing is written: otter gives its points for that, 1 of mean; here an empty block earns nothing"
    ]


@pytest.mark.parametrize("tool", ["nbgrader", "otter"])
@pytest.mark.parametrize("name", COUNTERPARTS)
def test_an_examples_counterpart_is_imported_with_all_its_points_and_rehearses(
    name: str, tool: str, course: Path, tmp_path: Path
) -> None:
    path = foreign.write(tmp_path / f"{name}.ipynb", foreign.counterpart(name, tool))
    if (EXAMPLES / name / "data").is_dir():
        shutil.copytree(EXAMPLES / name / "data", tmp_path / "data")
    made = importing.take_along(path, f"{name}_{tool}", course)[0]

    report = rehearse.rehearse(f"{name}_{tool}", course, quick=True, execute_source=False)

    assert made.points == made.points_before == settings.of_assignment(EXAMPLES / name).points
    assert {test.way for test in made.tests} <= {Way.OUTSIDE, Way.BESIDE}
    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good


def test_the_source_goes_back_to_nbgrader(imported: Imported, course: Path, tmp_path: Path) -> None:
    compile.build("statistics", course)
    release.release("statistics", course)
    made = nbgrader_export.export("statistics", course, tmp_path)
    assert made.points == imported.points
    again = importing.notebooks(made.path)[0]
    before = {test.name: (test.points, test.source) for test in imported.tests if test.way is not Way.LEFT_OUT}
    tests = [one for one in again.cells if one.role is Role.TEST]
    assert {one.id: (one.points, f"{one.source}\n") for one in tests} == before


OWN = """
# %% tags=["setup"]
import numpy as np

# %% solution="halved"
def halved(x):
    ### BEGIN SOLUTION
    return np.asarray(x) / 2
    ### END SOLUTION

# %% test="halved"
assert halved([2.0])[0] == 1

# %% check="halved" points=1
ask(x=normal(3))

# %% solution="cell" id="summary"
### BEGIN SOLUTION
word, middle = "half", float(halved(np.array([3.0]))[0])
### END SOLUTION

# %% test="summary"
assert word

# %% check="summary" points=3
leaves("word")
leaves("middle", 1.5)

# %% wrong="halved" fails="ask 1"
# / 2 → / 3

# %% wrong="summary" fails="leaves 1, leaves 2"
# "half", float → "", str
"""


def test_checks_go_to_nbgrader_as_tests_that_our_own_answers_pass(course: Path, tmp_path: Path) -> None:
    folder = course / "assignments" / "halves"
    folder.mkdir()
    (folder / "notebook.py").write_text(OWN, encoding="utf-8")
    toml = 'title = "Halves"\norder = 90\ndue = 2027-03-01T23:59:00\npoints = 4\n\n[checks]\nlibrary = "numpy"\n'
    (folder / "assignment.toml").write_text(toml, encoding="utf-8")
    compile.build("halves", course)
    release.release("halves", course)

    made = nbgrader_export.export("halves", course, tmp_path)

    names: dict[str, object] = {}
    for cell in json.loads(made.path.read_bytes())["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert made.points == 4
    assert [one for one in made.left_out if "summary" in one or "halved" in one] == []


def test_a_name_that_is_taken_stops_before_anything_is_written(
    imported: Imported, course: Path, tmp_path: Path
) -> None:
    path = foreign.nbgrader_source(tmp_path / "again.ipynb")
    with pytest.raises(UsageError, match="is there already"):
        importing.take_along(path, "statistics", course)


@pytest.mark.parametrize(
    ("config", "cells", "said"),
    [
        ('c.ClearSolutions.begin_solution_delimeter = "ANSWER"', foreign.NBGRADER, "marks of its own"),
        ("", [foreign.cell("code", "x = 1")], "neither nbgrader's settings nor otter's"),
        ("", [foreign.test("t", 1, "assert f(1)")], "above everything that students write"),
        ("", [foreign.solution("a", "x=1"), foreign.solution("a", "y=1")], "both called 'a'"),
    ],
)
def test_what_would_be_read_wrongly_is_refused(
    config: str, cells: list[dict[str, object]], said: str, course: Path, tmp_path: Path
) -> None:
    path = foreign.write(tmp_path / "ps.ipynb", cells)
    if config:
        (tmp_path / "nbgrader_config.py").write_text(config, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        importing.take_along(path, "refused", course)
    assert not (course / "assignments/refused").exists()


def test_a_line_that_goes_on_with_a_percent_sign_is_no_command() -> None:
    going_on = "y = (a\n     % b)\ntext = '''\n!no\n'''"
    assert without_magics(going_on) == (going_on, False)
    assert without_magics("%matplotlib inline\nif x:\n    !ls\n%time f(1)") == (
        "# %matplotlib inline\nif x:\n    pass  # !ls\nf(1)",
        True,
    )


def test_of_a_folder_nothing_is_written_where_one_notebook_cant_be_imported(course: Path, tmp_path: Path) -> None:
    foreign.write(tmp_path / "a.ipynb", foreign.NBGRADER)
    foreign.write(tmp_path / "b.ipynb", [foreign.solution("q", "x = missing"), foreign.test("t", 1, "assert x == 1")])

    with pytest.raises(AssignmentBroken, match="cell 1 raised NameError"):
        importing.take_along(tmp_path, "several", course)

    assert not list((course / "assignments").glob("several*"))


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("rows = open('gone.csv').read()", "FileNotFoundError: .*gone.csv"),
        ("import pandas_of_nobody as rows", ".*Install pandas_of_nobody where"),
    ],
)
def test_a_name_that_isnt_there_is_told_with_why_its_cell_didnt_run(
    cell: str, why: str, course: Path, tmp_path: Path
) -> None:
    cells = [
        foreign.cell("code", cell),
        foreign.solution("q", "count = len(rows)"),
        foreign.test("t", 1, "assert count"),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    with pytest.raises(
        AssignmentBroken, match=f"cell 2 raised NameError.*cell 1, which it needs, can't run here: {why}"
    ):
        importing.take_along(path, "lacking", course)


def test_a_name_that_isnt_there_is_told_with_the_first_cell_at_fault(course: Path, tmp_path: Path) -> None:
    """Every cell below such imports lacks a name; why the first one can't run is what its author can mend."""
    cells = [
        foreign.cell("code", "import math\nimport library_of_nobody"),
        foreign.cell("code", "rows = [math.pi]"),
        foreign.cell("code", "rows_twice = rows * 2"),
        foreign.solution("q", "count = len(rows_twice)"),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    with pytest.raises(AssignmentBroken, match=r"cell 1, which it needs, .* Install library_of_nobody"):
        importing.take_along(path, "lacking", course)


def test_a_name_that_given_code_makes_of_an_answer_is_told_with_what_to_do(course: Path, tmp_path: Path) -> None:
    """Such a cell can't be set-up: it runs only where students answered. In the cell that needs it, its lines are graded."""
    own, given = foreign.solution("q", "rows = [1, 2]"), "twice = rows * 2"
    marked = "### BEGIN SOLUTION\ncount = len(twice)\n### END SOLUTION"
    test = foreign.test("t", 1, "assert count == 4")
    path = foreign.write(
        tmp_path / "ps.ipynb", [own, foreign.cell("code", given), foreign.solution("count", marked), test]
    )

    with pytest.raises(AssignmentBroken, match="cell 2, which gives it, needs what students write above it"):
        importing.take_along(path, "made", course)
    foreign.write(path, [own, foreign.solution("count", f"{given}\n{marked}"), test])
    made = importing.take_along(path, "made", course)[0]

    assert [(one.name, one.way) for one in made.tests] == [("t", Way.OUTSIDE)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("# YOUR CODE HERE\nraise NotImplementedError()", "raised NotImplementedError. Give the master notebook"),
        ("%%bash\necho three", "Only Python is graded: .*%%bash"),
    ],
    ids=["as students get it", "another language"],
)
def test_a_cell_that_no_import_can_run_says_which_notebook_to_give(
    source: str, said: str, course: Path, tmp_path: Path
) -> None:
    path = foreign.write(tmp_path / "ps.ipynb", [foreign.solution("q", source), foreign.test("t", 1, "assert x")])

    with pytest.raises(AssignmentBroken, match=said):
        importing.take_along(path, "unwritten", course)


def test_a_table_that_students_give_anew_below_is_there_above(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.cell("code", "rows = [3, 1, 2]\nrows"),
        foreign.solution("q", "rows = sorted(rows)"),
        foreign.test("t", 1, "assert rows == [1, 2, 3]"),
        foreign.cell("code", "largest = rows[-1]"),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    made = importing.take_along(path, "anew", course)[0]

    assert [(one.name, one.way) for one in made.tests] == [("t", Way.OUTSIDE)]
    assert '# %% tags=["setup"]\nrows = [3, 1, 2]' in made.files[1].read_text(encoding="utf-8")
    assert "# %%\nlargest = rows[-1]" in made.files[1].read_text(encoding="utf-8")


def test_what_an_earlier_test_imports_is_there_in_a_later_one(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.solution("q", "def f(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"),
        foreign.test("first", 1, "from math import isclose\nassert isclose(f(1), 0.5)"),
        foreign.test("second", 1, "assert isclose(f(3), 1.5)"),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    made = importing.take_along(path, "later", course)[0]

    assert [(one.name, one.way) for one in made.tests] == [("first", Way.OUTSIDE), ("second", Way.OUTSIDE)]


def test_a_test_that_awaits_in_its_notebook_is_left_out_for_that(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.solution("q", "async def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"),
        foreign.test("own", 1, "assert await f() == 1"),
    ]

    made = importing.take_along(foreign.write(tmp_path / "ps.ipynb", cells), "awaiting", course)[0]

    assert [one.way for one in made.tests] == [Way.LEFT_OUT]
    assert made.tests[0].why.startswith("it awaits outside of a function")


def test_a_value_that_is_shown_otherwise_today_is_told(course: Path, tmp_path: Path) -> None:
    """NumPy 1 showed 0.5 where NumPy 2 shows np.float64(0.5): otter's pull request 995."""
    asked = foreign.otter_question(
        "q1",
        foreign.cell("code", "import numpy as np\nhalf = np.mean([0, 1]) # SOLUTION"),
        tests=[foreign.shown("half", "0.5")],
    )
    path = foreign.write(tmp_path / "hw.ipynb", asked)

    made = importing.take_along(path, "shown", course)[0]

    assert [one.way for one in made.tests] == [Way.LEFT_OUT]
    assert "run all cells there, save, and import again" in made.tests[0].why


@pytest.mark.parametrize("once", [True, False])
def test_a_wrong_answer_names_the_tests_of_later_cells_that_it_breaks(once: bool, course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.solution("f_cell", "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"),
        foreign.test("f_test", 1, "assert f(1) == 2"),
        foreign.solution("later", "y = f(1) + 1"),
        foreign.test("y_test", 1, "assert y == 3"),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    name = "following_once" if once else "following_as_there"
    (made,) = importing.take_along(path, name, course, once=once)

    text = (course / f"assignments/{name}/notebook.py").read_text(encoding="utf-8")
    fails = "f.f_test" if once else "f.f_test, later.y_test"  # once: else ours answers f where `later` is asked
    assert f'# %% wrong="f" fails="{fails}"' in text
    toml = (course / f"assignments/{name}/assignment.toml").read_text(encoding="utf-8")
    assert ("follow_through = false" in toml, 'later = ["f"]' in toml) == (not once, once)
    assert any("later is built on f" in one and ("ours in its place" in one) is once for one in made.remarks)


def test_a_parameter_that_is_called_like_a_question_builds_on_nothing(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.solution("f_cell", "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"),
        foreign.solution("g_cell", "def g(x):\n    ### BEGIN SOLUTION\n    return x + 2\n    ### END SOLUTION"),
        foreign.test("g_test", 1, "def same(f, x):\n    return f == x\nassert same(g(1), 3)"),
    ]

    (made,) = importing.take_along(foreign.write(tmp_path / "ps.ipynb", cells), "called_alike", course)

    assert not [one for one in made.remarks if "built on" in one]


def test_a_mark_scheme_stays_with_those_who_mark(course: Path, tmp_path: Path) -> None:
    task = "Compare them.\n\n### BEGIN MARK SCHEME\nOne point for each.\n### END MARK SCHEME\nIn cells of your own."
    cells = [foreign.cell("markdown", task, grade_id="t", task=True, points=2, locked=True)]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    importing.take_along(path, "scheme", course)
    compile.build("scheme", course)
    release.release("scheme", course)

    assert "One point for each" in (course / "assignments/scheme/notebook.py").read_text(encoding="utf-8")
    released = (course / "release/scheme/scheme.ipynb").read_text(encoding="utf-8")
    assert "One point for each" not in released
    assert "In cells of your own" in released


def test_a_python_file_that_the_notebook_imports_is_named_with_what_to_do(course: Path, tmp_path: Path) -> None:
    path = foreign.nbgrader_source(tmp_path / "ps3" / "statistics.ipynb")
    lines = "LIMIT = 3", "try:", "    import helper_of_theirs", "except ImportError:", "    pass"
    edit(path.parent, path.name, "LIMIT = 3", "\\n".join(lines))
    (path.parent / "helper_of_theirs.py").write_text("def helper():\n    return 1\n", encoding="utf-8")

    (made,) = importing.take_along(path, "with_a_file", course)

    assert any('write files = ["helper_of_theirs.py"] in assignment.toml' in remark for remark in made.remarks)
    assert "helper_of_theirs" not in (course / "assignments/with_a_file/assignment.toml").read_text(encoding="utf-8")


def test_a_cell_that_needs_a_module_beside_the_notebook_says_what_to_do(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.cell("code", "import math\nimport tools_of_theirs"),
        foreign.solution("q", "root = math.sqrt(tools_of_theirs.FOUR)"),
        foreign.test("t", 1, "assert root == 2"),
    ]
    (tmp_path / "tools_of_theirs.py").write_text("HERE = __file__\nFOUR = 4\n", encoding="utf-8")
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    with pytest.raises(AssignmentBroken, match=r"tools_of_theirs\.py isn't taken along, so write what it needs"):
        importing.take_along(path, "needs_tools", course)


def test_what_a_notebook_imports_from_a_file_beside_it_is_given_in_its_cell(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.cell("code", "from tools_of_theirs import FOUR, root_of"),
        foreign.solution("q", "### BEGIN SOLUTION\nroot = root_of(FOUR)\n### END SOLUTION"),
        foreign.test("t", 1, "from tools_of_theirs import FOUR\nassert root == 2 and FOUR == 4"),
    ]
    drawing = "import matplotlib.pyplot as plt\n\n\ndef drawn(x):\n    plt.plot(x)\n    plt.show()\n"
    tools = f"import math\n{drawing}\n\nFOUR = 4\n\n\ndef root_of(x):\n    return math.sqrt(x)\n"
    (tmp_path / "ps").mkdir()
    (tmp_path / "ps" / "tools_of_theirs.py").write_text(tools, encoding="utf-8")
    foreign.write(tmp_path / "ps" / "ps.ipynb", cells)

    (made,) = importing.take_along(tmp_path / "ps", "given_tools", course)
    compile.build("given_tools", course)
    written = (course / "assignments/given_tools/notebook.py").read_text(encoding="utf-8")

    assert [(one.way, one.points) for one in made.tests] == [(Way.OUTSIDE, 1)]
    assert [remark for remark in made.remarks if "tools_of_theirs" in remark] == [
        "tools_of_theirs.py: its text stands in cell 1 now, in the place of its import, so students are given it there"
    ]
    assert "def root_of(x):" in written and "from tools_of_theirs" not in written
    assert not [*(course / "assignments/given_tools").rglob("tools_of_theirs.py")]


def test_a_notebook_of_nbformat_3_is_told_so(course: Path, tmp_path: Path) -> None:
    (tmp_path / "old.ipynb").write_text('{"nbformat": 3, "metadata": {}, "worksheets": []}', encoding="utf-8")

    with pytest.raises(UsageError, match=r"has nbformat 3\. Open and save it in JupyterLab"):
        importing.take_along(tmp_path / "old.ipynb", "old", course)


def test_why_a_test_went_another_way_names_what_is_missing(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.solution("f_cell", "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"),
        foreign.test("nose", 1, "from nose_of_nobody import ok_\nok_(f(1))"),
        foreign.test("own", 1, "g = f\nassert not isinstance(g, type(ok))"),
        foreign.test("plain", 1, "assert f(1) == 1"),
    ]
    cells.insert(0, foreign.cell("code", "def ok(x):\n    return x"))
    (made,) = importing.take_along(foreign.write(tmp_path / "ps.ipynb", cells), "whys", course)

    why = {test.name: test.why for test in made.tests}
    assert why["nose"].endswith("it ends with ModuleNotFoundError: nose_of_nobody")
    assert why["own"].endswith("it ends with AssertionError")


def test_what_tests_write_to_the_standard_error_stream_stays_there(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = "import sys\nprint('noise', file=sys.stderr)\n"
    cells = [
        foreign.solution("f_cell", "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"),
        foreign.test("outside", 1, f"{runs}assert f(1) == 1"),
        foreign.test("beside", 1, f"{runs}assert f.__name__ is f.__qualname__ and f(2) == 2"),
    ]
    importing.take_along(foreign.write(tmp_path / "ps.ipynb", cells), "noisy", course)

    assert "noise" not in capsys.readouterr().err


def test_a_wrong_answer_of_a_function_holds_no_variable_that_its_cell_gives(course: Path, tmp_path: Path) -> None:
    count = "count = 0\ndef tick():\n    ### BEGIN SOLUTION\n    return count + 1\n    ### END SOLUTION"
    cells = [foreign.solution("tick_cell", count), foreign.test("t", 1, "assert tick() == 1")]
    importing.take_along(foreign.write(tmp_path / "ps.ipynb", cells), "ticks", course)

    wrong = (course / "assignments/ticks/notebook.py").read_text(encoding="utf-8").split("# %% wrong=")[1]
    assert "def tick():\n    return None" in wrong
    assert "count" not in wrong


def test_a_cell_without_any_test_can_be_graded(tmp_path: Path) -> None:
    """What stands for its tests runs beside students' code, so assignment.toml says that too."""
    root = tmp_path / "course"
    cells = [
        foreign.solution("guess", "### BEGIN SOLUTION\nguess = 3\n### END SOLUTION"),
        foreign.solution("double", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
        foreign.test("double_test", 1, "assert double(2) == 4"),
    ]
    (root / "assignments").mkdir(parents=True)
    (root / "course.toml").write_text('name = "Imported"\nversions = 1\n', encoding="utf-8")

    made = importing.take_along(foreign.write(tmp_path / "ps.ipynb", cells), "ps", root)[0]

    assert "guess_cell has no test: it is worth no points" in made.remarks
    compile.build("ps", root)
    release.release("ps", root)
    assert draw_test_plan(assignment.load("ps", root), 1).cases


def test_a_cell_is_tested_on_what_it_left_though_later_cells_change_it(course: Path, tmp_path: Path) -> None:
    def block(text: str) -> str:
        return f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"

    cells = [
        foreign.solution("first", block("x = 5\ndf = {'a': 1}")),
        foreign.test("first_test", 1, "assert x == 5\nassert df == {'a': 1}"),
        foreign.test("first_beside", 1, "assert x == 5 and df.__len__() == 1"),
        foreign.solution("second", block("x = x + 1\ndf['b'] = 2")),
        foreign.test("second_test", 1, "assert x == 6 and df == {'a': 1, 'b': 2}"),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    (made,) = importing.take_along(path, "rebound", course, once=True)
    report = rehearse.rehearse("rebound", course, execute_source=False)

    ways = {test.name: test.way for test in made.tests}
    assert ways == {"first_test": Way.OUTSIDE, "first_beside": Way.BESIDE, "second_test": Way.OUTSIDE}
    text = (course / "assignments/rebound/notebook.py").read_text(encoding="utf-8")
    fails = [line for line in text.split("\n") if line.startswith("# %% wrong=")]
    assert len(fails) == 2
    assert "second" not in fails[0]
    assert "first." not in fails[1]
    assert [problem for step in report.steps for problem in step.problems] == []


def test_a_function_is_tested_below_its_own_cell_though_a_later_cell_takes_its_name(
    course: Path, tmp_path: Path
) -> None:
    cells = [
        foreign.cell("code", "data = [1, 2, 6]"),
        foreign.solution(
            "mean", "def mean(x):\n    ### BEGIN SOLUTION\n    return sum(x) / len(x)\n    ### END SOLUTION"
        ),
        foreign.test("mean_test", 1, "assert mean([1, 3]) == 2"),
        foreign.test("mean_beside", 1, "assert mean.__call__([2, 6]) == 4"),
        foreign.solution(
            "spread", "### BEGIN SOLUTION\nmean = mean(data)\nspread = max(data) - mean\n### END SOLUTION"
        ),
        foreign.test("spread_test", 1, "assert spread == 3 and mean == 3"),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)

    (made,) = importing.take_along(path, "taken", course)
    report = rehearse.rehearse("taken", course, execute_source=False)

    ways = {test.name: test.way for test in made.tests}
    assert ways == {"mean_test": Way.OUTSIDE, "mean_beside": Way.BESIDE, "spread_test": Way.OUTSIDE}
    assert [problem for step in report.steps for problem in step.problems] == []


def test_what_functions_write_while_they_are_imported_lies_nowhere_in_the_course(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = "def save(path):\n    ### BEGIN SOLUTION\n    with open(path, 'w') as file:\n        file.write('a')\n    ### END SOLUTION"
    cells = [
        foreign.solution("s", save),
        foreign.test("t", 1, "assert save('x.txt') is None"),
    ]
    path = foreign.write(tmp_path / "source" / "ps.ipynb", cells)
    (here := tmp_path / "here").mkdir()
    monkeypatch.chdir(here)

    (made,) = importing.take_along(path, "writes", course)

    assert [(test.way, test.why.split(",")[0]) for test in made.tests] == [(Way.BESIDE, "it writes a file")]
    assert not list(here.iterdir())


def test_points_of_many_digits_add_up_here_too(course: Path, tmp_path: Path) -> None:
    cells = [
        foreign.solution("f_cell", "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"),
        foreign.test("f_test", 100.333333, "assert f(1) == 2"),
    ]
    importing.take_along(foreign.write(tmp_path / "ps.ipynb", cells), "digits", course)
    compile.build("digits", course)
    release.release("digits", course)

    assert sum(question.max_points for question in assignment.load("digits", course).questions) == 100.333333


@pytest.mark.parametrize("text", ["%%bash\ntest 1 = 1", "assert f(1) =! 2"], ids=["another language", "a slip"])
def test_a_test_that_isnt_python_is_shown_and_the_assignment_can_be_built(
    text: str, course: Path, tmp_path: Path
) -> None:
    cells = [
        foreign.solution("q", "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"),
        foreign.test("own", 1, "assert f(1) == 2"),
        foreign.test("other", 2, text),
    ]
    path = foreign.write(tmp_path / "ps.ipynb", cells)
    name = "shell" if "bash" in text else "slip"

    made = importing.take_along(path, name, course)[0]
    compile.build(name, course)

    assert [(one.name, one.way) for one in made.tests] == [("own", Way.OUTSIDE), ("other", Way.LEFT_OUT)]
    built = json.loads((course / f"source/{name}/{name}.ipynb").read_bytes())
    assert text in ["".join(cell["source"]) for cell in built["cells"]]
