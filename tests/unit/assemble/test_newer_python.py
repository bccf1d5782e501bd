"""A newer Python's syntax is told from what no Python reads."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

import pytest
from hypothesis import given

from autograder.assemble.newer_python import is_newer
from autograder.errors import GraderTooOld
from autograder.model import BlockState
from tests.fixtures.assembled import POSITION, block, changed
from tests.fixtures.notebooks import Json
from tests.fixtures.texts import TEXTS

NEWER = {  # PEP 701, 695, 696 and 758, 750
    'x = f"{a["b"]}"': (3, 12),
    "x = f'{a['b']:>{w['n']}}'": (3, 12),
    'x = f"{\n    a  # a comment\n}"': (3, 12),
    "x = f\"{'\\n'.join(a)}\"": (3, 12),
    'x = f"{f"{f"{1 + 1}"}"}"': (3, 12),
    "x = f'{a!r:{'>10'}}' 'and more'": (3, 12),
    "x = rf'{a['b']=}'": (3, 12),
    "type Point = tuple[float, float]": (3, 12),
    "type Pair[T] = tuple[T, T]": (3, 12),
    "def first[T](items: list[T]) -> T:\n    return items[0]": (3, 12),
    "class Box[T: (int, str), *Ts, **P]:\n    pass": (3, 12),
    "def outer():\n    async def inner[T](x: T) -> T:\n        return x": (3, 12),
    "def f[T = int](x: T):\n    return x": (3, 13),
    "try:\n    pass\nexcept ValueError, TypeError:\n    pass": (3, 14),
    "x = t'{a}'": (3, 14),
}
NEVER = [
    "x = = 1", "def f(:", 'print "x"', "x = (1", "  x\n y", "return x y", "x = 1 +", "f(x=1, 2)", "1 = x", "x = 08", 'x = f"{a b}"',
    "x = f'{a!q}'", "x = f'{}'", "x = f'}'", "x = f'{a'", "x = 'a", "type = = 3", "type X", "type X == 3", "def f[](x): pass",
    "def f[1](x): pass", "class A[T:\n    pass", "x = = f'{a['b']}'", "except A, B:\n    pass", "nonlocal x y", "while True print(x)",
]  # fmt: skip


@pytest.mark.parametrize("text", NEWER)
def test_what_a_newer_python_reads_is_told(text):
    if sys.version_info[:2] < NEWER[text]:
        assert is_newer(text)
    else:
        ast.parse(text)


@pytest.mark.parametrize("text", NEVER)
def test_what_no_python_reads_stays_a_syntax_error(text):
    with pytest.raises(SyntaxError):
        ast.parse(text)
    assert not is_newer(text)


@pytest.mark.parametrize(
    "text", ["x = f'{a}'", "type = 3\nprint(type)", "x[T] = 1", "try:\n    pass\nexcept (A, B):\n    pass", ""]
)
def test_what_we_read_ourselves_is_not_newer(text):
    ast.parse(text)
    assert not is_newer(text)


@given(TEXTS)
def test_no_text_raises(text):
    is_newer(text)
    is_newer(f"f'{{{text}}}'")


def typed(text: str) -> Callable[[list[Json]], None]:
    def change(cells: list[Json]) -> None:
        cell = cells[POSITION["double_solution"]]
        cell["source"] = "".join(cell["source"]).replace("return 2 * x", text)

    return change


@pytest.mark.skipif(sys.version_info[:2] >= (3, 12), reason="this Python reads it")
def test_a_newer_python_s_block_is_no_mistake_of_the_students_and_the_reason_names_ours():
    with pytest.raises(GraderTooOld, match=r"newer Python than 3\.\d+\.\d+, which grades here \(line 1: "):
        changed(typed("return 2 * x + len(f'{x['a']}')"))


def test_a_block_that_no_python_reads_is_broken():
    program = changed(typed("return 2 * * x"))

    assert block(program, "double").state is BlockState.BROKEN
