"""A __future__ import holds where a notebook or a file lets it hold, and nowhere else."""

from __future__ import annotations
import __future__

import pytest

from autograder.conventions import future_imports
from autograder.conventions.future_imports import CellCompiler, flags_above, flags_in, in_turn
from autograder.model import Cell

ON = __future__.annotations.compiler_flag
IMPORT = "from __future__ import annotations"


@pytest.mark.parametrize(
    ("source", "flags"),
    [
        (IMPORT, ON),
        (f'"""About."""\n# first\n{IMPORT}\nimport math', ON),
        (f"import math\n{IMPORT}", ON),  # IPython compiles statement by statement
        (f"%matplotlib inline\n{IMPORT}", ON),
        (f"!ls\n{IMPORT}", ON),
        (f'text = "{IMPORT}"', 0),
        ("import __future__", 0),
        ("from __future__ import nothing", 0),
        ("from .__future__ import annotations", 0),
        (f"def f(:\n{IMPORT}", 0),
        (IMPORT + " (" * 5000, 0),
        (f"{IMPORT}, generator_stop", ON | __future__.generator_stop.compiler_flag),
    ],
)
def test_flags_are_read_as_ipython_keeps_them(source: str, flags: int) -> None:
    assert flags_in(source) == flags


def test_only_what_stands_above_in_the_same_notebook_or_file_holds() -> None:
    cells = (
        Cell("code", "x = 1"),
        Cell("markdown", IMPORT),
        Cell("code", IMPORT, file="knn.py"),
        Cell("code", "def f(): pass", file="knn.py"),
        Cell("code", "y = 1"),
        Cell("code", IMPORT),
        Cell("code", "z = 1"),
    )

    assert [flags_above(cells, cell) for cell in cells] == [0, 0, 0, ON, 0, 0, ON]
    assert flags_above(cells, None) == 0
    assert flags_above(cells, Cell("code", "z = 1")) == 0


def test_cells_in_turn_know_what_is_above_them() -> None:
    assert list(in_turn(["a = 1", IMPORT, "b = 1"])) == [("a = 1", 0), (IMPORT, 0), ("b = 1", ON)]


def test_annotations_are_worked_out_until_the_import_and_not_below_it() -> None:
    compiled, names = CellCompiler(), {}
    for source in ("def before(x: int): pass", IMPORT, "def after(x: Later): pass"):
        exec(compiled(source, "<cell>"), names)

    assert names["before"].__annotations__ == {"x": int}  # the flags of this very file are not the cell's
    assert names["after"].__annotations__ == {"x": "Later"}


def test_flags_of_the_module_that_compiles_are_not_the_cells() -> None:
    names: dict[str, object] = {}
    exec(future_imports.compiled("def f(x: int): pass", "<cell>"), names)

    assert names["f"].__annotations__ == {"x": int}
