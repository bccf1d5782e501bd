"""Edits made in JupyterLab come back to the master text, all of them or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.authoring import notebook_file, pull
from autograder.authoring.master import parse, render
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import built, cells_by_id, edit, master_text, save, write_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture(scope="module")
def shared_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("course"))


def test_pulling_an_unedited_notebook_changes_nothing(course: Path) -> None:
    before = master_text(course)
    save(course, built(course))

    assert not pull.pull("tiny", course).changed
    assert master_text(course) == before


def test_pull_changes_the_edited_line_only(course: Path) -> None:
    before = master_text(course)
    content = built(course)
    source = cells_by_id(content)["square_solution"]["source"].replace("x * x", "x ** 2")
    next(cell for cell in content["cells"] if cell["id"] == "square_solution")["source"] = source
    save(course, content)

    pull.pull("tiny", course)

    assert master_text(course) == before.replace("x * x", "x ** 2")


def test_pull_brings_back_points_new_cells_and_their_order(course: Path) -> None:
    content = built(course)
    by_id = {cell["id"]: cell for cell in content["cells"]}
    by_id["question_1"]["metadata"]["nbgrader"]["points"] = 5
    new = {"cell_type": "markdown", "id": "0f3a2b1c", "metadata": {}, "source": "## A new section\nwith text"}
    content["cells"] = [new, *reversed(content["cells"])]
    save(course, content)

    pull.pull("tiny", course)

    after = built(course)
    assert list(cells_by_id(after)) == ["a-new-section", *reversed(list(by_id))]
    assert cells_by_id(after)["question_1"]["metadata"]["nbgrader"]["points"] == 5


def test_a_notebook_saved_without_ids_of_cells_comes_back_as_it_was(course: Path) -> None:
    before = master_text(course)
    content = built(course)
    for cell in content["cells"]:
        del cell["id"]
    content["cells"].insert(3, {"cell_type": "markdown", "metadata": {}, "source": "A new text."})
    save(course, content | {"nbformat_minor": 4})

    pull.pull("tiny", course)

    assert "None" not in master_text(course).replace("not None", "")
    assert master_text(course).replace("# %% [markdown]\n# A new text.\n\n", "") == before


def test_pull_refuses_an_edit_of_an_included_file_and_names_it(course: Path) -> None:
    content = built(course)
    tools = next(cell for cell in content["cells"] if cell["id"] == "tools")
    tools["source"] = "".join(tools["source"]).replace("return x", "return -x")
    save(course, content)
    before = master_text(course)

    with pytest.raises(AssignmentBroken, match=r"Edit assignments/_shared/notebook/tools\.py instead"):
        pull.pull("tiny", course)
    assert master_text(course) == before


def test_lines_around_an_included_file_may_be_edited_even_when_the_file_changed_meanwhile(course: Path) -> None:
    content = built(course)
    tools = next(cell for cell in content["cells"] if cell["id"] == "tools")
    tools["source"] = "".join(tools["source"]) + "\nhelper_of_everybody(1)"
    save(course, content)
    edit(course, "assignments/_shared/notebook/tools.py", "return x", "return 1 * x")

    pull.pull("tiny", course)

    assert "# include _shared/notebook/tools.py\nhelper_of_everybody(1)\n" in master_text(course)
    assert "return 1 * x\nhelper_of_everybody(1)" in cells_by_id(built(course))["tools"]["source"]


def test_a_text_that_was_edited_too_is_not_overwritten(course: Path) -> None:
    content = built(course)
    next(cell for cell in content["cells"] if cell["id"] == "square_solution")["source"] += ["\n# in JupyterLab"]
    save(course, content)
    edit(course, "assignments/tiny/notebook.py", "# # Tiny", "# # Tinier")
    text = master_text(course)

    with pytest.raises(AssignmentBroken, match="have both been edited"):
        pull.pull("tiny", course)

    assert master_text(course) == text
    assert "# in JupyterLab" in (course / "source/tiny/tiny.ipynb").read_text(encoding="utf-8")


def test_a_notebook_that_stays_open_is_pulled_again(course: Path) -> None:
    content = built(course)
    for line in ("\n# one edit", "\n# another"):
        next(cell for cell in content["cells"] if cell["id"] == "square_solution")["source"] += [line]
        save(course, content)
        pull.pull("tiny", course)

    assert "# one edit\n# another" in master_text(course)


def test_where_only_the_text_was_edited_it_stays(course: Path) -> None:
    built(course)
    edit(course, "assignments/tiny/notebook.py", "# # Tiny", "# # Tinier")
    text = master_text(course)

    assert not pull.pull("tiny", course).changed

    assert master_text(course) == text
    assert "# Tinier" in json.dumps(built(course))


def test_checks_beside_a_question_may_have_been_edited_meanwhile(course: Path) -> None:
    content = built(course)
    content["cells"][0]["source"] += ["\nMore."]
    save(course, content)
    path = course / "assignments/tiny/notebook.py"
    path.write_text(master_text(course) + '\n# %% wrong="square" name="none"\ndef square(x): ...\n', encoding="utf-8")

    pull.pull("tiny", course)

    assert "More." in master_text(course)
    assert 'wrong="square" name="none"' in master_text(course)


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
    before = master_text(course)

    with pytest.raises(AssignmentBroken, match="can't be written as text"):
        pull.pull("tiny", course)
    assert master_text(course) == before


def test_an_edit_that_cannot_be_built_is_refused_and_nothing_written(course: Path) -> None:
    content = built(course)
    fields = next(cell for cell in content["cells"] if "fields" in cell["metadata"].get("tags", ()))
    fields["source"] = "# include nothing"
    save(course, content)
    before = master_text(course)

    with pytest.raises(
        AssignmentBroken, match=r"source/tiny/tiny\.ipynb isn't pulled.*there is no assignments/nothing"
    ):
        pull.pull("tiny", course)
    assert master_text(course) == before


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
    notebook_file.source_path("tiny", shared_course).unlink(missing_ok=True)
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
    before = master_text(shared_course)

    try:
        pull.pull("tiny", shared_course)
    except AssignmentBroken as error:
        assert "can't be written as text" in str(error) or "there is no assignments/" in str(error)
        assert master_text(shared_course) == before
        return

    after = json.loads(notebook_file.source_path("tiny", shared_course).read_bytes())
    assert [(c["id"], c["cell_type"], "".join(c["source"])) for c in after["cells"]] == [
        (c["id"], c["cell_type"], "".join(c["source"])) for c in content["cells"]
    ]
    assert render(parse(master_text(shared_course))) == master_text(shared_course)
