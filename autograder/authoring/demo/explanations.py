"""Explain a block line by line in words, or lose every comment: what option 2 asks for, and what it forbids.

Comes in: the text of a block. Goes out: the same code with other comments.
"""

from __future__ import annotations

import ast

from autograder.assemble import blocks


def commented(text: str) -> str:
    """Explain every statement of a block in words of one's own."""
    text = blocks.dedented(text)
    lines = text.split("\n")
    for node in reversed(_statements(text)):
        lines.insert(node.lineno - 1, " " * node.col_offset + f"# {_in_words(node)}")
    return "\n".join(lines)


def uncommented(text: str) -> str:
    """Lose every comment: only what a parser sees is left."""
    wrapped = "def block():\n" + "\n".join(f" {line}" for line in blocks.dedented(text).split("\n"))
    return blocks.dedented(ast.unparse(ast.parse(wrapped)).split("\n", 1)[1])


def _statements(text: str) -> list[ast.stmt]:
    """List a block's statements in the order of their lines; one for each line."""
    wrapped = "def block():\n" + "\n".join(f" {line}" for line in text.split("\n"))
    found = {node.lineno: node for node in ast.walk(ast.parse(wrapped)) if isinstance(node, ast.stmt)}
    result = []
    for line in sorted(found)[1:]:
        node = found[line]
        if not text.split("\n")[line - 2].lstrip().startswith(("elif", "else")):
            node.lineno, node.col_offset = line - 1, node.col_offset - 1
            result.append(node)
    return result


def _in_words(node: ast.stmt) -> str:
    if isinstance(node, ast.For):
        return f"go through {ast.unparse(node.iter)}, one {ast.unparse(node.target)} at a time"
    if isinstance(node, ast.Return):
        return "and that is the answer to hand back"
    if isinstance(node, ast.Assign):
        return f"work out {', '.join(map(ast.unparse, node.targets))}, which is needed below"
    if isinstance(node, ast.AugAssign):
        return f"change {ast.unparse(node.target)} by what comes on the right"
    if isinstance(node, ast.If):
        return f"do the next lines only when {ast.unparse(node.test)}"
    return "this step prepares the next one"
