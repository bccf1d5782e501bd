"""The master text and the notebook built from it: one says what the other says, and no edit is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.authoring import compile, master_text
from autograder.course import settings as course_settings
from autograder.errors import AssignmentBroken
from autograder.intake.ipynb import joined
from tests.fixtures.authoring import edit, write_course

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture(scope="module")
def shared_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("course"))


def built(root: Path) -> dict[str, Any]:
    compile.build("tiny", root)
    return json.loads(compile.source_path("tiny", root).read_bytes())


def cells(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {cell["id"]: joined(cell) for cell in content["cells"]}


def save(root: Path, content: dict[str, Any]) -> None:
    """Write a notebook as JupyterLab does: with outputs, counts and a fuller language_info."""
    content["metadata"]["language_info"] = {"name": "python", "version": "3.11.7", "nbconvert_exporter": "python"}
    for number, cell in enumerate(cell for cell in content["cells"] if cell["cell_type"] == "code"):
        cell |= {"execution_count": number, "outputs": [{"output_type": "stream", "name": "stdout", "text": ["hi\n"]}]}
    compile.source_path("tiny", root).write_text(json.dumps(content, indent=1))


def master(root: Path) -> str:
    return (root / "assignments/tiny/notebook.py").read_text()


# ---------------------------------------------------------------- build


def test_options_become_nbgrader_metadata(course: Path) -> None:
    graders = {name: cell["metadata"]["nbgrader"] for name, cell in cells(built(course)).items()}

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
    assert len(cells(content)) == len(content["cells"])
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)


def test_an_included_file_is_put_in_and_folded(course: Path) -> None:
    tools = cells(built(course))["tools"]

    assert tools["source"] == (course / "assignments/_shared/notebook/tools.py").read_text().rstrip("\n")
    assert tools["metadata"]["cellView"] == "form"


def test_building_twice_gives_the_same_bytes(course: Path) -> None:
    built(course)
    path = compile.source_path("tiny", course)
    first = path.read_bytes()
    path.unlink()

    again = compile.build("tiny", course)

    assert path.read_bytes() == first
    assert again.changed


def test_an_unchanged_assignment_is_not_built_again(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(course)
    monkeypatch.setattr(master_text, "read", lambda path: pytest.fail("it was read again"))

    assert not compile.build("tiny", course).changed


def test_changed_points_of_a_check_are_built(course: Path) -> None:
    built(course)
    edit(course, "assignments/tiny/hidden/checks.py", "points=10", "points=12.5")

    assert cells(built(course))["Counter"]["metadata"]["nbgrader"]["points"] == 12.5


@pytest.mark.parametrize("name", course_settings.names(ROOT))
def test_this_courses_notebooks_are_built_from_their_masters(name: str) -> None:
    folder = ROOT / "assignments" / name

    content = compile.compile_master(master_text.read(folder / "notebook.py"), folder)

    assert compile.as_bytes(content) == compile.source_path(name, ROOT).read_bytes(), f"run: autograder build {name}"


# ---------------------------------------------------------------- edits made in JupyterLab


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


def test_pulling_an_unedited_notebook_changes_nothing(course: Path) -> None:
    before = master(course)
    save(course, built(course))

    assert not compile.pull("tiny", course).changed
    assert master(course) == before


def test_pull_changes_the_edited_line_only(course: Path) -> None:
    before = master(course)
    content = built(course)
    source = cells(content)["square_solution"]["source"].replace("x * x", "x ** 2")
    next(cell for cell in content["cells"] if cell["id"] == "square_solution")["source"] = source
    save(course, content)

    compile.pull("tiny", course)

    assert master(course) == before.replace("x * x", "x ** 2")


def test_pull_brings_back_points_new_cells_and_their_order(course: Path) -> None:
    content = built(course)
    by_id = {cell["id"]: cell for cell in content["cells"]}
    by_id["question_1"]["metadata"]["nbgrader"]["points"] = 5
    new = {"cell_type": "markdown", "id": "0f3a2b1c", "metadata": {}, "source": "## A new section\nwith text"}
    content["cells"] = [new, *reversed(content["cells"])]
    save(course, content)

    compile.pull("tiny", course)

    after = built(course)
    assert list(cells(after)) == ["a-new-section", *reversed(list(by_id))]
    assert cells(after)["question_1"]["metadata"]["nbgrader"]["points"] == 5


def test_pull_refuses_an_edit_of_an_included_file_and_names_it(course: Path) -> None:
    content = built(course)
    tools = next(cell for cell in content["cells"] if cell["id"] == "tools")
    tools["source"] = "".join(tools["source"]).replace("return x", "return -x")
    save(course, content)
    before = master(course)

    with pytest.raises(AssignmentBroken, match=r"Edit assignments/_shared/notebook/tools\.py instead"):
        compile.pull("tiny", course)
    assert master(course) == before


def test_lines_around_an_included_file_may_be_edited_even_when_the_file_changed_meanwhile(course: Path) -> None:
    content = built(course)
    tools = next(cell for cell in content["cells"] if cell["id"] == "tools")
    tools["source"] = "".join(tools["source"]) + "\nhelper_of_everybody(1)"
    save(course, content)
    edit(course, "assignments/_shared/notebook/tools.py", "return x", "return 1 * x")

    compile.pull("tiny", course)

    assert "# include _shared/notebook/tools.py\nhelper_of_everybody(1)\n" in master(course)
    assert "return 1 * x\nhelper_of_everybody(1)" in cells(built(course))["tools"]["source"]


def test_a_cell_that_cannot_be_text_is_refused_and_nothing_written(course: Path) -> None:
    content = built(course)
    content["cells"].append(
        {
            "cell_type": "code",
            "id": "x1",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": "a\n# %%\nb",
        }
    )
    save(course, content)
    before = master(course)

    with pytest.raises(AssignmentBroken, match="can't be written as text"):
        compile.pull("tiny", course)
    assert master(course) == before


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "x = 1",
                "    y",
                "# a comment",
                "%time x",
                "!ls",
                "# %% x",
                '"""',
                "'''",
                "# include nothing",
                "$a$",
                "# %matplotlib",
            ]
        ),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(
    changes=st.lists(st.tuples(st.sampled_from(["edit", "add", "move", "drop"]), st.integers(0, 99), LINES), max_size=4)
)
def test_what_is_built_from_a_pulled_notebook_is_that_notebook(shared_course: Path, changes: list[Any]) -> None:
    write_course(shared_course)
    compile.source_path("tiny", shared_course).unlink(missing_ok=True)
    content = built(shared_course)
    free = [cell for cell in content["cells"] if cell["metadata"]["nbgrader"]["grade"] is False]
    free = [
        cell for cell in free if not cell["metadata"]["nbgrader"]["solution"] and "autograder" not in cell["metadata"]
    ]
    for number, (kind, at, lines) in enumerate(changes):
        source = "\n".join(lines).strip("\n")
        if kind == "edit":
            free[at % len(free)]["source"] = source
        elif kind == "add":
            cell = {
                "cell_type": "markdown" if at % 2 else "code",
                "id": f"new-{number}",
                "metadata": {},
                "source": source,
            }
            content["cells"].insert(at % len(content["cells"]), cell)
        elif kind == "move":
            content["cells"].append(content["cells"].pop(at % len(content["cells"])))
        else:
            victim = free[at % len(free)]
            content["cells"] = [cell for cell in content["cells"] if cell is not victim]
    save(shared_course, content)
    before = master(shared_course)

    try:
        compile.pull("tiny", shared_course)
    except AssignmentBroken as error:
        assert "can't be written as text" in str(error) or "there is no assignments/" in str(error)
        assert master(shared_course) == before
        return

    after = json.loads(compile.source_path("tiny", shared_course).read_bytes())
    assert [(c["id"], c["cell_type"], "".join(c["source"])) for c in after["cells"]] == [
        (c["id"], c["cell_type"], "".join(c["source"])) for c in content["cells"]
    ]
    assert master_text.render(master_text.parse(master(shared_course))) == master(shared_course)


