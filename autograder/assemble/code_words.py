"""Find the words in a code cell: whether it holds words instead of code, and which of its comments, texts and outputs aren't ours.

Comes in: a code cell's text, or what its outputs say, with the release's. Goes out: whether, and which. A cell of ours is read line by line; one
that a student added is shown whole as soon as there is one word in it, since a person then sees what the words are about. Nothing here
knows by name what may be done with a text: whatever is in a string is said.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import accumulate

from autograder.assemble.comments import Said, is_worded, remarks, said, says_something
from autograder.assemble.release_text import ReleaseText, key
from autograder.assemble.source_text import is_magic, parse, tree_of
from autograder.assemble.words import is_new
from autograder.conventions import lines_of
from autograder.model import Cell

MOST_LINES = 500  # different ones of an output that are looked for in its cell's text

_LETTERS = re.compile(r"[^\W\d_]+")
_CODE = re.compile(
    r"\w[(\[]|(?<![=<>!])=(?!=)|^\s*(?:import|from \w+ import|def|class|return|assert|raise|del|global|try|else|elif|"
    r"pass|break|continue|async|for .*:|if .*:|while|with|print|@)\b"
)
_SPACED = re.compile(r"[^\W\d_] +[^\W\d_]")  # two words side by side, as names in code hardly are
# how a statement begins that is a text, or prints one
_MAY_SAY = re.compile(r"[\"'(]|(?:print|display)\b|[A-Za-z]{1,2}[\"']")
_TEXT_MAGIC = re.compile(r"\s*%%(?:markdown|html|latex|HTML|svg)\b[^\n]*\n?")
_COMMAND = re.compile(r"\s*(?P<sign>!|%{1,2}|\?{1,2})(?P<rest>.*)")
_OPTIONS = re.compile(r"\w*(?:\s+--?\w+(?:[ =]\d+)?)*")  # a magic's name, and its options
_ANGLED = re.compile(r"<[^<>]*>")
_OBJECT = re.compile(r"0x[0-9a-f]{4}|\bAxes\b|\bobject\b")  # in angles: a figure or another object shows itself so
_NO_WORDS = {"nan", "inf", "true", "false", "none"}  # of what numbers and tests print


# ---------------------------------------------------------------- cells of text


def is_text(source: str) -> bool:
    """Say whether a code cell holds words instead of code: a text cell of a magic's, comments, printed texts, or what is no Python at all."""
    if _TEXT_MAGIC.match(source):
        return True
    lines = [line for line in lines_of(source) if key(line)]
    wordy = sum(map(_is_wordy, lines))
    first = next((line.lstrip() for line in lines if not line.lstrip().startswith("#")), "")
    if 2 * wordy < len(lines) and first and not _MAY_SAY.match(first):
        return False  # without asking Python, which costs the most
    tree = tree_of(source)
    if tree is not None and all(map(_says, tree.body)):
        return bool(lines) and (bool(tree.body) or bool(remarks(source)))
    if tree is None:
        return 2 * wordy >= len(lines) > 0
    return wordy == len(lines) > 0 and all(_SPACED.search(line) for line in lines)


def is_broken(source: str) -> bool:
    """Say whether a code cell holds what Python can't read, the notebook's commands aside."""
    return tree_of(source) is None


def without_text_magic(source: str) -> str:
    """Take off the line that makes a code cell a text cell."""
    magic = _TEXT_MAGIC.match(source)
    return source[magic.end() :] if magic else source


def holds_words(cell: Cell) -> bool:
    """Say whether a cell of any kind is one of text."""
    return cell.kind != "code" or is_text(cell.source)


# ---------------------------------------------------------------- words among code


def keys_said(source: str) -> set[str]:
    """Return the keys of all lines of a code, and of all that it says."""
    return {*map(key, lines_of(source)), *(key(one.text) for one in _all_said(source))}


@lru_cache(maxsize=16)  # of a block, and then of the cell that it is in, which mostly is the same text
def _all_said(source: str) -> tuple[Said, ...]:
    return tuple(said(source, tree_of(source)))


def in_ours(source: str, release: ReleaseText, known: Collection[str], defined: Callable[[], Collection[str]]) -> str:
    """Return the words that were put into a code cell of ours, line by line: neither the release's, nor among the known keys.

    Of what Python can't read that is every new line.
    """
    lines = [(number, line) for number, line in enumerate(lines_of(source), start=1) if is_new(line, release)]
    tree = tree_of(source)
    if tree is None:
        found = [(number, line.strip()) for number, line in lines if key(line) not in known and not is_magic(line)]
    else:
        found = [
            (one.first, one.text) for one in _all_said(source) if _is_said(one, release) and key(one.text) not in known
        ]
        found = [(number, text) for number, text in found if key(text) not in release.texts]
        spoken = _spoken(tree, defined) if lines else ()
        found += [(number, line.strip()) for number, line in lines if number in spoken]
    found += [(number, line.strip()) for number, line in lines if is_magic(line) and _command_says(line)]
    return "\n".join(text for _, text in sorted(found, key=lambda one: one[0]))


