"""The notebook built from a master text says what that says, and replaces no edits."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.authoring import compile, notebook_file
from autograder.authoring.master import Master, read_master
from autograder.course import settings as course_settings
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import built, cells_by_id, edit, save, write_course

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def test_options_become_nbgrader_metadata(course: Path) -> None:
    graders = {name: cell["metadata"]["nbgrader"] for name, cell in cells_by_id(built(course)).items()}

    common = {"schema_version": 3, "task": False}
    assert graders["square_solution"] == common | {
        "grade": False, "solution": True, "locked": False, "grade_id": "square_solution"
    }  # fmt: skip
    assert graders["square"] == common | {
        "grade": True, "solution": False, "locked": True, "grade_id": "square", "points": 6
    }  # fmt: skip
    assert graders["question_1"] == common | {
        "grade": True, "solution": True, "locked": False, "grade_id": "question_1", "points": 4
    }  # fmt: skip
    assert graders["squares"] == common | {"grade": False, "solution": False, "locked": True, "grade_id": "squares"}
    assert graders["fields"]["locked"] is False


def test_the_notebook_is_valid_with_every_id_in_both_places_and_nothing_run(course: Path) -> None:
    content = built(course)

    nbformat.validate(nbformat.from_dict(content))
    assert all(cell["id"] == cell["metadata"]["id"] for cell in content["cells"])
    assert len(cells_by_id(content)) == len(content["cells"])
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)


def test_an_included_file_is_put_in_and_folded(course: Path) -> None:
    tools = cells_by_id(built(course))["tools"]

    assert tools["source"] == (course / "assignments/_shared/notebook/tools.py").read_text().rstrip("\n")
    assert tools["metadata"]["cellView"] == "form"


def test_what_an_author_writes_while_it_is_built_is_built_then(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    master, read = course / "assignments/tiny/notebook.py", compile.read_master
    text = master.read_text()

    def read_another(path: Path) -> Master:
        master.write_text(text.replace("Two functions", "Three functions"))
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(compile, "read_master", read_another)
        compile.build("tiny", course)
    master.write_text(text)
    compile.build("tiny", course, drop_edits=True)

    assert "Two functions" in notebook_file.source_path("tiny", course).read_text()


def test_building_twice_gives_the_same_bytes(course: Path) -> None:
    built(course)
    path = notebook_file.source_path("tiny", course)
    first = path.read_bytes()
    path.unlink()

    again = compile.build("tiny", course)

    assert path.read_bytes() == first
    assert again.changed


def test_an_unchanged_assignment_is_not_built_again(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(course)
    monkeypatch.setattr(compile, "read_master", lambda path: pytest.fail("it was read again"))

    assert not compile.build("tiny", course).changed


def test_changed_points_of_a_check_are_built(course: Path) -> None:
    built(course)
    edit(course, "assignments/tiny/hidden/checks.py", "counter.check(10)", "counter.check(12.5)")

    assert cells_by_id(built(course))["Counter"]["metadata"]["nbgrader"]["points"] == 12.5


@pytest.mark.parametrize("name", course_settings.names(ROOT))
def test_this_courses_notebooks_are_built_from_their_masters(name: str) -> None:
    folder = ROOT / "assignments" / name

    content = compile.compile_master(read_master(folder / "notebook.py"), folder)

    assert notebook_file.as_bytes(content) == notebook_file.source_path(name, ROOT).read_bytes(), (
        f"run: autograder build {name}"
    )


def test_running_the_notebook_is_no_edit(course: Path) -> None:
    content = built(course)
    save(course, content)
    edit(course, "assignments/tiny/notebook.py", "# Two functions, and a question.", "# Two functions.")

    assert compile.build("tiny", course).changed


def test_build_refuses_to_overwrite_an_edited_notebook(course: Path) -> None:
    content = built(course)
    content["cells"][0]["source"] = ["# Tiny and edited"]
    save(course, content)
    edit(course, "assignments/tiny/notebook.py", "# Two functions, and a question.", "# Two functions.")

    with pytest.raises(AssignmentBroken, match=r"tiny\.ipynb has been edited since .*`autograder pull tiny`"):
        compile.build("tiny", course)