# ---------------------------------------------------------------- authors' mistakes

MISTAKES = {
    "an option that nobody knows": ('# %% test="square"', '# %% tset="square"', r"line 27: unknown cell option 'tset'.*'test'"),
    "a tag that nobody knows": ('tags=["fields"]', 'tags=["field"]', r"line 10: unknown tag 'field'"),
    "a solution without a test": ('# %% test="square"', "# %%", r"line 19: 'square' has no test cell"),
    "a test without a solution": ('# %% test="square"', '# %% test="cube"', r"'square' has no test cell"),
    "an id given twice": ('answer="question_1"', 'answer="square"', r"the id 'square' is taken already by the cell of line 27"),
    "a solution that never ends": ("    return doubled_exponent\n    ### END SOLUTION", "    return doubled_exponent", r"line 22: BEGIN SOLUTION without"),
    "a solution outside solution cells": ('print("squares:"', '### BEGIN SOLUTION\n### END SOLUTION\nprint("squares:"', "isn't a solution cell"),
    "a solution that never begins": ("    ### BEGIN SOLUTION\n    doubled", "    doubled", r"line 24: END SOLUTION without"),
    "a block outside its function": ("def square(x):", "def cube(x):", "isn't inside a function or class 'square'"),
    "points on a test": ('test="square"', 'test="square" points=3', "points= and answer= go together"),
    "a written question without points": (" points=4", "", "points= and answer= go together"),
    "an answer in a code cell": ('# %% [markdown] answer="question_1"', '# %% answer="question_1"', "belongs on a markdown cell"),
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
    assert not compile.source_path("tiny", course).exists()
