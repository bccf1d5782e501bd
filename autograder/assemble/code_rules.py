"""Apply the course's rules on code to the student's blocks: imports, banned calls, and the comments that option 2 asks for.

Comes in: a Program. Goes out: the same with findings added, and with the questions that a banned call costs. Only the
syntax is looked at; what is called at run time is watched in the sandbox.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from autograder.assemble import blocks, comments, name_resolution
from autograder.assemble.name_resolution import Scope
from autograder.assemble.source_text import parse
from autograder.conventions import finding, question_of_cell
from autograder.model import Assignment, Block, BlockState, Finding, Program, Question

_RUNS_TEXT = ("eval", "exec", "compile", "builtins.eval", "builtins.exec", "builtins.compile")
_MAPS = ("map", "builtins.map", "itertools.starmap", "numpy.vectorize", "numpy.frompyfunc", "numpy.apply_along_axis")
_ARRAYS = ("numpy", "torch")
_TENSORS = ("torch.Tensor", "torch._C.TensorBase")
_PARTS_OF_TORCH = ("nn", "optim", "autograd", "linalg", "func", "fft", "special", "ops", "utils", "jit")


@dataclass(frozen=True, slots=True)
class _Code:
    """A block's filled cell as it is looked at."""

    block: Block
    tree: ast.Module
    own_lines: frozenset[int]  # of the cell, from 1, that are the student's
    scope: Scope  # what names stand for, after our set-up cells and this one


@dataclass(frozen=True, slots=True)
class _Ban:
    """What one question forbids."""

    names: Collection[str]  # dotted
    loops: bool  # also a library's loop over array code, such as map over a function of torch


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in a block, where it must not be."""

    name: str
    line: int  # of the student's block, from 1
    banned: bool  # False: it only might hide something


def review(program: Program, assignment: Assignment) -> Program:
    """Add the findings about the student's code, and forbid the questions in which a banned call stands."""
    questions = {question.id: question for question in assignment.questions}
    known = _known(program.setup)
    findings: list[Finding] = []
    forbidden = dict(program.forbidden)
    for block in program.blocks:
        code = _code(block, known)
        if code is None:
            continue
        findings += _import_findings(code, assignment)
        question = questions.get(block.question)
        mentions = list(_mentions(code, _ban(question))) if question else []
        findings += [finding(assignment, "banned_call", _sentence(one), cell=block.cell) for one in mentions]
        banned = next((one for one in mentions if one.banned), None)
        if banned:
            forbidden.setdefault(block.question, _sentence(banned))
    findings += _comment_findings(program, assignment)
    return replace(program, findings=(*program.findings, *findings), forbidden=forbidden)


# ---------------------------------------------------------------- what is looked at


def _code(block: Block, known: Scope) -> _Code | None:
    """Parse a block's cell; None where nothing is written or it has a syntax error."""
    if block.state in (BlockState.MISSING, BlockState.BLANK):
        return None
    tree, _ = parse(block.source)
    if tree is None:
        return None
    regions = blocks.locate(block.source)
    own_lines = frozenset(number for region in regions for number in range(region.begin + 2, region.end + 1))
    scope = Scope(names=dict(known.names), stars=list(known.stars), assigned=set(known.assigned))
    scope.learn(tree)
    return _Code(block, tree, own_lines, scope)


@lru_cache(maxsize=8)
def _known(setup: tuple[str, ...]) -> Scope:
    """Return what the names of our set-up cells mean; nobody changes it."""
    return name_resolution.chain(parse(source)[0] for source in setup)


def _ban(question: Question) -> _Ban:
    loops = any(getattr(check.judge, "at_most", None) == "1" for check in question.checks)
    return _Ban(names=question.banned, loops=loops)


# ---------------------------------------------------------------- comments and imports


def _comment_findings(program: Program, assignment: Assignment) -> Iterator[Finding]:
    """Demand comments in every written block of option 2; one finding, whose points are lost once."""
    if program.fields.option != 2:
        return
    written = [block for block in program.blocks if block.state in (BlockState.WRITTEN, BlockState.BROKEN)]
    silent = [block.cell for block in written if not comments.explains("\n".join(blocks.inside(block.source)))]
    if silent:
        message = f"Option 2 asks for comments of your own that explain the code. Too few in: {', '.join(map(question_of_cell, silent))}."
        yield finding(assignment, "option2_without_comments", message, cell=silent[0])


