"""Answers of types of their own are judged in one sentence, with the judge's tolerance where numbers are, and without their values."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import fractions
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from scipy import sparse

from autograder import wire
from autograder.checks import close, exactly, has_dtype, part, satisfies
from autograder.checks.answers import formed
from autograder.model import Array, CaseInputs, Form, Unfit, Why
from autograder.sandbox.inside.values import to_plain

INPUTS = CaseInputs({}, torch.float64)
Point = collections.namedtuple("Point", "x y")
Fitted = dataclasses.make_dataclass("Fitted", ["slope", "names"])
ZONE = datetime.timezone(datetime.timedelta(hours=9))
NOON = datetime.datetime(2026, 1, 1, 12)
TABLE = pd.DataFrame({"height": [1.5, 2.5], "name": ["ada", "bob"]})
DENSE = np.array([[0.0, 2.0], [1.0, 0.0]])


def sent(value: Any) -> Any:
    return wire.decode(wire.encode({"answer": to_plain(value, 1 << 20)}))["answer"]


def said(judge: Any, got: Any, expected: Any) -> str | None:
    return judge(sent(got), formed(expected), INPUTS)


RIGHT = {
    "a set in another order": ({3, 1, 2}, {1, 2, 3}),
    "a frozenset for a set": (frozenset("ab"), {"a", "b"}),
    "a set of numbers, rounded": ({0.1 + 0.2, 1.0}, {0.3, 1.0}),
    "keys of any kind, in another order": ({None: 2.0, (1, "a"): 1.0}, {(1, "a"): 1.0, None: 2.0}),
    "a value rounded below such a key": ({(1, 2): 0.1 + 0.2}, {(1, 2): 0.3}),
    "NaN as a key": ({float("nan"): 1}, {float("nan"): 1}),
    "True for 1 as a key": ({True: 1, None: 2}, {1: 1, None: 2}),
    "bytes": (b"ab", b"ab"),
    "a complex number, rounded": ((0.1 + 0.2) + 1j, 0.3 + 1j),
    "a real number for a complex one": (2.0, 2 + 0j),
    "a large number": (2**100, 2**100),
    "a fraction": (fractions.Fraction(2, 4), fractions.Fraction(1, 2)),
    "a decimal with another tail": (decimal.Decimal("1.50"), decimal.Decimal("1.5")),
    "a time in another zone": (NOON.replace(tzinfo=ZONE), (NOON - datetime.timedelta(hours=9)).replace(tzinfo=datetime.UTC)),
    "a Timestamp for a datetime": (pd.Timestamp(NOON), NOON),
    "a span": (datetime.timedelta(days=1), datetime.timedelta(hours=24)),
    "texts": (np.array(["a", "b"]), np.array(["a", "b"], dtype=object)),
    "fields of another class": (dataclasses.make_dataclass("Other", ["names", "slope"])(["a"], 0.1 + 0.2), Fitted(0.3, ["a"])),
    "a named tuple for a tuple": (Point(1, 2), (1, 2)),
    "a table, rounded": (TABLE.assign(height=[1.5 + 1e-16, 2.5]), TABLE),
    "a table with whole numbers as floats": (pd.DataFrame({"n": [1.0]}), pd.DataFrame({"n": [1]})),
    "a table with what is missing": (pd.DataFrame({"n": [1.0, np.nan]}), pd.DataFrame({"n": [1.0, None]})),
    "a column of texts by another dtype": (pd.Series(["a"], dtype="string"), pd.Series(["a"], dtype=object)),
    "another form of sparse": (sparse.csc_matrix(DENSE), sparse.csr_array(DENSE)),
    "an explicit zero": (sparse.coo_array(([0.0, 2.0, 1.0], ([0, 0, 1], [0, 1, 0])), shape=(2, 2)), sparse.csr_array(DENSE)),
    "scalars of NumPy": ([np.str_("a"), np.complex128(1j), np.int64(3)], ["a", 1j, 3]),
    "members that are NumPy's": (set(np.array([1, 2, 3])), {1, 2, 3}),
    "more of them than arrays may travel": (set(np.arange(1000)), set(range(1000))),
    "texts and tuples of NumPy's": ({np.str_("a"), (np.int64(1), np.float32(0.5))}, {"a", (1, 0.5)}),
    "keys that are NumPy's": ({np.float64(0.5): 1, (np.int64(2), 3): 4}, {0.5: 1, (2, 3): 4}),
    "keys that equal plain ones": ({np.str_("a"): 1, 2.0: 5}, {"a": 1, 2: 5}),
    "a decimal of another form in a set": ({decimal.Decimal("1.50")}, {decimal.Decimal("1.5")}),
    "a Series that a number of NumPy's names": (pd.Series([1.0], name=np.int64(3)), pd.Series([1.0], name=3)),
    "numbers of an odd width in a table": (pd.DataFrame({"n": np.array([1], dtype=np.longdouble)}), pd.DataFrame({"n": [1.0]})),
    "numbers of an odd width, sparse": (sparse.csr_array(DENSE.astype(np.uint16)), sparse.csr_array(DENSE.astype(np.uint32))),
    "pandas' own labels": (pd.Index(["a", "b"]), pd.Index(["a", "b"])),
    "an image": (Image.new("L", (3, 2), 7), Image.new("L", (3, 2), 7)),
}  # fmt: skip


@pytest.mark.parametrize("kind", RIGHT)
def test_right_answers_are_right(kind):
    assert said(close(), *RIGHT[kind]) is None


WRONG = {
    "no set": ([1, 2], {1, 2}, "expected a set of length 2, got a list of length 2"),
    "a member more": ({1, 2, 3}, {1, 2}, "expected 2 members, got 3"),
    "another member": ({1, 3}, {1, 2}, "1 of 2 members is missing, and others are there"),
    "another float": ({1.0, 3.0}, {1.0, 2.0}, "1 of 2 members is missing, and others are there"),
    "a missing key": ({(1, 2): 3}, {(2, 1): 3}, "1 of 1 key is missing"),
    "a key more": ({(1, 2): 3, None: 4}, {(1, 2): 3}, "expected 1 key, got 2"),
    "another value below a key": ({(1, 2): 4.0}, {(1, 2): 3.0}, "key 1: the number is off by 33.3% of the right one's size"),
    "text for bytes": ("ab", b"ab", "expected a bytes object, got a Python str"),
    "fewer bytes": (b"a", b"ab", "expected 2 bytes, got 1"),
    "other bytes": (b"ax", b"ab", "1 of 2 bytes is wrong"),
    "another complex number": (1 + 2j, 1 - 2j, "1 of 2 numbers is off, by up to 200.0% of the largest right one"),
    "no complex number": ("1", 1j, "expected a complex number, got a Python str"),
    "another large number": (2**100 + 1, 2**100, "the whole number is wrong"),
    "a float for a large number": (2.0**100, 2**100, "expected a whole number of more than 64 bits, got a Python float"),
    "a float for a fraction": (0.5, fractions.Fraction(1, 2), "expected a fraction, got a Python float"),
    "another decimal": (decimal.Decimal("1.51"), decimal.Decimal("1.5"), "the decimal number is wrong"),
    "a date for a time": (NOON.date(), NOON, "expected a datetime, got a date"),
    "another date": (NOON.date(), datetime.date(2026, 1, 2), "the date is wrong"),
    "no zone": (NOON, NOON.replace(tzinfo=ZONE), "expected a time with its zone"),
    "another span": (datetime.timedelta(1), datetime.timedelta(2), "the time span is wrong"),
    "another shape of texts": (np.array([["a"]]), np.array(["a"]), "expected shape (1,), got (1, 1)"),
    "another text": (np.array(["a", "x"]), np.array(["a", "b"]), "1 of 2 entries is wrong"),
    "a field is missing": (dataclasses.make_dataclass("F", ["slope"])(1.0), Fitted(1.0, []), "the field names is missing"),
    "a field is wrong": (Fitted(2.0, []), Fitted(1.0, []), "field slope: the number is off by 100.0% of the right one's size"),
    "a tuple for fields": ((1.0, []), Fitted(1.0, []), "expected an object with fields, got a tuple of length 2"),
    "a Series for a table": (TABLE["height"], TABLE, "expected a DataFrame of 2 rows and 2 columns, got a Series"),
    "a column is missing": (TABLE[["name"]], TABLE, "the column 'height' is missing"),
    "a column more": (TABLE.assign(more=1), TABLE, "expected 2 columns, got 3"),
    "columns in another order": (TABLE[["name", "height"]], TABLE, "the columns are in another order"),
    "rows in another order": (TABLE[::-1], TABLE, "the rows are in another order, or have each other's labels"),
    "another index": (TABLE.set_index(pd.Index([1, 2])), TABLE, "the index isn't the expected one"),
    "a row less": (TABLE[:1], TABLE, "expected 2 rows, got 1"),
    "a number in a table": (TABLE.assign(height=[1.5, 3.5]), TABLE, "column 'height': 1 of 2 numbers is off, by up to 40.0% of the largest right one"),
    "a text in a table": (TABLE.assign(name=["ada", "eve"]), TABLE, "column 'name': 1 of 2 values is wrong"),
    "texts for numbers": (TABLE.assign(height=["a", "b"]), TABLE, "column 'height': expected numbers, got values of another type"),
    "NaN in a table": (TABLE.assign(height=[1.5, np.nan]), TABLE, "column 'height': 1 of 2 numbers is NaN"),
    "another name": (TABLE["height"].rename("x"), TABLE["height"], "the Series has another name than expected"),
    "dense for sparse": (DENSE, sparse.csr_array(DENSE), "expected a sparse array, got a NumPy array of shape (2, 2)"),
    "another shape of sparse": (sparse.csr_array(DENSE[:1]), sparse.csr_array(DENSE), "expected shape (2, 2), got (1, 2)"),
    "another place": (sparse.csr_array(DENSE.T * 2), sparse.csr_array(DENSE), "1 of 2 numbers is off, by up to 150.0% of the largest right one"),
    "a label less": (pd.Index(["a"]), pd.Index(["a", "b"]), "expected 2 labels, got 1"),
    "a label more, of several levels": (pd.MultiIndex.from_tuples([(1, "a"), (2, "b")]), pd.MultiIndex.from_tuples([(1, "a")]), "expected 1 label, got 2"),
    "another key than a plain one": ({1.5: 5}, {1: 5}, "1 of 1 key is missing, the first is 1"),
    "another of NumPy's members": (set(np.array([1, 4])), {1, 2}, "1 of 2 members is missing, and others are there"),
    "one off among large numbers": (2**53, 2**53 + 1, "the value is wrong"),
    "one off among NumPy's large numbers": (np.int64(2**60 + 1), 2**60, "the value is wrong"),
    "one off in a large array": (torch.tensor([2**60 + 1]), torch.tensor([2**60]), "1 of 1 value is wrong"),
    "another mode": (Image.new("L", (3, 2)), Image.new("RGB", (3, 2)), "expected an image of mode RGB, got L"),
    "another size": (Image.new("L", (2, 3)), Image.new("L", (3, 2)), "expected an image of 3 × 2 pixels, got 2 × 3"),
    "other pixels": (Image.new("L", (3, 2), 1), Image.new("L", (3, 2)), "pixels: 6 of 6 values are wrong"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_ones_are_told_in_one_sentence(kind):
    got, expected, sentence = WRONG[kind]

    assert said(close(), got, expected) == sentence


def test_numbers_that_dont_travel_make_the_whole_unfit():
    assert to_plain(sparse.csr_array(DENSE * 1j), 1 << 20) == Unfit(Why.NUMPY, "complex128")


def test_exactly_leaves_no_room():
    assert said(exactly(), {0.1 + 0.2}, {0.3}) is not None
    assert said(exactly(), TABLE.assign(height=[1.5, 2.5 + 1e-15]), TABLE) == "column 'height': 1 of 2 values is wrong"


def test_parts_and_rules_know_them():
    assert part(0, exactly())(sent(Point({1}, 2)), formed(({1}, 3)), INPUTS) is None
    longest = satisfies(
        lambda got, expected, _: None if got.height.max() == expected.height.max() else "not the tallest"
    )
    assert said(longest, TABLE, TABLE) is None
    assert said(longest, TABLE[:1], TABLE) is not None


HOSTILE = (
    Form("set", [math.nan, {1: 2}, None, Form("set", [])]),
    Form("dict", [[Form("set", []), 1], [Array(torch.ones(2)), 2]]),
    Form("named", {}),
    Form("fields", {"slope": Form("set", []), "names": None}),
    Form("int", "0x" + "f" * 8000),
    Form("decimal", "sNaN"),
    Form("decimal", "1E+999999999"),
    Form("complex", [math.inf, math.nan]),
    Form("bytes", Array(torch.ones(2, dtype=torch.uint8))),
    Form("datetime", "0001-01-01T00:00:00+23:59"),
    Form("datetime", "9999-12-31T23:59:59-23:59"),
    Form("time", "12:00:00+09:00"),
    Form("timedelta", [-999999999, 0, 0]),
    Form("array", {"shape": [2], "items": [Form("set", []), {1: 2}]}),
    Form("array", {"shape": [0, 2**39], "items": []}),
    Form("frame", {"columns": [Form("set", []), {1: 2}], "index": [None, Form("set", [])], "data": [[1, 2], ["a", math.nan]]}),
    Form("frame", {"columns": ["height", "name"], "index": Array(torch.arange(2)), "data": [Array(torch.ones(2, dtype=torch.bool)), Array(torch.ones(2))]}),
    Form("series", {"name": Form("set", []), "index": [1, 2], "values": [Form("set", []), None]}),
    Form("sparse", {"shape": [2, 2], "places": Array(torch.tensor([[0, 0], [0, 0]])), "values": Array(torch.ones(2, dtype=torch.bool))}),
    Form("sparse", {"shape": [], "places": Array(torch.zeros(1, 0, dtype=torch.int64)), "values": Array(torch.ones(1, dtype=torch.float16))}),
    Form("sparse", {"shape": [2**39, 1], "places": Array(torch.zeros(0, 2, dtype=torch.int64)), "values": Array(torch.ones(0))}),
    Form("image", {"mode": "L", "pixels": Array(torch.zeros(0, 0, dtype=torch.uint8))}),
)  # fmt: skip


def test_no_claim_breaks_a_judge():
    rules = satisfies(lambda got, expected, _: None if repr(got) == repr(expected) else "no")
    for claim in HOSTILE:
        got = wire.decode(wire.encode({"answer": claim}))["answer"]
        for _, expected in RIGHT.values():
            for judge in (close(), exactly(), part(0, close()), has_dtype(), satisfies(lambda *_: None), rules):
                told = judge(
                    got, formed(expected if not isinstance(judge, type(part(0, close()))) else [expected]), INPUTS
                )
                assert told is None or (told.isprintable() and len(told) < 200)
