"""Tell comments that explain code from comments that don't."""

from __future__ import annotations

import ast
import re

from autograder.assemble.source_text import is_comment, parse, scan
from autograder.conventions import is_marker, lines_of

LINES_PER_COMMENT = 10

_WORD = re.compile(r"[^\W\d_]+")


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


def _is_explanation(comment: str) -> bool:
    """Say whether a comment is words: two of them or more, and not code that was commented out."""
    words = _WORD.findall(comment)
    if len(words) < 2 and not any(len(word) >= 4 and not word.isascii() for word in words):
        return False
    tree, _ = parse(comment.strip())
    statements = tree.body if tree else []
    return not any(not isinstance(item, ast.Expr) or isinstance(item.value, ast.Call) for item in statements)
