"""Read what assignment.toml bans and allows: [banned], [banned_in] and `allowed` → each name's share of a question's points.

Comes in: an AssignmentFile. Goes out: for a question its banned names with their prices; AssignmentBroken for what can't be meant.
"""

from __future__ import annotations

from pathlib import Path

from autograder.course.settings import AssignmentFile
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken

WHOLE = "question"  # the price of what does the exercise itself

LIBRARIES = ("torch", "numpy")  # whose single names can be allowed: only these are watched one by one


def prices(file: AssignmentFile, path: Path, question: str) -> dict[str, float]:
    """Return what a question bans, and what share of its points each costs; its own table goes before the assignment's."""
    tables = (file.banned, file.banned_in.get(question, {}))
    return {name: _share(path, name, value) for table in tables for name, value in table.items()}


def allowed(file: AssignmentFile, path: Path) -> tuple[str, ...]:
    """Return the names that may be used although they lie in what is banned; raises AssignmentBroken for one that needs no leave."""
    banned = {name for table in (file.banned, *file.banned_in.values()) for name in table}
    for name in file.allowed:
        if name.partition(".")[0] not in LIBRARIES:
            raise AssignmentBroken(
                found=f"{path}:{line_of(path, 'allowed')}: allowed names {name}, and only names of torch and numpy can be allowed",
                fix="Take it out; imports says which libraries may be used.",
            )
        if name in banned or not any(name.startswith(f"{one}.") for one in banned):
            raise AssignmentBroken(
                found=f"{path}:{line_of(path, 'allowed')}: allowed names {name}, "
                + ("which is banned" if name in banned else "which lies in nothing that is banned"),
                fix="Take it out of one of them." if name in banned else "Take it out, or correct its spelling.",
            )
    return tuple(file.allowed)


def _share(path: Path, name: str, value: str | float) -> float:
    if value == WHOLE:
        return 1.0
    if isinstance(value, str) or not 0 < value <= 1:
        raise AssignmentBroken(
            found=f"{path}:{line_of(path, name)}: {name} costs {value!r}",
            fix=f'Write "{WHOLE}" for what does the exercise itself, or a share of the question\'s points such as 0.1.',
        )
    return float(value)
