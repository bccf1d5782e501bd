"""An author's mistake in a Python file, or in its name, is one sentence; what students get of it has a stub for each solution."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import code_files
from autograder.errors import AssignmentBroken
from tests.fixtures.files import KNN, TOML, lay

STUB = """\
    # BEGIN YOUR CODE
    raise NotImplementedError
    # END YOUR CODE
"""


def folder(course: Path, **changes: str) -> Path:
    return lay(course, **changes) / "assignments" / "near"


def named(*names: str) -> str:
    return TOML.replace('["knn.py"]', str(list(names)).replace("'", '"'))


def test_a_file_is_read_by_its_name(tmp_path):
    assert code_files.read(folder(tmp_path)) == {"knn.py": KNN}


def test_students_get_stubs_in_the_place_of_solutions_and_all_else_as_it_is():
    made = code_files.handed_out(KNN)

    assert made.count(STUB) == 2
    assert "SOLUTION" not in made
    assert "difference" not in made
    assert [line for line in KNN.split("\n") if line.startswith(("def", "import", "SIDES"))] == [
        line for line in made.split("\n") if line.startswith(("def", "import", "SIDES"))
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("statistics.py", "a module of Python's own"),
        ("random.py", "a module of Python's own"),
        ("autograder.py", "a module of the grader's own"),
        ("notebook.py", "a module of the grader's own"),
        ("drivers.py", "a module of the grader's own"),
        ("math.py", "a module of Python's own"),
        ("numpy.py", "a library that students may import"),
        ("torch.py", "an installed package"),
        ("sub/knn.py", "no notebook can import"),
        ("../knn.py", "no notebook can import"),
        ("knn", "no notebook can import"),
        ("2knn.py", "no notebook can import"),
        ("my-knn.py", "no notebook can import"),
        ("class.py", "no notebook can import"),
        ("con.py", "no notebook can import"),
        ("knn.ipynb", "no notebook can import"),
        ("가.py", "no notebook can import"),
    ],
)
def test_a_name_that_is_another_module_s_or_none_is_refused(tmp_path, name, why):
    with pytest.raises(AssignmentBroken, match=why) as caught:
        code_files.read(folder(tmp_path, assignment=named(name)))

    assert "assignment.toml:5" in str(caught.value)


@pytest.mark.parametrize("names", [("knn.py", "KNN.py"), ("knn.py", "knn.py")])
def test_two_files_of_one_name_are_refused(tmp_path, names):
    with pytest.raises(AssignmentBroken, match="Name each once"):
        code_files.read(folder(tmp_path, assignment=named(*names)))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("    ### BEGIN SOLUTION\n", "", r"line 14: END SOLUTION without BEGIN SOLUTION"),
        ("    ### END SOLUTION\n", "", r"line 2\d: BEGIN SOLUTION inside a solution"),
        ("    ### END SOLUTION", "    x = 1  ### END SOLUTION", r"line 15: a mark that isn't a line of its own"),
        ("SIDES = 4", "### BEGIN SOLUTION\nSIDES = 4\n### END SOLUTION", r"line 18: a block outside of any function"),
        ("    ### BEGIN SOLUTION", "    # BEGIN YOUR CODE", r"line 11: .*is for what students get"),
        ("import numpy as np", "import numpy as", r"line 3: "),
        ("def nearest", "def squared_distances", r"line 21: 'squared_distances' is defined twice"),
    ],
)
def test_a_mistake_in_the_file_names_its_line(tmp_path, old, new, why):
    with pytest.raises(AssignmentBroken, match=rf"assignments/near/knn\.py, {why}"):
        code_files.read(folder(tmp_path, knn=KNN.replace(old, new, 1)))


def test_a_file_without_a_block_is_refused(tmp_path):
    with pytest.raises(AssignmentBroken, match="has no block that students write"):
        code_files.read(folder(tmp_path, knn="def f():\n    return 1\n"))


def test_a_missing_file_and_a_link_are_refused(tmp_path):
    place = folder(tmp_path)
    (place / "knn.py").unlink()
    with pytest.raises(AssignmentBroken, match=r"assignments/near/knn\.py is missing"):
        code_files.read(place)

    (place / "other.txt").write_text(KNN)
    (place / "knn.py").symlink_to(place / "other.txt")
    with pytest.raises(AssignmentBroken, match="is a link"):
        code_files.read(place)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    place = folder(tmp_path)
    (place / "knn.py").write_bytes(KNN.encode("utf-16"))

    with pytest.raises(AssignmentBroken, match="isn't UTF-8"):
        code_files.read(place)


def test_lines_end_as_they_do_here_whatever_system_the_author_has(tmp_path):
    place = folder(tmp_path)
    (place / "knn.py").write_bytes(b"\xef\xbb\xbf" + KNN.replace("\n", "\r\n").encode())

    assert code_files.read(place) == {"knn.py": KNN}


def test_one_question_in_two_files_is_refused(tmp_path):
    place = folder(tmp_path, assignment=named("knn.py", "more.py"))
    (place / "more.py").write_text(KNN)

    with pytest.raises(AssignmentBroken, match=r"more\.py: 'squared_distances' is a question of knn\.py already"):
        code_files.read(place)


def test_a_release_that_is_older_than_the_file_is_refused(tmp_path):
    release = tmp_path / "near"
    release.mkdir()
    with pytest.raises(AssignmentBroken, match=r"knn\.py isn't in release/near/"):
        code_files.demand_released({"knn.py": KNN}, release)

    (release / "knn.py").write_text(code_files.handed_out(KNN))
    code_files.demand_released({"knn.py": KNN}, release)
    with pytest.raises(AssignmentBroken, match=r"knn\.py was changed since it was released"):
        code_files.demand_released({"knn.py": KNN.replace("SIDES = 4", "SIDES = 5")}, release)
    with pytest.raises(AssignmentBroken, match=r"release/near/knn\.py is no file of the assignment any more"):
        code_files.demand_released({}, release)


def test_a_changed_solution_needs_no_release(tmp_path):
    release = tmp_path / "near"
    release.mkdir()
    (release / "knn.py").write_text(code_files.handed_out(KNN))

    code_files.demand_released({"knn.py": KNN.replace("table.argmin", "np.asarray(table).argmin")}, release)
