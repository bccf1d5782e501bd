"""What every part of the kit agrees on about a notebook's text and the course's rules, so that it stands once.

Lines as Python counts them, the markers around a block, the names of solution cells, the two options, and the rules with their default
consequences. Comes in: texts from anywhere; nothing here raises on any of them. Imported by every stage, by authoring and by the exporters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from autograder.model import Assignment, BannedUse, Block, Consequence, Finding, Severity

# ---------------------------------------------------------------- lines


def lines_of(text: str) -> list[str]:
    r"""Split as Python's own parser and its tracebacks count lines: at \n, \r\n and \r only.

    str.splitlines also splits at form feeds, \x1c, \x85, U+2028 and others, after which every number is one too many.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def without_release(source: str) -> str:
    """Take out of the cell that hands in what it carries of its release (version, hashes, rules): another release's differs, and no student wrote it."""
    kept, inside = [], False
    for line in lines_of(source):
        inside = inside or line.startswith("RELEASE = {")
        if not inside:
            kept.append(line)
        inside = inside and not line.endswith("}")
    return "\n".join(kept)


# ---------------------------------------------------------------- markers of blocks

BEGIN = "# BEGIN YOUR CODE"
END = "# END YOUR CODE"
STUB = "raise NotImplementedError"  # what stands in a released block

BEGIN_SOLUTION = "BEGIN SOLUTION"  # of a master copy: nbgrader looks for these words anywhere in a line
END_SOLUTION = "END SOLUTION"

_COMMENT, _GAP = r"^[^\S\n]*#+[^\S\n]*", r"[^\S\n]+"
_WHAT = rf"(?:YOUR{_GAP}CODE|SOLUTION)\b"
_BEGIN = re.compile(rf"{_COMMENT}BEGIN{_GAP}{_WHAT}", re.IGNORECASE | re.MULTILINE)
_END = re.compile(rf"{_COMMENT}END{_GAP}(?:OF{_GAP})?{_WHAT}", re.IGNORECASE | re.MULTILINE)


def begins_block(line: str) -> bool:
    """Say whether the line marks where a block begins, in students' spelling or in the master copy's."""
    return _BEGIN.match(line) is not None


def ends_block(line: str) -> bool:
    """Say whether the line marks where a block ends."""
    return _END.match(line) is not None


def is_marker(line: str) -> bool:
    """Say whether the line marks where a block begins or ends."""
    return begins_block(line) or ends_block(line)


def line_in(block: Block, line: int) -> int:
    """Count a line of a block's cell, from 1, as its student does: within the block, or in the file that it stands in."""
    return line - block.first_line + (block.file_line or 1)


def has_marker(source: str) -> bool:
    """Say whether a line of the cell marks where a block begins or ends."""
    return _BEGIN.search(source) is not None or _END.search(source) is not None


BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
"""Between these, nbgrader's words, stands the part of a test that stays with its author."""


def hidden_lines(source: str) -> set[int]:
    """List the lines, from 1, that students don't see."""
    found: set[int] = set()
    inside = False
    for number, line in enumerate(source.split("\n"), start=1):
        inside = inside or BEGIN_HIDDEN in line
        if inside:
            found.add(number)
        inside = inside and END_HIDDEN not in line
    return found


def shown(source: str) -> str:
    """Return the lines that students see."""
    hidden = hidden_lines(source)
    return "\n".join(line for number, line in enumerate(source.split("\n"), start=1) if number not in hidden)


# ---------------------------------------------------------------- names of cells

_SUFFIX = "_solution"
_HEADING = re.compile(r"^(#{1,4}) +(.+)$", re.MULTILINE)
_DEFINED = re.compile(r"^(?:async +def|def|class)\s+(\w+)", re.MULTILINE)


def solution_cell(question: str) -> str:
    """Name the cell that holds a question's block: its nbgrader grade_id."""
    return question + _SUFFIX


def is_solution_cell(cell: str) -> bool:
    """Say whether a cell of this name holds a question's block."""
    return cell.endswith(_SUFFIX)


def question_of_cell(cell: str) -> str:
    """Return the question that a cell's name belongs to: its block's, its test's or its written answer's."""
    return cell.removesuffix(_SUFFIX)


def is_whole_cell(question: str, source: str) -> bool:
    """Say whether a solution cell is a question as a whole, by the variables that it leaves: it defines no function or class of that name."""
    return question not in defined_names(source)


def kept_cell(question: str) -> str:
    """Name what drivers find a whole cell by, beside the variables that it leaves."""
    return question + "_cell"


def choices(of: str) -> tuple[str, ...]:
    """Return what may be chosen: letters, or words with commas between them."""
    return tuple(one.strip() for one in of.split(",")) if "," in of else tuple(of)


def module_of(file: str) -> str:
    """Return what a Python file beside the notebook is imported by; "" for no file."""
    return file.removesuffix(".py")


_FENCED = re.compile(r"(?P<fence>`{3,})python\n(?P<code>.*)\n(?P=fence)", re.DOTALL)


