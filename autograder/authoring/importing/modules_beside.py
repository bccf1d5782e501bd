"""Take along the Python files that lie beside a foreign notebook and are given: their text stands in the place of their import here.

Comes in: a notebook's folder and its cells. Goes out: the cells, and what an author should know of each file. Students then need no second file, in
Colab neither, and what the file gives runs in grading where its cell does. A file stays behind where that would change what a name means, or isn't
the notebook's to give.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.assemble.source_text import without_magics
from autograder.authoring.cell_names import bound_names_of
from autograder.authoring.importing.data_beside import is_kept
from autograder.authoring.importing.source_cells import Role, SourceCell
from autograder.conventions import has_marker

_CODE = (Role.CODE, Role.SOLUTION, Role.TEST, Role.CODE_ANSWER)
_MARKS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS")
_OF_A_FILE = {"__file__", "__name__", "__spec__", "__doc__", "globals", "locals"}
"""Names that mean another thing in a notebook; a file's `if __name__ == "__main__":` never ran there, and is left out."""
_LONGEST = 50_000  # characters: a file that is longer is a library
_CELL = re.compile(r"^#\s*%%|^# \+", re.MULTILINE)  # which would begin a cell in notebook.py


@dataclass(frozen=True, slots=True)
class ModulesBeside:
    """What came along of the Python files beside a notebook."""

    cells: tuple[SourceCell, ...]
    taken: Mapping[str, int]  # file → number of the cell that holds its text now

    @property
    def remarks(self) -> list[str]:
        """Say where the text of each file stands now."""
        return [
            f"{file}: its text stands in cell {number} now, in the place of its import, so students are given it there"
            for file, number in self.taken.items()
        ]


@dataclass(frozen=True, slots=True)
class _Import:
    """One statement at the left edge of a cell: `from helpers import …`, or `import helpers as h`."""

    number: int  # of the cell
    module: str
    node: ast.ImportFrom | ast.Import

    @property
    def wanted(self) -> set[str]:
        """The file's names that it imports."""
        return {one.name for one in self.node.names if isinstance(self.node, ast.ImportFrom)} - {"*"}

    @property
    def renamed(self) -> dict[str, str]:
        """What it calls otherwise than the file does: a name → the file's."""
        return {
            one.asname or one.name: one.name
            for one in self.node.names
            if isinstance(self.node, ast.Import) or (one.asname and one.asname != one.name)
        }

    def naming(self, gives: Collection[str]) -> list[str]:
        """Write what the cell calls otherwise. gives: all names that the file gives."""
        if isinstance(self.node, ast.ImportFrom):
            return [f"{name} = {own}" for name, own in self.renamed.items()]
        parts = ", ".join(f"{one}={one}" for one in sorted(gives))
        return [f"{name} = types.SimpleNamespace({parts})" for name in self.renamed]


def take(folder: Path, cells: Sequence[SourceCell], kept_back: Sequence[str] = ()) -> ModulesBeside:
    """Find the files that given cells import names from, and put their text there. kept_back: those that the notebook's settings keep from students."""
    code = [cell for cell in cells if cell.role in _CODE]
    role_of = {cell.number: cell.role for cell in code}
    bound = {name for cell in code for name in bound_names_of(cell.source)}
    meant = [one for cell in code for one in _meant(_parsed(cell.source))]
    texts: dict[str, str] = {}
    imports = {
        module: found
        for module, found in _imports(code).items()
        if role_of[found[0].number] is Role.CODE and not is_kept(f"{module}.py", kept_back)
    }
    for module, found in imports.items():
        text = _given_text(folder / f"{module}.py", folder)
        if text and _fits(text, found, bound, meant):
            texts[module] = text
            bound |= bound_names_of(text)
            meant += _meant(ast.parse(text))
    here = {module: imports[module] for module in texts}
    made = tuple(_with_texts(cell, here, texts) for cell in cells)
    return ModulesBeside(made, {f"{module}.py": found[0].number for module, found in here.items()})


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(without_magics(source))
    except SyntaxError:
        return ast.Module([], [])


