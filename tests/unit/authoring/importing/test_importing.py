"""A notebook of nbgrader's, with all that its authors do, becomes an assignment that rehearses, and each test's way is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.authoring import compile, importing, rehearse, release
from autograder.authoring.importing import Imported, nbgrader_export
from autograder.authoring.importing.source_cells import Role
from autograder.authoring.importing.ways import Way
from autograder.course import assignment, settings
from autograder.errors import AssignmentBroken, UsageError
from autograder.examine.test_plan import draw_test_plan
from benchmarks.author_lines import EXAMPLES
from tests.fixtures import foreign_notebooks as foreign
from tests.fixtures.authoring import edit

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
    assert "1 earlier cells" in why["mean_state"]
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
    report = rehearse.rehearse("statistics", course, quick=True, workers=1)
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


@pytest.mark.parametrize("tool", ["nbgrader", "otter"])
@pytest.mark.parametrize("name", COUNTERPARTS)
def test_an_examples_counterpart_is_imported_with_all_its_points_and_rehearses(
    name: str, tool: str, course: Path, tmp_path: Path
) -> None:
    path = foreign.write(tmp_path / f"{name}.ipynb", foreign.counterpart(name, tool))
    if (EXAMPLES / name / "data").is_dir():
        shutil.copytree(EXAMPLES / name / "data", tmp_path / "data")
    made = importing.take_along(path, f"{name}_{tool}", course)[0]

    report = rehearse.rehearse(f"{name}_{tool}", course, quick=True, workers=1, execute_source=False)

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


def test_a_python_file_that_the_notebook_imports_is_named_with_what_to_do(course: Path, tmp_path: Path) -> None:
    path = foreign.nbgrader_source(tmp_path / "ps3" / "statistics.ipynb")
    lines = "LIMIT = 3", "try:", "    import helper_of_theirs", "except ImportError:", "    pass"
    edit(path.parent, path.name, "LIMIT = 3", "\\n".join(lines))
    (path.parent / "helper_of_theirs.py").write_text("def helper():\n    return 1\n", encoding="utf-8")

    (made,) = importing.take_along(path, "with_a_file", course)

    assert any('write files = ["helper_of_theirs.py"] in assignment.toml' in remark for remark in made.remarks)
    assert "helper_of_theirs" not in (course / "assignments/with_a_file/assignment.toml").read_text(encoding="utf-8")
