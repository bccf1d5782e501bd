"""The file is released with stubs, beside the notebook and in it, and nothing of its solution leaves."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import compile, handed_out, leaks, release, released_files
from autograder.course import code_files
from autograder.errors import AssignmentBroken
from autograder.intake import ipynb
from autograder.report import words
from tests.fixtures.files import COURSE, KNN, NAME, NOTEBOOK, built, lay


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

    assert handed_out.version_of(NAME, other) != handed_out.version_of(NAME, course)


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


def test_the_cell_that_loads_files_speaks_the_courses_language():
    cell = {
        "source": f'{released_files.PLACEHOLDER}\n{released_files.WORDS}\nprint(_in_words("{{name}} is loaded.", name=1))'
    }

    korean = released_files.with_files(cell, {"knn.py": "x = 1"}, words.pairs("ko"))["source"]

    names: dict[str, Any] = {"print": lambda *_: None, "_in_words": lambda text, **_: text}
    exec(korean, names)
    assert names["FILES"] == {"knn.py": "x = 1"}
    assert list(names["SAID"]) == ["{name} is loaded."] and "불러왔습니다" in names["SAID"]["{name} is loaded."]
    assert released_files.WORDS in released_files.with_files(cell, {"knn.py": "x = 1"})["source"]


def test_every_sentence_of_that_cell_is_carried(tmp_path):
    lay(tmp_path, course=COURSE["course.toml"] + 'language = "ko"\n')
    compile.build(NAME, tmp_path)
    release.release(NAME, tmp_path)
    cells = json.loads((tmp_path / "release" / NAME / f"{NAME}.ipynb").read_bytes())["cells"]
    (source,) = [one for one in ("".join(cell["source"]) for cell in cells) if "class _Files:" in one]

    said = ast.literal_eval(re.search(r"^SAID = (\{.*?\})$", source, re.DOTALL | re.MULTILINE)[1])
    asked = set(re.findall(r'(?<!")"([^"\n]+)"(?!")', source.partition("class _Files:")[2])) - {
        "_files_of_the_notebook"
    }
    assert {one for one in asked if re.search("[a-z] [a-z]", one) and one not in said} == set()
    assert len(said) == 7
