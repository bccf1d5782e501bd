"""Each module can be read in one go and says what it is for; rules of import are in pyproject.toml, for import-linter."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

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
_IMPORTS_A_TEST = re.compile(
    r"^[ \t]*(?:import [^\n]*\btests\.[\w.]*\btest_\w+|from tests(?:\.\w+)*\.test_\w+ import|from tests[\w.]* import (?:\([^)]*|[^\n(]*)\btest_\w+)",
    re.MULTILINE,
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Read:
    """What is looked at of a module. Its tree is dropped: hundreds of them would be looked through for garbage, again and again."""

    lines: int
    docstring: str
    imports: frozenset[str]  # dotted names of all modules that it imports, anywhere in it
    calls: frozenset[str]  # dotted names of what it calls
    attributes: frozenset[str]  # all other dotted names in it
    classes: tuple[str, ...]  # at its top


def dotted(node: ast.AST) -> str:
    """Write a name with its attributes, a.b.c; nothing where something else stands before the dots."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return node.id if isinstance(node, ast.Name) else ""


@functools.cache
def read(path: Path) -> Read:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    imports, calls, attributes = set(), set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call):
            calls.add(dotted(node.func))
        elif isinstance(node, ast.Attribute):
            attributes.add(dotted(node))
    classes = tuple(one.name for one in tree.body if isinstance(one, ast.ClassDef))
    doc = ast.get_docstring(tree) or ""
    return Read(len(text.split("\n")), doc, frozenset(imports), frozenset(calls), frozenset(attributes), classes)


def carries_code(path: Path) -> set[str]:
    """List what a module uses that could run what it reads, but for what it may."""
    found, allowed = read(path), OURS_ALONE.get(name(path), set())
    libraries = UNSAFE - {one.split(".")[0] for one in allowed}
    return (
        {one for one in found.imports if one.split(".")[0] in libraries}
        | {one for one in found.attributes if one.split(".")[0] in UNSAFE} - allowed
        | found.calls & {"torch.load", "np.load", "numpy.load", "eval", "os.system", "yaml.load"}
    )


def test_nothing_that_can_carry_code_is_ever_read():
    assert {name(path): found for path in MODULES if (found := carries_code(path))} == {}


def test_a_module_is_short_enough_to_be_read_and_says_what_it_is_for():
    assert [name(path) for path in (*MODULES, *ATTACKS) if read(path).lines > LONGEST + 1] == []
    assert [name(path) for path in (*MODULES, *ATTACKS) if not read(path).docstring] == []


def test_a_folder_says_what_comes_in_what_goes_out_and_who_may_import_it():
    sentences = {name(path): len(re.findall(r"[.!?:](?:\s|$)", read(path).docstring)) for path in FOLDERS}

    assert {folder: count for folder, count in sentences.items() if count < 3} == {}


def test_few_modules_lie_beside_the_folders():
    assert len(list(PACKAGE.glob("*.py"))) <= 10


def test_at_most_nine_floors_of_imports_stand_on_each_other():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = next(one["layers"] for one in contracts["contracts"] if one["type"] == "layers")

    assert len(floors) <= 9


def test_no_test_file_imports_another():
    """Looked for as text: to parse all tests takes as long as all else here."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py"))}

    assert len(texts) > 100
    assert {name(path): found for path, text in texts.items() if (found := _IMPORTS_A_TEST.findall(text))} == {}
    seen = "import tests.unit.test_x\nfrom tests.test_y import z\nfrom tests import (\n    a,\n    test_z,\n)"
    assert len(_IMPORTS_A_TEST.findall(seen)) == 3


@functools.cache
def other_tests() -> dict[str, list[str]]:
    """Read docs/development.md's table of modules without a test of their name, and the files that test them."""
    rows: dict[str, list[str]] = {}
    for line in (ROOT / "docs" / "development.md").read_text(encoding="utf-8").splitlines():
        if cells := re.match(r"\| (`autograder/[^|]*) \| (`tests/[^|]*) \|$", line):
            modules, tests = (re.findall(r"`([\w/]+\.py)`", cell) for cell in cells.groups())
            rows |= dict.fromkeys(modules, tests)
    return rows


def test_a_module_has_a_test_of_its_name_or_the_docs_say_where_it_is_tested():
    modules = [path for path in MODULES if not path.stem.startswith("__")]
    own = {path: ROOT / "tests" / "unit" / path.relative_to(PACKAGE).parent / f"test_{path.name}" for path in modules}

    assert [name(path) for path in modules if own[path].exists() == bool(other_tests().get(name(path)))] == []
    assert [test for path in modules for test in other_tests().get(name(path), []) if not (ROOT / test).exists()] == []


def test_no_module_of_that_table_is_gone():
    assert all((ROOT / module).exists() for module in other_tests())


def test_no_two_modules_have_a_class_of_one_name():
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for one in read(path).classes:
            if not one.startswith("_"):
                homes.setdefault(one, []).append(name(path))

    assert {one: places for one, places in homes.items() if len(places) > 1} == {}
