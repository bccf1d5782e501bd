"""A block → copies of it as somebody hides them: other names, comments and layout, another order, other loops, all of it together."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator

Disguise = Callable[[str], str]

_CHANGES = frozenset(
    {"append", "extend", "insert", "pop", "update", "setdefault", "add_", "sub_", "scatter_", "copy_", "zero_"}
)


def renamed(source: str) -> str:
    """Call everything that the block names itself otherwise."""
    tree = ast.parse(source)
    own = dict.fromkeys(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    names = {name: f"thing_{number}" for number, name in enumerate(own)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = names[node.id]
    return ast.unparse(tree)


def commented(source: str) -> str:
    """Put comments and blank lines between the lines, and indent by two."""
    made = []
    for number, line in enumerate(ast.unparse(ast.parse(source)).split("\n"), 1):
        indent = len(line) - len(line.lstrip())
        made += [
            f"{' ' * (indent // 2)}# step {number}: now we go on with what comes next",
            " " * (indent // 2) + line.lstrip(),
            "",
        ]
    return "\n".join(made)


def reordered(source: str) -> str:
    """Swap neighbours that don't depend on each other, wherever there are such."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for body in _bodies(node):
            at = 0
            while at + 1 < len(body):
                if _independent(body[at], body[at + 1]):
                    body[at], body[at + 1] = body[at + 1], body[at]
                    at += 1
                at += 1
    return ast.unparse(tree)


def loops_rewritten(source: str) -> str:
    """Make while of for over a range, and loops that append of comprehensions that are given a name."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for body in _bodies(node):
            body[:] = [other for one in body for other in _other_loop(one)]
    return ast.unparse(ast.fix_missing_locations(tree))


def everything(source: str) -> str:
    """Hide it in all these ways."""
    return commented(renamed(reordered(loops_rewritten(source))))


ALL: dict[str, Disguise] = {
    "other names": renamed,
    "comments and layout": commented,
    "another order": reordered,
    "other loops": loops_rewritten,
    "all of these": everything,
}


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse"):
        if isinstance(body := getattr(node, field, None), list):
            yield body


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    simple = (ast.Assign, ast.AugAssign)
    if not isinstance(one, simple) or not isinstance(other, simple):
        return False
    (reads, writes), (reads_too, writes_too) = _touched(one), _touched(other)
    return not (writes & (reads_too | writes_too)) and not (writes_too & reads)


def _touched(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """List the names that a statement reads, and those it changes."""
    reads, writes = set[str](), set[str]()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and not hasattr(builtins, node.id):
            (writes if isinstance(node.ctx, ast.Store) else reads).add(node.id)
        target = node
        while isinstance(target, (ast.Subscript, ast.Attribute)) and isinstance(node, (ast.Subscript, ast.Attribute)):
            target = target.value
        changes = isinstance(getattr(node, "ctx", None), ast.Store) or getattr(node, "attr", "") in _CHANGES
        if changes and isinstance(target, ast.Name):
            writes.add(target.id)
    return reads | (writes if isinstance(statement, ast.AugAssign) else set()), writes


def _other_loop(statement: ast.stmt) -> Iterator[ast.stmt]:
    match statement:
        case ast.For(
            target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[end]), body=body, orelse=[]
        ) if not any(isinstance(node, ast.Continue) for each in body for node in ast.walk(each)):
            yield _parsed(f"{name} = 0")
            test = ast.Compare(ast.Name(name, ast.Load()), [ast.Lt()], [end])
            yield ast.While(test, [*body, _parsed(f"{name} += 1")], [])
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.ListComp(elt=elt, generators=[ast.comprehension(ifs=ifs) as over])
        ):
            yield _parsed(f"{name} = []")
            append: ast.stmt = ast.Expr(
                ast.Call(ast.Attribute(ast.Name(name, ast.Load()), "append", ast.Load()), [elt], [])
            )
            for condition in ifs:
                append = ast.If(condition, [append], [])
            yield ast.For(over.target, over.iter, [append], [])
        case _:
            yield statement


def _parsed(text: str) -> ast.stmt:
    return ast.parse(text).body[0]
