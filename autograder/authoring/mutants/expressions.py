"""Changes of operators, comparisons, constants, names and pieces of arrays."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from autograder.authoring.mutants.place import CodeChange, CodePlace, call, names_before

_OTHER: dict[type[ast.operator], tuple[type[ast.operator], str]] = {
    ast.Add: (ast.Sub, "something is subtracted that should be added"),
    ast.Sub: (ast.Add, "something is added that should be subtracted"),
    ast.Mult: (ast.Div, "something is divided by that should be multiplied with"),
    ast.Div: (ast.Mult, "something is multiplied with that should be divided by"),
    ast.Pow: (ast.Mult, "something is multiplied with that should be an exponent"),
    ast.MatMult: (ast.Mult, "numbers are multiplied one by one where a matrix product belongs"),
    ast.FloorDiv: (ast.Div, "a quotient isn't rounded down"),
}
_LEFT_OUT: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("a term of a sum is missing", "a term of a sum is missing"),
    ast.Sub: ("what should be subtracted isn't", "only what should be subtracted is left of a difference"),
    ast.Mult: ("a factor of a product is missing", "a factor of a product is missing"),
    ast.Div: ("a division is missing", "only the divisor is left of a quotient"),
    ast.Pow: ("a power is missing", "only the exponent is left of a power"),
}
_COMPARED: dict[type[ast.cmpop], tuple[tuple[type[ast.cmpop], str], ...]] = {
    ast.Lt: ((ast.LtE, "equals are counted in where they shouldn't be"), (ast.Gt, "a comparison is turned round")),
    ast.LtE: ((ast.Lt, "equals are left out where they shouldn't be"), (ast.GtE, "a comparison is turned round")),
    ast.Gt: ((ast.GtE, "equals are counted in where they shouldn't be"), (ast.Lt, "a comparison is turned round")),
    ast.GtE: ((ast.Gt, "equals are left out where they shouldn't be"), (ast.LtE, "a comparison is turned round")),
    ast.Eq: ((ast.NotEq, "a comparison is turned round"),),
    ast.NotEq: ((ast.Eq, "a comparison is turned round"),),
    ast.Is: ((ast.IsNot, "a condition is turned round"),),
    ast.IsNot: ((ast.Is, "a condition is turned round"),),
    ast.In: ((ast.NotIn, "a condition is turned round"),),
    ast.NotIn: ((ast.In, "a condition is turned round"),),
}
_EXCHANGED = {
    ast.Sub: "what is subtracted, and from what, are exchanged",
    ast.Div: "what is divided, and by what, are exchanged",
    ast.Pow: "base and exponent are exchanged",
    ast.MatMult: "the two sides of a matrix product are exchanged",
}


def changes(place: CodePlace) -> Iterator[CodeChange]:
    """Change an expression."""
    node = place.node
    if isinstance(node, ast.BinOp):
        yield from _operation(place, node)
        yield from _epsilon(place, node)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other, sentence in _COMPARED.get(type(node.ops[0]), ()):
            yield place.instead("comparison", ast.Compare(node.left, [other()], node.comparators), sentence)
    elif isinstance(node, ast.BoolOp):
        joined: ast.boolop = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield place.instead("condition", ast.BoolOp(joined, node.values), "'and' and 'or' are exchanged")
        for number in range(len(node.values)):
            left = [one for at, one in enumerate(node.values) if at != number]
            rest = left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
            yield place.instead("condition", rest, "a part of a condition is missing")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        what = "a sign is turned round" if isinstance(node.op, ast.USub) else "a condition is turned round"
        yield place.instead("operator", node.operand, what)
    elif isinstance(node, ast.IfExp):
        yield from _choice(place, node)
    elif isinstance(node, ast.Constant):
        yield from _constant(place, node)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from _name(place, node)
    elif isinstance(node, ast.Subscript):
        yield from _piece(place, node)
    elif isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)):
        yield from _comprehension(place, node)


def _operation(place: CodePlace, node: ast.BinOp) -> Iterator[CodeChange]:
    operator = type(node.op)
    if operator in _OTHER:
        other, sentence = _OTHER[operator]
        yield place.instead("operator", ast.BinOp(node.left, other(), node.right), sentence)
    if operator in _LEFT_OUT:
        right_gone, left_gone = _LEFT_OUT[operator]
        yield place.instead("operand", node.left, right_gone)
        yield place.instead("operand", node.right, left_gone)
    if operator in _EXCHANGED:
        yield place.instead("operand", ast.BinOp(node.right, node.op, node.left), _EXCHANGED[operator])
    if isinstance(node.op, ast.Div) and (values := _mean_of(node)) is not None:
        middle = f"sorted({ast.unparse(values)})[len({ast.unparse(values)}) // 2]"
        yield place.instead("method", middle, "this is the median, not the mean")


def _mean_of(node: ast.BinOp) -> ast.expr | None:
    """Return what `sum(v) / len(v)` is the mean of."""
    sides = [
        one.args[0]
        for one, name in ((node.left, "sum"), (node.right, "len"))
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == name and len(one.args) == 1
    ]
    return sides[0] if len(sides) == 2 and ast.dump(sides[0]) == ast.dump(sides[1]) else None


def _epsilon(place: CodePlace, node: ast.BinOp) -> Iterator[CodeChange]:
    """Put what is added behind a root under it."""
    root = node.left
    if isinstance(node.op, ast.Add) and isinstance(root, ast.Call) and isinstance(root.func, ast.Attribute):
        inner = root.args[0] if root.args else root.func.value
        if root.func.attr == "sqrt":
            moved = copy.deepcopy(root)
            added = ast.BinOp(inner, ast.Add(), node.right)
            if moved.args:
                moved.args[0] = added
            elif isinstance(moved.func, ast.Attribute):
                moved.func.value = added
            yield place.instead("epsilon", moved, "epsilon is added under the root, not behind it")


def _choice(place: CodePlace, node: ast.IfExp) -> Iterator[CodeChange]:
    yield place.instead("condition", node.body, "a case isn't told apart")
    yield place.instead("condition", node.orelse, "a case isn't told apart")
    if isinstance(node.orelse, ast.Name):
        copied = ast.IfExp(node.test, node.body, call("dict", node.orelse))
        yield place.instead("copy", copied, "a copy is worked on, not what was handed in")


def _constant(place: CodePlace, node: ast.Constant) -> Iterator[CodeChange]:
    value, name = node.value, _default_of(place)
    kind = "default" if name else "constant"
    sentence = f"the default of {name} is another" if name else "a number in the formula is another"
    if isinstance(value, bool):
        yield place.instead(kind, repr(not value), sentence)
    elif isinstance(value, int) and _axis(place):
        yield place.instead("axis", repr(1 - value if value in (0, 1) else value - 1), "it goes along the other axis")
    elif isinstance(value, int):
        for other in dict.fromkeys((value + 1, value - 1, 0)):
            said = "a factor 2 is missing" if value == 2 and other == 1 and _is_factor(place) else sentence
            yield place.instead(kind, ast.Constant(other) if other >= 0 else f"({other})", said)
    elif isinstance(value, float):
        for near in (value * 10, value / 10) if 0 < value < 0.5 else (value + 1, 0.5 * value):
            if near != value:
                yield place.instead(kind, repr(float(f"{near:.6g}")), sentence)
    elif isinstance(value, str) and not isinstance(place.parent, (ast.Expr, ast.JoinedStr)):
        yield place.instead(
            "constant", repr("-inf" if value == "inf" else f"{value}_"), "a name, or a word, is another"
        )


def _is_factor(place: CodePlace) -> bool:
    return isinstance(place.parent, ast.BinOp) and isinstance(place.parent.op, ast.Mult)


def _default_of(place: CodePlace) -> str:
    """Name the setting that a constant is the default of: setdefault("decay", 0.9), get("t", 0), or a pair ("decay", 0.9)."""
    parent = place.parent
    items = parent.args if isinstance(parent, ast.Call) else parent.elts if isinstance(parent, ast.Tuple) else []
    if isinstance(parent, ast.Call):
        known = isinstance(parent.func, ast.Attribute) and parent.func.attr in ("setdefault", "get")
        items = items if known else []
    if len(items) == 2 and place.node is items[1] and isinstance(items[0], ast.Constant):
        return items[0].value if isinstance(items[0].value, str) else ""
    return ""


AXES = {
    "sum",
    "mean",
    "max",
    "min",
    "argmax",
    "argmin",
    "argsort",
    "sort",
    "topk",
    "unsqueeze",
    "squeeze",
    "cat",
    "stack",
}


def _axis(place: CodePlace) -> bool:
    """Tell whether a number says along which axis something goes."""
    around = [node for node in place.above[-3:] if not isinstance(node, (ast.Tuple, ast.UnaryOp))]
    if around and isinstance(around[-1], ast.keyword):
        return around[-1].arg in ("dim", "axis")
    last = around[-1] if around else None
    return (
        isinstance(last, ast.Call)
        and isinstance(last.func, ast.Attribute)
        and last.func.attr in AXES
        and place.node in last.args
    )


def _name(place: CodePlace, node: ast.Name) -> Iterator[CodeChange]:
    """Take another of the function's names: the next one, in the order in which they come up."""
    if isinstance(place.parent, ast.Call) and node is place.parent.func:
        return
    known = names_before(place)
    if node.id in known and len(known) > 1:
        other = known[(known.index(node.id) + 1) % len(known)]
        yield place.instead("name", other, "something is taken that belongs elsewhere")


def _piece(place: CodePlace, node: ast.Subscript) -> Iterator[CodeChange]:
    index = node.slice
    if isinstance(index, ast.Tuple) and len(index.elts) >= 2 and isinstance(node.ctx, ast.Load):
        turned = [index.elts[1], index.elts[0], *index.elts[2:]]
        yield place.instead("index", _sub(node, ast.Tuple(turned, ast.Load())), "two axes are exchanged")
    if isinstance(index, ast.Slice):
        if index.upper is not None and index.lower is None:
            yield place.instead("index", _sub(node, ast.Slice(index.upper, None, None)), "the other part is taken")
        if index.lower is not None or index.upper is not None:
            yield place.instead("index", node.value, "a part isn't cut off")


def _sub(node: ast.Subscript, index: ast.expr) -> ast.Subscript:
    return ast.Subscript(node.value, index, node.ctx)


def _comprehension(
    place: CodePlace, node: ast.ListComp | ast.GeneratorExp | ast.DictComp | ast.SetComp
) -> Iterator[CodeChange]:
    for number, part in enumerate(node.generators):
        if part.ifs:
            other = copy.deepcopy(node)
            other.generators[number].ifs = []
            yield place.instead("condition", other, "nothing is left out")
