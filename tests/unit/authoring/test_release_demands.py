"""A notebook is handed out only with the cells that it needs, and with none that the grader wouldn't read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assemble.source_text import MAX_SOURCE
from autograder.authoring import release_demands
from autograder.errors import AssignmentBroken

COMMON = Path(release_demands.__file__).resolve().parents[2] / "assignments" / "_shared" / "notebook"
HANDS_IN = {"cell_type": "code", "id": "hand-in", "source": "RELEASE = {'assignment': 'near'}"}
LOADS = {"cell_type": "code", "id": "files", "source": (COMMON / "files.py").read_text(encoding="utf-8")}


def test_what_is_needed_is_enough():
    release_demands.of_cells([HANDS_IN], {}, "near")
    release_demands.of_cells([HANDS_IN, LOADS], {"knn.py": ""}, "near")


@pytest.mark.parametrize(("count", "said"), [(0, "no cell holds"), (2, "2 cells hold")])
def test_one_cell_hands_in(count, said):
    with pytest.raises(AssignmentBroken, match=rf"near/notebook\.py: {said} the line `RELEASE = {{}}"):
        release_demands.of_cells([HANDS_IN] * count, {}, "near")


@pytest.mark.parametrize(
    ("count", "files", "said"),
    [(1, {}, "1 cell loads"), (0, {"knn.py": ""}, "no cell loads"), (2, {"knn.py": ""}, "2 cells load")],
)
def test_one_cell_loads_files_where_there_are_any(count, files, said):
    with pytest.raises(AssignmentBroken, match=rf"near/notebook\.py: {said} Python files"):
        release_demands.of_cells([HANDS_IN, *[LOADS] * count], files, "near")


def test_a_cell_that_the_grader_would_not_read_is_refused():
    cell = {"cell_type": "code", "id": "table", "source": "x = 0".ljust(MAX_SOURCE)}
    release_demands.of_cells([HANDS_IN, cell], {}, "near")
    longer = cell | {"source": cell["source"] + " "}

    with pytest.raises(AssignmentBroken, match=r"cell 2 \(table\) would be released with 200,001 characters"):
        release_demands.of_cells([HANDS_IN, longer], {}, "near")
    release_demands.of_cells([HANDS_IN, longer | {"cell_type": "markdown"}], {}, "near")
