"""Apply the course's rules on code to the student's blocks: imports, banned calls, and the comments that option 2 asks for.

Comes in: a Program. Goes out: the same with findings added, and with the questions that a banned call costs. Only the
syntax is looked at; what is called at run time is watched in the sandbox.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from autograder.assemble import blocks, comments, name_resolution
from autograder.assemble.findings import finding
from autograder.assemble.name_resolution import Scope
from autograder.assemble.source_text import parse
from autograder.model import Assignment, Block, BlockState, Finding, Program, Question

HIDING = ("eval", "exec", "compile", "builtins.eval", "builtins.exec", "builtins.compile")
_MAPS = ("map", "builtins.map", "itertools.starmap", "numpy.vectorize", "numpy.frompyfunc", "numpy.apply_along_axis")
_ARRAYS = ("numpy", "torch")
_PARTS_OF_TORCH = ("nn", "optim", "autograd", "linalg", "func", "fft", "special", "ops", "utils", "jit")


@dataclass(frozen=True, slots=True)
class _Use:
    """A name that a block mentions, where it must not."""

    name: str
    line: int  # of the student's block, from 1
    banned: bool = True  # False: it only might hide something


def review(program: Program, assignment: Assignment) -> Program:
    """Add the findings about the student's code, and forbid the questions in which a banned call stands."""
    questions = {question.id: question for question in assignment.questions}
    known = _known(program.setup)
    found: list[Finding] = []
    forbidden = dict(program.forbidden)
    for block in program.blocks:
        if block.state in (BlockState.MISSING, BlockState.BLANK):
            continue
        tree, inside = _tree(block)
        if tree is None:
            continue
        scope = _scope(known, tree)
        question = questions.get(block.question)
        found += _import_findings(block, tree, inside, scope, assignment)
        uses = list(_uses(block, tree, inside, scope, question)) if question else []
        for use in uses:
            found.append(finding(assignment, "banned_call", _sentence(use), cell=block.cell))
        banned = [use for use in uses if use.banned]
        if banned:
            forbidden.setdefault(block.question, _sentence(banned[0]))
    found += _comment_findings(program, assignment)
    return replace(program, findings=(*program.findings, *found), forbidden=forbidden)


# ---------------------------------------------------------------- comments, imports and calls


def _comment_findings(program: Program, assignment: Assignment) -> Iterator[Finding]:
    """Demand comments in every written block of option 2; one finding, whose points are lost once."""
    if program.fields.option != 2:
        return
    written = [block for block in program.blocks if block.state in (BlockState.WRITTEN, BlockState.BROKEN)]
    silent = [block.cell for block in written if not comments.explains("\n".join(blocks.inside(block.source)))]
    if silent:
        blocks_named = ", ".join(cell.removesuffix("_solution") for cell in silent)
        message = f"Option 2 asks for comments of your own that explain the code. Too few in: {blocks_named}."
        yield finding(assignment, "option2_without_comments", message, cell=silent[0])


def _import_findings(
    block: Block, tree: ast.Module, inside: set[int], scope: Scope, assignment: Assignment
) -> Iterator[Finding]:
    for item in scope.imports(tree):
        if item.line not in inside:
            continue
        line = item.line - block.first_line + 1
        if item.top not in assignment.imports:
            message = f"Line {line} imports {item.module}, which this assignment doesn't allow."
            yield finding(assignment, "import_added", message, cell=block.cell)
        elif item.name == "*":
            message = f"Line {line} imports everything from {item.module}; import what you need by name."
            yield finding(assignment, "import_added", message, cell=block.cell)


def _uses(block: Block, tree: ast.Module, inside: set[int], scope: Scope, question: Question) -> Iterator[_Use]:
    """List the banned names of a block, each once, in the order of lines."""
    seen: set[str] = set()
    loops_forbidden = any(getattr(check.judge, "at_most", None) == "1" for check in question.checks)
    for node, at in _nodes(tree, scope):
        if at not in inside:
            continue
        for name, banned in _named(node, scope, question.banned, loops_forbidden):
            if not any(f"{other}.".startswith(f"{name}.") for other in seen):
                seen.add(name)
                yield _Use(name=name, line=at - block.first_line + 1, banned=banned)