def _meant(tree: ast.AST) -> list[tuple[str, str]]:
    """List what each name that is imported means: ("np", "numpy"), ("sqrt", "math.sqrt")."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found += [(one.asname or one.name, f"{node.module}.{one.name}") for one in node.names]
        elif isinstance(node, ast.Import):
            wholes = [one.name if one.asname else one.name.split(".")[0] for one in node.names]
            found += [(one.asname or whole, whole) for one, whole in zip(node.names, wholes, strict=True)]
    return found


def _imports(cells: Sequence[SourceCell]) -> dict[str, list[_Import]]:
    """List the statements that import from each module, of those that are imported in no other way: each on lines of its own at the left edge."""
    found: dict[str, list[_Import]] = {}
    otherwise: set[str] = set()
    for cell in cells:
        tree = _parsed(cell.source)
        for node in ast.walk(tree):
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            if not getattr(node, "level", 0):
                alone = node in tree.body and sum(_share_lines(node, one) for one in tree.body) == 1
                if alone and len(names) == 1 and "." not in names[0]:
                    found.setdefault(names[0], []).append(_Import(cell.number, names[0], node))
                else:
                    otherwise |= {one.split(".")[0] for one in names}
    return {module: each for module, each in found.items() if module not in otherwise}


def _share_lines(one: ast.stmt, other: ast.stmt) -> bool:
    return one.lineno <= (other.end_lineno or 0) and other.lineno <= (one.end_lineno or 0)


def _gives(text: str) -> set[str]:
    own = [node for node in ast.parse(text).body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return bound_names_of(text) | {name for node in own for name, _ in _meant(node)}


def _given_text(path: Path, folder: Path) -> str:
    """Read a file as it can stand in a cell; "" where there is none, or it can't."""
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError):
        return ""
    if len(text) > _LONGEST or _CELL.search(text) or has_marker(text) or any(mark in text for mark in _MARKS):
        return ""  # students write in what has marks
    mains = [node for node in tree.body if _is_main(node)]
    within = {inner for node in mains for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if node in within:
            continue
        if isinstance(node, ast.Name) and node.id in _OF_A_FILE:
            return ""
        if isinstance(node, ast.ImportFrom) and (node.level or node.module == "__future__"):
            return ""
        named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        named += [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if any(
            (folder / f"{one.split('.')[0]}.py").is_file() or (folder / one.split(".")[0]).is_dir() for one in named
        ):
            return ""  # it needs another file there
    lines: list[str | None] = list(text.split("\n"))
    for node in mains:
        lines[node.lineno - 1 : node.end_lineno] = [None] * ((node.end_lineno or node.lineno) - node.lineno + 1)
    return "\n".join(line for line in lines if line is not None).strip("\n")


def _is_main(node: ast.stmt) -> bool:
    tests = "__name__ == '__main__'", "'__main__' == __name__"
    return isinstance(node, ast.If) and not node.orelse and ast.unparse(node.test) in tests


def _fits(text: str, found: Sequence[_Import], bound: Collection[str], meant: Sequence[tuple[str, str]]) -> bool:
    """Say whether a file's names mean nothing else in the notebook, and all that is imported from it is there. meant: the notebook's imports."""
    own, its = bound_names_of(text), _meant(ast.parse(text))
    module = found[0].module
    theirs = [(name, whole) for name, whole in meant if whole.split(".")[0] != module]
    if own & ({*bound, *vars(builtins)} | {name for name, _ in theirs}) or {name for name, _ in its} & set(bound):
        return False
    if any(one == other and whole != another for one, whole in its for other, another in theirs):
        return False  # np is numpy in one and another library in the other
    renamed = {name for each in found for name in each.renamed}
    if any(isinstance(each.node, ast.Import) for each in found):
        renamed.add("types")
        if any(isinstance(node, ast.Global) for node in ast.walk(ast.parse(text))):
            return False  # what it changes would stay as it was for who asks by the file's name
    taken = _gives(text) | set(bound)
    return not renamed & (taken - {name for name, whole in its if name == whole == "types"}) and all(
        each.wanted <= _gives(text) for each in found
    )


def _with_texts(cell: SourceCell, imports: Mapping[str, Sequence[_Import]], texts: Mapping[str, str]) -> SourceCell:
    """Put files' texts in the place of a cell's imports, from the end on; where a text stands above already, only what is called otherwise."""
    here = [(one, module) for module, found in imports.items() for one in found if one.number == cell.number]
    if not here:
        return cell
    lines = cell.source.split("\n")
    for one, module in sorted(here, key=lambda each: -each[0].node.lineno):
        first, gives = imports[module][0], _gives(texts[module])
        if one is first:
            text = [f"# {module}.py", *texts[module].split("\n"), *one.naming(gives)]
        else:
            text = [
                f"# of {module}.py, above",
                *(each for each in one.naming(gives) if each not in first.naming(gives)),
            ]
        need = ["import types"] if any("= types." in each for each in text) else []
        lines[one.node.lineno - 1 : one.node.end_lineno] = [*need, *text]
    return replace(cell, source="\n".join(lines))
