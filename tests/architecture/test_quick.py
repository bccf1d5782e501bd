"""`make quick` runs the files of tests/quick.txt: a test of each folder of the package, and real children in real sandboxes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "autograder"
FOLDERS = sorted({path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"})  # fmt: skip
LISTED = (ROOT / "tests" / "quick.txt").read_text(encoding="utf-8").split()


@cache
def others() -> dict[str, set[str]]:
    """Read in docs/development.md's table which files test modules of a folder that have no test of their name, by folder."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "docs" / "development.md").read_text(encoding="utf-8").splitlines():
        if cells := re.match(r"\| (`autograder/[^|]*) \| (`tests/[^|]*) \|$", line):
            modules, tests = (re.findall(r"`([\w/]+\.py)`", cell) for cell in cells.groups())
            for one in modules:
                found.setdefault(Path(one).parent.relative_to("autograder").as_posix(), set()).update(tests)
    return found


def met_by(folder: str, listed: list[str]) -> list[str]:
    """List the files that test modules of one folder, not of those in it."""
    home, elsewhere = (Path("tests", "unit") / folder).as_posix(), others().get(folder, set())
    files = {one: one.partition("::")[0] for one in listed}
    return [one for one, file in files.items() if home in (one, file.rpartition("/")[0]) or file in elsewhere]


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_folder_of_the_package_is_met(folder):
    assert met_by(folder, LISTED)


def test_a_folder_that_nobody_meets_is_noticed():
    assert not met_by("wire", [one for one in LISTED if "/wire" not in one and "/run" not in one])


@pytest.mark.parametrize("path", LISTED)
def test_what_is_listed_is_there_once(path):
    file, _, name = path.partition("::")

    assert (ROOT / file).exists()
    assert not name or f"def {name.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8")
    assert [one for one in LISTED if path.startswith((f"{one}/", f"{one}::")) or one == path] == [path]


def test_real_children_are_walled_in_and_graded():
    assert any(one.startswith("tests/sandbox/test_walls.py") for one in LISTED)
    assert any(one.startswith("tests/end_to_end/") for one in LISTED)


def test_make_runs_them():
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nquick:")[1].split("\n\n")[0]

    assert "@tests/quick.txt" in recipe and "lint-imports" in recipe and "ruff" in recipe
