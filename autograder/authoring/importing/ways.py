"""Decide for each foreign test how it is judged: on our side, beside the student's code, or not at all, and why.

Comes in: questions, and what runs in grading. Goes out: a Test for each, and wrong answers that fail it. The author's own code runs for it in this
process, as it does in rehearsal: a test goes the way on which our own solution passes it, and an answer of nothing doesn't.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from types import ModuleType
from typing import Any

from autograder.assemble import blocks
from autograder.authoring.cell_names import bound_names_of, free_names
from autograder.authoring.importing.foreign_notebook import ForeignNotebook
from autograder.authoring.importing.questions import FoundQuestion, helpers
from autograder.authoring.importing.source_cells import SourceCell, without_magics
from autograder.checks import asserts
from autograder.checks.assert_cells import AssertCell, names_in
from autograder.checks.assert_drivers import DRIVERS
from autograder.conventions import is_marker
from autograder.conventions.plurals import counted
from autograder.course import built_on
from autograder.course.near_misses import quiet
from autograder.errors import AssignmentBroken

NAUGHTS = ("return None", "raise RuntimeError", "return 0", 'return ""', "return []", "pass")
"""What wrong answers write into every block, until each test is failed by one."""
_AS_SHOWN = "assert repr("  # what a notebook shows becomes this


_AWAITS = "it awaits outside of a function, which a notebook alone can: put what is awaited into a function that calls asyncio.run"


class Way(StrEnum):
    """How a test is judged."""

    OUTSIDE = "outside"
    BESIDE = "beside"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Test:
    """One test cell, and which way it went."""

    name: str
    question: str
    points: float
    source: str  # with what it needs of other cells above it
    way: Way
    why: str
    cell: SourceCell
    flags: tuple[str, ...] = ()  # what it lets through


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that fails tests, to prove them by."""

    question: str
    name: str
    source: str
    fails: tuple[str, ...]  # question.test


def decide(
    test: SourceCell, question: FoundQuestion, course: ForeignNotebook, cells: Sequence[SourceCell], known: set[str]
) -> Test:
    """Tell which way a test goes."""
    source, magic = without_magics(test.source)
    above = [without_magics(cell.source)[0] for cell in helpers(test, cells, known)]
    whole = "\n\n".join([*above, source]).strip("\n") + "\n"
    name = re.sub(r"[^\w-]+", "_", test.id or f"test_{test.number}")
    made = Test(name, question.id, test.points, whole, Way.OUTSIDE, "", test)
    also = "; it has lines for IPython alone, which are left out" if magic else ""
    also += (
        f"; it needs {counted(len(above), 'earlier cell, which stands', 'earlier cells, which stand')} above it"
        if above
        else ""
    )
    ours = partial(course.notebook, question.cell.number if question.whole else 0)  # which a later cell may change
    try:
        cell = AssertCell(question.id, name, test.points, "<test>", 0, whole, ours, course.students)
    except AssignmentBroken as error:
        why = _AWAITS if _awaits(whole) else f"it isn't Python: {error.found}"
        return replace(made, way=Way.LEFT_OUT, why=why)
    if part := _gives_part(cell):
        return replace(made, way=Way.LEFT_OUT, why=part)
    asked = cell.ask(0)
    if not asked.trouble and not asked.error:
        own = _driven(ours(), "asserts_", calls=list(asked.calls), names=list(asked.names), seed=0)
        said = cell.judge(asked, 0, own)
        if said is None:
            return replace(made, why=f"judged on {_count(len(asked.calls) + len(asked.names))} of the student's{also}")
        asked = replace(asked, trouble="what our own solution answers isn't the same when it comes from the sandbox")
    ended = _driven(ours(), "beside_", texts=[whole])[0]
    if ended:
        why = asked.error or f"it ends with {ended}"
        if ended.startswith("AssertionError") and _AS_SHOWN in cell.source:
            why += ", and compares what the notebook shows: if libraries show that otherwise today, run all cells there, save, and import again"
        return replace(made, way=Way.LEFT_OUT, why=f"the notebook's own solution doesn't pass it: {why}")
    why = asked.trouble or f"where its values have travelled, our own don't pass it: {asked.error}"
    return replace(made, way=Way.BESIDE, why=f"{why}{also}", flags=tuple(asserts.weaknesses(cell)))


def builds_on(questions: Sequence[FoundQuestion], tests: Sequence[Test]) -> dict[str, tuple[str, ...]]:
    """Tell which earlier questions each one needs: its solution, or a test that asks it, uses a name of theirs."""
    found = []
    for question in questions:
        bound, needed = bound_names_of(question.source), free_names(question.source)
        for test in (one for one in tests if one.question == question.id and one.way is not Way.LEFT_OUT):
            needed |= names_in(test.source) if bound & names_in(test.source) else set()
        found.append((question.id, bound, needed))
    return built_on.of_names(found)


