"""Write an imported notebook as an assignment's folder: notebook.py with its tests beside the questions, and assignment.toml.

Comes in: the notebook's cells, its questions, and which way each test goes. Goes out: the files' texts. Nothing is lost without a word: what has
no place becomes a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from autograder.assemble import source_text
from autograder.authoring.importing.questions import FoundQuestion, marked
from autograder.authoring.importing.source_cells import MARK_SCHEME, Role, SourceCell, SourceNotebook, without_magics
from autograder.authoring.importing.ways import Test, Way, Wrong
from autograder.authoring.master import WHOLE_CELL, Master, TextCell, render
from autograder.conventions import is_marker, shown

HEADER = """\
# The master copy, as text, imported from {tool}: `autograder build {name}` turns it into source/{name}/{name}.ipynb.
# The formatter stays out: it would change Colab's #@title and #@param lines.
# fmt: off

"""

_ANSWER_HERE = "*Write your answer in the cell below.*"
_DAYS = 28
_HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)


def notebook(
    name: str,
    source: SourceNotebook,
    questions: Sequence[FoundQuestion],
    tests: Sequence[Test],
    wrongs: Sequence[Wrong],
    setup: set[int],
) -> str:
    """Write notebook.py."""
    by_cell = {question.cell.number: question for question in questions}
    last = {
        question.id: (question.tests[-1].number if question.tests else question.cell.number) for question in questions
    }
    cells: list[TextCell] = []
    if not any(cell.role is Role.TEXT and _HEADING.search(cell.source) for cell in source.cells[:3]):
        cells.append(_text(f"# {title_of(name, source)}", id="title"))
    body: list[TextCell] = []
    for cell in source.cells:
        body += _cells(cell, by_cell, setup)
        for question in (one for one in questions if last[one.id] == cell.number):
            body += _beside(question, tests, wrongs)
    return render(Master(HEADER.format(tool=source.tool, name=name), (*cells, *body)))


def toml(
    name: str,
    source: SourceNotebook,
    questions: Sequence[FoundQuestion],
    tests: Sequence[Test],
    points: float,
    order: int,
    imports: Sequence[str],
    needs: Mapping[str, Sequence[str]] | None,
) -> str:
    """Write assignment.toml. needs: which other questions each one is built on; None where a mistake costs as it did there."""
    due = (datetime.now() + timedelta(days=_DAYS)).strftime("%Y-%m-%dT23:59:00")
    untested = (one.id for one in questions if _is_untested(one, tests))
    beside = dict.fromkeys([*(test.question for test in tests if test.way is Way.BESIDE), *untested])
    lines = [
        f"title = {_quoted(title_of(name, source))}",
        f"order = {order}",
        f"due = {due}         # the import can't know it: correct it",
        f"points = {_number(points)}",
        "",
        f"imports = [{', '.join(map(_quoted, imports))}]",
        "",
        "[findings]",
        'import_added = "note"       # what was imported had no such rule',
    ]
    if needs is None:
        lines += [
            "",
            "[checks]",
            "follow_through = false      # a mistake costs the tests of all that builds on it, as it did there",
        ]
    elif needs:
        lines += [
            "",
            "[builds_on]                 # answered by our own solutions there, so that one mistake is paid for once",
        ]
        lines += [f"{question} = [{', '.join(map(_quoted, others))}]" for question, others in needs.items()]
    if beside:
        lines += [
            "",
            "[trust]                     # tests of these run next to the student's code, where they can be forged",
        ]
        lines += [f'{question} = "beside"' for question in beside]
    return "\n".join(lines) + "\n"


def title_of(name: str, source: SourceNotebook) -> str:
    """Title an assignment as its notebook does, else by its name."""
    found = next(
        (match[1] for cell in source.cells if cell.role is Role.TEXT and (match := _HEADING.search(cell.source))), ""
    )
    return source.title or found.strip("# ") or name.replace("_", " ").capitalize()


def points_of(source: SourceNotebook, tests: Sequence[Test]) -> float:
    """Add up what can be earned: by tests that were taken along, and by what people mark."""
    by_hand = sum(cell.points for cell in source.cells if cell.role in (Role.ANSWER, Role.CODE_ANSWER, Role.TASK))
    return round(sum(test.points for test in tests if test.way is not Way.LEFT_OUT) + by_hand, 6)


# ---------------------------------------------------------------- cells


def _cells(cell: SourceCell, by_cell: Mapping[int, FoundQuestion], setup: set[int]) -> Iterator[TextCell]:
    match cell.role:
        case Role.TEXT:
            if cell.source.strip():
                yield _text(cell.source)
        case Role.CODE if cell.number in setup:
            yield _code(without_magics(cell.source)[0], tags=["setup"])
        case Role.CODE:
            if cell.source.strip():
                yield _code(cell.source)
        case Role.SOLUTION:
            question = by_cell[cell.number]
            named = {"solution": WHOLE_CELL, "id": question.id} if question.whole else {"solution": question.id}
            yield _code(_marks(question.source), **named)
            if not question.tests:
                yield _code(f"# {question.id} is worth no points by itself", test=question.id)
        case Role.TEST:
            yield from _visible_test(cell, by_cell)
        case Role.TASK:
            given, scheme = _given_and_own(cell.source, MARK_SCHEME)
            yield _text(given)
            yield _answer(cell, scheme)
        case Role.CODE_ANSWER:
            yield _code(_marks(marked(cell.source)), answer=_id(cell), points=_number(cell.points))
        case Role.ANSWER:
            given, own = _given_and_own(cell.source, "SOLUTION")
            yield _text(given if own and given else _ANSWER_HERE)
            yield _answer(cell, own or cell.source)


def _visible_test(cell: SourceCell, by_cell: Mapping[int, FoundQuestion]) -> Iterator[TextCell]:
    question = next(one for one in by_cell.values() if cell in one.tests)
    text = shown(without_magics(cell.source)[0]).strip("\n")
    if source_text.parse(text)[0] is None:  # as below %%bash: students have it, and it is no check of ours
        yield _code(shown(cell.source).strip("\n"))
        text = f"# the cell above isn't graded as a check of {question.id}"
    if question.tests[-1] is cell:
        yield _code(text or f"# {question.id} has hidden tests", test=question.id)
    elif text:
        yield _code(text)


def _beside(question: FoundQuestion, tests: Sequence[Test], wrongs: Sequence[Wrong]) -> Iterator[TextCell]:
    for test in (one for one in tests if one.question == question.id and one.way is not Way.LEFT_OUT):
        options: dict[str, Any] = {"asserts": question.id, "points": _number(test.points), "name": test.name}
        yield _code(test.source.strip("\n"), **options, **({"trust": "beside"} if test.way is Way.BESIDE else {}))
    if _is_untested(question, tests):
        yield _code(_bare(question), asserts=question.id, points=0, name="is_there", trust="beside")
    for wrong in (one for one in wrongs if one.question == question.id):
        fails = ", ".join(wrong.fails)
        yield _code(wrong.source.strip("\n"), wrong=question.id, fails=fails, name=wrong.name)


def _is_untested(question: FoundQuestion, tests: Sequence[Test]) -> bool:
    return not any(one.question == question.id and one.way is not Way.LEFT_OUT for one in tests)


def _bare(question: FoundQuestion) -> str:
    return f"# {question.id} has no test of its own\npass"


def _given_and_own(source: str, what: str) -> tuple[str, str]:
    """Part a text into what students get, and what stands between lines that say BEGIN and END of something."""
    given: list[str] = []
    own: list[str] = []
    inside = False
    for line in source.split("\n"):
        if f"BEGIN {what}" in line or f"END {what}" in line:
            inside = f"BEGIN {what}" in line
        else:
            (own if inside else given).append(line)
    return "\n".join(given).strip("\n"), "\n".join(own).strip("\n")


def _answer(cell: SourceCell, text: str) -> TextCell:
    return TextCell("markdown", text, {"answer": _id(cell), "points": _number(cell.points)})


def _id(cell: SourceCell) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", cell.id or f"answer-{cell.number}")[:64]


def _marks(source: str) -> str:
    """Write marks as nbgrader looks for them, whatever their spelling."""
    return "\n".join(
        re.sub(r"#+\s*(BEGIN|END)\s+SOLUTION.*", r"### \1 SOLUTION", line) if is_marker(line) else line
        for line in source.split("\n")
    )


def _text(source: str, **options: Any) -> TextCell:
    return TextCell("markdown", source, options)


def _code(source: str, **options: Any) -> TextCell:
    return TextCell("code", source, options)


def _number(value: float) -> float:
    return int(value) if value == int(value) else value


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
