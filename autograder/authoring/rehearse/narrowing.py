"""Which questions a wrong answer is asked: those that it was written for, and those that call what it changes.

Comes in: variants, and the assignment's code around them. Goes out: the same variants, each with the questions to ask.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from autograder.assemble.source_text import tree_of
from autograder.authoring.cell_names import bound_names_of
from autograder.authoring.rehearse.variants import Variant
from autograder.model import Assignment, Notebook


def bindings(notebook: Notebook) -> tuple[tuple[str, str], ...]:
    """List the names that the given code binds that is there in grading, each with what it is made of: an import by another name, a helper that calls a question."""
    found: list[tuple[str, str]] = []
    for cell in notebook.cells:
        tree = tree_of(cell.source) if cell.kind == "code" and "setup" in cell.tags else None
        for node in tree.body if tree else ():
            if isinstance(node, ast.ImportFrom):
                found += [(one.asname, one.name) for one in node.names if one.asname]
            elif not isinstance(node, ast.Import):
                text = ast.unparse(node)
                found += [(name, text) for name in sorted(bound_names_of(text))]
    return tuple(found)


def putting(loaded: Assignment) -> Mapping[str, tuple[str, ...]]:
    """List for each question the functions of drivers.py that put it, with all of drivers.py that these name: they may ask another question too."""
    tree = tree_of(loaded.drivers)
    functions = (
        {one.name: ast.unparse(one) for one in tree.body if isinstance(one, (ast.FunctionDef, ast.ClassDef))}
        if tree
        else {}
    )
    found: dict[str, tuple[str, ...]] = {}
    for question in loaded.questions:
        wanted = {check.driver for check in question.checks if check.driver}
        known = set[str]()
        while wanted:
            known |= wanted
            named = {word for one in wanted for word in re.findall(r"\w+", functions.get(one, ""))}
            wanted = (named & set(functions)) - known
        if known:
            found[question.id] = tuple(functions[one] for one in sorted(known & set(functions)))
    return found


def narrowed(
    variant: Variant,
    solution: Variant,
    *,
    calls: bool,
    bound: Sequence[tuple[str, str]] = (),
    puts: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Variant:
    """Ask a wrong answer for what it was written for only, where a drawing of all questions showed that it leaves the others alone.

    calls: it hasn't been shown; ask also the questions whose own block speaks of a changed one, or of one that does. bound: what else stands
    for them (bindings). puts: the functions that put each question, which may speak of another one too (putting).
    """
    if variant.kind not in ("wrong", "mutant"):
        return variant
    about = {name.partition(".")[0] for name in variant.named}
    about |= {question for question, text in variant.texts.items() if text != solution.texts[question]}
    while calls:
        names = _speaking_of(frozenset(about), tuple(bound))
        others = {question: block for question, block in variant.texts.items() if question not in about}
        more = {
            question
            for question, block in others.items()
            if any(names.search(part or "") for part in (*_parts(block), *puts.get(question, ())))
        }
        about |= more
        calls = bool(more)
    return replace(variant, questions=tuple(sorted(about)))


@lru_cache(maxsize=64)  # all wrong answers of a question ask for the same
def _speaking_of(about: frozenset[str], bound: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Match questions' names, and the names that are bound to them or to what speaks of them."""
    known, more = set[str](), set(about)
    while more:
        known |= more
        names = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(known)))})\b")
        more = {name for name, text in bound if name not in known and names.search(text)}
    return names


def _parts(block: str | Sequence[str | None]) -> Sequence[str | None]:
    return [block] if isinstance(block, str) else block