def prove(
    questions: Sequence[FoundQuestion],
    tests: Sequence[Test],
    course: ForeignNotebook,
    needs: Mapping[str, Sequence[str]] | None,
) -> tuple[list[Wrong], list[Test]]:
    """Make wrong answers until every test is failed by one; returns them, and the tests that no answer of nothing fails.

    needs: which other questions each one is built on; a wrong answer to these fails no test of it, for there ours takes its place. None where a
    test is put to all that a student wrote.
    """
    given = _given(questions, needs)
    wrongs: list[Wrong] = []
    caught: set[str] = set()
    graded = [one for one in tests if one.way is not Way.LEFT_OUT]
    for question in questions:
        mine = {f"{one.question}.{one.name}" for one in graded if one.question == question.id}
        for number, naught in enumerate(NAUGHTS, start=1):
            if mine <= caught:
                break
            source = _with_blocks(question, naught)
            asked = [one for one in graded if question.id not in given(one)]
            fails = _failed(question, source, questions, asked, course) if source else ()
            if set(fails) & mine - caught:
                caught |= set(fails)
                text = source if question.whole else _definitions(source)
                wrongs.append(Wrong(question.id, f"{question.id}_naught_{number}", text, fails))
    return wrongs, [one for one in graded if f"{one.question}.{one.name}" not in caught]


def passed_by_nothing(
    questions: Sequence[FoundQuestion], tests: Sequence[Test], course: ForeignNotebook, stub: str
) -> list[Test]:
    """List the tests that pass where their question's blocks are as they were handed out."""
    found = []
    for question in questions:
        mine = [one for one in tests if one.question == question.id and one.way is not Way.LEFT_OUT]
        source = _with_blocks(question, stub)
        below, stopped = course.with_answer(question.cell.number, source or "raise NotImplementedError")
        if mine and question.cell.number not in stopped:
            ends = _driven(below[question.cell.number], "beside_", texts=[one.source for one in mine])
            found += [one for one, end in zip(mine, ends, strict=True) if not end]
    return found


# ---------------------------------------------------------------- parts


def _given(
    questions: Sequence[FoundQuestion], needs: Mapping[str, Sequence[str]] | None
) -> Callable[[Test], tuple[str, ...]]:
    """Tell of each test whose answers are ours while it asks, as grading does it."""
    all_of = {} if needs is None else built_on.of_questions(((one.id, one.whole) for one in questions), needs)
    bound = {one.id: bound_names_of(one.source) for one in questions}
    return lambda test: all_of.get(test.question, ()) if bound[test.question] & names_in(test.source) else ()


def _gives_part(cell: AssertCell) -> str:
    """Say whether a test ends in a number, which nbgrader takes for the points."""
    tree = ast.parse(cell.source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or (isinstance(last.value, ast.Constant) and isinstance(last.value.value, str)):
        return ""
    kept = ast.Assign([ast.Name("_value_shown", ast.Store())], last.value)
    body = ast.fix_missing_locations(ast.Module([*tree.body[:-1], kept], type_ignores=[]))
    module = cell.notebook()
    try:
        with quiet():
            exec(compile(body, "<test>", "exec"), module.__dict__)
    except Exception:
        return ""
    value = vars(module)["_value_shown"]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "it ends in a number, by which nbgrader gives a part of the points: write several tests instead"
    return ""


def _driven(notebook: ModuleType, driver: str, **inputs: Any) -> Any:
    namespace: dict[str, Any] = {"__name__": "drivers"}
    exec(DRIVERS, namespace)
    with quiet():
        return namespace[driver](notebook, **inputs)


def _failed(
    wrong: FoundQuestion,
    source: str,
    questions: Sequence[FoundQuestion],
    tests: Sequence[Test],
    course: ForeignNotebook,
) -> tuple[str, ...]:
    """List the tests that a notebook fails in which a question's cell is another, and those below it are ours."""
    below, stopped = course.with_answer(wrong.cell.number, source)
    if wrong.cell.number in stopped:
        return ()
    lost = {one.id for one in questions if one.cell.number in stopped}
    place = {one.id: one.cell.number for one in questions}
    ends = [_driven(below[place[one.question]], "beside_", texts=[one.source])[0] for one in tests]
    return tuple(
        f"{one.question}.{one.name}" for one, end in zip(tests, ends, strict=True) if end or one.question in lost
    )


def _with_blocks(question: FoundQuestion, naught: str) -> str:
    """Write something into every block of a question's cell; "" where it can't stand there."""
    flat = naught
    if "return" in naught:
        names = sorted(bound_names_of(question.source))
        flat = "; ".join(f"{name} = {naught.removeprefix('return ')}" for name in names) or "pass"
    regions = blocks.locate(question.source)
    source = blocks.fill(question.source, [naught if region.name else flat for region in regions])
    if not question.whole:
        source = "\n".join(line for line in source.split("\n") if not is_marker(line))
    try:
        compile(source, "<wrong>", "exec")
    except SyntaxError:
        return ""
    return source


def _awaits(text: str) -> bool:
    """Say whether a text is Python for a notebook alone, where `await` may stand outside of functions."""
    try:
        compile(text, "<test>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return False
    return True


def _definitions(source: str) -> str:
    """Return what an answer may hold of a cell whose question is a function: not what the cell gives, such as variables above it."""
    kept = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom)
    lines, texts = source.split("\n"), []
    for node in ast.parse(source).body:
        if isinstance(node, kept):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            texts.append("\n".join(lines[first - 1 : node.end_lineno]))
    return "\n\n".join(texts) + "\n"


def _count(number: int) -> str:
    return "one answer" if number == 1 else f"{number} answers"
