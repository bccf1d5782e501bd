"""What was imported of a file is what the file defines last, by whatever name it was imported."""

from __future__ import annotations

import builtins
import importlib
import sys
from types import CodeType, ModuleType

import pytest

from autograder.conventions.file_modules import FileModules


def code(text: str) -> CodeType:
    return compile(text, "<cell>", "exec")


@pytest.fixture
def notebook() -> ModuleType:
    return ModuleType("notebook")


@pytest.fixture
def modules(notebook: ModuleType) -> FileModules:
    """Modules that this notebook alone finds."""
    made = FileModules(notebook)
    notebook.__dict__["__builtins__"] = {**vars(builtins), "__import__": made.importing}
    made.run(code("import math\nSIDES = 4"), "ops_of_a_test")
    made.run(code("class double: pass"), "ops_of_a_test")
    return made


def test_a_later_definition_takes_the_place_of_a_former_one_wherever_it_was_imported(notebook, modules):
    modules.run(code("import ops_of_a_test as ops\nfrom ops_of_a_test import double as twice, SIDES"))

    modules.run(code("def double(x):\n    return SIDES * x"), "ops_of_a_test")

    assert notebook.twice(2) == notebook.ops.double(2) == 8
    assert notebook.SIDES == 4


def test_a_definition_can_be_asked_in_the_notebook_that_imports_only_the_module(notebook, modules):
    modules.run(code("import ops_of_a_test"))
    modules.run(code("def double(x):\n    return 2 * x"), "ops_of_a_test")

    assert notebook.double(3) == 6


def test_what_stands_around_the_blocks_is_not_bound_in_the_notebook(notebook, modules):
    assert not hasattr(notebook, "SIDES")
    assert not hasattr(notebook, "math")


def test_a_file_sees_what_another_defines_anew(notebook, modules):
    modules.run(code("from ops_of_a_test import double\ndef four(x):\n    return double(double(x))"), "more_of_a_test")
    modules.run(code("def double(x):\n    return 2 * x"), "ops_of_a_test")
    modules.run(code("from more_of_a_test import four"))

    assert notebook.four(1) == 4


def test_a_definition_that_a_decorator_wraps_takes_the_place_too(notebook, modules):
    modules.run(code("from ops_of_a_test import double"))
    modules.run(code("import functools\n@functools.cache\ndef double(x):\n    return 2 * x"), "ops_of_a_test")

    assert notebook.double(3) == 6


def test_names_of_the_notebook_that_are_no_import_stay(notebook, modules):
    modules.run(code("def other(): return 1\nnothing = None"))
    modules.run(code("def double(x):\n    return 2 * x"), "ops_of_a_test")

    assert notebook.other() == 1
    assert notebook.nothing is None


def test_nothing_of_it_is_left_in_this_process(modules):
    assert "ops_of_a_test" not in sys.modules


def test_python_finds_it_by_its_finder_and_a_reload_leaves_it(modules, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [modules, *sys.meta_path])
    monkeypatch.delitem(sys.modules, "ops_of_a_test", raising=False)

    found = importlib.import_module("ops_of_a_test")
    modules.run(code("def double(x):\n    return 2 * x"), "ops_of_a_test")

    assert importlib.reload(found).double(4) == 8
    sys.modules.pop("ops_of_a_test")


def test_what_raised_half_way_is_bound_as_far_as_it_came(notebook, modules):
    with pytest.raises(ZeroDivisionError):
        modules.run(code("def double(x):\n    return 2 * x\n1 / 0"), "ops_of_a_test")

    assert notebook.double(1) == 2


BOX = """
from __future__ import annotations
from dataclasses import dataclass
from typing import ClassVar

@dataclass
class Box:
    side: int
    SIDES: ClassVar[int] = 4
"""


def test_dataclasses_find_the_module_whose_code_runs_and_it_leaves_no_trace(notebook, modules):
    modules.run(code(BOX), "box_of_a_test")
    modules.run(code(BOX), "box_of_a_test")  # as a question of the file's
    modules.run(code("from box_of_a_test import Box"))

    assert notebook.Box(3).side == 3
    assert "box_of_a_test" not in sys.modules


def test_a_module_whose_code_raises_leaves_what_was_in_its_place(modules, monkeypatch):
    held = ModuleType("held_of_a_test")
    monkeypatch.setitem(sys.modules, "held_of_a_test", held)

    with pytest.raises(ZeroDivisionError):
        modules.run(code("1 / 0"), "held_of_a_test")

    assert sys.modules["held_of_a_test"] is held
