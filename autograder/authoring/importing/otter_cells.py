"""What stands inside otter's cells: solution lines, prompts, seeds; tests with their configuration, and the output that they expect.

Comes in: a cell's text. Goes out: the text with nbgrader's marks, and tests as plain asserts.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from autograder.conventions import BEGIN_HIDDEN, BEGIN_SOLUTION, END_HIDDEN, is_marker
from autograder.intake import ipynb

_IGNORED = re.compile(r"^\s*##?\s*ignore\s*(##)?\s*$", re.IGNORECASE)
_LINE = re.compile(r"\s*(# ?SOLUTION\b.*|(?i:#\s*SOLUTION(\s+NO\s+PROMPT)?\s*))$")  # as written, more may follow it
_SEED = re.compile(r"\s*#\s*SEED\s*$", re.IGNORECASE)
_BEGIN = re.compile(r"\s*(# BEGIN SOLUTION\b.*|(?i:#\s*BEGIN SOLUTION(\s+NO\s+PROMPT)?\s*))$")
_END = re.compile(r"\s*#\s*END SOLUTION\s*$", re.IGNORECASE)
_PROMPT = re.compile(
    r"^[ \t]*(\"\"\"|''')\s*#\s*BEGIN PROMPT\s*\n(.*?)^[ \t]*(\"\"\"|''');?\s*#\s*END PROMPT[ \t]*$",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_CONFIG = re.compile(
    r"\A\s*(\"\"\"|''')\s*#\s*BEGIN TEST CONFIG\s*\n(.*?)(\"\"\"|''');?\s*#\s*END TEST CONFIG[^\n]*\n?",
    re.IGNORECASE | re.DOTALL,
)
_HIDDEN = re.compile(r"\A\s*#[^\n]*\bHIDDEN\b[^\n]*\n?", re.IGNORECASE)
_PLUGIN = re.compile(
    r"^[ \t]*(\"\"\"|''')\s*#\s*BEGIN PLUGIN(?: EXPORT)?[ \t]*\n.*?(\"\"\"|''');?\s*#\s*END PLUGIN[ \t]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
_IGNORED_LINE = re.compile(r"#\s*IGNORE\s*$", re.IGNORECASE)
_IGNORED_LINES = re.compile(
    r"^[ \t]*(?i:#\s*BEGIN\s*IGNORE)[^\n]*\n.*?# END IGNORE[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL
)
_OTTERS = re.compile(r"\botter\b|\bgrader\.(check|export|run_plugin|add_plugin_files)")

_BLOCK = f"### {BEGIN_SOLUTION}"
_NO_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT)


@dataclass(frozen=True, slots=True)
class OtterTest:
    """A test as its author wrote it, without its configuration."""

    source: str
    hidden: bool
    points: float | None


def is_ignored(source: str) -> bool:
    """Say whether a cell is left out of everything that otter makes."""
    return bool(_IGNORED.match(source.strip("\n").partition("\n")[0]))


def without_ignored(source: str) -> str:
    """Leave out the lines of a cell that are for authors alone."""
    kept = _IGNORED_LINES.sub("", source)
    return "\n".join(line for line in kept.split("\n") if not line.rstrip().endswith("# IGNORE"))


def without_otter(source: str) -> str:
    """Leave out what speaks to otter alone: its import, its Notebook, checks, exports and plugins."""
    kept = [line for line in _PLUGIN.sub("", source).split("\n") if not _OTTERS.search(line)]
    return "\n".join(kept) if any(line.strip() and not line.strip().startswith("#") for line in kept) else ""


def solution(source: str, number: int, remarks: list[str]) -> str:
    """Put nbgrader's marks around what students write; the rest they are given.

    otter takes lines for a seed from students and seeds each cell anew while it grades. Here they are given: so they draw what the tests expect.
    """
    source, prompts = _PROMPT.subn("", without_ignored(source))
    source, plugins = _PLUGIN.subn("", source)
    remarks += [f"cell {number}: its prompt inside the code isn't taken along"] * bool(prompts)
    remarks += [f"cell {number}: what is for otter alone isn't taken along"] * bool(plugins)
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        if match := _SEED.search(line):
            lines += _seed(line[: match.start()], inside, lines, number, remarks)
        elif not inside and _BEGIN.match(line):
            inside = True
            lines.append(_mark(line, "BEGIN"))
        elif match := _END.search(line):
            inside = False
            lines += [line[: match.start()]] if line[: match.start()].strip() else []
            lines.append(_mark(line, "END"))
        elif not inside and (match := _LINE.search(line)):
            lines += [_mark(line, "BEGIN"), line[: match.start()], _mark(line, "END")]
        else:
            lines.append(line)
    return "\n".join(_with_whole_statements(_joined(lines), number, remarks))


def _seed(line: str, inside: bool, before: list[str], number: int, remarks: list[str]) -> list[str]:
    """Give students a line that seeds, where it stands outside of what they write, or first in it."""
    if inside and _BLOCK not in before[-1]:
        remarks.append(f"cell {number}: its line for a seed, amid a solution, isn't taken along: put it above")
        return []
    remarks.append(f"cell {number}: its line for a seed is given to students too")
    return [line, before.pop()] if inside else [line]


def _mark(line: str, word: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}### {word} SOLUTION"


def _joined(lines: list[str]) -> list[str]:
    """Make one block of blocks that follow each other."""
    kept: list[str] = []
    for line in lines:
        if _BLOCK in line and kept and kept[-1] == line.replace("BEGIN", "END"):
            kept.pop()
        else:
            kept.append(line)
    return kept


def _with_whole_statements(lines: list[str], number: int, remarks: list[str]) -> list[str]:
    """Widen blocks that stand inside a statement, as where one line between brackets is marked, to all of it: a block is code by itself."""
    try:
        cut = [one for one in _statements(lines) if any(map(is_marker, lines[one]))]
    except (tokenize.TokenError, SyntaxError):
        return lines
    for one in reversed(cut):
        statement = [line for line in lines[one] if not is_marker(line)]
        lines[one] = [_mark(statement[0], "BEGIN"), *statement, _mark(statement[0], "END")]
    if cut:
        remarks.append(
            f"cell {number}: a part of a statement is its solution, as between brackets: here students write all of that statement"
        )
    return _joined(lines)


def _statements(lines: list[str]) -> list[slice]:
    """List which lines each statement takes, of one with statements inside its head."""
    found, first = [], 0
    for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
        if token.type == tokenize.NEWLINE:
            found.append(slice(first - 1, token.start[0]))
            first = 0
        elif token.type not in _NO_CODE:
            first = first or token.start[0]
    return found


def test_of(cell: Mapping[str, Any], number: int, remarks: list[str]) -> OtterTest:
    """Read a test's own configuration."""
    source = ipynb.source_of(cell)
    said: dict[str, Any] = {}
    if match := _CONFIG.match(source):
        loaded = yaml.safe_load(match[2]) or {}
        said = loaded if isinstance(loaded, dict) else {}
        source = source[match.end() :]
    if messages := [key for key in ("success_message", "failure_message") if said.get(key)]:
        remarks.append(f"cell {number}: its {' and '.join(messages)} isn't taken along")
    hidden, source = bool(said.get("hidden")) or bool(_HIDDEN.match(source)), _HIDDEN.sub("", source)
    points = said.get("points")
    source = "\n".join(line for line in source.split("\n") if not _IGNORED_LINE.search(line))
    return OtterTest(source.strip("\n"), hidden, float(points) if isinstance(points, (int, float)) else None)


