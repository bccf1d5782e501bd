"""Hidden files import what is looked at for changes, and nothing else of the course."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder.course import modules
from autograder.course.modules import load_module, load_reference
from autograder.errors import AssignmentBroken


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An assignment's folder, beside another one, below a course's assignments/."""
    assignments = tmp_path / "assignments"
    for place in ("mine/hidden", "other/hidden", "_shared/checks", "_shared/notebook"):
        (assignments / place).mkdir(parents=True)
        (assignments / place / "given.py").write_text("def given():\n    return 7\n")
    (assignments / "beside.py").write_text("def given():\n    return 7\n")
    return assignments / "mine"


def reference(folder: Path, text: str) -> Path:
    path = folder / "hidden" / "reference.py"
    path.write_text(text)
    return path


@pytest.mark.parametrize("module", ["_shared.checks.given", "mine.hidden.given"])
def test_what_is_looked_at_can_be_imported_and_is_forgotten_for_other_courses(folder: Path, module: str) -> None:
    reference(folder, f"from {module} import given\n")

    assert load_reference(folder)["given"]() == 7
    assert module not in sys.modules
    (folder.parent / (module.replace(".", "/") + ".py")).write_text("def given():\n    return 8\n")
    assert load_reference(folder)["given"]() == 8


@pytest.mark.parametrize("module", ["beside", "other.hidden.given", "_shared.notebook.given"])
def test_what_nobody_looks_at_cannot(folder: Path, module: str) -> None:
    path = reference(folder, f"import {module}\n")

    with pytest.raises(
        AssignmentBroken, match=rf"it imports {module} from assignments/{module.replace('.', '/')}\.py"
    ) as raised:
        load_module(path)

    assert "Put what it needs into assignments/_shared/checks/, or beside it into hidden/." in str(raised.value)
    assert module not in sys.modules


def test_an_installed_package_can_be_imported(folder: Path) -> None:
    assert load_module(reference(folder, "import json, numpy\n")).json is sys.modules["json"]


class Late:
    """Imports something when it is collected, as a library may that was to be loaded late."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        sys.modules[f"late_{len(sys.modules)}"] = ModuleType("late")


def test_what_is_collected_while_modules_are_listed_may_import(folder: Path) -> None:
    """So may another thread: in a worker the sandbox gets ready in one while checks are read."""
    before, often = set(sys.modules), gc.get_threshold()
    gc.collect()
    gc.disable()
    gc.set_threshold(200)
    for _ in range(5):
        Late()
    gc.enable()
    try:
        assert modules._imported(before, folder.parent) == []
        gc.collect()
        assert len(sys.modules) > len(before)
    finally:
        gc.set_threshold(*often)
        for name in set(sys.modules) - before:
            del sys.modules[name]
