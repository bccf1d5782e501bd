"""The catalogue of near misses: our own solutions changed in one place each, so that feedback can say what a wrong answer looks like.

Comes in: answers/near_misses.toml of an assignment, which `autograder rehearse NAME --mutants` writes, and the solution notebook. Goes out:
an `Answer` for each entry that fits it. A mistake that an author has written in wrong/ comes before it, and in his own words; of an entry he
may change what it says, which stays.

    [[near_miss]]
    question = "compute_distances_no_loops"
    line = "return dists.clamp(min=0)"
    becomes = "return dists"
    says = "nothing is cut off at a bound"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.conventions import lines_of, question_of_cell
from autograder.course.answers import Answer
from autograder.course.layout import ANSWERS
from autograder.errors import AssignmentBroken
from autograder.model import Notebook

FILE = "near_misses.toml"


class NamedChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One near miss: a line of a solution, and what stands in its place."""

    question: str
    line: str
    becomes: str
    says: str
    nth: int = 1  # which of the lines of its cell that read so

    @property
    def id(self) -> str:
        """Name it as the mutant is named that it was."""
        nth = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.question}: {self.line}{nth} → {self.becomes}"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    near_miss: list[NamedChange] = []


def path_of(folder: Path) -> Path:
    """Say where an assignment's catalogue lies; it needn't be there."""
    return folder / ANSWERS / FILE


def read(folder: Path) -> tuple[NamedChange, ...]:
    """Read an assignment's catalogue; raises AssignmentBroken where it is no catalogue."""
    path = path_of(folder)
    if not path.is_file():
        return ()
    try:
        return tuple(msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).near_miss)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        fix = f"Take the file away and run: autograder rehearse {folder.name} --mutants"
        raise AssignmentBroken(found=f"{_shown(folder)}: {error}", fix=fix) from error


def entries_that_fit(folder: Path, solution: Notebook | None) -> Iterator[Answer]:
    """Turn entries into answers; of one that doesn't fit the solution any more there is none, and `outdated` says so to the author."""
    cells = cells_of(solution)
    for entry in read(folder):
        source = replaced(cells.get(entry.question, ""), entry.line, entry.becomes, entry.nth)
        if source is not None:
            path = path_of(folder)
            yield Answer(entry.id, entry.question, path, 0, (), entry.says, "", source)


def outdated(folder: Path, solution: Notebook | None) -> list[NamedChange]:
    """List the entries whose line isn't in our solution any more."""
    cells = cells_of(solution)
    return [
        entry
        for entry in read(folder)
        if replaced(cells.get(entry.question, ""), entry.line, entry.becomes, entry.nth) is None
    ]


def replaced(source: str, line: str, becomes: str, nth: int = 1) -> str | None:
    """Put other text in place of the nth of a cell's lines, or runs of lines, that read so; None where there is none."""
    lines, wanted = lines_of(source), lines_of(line)
    for start in range(len(lines) - len(wanted) + 1):
        if "\n".join(lines[start : start + len(wanted)]).strip() == line:
            nth -= 1
            if not nth:
                indent = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
                return "\n".join([*lines[:start], indent + becomes, *lines[start + len(wanted) :]])
    return None


def cells_of(solution: Notebook | None) -> dict[str, str]:
    """Return our solution of each question."""
    cells = solution.cells if solution else ()
    return {
        question_of_cell(cell.grade_id): cell.source
        for cell in cells
        if cell.kind == "code" and cell.solution and not cell.grade and cell.grade_id
    }


def _shown(folder: Path) -> str:
    return f"assignments/{folder.name}/{ANSWERS}/{FILE}"
