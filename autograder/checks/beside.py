"""The words of a check's cell beside its question: ask, raises, expect, prints, after, plots and leaves, with inputs that are drawn where they are written.

Comes in: the text of such a cell, and how a right answer is got. Goes out: one Check for each word, into the open collection, with what the
trusted side answers in its place. The cell runs once when it is loaded, to see which checks it makes, and once for each drawing of inputs.
"""

from __future__ import annotations

import ast
import contextlib
import math
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.checks import judges, plot_words
from autograder.checks.answers import formed
from autograder.checks.check_cells import NOTHING, VARIABLE, CheckCell, Word
from autograder.checks.collecting import Call, NoAnswer
from autograder.checks.questions import question as authored
from autograder.checks.random_inputs import RandomInputs
from autograder.checks.word_judges import Left, Prints, Raises
from autograder.conventions import kept_cell
from autograder.errors import AssignmentBroken, GradingError, remedy
from autograder.model import Judge
from autograder.value_tree import leaves, map_leaves

WORDS = ("ask", "raises", "expect", "prints", "after", "plots", "leaves")
DRIVEN = ("raises", "prints", "after", "plots", "leaves")
OF_CELLS = ("raises", "prints", "plots", "leaves")
"""Words that may be said of a question that is a whole cell."""
FUNCTION = "function_"
"""The input that tells a driver of ours which function is asked."""

DRIVERS = '''
def raises_(student, function_, **inputs):
    """Call a function, and name the exception that it raises with all that it is a kind of; [] when it raises none."""
    try:
        getattr(student, function_)(**inputs)
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__]
    return []


def prints_(student, function_, **inputs):
    """Call a function, and return what it printed."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        getattr(student, function_)(**inputs)
    return printed.getvalue()


def after_(student, function_, **inputs):
    """Call a function, and return its arguments as they are then."""
    getattr(student, function_)(**inputs)
    return inputs


def leaves_(student, function_, variable_, **inputs):
    """Return what a cell left in a variable; with inputs, when it runs again on these."""
    cell = getattr(student, function_)
    names = cell(**inputs) if inputs else cell.left
    return {"left": names[variable_]} if variable_ in names else {}
'''
DRIVERS += plot_words.DRIVER
"""How the words put their questions, in the sandbox; no secret is in it."""

TITLES = {
    "ask": "The answer to hidden inputs is right (number {}).",
    "expect": "The answer to a hidden example is right (number {}).",
    "raises": "Wrong inputs are refused by the right exception (number {}).",
    "prints": "What is printed is right (number {}).",
    "after": "After the call the inputs are as they should be (number {}).",
    "plots": "The figure shows what it should (number {}).",
    "leaves": "The variable {} is right.",
}
"""What students read where the author says nothing."""

_RANDOM_AT_LOAD = 0


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call on the trusted side."""

    answer: Any
    inputs: Mapping[str, Any]  # as they are after it
    printed: str


OwnAnswer = Callable[[str, Mapping[str, Any], str], Called]
"""(question, inputs, driver or "") → what a right function does with them; of a whole cell, the answer is all variables that it leaves, as they are."""

Function = Callable[..., Any]


def make(
    cells: Sequence[CheckCell], own_answer: OwnAnswer, is_cell: Callable[[str], bool | None] = lambda _: None
) -> dict[str, Function]:
    """Make the checks of cells; returns the trusted functions that answer them, by the name that a check's `reference` says.

    is_cell: whether a question is a whole cell; None while nobody knows, because nothing is built yet.
    """
    references: dict[str, Function] = {}
    numbers: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        words = cell.run(RandomInputs(_RANDOM_AT_LOAD, "load"))
        if not words:
            raise AssignmentBroken(
                found=f"{cell.path}:{cell.line}: there is no check in this cell",
                fix=f"Write one of: {', '.join(WORDS)}.",
            )
        for at, (word, points) in enumerate(zip(words, _shared(cell, words), strict=True)):
            numbers[cell.question, word.word] += 1
            name = f"{word.word}_{numbers[cell.question, word.word]}"
            whole = is_cell(cell.question)
            if whole is not None and word.word not in (OF_CELLS if whole else WORDS[:-1]):
                fix = 'Write leaves("a variable").' if whole else "Write ask(…): leaves is for whole cells."
                raise AssignmentBroken(
                    found=f"{cell.path}:{word.line}: {cell.question} is a {'whole cell' if whole else 'function'}, and {word.word} can't ask it",
                    fix=fix,
                )
            if cell.driver and word.word in DRIVEN:
                raise AssignmentBroken(
                    found=f"{cell.path}:{word.line}: {word.word} puts its question by itself, and the cell says driver=",
                    fix="Write ask or expect, or a cell of its own without driver=.",
                )
            _add(cell, at, word, name, points, kept_cell(cell.question) if whole else cell.question)
            references[f"{cell.question}.{name}"] = _trusted(cell, word, own_answer)
    return references


def _add(cell: CheckCell, at: int, word: Word, name: str, points: float, called: str) -> None:
    driven = word.word in DRIVEN
    about = str(word.inputs.get(VARIABLE, "")) or name.rpartition("_")[2]

    def draw(_random: RandomInputs) -> Call:  # by this name: what isn't drawn is meant to be what stands there
        drawn = cell.run(_random)
        if len(drawn) <= at or drawn[at].word != word.word:
            raise AssignmentBroken(
                found=f"{cell.path}:{word.line}: the cell doesn't make the same checks each time",
                fix="Draw the inputs at random, not which checks there are.",
            )
        return {FUNCTION: called, **drawn[at].inputs} if driven else drawn[at].inputs

    authored(cell.question)._add(
        draw,
        points,
        name=name,
        title=word.title or TITLES[word.word].format(about),
        place=f"{cell.path}:{word.line}",
        hint=word.hint or None,
        judge=_judge(word),
        driver=f"{word.word}_" if driven else cell.driver,
        reference=f"{cell.question}.{name}",
    )


def _judge(word: Word) -> Judge:
    if word.word == "raises":
        return Raises()
    judge: Judge = word.judge or (Prints() if word.word == "prints" else judges.close())
    return Left(str(word.inputs[VARIABLE]), judge) if word.word == "leaves" else judge


def _shared(cell: CheckCell, words: Sequence[Word]) -> list[float]:
    """Share the cell's points among its words: those that say theirs have them, the others get the rest in equal parts of whole hundredths."""
    left = cell.points - sum(word.points or 0.0 for word in words)
    silent = [at for at, word in enumerate(words) if word.points is None]
    if left < -1e-9 or (left > 1e-9 and not silent):
        raise AssignmentBroken(
            found=f"{cell.path}:{cell.line}: points is {cell.points:g}, but its checks say {cell.points - left:g}",
            fix="Change one of them.",
        )
    each = math.floor(left * 100 / len(silent) + 1e-9) / 100 if silent else 0.0
    points = [each if word.points is None else word.points for word in words]
    if silent:
        points[silent[-1]] = round(left - each * (len(silent) - 1), 6)
    return points


