"""Resolve what a piece of Python code names: aliases, from-imports, getattr with literals, and torch's other doors."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_DOORS = (  # other ways to the same functions
    ("torch.ops.aten.", "torch."),
    ("torch._C._VariableFunctions.", "torch."),
    ("torch._C._nn.", "torch.nn.functional."),
    ("torch._VF.", "torch."),
    ("torch.functional.", "torch."),
    ("torch.func.vmap", "torch.vmap"),
    ("functorch.vmap", "torch.vmap"),
    ("torch._cdist_forward", "torch.cdist"),
    ("torch._euclidean_dist", "torch.cdist"),
)
MAX_NAME = 300  # characters of a dotted name: enough to tell what it begins with
MAX_PARTS = 50  # of an expression such as a.b.c; what stands further inside is looked at by itself

_GETTERS = ("getattr", "builtins.getattr", "object.__getattribute__", "inspect.getattr_static")
_IMPORTERS = ("__import__", "builtins.__import__", "importlib.import_module", "importlib.__import__")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name."""

    module: str  # as written, with its dots
    name: str | None  # of `from module import name`; "*" for a star import
    line: int

    @property
    def dotted(self) -> str:
        """Return the full name of what was imported."""
        return f"{self.module}.{self.name}" if self.name not in (None, "*") else self.module

    @property
    def top(self) -> str:
        """Return the library's own name."""
        return self.module.partition(".")[0]


@dataclass(slots=True)
class Scope:
    """What names stand for; functions aren't told apart, so a local name shadows nothing."""

    names: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)  # names of values, arguments among them
    _modules: Counter[str] = field(init=False)  # how many names stand for something of a library

    def __post_init__(self) -> None:
        """Count what the names given stand for."""
        self._modules = Counter(map(top, self.names.values()))

    def is_module(self, name: str) -> bool:
        """Say whether some name stands for this library, or for something of it; Python's own are known without an import in sight."""
        return self._modules[name] > 0 or (name in sys.stdlib_module_names and name not in self.assigned)

    def learn(self, tree: ast.AST) -> None:
        """Take in the imports and the plain aliases of a tree, in the order in which they are written."""
        for node in in_order(tree):
            if isinstance(node, ast.arg):
                self.assigned.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.assigned.add(node.id)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.asname is not None
                    self._name(alias.asname or top(alias.name), alias.name if whole else top(alias.name))
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name == "*":
                        self.stars.append(node.module or "")
                    else:
                        self._name(alias.asname or alias.name, f"{node.module or ''}.{alias.name}")
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self._bind(target, node.value)
            elif isinstance(node, ast.NamedExpr | ast.AnnAssign) and node.value is not None:
                self._bind(node.target, node.value)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for part, item in zip(target.elts, value.elts, strict=False):
                self._bind(part, item)
        elif isinstance(target, ast.Name):
            name = self.resolve(value)
            imported = isinstance(value, ast.Call) and self._plain(value.func) in _IMPORTERS
            if name is not None and (imported or self._modules[top(name)] > 0):
                self._name(target.id, name)

    def _name(self, name: str, meaning: str) -> None:
        """Let a name stand for something else from now on."""
        before = self.names.get(name)
        if before is not None:
            self._modules[top(before)] -= 1
        self.names[name] = meaning
        self._modules[top(meaning)] += 1

    def resolve(self, node: ast.expr) -> str | None:
        """Return the dotted name that an expression stands for, in its usual spelling; None when it isn't a plain name."""
        parts: list[str] = []
        while len(parts) < MAX_PARTS:  # from the outside in, so that a long chain needs no deep recursion
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Call) and len(node.args) >= 2 and self._plain(node.func) in _GETTERS:
                name = text_of(node.args[1])
                if name is None:
                    return None
                parts.append(name)
                node = node.args[0]
            elif isinstance(node, ast.Subscript) and (inner := _namespace(node.value)) is not None:
                name = text_of(node.slice)
                if name is None:
                    return None
                parts.append(name)
                node = inner
            else:
                break
        base = self._base(node)
        return None if base is None else usual(".".join([base, *reversed(parts)]))[:MAX_NAME]

    def _base(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Call) and node.args and self._plain(node.func) in _IMPORTERS:
            module = text_of(node.args[0])
            return top(module) if module and self._plain(node.func) == "__import__" else module
        if isinstance(node, ast.Subscript) and self._plain(node.value) == "sys.modules":
            return text_of(node.slice)
        return None

    def _plain(self, node: ast.expr) -> str | None:
        """Resolve names and attributes only."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < MAX_PARTS:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        return ".".join([self.names.get(node.id, node.id), *reversed(parts)])

    def imports(self, tree: ast.AST) -> Iterator[Import]:
        """List what a tree imports, by statement or by a call with a literal name."""
        for node in in_order(tree):
            if isinstance(node, ast.Import):
                yield from (Import(alias.name, None, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                yield from (Import(module, alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.Call) and node.args and self._plain(node.func) in _IMPORTERS:
                yield Import(text_of(node.args[0]) or "?", None, node.lineno)


@lru_cache(maxsize=4096)
def usual(name: str) -> str:
    """Return a dotted name as its library's documentation spells it."""
    if name.startswith("torch.ops.aten."):
        name = ".".join(name.split(".")[:4])  # without the overload's name
    for door, spelling in _DOORS:
        if name.startswith(door):
            name = spelling + name.removeprefix(door)
    return name


def top(name: str) -> str:
    """Return the first part of a dotted name."""
    return name.partition(".")[0]


def text_of(node: ast.expr) -> str | None:
    """Return the text that an expression of literals makes: 'a', 'a' + 'b'."""
    parts: list[str] = []
    pending = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, ast.BinOp) and isinstance(item.op, ast.Add):
            pending += [item.right, item.left]
        elif isinstance(item, ast.JoinedStr):
            pending += reversed(item.values)
        elif isinstance(item, ast.FormattedValue):
            pending.append(item.value)
        elif isinstance(item, ast.Constant) and isinstance(item.value, str):
            parts.append(item.value)
        else:
            return None
    return "".join(parts)


@lru_cache(maxsize=32)  # several rules walk the same tree
def in_order(tree: ast.AST) -> tuple[ast.AST, ...]:
    """List a tree's nodes as they are written, line by line, without recursion."""
    nodes = [node for node in ast.walk(tree) if hasattr(node, "lineno")]
    return tuple(sorted(nodes, key=lambda node: (node.lineno, node.col_offset)))  # type: ignore[attr-defined]


def chain(trees: Iterable[ast.AST | None]) -> Scope:
    """Return what the names mean after all of the trees."""
    scope = Scope()
    for tree in trees:
        if tree is not None:
            scope.learn(tree)
    return scope


def _namespace(node: ast.expr) -> ast.expr | None:
    """Return x of x.__dict__ and vars(x)."""
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return node.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "vars"
        and len(node.args) == 1
    ):
        return node.args[0]
    return None
