"""No honest answer passes a control, however far beyond ours it lies, and what pretends to be equal or greater passes one."""

from __future__ import annotations

import pytest

from autograder.checks.asserts import MSG_CONTROL
from autograder.checks.controls import controls
from tests.fixtures.assert_cells import beside

NAN = "(1e999 - 1e999)"
PRETENDS = (
    "class L{}:\n"
    + "".join(f"    def __{name}__(self, other): return True\n" for name in ["eq", "lt", "le", "gt", "ge"])
    + "    __hash__ = None\n    def __sub__(self, other): return self\n    def __abs__(self): return self\ndef f(): return L({})"
)
LIARS = [PRETENDS.format("", ""), PRETENDS.format("(int)", "5"), PRETENDS.format("(float)", "5")]


def test_controls_alter_one_literal_each_and_nothing_else() -> None:
    assert controls("assert f(2) == 4  # four\nassert g('a') == \"b\"") == [
        "assert f(2) == 7923  # four\nassert g('a') == \"b\"",
        "assert f(2) == 4  # four\nassert g('a') == 'b~'",
    ]


@pytest.mark.parametrize(
    ("test", "altered"),
    [
        ("assert f() > 3", [f"assert f() > {NAN}"]),
        ("assert 3 <= f()", [f"assert ((f()) >= {NAN})"]),
        ("assert 1 < f() < 2", [f"assert ((f()) > {NAN})", f"assert 1 < f() < {NAN}"]),
        ("t.assertGreaterEqual(f(), 100)", [f"t.assertGreaterEqual(f(), {NAN})"]),
        ("assert math.isclose(f(), 3)", [f"assert math.isclose(f(), {NAN})"]),
        ("assert np.allclose(f(), np.array([1, 2]))", ["assert np.allclose(f(), np.array([7920, 2]))"]),
        ("assert f() in (1, 2)", ["assert f() in ()"]),
        ("assert f() == 1 or f() == 2", ["assert f() == 7920 or f() == 7921"]),
        ("assert f() > 9 or g(f())", [f"assert f() > {NAN} or False"]),
        ("assert 0 < f() < 2 or f() == 4", [f"assert ((f()) > {NAN}) or f() == 7923"]),
    ],
)
def test_what_is_altered_is_out_of_reach(test: str, altered: list[str]) -> None:
    assert controls(test) == altered


HONEST = [
    ("assert f() > 1000", "1326", "13002"),
    ("assert len(f()) >= 100", "[0] * 120", "[0] * 90_000"),
    ("assert 1000 < f()", "1326", "1e300"),
    ("assert f() > 1000", "1326", "float('inf')"),
    ("assert f() < 0.5", "0.1", "-1e5"),
    ("assert f() >= 1", "2", "10**400"),
    ("import unittest\nunittest.TestCase().assertGreaterEqual(f(), 100)", "101", "20_000"),
    ("import unittest\nunittest.TestCase().assertLess(f(), 100)", "99", "-20_000"),
    ("import math\nassert math.isclose(f(), 10_000, rel_tol=0.9)", "9_000", "60_000"),
    ("import numpy as np\nassert (f() > 10).all()", "np.array([11.0])", "np.array([1e5, 2e5])"),
    ("import decimal\nassert f() > 1", "decimal.Decimal(2)", "decimal.Decimal(20_000)"),
    ("assert f() == 'a' or f() == 'A'", "'a'", "'A'"),
    ("assert f() > 10 or f() == -1", "11", "-1"),
    ("assert f() == 3 or str(f()).startswith('x')", "3", "'xy'"),
]


@pytest.mark.parametrize(("test", "ours", "theirs"), HONEST)
def test_an_honest_answer_is_right_however_far_it_lies_from_ours(test: str, ours: str, theirs: str) -> None:
    given = "import decimal\nimport numpy as np\ndef f(): return "

    assert beside(test, given + ours, given + theirs) is None


@pytest.mark.parametrize("liar", LIARS, ids=["object", "int", "float"])
@pytest.mark.parametrize(
    "test",
    [
        "assert f() > 3",
        "assert 3 < f()",
        "assert 3.5 < f() + 0",
        "assert 1 < f() < 9",
        "assert f() <= 6",
        "import unittest\nunittest.TestCase().assertGreaterEqual(f(), 3)",
        "import pytest\nassert f() == pytest.approx(5)",
        "assert f() == 5 or f() > 3",
        "assert f() > 3 or f() is None",
    ],
)
def test_what_pretends_passes_a_control(liar: str, test: str) -> None:
    liar = liar.replace("    __hash__", "    def __add__(self, other): return self\n    __hash__")

    assert beside(test, "def f(): return 5", liar) == MSG_CONTROL


GIVEN = "import itertools, types\n"


@pytest.mark.parametrize(
    "theirs", ["iter([0, 1, 4])", "(n * n for n in range(3))", "map(int, '014')", "itertools.chain([0], [1, 4])"]
)
def test_a_variable_that_is_gone_through_once_is_there_for_the_test_and_each_control(theirs: str) -> None:
    ours = f"{GIVEN}squares = (n * n for n in range(3))\nsame = squares"

    right = beside("assert next(squares) == 0 and sum(same) == 5", ours, f"{GIVEN}squares = {theirs}\nsame = squares")
    assert right is None
    wrong = f"{GIVEN}squares = same = iter([0, 1, 5])"
    assert beside("assert sum(squares) == 5", ours, wrong) is not None


def test_a_variable_without_end_is_one_too_and_a_generator_stays_one() -> None:
    ours = f"{GIVEN}numbers = (n for n in itertools.count(3))"

    test = "assert isinstance(numbers, types.GeneratorType)\nassert [next(numbers), next(numbers)] == [3, 4]"
    assert beside(test, ours, ours) is None
