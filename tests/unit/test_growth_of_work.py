"""Reading what a student wrote takes work in step with its length, whatever it says: a text twice as long takes at most 2.5 times the work."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest

from autograder import intake, pipeline
from autograder.assemble import (
    banned_names,
    blocks,
    cell_matching,
    code_rules,
    code_words,
    name_resolution,
    release_text,
    source_text,
    taking,
)
from autograder.assemble.name_resolution import Scope
from autograder.conventions import BEGIN, END
from autograder.model import Program
from autograder.report import rendering
from autograder.similar import alignment
from autograder.similar.hand_ins import Text
from tests.fixtures.assembled import DOUBLING, POSITION, SOLVED, assembled, code, text
from tests.fixtures.notebooks import Json, edited
from tests.fixtures.work import steps
from tests.fixtures.written import AT, again, assignment, handed, insert

SHORT = 1_500  # characters; the other text has twice as many


def _times(unit: str) -> Callable[[int], str]:
    return lambda length: unit * (length // len(unit))


def _counted(unit: str, first: str = "") -> Callable[[int], str]:
    def made(length: int) -> str:
        return first + "".join(unit.format(number) for number in range(100, 100 + length // len(unit.format(100))))

    return made


TEXTS: dict[str, Callable[[int], str]] = {
    "a string of backslashes": lambda length: "x = '''" + "\\x" * (length // 2),
    "a short string of backslashes": lambda length: 'x = "' + "\\x" * (length // 2),
    "escaped quotes": _times("\\'"),
    "open strings": _times("'''a\n"),
    "quotes of both kinds": _times("'\""),
    "open brackets": _times("(["),
    "closing brackets": _times(")]"),
    "blank lines": _times("\n"),
    "blanks": _times(" "),
    "lines of blanks": _times("    \n"),
    "form feeds and returns": _times("\f\r"),
    "continued lines": _times("\\\n"),
    "comments": _times("# a word\n"),
    "hashes": _times("#"),
    "half a marker": _times("# BEGIN YOUR\n"),
    "markers": _times(f"    {BEGIN}\n    {END}\n"),
    "only beginnings": _times(f"    {BEGIN}\n"),
    "magics": _times("%time x\n"),
    "definitions": _counted("def f{0}(): pass\n"),
    "classes without a name": _times("class\n"),
    "async without def": _times("async  \n"),
    "aliases of a library": _counted("a{0}=torch\n", "import torch\n"),
    "an alias that grows": lambda length: "import torch\nx=torch\n" + "x=x.b\n" * (length // 6),
    "names of a banned module": _counted("torch.nn.f{0}\n", "import torch\n"),
    "methods of many things": _counted("import a{0}\nx.relu\n"),
    "a long chain": lambda length: "x" + ".a" * (length // 2),
    "chains": _times("x" + ".a" * 700 + "\n"),
    "a chain of calls": lambda length: "x()" + ".x()" * (length // 4),
    "texts that are run": _counted("eval('a{0}')\n"),
    "a sum of texts": lambda length: "getattr(x, 'a'" + "+'a'" * (length // 4) + ")",
    "fields": _counted("name = {0}\n"),
    "imports": _counted("import a{0}\n"),
    "letters that look alike": _times("def dоuble(x):\n"),
    "digits": lambda length: "x = 0x" + "1" * length,
    "words": _times("ab1_"),
}


MATRICES = assignment()
NAMES = re.compile("alias|names|methods|chain|texts")


def read(text: str) -> None:
    """Read a notebook with this text in a block, in a cell that isn't a student's, in the fields and in a written answer."""

    def put(cells: list[dict[str, object]]) -> None:
        for name in ("double_solution", "setup", "fields", "why"):
            cells[POSITION[name]]["source"] = text
        cells[POSITION["triple_solution"]]["source"] = f"def triple(x):\n    {BEGIN}\n{text}\n    {END}\n"

    program: Program = code_rules.review(assembled(edited(SOLVED, put)), DOUBLING)
    for block in program.blocks:
        block_text = Text(block.text)
        block_text.prints()
        alignment.align(block_text, block_text)
        rendering.highlighted(block.text)


def look_for_banned_names(text: str) -> None:
    """Apply the rule on banned calls alone."""
    tree = ast.parse(text)
    scope = Scope(names={"torch": "torch"})
    scope.learn(tree)
    lines = frozenset(range(1, text.count("\n") + 2))
    bans = banned_names.Forbidden({"torch.nn": 0.1, "torch.relu": 1.0}, ("torch.nn.f7",), loops=True)
    list(banned_names.mentions(tree, scope, bans, lines))


def forget() -> None:
    """Forget what was read before: a second reading would cost nothing."""
    for remembered in (
        source_text._scan,
        source_text._remembered,
        name_resolution.in_order,
        name_resolution.usual,
        blocks.locate,
        release_text._short_key,
        cell_matching._squeezed,
        code_words._all_said,
    ):
        remembered.cache_clear()


def growth(text: Callable[[int], str], reader: Callable[[str], object]) -> float:
    reader(text(0))  # what is imported and looked up once a process isn't counted
    counts = []
    for length in (0, SHORT, 2 * SHORT):
        forget()
        counts.append(steps(lambda length=length: reader(text(length))))
    nothing, once, twice = counts
    return (twice - nothing) / max(once - nothing, SHORT)


def _copies(number: int) -> Callable[[list[Json]], None]:
    def change(cells: list[Json]) -> None:
        """Add copies of an answer's cell where our own texts are gone."""
        mine = [again(cells[AT["answer_1"]], f"The row {one} is bright, I think.") for one in range(number)]
        cells[:] = [*(cell for cell in cells if cell["cell_type"] == "code"), *mine]

    return change


def _added(cell: Callable[[str], Json]) -> Callable[[int], Callable[[list[Json]], None]]:
    return lambda number: insert(
        AT["picture"], *(cell(f"# The row {one} is bright, I think.\nshown = '{one}'") for one in range(number))
    )


@pytest.mark.parametrize(
    "cells", [_added(text), _added(code), _copies], ids=["text cells", "code cells", "copies of an answer"]
)
def test_twice_the_cells_take_twice_the_work(cells: Callable[[int], Callable[[list[Json]], None]]) -> None:
    counts = []
    for number in (0, 150, 300):
        forget()
        submission = intake.receive(handed(cells(number)), MATRICES)
        counts.append(steps(lambda submission=submission: taking.take(submission, MATRICES)))
    nothing, once, twice = counts

    assert (twice - nothing) / (once - nothing) <= 2.5


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_twice_the_text_takes_twice_the_work(text: Callable[[int], str]) -> None:
    assert growth(text, read) <= 2.5


@pytest.mark.parametrize("text", [name for name in TEXTS if NAMES.search(name)])
def test_twice_the_names_take_twice_the_work(text: str) -> None:
    assert growth(TEXTS[text], look_for_banned_names) <= 2.5


@pytest.mark.parametrize(
    "text", ["a" + "\n" * 300_000 + "b", "a" + " " * 300_000 + "b", "1 and" + "\n" * 300_000 + "b"]
)
def test_an_answer_of_nothing_but_space_keeps_no_reader_busy(text: str) -> None:
    def put(cells: list[Json]) -> None:
        cells[AT["answer_1"]]["source"] = text

    with pipeline._reading(20):  # minutes, where each blank looks through those that follow
        taking.take(intake.receive(handed(put), MATRICES), MATRICES)
