"""Tell where a student's code raised, no finer than helps them: a line of a short block, a stretch of a long one.

Which line raised may depend on a hidden input: a block of 2,000 lines that each raise for one value would tell 11 bits of it in each check.
So a block has at most PLACES places that a page tells apart, which is 6 bits; docs/security.md counts what else a page tells. An ordinary
block has fewer lines than that, and loses nothing.
"""

from __future__ import annotations

import ast

from autograder.conventions import lines_of
from autograder.model import Block, Observation

_WITHOUT_GPU = "AssertionError", "RuntimeError"  # what torch raises, whichever its build

PLACES = 64  # the longest block of our own solutions has 38 lines


def told(observation: Observation, block: Block) -> str:
    """Return ' at your line: …', ' in lines 65 to 96 of your block', or nothing where no line of the block raised."""
    own = line_in_block(observation, block)
    if own is None:
        return ""
    lines = lines_of(block.source)
    first, last = stretch(own, len(lines))
    if first == last:
        return f" at your line: {lines[own - 1].strip()}"
    return f" in lines {first} to {last} of this block's cell"


def left_out(observation: Observation, block: Block) -> str:
    """Return '; `helper` is defined outside …' where a name was missing that the student defined where nothing is graded; else nothing."""
    own = line_in_block(observation, block)
    if own is None or observation.error != "NameError" or not block.left_out:
        return ""
    first, last = stretch(own, len(lines_of(block.source)))
    places = dict(block.left_out)
    try:
        tree = ast.parse(block.source)
    except SyntaxError:  # a command of the notebook in our own part of the cell
        return ""
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in places]
    there = [node for node in used if first <= node.lineno <= last]
    if not there:
        return ""
    name = min(there, key=lambda node: (node.lineno, node.col_offset)).id
    return f"; `{name}` is defined outside the designated block ({places[name]}), where it isn't graded"


def refused(observation: Observation, block: Block) -> str:
    """Return what grading doesn't allow or hasn't got, where the system or torch said so, which in the notebook they don't: no mistake that a line shows."""
    if observation.error == "PermissionError":
        return "; in grading your code has one process (num_workers=0, no Pool), no network, and the files beside the notebook alone"
    if observation.error in _WITHOUT_GPU and "cuda" in told(observation, block):
        return "; where it is graded there may be no GPU: compute on the device that the inputs are on"
    return ""


def line_in_block(observation: Observation, block: Block) -> int | None:
    """Return the line of the block's cell, from 1; None where none is known."""
    known = observation.line is not None and 1 <= observation.line <= len(lines_of(block.source))
    return observation.line if known else None


def stretch(line: int, of: int) -> tuple[int, int]:
    """Return the first and the last line, from 1, of the part that a line of so many lies in, when there are at most PLACES parts."""
    size = -(-of // PLACES)
    first = (line - 1) // size * size + 1
    return first, min(first + size - 1, of)
