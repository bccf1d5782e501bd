"""File and notebook speak of the same questions, and an author's blocks are typed into the file as a student types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import file_questions, new
from autograder.authoring.answer_blocks import our_solutions, templates
from autograder.authoring.compile import compile_master
from autograder.authoring.master import read_master
from autograder.authoring.watch.units import units
from autograder.course import assignment
from autograder.errors import AssignmentBroken
from tests.fixtures.files import KNN, NAME, NOTEBOOK, built, lay


def demand(course: Path) -> None:
    folder = course / "assignments" / NAME
    compile_master(read_master(folder / "notebook.py"), folder)


def test_a_question_without_a_test_names_the_file_s_line(tmp_path):
    with pytest.raises(AssignmentBroken, match=r"knn\.py, line 21: 'nearest' has no test cell"):
        demand(lay(tmp_path, notebook=NOTEBOOK.replace('# %% test="nearest"', "# %%")))


def test_a_question_in_both_is_refused(tmp_path):
    both = NOTEBOOK.replace('solution="how_far"', 'solution="nearest"').replace("def how_far", "def nearest")

    with pytest.raises(AssignmentBroken, match=r"knn\.py, line 21: 'nearest' is a question of notebook\.py too"):
        demand(lay(tmp_path, notebook=both))


def test_an_answer_to_an_unknown_question_names_the_file_s_questions_as_near(tmp_path):
    with pytest.raises(AssignmentBroken, match="Did you mean nearest"):
        demand(lay(tmp_path, notebook=NOTEBOOK.replace('wrong="nearest"', 'wrong="nearst"')))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is built."""
    return built(tmp_path_factory.mktemp("course"))


def test_the_file_s_solutions_are_ours_as_the_notebook_s_are(course):
    assert list(templates(NAME, course)) == ["how_far", "squared_distances", "nearest"]
    assert "table.argmin(axis=1)" in our_solutions(NAME, course)["nearest"][0]


def test_blocks_are_typed_into_the_file_that_students_get(course):
    made = file_questions.filled(NAME, course, {"nearest": "return 0\nreturn 1"})["knn.py"].decode()

    assert made.count("raise NotImplementedError") == 1
    assert "    # BEGIN YOUR CODE\n    return 0\n    return 1\n    # END YOUR CODE" in made
    assert made.split("\n")[:12] == (course / "release" / NAME / "knn.py").read_text().split("\n")[:12]


def test_all_of_our_solutions_give_a_file_that_does_what_the_master_does(course):
    names: dict[str, dict[str, object]] = {"ours": {}, "typed": {}}
    exec(compile(KNN, "ours", "exec"), names["ours"])
    exec(
        compile(file_questions.filled(NAME, course, our_solutions(NAME, course))["knn.py"], "typed", "exec"),
        names["typed"],
    )

    import numpy as np

    x, y = np.arange(6.0).reshape(2, 3), np.ones((4, 3))
    for own in names.values():
        assert own["squared_distances"](x, y).shape == (2, 4)  # type: ignore[operator]
    assert (names["ours"]["nearest"](x, y) == names["typed"]["nearest"](x, y)).all()  # type: ignore[operator]


def test_a_copied_assignment_has_the_file_too(course):
    made = new.new("again", course, source=NAME)

    assert course / "assignments/again/knn.py" in made
    assert (course / "assignments/again/knn.py").read_text() == KNN


def test_what_is_watched_are_the_file_s_questions_too_each_with_a_digest_of_its_own(course):
    found = {(one.name, one.asked): one.all for one in units(assignment.load(NAME, course), course)}
    path = course / "assignments" / NAME / "knn.py"
    path.write_text(KNN.replace("table.argmin(axis=1)", "table.argmin(axis=-1)"))
    try:
        again = {(one.name, one.asked): one.all for one in units(assignment.load(NAME, course), course)}
    finally:
        path.write_text(KNN)

    changed = {asked for name, asked in found if name == "our solution" and found[name, asked] != again[name, asked]}
    assert changed == {("nearest",), ("how_far",)}  # whose text speaks of the nearest
