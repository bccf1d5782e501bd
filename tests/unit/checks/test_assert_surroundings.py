"""What a test has to do with the process around it isn't judged on our side: there, nothing of it is the student's."""

from __future__ import annotations

import decimal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.checks.assert_cells import inputs_of
from autograder.errors import AssignmentBroken
from tests.fixtures.assert_cells import cell, judged

IMPORTS = """
import datetime, decimal, os, sys, time, timeit, warnings
import numpy as np
import torch
from pathlib import Path
from time import perf_counter
"""
OURS = """
def f(x): return x
def read(path):
    with open(path) as file:
        return file.read()
def save(path, text):
    with open(path, "w") as file:
        file.write(text)
def make(path): os.mkdir(path)
def tell(name): os.environ[name] = "1"
"""
CHANGES = "which the student's process doesn't share"
REFUSED = {
    "time": ("start = time.time()\nassert f(1) == 1 and time.time() - start < 1", "the clock"),
    "imported by name": ("start = perf_counter()\nf(1)\nassert perf_counter() - start < 1", "the clock"),
    "imported in the test": ("from time import monotonic as m\nassert f(1) == 1 and m() > 0", "the clock"),
    "timeit": ("assert timeit.timeit(lambda: f(1), number=3) < 1", "the clock"),
    "a date": ("assert f(datetime.datetime.now())", "the clock"),
    "warnings kept": ("with warnings.catch_warnings(record=True) as w:\n    f(1)\nassert not w", "warnings"),
    "warnings as errors": ("warnings.simplefilter('error')\nassert f(1) == 1", "warnings"),
    "pytest.warns": ("import pytest\nwith pytest.warns(UserWarning):\n    f(1)", "warnings"),
    "no warnings": ("np.testing.assert_no_warnings(f, 1)", "warnings"),
    "unittest": ("import unittest\nwith unittest.TestCase().assertLogs():\n    f(1)", "logged"),
    "stderr": (
        "import contextlib, io\nwith contextlib.redirect_stderr(io.StringIO()) as e:\n    f(1)\nassert not e.getvalue()",
        "standard error",
    ),
    "a decimal context": ("decimal.getcontext().prec = 4\nassert f(1) == 1", f"decimal's context, {CHANGES}"),
    "a recursion limit": ("sys.setrecursionlimit(900)\nassert f(1) == 1", f"recursion limit, {CHANGES}"),
    "errors of numpy": ("with np.errstate(all='raise'):\n    assert f(1) == 1", f"numpy's errors, {CHANGES}"),
    "no gradients": ("with torch.no_grad():\n    assert f(1) == 1", f"torch's gradients, {CHANGES}"),
    "standard input": ("import io\nsys.stdin = io.StringIO('3')\nassert f(1) == 1", f"standard input, {CHANGES}"),
    "the environment": ("assert tell('OF_A_TEST') is None", CHANGES),
    "a file": ("assert save('x.txt', 'a') is None", f"writes a file, {CHANGES}"),
    "a folder": ("assert make('x') is None", CHANGES),
    "a file of the test's": ("Path('x.txt').write_text('a')\nassert f('x.txt') == 'x.txt'", "uses Path"),
    "the test's environment": ("os.environ['OF_A_TEST'] = '1'\nassert f(1) == 1", "uses os"),
}
JUDGED = {
    "silenced warnings": "with warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n    assert f(1) == 1",
    "silenced numpy": "with np.errstate(all='ignore'):\n    assert f(1) == 1",
    "a date that is said": "day = datetime.date(2026, 1, 2)\nassert f(day) == day",
    "words like these": "assert f('time.time()') == 'time.time()'",
    "a file that is there": "assert read('/dev/null') == ''",
}


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", sys.stdin)
    limit, context = sys.getrecursionlimit(), decimal.getcontext().copy()
    yield
    sys.setrecursionlimit(limit)
    decimal.setcontext(context)


@pytest.mark.parametrize(("test", "why"), REFUSED.values(), ids=REFUSED)
def test_what_a_test_asks_of_the_process_around_it_isnt_judged_on_our_side(test: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(AssignmentBroken, match=why):
        inputs_of(cell(test, OURS, given=IMPORTS), 0)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("test", JUDGED.values(), ids=JUDGED)
def test_what_has_nothing_to_do_with_it_is(test: str) -> None:
    assert judged(test, OURS, OURS, given=IMPORTS) is None


def test_names_that_students_write_arent_a_librarys() -> None:
    assert judged("assert time() == 3", "def time(): return 3", "def time(): return 3") is None
