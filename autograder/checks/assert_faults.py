"""What in a test's text can't be judged on our side, or must not run there on values of a student's making.

Comes in: the text, and the names that students' cells bind. Goes out: reasons, each half a sentence. What is found here is found before
anything runs; what only shows when the test runs, `assert_tape` finds.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from autograder.checks import answer_flows, assert_libraries
from autograder.checks.assert_libraries import LIBRARIES
from autograder.checks.assert_surroundings import looked_at

_UNSAFE = frozenset(
    [
        "eval",
        "exec",
        "compile",
        "open",
        "input",
        "__import__",
        "globals",
        "locals",
        "vars",
        "breakpoint",
        "exit",
        "quit",
        "getattr",
        "setattr",
        "delattr",
        "get_ipython",
        "id",
        "dir",
        "super",
    ]
)
_SEEDS = frozenset({"seed", "manual_seed", "set_state"})


def faults(source: str, students: Collection[str], ours: Mapping[str, Any]) -> list[str]:
    """List why a test can't be judged outside the student's process; none where it can, as far as its text shows.

    ours: the names of our own notebook, with their values.
    """
    tree = ast.parse(source)
    functions = {name for name in students if callable(ours.get(name))}
    others = {name: value for name, value in ours.items() if name not in students}
    return [
        *_unsafe(tree),
        *assert_libraries.acting(tree, others),
        *_of_names(tree, students),
        *answer_flows.asked_with_answers(tree, students, functions),
        *looked_at(tree, others),
    ]


def _unsafe(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in _UNSAFE:
                yield f"it uses {name}"
            case ast.Import(names=names):
                yield from (f"it imports {one.name}" for one in names if one.name.split(".")[0] not in LIBRARIES)
            case ast.ImportFrom(module=module) if (module or "").split(".")[0] not in LIBRARIES:
                yield f"it imports from {module}"
            case ast.ImportFrom(module=module, names=names) if any(one.name in ("mock", "patch") for one in names):
                yield "it replaces functions by others"
            case ast.Attribute(attr=name) if name in _SEEDS:
                yield f"it sets a random {name.replace('manual_', '')}, which the student's process doesn't share"
            case ast.Attribute(attr=name) if name in ("mock", "patch"):
                yield "it replaces functions by others"
            case ast.Attribute(attr=name) if name.startswith("__") and name != "__name__":
                yield f"it looks at {name}"
            case ast.AsyncFunctionDef() | ast.Await():
                yield "it is asynchronous"
            case ast.Compare(ops=ops, comparators=right, left=left):
                sides = [left, *right]
                for at, op in enumerate(ops):
                    if isinstance(op, (ast.Is, ast.IsNot)) and not any(map(_is_single, sides[at : at + 2])):
                        yield "it asks whether two things are the same object"


def _is_single(node: ast.expr) -> bool:
    """Say whether there is just one object of this value, so that `is` says something about a copy too."""
    if isinstance(node, ast.Constant):
        return node.value is None or isinstance(node.value, bool)
    return (
        isinstance(node, ast.Name) and node.id in {"int", "float", "str", "list", "tuple", "dict", "set", "bool"}
    ) or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type")


def _of_names(tree: ast.AST, students: Collection[str]) -> Iterator[str]:
    """Find names of the student's that a test binds or deletes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in students and not isinstance(node.ctx, ast.Load):
            yield f"it {'deletes' if isinstance(node.ctx, ast.Del) else 'changes'} {node.id}, which is the student's"
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in students:
            yield f"it defines {node.name}, which is the student's"
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            named = [one.id for one in ast.walk(node.type) if isinstance(one, ast.Name) and one.id in students]
            yield from (f"it catches {name}, which is the student's" for name in named)
