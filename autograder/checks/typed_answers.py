"""Answers that are typed and not programmed: a choice of letters, a number with its unit. Each makes its own check.

Comes in: what the cell's first line says. Goes out: a Check into the open collection, and who answers it on the trusted side. What is right is
told to nobody: a message says of which form an answer has to be, and no more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.checks.answers import number
from autograder.checks.beside import FUNCTION
from autograder.checks.check_cells import VARIABLE
from autograder.checks.collecting import Call
from autograder.checks.questions import question as authored
from autograder.checks.random_inputs import RandomInputs
from autograder.checks.word_judges import Left
from autograder.conventions import choices, kept_cell
from autograder.model import CaseInputs, CaseKind, Judge

_POWER = r"\s*(?:[eE]|[x×*·]\s*10\s*(?:\^|\*\*))\s*[-+−]?\d+"
_GAP = "[ \u00a0\u2007\u2009\u202f]"  # narrow ones and those that no line ends at among them
_NUMBER = re.compile(  # 2,998e8 has a decimal comma: beside a power of ten one digit stands before it
    r"\s*(?P<sign>[-+−]?)(?:"
    rf"(?!\d,\d+{_POWER})(?P<commas>(?!0)\d{{1,3}}(?:,\d{{3}})+(?!,?\d)(?:\.\d*)?)"
    rf"|(?P<gaps>(?!0)\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)(?:[.,]\d*)?)"
    r"|(?P<points>(?!0)\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})(?![.\d]))"
    r"|(?P<plain>\d+(?:[.,]\d*)?|[.,]\d+)"
    rf")(?P<power>{_POWER})?\s*(?P<unit>.*?)\s*"
)
_MARKED = re.compile(r"(?P<mark>\*{1,3}|`)(?P<text>[^*`]+)(?P=mark)")
LONGEST = 300  # letters of a number with its unit, or of a choice: in a longer text no pattern is looked for
MSG_WRONG = "the number isn't right"
MSG_THOUSANDS = "the number isn't right; its comma was read as one between thousands"
MSG_DECIMAL = "the number isn't right; its comma was read as the decimal point"
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Judge letters that were chosen, in any order and either case."""

    of: tuple[str, ...]
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: str, inputs: CaseInputs) -> str | None:  # noqa: ARG002
        """Say of which form a choice is, or that it isn't the right one."""
        chosen = self.read(got)
        if chosen is None:
            return f"expected one of {', '.join(self.of)}, as text"
        return None if chosen == self.read(expected) else "this isn't the right choice"

    def read(self, value: Any) -> frozenset[str] | None:
        """Return the options that a value names; None where it names none, or others too."""
        known = {option.casefold(): option for option in self.of}
        if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
            parts = [one.strip().casefold() for one in value]
        elif isinstance(value, str) and len(value.strip()) <= LONGEST + sum(map(len, self.of)):
            text = value.strip().casefold()
            text = text if text in known else _unmarked(text)
            letters = all(len(option) == 1 for option in known)
            parts = [text] if text in known else re.findall(r"\w", text) if letters else re.split(r"\s*[,;]\s*", text)
        else:
            return None
        return frozenset(known[part] for part in parts) if parts and all(part in known for part in parts) else None


@dataclass(frozen=True, slots=True)
class Measured:
    """Judge a number, typed as one or as text with its unit."""

    tolerance: float
    unit: str = (
        ""  # "" where none is asked for; several spellings have | between them, and an empty one lets it be left out
    )
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: float, inputs: CaseInputs) -> str | None:  # noqa: ARG002
        """Read the number, look at its unit, and compare within the tolerance."""
        value, unit, wrong = self.read(got)
        if value is None or not math.isfinite(value):
            return "expected a number" + (', with its unit, as text: "1.5 …"' if self.unit else "")
        units = {spelled(one) for one in self.unit.split("|")}
        if not unit and unit not in units:
            return "the number has no unit"
        if unit not in units:
            return "the unit isn't the right one" if self.unit else "expected a number alone, without words"
        return None if abs(value - expected) <= self.tolerance * (1 + 1e-9) else wrong

    def read(self, value: Any) -> tuple[float | None, str, str]:
        """Return the number and the unit of what was typed, and what to say if it is wrong: how its comma was read, and no digit, for a student's code may have chosen it."""
        if isinstance(value, bool):
            return None, "", MSG_WRONG
        if not isinstance(value, str):
            return number(value), "", MSG_WRONG
        match = _NUMBER.fullmatch(_unmarked(value)) if len(value.strip()) <= LONGEST + len(self.unit) else None
        if match is None:
            return None, "", MSG_WRONG
        digits, wrong = match["plain"], MSG_WRONG
        if match["commas"]:
            digits, wrong = match["commas"].replace(",", ""), MSG_THOUSANDS
        elif match["gaps"]:
            digits = re.sub(_GAP, "", match["gaps"])
        elif match["points"]:
            digits = match["points"].replace(".", "")
        if "," in digits:
            digits, wrong = digits.replace(",", "."), MSG_DECIMAL
        power = re.sub(r"[x×*·]\s*10\s*(?:\^|\*\*)", "e", match["power"] or "")
        text = re.sub(r"\s", "", match["sign"] + digits + power).replace("−", "-")
        return float(text), spelled(match["unit"]), wrong


def _unmarked(text: str) -> str:
    """Take off blanks around a text, and the marks of one in bold or as code, as a text cell has them: **B**."""
    marked = _MARKED.fullmatch(text.strip())
    return marked["text"].strip() if marked else text.strip()


def is_typed(judge: Judge) -> bool:
    """Say whether a judge is of an answer that is typed, so that nothing of it is asked of other questions' functions."""
    return isinstance(judge, Left) and isinstance(judge.judge, (Chosen, Measured))


def spelled(unit: str) -> str:
    """Write a unit one way: m/s², m/s^2 and m / s**2 are the same."""
    return re.sub(r"[\s·*^]", "", unit.translate(_RAISED)).replace("μ", "µ")


def make(question: str, options: Mapping[str, Any], place: str) -> tuple[str, Callable[..., Any]]:
    """Make the check of a typed answer; returns the name of its reference, and the function that answers there."""
    expected = options["expected"]
    if "of" in options:
        name, title, judge = "chosen", "The choice is right.", Chosen(choices(options["of"]))
    else:
        name, title, judge = "number", "The number is right.", _measured(options)  # type: ignore[assignment]

    def draw(_random: RandomInputs) -> Call:
        return {FUNCTION: kept_cell(question), VARIABLE: question}

    def trusted(**_: Any) -> Any:
        return {"left": expected, "library": "torch"}

    right: Judge = judge
    authored(question)._add(
        draw,
        float(options.get("points", 1)),
        name=name,
        title=title,
        place=place,
        hint=str(options["hint"]) if "hint" in options else None,
        judge=Left(question, right),
        driver="leaves_",
        reference=f"{question}.{name}",
    )
    return f"{question}.{name}", trusted


def _measured(options: Mapping[str, Any]) -> Measured:
    tolerance = options.get("tolerance", 0)
    if isinstance(tolerance, str):  # "1 %"
        tolerance = abs(float(options["expected"])) * float(tolerance.rstrip("% ")) / 100
    return Measured(float(tolerance) or 1e-9 * abs(float(options["expected"])), str(options.get("unit", "")))
