"""Each temporary file and folder that the package can make has a row in the tables of docs/security.md, whichever command makes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = (
    (ROOT / "docs" / "security.md").read_text(encoding="utf-8").split("## Files that it makes")[1].split("\n## ")[0]
)
MODES = {"mkdtemp": "0700", "TemporaryDirectory": "0700", "mkstemp": "0600", "NamedTemporaryFile": "0600"}
OURS = "temporary.folder"
ONE_PLACE = "autograder/temporary/folders.py"
SOMETHING = "q7"
TOO_WIDE = {"*", "*.*", "????????", "autograder-*-*"}  # the last is of sandboxes, which rename theirs


def rows() -> list[tuple[str, str]]:
    """A pattern's last part, and its modes."""
    lines = [line.split(" | ") for line in TABLES.splitlines() if line.startswith("| `")]
    return [(name.rpartition("/")[2], line[1]) for line in lines for name in re.findall(r"`([^`]+)`", line[0])]


def made() -> Iterator[tuple[str, str, str]]:
    """Where a temporary file is made, an example of its name, and the mode that Python gives it."""
    for path in sorted((ROOT / "autograder").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(name in text for name in (*MODES, OURS)):
            continue
        tree = ast.parse(text)
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
                function = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                if function in MODES:
                    words = {word.arg: example(word.value, constants) for word in node.keywords}
                    name = words.get("prefix", "") + SOMETHING + words.get("suffix", "")
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", name, MODES[function]
                elif ast.unparse(node.func) == OURS:
                    kind = example(node.args[0], constants)
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", f"autograder-PID-{kind}-{SOMETHING}", "0700"


def example(value: ast.expr, constants: dict[str, ast.expr]) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    if isinstance(value, ast.Name) and value.id in constants:
        return example(constants[value.id], constants)
    if isinstance(value, ast.JoinedStr):
        return "".join(example(part, constants) for part in value.values)
    return example(value.value, constants) if isinstance(value, ast.FormattedValue) else SOMETHING


@pytest.mark.parametrize(("where", "name", "mode"), list(made()), ids=lambda value: value)
def test_it_has_a_row_of_its_own_with_its_mode(where: str, name: str, mode: str) -> None:
    fitting = [(pattern, modes) for pattern, modes in rows() if pattern not in TOO_WIDE and fnmatchcase(name, pattern)]

    assert fitting, (
        f"{where} makes {name.replace(SOMETHING, '*')}, which is in no table of docs/security.md, Files that it makes"
    )
    assert any(mode in modes for _, modes in fitting)


def test_folders_are_made_in_one_place_which_removes_what_killed_processes_left() -> None:
    """Files that are made beside others, under a directory of theirs, aren't meant; nor those without a name."""
    makers = re.compile(r"\b(?:mkdtemp|TemporaryDirectory)\(")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "autograder").rglob("*.py")
        if makers.search(path.read_text())
    }

    assert found == {ONE_PLACE}


def test_all_kinds_are_seen() -> None:
    assert len(list(made())) >= 9
