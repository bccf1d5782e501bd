"""Apply the course's rules on code to the student's blocks: banned names, names of other questions, and the comments that option 2 asks for.

Comes in: a Program. Goes out: the same with findings added, and with the banned names that stand in each question's block. What those cost is
settled when it is known what the question earned.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from autograder.assemble import banned_names, blocks, comments, name_resolution
from autograder.assemble.banned_names import Forbidden
from autograder.assemble.name_resolution import Scope
from autograder.assemble.source_text import parse
from autograder.assemble.taken_names import taken_findings
from autograder.conventions import finding, line_in, question_of_cell
from autograder.model import Assignment, BannedUse, Block, BlockState, Finding, Program, Question


@dataclass(frozen=True, slots=True)
class _Code:
    """A block's filled cell as it is looked at."""

    block: Block
    tree: ast.Module
    own_lines: frozenset[int]  # of the cell, from 1, that are the student's
    scope: Scope  # what names stand for, after our set-up cells and this one


def review(program: Program, assignment: Assignment) -> Program:
    """Add the findings about the student's code, and note the banned names that stand in each question's block."""
    questions = {question.id: question for question in assignment.questions}
    known = {"": _known(program.setup), **{one.file: _known((one.source,)) for one in program.modules}}
    findings: list[Finding] = []
    banned: dict[str, tuple[BannedUse, ...]] = dict(program.banned)
    for block in program.blocks:
        code, question = _code(block, known[block.file]), questions.get(block.question)
        if code is None or question is None:
            continue
        for one in banned_names.mentions(code.tree, code.scope, _bans(question, assignment), code.own_lines):
            line, file = line_in(block, one.line), block.file if block.file_line else ""
            if one.ban is None:
                message = f"{one.name} in line {line} of {file or 'the block'} runs code that can't be read here."
                findings.append(finding(assignment, "banned_call", message, cell=block.cell))
            else:
                banned[question.id] = (*banned.get(question.id, ()), BannedUse(one.name, one.ban, line, file))
    findings += [*taken_findings(program, assignment), *_comment_findings(program, assignment)]
    return replace(program, findings=(*program.findings, *findings), banned=banned)


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


def _bans(question: Question, assignment: Assignment) -> Forbidden:
    loops = any(getattr(check.judge, "at_most", None) == "1" for check in question.checks)
    return Forbidden(question.banned, assignment.allowed, loops)


# ---------------------------------------------------------------- comments


def _comment_findings(program: Program, assignment: Assignment) -> Iterator[Finding]:
    """Demand comments in every written block of option 2; one finding, whose points are lost once."""
    if program.fields.option != 2:
        return
    written = [block for block in program.blocks if block.state in (BlockState.WRITTEN, BlockState.BROKEN)]
    texts = {block.cell: "\n".join(map(blocks.dedented, blocks.inside(block.source))) for block in written}
    silent = [cell for cell, text in texts.items() if not comments.explains(text) and not _is_typed(text)]
    if silent:
        message = f"Option 2 asks for comments of your own that explain the code. Too few in: {', '.join(map(question_of_cell, silent))}."
        yield finding(assignment, "option2_without_comments", message, cell=silent[0])


def _is_typed(text: str) -> bool:
    """Say whether a block is one answer that was typed, a letter or a number: there is nothing to explain."""
    tree, _ = parse(blocks.dedented(text))
    return (
        tree is not None
        and len(tree.body) == 1
        and isinstance(tree.body[0], ast.Assign)
        and isinstance(tree.body[0].value, ast.Constant)
    )
