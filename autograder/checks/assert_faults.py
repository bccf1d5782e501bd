"""What in a test's text can't be judged on our side, or must not run there on values of a student's making.

Comes in: the text, and the names that students' cells bind. Goes out: reasons, each half a sentence. What is found here is found before
anything runs; what only shows when the test runs, `assert_tape` finds.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

LIBRARIES = frozenset(
    [
        "math",
        "cmath",
        "numpy",
        "torch",
        "random",
        "statistics",
        "itertools",
        "functools",
        "operator",
        "collections",
        "re",
        "string",
        "fractions",
        "decimal",
        "datetime",
        "copy",
        "pytest",
        "unittest",
        "typing",
        "types",
        "numbers",
        "io",
        "contextlib",
        "textwrap",
        "warnings",
        "scipy",
        "sympy",
        "json",
        "time",
        "dataclasses",
        "bisect",
        "heapq",
        "hashlib",
    ]
)
"""What a test may import: nothing that opens files, starts processes, or looks into code."""

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
_FILLS = frozenset({"append", "extend", "add", "insert", "update", "setdefault", "appendleft"})
_SEEDS = frozenset({"seed", "manual_seed", "set_state"})


def faults(source: str, students: Collection[str]) -> list[str]:
    """List why a test can't be judged outside the student's process; none where it can, as far as its text shows."""
    tree = ast.parse(source)
    return [*_unsafe(tree), *_of_names(tree, students), *_answers_asked_with(tree, students)]


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


def _answers_asked_with(tree: ast.Module, students: Collection[str]) -> Iterator[str]:
    """Find calls of student's functions whose inputs come from answers of theirs: our own answers would stand there."""
    tainted: set[str] = set()
    for _ in range(3):  # until what follows from what is known, loops included
        for node in ast.walk(tree):
            value, targets = _bound(node)
            if value is not None and _asks(value, students, tainted):
                tainted |= {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    things = _made(tree, students)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _root(node.func) in {*students, *things}:
            inputs = [*node.args, *(named.value for named in node.keywords)]
            if any(_asks(one, students, tainted) for one in inputs):
                yield f"it asks {_root(node.func)} with what the student's code answered before"


def _bound(node: ast.AST) -> tuple[ast.expr | None, list[ast.expr]]:
    match node:
        case ast.Assign(value=value, targets=targets):
            return value, targets
        case ast.AugAssign(value=value, target=target) | ast.NamedExpr(value=value, target=target):
            return value, [target]
        case ast.AnnAssign(value=value, target=target):
            return value, [target]
        case ast.For(iter=value, target=target) | ast.comprehension(iter=value, target=target):
            return value, [target]
        # results.append(f(1))
        case ast.Call(func=ast.Attribute(attr=name) as target, args=[*_, value]) if name in _FILLS:
            return value, [target.value]
        case ast.withitem(context_expr=value, optional_vars=target) if target is not None:
            return value, [target]
    return None, []


def _asks(node: ast.expr, students: Collection[str], tainted: Collection[str]) -> bool:
    return any(isinstance(one, ast.Name) and (one.id in tainted or one.id in students) for one in ast.walk(node))


def _made(tree: ast.AST, students: Collection[str]) -> set[str]:
    """List names that hold what a student's class or function gave, as it is."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _root(node.value.func) in students
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
