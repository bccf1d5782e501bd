"""What a cell that is a question as a whole began with and left, in a child, whatever later cells do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograder.model import Limits
from tests.fixtures.child import PlainSandbox, Talk

DRIVERS = """
def left(student, cell, variable):
    return getattr(student, cell).left[variable]


def again(student, cell, variable, **given):
    return getattr(student, cell)(**given)[variable]
"""


@pytest.fixture
def talk() -> Iterator[Talk]:
    child = PlainSandbox().spawn(Limits(memory_mb=1500), seed=1)
    made = Talk(child)
    assert made.ask(ask="drivers", source=DRIVERS)["outcome"] == "answered"
    yield made
    child.kill()


def load(talk: Talk, source: str, *, cell: str = "", **more: Any) -> None:
    reply = talk.ask(ask="load", source=source, file="<cell>", cell=cell, **more)
    assert reply["outcome"] == "answered", reply


def answer(talk: Talk, call: str, *, driver: bool = True, **inputs: Any) -> Any:
    reply = talk.call(call, driver=driver, **inputs)
    assert reply["outcome"] == "answered", reply
    return reply["answer"]


def test_what_a_cell_left_and_began_with_stays_though_later_cells_change_it(talk: Talk) -> None:
    load(talk, "import collections, pandas\nclass Box:\n    pass\nraw = pandas.DataFrame({'a': [1, 2], 'b': [3, 4]})")
    source = (
        "counts = collections.Counter('aab')\nbox = Box()\nbox.held = [1]\n"
        "raw.drop(columns='b', inplace=True)\nwide = len(raw.columns)\nheld = box.held"
    )
    load(talk, source, cell="counts_cell")
    load(talk, "del counts['a']\nbox.held.append(2)\nraw['c'] = 5\nraw['d'] = 6", cell="later_cell")

    assert answer(talk, "left", cell="counts_cell", variable="counts") == {"a": 2, "b": 1}
    assert answer(talk, "left", cell="counts_cell", variable="held") == [1]
    assert answer(talk, "again", cell="counts_cell", variable="wide") == 1
    assert answer(talk, "again", cell="counts_cell", variable="wide") == 1, (
        "it begins with what it began with, each time"
    )


def test_a_class_that_never_lets_itself_be_copied_costs_nothing_else(talk: Talk) -> None:
    load(
        talk,
        "class Stubborn:\n    def __deepcopy__(self, memo):\n        while True: pass\nheld = [Stubborn()]\nheld[0].x = 1",
    )
    load(talk, "total = [[3]]", cell="total_cell")
    load(talk, "total[0].clear()", cell="later_cell")

    assert answer(talk, "left", cell="total_cell", variable="total") == [[3]]


def test_a_cell_that_runs_again_is_seen_by_functions_from_above_and_leaves_the_notebook_as_it_was(talk: Talk) -> None:
    load(talk, "side = 2.0\ndef area():\n    return side * side")
    load(talk, "twice = 2 * area()\nif side < 0:\n    raise ValueError", cell="twice_cell")
    load(talk, "side = 5.0\ndef both():\n    return side, twice")

    assert answer(talk, "again", cell="twice_cell", variable="twice", side=3.0) == 18.0
    assert answer(talk, "both", driver=False) == (5.0, 8.0)
    assert talk.call("again", driver=True, cell="twice_cell", variable="twice", side=-1.0)["outcome"] == "raised"
    assert answer(talk, "both", driver=False) == (5.0, 8.0)


def test_the_default_dtype_of_calls_is_the_set_up_s_whatever_students_cells_make_it(talk: Talk) -> None:
    load(talk, "import torch\ntorch.set_default_dtype(torch.float64)")
    load(talk, "def f(): return str(torch.zeros(1).dtype)", question="f")
    load(talk, "torch.set_default_dtype(torch.float16)\ndef g(): return f()", question="g")

    assert [answer(talk, name, driver=False) for name in ("f", "g")] == ["torch.float64", "torch.float64"]