def has_words(
    source: str, release: ReleaseText, known: Collection[str], defined: Callable[[], Collection[str]]
) -> bool:
    """Say whether there is a word in a code cell that isn't ours: in a comment, in a text, in a command, or where a name stands for nothing.

    defined: gives the names that mean something in the notebook; asked where it matters.
    """
    lines = lines_of(source)
    new = [is_new(line, release) for line in lines]
    if not any(new):
        return False
    if any(fresh and is_magic(line) and _command_says(line) for line, fresh in zip(lines, new, strict=True)):
        return True
    before = [0, *accumulate(new)]  # new lines before each line

    def is_fresh(one: Said) -> bool:
        return before[one.last] > before[one.first - 1] and _is_said(one, release) and key(one.text) not in known

    if any(map(is_fresh, said(source, None))):
        return True  # a comment tells it, without asking Python, which costs the most
    tree = tree_of(source)
    if tree is None or any(map(is_fresh, _all_said(source))):
        return True
    return bool(_spoken(tree, defined))


def defined_in(sources: Iterable[str]) -> set[str]:
    """Return all names that code gives a meaning to, and Python's own."""
    names = {*dir(builtins), "display", "get_ipython"}
    for source in sources:
        tree = tree_of(source)
        for node in ast.walk(tree) if tree else ():
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    names.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    names.add(name)
                case ast.alias(name=name, asname=other):
                    names.add((other or name).partition(".")[0])
                case _:
                    pass
    return names


def in_output(output: str, source: str, release: ReleaseText) -> bool:
    """Say whether an output holds words that neither we nor the cell's own text hold."""
    read = [line for line in dict.fromkeys(lines_of(output)) if _reads(line) and is_new(line, release)]
    written = key(source) if read else ""
    return len(read) > MOST_LINES or any(key(line) not in written for line in read)


# ---------------------------------------------------------------- lines


def _is_said(one: Said, release: ReleaseText) -> bool:
    return (
        is_new(one.text, release)
        and re.search(r"\w", one.text) is not None
        and (not one.comment or says_something(one.text))
    )


def _spoken(tree: ast.Module, defined: Callable[[], Collection[str]]) -> set[int]:
    """Return the lines, from 1, of statements that are nothing but words: names side by side that nothing defines."""
    return {
        line
        for statement in tree.body
        if is_worded(statement)
        and any(isinstance(node, ast.Name) and node.id not in defined() for node in ast.walk(statement))
        for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    }


def _command_says(line: str) -> bool:
    """Say whether a notebook's command has more to it than names of Python's: what the shell is told, or a magic's words."""
    command = _COMMAND.match(line)
    if command is None:
        return False
    if command["sign"] == "!":
        return bool(key(command["rest"]))
    rest = command["rest"][_OPTIONS.match(command["rest"]).end() :]  # type: ignore[union-attr]  # it matches nothing too
    tree, _ = parse(rest.strip())
    return bool(key(rest)) and (tree is None or bool(said(rest.strip(), tree)))


def _reads(line: str) -> bool:
    """Say whether a line of an output reads as words, and not as a value that was printed."""
    line = _ANGLED.sub(lambda angled: "" if _OBJECT.search(angled.group()) else angled.group(), line)
    words = {word.casefold() for word in _LETTERS.findall(line) if len(word) > 1 or not word.isascii()}
    return bool(words - _NO_WORDS) and (not _CODE.search(line) or _is_sentence(line))


def _is_sentence(line: str) -> bool:
    """Say whether three words stand side by side."""
    alike = [len(word) > 1 and word.isalpha() for word in line.split()]
    return any(all(three) for three in zip(alike, alike[1:], alike[2:], strict=False))


def _says(statement: ast.stmt) -> bool:
    """Say whether a statement only holds a text, or prints texts."""
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("print", "display"):
        return bool(value.args) and all(map(_is_string, value.args))
    return _is_string(value)


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_wordy(line: str) -> bool:
    """Say whether a line reads as a sentence rather than as code."""
    words = _LETTERS.findall(line)
    enough = len(words) >= 3 or any(len(word) >= 2 and not word.isascii() for word in words)
    return enough and not is_magic(line) and (line.lstrip().startswith("#") or not _CODE.search(line))
