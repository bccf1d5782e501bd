"""Take along the files that a foreign notebook reads: they lie in data/ here, and the notebook's code reads them there.

Comes in: a notebook's folder and its cells. Goes out: the files by their names here, the cells with these names in their code, and what an author
should know of it. A name is known where a text in the code is the path of a file that lies there; one that is put together while the code runs isn't.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.assemble.source_text import commands_in, without_magics
from autograder.authoring.importing.source_cells import Role, SourceCell
from autograder.course import data_files
from autograder.course.layout import DATA, files_below
from autograder.errors import UsageError

_CODE = (Role.CODE, Role.SOLUTION, Role.TEST, Role.CODE_ANSWER)


@dataclass(frozen=True, slots=True)
class DataBeside:
    """What came along of the files beside a notebook."""

    files: Mapping[str, bytes]  # by the name that code reads here: data/scores.csv
    cells: tuple[SourceCell, ...]
    moved: Mapping[str, list[int]]  # the name that the code had → numbers of the cells
    missing: tuple[str, ...]  # what the notebook's settings hand out, and isn't a file there that can be data

    def left(self, folder: Path) -> list[str]:
        """List the files below a folder that didn't come along, but for notebooks."""
        there = [path.relative_to(folder).as_posix() for path in files_below(folder) if path.suffix != ".ipynb"]
        return [one for one in there if place_of(one) not in self.files]

    @property
    def remarks(self) -> list[str]:
        """Say which files the code reads at another place now."""
        return [
            f"{name} lies in {DATA}/ here: the code of {_cells(numbers)} reads '{place_of(name)}' now; texts that speak of it don't say so"
            for name, numbers in self.moved.items()
        ] + [f"otter's setting files: {name} is no data file that lies there" for name in self.missing]


def take(
    folder: Path, cells: Sequence[SourceCell], named: Sequence[str] = (), kept_back: Sequence[str] = ()
) -> DataBeside:
    """Find the files that a notebook reads; raises UsageError where two would be one here, and AssignmentBroken for a name that can't be a data file's.

    named: files that the notebook's own settings hand out, whether its code names them or not. kept_back: those that its settings keep from students,
    who are given all of data/; what reads them finds nothing here.
    """
    files = {place: content for place, content in data_files.read(folder).items() if not is_kept(place, kept_back)}
    moved: dict[str, list[int]] = {}
    made = []
    for cell in cells:
        paths = _paths(cell, folder) if cell.role in _CODE else ()
        found = [one for one in paths if not is_kept(_plain(one.value), kept_back)]
        found.sort(key=lambda one: (one.lineno, one.col_offset))
        for one in found:
            numbers = moved.setdefault(_plain(one.value), [])
            numbers += [cell.number] if cell.number not in numbers else []
        made.append(replace(cell, source=_read_there(cell.source, found)) if found else cell)
    for name in dict.fromkeys([*moved, *(_plain(one) for one in named if is_beside(one, folder))]):
        place, content = place_of(name), (folder / name).read_bytes()
        data_files.demand_proper(place.removeprefix(f"{DATA}/"), folder / name)
        if files.setdefault(place, content) != content:
            raise UsageError(
                found=f"{folder} holds {name} and another {place}, and both would be {place} here",
                fix="Rename one of them, there and in the notebook.",
            )
    return DataBeside(files, tuple(made), moved, tuple(one for one in named if not is_beside(one, folder)))


def is_kept(name: str, kept: Collection[str]) -> bool:
    """Say whether a name is one of those, or lies below one."""
    return any(name == one or name.startswith(f"{one}/") for one in (_plain(one).rstrip("/") for one in kept))


def place_of(name: str) -> str:
    """Return the name that a file beside the notebook has here."""
    plain = _plain(name)
    return plain if plain.startswith(f"{DATA}/") else f"{DATA}/{plain}"


def _plain(value: object) -> str:
    return re.sub(r"^(\./)+", "", str(value))


def is_beside(value: object, folder: Path) -> bool:
    """Say whether a text is the path of a file that lies in the notebook's folder or below, and that students would be given."""
    if not isinstance(value, str) or not 0 < len(value) < 200 or "\0" in value or "\n" in value:
        return False
    path = Path(_plain(value))
    if path.is_absolute() or ".." in path.parts or path.suffix in (".ipynb", ".py", ".pyc"):
        return False
    return (folder / path).is_file() and not any(part.startswith(".") for part in path.parts)


def _moves(value: object, folder: Path) -> bool:
    return is_beside(value, folder) and not _plain(value).startswith(f"{DATA}/")


def _paths(cell: SourceCell, folder: Path) -> Iterator[ast.Constant]:
    """Find the texts of a cell's code that are such paths; what is compared with a text is none, nor is a part of an f-string."""
    try:
        tree = ast.parse(without_magics(cell.source))
    except SyntaxError:
        return
    commands = commands_in(cell.source)  # their lines stand elsewhere in what was read
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Compare, ast.JoinedStr)):
            continue
        if isinstance(node, ast.Constant) and node.lineno - 1 not in commands and _moves(node.value, folder):
            yield node
        waiting += ast.iter_child_nodes(node)


def _read_there(source: str, found: Sequence[ast.Constant]) -> str:
    """Write the names that files have here in the place of those that they had, from the end on."""
    lines = source.split("\n")
    for one in reversed(found):
        start, end = one.lineno - 1, (one.end_lineno or one.lineno) - 1
        before = lines[start].encode()[: one.col_offset].decode()
        after = lines[end].encode()[one.end_col_offset :].decode()
        quote = '"' if lines[start].encode()[one.col_offset :].decode().startswith('"') else "'"
        lines[start : end + 1] = [f"{before}{quote}{place_of(_plain(one.value))}{quote}{after}"]
    return "\n".join(lines)


def _cells(numbers: Sequence[int]) -> str:
    return f"cell {numbers[0]}" if len(numbers) == 1 else f"cells {', '.join(map(str, numbers))}"
