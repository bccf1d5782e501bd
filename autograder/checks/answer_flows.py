"""Where students' answers go in a test's text, and whether one becomes an input of a student's function.

Our own answer would stand there when the calls are written down, so that the student's process could read it before it is asked for it; and a test
must not go on with ours. Comes in: the text, and names that students' cells bind. Goes out: reasons, each half a sentence. Names are followed
wherever they stand, whatever the order of lines: too many are suspected, and such a test runs beside the student's code.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.checks.assert_names import root_of

_FILLS = frozenset({"append", "extend", "add", "insert", "update", "setdefault", "appendleft"})
_WRAPS = frozenset({"partial", "vectorize", "cache", "lru_cache"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def asked_with_answers(tree: ast.Module, students: Collection[str], functions: Collection[str]) -> Iterator[str]:
    """Find calls of students' functions whose inputs come from answers of theirs. functions: those of the names that can be called."""
    flows = _Flows(tree, frozenset(students), frozenset(functions))
    for node in flows.calls:
        asked = [root_of(node.func)] if root_of(node.func) in flows.asked else flows.handed_on(node)
        if asked and any(map(flows.is_answer, _inputs(node))):
            yield f"it asks {asked[0]} with what the student's code answered before"
        elif len(set(asked)) > 1:
            yield f"it gives {asked[0]} and {asked[1]} to one function, which may ask one of them with what the other answers"


@dataclass
class _Flows:
    """What is known of a test's names."""

    tree: ast.Module
    students: frozenset[str]
    functions: frozenset[str]  # that students write, by all names that they have
    calls: list[ast.Call] = field(init=False)
    asked: set[str] = field(init=False)  # whose calls are put to students' code: its own names, objects that it made
    answers: set[str] = field(default_factory=set)  # that hold answers, or are the test's functions that give some

    def __post_init__(self) -> None:
        nodes = list(ast.walk(self.tree))
        self.calls = [node for node in nodes if isinstance(node, ast.Call)]
        self.functions |= {name for node in nodes for name in self._other_names(node)}
        self.asked = {*self.students, *self.functions, *(name for node in nodes for name in self._made(node))}
        own = _own_functions(nodes)
        before = -1
        while before < len(self.answers):  # until what follows from what is known, loops included
            before = len(self.answers)
            for node in nodes:
                self.answers.update(self._reached(node, own))

    def asks(self, node: ast.AST) -> bool:
        """Say whether students' code, or what it answered, is used in an expression."""
        return any(isinstance(one, ast.Name) and one.id in self.students | self.answers for one in ast.walk(node))

    def is_answer(self, node: ast.expr) -> bool:
        """Say whether an input may be, or hold, an answer; a student's function that is handed on is none."""
        return self.asks(node) and not self.is_function(node)

    def is_function(self, node: ast.AST) -> bool:
        """Say whether an expression is a student's function itself."""
        return isinstance(node, ast.Name) and node.id in self.functions

    def handed_on(self, call: ast.Call) -> list[str]:
        """List students' functions that something else is given to call: map(f, …), np.vectorize(f)(…)."""
        given = [*_inputs(call), *(_inputs(call.func) if isinstance(call.func, ast.Call) else ())]
        return [one.id for one in given if isinstance(one, ast.Name) and one.id in self.functions]

    def _other_names(self, node: ast.AST) -> Iterator[str]:
        """Give names that a test has for a student's function."""
        value, targets = _bound(node)
        held = value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value]
        wrapped = value.args if isinstance(value, ast.Call) and _last(value.func) in _WRAPS else []
        if any(one is not None and self.is_function(one) for one in (*held, *wrapped)):
            yield from (target.id for target in targets if isinstance(target, ast.Name))

    def _made(self, node: ast.AST) -> Iterator[str]:
        """Give names that hold what a student's class or function gave, as it is."""
        match node:
            case ast.Assign(value=ast.Call(func=function), targets=targets) if root_of(function) in self.students:
                yield from (target.id for target in targets if isinstance(target, ast.Name))

    def _reached(self, node: ast.AST, own: Mapping[str, _Function]) -> Iterator[str]:
        """Give the names that answers come to by one node."""
        value, targets = _bound(node)
        if value is not None and self.asks(value):
            yield from (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and any(map(self.asks, _given_back(node))):
            yield node.name
        if isinstance(node, ast.Call) and any(map(self.is_answer, _inputs(node))):
            for one in (node.func, *_inputs(node)):
                function = own.get(one.id) if isinstance(one, ast.Name) else one
                if isinstance(function, _Function) and any(
                    self.is_answer(other) for other in _inputs(node) if other is not one
                ):
                    yield from _parameters(function)


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


def _own_functions(nodes: Collection[ast.AST]) -> dict[str, _Function]:
    """List the functions that the test itself defines, by their names."""
    found: dict[str, _Function] = {}
    for node in nodes:
        value, targets = _bound(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[node.name] = node
        elif isinstance(value, ast.Lambda):
            found |= {target.id: value for target in targets if isinstance(target, ast.Name)}
    return found


def _given_back(function: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)) and node.value is not None:
            yield node.value


def _parameters(function: _Function) -> Iterator[str]:
    every = function.args
    for one in (*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg):
        if one is not None:
            yield one.arg


def _inputs(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(named.value for named in call.keywords)]


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else root_of(node)
