"""Make checks of assert cells: those that are judged on our side, and those that run beside the code that they test.

Comes in: AssertCells. Goes out: one Check for each into the open collection, with what the trusted side answers in its place. What runs beside a
student's code can be forged by whoever owns that process. So it has controls: the test runs there again altered so that no value passes it, in an
order of chance, and an answer that passes that too only pretends.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.checks.assert_cells import AssertCell, Plays, draws, inputs_of
from autograder.checks.assert_drivers import DRIVERS
from autograder.checks.collecting import Call
from autograder.checks.controls import controls
from autograder.checks.questions import question as authored
from autograder.checks.random_inputs import RandomInputs
from autograder.checks.running_tests import quiet
from autograder.checks.tagged_values import TAG
from autograder.conventions import hidden_lines
from autograder.conventions.plurals import counted
from autograder.errors import AssignmentBroken
from autograder.model import CaseInputs, CaseKind
from autograder.value_tree import map_leaves

BESIDE, OUTSIDE = "beside", "outside"
"""Where a test is judged: next to the student's code, where it can be forged, or on our side."""

MSG_CONTROL = "the test passes although what it compares with was changed: your code answers with something that pretends to be equal"
MSG_ENDED = "a test of this exercise doesn't pass"

Function = Callable[..., Any]


def make(cells: Sequence[AssertCell]) -> dict[str, Function]:
    """Make the checks of cells; returns the trusted functions that answer them, by the name that a check's `reference` says."""
    references: dict[str, Function] = {}
    for cell in cells:
        references[f"{cell.question}.{cell.name}"] = _trusted(cell)
        authored(cell.question)._add(
            _draw_texts(cell) if cell.beside else _draw_calls(cell),
            cell.points,
            name=cell.name,
            title=title_of(cell.source, cell.name),
            place=cell.place,
            hint=None,
            judge=RanBeside(cell.source, names=cell.students) if cell.beside else Plays(cell),
            driver="beside_" if cell.beside else "asserts_",
            reference=f"{cell.question}.{cell.name}",
            dtypes=("float64",),
            with_reference=None if cell.asks_its_question else (),  # else ours would answer all of it
            trust=BESIDE if cell.beside else OUTSIDE,
        )
    return references


def title_of(source: str, name: str) -> str:
    """Return what students read: the docstring where they see it in their notebook, else the cell's name, by which they find it there."""
    tree = ast.parse(source)
    said = ast.get_docstring(tree)
    if said and not hidden_lines(source) & set(range(tree.body[0].lineno, (tree.body[0].end_lineno or 0) + 1)):
        return said.strip().split("\n")[0]
    if hidden_lines(source):
        return f"The tests {name} of the notebook pass, and hidden ones."
    return f"The tests {name} of the notebook pass."


def _draw_calls(cell: AssertCell) -> Function:
    def draw(_random: RandomInputs) -> Call:  # by this name: what isn't drawn is meant to be what stands there
        return inputs_of(cell, _random.integer(1, 2**31) if draws(cell) else 0)

    return draw


def _draw_texts(cell: AssertCell) -> Function:
    def draw(_random: RandomInputs) -> Call:
        texts = [cell.source, *controls(cell.source)]
        return {"texts": [texts[at] for at in _random.permutation(len(texts)).tolist()], "state": cell.state}

    return draw


def _trusted(cell: AssertCell) -> Function:
    """Return what answers a check on the trusted side: the driver, on our own notebook."""

    def trusted(**inputs: Any) -> Any:
        namespace: dict[str, Any] = {"__name__": "drivers"}
        exec(DRIVERS, namespace)
        answer = namespace["beside_" if cell.beside else "asserts_"](cell.notebook(), **inputs)
        if cell.beside and answer[inputs["texts"].index(cell.source)]:
            raise AssignmentBroken(
                found=f"{cell.place}: our own solution doesn't pass: {answer[inputs['texts'].index(cell.source)]}",
                fix="Correct the solution or the test.",
            )
        return map_leaves(_plain, answer)

    return trusted


