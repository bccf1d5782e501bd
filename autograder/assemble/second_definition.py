"""Read a block in which a student defined functions beside the one that we give, instead of inside it.

In the notebook these count: a whole function that was pasted between the marks, or helpers below the function's own lines. Comes in: the block's
lines, and our own cell. Goes out: a text that means the same inside our function, or where it begins.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from autograder.assemble.function_bodies import definition, depth
from autograder.assemble.source_text import indent_of, is_comment, parse, scan, without_magics
from autograder.conventions import lines_of

_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


def called_inside(student: str, template: str, name: str, begin: int, end: int) -> str | None:
    """Return the block's definitions with a call of the function at their end; None where the block doesn't define its function anew.

    name: the function's qualified name; begin, end: the lines of the block's marks, from 0. What stands before those definitions is still in our function, and is left out.
    """
    short = name.rpartition(".")[2]
    ours = definition(parse(template)[0], name)
    outer, indent, body = _beside(student, name, begin, end)
    if not isinstance(ours, ast.FunctionDef) or not any(_binds(node, short) for node in body):
        return None
    if any(isinstance(node, ast.Return) for node in body):
        return None
    return "\n".join([*lines_of(student)[outer:end], f"{indent}return {short}({_passed_on(ours.args)})"])


def helpers_below(student: str, name: str, begin: int, end: int) -> int | None:
    """Return the line, from 0, at which a block goes on with helpers of its own, at the left edge and nothing else; None where it doesn't."""
    outer, indent, body = _beside(student, name, begin, end)
    defines = any(isinstance(node, _DEFINITIONS) for node in body) and not any(_binds(node, name) for node in body)
    alone = all(isinstance(node, (*_DEFINITIONS, ast.Import, ast.ImportFrom)) for node in body)
    return outer if defines and alone and not indent else None


def _beside(student: str, name: str, begin: int, end: int) -> tuple[int, str, Sequence[ast.stmt]]:
    """Find what of a block stands beside its function: the line at which it begins, from 0, its indentation, and its statements."""
    lines = lines_of(without_magics(student))
    level = _level(lines[:begin], name.rpartition(".")[2], nested="." in name)
    if level is None:
        return end, "", ()
    marks = scan(lines)
    outer = next(
        (at for at in range(begin + 1, end) if marks[at].starts and marks[at].code and depth(lines[at]) <= level), end
    )
    indent = indent_of(lines[outer]) if outer < end else ""
    while outer > begin + 1 and (is_comment(lines[outer - 1]) or not lines[outer - 1].strip()):
        outer -= 1
    tree, _ = parse("\n".join(["if True:", *lines[outer:end]] if indent else lines[outer:end]))
    return outer, indent, _statements(tree, inside=bool(indent))


def _level(lines: Sequence[str], name: str, *, nested: bool) -> int | None:
    """Return how far the function that is given above a block is indented; None where there is none, and it isn't the cell's own."""
    header = re.compile(rf"[ \t]*def\s+{re.escape(name)}\b")
    given = next((line for line in reversed(lines) if header.match(line)), None)
    if given is not None:
        return depth(given)
    return None if nested else 0


def _statements(tree: ast.Module | None, *, inside: bool) -> Sequence[ast.stmt]:
    first = tree.body[0] if tree and inside and len(tree.body) == 1 else None
    return first.body if isinstance(first, ast.If) else tree.body if tree and not inside else ()


def _binds(node: ast.stmt, name: str) -> bool:
    """Say whether a statement gives the function's name a function: `def`, or `name = lambda …`."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    return isinstance(node, ast.FunctionDef) and node.name == name


def _passed_on(arguments: ast.arguments) -> str:
    """Write what hands a function's own arguments on to another of the same form."""
    passed = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    passed += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    passed += [f"{one.arg}={one.arg}" for one in arguments.kwonlyargs]
    passed += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return ", ".join(passed)
