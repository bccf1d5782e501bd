"""Find the banned names in a student's code, by syntax alone: under every name that leads to them, and what each falls under.

Comes in: a block's tree, with what names stand for in it, and what its question bans and allows. Goes out: each use once, with its line.
What is called at run time is watched in the sandbox.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.assemble import name_resolution
from autograder.assemble.name_resolution import Scope, usual
from autograder.assemble.source_text import parse

_RUNS_TEXT = ("eval", "exec", "compile", "builtins.eval", "builtins.exec", "builtins.compile")
_MAPS = ("map", "builtins.map", "itertools.starmap", "numpy.vectorize", "numpy.frompyfunc", "numpy.apply_along_axis")
_ARRAYS = ("numpy", "torch")
_TENSORS = ("torch.Tensor", "torch._C.TensorBase")
_PARTS_OF_TORCH = ("nn", "optim", "autograd", "linalg", "func", "fft", "special", "ops", "utils", "jit")
_SAME = ("torch.nn.functional.", "torch.special.", "torch.Tensor.")  # torch offers many of its functions here once more


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a block, where it must not be."""

    name: str
    ban: str | None  # what it falls under, as assignment.toml has it; "" for a loop; None: it only might hide something
    line: int  # of the cell, from 1


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What one question forbids."""

    prices: Mapping[str, float]  # dotted name → share of the question's points
    allowed: Collection[str] = ()  # dotted names that are free, although what they lie in is banned
    loops: bool = False  # also a library's loop over array code, such as map over a function of torch
    # usual spelling → as the toml has it; None is free
    _rules: dict[str, str | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Put what is banned and what is allowed into one table: of two that fit a name, the longer one counts."""
        self._rules.update({usual(name): name for name in self.prices} | {usual(name): None for name in self.allowed})

    def of(self, name: str) -> str | None:
        """Return the ban that a dotted name falls under; of several, by other names of the same function, the dearest."""
        if any(one.startswith(f"{name}.") for one in self.allowed):
            return None  # the way to what is allowed
        found = self._longest(name)
        if found is None and self._is_free(name):
            return None
        others = (self._longest(f"torch.{name.removeprefix(home)}") for home in _SAME if name.startswith(home))
        bans = [ban for ban in (found, *others) if ban is not None]
        return max(bans, key=lambda ban: self.prices[ban], default=None)

    def is_method(self, name: str) -> bool:
        """Say whether just this name is banned, so that a tensor's method of the name is too."""
        return self._rules.get(name) is not None

    def _longest(self, name: str) -> str | None:
        return self._rules.get(self._rule(name))

    def _is_free(self, name: str) -> bool:
        rule = self._rule(name)
        return rule in self._rules and self._rules[rule] is None

    def _rule(self, name: str) -> str:
        while name and name not in self._rules:
            name = name.rpartition(".")[0]
        return name


def mentions(tree: ast.Module, scope: Scope, bans: Forbidden, lines: Collection[int]) -> Iterator[Mention]:
    """List the banned names on some lines of a cell, each once, in the order of lines."""
    seen: set[str] = set()  # with all that the names seen begin with
    for node, line in _nodes(tree, scope):
        if line not in lines:
            continue
        for name, ban in _named(node, scope, bans):
            if name not in seen:
                seen |= set(itertools.accumulate(name.split("."), "{}.{}".format))
                yield Mention(name, ban, line)


def _nodes(tree: ast.Module, scope: Scope) -> Iterator[tuple[ast.AST, int]]:
    """Walk the nodes with their lines, and the code in literal texts that are handed to eval or exec."""
    for node in name_resolution.in_order(tree):
        line = getattr(node, "lineno", 0)
        yield node, line
        if isinstance(node, ast.Call) and node.args and scope.resolve(node.func) in _RUNS_TEXT:
            hidden = parse(name_resolution.text_of(node.args[0]) or "")[0]
            for inner in name_resolution.in_order(hidden) if hidden else ():
                yield inner, line


def _named(node: ast.AST, scope: Scope, bans: Forbidden) -> Iterator[tuple[str, str | None]]:
    """Give the banned names that one node mentions, each with its ban; None where that isn't certain."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        for item in scope.imports(ast.Module(body=[node], type_ignores=[])):
            if (ban := bans.of(usual(item.dotted))) is not None:
                yield item.dotted, ban
    if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield from _banned_names(node, scope, bans)
    if isinstance(node, ast.Call):
        called = scope.resolve(node.func)
        if called in _RUNS_TEXT and bans.prices:
            yield called.removeprefix("builtins."), None
        if called in _MAPS and bans.loops and node.args and _is_array_code(node.args[0], scope):
            yield f"{called} over {scope.resolve(node.args[0])}", ""


def _banned_names(node: ast.expr, scope: Scope, bans: Forbidden) -> Iterator[tuple[str, str | None]]:
    """Give the banned names that an expression may stand for: by its dotted name, by a star import, as a method."""
    name = scope.resolve(node)
    candidates = [name] if name else []
    if isinstance(node, ast.Name) and node.id not in scope.names:
        candidates += [usual(f"{module}.{node.id}") for module in scope.stars]
    for candidate in candidates:
        if (ban := bans.of(candidate)) is not None:
            yield candidate, ban
    method = _method(node, scope)
    banned = _banned_method(method[1], bans) if method else None
    if method and banned and _may_be_a_tensor(method[0], scope):
        yield banned, bans.of(banned)


def _is_array_code(node: ast.expr, scope: Scope) -> bool:
    return name_resolution.top(scope.resolve(node) or "") in _ARRAYS


# ---------------------------------------------------------------- methods: torch.norm is x.norm() too


def _method(node: ast.expr, scope: Scope) -> tuple[ast.expr | None, str] | None:
    """Return owner and name of an attribute: x.norm, getattr(x, "norm"), methodcaller("norm"), which has no owner yet."""
    if isinstance(node, ast.Attribute):
        return node.value, node.attr
    if not isinstance(node, ast.Call) or not node.args:
        return None
    called = scope.resolve(node.func) or ""
    if called == "getattr" and len(node.args) >= 2:
        return node.args[0], name_resolution.text_of(node.args[1]) or ""
    if called.endswith("methodcaller"):
        return None, name_resolution.text_of(node.args[0]) or ""
    return None


def _banned_method(method: str, bans: Forbidden) -> str | None:
    """Return the banned name whose tensor method this is."""
    if method not in _PARTS_OF_TORCH:
        for owner in ("torch", "torch.Tensor"):
            if bans.is_method(f"{owner}.{method}"):
                return f"{owner}.{method}"
    return None


def _may_be_a_tensor(owner: ast.expr | None, scope: Scope) -> bool:
    """Say whether a method's owner may be a tensor: it is no module that we know, and not self."""
    base = (scope.resolve(owner) or "") if owner is not None else ""
    if owner is None or base in _TENSORS:
        return True
    return base != "self" and not scope.is_module(name_resolution.top(base))
