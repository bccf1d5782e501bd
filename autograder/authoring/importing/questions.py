"""Find the questions of a foreign notebook: which cell students write in, which tests are about it, which code runs in grading.

Comes in: cells by their roles. Goes out: questions in their order, and for each cell what becomes of it. It reads texts and runs nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograder.assemble import blocks
from autograder.authoring.cell_names import bound_names_of, free_names, imported
from autograder.authoring.importing.source_cells import Role, SourceCell, without_magics
from autograder.conventions import BEGIN_SOLUTION
from autograder.errors import UsageError

_SHOWS = frozenset({"show", "display", "savefig", "input"})


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """One cell that students write code in."""

    id: str  # its function's or class's name, or for a cell of another shape its own
    cell: SourceCell
    source: str  # with marks around all that students write
    tests: tuple[SourceCell, ...]
    whole: bool  # no single function or class: what the cell leaves is the answer


def find(cells: Sequence[SourceCell]) -> list[FoundQuestion]:
    """Find the questions; raises UsageError for a test that stands above all of them."""
    solutions = [cell for cell in cells if cell.role is Role.SOLUTION]
    texts = {cell.number: marked(without_magics(cell.source)[0]) for cell in solutions}
    names: dict[int, str] = {}
    for cell in solutions:
        names[cell.number] = _name(cell, texts[cell.number], set(names.values()))
    tests: dict[int, list[SourceCell]] = {cell.number: [] for cell in solutions}
    for test in (cell for cell in cells if cell.role is Role.TEST):
        tests[_tested(test, solutions, texts)].append(test)
    return [
        FoundQuestion(
            names[cell.number],
            cell,
            texts[cell.number],
            tuple(tests[cell.number]),
            whole=names[cell.number] not in bound_names_of(texts[cell.number]),
        )
        for cell in solutions
    ]


def setup_cells(cells: Sequence[SourceCell], questions: Sequence[FoundQuestion]) -> set[int]:
    """Tell by number which code cells run in grading: those that import, define and assign, and need nothing that students write above them."""
    found: set[int] = set()
    spoiled: set[str] = set()
    written = {one.cell.number: bound_names_of(one.source) for one in questions}
    for cell in cells:
        spoiled |= written.get(cell.number, set())
        if cell.role is not Role.CODE:
            continue
        source, _ = without_magics(cell.source)
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        bound = given_by(source)
        needs = set(_needed_now(tree))
        if bound and not needs & spoiled and not any(name in _SHOWS for name in _called(tree)):
            found.add(cell.number)
        else:
            spoiled |= bound
    return found


def helpers(test: SourceCell, cells: Sequence[SourceCell], known: Collection[str]) -> list[SourceCell]:
    """List earlier cells, in their order, that a test needs names of, and that don't run in grading."""
    wanted, taken = [test], set()
    before = [cell for cell in cells if cell.number < test.number and cell.role in (Role.CODE, Role.TEST)]
    while wanted:
        missing = free_names(without_magics(wanted.pop().source)[0]) - set(known)
        for name in missing:
            giver = next((cell for cell in reversed(before) if name in given_by(cell.source)), None)
            if giver is not None and giver.number not in taken:
                taken.add(giver.number)
                wanted.append(giver)
    return [cell for cell in before if cell.number in taken]


def given_by(source: str) -> set[str]:
    """List what a cell binds and imports; none where it isn't Python."""
    try:
        return bound_names_of(source) | imported(ast.parse(without_magics(source)[0]))
    except SyntaxError:
        return set()


def marked(source: str) -> str:
    """Put marks around all of a cell that has none: students write it whole."""
    return source if BEGIN_SOLUTION in source else f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"


# ---------------------------------------------------------------- parts


def _name(cell: SourceCell, source: str, taken: Collection[str]) -> str:
    """Name a question by the function or class that holds its blocks, else by its cell."""
    around = {region.name.split(".")[0] for region in blocks.locate(source)}
    if len(around) == 1 and (only := around.pop()) and only.isidentifier() and only not in taken:
        return only
    name = re.sub(r"\W+", "_", cell.id or f"cell_{cell.number}")
    name = name if name.isidentifier() else f"cell_{name}"
    bound = bound_names_of(source)
    while name in taken or name in bound:
        name += "_cell"
    return name


def _tested(test: SourceCell, solutions: Sequence[SourceCell], texts: dict[int, str]) -> int:
    """Tell which question a test is about: the nearest above it that binds a name it uses, else the nearest above."""
    above = [cell for cell in solutions if cell.number < test.number]
    if test.question:
        own = [cell for cell in solutions if cell.question == test.question]
        if own:
            return own[-1].number
    if not above:
        raise UsageError(
            found=f"cell {test.number}, the test '{test.id}', stands above everything that students write",
            fix="Put it below the cell that it tests.",
        )
    used = free_names(without_magics(test.source)[0])
    about = [cell for cell in above if bound_names_of(texts[cell.number]) & used]
    return (about or above)[-1].number


def _needed_now(tree: ast.Module) -> Iterator[str]:
    """Give the names that a cell looks up while it runs; what its functions need they need later."""
    return (node.id for node in _run_now(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


def _called(tree: ast.Module) -> Iterator[str]:
    """Give the names of what a cell calls while it runs."""
    for node in _run_now(tree):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _run_now(tree: ast.Module) -> Iterator[ast.AST]:
    """Walk through what runs with the cell: not what functions do when they are called."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting += [*node.args.defaults, *getattr(node, "decorator_list", [])]
            continue
        yield node
        waiting += ast.iter_child_nodes(node)