def as_answer(code: str) -> str:
    """Write code that a person marks as the text of an answer: between fences that it can't end."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}python\n{code}\n{fence}" if code.strip() else ""


def code_in(answer: str) -> str:
    """Return the code of such an answer; of any other text, the text."""
    found = _FENCED.fullmatch(answer)
    return found["code"] if found else answer


def last_heading(text: str) -> str:
    """Return the last heading of a Markdown cell; "" without one. Questions are called by the one above them."""
    found = _HEADING.findall(text)
    return found[-1][1].strip() if found else ""


def defined_names(source: str) -> set[str]:
    """Return the names of the functions and classes that a cell defines at its left edge; the text needn't parse."""
    return set(_DEFINED.findall(source))


def titles(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Call each question by the heading above it; where several stand under one, by that and by what each asks: a function, a variable.

    cells: in the notebook's order, the text in which headings are looked for ("" for code), and the question that is asked there ("" for none).
    The notebook's own title is no question's: what stands below it alone is called "", as without a heading.
    """
    listed = list(cells)
    title = _own_title(text for text, _ in listed)
    heading, found = "", dict[str, str]()
    for text, question in listed:
        heading = last_heading(text) or heading
        if question:
            found[question] = "" if heading == title else heading
    shared = [*found.values()]
    return {one: f"{over}: {one}" if over and shared.count(over) > 1 else over for one, over in found.items()}


def _own_title(texts: Iterable[str]) -> str:
    """Return a notebook's title: its first heading, where it is the only one of the highest level."""
    headings = [one for text in texts for one in _HEADING.findall(text)]
    highest = [name.strip() for level, name in headings if level == "#"]
    return highest[0] if len(highest) == 1 and headings[0][0] == "#" else ""


# ---------------------------------------------------------------- the rules of the course

_NOTE, _WARNING, _VIOLATION = (Consequence(severity) for severity in Severity)

DEFAULTS: Mapping[str, Consequence] = {
    "cell_added": _WARNING,
    "cell_deleted": _WARNING,
    "cell_copied": _WARNING,
    "cell_moved": _NOTE,
    "answer_elsewhere": _NOTE,
    "code_outside_block": _WARNING,
    "import_added": _VIOLATION,
    "banned_call": _WARNING,
    "cell_not_run": _WARNING,
    "output_cleared": _WARNING,
    "zipped_by_hand": _WARNING,
    "zip_in_zip": _NOTE,
    "identity_mismatch": _WARNING,
    "fields_missing": _WARNING,
    "late": _VIOLATION,
    "option2_without_comments": _WARNING,
    "earlier_attempt": _NOTE,
    "several_notebooks": _WARNING,
    "block_left_function": _WARNING,
    "block_not_found": _WARNING,
    "block_in_text": _WARNING,
    "name_taken": _NOTE,
    "notebook_command": _NOTE,
    "release_mismatch": _NOTE,
    "group_conflict": _WARNING,
    "identity_shared": _WARNING,
    "late_unknown": _WARNING,
    "time_unread": _WARNING,
    "file_missing": _WARNING,
    "file_own_code": _WARNING,
    "file_copies": _WARNING,
    "file_renamed": _NOTE,
}
"""Rule → what breaking it leads to, unless assignment.toml says otherwise."""


def finding(assignment: Assignment, rule: str, message: str, *, cell: str = "") -> Finding:
    """State that a rule was broken, with the consequence that this assignment gives it; KeyError for a rule that isn't in DEFAULTS."""
    consequence = assignment.consequences.get(rule) or DEFAULTS[rule]
    return Finding(rule=rule, severity=consequence.severity, cell=cell, message=message, points=consequence.points)


def priced_today(findings: Iterable[Finding], assignment: Assignment) -> tuple[Finding, ...]:
    """Give findings of an earlier grading the consequences that the assignment gives their rules now."""
    return tuple(
        finding(assignment, one.rule, one.message, cell=one.cell) if one.rule in DEFAULTS else one for one in findings
    )


# ---------------------------------------------------------------- what banned names cost

_SHARES = {1.0: "the question", 0.5: "half of the question", 0.25: "a quarter of the question"}
_SHARES |= {0.2: "a fifth of the question", 0.1: "a tenth of the question", 0.05: "a twentieth of the question"}


def share_in_words(share: float) -> str:
    """Name a share of a question's points: "a tenth of the question"."""
    return _SHARES.get(share, f"{100 * share:g} % of the question")


def banned_share(prices: Mapping[str, float], bans: Iterable[str]) -> float:
    """Return what one question pays for what stands in it: the dearest price, once. A loop in disguise is the whole exercise."""
    return max((prices.get(ban, 0.0) if ban else 1.0 for ban in bans), default=0.0)


def banned_sentence(uses: Iterable[BannedUse]) -> str:
    """Say which banned names stand in a block, and where."""
    first, *others = uses
    said = f"{first.name} must not be used here (line {first.line} of {first.file or 'the block'})"
    said += "".join(f", nor {one.name} (line {one.line})" for one in others[:4])
    return said + (f", nor {len(others) - 4} more." if len(others) > 4 else ".")


BESIDES = " Besides, "  # between what is said of a question's banned calls and what a check saw by itself


def own_message(message: str | None, banned: str) -> str:
    """Take off a check's message what is said of the whole question."""
    return (message or "").removeprefix(banned).removeprefix(BESIDES) if banned else message or ""


def option(value: object) -> int:
    """Read option 1 (own work) or 2 (not own work, explained with own comments) from a number or a text; anything else is 1."""
    return 2 if str(value).strip() == "2" else 1
