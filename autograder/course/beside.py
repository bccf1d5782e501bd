"""Checks and answers that stand beside their question in notebook.py, and never leave it.

    # %% check="running_median" points=6
    ask("Even widths take the mean of two.", x=normal(20), width=4)
    raises(ValueError, x=normal(3), width=0)
    # %% check="backward" points=4 driver="after_forward"        the same, put by a function of hidden/drivers.py
    # %% asserts="running_median" points=2 name="by_hand"          plain asserts, as in nbgrader (checks.assert_cells)
    # %% asserts="running_median" points=2 name="calls_sorted" trust="beside"        run next to the student's code (checks.asserts)
    # %% right="running_median"
    # %% wrong="running_median" fails="ask 1, raises 1" near="this is the mean, not the median"
    # %% wrong="running_median" fails="ask 1"                       our solution, with these words for those
    # sorted(window) → window

Comes in: an assignment's folder. Goes out: such cells as they are written, in their order. What the words in a check's cell mean is
checks.beside's; build leaves all these cells out, and the leak scan looks for them in what is released.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.conventions import choices, file_cells, hidden_lines, is_marker, lines_of
from autograder.course import settings
from autograder.course.layout import HIDDEN, text_of
from autograder.errors import AssignmentBroken, nearest

CHECK, ASSERTS, RIGHT, WRONG = "check", "asserts", "right", "wrong"
ROLES = (CHECK, ASSERTS, RIGHT, WRONG)
CHOICE, NUMERIC = "choice", "numeric"
TYPED = (CHOICE, NUMERIC)
"""Cells that are built, and say themselves what is right."""
OPTIONS: Mapping[str, tuple[str, ...]] = {
    CHECK: ("points", "driver"),
    ASSERTS: ("points", "name", "trust"),
    RIGHT: ("name",),
    WRONG: ("name", "fails", "near"),
    CHOICE: ("of", "expected", "points", "hint"),
    NUMERIC: ("expected", "unit", "tolerance", "points", "hint"),
}
"""What may stand beside the role in the cell's first line."""

CELL_LINE = re.compile(r"# ?%%+(?:\s+(?P<rest>.*?))?\s*")
"""The first line of a cell, as jupytext reads it: editors write `#%%`, too."""

_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_CHANGE = re.compile(r"# (\S.*?) →(?: (.*?))?\s*")
_OPTION = re.compile(r"""(\w+)=("[^"]*"|'[^']*'|[^\s"']+)\s*""")


@dataclass(frozen=True, slots=True)
class BesideCell:
    """One cell that stays with its author."""

    role: str  # of ROLES
    question: str
    options: Mapping[str, Any]
    path: Path
    line: int  # of its `# %%`, from 1; line n of the source is line `line + n` of the file
    source: str

    @property
    def place(self) -> str:
        """Name it as authors find it."""
        return f"{Path(*self.path.parts[-3:]).as_posix()}, line {self.line}"


def cells(folder: Path) -> tuple[BesideCell, ...]:
    """Read them; raises AssignmentBroken naming the line of an option that is missing, unknown, or no value."""
    path = folder / "notebook.py"
    return tuple(_cells(path)) if path.is_file() else ()


def check_files(folder: Path) -> list[str]:
    """Name the files in which an assignment's checks stand: hidden/checks*.py, and notebook.py where some stand beside their question.

    Raises AssignmentBroken as `cells` does.
    """
    hidden = [f"{HIDDEN}/{path.name}" for path in sorted((folder / HIDDEN).glob("checks*.py"))]
    return hidden + (["notebook.py"] if any(cell.role in (CHECK, ASSERTS, *TYPED) for cell in cells(folder)) else [])


def hidden_part(cell: BesideCell) -> str:
    """Return the text that students never see, its lines where they were; of asserts, what stands between the marks of hidden tests."""
    if cell.role != ASSERTS:
        return cell.source
    hidden = hidden_lines(cell.source)
    return "\n".join(line if at in hidden else "" for at, line in enumerate(cell.source.split("\n"), start=1))


def _cells(path: Path) -> Iterator[BesideCell]:
    lines = text_of(path).split("\n")
    marks = [(number, match) for number, line in enumerate(lines) if (match := CELL_LINE.fullmatch(line))]
    ends = [*(number for number, _ in marks), len(lines)][1:]
    for (start, match), end in zip(marks, ends, strict=False):
        rest = match["rest"] or ""
        role = next((role for role in (*ROLES, *TYPED) if re.search(rf"(?:^|\s){role}=", _QUOTED.sub("", rest))), None)
        if role is None:
            continue
        place = f"{Path(*path.parts[-3:]).as_posix()}, line {start + 1}"
        options = _options(rest, role, place)
        source = "\n".join(lines[start + 1 : end]).strip("\n") + "\n"
        if role == WRONG and (changes := _changes(source)):
            question = str(options[role])
            solution = _solution(question, lines, marks) or _in_a_file(question, path.parent)
            source = _changed(solution, changes, place)
        skipped = len(lines[start + 1 : end]) - len("\n".join(lines[start + 1 : end]).lstrip("\n").split("\n"))
        yield BesideCell(role, str(options.pop(role)), options, path, start + 1 + skipped, source)


