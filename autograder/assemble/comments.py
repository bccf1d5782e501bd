"""Tell what code says in words: its comments and texts, and which of them explain it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from autograder.assemble.source_text import is_comment, parse, scan, without_magics
from autograder.assemble.student_fields import NAMES
from autograder.conventions import is_marker, lines_of
from autograder.untrusted_text import encodable  # a text's literal can spell what no file can hold: "\ud83d"

LINES_PER_COMMENT = 10
FEWEST_WORDS = 3  # of a text that is given a name, for it to be a sentence

_FOR_TOOLS = re.compile(
    r"(?:@param(?:\s*\{[^{}]*\})?|%%(?:\s*\[\w+\])?|noqa(?:: ?[A-Z\d, ]+)?|type: ?ignore(?:\[[\w, -]+\])?|pylint: ?\S+|fmt: ?\w+|-\*-.*-\*-)",
    re.IGNORECASE,
)  # spoken to an editor or a checker, and nothing else
_WORD = re.compile(r"[^\W\d_]+")


_SAYS = (ast.Expr, ast.Assign, ast.AnnAssign)
_WORDLIKE: tuple[type[ast.AST], ...] = (ast.Name, ast.Constant, ast.Tuple, ast.BoolOp, ast.UnaryOp, ast.Compare)
_WORDLIKE += (
    ast.expr_context,
    ast.boolop,
    ast.unaryop,
    ast.Is,
    ast.IsNot,
    ast.In,
    ast.NotIn,
)  # what is spelled in words


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a comment or of a text in code, and the lines of the code, from 1, that it stands in."""

    text: str
    first: int
    last: int
    comment: bool = False


def explains(text: str) -> bool:
    """Say whether a block has an explaining comment for every ten lines of code begun, at least one."""
    lines = lines_of(text)
    marks = scan(lines)
    code = sum(mark.code and not is_comment(line) for line, mark in zip(lines, marks, strict=True))
    said = sum(_is_explanation(comment) for comment in comments(text))
    return said >= max(1, -(-code // LINES_PER_COMMENT))


def comments(text: str) -> list[str]:
    """List the comments of a text, without their #, and the texts that stand alone as statements."""
    texts = []
    lines = lines_of(text)
    marks = scan(lines)
    for line, mark in zip(lines, marks, strict=True):
        at = mark.comment
        if at is not None and not is_marker(line[at:]):
            texts.append(line[at:].lstrip("# \t"))
    tree, _ = parse(text)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            texts.append(node.value.value)
    return texts


def remarks(source: str) -> list[str]:
    """List what a code cell says in words, a line each and in its order: comments, docstrings, texts that stand alone or are given a name.

    The text needn't parse. Code that was commented out is among them: `says_something` tells.
    """
    lines = lines_of(source)
    said: list[tuple[int, str]] = []
    for number, (line, mark) in enumerate(zip(lines, scan(lines), strict=True), start=1):
        if mark.comment is not None and not is_marker(line[mark.comment :]):
            said.append((number, line[mark.comment :].lstrip("# \t")))
    tree, _ = parse(without_magics(source))
    for node in ast.walk(tree) if tree else ():
        text = node.value.value if isinstance(node, _SAYS) and isinstance(node.value, ast.Constant) else None
        if isinstance(text, str) and (isinstance(node, ast.Expr) or _is_answer(node, text)):
            said += [
                (getattr(node, "lineno", 0) + at, line.strip()) for at, line in enumerate(lines_of(encodable(text)))
            ]
    said.sort(key=lambda one: one[0])
    return [text for _, text in said if text.strip()]


def said(source: str, tree: ast.Module | None) -> list[Said]:
    """List all that a code cell says: its comments, and the texts in it whatever is done with them.

    tree: the cell's, without magics; of what has none the comments alone are listed.
    """
    found = []
    lines = lines_of(source)
    for number, (line, mark) in enumerate(zip(lines, scan(lines), strict=True), start=1):
        if mark.comment is not None and not is_marker(line[mark.comment :]):
            found.append(Said(line[mark.comment :].lstrip("# \t"), number, number, comment=True))
    for node in ast.walk(tree) if tree else ():
        value = node.value if isinstance(node, ast.Constant) else None
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if isinstance(node, ast.Constant) and isinstance(text, str):
            last = node.end_lineno or node.lineno
            found += [Said(line.strip(), node.lineno, last) for line in lines_of(encodable(text))]
    return sorted((one for one in found if one.text.strip()), key=lambda one: one.first)


def _is_answer(node: ast.AST, text: str) -> bool:
    """Say whether a text that was given a name is a sentence, and not what the fields cell asks for."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return len(text.split()) >= FEWEST_WORDS and names.isdisjoint(NAMES)


def says_something(remark: str) -> bool:
    """Say whether a line of remarks is words: not what speaks to a tool, nor code that was put out of use, unless there is a text in it."""
    return not _FOR_TOOLS.fullmatch(remark.strip()) and (not _is_code(remark) or _holds_text(remark))


def is_worded(statement: ast.stmt) -> bool:
    """Say whether a statement is what a few words may read as: `yes`, `No, never`, `Answer: 3`, `rows and columns`."""
    if isinstance(statement, ast.AnnAssign):
        return statement.value is None
    if not isinstance(statement, ast.Expr):
        return False
    return all(isinstance(node, _WORDLIKE) for node in ast.walk(statement.value))


def _is_code(comment: str) -> bool:
    """Say whether a comment is a line of code that was put out of use; a lone word or number is an answer as well."""
    text = comment.strip()
    for whole in (text, f"{text}\n    pass"):
        tree, _ = parse(whole)
        if tree is not None:
            return not all(map(is_worded, tree.body))
    return False


def _holds_text(comment: str) -> bool:
    tree, _ = parse(comment.strip())
    nodes = ast.walk(tree) if tree else ()
    return any(isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) for node in nodes)


def _is_explanation(comment: str) -> bool:
    """Say whether a comment is words: two of them or more, and not code that was commented out."""
    words = _WORD.findall(comment)
    if len(words) < 2 and not any(len(word) >= 4 and not word.isascii() for word in words):
        return False
    tree, _ = parse(comment.strip())
    statements = tree.body if tree else []
    return not any(not isinstance(item, ast.Expr) or isinstance(item.value, ast.Call) for item in statements)
