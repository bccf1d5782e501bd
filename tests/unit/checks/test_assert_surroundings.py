"""What a test has to do with the process around it isn't judged on our side: there, nothing of it is the student's."""

from __future__ import annotations

import decimal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.checks import assert_surroundings
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
HELPERS = """
import contextlib, io, logging, random, signal, tracemalloc
from unittest import mock
class Watch:
    def __enter__(self):
        self.began = perf_counter()
        return self
    def __exit__(self, *_): self.took = perf_counter() - self.began
def timed(g):
    with Watch() as watch:
        g()
    return watch.took
def timed_by_an_import(g):
    from time import monotonic as now
    began = now()
    g()
    return now() - began
def timed_within(g):
    import time
    def measured():
        began = time.perf_counter()
        g()
        return time.perf_counter() - began
    return measured()
def stopped(g):
    signal.alarm(1)
    g()
    signal.alarm(0)
def warned(g):
    with warnings.catch_warnings(record=True) as kept:
        warnings.simplefilter("always")
        g()
    return len(kept)
def strict(g):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return g()
def complained(g):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        g()
    return said.getvalue()
def logged(g): return logging.getLogger() and g()
def peak(g):
    tracemalloc.start()
    g()
    return tracemalloc.get_traced_memory()[1]
def seeded(g):
    np.random.seed(1)
    return g()
def all_seeded(g):
    torch.cuda.manual_seed_all(1)
    return g()
def replaced(g):
    with mock.patch("math.sqrt", return_value=3):
        return g()
@contextlib.contextmanager
def lasting():
    began = perf_counter()
    yield
    assert perf_counter() - began < 1
class Base:
    @staticmethod
    def took(g):
        began = time.time()
        g()
        return time.time() - began
class Derived(Base): pass
watch = Derived()
def told(word):
    def wrapped(h): return lambda *given: (word, h(*given))
    return wrapped
@told("took")
def decorated(g): return perf_counter(), g()
def by_default(g, clock=perf_counter): return clock(), g()
def calm(g):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return g()
def drawn(count, seed): return np.random.default_rng(seed).normal(size=count)
def own(seed): return torch.Generator().manual_seed(seed)
def shown(value): return f"time.time() {value}"
"""
BY_HELPERS = {
    "timed": "looks at the clock",
    "timed_by_an_import": "looks at the clock",
    "timed_within": "looks at the clock",
    "stopped": "looks at the clock",
    "warned": "looks at warnings",
    "strict": "looks at warnings",
    "complained": "looks at the standard error stream",
    "logged": "looks at what is logged",
    "peak": "measures memory",
    "seeded": "sets a random seed",
    "all_seeded": "sets a random seed",
    "replaced": "replaces functions by others",
}
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
    "a helper that silences": "assert calm(lambda: f(1)) == 1",
    "a helper with a generator of its own": "x = drawn(3, seed=1)\nassert (f(x) == x).all() and own(2) is not None",
    "a helper with words like these": "assert shown(f(1)).endswith('1')",
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


@pytest.mark.parametrize(("helper", "why"), BY_HELPERS.items(), ids=BY_HELPERS)
def test_neither_is_what_it_asks_of_it_by_a_helper_of_the_set_up(helper: str, why: str) -> None:
    asked = cell(f"assert {helper}(lambda: f(1)) is not None", OURS, given=IMPORTS + HELPERS).ask(0)
    assert f"it uses {helper}, which {why}" in asked.trouble


@pytest.mark.parametrize(
    ("test", "helper"),
    [
        ("with lasting():\n    assert f(1) == 1", "lasting"),
        ("assert watch.took(lambda: f(1)) < 1", "watch"),
        ("assert Derived.took(lambda: f(1)) < 1", "Derived"),
        ("assert decorated(lambda: f(1))", "decorated"),
        ("assert by_default(lambda: f(1))", "by_default"),
    ],
)
def test_nor_by_what_is_decorated_inherited_or_an_object(test: str, helper: str) -> None:
    assert f"it uses {helper}, which looks at the clock" in cell(test, OURS, given=IMPORTS + HELPERS).ask(0).trouble


def test_a_seed_is_one_by_whatever_name_it_is_set() -> None:
    for imported in (
        "from random import seed",
        "from numpy.random import seed",
        "from torch import manual_seed as seed",
    ):
        assert (
            "sets a random seed" in cell(f"{imported}\nseed(1)\nassert f(1) == 1", OURS, given=IMPORTS).ask(0).trouble
        )


@pytest.mark.parametrize("test", JUDGED.values(), ids=JUDGED)
def test_what_has_nothing_to_do_with_it_is(test: str) -> None:
    assert judged(test, OURS, OURS, given=IMPORTS + HELPERS) is None


def test_names_that_students_write_arent_a_librarys() -> None:
    assert judged("assert time() == 3", "def time(): return 3", "def time(): return 3") is None


def test_what_is_heard_as_python_ends_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_thread", "_CHANGES", "_WRITES"):
        monkeypatch.setattr(assert_surroundings, name, None)  # as modules are emptied then

    assert assert_surroundings._heard("import", ()) is None
    assert assert_surroundings._heard("open", ("left.txt", "w", 0)) is None
