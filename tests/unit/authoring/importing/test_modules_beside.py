"""The text of a given Python file beside a foreign notebook stands in the place of its import; where that would change what a name means, it stays there."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.importing import modules_beside
from autograder.authoring.importing.modules_beside import ModulesBeside
from autograder.authoring.importing.source_cells import Role, SourceCell

TOOLS = '''\
"""Tools of a course."""

import math

HALF = 0.5


def halved(x):
    """Halve it."""
    return HALF * x


def root(x):
    import json

    return math.sqrt(x) if json else x


if __name__ == "__main__":
    print(halved(2))
'''


def code(source: str, number: int = 1, role: Role = Role.CODE) -> SourceCell:
    return SourceCell(role, source, number=number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tools.py").write_text(TOOLS, encoding="utf-8")
    return tmp_path


def taken(folder: Path, *cells: SourceCell, kept_back: tuple[str, ...] = ()) -> ModulesBeside:
    return modules_beside.take(folder, cells, kept_back)


def test_the_text_stands_where_names_were_imported_first(folder: Path) -> None:
    cells = (
        code(
            "%matplotlib inline\nimport math\nfrom tools import (\n    halved,\n    root as square_root,\n)\nLIMIT = 3"
        ),
        code("def f(x):\n    ### BEGIN SOLUTION\n    return halved(x)\n    ### END SOLUTION", 2, Role.SOLUTION),
        code("from tools import HALF as h\nassert f(2) == 2 * h", 3, Role.TEST),
    )

    took = taken(folder, *cells)
    made = "\n".join(one.source.replace("%matplotlib inline", "") for one in took.cells)
    space: dict[str, object] = {}
    exec(made, space)

    assert took.taken == {"tools.py": 1}
    assert "from tools" not in made and "__main__" not in made
    assert made.count("def halved") == 1
    assert space["square_root"] is space["root"] and space["h"] == 0.5
    assert took.cells[0].source.startswith("%matplotlib inline\nimport math\n# tools.py\n")
    assert took.cells[0].source.endswith("square_root = root\nLIMIT = 3")
    assert took.cells[1] is cells[1]
    assert "tools.py: its text stands in cell 1 now" in took.remarks[0]


def test_a_star_gives_all_names(folder: Path) -> None:
    took = taken(folder, code("from tools import *\nx = halved(4)"))
    space: dict[str, object] = {}
    exec(took.cells[0].source, space)

    assert space["x"] == 2


@pytest.mark.parametrize("name", ["tools", "t"])
def test_a_file_that_is_imported_whole_is_asked_by_its_name(name: str, folder: Path) -> None:
    statement = "import tools" if name == "tools" else "import tools as t"
    took = taken(folder, code(f"{statement}\nx = {name}.halved(4)"), code(f"{statement}\ny = {name}.math.pi", 2))
    space: dict[str, object] = {}
    exec("\n".join(one.source for one in took.cells), space)

    assert took.taken == {"tools.py": 1}
    assert space["x"] == 2 and str(space["y"]).startswith("3.14")
    assert took.cells[1].source == f"# of tools.py, above\ny = {name}.math.pi"


def test_a_file_that_keeps_count_isnt_asked_by_its_name(folder: Path) -> None:
    (folder / "tools.py").write_text("COUNT = 0\ndef count():\n    global COUNT\n    COUNT += 1\n", encoding="utf-8")

    assert not taken(folder, code("import tools")).taken
    assert taken(folder, code("from tools import count")).taken


def test_two_files_are_taken_each_where_it_is_imported(folder: Path) -> None:
    (folder / "more.py").write_text("def third(x):\n    return x / 3\n", encoding="utf-8")

    took = taken(folder, code("from tools import halved\nfrom more import third"), code("from more import third", 2))

    assert took.taken == {"tools.py": 1, "more.py": 1}
    assert took.cells[1].source == "# of more.py, above"


@pytest.mark.parametrize(
    "cells",
    [
        (code("import tools, json"),),
        (code("import tools as HALF"),),
        (code("import tools"), code("tools = 3", 2)),
        (code("import tools"), code("types = 3", 2)),
        (code("from tools import json"),),  # which a function of it imports for itself
        (code("from tools import halved"), code("def f():\n    import tools", 2)),
        (code("from tools import nothing"),),
        (code("try:\n    from tools import halved\nexcept ImportError:\n    pass"),),
        (code("x = 1; from tools import halved"),),
        (code("from tools import halved"), code("HALF = 3", 2)),  # whose would halved look up?
        (code("from tools import halved"), code("def root(x):\n    return x", 2, Role.SOLUTION)),
        (code("from tools import halved"), code("math = 'a subject'", 2)),
        (code("from tools import halved\nimport numpy as math"),),
        (code("from tools import halved as root"),),
        (code("from tools import halved", role=Role.TEST),),  # what a hidden test alone knows is no student's
        (code("from tools.more import halved"), code("from .tools import halved", 2)),
    ],
)
def test_where_a_name_would_mean_another_thing_the_file_stays_beside(
    cells: tuple[SourceCell, ...], folder: Path
) -> None:
    took = taken(folder, *cells)

    assert took.cells == cells
    assert not took.taken and not took.remarks


@pytest.mark.parametrize(
    "text",
    [
        "from pathlib import Path\nHERE = Path(__file__).parent\ndef halved(x): return x / 2\n",
        "from . import other\ndef halved(x): return x / 2\n",
        "import other\ndef halved(x): return x / 2\n",
        "from other import more\ndef halved(x): return x / 2\n",
        "from __future__ import annotations\ndef halved(x): return x / 2\n",
        "def halved(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION\n",
        "def halved(x):\n    # BEGIN YOUR CODE\n    return x / 2\n    # END YOUR CODE\n",
        "# %% a cell\ndef halved(x): return x / 2\n",
        "def halved(x: return\n",
        "def halved(x): return x / 2\nprint = None\n",
        "def halved(x): return x / 2\n" + "# long\n" * 10_000,
    ],
)
def test_a_file_that_is_no_text_for_a_cell_stays_beside(text: str, folder: Path) -> None:
    (folder / "tools.py").write_text(text, encoding="utf-8")
    (folder / "other.py").write_text("more = 1\n", encoding="utf-8")

    assert not taken(folder, code("from tools import halved")).taken


def test_what_is_kept_from_students_stays_with_who_grades(folder: Path) -> None:
    assert not taken(folder, code("from tools import halved"), kept_back=("tools.py",)).taken
    assert taken(folder, code("from tools import halved"), kept_back=("others.py",)).taken
