"""The flow goes one way: a stage knows the values that travel, never another stage, and only the right modules know nbgrader."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "autograder"
STAGES = {"intake", "integrity", "policy", "run", "examine", "record", "report"}
UNSAFE = {"pickle", "marshal", "shelve", "joblib", "dill", "cloudpickle"}


def imported(path: Path) -> set[str]:
    """List the dotted names of all modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("stage", sorted(STAGES - {"report"}))
def test_a_stage_imports_no_other_stage(stage):
    others = {f"autograder.{name}" for name in STAGES - {stage}}

    assert not imported(PACKAGE / f"{stage}.py") & others


def test_the_sandbox_knows_no_check_and_no_assignment():
    forbidden = {
        f"autograder.{name}" for name in ("checks", "compare", "growth", "exam", "examine", "assignment", "draws")
    }

    for path in (PACKAGE / "sandbox").glob("*.py"):
        assert not imported(path) & forbidden, path.name


def test_only_authoring_and_the_gradebook_know_nbgrader():
    for path in modules():
        if path.parent.name != "authoring" and path.name != "gradebook.py":
            assert not {name for name in imported(path) if name.split(".")[0] == "nbgrader"}, path


def test_nothing_that_can_carry_code_is_ever_read():
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not {name.split(".")[0] for name in imported(path)} & UNSAFE, path
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not calls & {"torch.load", "np.load", "numpy.load", "eval", "os.system", "yaml.load"}, path


def test_modules_stay_short_enough_to_be_read():
    for path in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_every_module_says_what_it_is_for():
    for path in modules():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