def _changes(source: str) -> list[tuple[str, str]]:
    """Read a wrong answer that is written as changes of our solution, a line each; [] for one that is code."""
    found = [_CHANGE.fullmatch(line) for line in source.split("\n") if line.strip()]
    return [(match[1], match[2] or "") for match in found if match] if all(found) else []


def _solution(question: str, lines: list[str], marks: list[tuple[int, re.Match[str]]]) -> str:
    """Return the text of a question's solution cell; "" without one."""
    named = re.compile(rf"""(solution=["']{question}["']|solution=["']cell["'].*\bid=["']{question}["'])""")
    start = next((number for number, match in marks if named.search(match["rest"] or "")), None)
    if start is None:
        return ""
    end = next((number for number, _ in marks if number > start), len(lines))
    return "\n".join(line for line in lines[start + 1 : end] if not is_marker(line)).strip("\n") + "\n"


def _in_a_file(question: str, folder: Path) -> str:
    """Return the text of our solution in a Python file beside the notebook; "" without one."""
    if not (folder / "assignment.toml").is_file():
        return ""
    for name in settings.of_assignment(folder).files:
        text = text_of(folder / name) if (folder / name).is_file() else ""
        lines = lines_of(text)
        found = next((one for one in file_cells.definitions(text) if one.name == question), None)
        if found and question in file_cells.questions_in(text):
            kept = (line for line in lines[found.begin : found.end] if not is_marker(line))
            return "\n".join(kept) + "\n"
    return ""


def _changed(solution: str, changes: list[tuple[str, str]], place: str) -> str:
    for before, after in changes:
        if before not in solution:
            raise AssignmentBroken(
                found=f"{place}: our solution has no '{before}' that could become '{after}'",
                fix="Write it as it stands there, or write the wrong answer out.",
            )
        solution = solution.replace(before, after)
    return solution


def _options(rest: str, role: str, place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    left = rest
    while left:
        match = _OPTION.match(left)
        if match is None:
            raise AssignmentBroken(found=f"{place}: '{left}' is no option", fix=f'Write {role}="question" name="…".')
        left = left[match.end() :]
        key = match[1]
        _demand_known(role, key, place)
        try:
            found[key] = ast.literal_eval(match[2])
        except (ValueError, SyntaxError):
            raise AssignmentBroken(
                found=f"{place}: {key}={match[2]} is no value", fix="Write a number, or text in quotes."
            ) from None
    if not isinstance(found[role], str) or not found[role].isidentifier():
        raise AssignmentBroken(found=f"{place}: {role}= names no question", fix=f'Write {role}="its_function".')
    check_options(role, found, place)
    return found


def check_options(role: str, found: Mapping[str, Any], place: str) -> None:
    """Demand of a cell's options that each is known, that points are points, and that a typed answer says what is right; raises AssignmentBroken."""
    for key in found:
        _demand_known(role, key, place)
    points = found.get("points", 1 if role in TYPED else None)
    if role in (CHECK, ASSERTS, *TYPED) and (
        isinstance(points, bool) or not isinstance(points, (int, float)) or points < 0
    ):
        raise AssignmentBroken(found=f"{place}: the checks have no points", fix="Write points= and what all are worth.")
    if role in TYPED:
        _demand_right(role, found, place)
    if role == ASSERTS and not re.fullmatch(r"[\w-]+", str(found.get("name", ""))):
        raise AssignmentBroken(
            found=f"{place}: the asserts have no name", fix='Write name="…", of letters, digits, _ and -.'
        )
    if found.get("trust", "outside") not in ("outside", "beside"):
        raise AssignmentBroken(
            found=f"{place}: there is no trust '{found['trust']}'",
            fix='Write trust="beside" for a test that runs next to the student\'s code, or leave it out.',
        )


def _demand_known(role: str, key: str, place: str) -> None:
    known = (role, *OPTIONS[role])
    if key not in known:
        near = nearest(key, known)
        fix = f"Did you mean '{near}'?" if near else f"Beside {role}= may stand: {', '.join(OPTIONS[role])}."
        raise AssignmentBroken(found=f"{place}: unknown cell option '{key}'", fix=fix)


def _demand_right(role: str, options: Mapping[str, Any], place: str) -> None:
    """Demand that a typed answer says what is right, in a form that it can have."""
    expected, of = options.get("expected"), options.get("of")
    if role == CHOICE:
        known = choices(of) if isinstance(of, str) else ()
        right = isinstance(expected, str) and bool(expected) and (expected in known or set(expected) <= set(known))
        if len(known) < 2 or not right:
            raise AssignmentBroken(
                found=f"{place}: what is right isn't among the choices", fix='Write of="ABCD" expected="B".'
            )
        return
    tolerance = options.get("tolerance", 0)
    relative = isinstance(tolerance, str) and re.fullmatch(r"\d+(\.\d+)? ?%", tolerance)
    if isinstance(expected, bool) or not isinstance(expected, (int, float)):
        raise AssignmentBroken(found=f"{place}: expected= is no number", fix='Write expected=9.81 unit="m/s²".')
    if not relative and (isinstance(tolerance, (bool, str)) or tolerance < 0):
        raise AssignmentBroken(found=f"{place}: tolerance= is no tolerance", fix='Write tolerance=0.01, or "1 %".')
