"""Each module can be read in one go and says what it is for; rules of import are in pyproject.toml, for import-linter."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "autograder"
MODULES = sorted(PACKAGE.rglob("*.py"))
ATTACKS = sorted((ROOT / "attacks").rglob("*.py"))
FOLDERS = sorted(path for path in MODULES if path.name == "__init__.py")
UNSAFE = {"pickle", "marshal", "shelve", "joblib", "dill", "cloudpickle"}
OURS_ALONE = {
    "autograder/sandbox/outside/conversation.py": {"marshal.dumps"},
    "autograder/sandbox/inside/main.py": {"marshal.loads"},
}
"""Code of our own goes from the examiner into a student's process, without its text; nothing of the kind comes back."""
LONGEST = 300  # lines of a module, as the style guide asks


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstring(path: Path) -> str:
    return ast.get_docstring(parsed(path)) or ""


@functools.cache
def imported(path: Path) -> set[str]:
    """List the dotted names of all modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_that_can_carry_code_is_ever_read(path):
    tree = parsed(path)
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}

    used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    allowed = OURS_ALONE.get(name(path), set())

    assert not {one.split(".")[0] for one in imported(path)} & UNSAFE - {one.split(".")[0] for one in allowed}
    assert {one for one in used if one.split(".")[0] in UNSAFE} <= allowed
    assert not calls & {"torch.load", "np.load", "numpy.load", "eval", "os.system", "yaml.load"}


@pytest.mark.parametrize("path", [*MODULES, *ATTACKS], ids=name)
def test_a_module_is_short_enough_to_be_read_and_says_what_it_is_for(path):
    assert len(path.read_text(encoding="utf-8").split("\n")) <= LONGEST + 1
    assert docstring(path)


@pytest.mark.parametrize("path", FOLDERS, ids=name)
def test_a_folder_says_what_comes_in_what_goes_out_and_who_may_import_it(path):
    assert len(re.findall(r"[.!?:](?:\s|$)", docstring(path))) >= 3


def test_few_modules_lie_beside_the_folders():
    assert len(list(PACKAGE.glob("*.py"))) <= 10


def test_at_most_nine_floors_of_imports_stand_on_each_other():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = next(one["layers"] for one in contracts["contracts"] if one["type"] == "layers")

    assert len(floors) <= 9


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=name)
def test_no_test_file_imports_another(path):
    assert not {one for one in imported(path) if re.match(r"tests\.(?:.*\.)?test_\w+", one)}


@functools.cache
def other_tests() -> dict[str, list[str]]:
    """Read docs/development.md's table of modules without a test of their name, and the files that test them."""
    rows: dict[str, list[str]] = {}
    for line in (ROOT / "docs" / "development.md").read_text(encoding="utf-8").splitlines():
        if cells := re.match(r"\| (`autograder/[^|]*) \| (`tests/[^|]*) \|$", line):
            modules, tests = (re.findall(r"`([\w/]+\.py)`", cell) for cell in cells.groups())
            rows |= dict.fromkeys(modules, tests)
    return rows


@pytest.mark.parametrize("path", [path for path in MODULES if not path.stem.startswith("__")], ids=name)
def test_a_module_has_a_test_of_its_name_or_the_docs_say_where_it_is_tested(path):
    own = ROOT / "tests" / "unit" / path.relative_to(PACKAGE).parent / f"test_{path.name}"
    elsewhere = other_tests().get(name(path), [])

    assert own.exists() != bool(elsewhere)
    assert all((ROOT / test).exists() for test in elsewhere)


def test_no_module_of_that_table_is_gone():
    assert all((ROOT / module).exists() for module in other_tests())


def test_no_two_modules_have_a_class_of_one_name():
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name(path))

    assert {one: places for one, places in homes.items() if len(places) > 1} == {}
