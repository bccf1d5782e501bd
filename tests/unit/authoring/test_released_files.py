"""The file is released with stubs, beside the notebook and in it, and nothing of its solution leaves."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from autograder.authoring import leaks, release
from autograder.course import code_files
from autograder.errors import AssignmentBroken
from autograder.intake import ipynb
from tests.fixtures.files import KNN, NAME, NOTEBOOK, built


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is built and released."""
    return built(tmp_path_factory.mktemp("course"))


def released(course: Path) -> Path:
    return course / "release" / NAME


def test_students_get_the_file_with_stubs_beside_the_notebook_and_in_the_zip(course):
    text = code_files.handed_out(KNN)

    assert (released(course) / "knn.py").read_text() == text
    with zipfile.ZipFile(released(course) / f"{NAME}.zip") as archive:
        assert archive.read("knn.py").decode() == text


def test_the_manifest_and_the_last_cell_know_its_hash(course):
    data = (released(course) / "knn.py").read_bytes()
    manifest = json.loads((released(course) / "manifest.json").read_bytes())
    notebook = ipynb.read_own((released(course) / f"{NAME}.ipynb").read_bytes())

    assert manifest["files"] == {"knn.py": hashlib.sha256(data).hexdigest()}
    assert any(hashlib.sha1(data).hexdigest() in ipynb.source_of(cell) for cell in notebook["cells"])


def test_a_changed_file_is_another_release(course, tmp_path):
    other = built(tmp_path, knn=KNN.replace("SIDES = 4", "SIDES = 5"))

    assert release.version_of(NAME, other) != release.version_of(NAME, course)


def test_the_notebook_carries_the_file_for_who_opens_it_from_a_link(course):
    notebook = ipynb.read_own((released(course) / f"{NAME}.ipynb").read_bytes())
    (source,) = [ipynb.source_of(cell) for cell in notebook["cells"] if cell["id"] == "setup-files"]
    names: dict[str, dict[str, str]] = {}
    literal = source[source.index("\nFILES = ") : source.index("\n\n\nclass _Files")]

    exec(literal, names)

    assert names["FILES"] == {"knn.py": code_files.handed_out(KNN)}


def test_nothing_lies_in_source_that_nbgrader_would_hand_out_with_its_solution(course):
    assert [path.name for path in (course / "source" / NAME).iterdir()] == [f"{NAME}.ipynb"]


@pytest.mark.parametrize("name", ["knn.py", "data/helper.txt", "old.py"])
def test_the_scan_finds_the_file_s_solution_wherever_it_lies(course, name):
    found = leaks.scan({name: KNN.encode()}, NAME, course)

    assert any("assignments/near/knn.py" in one.sentence and "a solution" in one.sentence for one in found)


def test_a_release_in_which_the_solution_stands_elsewhere_is_not_written(tmp_path):
    leaky = NOTEBOOK.replace(
        "# ## Nearest", "# ## Nearest\n#\n# `table = squared_distances(x, y); return table.argmin(axis=1)`"
    )

    with pytest.raises(
        AssignmentBroken, match=r"gives away a solution \(the block of nearest in assignments/near/knn\.py\)"
    ):
        built(tmp_path, notebook=leaky)
    assert not (tmp_path / "release").exists()


def test_an_author_may_write_the_cell_where_it_is_wanted(tmp_path):
    own = NOTEBOOK.replace(
        "import numpy as np",
        '#@title Files\n# include _shared/notebook/files.py\n\n# %% tags=["setup"]\nimport numpy as np',
        1,
    )
    course = built(tmp_path, notebook=own.replace('# %% tags=["setup"]\n#@title', "# %%\n#@title", 1))

    notebook = ipynb.read_own((course / "release" / NAME / f"{NAME}.ipynb").read_bytes())

    assert sum("class _Files:" in ipynb.source_of(cell) for cell in notebook["cells"]) == 1