def as_asserts(test: OtterTest, cell: Mapping[str, Any], ok_format: bool, number: int, remarks: list[str]) -> str:
    """Turn a test into asserts: of the output that it must have, or by calling its function."""
    try:
        tree = ast.parse(test.source)
    except SyntaxError:
        return _hidden(test, test.source)
    text = _of_output(test, tree, cell, number, remarks) if ok_format else _of_function(test, tree)
    return _hidden(test, text)


def _hidden(test: OtterTest, text: str) -> str:
    return f"### {BEGIN_HIDDEN}\n{text}\n### {END_HIDDEN}" if test.hidden else text


def _of_output(test: OtterTest, tree: ast.Module, cell: Mapping[str, Any], number: int, remarks: list[str]) -> str:
    """Demand what the notebook shows below the test, as otter's doctest does: what it prints, and what its last line gives."""
    outputs = cell.get("outputs", [])
    shown = next((_text(one["data"].get("text/plain", "")) for one in outputs if one.get("data")), None)
    printed = "".join(_text(one.get("text", "")) for one in outputs if one.get("name") == "stdout")
    lines = test.source.split("\n")
    last = tree.body[-1] if tree.body else None
    said = ast.unparse(last.value) if isinstance(last, ast.Expr) else ""
    if shown is not None and not isinstance(last, ast.Expr):
        remarks.append(f"cell {number}: what it displays isn't compared, for its last line gives no value")
        shown = None
    if printed:
        if shown is not None and last is not None:
            lines[last.lineno - 1 :] = [f"_shown = {said}"]
        body = "\n".join(f"    {line}" for line in lines)
        opening = "import contextlib\nimport io\nwith contextlib.redirect_stdout(io.StringIO()) as printed:"
        demanded = [f"assert printed.getvalue() == {printed!r}", *([] if shown is None else [_right("_shown", shown)])]
        return "\n".join([opening, body, *demanded])
    if not isinstance(last, ast.Expr):
        return test.source
    if shown is None and cell.get("execution_count") is None:
        remarks.append(
            f"cell {number}: its output isn't kept in the notebook, so it must {'be true' if _is_claim(last.value) else 'show nothing'}: run all cells and save, as otter assign wants it"
        )
    if shown is not None:
        right = _right(said, shown)
    else:
        right = f"assert {said}" if _is_claim(last.value) else f"assert ({said}) is None"
    return "\n".join([*lines[: last.lineno - 1], right]).strip("\n")


