"""Changes of calls and of attributes: other methods, arguments that are missing or exchanged."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from autograder.authoring.mutants.place import CodeChange, CodePlace

_OTHER = {  # method or function → another, and what that is
    "sum": ("mean", "this is the mean, not the sum"),
    "mean": ("sum", "this is the sum, not the mean"),
    "max": ("min", "the smallest is taken, not the largest"),
    "min": ("max", "the largest is taken, not the smallest"),
    "argmax": ("argmin", "the smallest is taken, not the largest"),
    "argmin": ("argmax", "the largest is taken, not the smallest"),
    "maximum": ("minimum", "the smaller is taken, not the larger"),
    "minimum": ("maximum", "the larger is taken, not the smaller"),
    "zeros_like": ("ones_like", "it starts from ones, not from zeros"),
    "zeros": ("ones", "it starts from ones, not from zeros"),
    "new_zeros": ("new_ones", "it starts from ones, not from zeros"),
    "stack": ("cat", "results are joined along an axis that they have, not along a new one"),
    "cat": ("stack", "results are joined along a new axis, not along one that they have"),
    "exp": ("log", "log stands where exp belongs"),
    "log": ("exp", "exp stands where log belongs"),
    "sign": ("abs", "this is the size, not the sign"),
    "randint": ("randperm", ""),
    "randn": ("rand", ""),
}
_DROPPED = {  # method or function of one array → what is said when it is missing
    "sqrt": "a square root is missing",
    "exp": "exp is missing",
    "log": "log is missing",
    "abs": "an absolute value is missing",
    "sign": "the sign isn't taken",
    "clamp": "nothing is cut off at a bound",
    "maximum": "nothing is cut off at a bound",
    "flatten": "points aren't made flat",
    "clone": "no copy is made",
    "to": "",
    "float": "",
    "double": "",
    "item": "",
    "tolist": "",
    "T": "a transpose is missing",
    "values": "",
    "bool": "",
}
_LIBRARIES = {"torch", "np", "math"}
_SAYS = {
    "dtype": "dtype",
    "device": "device",
    "keepdim": "keepdims",
    "keepdims": "keepdims",
    "dim": "axis",
    "axis": "axis",
}
_MISSING = {
    "keepdims": "an axis of length 1 is missing that keepdim would leave",
    "axis": "it goes over all axes at once",
    "argument": "an argument isn't handed on",
}
_FUNCTIONS = {"sum", "max", "min", "len", "sorted", "abs", "float", "int", "range", "enumerate", "zip", "tuple", "list"}


def changes(place: CodePlace) -> Iterator[CodeChange]:
    """Change a call, or an attribute that is none."""
    node = place.node
    if isinstance(node, ast.Call):
        yield from _function(place, node)
        yield from _arguments(place, node)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        called = isinstance(place.parent, ast.Call) and place.parent.func is node
        if not called and node.attr in _DROPPED:
            yield place.instead("method", node.value, _DROPPED[node.attr])
        if not called and node.attr == "values":
            yield place.instead("method", f"{place.text_of(node.value)}.indices", "these are positions, not values")


def _function(place: CodePlace, node: ast.Call) -> Iterator[CodeChange]:
    """Call another function, or none."""
    if isinstance(node.func, ast.Attribute):
        name, owner = node.func.attr, node.func.value
        library = isinstance(owner, ast.Name) and owner.id in _LIBRARIES
        if name in _OTHER:
            other, sentence = _OTHER[name]
            renamed = copy.deepcopy(node)
            renamed.func = ast.Attribute(owner, other, ast.Load())
            yield place.instead("method", renamed, sentence)
        if name in _DROPPED and (not library or node.args):
            kind = "device" if name == "to" else "method"
            yield place.instead(kind, node.args[0] if library else owner, _DROPPED[name])
    elif isinstance(node.func, ast.Name):
        name = node.func.id
        if name in ("max", "min", "sorted") and name in _OTHER:
            other, sentence = _OTHER[name]
            renamed = copy.deepcopy(node)
            renamed.func = ast.Name(other, ast.Load())
            yield place.instead("method", renamed, sentence)
        if (
            name in ("float", "int", "abs", "tuple")
            and len(node.args) == 1
            and not isinstance(node.args[0], ast.Constant)
        ):
            yield place.instead("method", node.args[0], "an absolute value is missing" if name == "abs" else "")
        if name == "range" and len(node.args) == 1:
            stop = node.args[0]
            one_less = ast.Call(node.func, [ast.BinOp(stop, ast.Sub(), ast.Constant(1))], [])
            yield place.instead("loop", one_less, "the last one is left out")
            yield place.instead("loop", ast.Call(node.func, [ast.Constant(1), stop], []), "the first one is left out")


def _arguments(place: CodePlace, node: ast.Call) -> Iterator[CodeChange]:
    """Leave an argument out, or exchange two."""
    for number, argument in enumerate(node.keywords):
        if argument.arg is None:
            continue
        fewer = copy.deepcopy(node)
        del fewer.keywords[number]
        kind = _SAYS.get(argument.arg, "argument")
        yield place.instead(kind, fewer, _MISSING.get(kind, ""))
    if len(node.args) == 1 and not node.keywords and isinstance(node.func, ast.Attribute) and _goes_along(node):
        none = copy.deepcopy(node)
        none.args = []
        yield place.instead("axis", none, _MISSING["axis"])
    if isinstance(node.func, ast.Name) and node.func.id in ("range", "zip", "max", "min"):
        return  # zip(a, b) is exchanged where its parts are named
    for number in range(len(node.args) - 1):
        if ast.dump(node.args[number]) != ast.dump(node.args[number + 1]):
            turned = copy.deepcopy(node)
            turned.args[number], turned.args[number + 1] = turned.args[number + 1], turned.args[number]
            yield place.instead("argument", turned, "two arguments are exchanged")
    if isinstance(node.func, ast.Name) and len(node.args) > 1 and node.func.id not in _FUNCTIONS:
        fewer = copy.deepcopy(node)
        fewer.args.pop()
        yield place.instead("argument", fewer, _MISSING["argument"])


def _goes_along(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return name in ("sum", "mean", "argmax", "argmin") and isinstance(node.args[0], ast.Constant)
