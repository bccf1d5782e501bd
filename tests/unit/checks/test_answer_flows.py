"""A test that asks a student's function with what another one answered isn't put outside: our own answer would be readable in the sandbox."""

from __future__ import annotations

import ast

import pytest

from autograder.checks.answer_flows import asked_with_answers
from tests.fixtures.assert_cells import cell

STUDENTS, FUNCTIONS = {"f", "g", "M", "value"}, {"f", "g", "M"}
ANSWERED, TOGETHER = "answered before", "to one function"
GO_ON = {
    "at once": ("assert g(f(1)) == 2", ANSWERED),
    "by a name": ("x = f(1)\nassert g(x) == 2", ANSWERED),
    "into a dict": ("d = {}\nd['a'] = f(1)\nassert g(d['a']) == 2", ANSWERED),
    "a variable": ("assert g(value) == 2", ANSWERED),
    "into a function": ("def check(t, want):\n    assert g(t) == want\ncheck(f(1), 2)", ANSWERED),
    "into it by name": ("def check(*, t):\n    assert g(t) == 2\ncheck(t=f(1))", ANSWERED),
    "out of a function": ("def made(n):\n    return f(n)\nassert g(made(1)) == 2", ANSWERED),
    "out of a generator": ("def made():\n    yield f(1)\nfor t in made():\n    assert g(t) == 2", ANSWERED),
    "a lambda": ("h = lambda t: g(t)\nassert h(f(1)) == 2", ANSWERED),
    "a lambda at once": ("assert (lambda t: g(t))(f(1)) == 2", ANSWERED),
    "a lambda that is handed on": ("assert list(map(lambda t: g(t), [f(1)])) == [2]", ANSWERED),
    "map": ("assert list(map(g, [f(1)])) == [2]", ANSWERED),
    "map of a variable": ("assert list(map(g, value)) == [2]", ANSWERED),
    "a key": ("assert sorted([f(1), f(2)], key=g)", ANSWERED),
    "a helper": ("ok(g, f(1), 2)", ANSWERED),
    "another name": ("h = g\nassert h(f(1)) == 2", ANSWERED),
    "a loop over functions": ("for h in (g, len):\n    assert h(f(1)) == 2", ANSWERED),
    "partial": ("h = functools.partial(g)\nassert h(f(1)) == 2", ANSWERED),
    "vectorize": ("assert np.vectorize(g)(f(1)) == 2", ANSWERED),
    "a method": ("m = M(1)\nm.put(f(1))", ANSWERED),
    "a class of tests": (
        "class T:\n    def run(self):\n        self.t = f(1)\n        assert g(self.t) == 2",
        ANSWERED,
    ),
    "two functions": ("assert roundtrip(f, g, 'x') == 'x'", TOGETHER),
}
STAY = {
    "a table of cases": "for x, want in [(1, 2), (2, 4)]:\n    assert f(x) == want",
    "a function that asks": "def check(x, want):\n    assert f(x) == want\ncheck(1, 2)\ncheck(2, 4)",
    "a function that compares": "def check(got, want):\n    assert got == want\nfor x in [1, 2]:\n    check(f(x), 2 * x)",
    "answers that are looked at": "r = f(1)\nassert len(r) == 2\nassert g([1, 2]) == 2",
    "answers that are kept": "found = []\nfound.append(f(1))\nfound.append(f(2))\nassert len(found) == 2",
    "map": "assert all(map(f, [1, 2]))",
    "a helper": "ok(f, 1, 2)\nok(g, [1], 1)",
    "a test that is given what it asks": "def t(f, np):\n    assert np.isclose(f(1), 2)\nt(f, np)",
    "an object": "m = M(3)\nm.put(4)\nassert m.two() == [4]",
    "two questions": "assert len(f(1)) == g([1, 2])",
    "variables": "assert np.allclose(value, [1, 2]) and g([1]) == 1",
}


@pytest.mark.parametrize(("test", "why"), GO_ON.values(), ids=GO_ON)
def test_an_answer_that_becomes_an_input_is_found(test: str, why: str) -> None:
    assert why in next(asked_with_answers(ast.parse(test), STUDENTS, FUNCTIONS), "")


@pytest.mark.parametrize("test", STAY.values(), ids=STAY)
def test_an_answer_that_is_only_looked_at_is_none(test: str) -> None:
    assert list(asked_with_answers(ast.parse(test), STUDENTS, FUNCTIONS)) == []


def test_such_a_test_sends_no_answer_of_ours_into_the_sandbox() -> None:
    made = cell(
        "def check(t, want):\n    assert g(t) == want\ncheck(f(4321), 2)",
        "def f(x): return [x, x * x]\ndef g(t): return len(t)",
    )
    assert ANSWERED in made.ask(0).trouble