def _trusted(cell: CheckCell, word: Word, own_answer: OwnAnswer) -> Function:
    """Return what answers a check on the trusted side."""

    def trusted(**inputs: Any) -> Any:
        inputs.pop(FUNCTION, None)
        try:
            return _answer(cell, word, inputs, own_answer)
        except NoAnswer as error:
            raise AssignmentBroken(
                found=f"{cell.path}:{word.line}: our own answer to this can't travel: {error}",
                fix="Return numbers, text, arrays, or lists, tuples and dicts of them.",
            ) from None
        except GradingError:
            raise
        except Exception as error:
            raise AssignmentBroken(
                found=f"{cell.path}:{word.line}: our own answer to this raised {type(error).__name__}: {error}{_where(error, cell.path)}",
                fix=remedy(error, f"Correct what {word.word} is given here, or what answers it."),
            ) from error

    return trusted


def _answer(cell: CheckCell, word: Word, inputs: dict[str, Any], own_answer: OwnAnswer) -> Any:
    if word.word == "leaves":
        return _left(cell, word, inputs, own_answer)
    if word.word == "plots":
        return map_leaves(_plain, plot_words.drawn_by(_drawing(cell, own_answer), inputs))
    if word.expected is not NOTHING:
        return map_leaves(_plain, word.expected)
    called = own_answer(cell.question, inputs, cell.driver)
    return {"prints": called.printed, "after": called.inputs}.get(word.word, called.answer)


def _where(error: BaseException, master: str) -> str:
    """Say in which line of reference.py, or of drivers.py beside it, it was raised; "" where neither of them answered. master: notebook.py's path."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        code = frame.f_code
        if code.co_filename.endswith("/reference.py"):
            return f", in reference.py, line {line}"
        if code.co_filename == "<drivers>":
            begins = _line_in_drivers(Path(master).parent / "hidden" / "drivers.py", code.co_name)
            if begins:
                return f", in drivers.py, line {begins + line - code.co_firstlineno}"
    return ""


def _line_in_drivers(path: Path, name: str) -> int:
    """Tell where a function begins in drivers.py; 0 where it is included there, or made by a word."""
    tree = ast.parse(path.read_text(encoding="utf-8-sig")) if path.is_file() else ast.Module([], [])
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    return next((min([one.lineno, *(each.lineno for each in one.decorator_list)]) for one in functions), 0)


def _drawing(cell: CheckCell, own_answer: OwnAnswer) -> Function:
    """Return our own function for what it draws, whatever it returns: a figure, perhaps."""

    def draw(**inputs: Any) -> None:
        with contextlib.suppress(NoAnswer):
            own_answer(cell.question, inputs, cell.driver)

    return draw


def _left(cell: CheckCell, word: Word, inputs: dict[str, Any], own_answer: OwnAnswer) -> dict[str, Any]:
    """Return what a cell should leave in a variable, and whose arrays are in it."""
    variable, value = inputs.pop(VARIABLE), word.expected
    if value is NOTHING:
        names = own_answer(cell.question, inputs, cell.driver).answer
        if variable not in names:
            raise AssignmentBroken(
                found=f"{cell.path}:{word.line}: our own cell leaves no variable '{variable}'", fix="Correct its name."
            )
        value = names[variable]
    library = "numpy" if any(isinstance(leaf, np.ndarray) for leaf in leaves(value)) else "torch"
    return {"left": map_leaves(_plain, value), "library": library}


def _plain(leaf: Any) -> Any:
    if isinstance(leaf, (np.ndarray, np.generic)):
        return formed(leaf)
    return leaf.detach().cpu().clone() if isinstance(leaf, torch.Tensor) else leaf
