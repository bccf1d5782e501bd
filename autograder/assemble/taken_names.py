"""Say where a block takes the name of another question's function, which is graded as its own cell leaves it.

Comes in: a Program. Goes out: findings.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.assemble.source_text import parse
from autograder.conventions import defined_names, finding
from autograder.model import Assignment, BlockState, Finding, Program

_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def taken_findings(program: Program, assignment: Assignment) -> Iterator[Finding]:
    """List what students' blocks bind at their left edge that is another question's function or class, and that our own solution doesn't."""
    functions = {block.question for block in program.blocks if block.question in defined_names(block.source)}
    ours = {cell.grade_id: cell.source for cell in assignment.solution.cells if cell.kind == "code" and cell.solution}
    for block in program.blocks:
        if block.state is not BlockState.WRITTEN or block.file:
            continue
        taken = functions & _bound(block.source) - {block.question} - _bound(ours.get(block.cell, ""))
        for name in sorted(taken):
            message = f"The block of {block.question} gives {name} another meaning; {name} is graded as its own cell leaves it."
            yield finding(assignment, "name_taken", message, cell=block.cell)


def _bound(source: str) -> set[str]:
    """List the names that a text binds at its left edge."""
    tree, _ = parse(source)
    bound: set[str] = set()
    left: list[ast.AST] = [] if tree is None else [*tree.body]
    while left:
        node = left.pop()
        if isinstance(node, _DEFINITION):
            bound.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif not isinstance(node, _OWN_SCOPE):
            left += ast.iter_child_nodes(node)
    return bound
