"""Tell a syntax error from what a newer Python than ours reads: students write in Colab's, which may be ahead of the grader's.

Comes in: a text that our own parser refuses. Goes out: whether it is only newer. What came after our oldest Python is put as that one would say
it (type parameters and `type` statements of 3.12, its f-strings, `except` without brackets and t-strings of 3.14), and the result parsed.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings

NEWEST = (3, 14)  # whose syntax is known here

_STRING = re.compile(r"(?<!\w)(?P<prefix>[A-Za-z]{0,2})(?P<quote>'''|\"\"\"|'|\")")
_TYPE = re.compile(r"(?m)^(?P<indent>[ \t]*)type[ \t]+(?P<name>[^\W\d]\w*)[ \t]*(?=[=\[])")
_GENERIC = re.compile(r"(?m)^[ \t]*(?:async[ \t]+def|def|class)[ \t]+[^\W\d]\w*[ \t]*(?=\[)")
_EXCEPT = re.compile(r"(?m)^(?P<head>[ \t]*except\*?[ \t]+)(?P<kinds>[\w.]+(?:[ \t]*,[ \t]*[\w.]+)+)[ \t]*:")
_OPENING, _CLOSING = "([{", ")]}"
_DEEPEST = 6  # strings in strings; the work doubles with each


class _NotPython(Exception):
    """No Python reads it."""


def is_newer(text: str) -> bool:
    """Say whether a newer Python than the one that runs this reads a text which this one refuses."""
    if sys.version_info[:2] >= NEWEST or _compiles(text):
        return False
    try:
        older = _in_older_words(text, 0)
        return older != text and _compiles(older)
    except (_NotPython, RecursionError):
        return False


def _in_older_words(text: str, depth: int) -> str:
    if depth > _DEEPEST:
        raise _NotPython
    text = _without_new_strings(text, depth)
    for pattern in (_TYPE, _GENERIC):
        at = 0
        while match := pattern.search(text, at):
            head = f"{match['indent']}{match['name']}" if pattern is _TYPE else match.group()
            end = match.end()
            if text[end] == "[":
                end = _closing(text, end) + 1
                _demand_parameters(text[match.end() + 1 : end - 1])
            rest = text[end:].lstrip(" \t")
            if pattern is _TYPE and (not rest.startswith("=") or rest.startswith("==")):
                raise _NotPython
            text = text[: match.start()] + head + " " + rest
            at = match.start() + len(head)
    return _EXCEPT.sub(r"\g<head>(\g<kinds>):", text)


def _demand_parameters(inside: str) -> None:
    """Demand what may stand between the brackets of type parameters: it reads like a function's parameters."""
    if not inside.strip() or not _compiles(f"def _({inside}): pass"):
        raise _NotPython


def _without_new_strings(text: str, depth: int) -> str:
    """Put an empty string for each f-string and t-string whose expressions can be read; comments are left out."""
    made, at = [], 0
    while at < len(text):
        match = _STRING.match(text, at)
        if text[at] == "#":
            at = _end_of_line(text, at)
        elif match is None:
            made.append(text[at])
            at += 1
        else:
            end = _end_of_string(text, match, depth)
            is_new = set(match["prefix"].lower()) & set("ft")
            made.append("''" if is_new else text[at:end])
            at = end
    return "".join(made)


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _end_of_string(text: str, match: re.Match[str], depth: int) -> int:
    """Return where a string ends; of an f-string or t-string the expressions are read."""
    prefix, quote, at = match["prefix"].lower(), match["quote"], match.end()
    filled = bool(set(prefix) & set("ft"))
    while at < len(text):
        if text.startswith(quote, at):
            return at + len(quote)
        if text[at] == "\\" and not (filled and text.startswith("\\{", at)):
            at += 2
        elif filled and text[at] in "{}":
            if text.startswith(text[at] * 2, at):
                at += 2
            elif text[at] == "}":
                raise _NotPython
            else:
                at = _end_of_field(text, at, depth, quote)
        elif text[at] == "\n" and len(quote) == 1:
            raise _NotPython
        else:
            at += 1
    raise _NotPython


def _end_of_field(text: str, at: int, depth: int, quote: str) -> int:
    """Return where a replacement field `{expression=!r:format}` ends, its expression read."""
    start, at, opened = at + 1, at + 1, 0
    while at < len(text):
        if string := _STRING.match(text, at):
            at = _end_of_string(text, string, depth + 1)
            continue
        sign = text[at]
        if sign == "#":
            at = _end_of_line(text, at)
            continue
        if opened == 0 and (sign in "}:" or (sign == "!" and not text.startswith("!=", at))):
            break
        opened += (sign in _OPENING) - (sign in _CLOSING)
        at += 1
    expression = re.sub(r"(?<![=<>!])=\s*$", "", text[start:at])
    if not expression.strip() or not _compiles(f"async def _(): (\n{_in_older_words(expression, depth + 1)}\n)"):
        raise _NotPython
    if text.startswith("!", at):
        if text[at + 1 : at + 2] not in tuple("rsa") or text[at + 2 : at + 3] not in tuple(":}"):
            raise _NotPython
        at += 2
    if text.startswith(":", at):
        at += 1
        while at < len(text) and text[at] != "}":
            if text.startswith(quote, at):
                raise _NotPython
            at = _end_of_field(text, at, depth + 1, quote) if text[at] == "{" else at + 1
    if not text.startswith("}", at):
        raise _NotPython
    return at + 1


def _closing(text: str, at: int) -> int:
    """Return where the bracket that opens at a place closes."""
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] in _OPENING) - (text[place] in _CLOSING)
        if depth == 0:
            return place
    raise _NotPython


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<newer>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError):
        return False
    return True
