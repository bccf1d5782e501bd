"""The names in a test are written out as their library has them, however the notebook or a helper came by them."""

from __future__ import annotations

import ast

import pytest

from autograder.checks.assert_names import codes_of, known, looked_up, said_in, written_out
from tests.fixtures.assert_cells import notebook

GIVEN = """
import os.path
import datetime, random, warnings
import numpy as np
from time import perf_counter as now
def stop(): return now()
class Watch:
    def took(self): return stop()
def both():
    from datetime import datetime, date
    return datetime.now(), date(2026, 1, 2)
def kept(): return warnings.catch_warnings(record=True)
def count(values): return [now() for _ in values]
"""
NAMES = {
    "np.random.seed": "numpy.random.seed",
    "now": "time.perf_counter",
    "datetime.datetime.now": "datetime.datetime.now",
    "m.sqrt": "math.sqrt",
    "raises": "pytest.raises",
    "nowhere.sqrt": "",
    "f(1).real": "",
}
BY_CODE = {
    "stop": "time.perf_counter",
    "Watch": "time.perf_counter",
    "both": "datetime.datetime.now",
    "kept": "warnings.catch_warnings",
    "count": "time.perf_counter",
}


@pytest.mark.parametrize(("text", "name"), NAMES.items(), ids=NAMES)
def test_a_name_is_written_out(text: str, name: str) -> None:
    tree = ast.parse("import math as m\nfrom pytest import raises\n")
    assert written_out(ast.parse(text, mode="eval").body, known(tree, vars(notebook(GIVEN)))) == name


@pytest.mark.parametrize(("helper", "name"), BY_CODE.items(), ids=BY_CODE)
def test_what_a_helper_looks_up_is_written_out(helper: str, name: str) -> None:
    ours = vars(notebook(GIVEN))
    assert name in {one for code in codes_of(ours[helper], ours) for one in looked_up(code, ours)}


def test_arguments_that_are_named_are_said() -> None:
    assert "record" in said_in(notebook(GIVEN).kept.__code__)