def _plain(leaf: Any) -> Any:
    return torch.from_numpy(leaf.copy()) if isinstance(leaf, np.ndarray) else leaf


@dataclass(frozen=True, slots=True)
class RanBeside:
    """Judge how a test and its controls ended in the student's own process."""

    source: str
    structure: bool = False
    kind: CaseKind = CaseKind.VALUE
    # that students' cells bind: of a missing one of these it is said which, of no other
    names: frozenset[str] = frozenset()

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Demand that the test passes, and no control that our own solution doesn't pass."""
        texts = list(inputs["texts"])
        if not isinstance(got, list) or len(got) != len(texts) or not all(isinstance(end, str) for end in got):
            return MSG_ENDED
        real = texts.index(self.source)
        if got[real]:
            raised, _, missing = got[real].partition(": ")
            if missing in self.names:
                return f"{MSG_ENDED}: the name {missing} isn't defined"
            kind = getattr(builtins, raised, None)
            known = isinstance(kind, type) and issubclass(kind, Exception) and kind is not AssertionError
            return f"{MSG_ENDED}: it ended with {raised}" if known else MSG_ENDED
        fooled = any(expected[at] and not got[at] for at in range(len(texts)))
        return MSG_CONTROL if fooled else None


# ---------------------------------------------------------------- what an author should know of a test


class Liar:
    """An answer that says it is equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def __call__(self, *_args: Any, **_named: Any) -> Liar:
        return self

    def __getattr__(self, name: str) -> Liar:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    __hash__ = None  # type: ignore[assignment]


def weaknesses(cell: AssertCell) -> list[str]:
    """Say what a test that runs beside students' code lets through: altered literals, and an answer that lies about being equal."""
    namespace: dict[str, Any] = {"__name__": "drivers"}
    exec(DRIVERS, namespace)
    run, altered = namespace["beside_"], controls(cell.source)
    found = []
    with quiet(0):
        ends = run(cell.when(), altered)
    if not altered:
        found.append("it compares with no literal, so nothing shows an answer that pretends")
    elif "" in ends:
        found.append(f"it still passes with {ends.count('')} of {counted(len(altered), 'literal')} altered")
    module = cell.when()
    for name in cell.students & set(vars(module)):
        vars(module)[name] = Liar()
    with quiet(0):
        lied = run(module, [cell.source, *altered])
    if not lied[0] and not any(end and not other for end, other in zip(ends, lied[1:], strict=True)):
        found.append("it passes with an answer that says it is equal to everything")
    return found


def passes_with_nothing(cell: AssertCell) -> bool:
    """Say whether a test that is judged outside passes where each list, text or the like that our own functions answer is an empty one: `for a, b in zip(f(x), right)`."""
    asked = cell.ask(0)
    if cell.beside or asked.trouble or asked.error:
        return False
    namespace: dict[str, Any] = {"__name__": "drivers"}
    exec(DRIVERS, namespace)
    got = namespace["asserts_"](cell.when(), list(asked.calls), list(asked.names), 0, cell.state)
    emptied = [[kinds, text, _emptied(answer), *rest] for kinds, text, answer, *rest in got["calls"]]
    changed = any(repr(one[2]) != repr(other[2]) for one, other in zip(emptied, got["calls"], strict=True))
    return changed and cell.judge(asked, 0, {**got, "calls": emptied}) is None


def _emptied(packed: Any) -> Any:
    """Return a value, as the drivers write it, without anything in it; numbers and arrays stay, and so does what else holds no items."""
    if type(packed) in (list, str):
        return type(packed)()
    if type(packed) is not dict:
        return packed
    if list(packed) != [TAG]:
        return {}
    kind = packed[TAG][0]
    return {TAG: [kind, []]} if kind in ("tuple", "set", "frozenset", "dict") else packed
