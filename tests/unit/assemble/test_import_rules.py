"""Which libraries may be imported, and how often one is named."""

from __future__ import annotations

import pytest

from autograder.assemble import blocks
from autograder.model import Program
from tests.fixtures.assembled import POSITION, changed, code
from tests.fixtures.notebooks import Json
from tests.fixtures.small_assignment import DOUBLE, TRIPLE


def imports(program: Program) -> list[str]:
    return [item.message for item in program.findings if item.rule == "import_added"]


def put_into(cells: list[Json], question: str, text: str) -> None:
    template = {"triple": TRIPLE, "double": DOUBLE}[question]
    cells[POSITION[f"{question}_solution"]]["source"] = blocks.fill(template, [text])


def written(text: str) -> Program:
    return changed(lambda cells: put_into(cells, "triple", text))


@pytest.mark.parametrize(
    "text",
    ["import scipy", "from sklearn.neighbors import KDTree as K", "import numpy, pathlib", "__import__('scipy')"],
)
def test_a_library_that_is_not_allowed_is_named(text):
    assert len(imports(written(f"{text}\nreturn x"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import math",
        "from numpy import dot",
        "import torch as t",
        "import numpy.linalg",
        "import matplotlib.pyplot as plt",
    ],
)
def test_what_is_allowed_or_imported_by_the_notebook_itself_costs_nothing(text):
    assert imports(written(f"{text}\nreturn x")) == []


def test_importing_everything_is_noted():
    (said,) = imports(written("from numpy import *\nreturn x"))

    assert "everything from numpy" in said


def test_a_library_is_named_once_in_a_hand_in_wherever_it_is_imported():
    def everywhere(cells: list[Json]) -> None:
        put_into(cells, "triple", "from scipy import linalg\nimport scipy.stats\nreturn x")
        put_into(cells, "double", "import scipy\nreturn x")
        cells.insert(2, code("import scipy as sp, seaborn"))

    first, second = imports(changed(everywhere))

    assert first == "Cell 3 imports scipy, which this assignment doesn't allow (and 3 more times)."
    assert second == "Cell 3 imports seaborn, which this assignment doesn't allow."


def test_how_code_is_to_be_read_is_no_library():
    assert imports(changed(lambda cells: cells.insert(2, code("from __future__ import annotations")))) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [("from . import knn", ".knn"), ("from .knn import nearest", ".knn"), ("from .. import *", "..*")],
)
def test_what_is_imported_by_dots_is_named_as_it_was_written(text, named):
    (said,) = imports(written(f"{text}\nreturn x"))

    assert f" imports {named}, which this assignment doesn't allow" in said