def _import_findings(code: _Code, assignment: Assignment) -> Iterator[Finding]:
    for item in code.scope.imports(code.tree):
        if item.line not in code.own_lines:
            continue
        line = item.line - code.block.first_line + 1
        if item.top not in assignment.imports:
            message = f"Line {line} imports {item.module}, which this assignment doesn't allow."
            yield finding(assignment, "import_added", message, cell=code.block.cell)
        elif item.name == "*":
            message = f"Line {line} imports everything from {item.module}; import what you need by name."
            yield finding(assignment, "import_added", message, cell=code.block.cell)


# ---------------------------------------------------------------- banned calls


def _mentions(code: _Code, ban: _Ban) -> Iterator[_Mention]:
    """List the banned names of a block, each once, in the order of lines."""
    seen: set[str] = set()  # with all that the names seen begin with
    for node, line in _nodes(code):
        if line not in code.own_lines:
            continue
        for name, banned in _named(node, code.scope, ban):
            if name not in seen:
                seen |= set(itertools.accumulate(name.split("."), "{}.{}".format))
                yield _Mention(name=name, line=line - code.block.first_line + 1, banned=banned)


def _nodes(code: _Code) -> Iterator[tuple[ast.AST, int]]:
    """Walk the nodes with their lines, and the code in literal texts that are handed to eval or exec."""
    for node in name_resolution.in_order(code.tree):
        line = getattr(node, "lineno", 0)
        yield node, line
        if isinstance(node, ast.Call) and node.args and code.scope.resolve(node.func) in _RUNS_TEXT:
            hidden = parse(name_resolution.text_of(node.args[0]) or "")[0]
            for inner in name_resolution.in_order(hidden) if hidden else ():
                yield inner, line


def _named(node: ast.AST, scope: Scope, ban: _Ban) -> Iterator[tuple[str, bool]]:
    """Say which banned names one node mentions, and whether that is certain."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((name, True) for name in _banned_imports(node, scope, ban))
    if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield from ((name, True) for name in _banned_names(node, scope, ban))
    if isinstance(node, ast.Call):
        called = scope.resolve(node.func)
        if called in _RUNS_TEXT and ban.names:
            yield called.removeprefix("builtins."), False
        if called in _MAPS and ban.loops and node.args and _is_array_code(node.args[0], scope):
            yield f"{called} over {scope.resolve(node.args[0])}", True


def _banned_imports(node: ast.Import | ast.ImportFrom, scope: Scope, ban: _Ban) -> Iterator[str]:
    for item in scope.imports(ast.Module(body=[node], type_ignores=[])):
        if _is_banned(item.dotted, ban):
            yield item.dotted


def _banned_names(node: ast.expr, scope: Scope, ban: _Ban) -> Iterator[str]:
    """Give the banned names that an expression may stand for: by its dotted name, by a star import, as a method."""
    name = scope.resolve(node)
    candidates = [name] if name else []
    if isinstance(node, ast.Name) and node.id not in scope.names:
        candidates += [name_resolution.usual(f"{module}.{node.id}") for module in scope.stars]
    yield from (candidate for candidate in candidates if _is_banned(candidate, ban))
    method = _method(node, scope)
    banned = _banned_method(method[1], ban) if method else None
    if method and banned and _may_be_a_tensor(method[0], scope):
        yield banned


def _is_banned(name: str, ban: _Ban) -> bool:
    return f"{name}.".startswith(_beginnings(tuple(ban.names)))


@lru_cache(maxsize=256)
def _beginnings(banned: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name_resolution.usual(name)}." for name in banned)


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


def _banned_method(method: str, ban: _Ban) -> str | None:
    """Return the banned name whose tensor method this is."""
    if method not in _PARTS_OF_TORCH:
        for owner in ("torch", "torch.Tensor"):
            if f"{owner}.{method}" in ban.names:
                return f"{owner}.{method}"
    return None


def _may_be_a_tensor(owner: ast.expr | None, scope: Scope) -> bool:
    """Say whether a method's owner may be a tensor: it is no module that we know, and not self."""
    base = (scope.resolve(owner) or "") if owner is not None else ""
    if owner is None or base in _TENSORS:
        return True
    return base != "self" and not scope.is_module(name_resolution.top(base))


def _sentence(mention: _Mention) -> str:
    if mention.banned:
        return f"{mention.name} must not be used here (line {mention.line} of the block)."
    return f"{mention.name} in line {mention.line} of the block runs code that can't be read here."