def _named(node: ast.AST, scope: Scope, banned: Collection[str], loops_forbidden: bool) -> Iterator[tuple[str, bool]]:
    """Say which banned names one node mentions, and whether that is certain."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        for item in scope.imports(ast.Module(body=[node], type_ignores=[])):
            if _is_banned(item.dotted, banned):
                yield item.dotted, True
    if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        name = scope.resolve(node)
        candidates = [name] if name else []
        if isinstance(node, ast.Name) and node.id not in scope.names:
            candidates += [name_resolution.usual(f"{module}.{node.id}") for module in scope.stars]
        for candidate in candidates:
            if _is_banned(candidate, banned):
                yield candidate, True
        if method := _method(node, scope, banned):
            yield method, True
    if isinstance(node, ast.Call):
        called = scope.resolve(node.func)
        if called in HIDING and banned:
            yield called.removeprefix("builtins."), False
        if loops_forbidden and called in _MAPS and any(_is_array_code(item, scope) for item in node.args[:1]):
            yield f"{called} over {scope.resolve(node.args[0])}", True


def _is_banned(name: str, banned: Collection[str]) -> bool:
    return f"{name}.".startswith(_beginnings(tuple(banned)))


@lru_cache(maxsize=256)
def _beginnings(banned: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name_resolution.usual(name)}." for name in banned)


def _method(node: ast.AST, scope: Scope, banned: Collection[str]) -> str | None:
    """Return the banned name that is reached as a method: x.norm, torch.Tensor.norm, getattr(x, 'norm'), where x is no module that we know."""
    if isinstance(node, ast.Attribute):
        owner, name = node.value, node.attr
    elif isinstance(node, ast.Call) and len(node.args) >= 2 and scope.resolve(node.func) == "getattr":
        owner, name = node.args[0], name_resolution.text_of(node.args[1]) or ""
    elif isinstance(node, ast.Call) and node.args and (scope.resolve(node.func) or "").endswith("methodcaller"):
        return _banned_method(name_resolution.text_of(node.args[0]) or "", banned)
    else:
        return None
    whole = _banned_method(name, banned)
    if whole is None:  # nearly always
        return None
    base = scope.resolve(owner) or ""
    if base in ("torch.Tensor", "torch._C.TensorBase"):
        return whole
    if base == "self" or name_resolution.top(base) in {name_resolution.top(item) for item in scope.names.values()}:
        return None
    return whole


def _banned_method(method: str, banned: Collection[str]) -> str | None:
    """Return the banned name whose tensor method this is: torch.norm is x.norm() too."""
    if method not in _PARTS_OF_TORCH:
        for owner in ("torch", "torch.Tensor"):
            if f"{owner}.{method}" in banned:
                return f"{owner}.{method}"
    return None


def _is_array_code(node: ast.expr, scope: Scope) -> bool:
    return name_resolution.top(scope.resolve(node) or "") in _ARRAYS


# ---------------------------------------------------------------- trees


def _tree(block: Block) -> tuple[ast.Module | None, set[int]]:
    """Return the filled cell's tree and the lines of it that are the student's; no tree where it has a syntax error."""
    inside = {number for region in blocks.locate(block.source) for number in range(region.begin + 2, region.end + 1)}
    return parse(block.source)[0], inside


@lru_cache(maxsize=8)
def _known(setup: tuple[str, ...]) -> Scope:
    """Return what the names of our set-up cells mean; _scope copies it."""
    return name_resolution.chain(parse(source)[0] for source in setup)


def _scope(known: Scope, tree: ast.Module) -> Scope:
    scope = Scope(names=dict(known.names), stars=list(known.stars))
    scope.learn(tree)
    return scope


def _nodes(tree: ast.Module, scope: Scope) -> Iterator[tuple[ast.AST, int]]:
    """Walk the nodes with their lines, and the code in literal texts that are handed to eval or exec."""
    for node in name_resolution.in_order(tree):
        line = getattr(node, "lineno", 0)
        yield node, line
        if isinstance(node, ast.Call) and node.args and scope.resolve(node.func) in HIDING:
            hidden = parse(name_resolution.text_of(node.args[0]) or "")[0]
            for inner in name_resolution.in_order(hidden) if hidden else ():
                yield inner, line


def _sentence(use: _Use) -> str:
    if use.banned:
        return f"{use.name} must not be used here (line {use.line} of the block)."
    return f"{use.name} in line {use.line} of the block runs code that can't be read here."