def _is_claim(node: ast.expr) -> bool:
    return isinstance(node, (ast.Compare, ast.BoolOp, ast.UnaryOp))


def _right(said: str, shown: str) -> str:
    """Compare an expression with what the notebook shows of it."""
    if shown.strip() in ("True", "np.True_"):
        return f"assert {said}"
    if shown.strip() in ("False", "np.False_"):
        return f"assert not ({said})"
    if "\n" in shown:  # notebooks break long lists and dicts into lines, repr doesn't
        with contextlib.suppress(ValueError, SyntaxError):
            shown = repr(ast.literal_eval(shown))
    if _holds_a_set(shown):  # its order in a text is chance's
        return f"assert ({said}) == {shown.strip()}"
    return f"assert repr({said}) == {shown!r}"


def _holds_a_set(shown: str) -> bool:
    """Say whether a text is a plain value with a set of several things in it."""
    try:
        nodes = list(ast.walk(ast.parse(shown.strip(), mode="eval")))
    except SyntaxError:
        return False
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names <= {"frozenset"} and any(isinstance(node, ast.Set) and len(node.elts) > 1 for node in nodes)


def _of_function(test: OtterTest, tree: ast.Module) -> str:
    """Call the function that a test defines, once, with what its parameters are named for; of several otter takes the first."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if not functions:
        return test.source
    arguments = ", ".join("globals()" if one.arg == "env" else one.arg for one in functions[0].args.args)
    lines = test.source.split("\n")
    for node in reversed(tree.body):  # its author's own call, which otter leaves out
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if name == functions[0].name:
                del lines[node.lineno - 1 : node.end_lineno]
    text = "\n".join(lines).rstrip("\n")
    return f"{text}\n{functions[0].name}({arguments})"


def _text(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
