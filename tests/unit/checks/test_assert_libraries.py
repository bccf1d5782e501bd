"""A test that hands a student's text to what evaluates it, or opens files by it, isn't judged on our side."""

from __future__ import annotations

import ast

import pytest

from autograder.checks.assert_libraries import acting
from tests.fixtures.assert_cells import cell, notebook

ACT = {
    "a library by its name": ("assert sp.simplify(f()) == 1", "import sympy as sp"),
    "a function of one": ("assert simplify(f()) == 1", "from sympy import simplify"),
    "a helper": (
        "assert same(f(), 'x')",
        "import sympy\ndef same(a, b): return sympy.simplify(a) == sympy.simplify(b)",
    ),
    "a helper that imports it": (
        "assert same(f(), 'x')",
        "def same(a, b):\n    from sympy import simplify\n    return simplify(a) == b",
    ),
    "a helper's helper": (
        "assert same(f(), 1)",
        "def inner(a): return eval(a)\ndef same(a, b): return (lambda: inner(a))() == b",
    ),
    "a class": ("assert C().same(f())", "class C:\n    def same(self, a): return eval(a)"),
    "a path": ("assert (Path('.') / f()).exists()", "from pathlib import Path"),
    "a file of NumPy's": ("import numpy as np\nassert np.load(f()) is None", ""),
    "a file of a library's in the set-up": ("assert np.loadtxt(f()) is None", "import numpy as np"),
    "a part of a library": ("assert torch.jit.load(f()) is None", "import torch"),
    "an imported function": ("from io import open\nassert open(f()) is None", ""),
    "a table's text": ("assert len(df.query(f())) == 1", ""),
}
LET = {
    "numbers": ("import numpy as np\nassert np.allclose(f(), 3)", ""),
    "what the set-up alone uses": (
        "assert f() == DATA",
        "import os\nimport sympy\nDATA = open('/dev/null').read()",
    ),
    "a helper that compares": (
        "assert close(f(), 3)",
        "import numpy as np\ndef close(a, b):\n    return np.allclose(a, b)",
    ),
    "a network's eval": ("assert net.eval() is not None", "import torch\nnet = torch.nn.Linear(1, 1)"),
    "json": ("import json\nassert json.loads('3') == f()", ""),
    "a query that stands there": ("assert len(df.query('a > 1')) == 1", ""),
}


@pytest.mark.parametrize(("test", "given"), ACT.values(), ids=ACT)
def test_what_acts_on_what_it_is_given_is_named(test: str, given: str) -> None:
    assert list(acting(ast.parse(test), vars(notebook(given))))


@pytest.mark.parametrize(("test", "given"), LET.values(), ids=LET)
def test_what_only_compares_is_let(test: str, given: str) -> None:
    assert list(acting(ast.parse(test), vars(notebook(given)))) == []


@pytest.mark.parametrize("given", ["", "import sympy", "import sympy\ndef simple(text): return sympy.simplify(text)"])
def test_a_student_s_text_is_never_evaluated_on_our_side(given: str) -> None:
    test = {"": "import sympy\nassert sympy.simplify(f()) == 2", "import sympy": "assert sympy.simplify(f()) == 2"}
    made = cell(test.get(given, "assert simple(f()) == 2"), "def f(): return '1 + 1'", given=given)
    assert "sympy" in made.ask(0).trouble
