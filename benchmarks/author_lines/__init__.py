"""How many lines an author writes for the assignments of examples/, beside the same in nbgrader's form and in otter's.

    python -m benchmarks.author_lines

The counterparts lie here as text: each asks the same questions for the same points, with the same visible tests and hidden ones of the same reach.
Counted is every line with something in it: of this kit all of an assignment's files but data, of the others the notebook, with one line
for the head of a cell, where its kind, its name and its points are set.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples" / "assignments"
TOOLS = ("nbgrader", "otter")


def count(name: str) -> dict[str, int]:
    """Count the lines of an example: of its notebook.py, of all its files, and of each counterpart."""
    folder = EXAMPLES / name
    texts = [path for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".toml")]
    found = {"notebook.py": _lines(folder / "notebook.py"), "this kit": sum(map(_lines, texts))}
    return found | {tool: _lines(HERE / f"{name}_{tool}.txt") for tool in TOOLS}


def _lines(path: Path) -> int:
    return sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").split("\n"))
