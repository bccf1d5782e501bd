"""Write what a notebook tells its students of imports and banned names, from assignment.toml alone: the same that is graded by.

Comes in: what assignment.toml says. Goes out: lines of Markdown, which stand where the master says `include assignment.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.conventions import DEFAULTS, share_in_words
from autograder.conventions.plurals import counted
from autograder.course import bans, settings
from autograder.course.settings import AssignmentFile
from autograder.report import words

_BETWEEN_NAMES = re.compile("` (?:and|or) `")
LINE = "include assignment.toml"  # in a Markdown cell of the master


def rules(folder: Path) -> list[str]:
    """Return an item of a list for each rule, in the course's language; raises AssignmentBroken for what assignment.toml says wrongly."""
    file, path = settings.of_assignment(folder), folder / "assignment.toml"
    lines = [_imports(file, folder)]
    lines += _prices("In every block,", bans.prices(file, path, ""))
    alike: dict[tuple[tuple[str, float], ...], list[str]] = {}  # questions with the same table are told together
    for question in file.banned_in:
        own = {
            name: share for name, share in bans.prices(file, path, question).items() if name in file.banned_in[question]
        }
        alike.setdefault(tuple(own.items()), []).append(question)
    for table, questions in alike.items():
        lines += _prices(f"In {_listed(questions)}, besides,", dict(table))
    if free := bans.allowed(file, path):
        lines.append(f"- You may use {_listed(map(_usual, free))} all the same.")
    return [_in_language(line, settings.of_course(folder.parent.parent).language) for line in lines]


def _in_language(line: str, language: str) -> str:
    if language == words.ENGLISH:
        return line
    return f"- {words.speaker(language)(_BETWEEN_NAMES.sub('`, `', line.removeprefix('- ')))}"


def _imports(file: AssignmentFile, folder: Path) -> str:
    rule = settings.consequences(folder, file).get("import_added", DEFAULTS["import_added"])
    if not file.imports:
        only = "- Import nothing but what this notebook imports itself."
    else:
        only = f"- Import nothing but {_listed(file.imports)}, and what this notebook imports itself."
    cost = f"costs {counted(-rule.points, 'point')}, however often you import it" if rule.points else "is noted"
    return f"{only} Another library {cost}."


def _prices(where: str, table: Mapping[str, float]) -> list[str]:
    """Say the names of each price together, the dearest first; what does the exercise itself is what students are to build."""
    lines = []
    for share in sorted(set(table.values()), reverse=True):
        names = [_usual(name) for name in table if table[name] == share]
        why = ": you are to build that yourself" if share == 1 else ""
        lines.append(f"- {where} a use of {_listed(names, 'or')} costs {share_in_words(share)}{why}.")
    return lines


def _listed(names: Iterable[str], word: str = "and") -> str:
    *first, last = (f"`{name}`" for name in names)
    return f"{', '.join(first)} {word} {last}" if first else last


def _usual(name: str) -> str:
    return f"np.{name.removeprefix('numpy.')}" if name.startswith("numpy.") else name
