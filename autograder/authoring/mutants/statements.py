"""Changes of statements: ones that are missing, conditions that always hold, results in another order, inputs that are written to."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from autograder.authoring.mutants.place import CodeChange, CodePlace, names_before


def changes(place: CodePlace) -> Iterator[CodeChange]:
    """Change a statement."""
    node = place.node
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        yield place.instead("statement", "pass", "a step is left out")
    elif isinstance(node, ast.AugAssign):
        yield from _in_place(place, node)
    elif isinstance(node, ast.Assign):
        yield from _assigned(place, node)
    elif isinstance(node, ast.Return):
        yield from _returned(place, node)
    elif isinstance(node, (ast.Continue, ast.Break)):
        yield place.instead("statement", "pass", "a step is left out")
    elif isinstance(node, ast.If):
        yield from _condition(place, node)
    elif isinstance(node, ast.For) and node.orelse == []:
        yield from _loop(place, node)


def _in_place(place: CodePlace, node: ast.AugAssign) -> Iterator[CodeChange]:
    yield place.instead("statement", "pass", "a step is left out")
    target, value = ast.unparse(node.target), ast.unparse(node.value)
    yield place.instead(
        "statement", f"{target} = {value}", "what comes later takes the place of what was there, and isn't added to it"
    )
    other = {ast.Add: "-=", ast.Sub: "+=", ast.Mult: "/=", ast.Div: "*="}.get(type(node.op))
    if other:
        said = "added that should be subtracted" if other == "+=" else "subtracted that should be added"
        yield place.instead(
            "operator", f"{target} {other} {value}", f"something is {said}" if other in ("+=", "-=") else ""
        )


def _assigned(place: CodePlace, node: ast.Assign) -> Iterator[CodeChange]:
    target = node.targets[0]
    known = names_before(place)
    if not isinstance(target, ast.Name) or target.id in known:
        yield place.instead("statement", "pass", "a step is left out")
    value = node.value
    operators = {ast.Add: "+=", ast.Sub: "-=", ast.Mult: "*=", ast.Div: "/="}
    if isinstance(target, ast.Name) and isinstance(value, ast.BinOp) and type(value.op) in operators:
        left = value.left
        if isinstance(left, ast.Name) and left.id == target.id:  # the object itself is changed, which others may hold
            text = f"{target.id} {operators[type(value.op)]} {ast.unparse(value.right)}"
            yield place.instead("copy", text, "")
    if isinstance(value, ast.Tuple) and isinstance(target, ast.Tuple) and len(value.elts) == len(target.elts):
        yield from _turned(place, node, value)


def _turned(place: CodePlace, node: ast.Assign, value: ast.Tuple) -> Iterator[CodeChange]:
    """Exchange two neighbours of those that are given names at once."""
    for number in range(len(value.elts) - 1):
        if ast.dump(value.elts[number]) != ast.dump(value.elts[number + 1]):
            other = copy.deepcopy(node)
            if isinstance(other.value, ast.Tuple):
                parts = other.value.elts
                parts[number], parts[number + 1] = parts[number + 1], parts[number]
                yield place.instead("name", ast.unparse(other), "two values are exchanged")


def _returned(place: CodePlace, node: ast.Return) -> Iterator[CodeChange]:
    value = node.value
    if not isinstance(place.parent, ast.FunctionDef):
        yield place.instead("statement", "pass", "a case isn't told apart")
    if isinstance(value, ast.Tuple):
        for number in range(len(value.elts) - 1):
            parts = [ast.unparse(one) for one in value.elts]
            parts[number], parts[number + 1] = parts[number + 1], parts[number]
            yield place.instead("result", f"return {', '.join(parts)}", "two parts of the result are exchanged")
        for number in range(len(value.elts)):
            parts = [ast.unparse(one) for at, one in enumerate(value.elts) if at != number]
            yield place.instead("result", f"return {', '.join(parts)}", "a part of the result is missing")
    elif value is not None and not isinstance(value, ast.Constant):
        for name in [name for name in names_before(place) if name != getattr(value, "id", "")][-2:]:
            yield place.instead("result", f"return {name}", "what is returned is another value of those on the way")


def _condition(place: CodePlace, node: ast.If) -> Iterator[CodeChange]:
    for text, sentence in (("True", "a case isn't told apart"), ("False", "a case is never met")):
        other = copy.deepcopy(node)
        other.test = ast.parse(text, mode="eval").body
        yield place.instead("condition", _indented(ast.unparse(other), node.col_offset), sentence)


def _loop(place: CodePlace, node: ast.For) -> Iterator[CodeChange]:
    other = copy.deepcopy(node)
    other.body.append(ast.Break())
    yield place.instead("loop", _indented(ast.unparse(other), node.col_offset), "a loop ends after its first step")


def _indented(text: str, column: int) -> str:
    return text.replace("\n", "\n" + " " * column)
