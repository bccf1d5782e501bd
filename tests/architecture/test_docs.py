"""docs/architecture.md and docs/adr/ name files and functions that are there, and every link of a document leads somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "autograder"
CHECKED = [ROOT / "docs" / "architecture.md", *sorted((ROOT / "docs" / "adr").glob("*.md"))]
WITH_PATHS = [*CHECKED, ROOT / "docs" / "development.md", ROOT / "SECURITY.md"]
LINKED = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]

FOLDERS = ("assignments", "attacks", "autograder", "benchmarks", "docs", "source", "term", "tests")
MADE = {"results", "demo", "people", "dev", "proc", "tmp"}  # first part of paths that aren't in the repository
MADE_FILES = {"marks.csv", "index.html", "manifest.json", ".course-key", "gradebook.db"}  # named without a folder
OTHERS = {"torch", "np", "numpy", "shutil", "os", "msgspec", "dask"}  # first part of names that aren't ours
SUFFIXES = (".py", ".md", ".toml", ".csv", ".html", ".json", ".ipynb", ".txt")

Named = tuple[Path, int, str]


def quoted(documents: list[Path]) -> Iterator[Named]:
    """Yield what stands in back quotes: document, line number, text."""
    for document in documents:
        for number, line in enumerate(document.read_text(encoding="utf-8").split("\n"), 1):
            if not line.startswith("    "):  # drawings and commands
                for text in re.findall(r"`([^`]+)`", line):
                    yield document, number, text


def links(documents: list[Path]) -> Iterator[Named]:
    """Yield where each link inside the repository leads: document, line number, target."""
    for document in documents:
        for number, line in enumerate(document.read_text(encoding="utf-8").split("\n"), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if not re.match(r"[a-z]+:", target):
                    yield document, number, target


def is_path(text: str) -> bool:
    """Tell whether a quoted text names a file or a folder."""
    return bool(re.fullmatch(r"[\w.*/-]+", text)) and (text.endswith(SUFFIXES) or "/" in text)


def is_dotted(named: Named) -> bool:
    """Tell whether a quoted text names a module, or something in one; in architecture.md a word alone does so too."""
    document, _, text = named
    word = r"[A-Za-z_]\w*"
    more = "*" if document.name == "architecture.md" and text.islower() and text != "__init__" else "+"
    return not is_path(text) and bool(re.fullmatch(rf"{word}(\.{word}){more}(\(\))?", text))


def is_there(path: str) -> bool:
    """Tell whether a path below the repository or the package, with NAME and * for anything, is there, or is made by the kit."""
    if path.startswith("/") or path in MADE_FILES or path.partition("/")[0] in MADE:
        return True
    pattern = path.strip("/").replace("NAME", "*")
    if "/" not in path:
        return path in files()
    return any(ROOT.glob(pattern)) or any(PACKAGE.glob(pattern))


@cache
def files() -> frozenset[str]:
    """Name every file of the repository, without its folder."""
    below = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    return frozenset(path.name for path in (*ROOT.iterdir(), *below) if path.is_file())


def resolves(dotted: str) -> bool:
    """Tell whether a dotted name below autograder leads to a module or to something that a module defines."""
    parts = dotted.removesuffix("()").removeprefix("autograder.").split(".")
    place = PACKAGE
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    if parts and (place / f"{parts[0]}.py").is_file():
        place /= f"{parts.pop(0)}.py"
    module = place if place.is_file() else place / "__init__.py"
    return place != PACKAGE and (not parts or ".".join(parts) in defined(module))


@cache
def defined(module: Path) -> frozenset[str]:
    """List what a module defines, with the members of its classes as Class.member."""
    return frozenset(_names(ast.parse(module.read_text(encoding="utf-8")).body, ""))


def _names(body: list[ast.stmt], before: str) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield before + node.name
            case ast.ClassDef():
                yield before + node.name
                yield from _names(node.body, f"{before}{node.name}.")
            case ast.Assign():
                yield from (before + target.id for target in node.targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield before + name
            case ast.ImportFrom():
                yield from (before + (alias.asname or alias.name) for alias in node.names)


def shown(named: Named) -> str:
    document, line, text = named
    return f"{document.relative_to(ROOT)}:{line}:{text}"


@pytest.mark.parametrize("named", [one for one in quoted(WITH_PATHS) if is_path(one[2])], ids=shown)
def test_every_path_that_is_named_is_there(named: Named) -> None:
    assert is_there(named[2])


@pytest.mark.parametrize("named", [one for one in quoted(CHECKED) if is_dotted(one)], ids=shown)
def test_every_module_and_function_that_is_named_is_there(named: Named) -> None:
    assert named[2].split(".")[0] in OTHERS or resolves(named[2])


@pytest.mark.parametrize("named", list(links(LINKED)), ids=shown)
def test_every_link_leads_to_a_file_and_a_heading(named: Named) -> None:
    document, _, target = named
    path, _, heading = target.partition("#")
    place = (document.parent / path).resolve() if path else document

    assert place.exists()
    assert not heading or heading in headings(place)


def headings(document: Path) -> set[str]:
    """List a document's headings as links name them."""
    lines = document.read_text(encoding="utf-8").split("\n")
    titles = (line.lstrip("#").strip().lower() for line in lines if line.startswith("#"))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def test_every_decision_is_in_the_list() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")

    for decision in (ROOT / "docs" / "adr").glob("0*.md"):
        assert f"]({decision.name})" in listed


def test_every_folder_of_the_package_is_in_the_tree() -> None:
    words = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    for module in PACKAGE.rglob("__init__.py"):
        if module.parent != PACKAGE:
            assert f"`{module.parent.relative_to(PACKAGE).as_posix()}/`" in words


def test_a_name_that_is_not_there_is_noticed() -> None:
    assert resolves("pipeline.Grader")
    assert resolves("autograder.errors")
    assert not resolves("pipeline.grade_two")
    assert not resolves("nowhere.Grader")
    assert is_there("assignments/NAME/notebook.py")
    assert not is_there("autograder/nowhere.py")
