"""Values of many types cross the wire as Forms and come back as they were; what says it is one, and isn't, is refused."""

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
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import sparse

from autograder import wire
from autograder.checks.answers import formed, plain, rebuilt
from autograder.model import Array, Form, Unfit, Why
from autograder.sandbox.inside.values import to_plain, to_student
from autograder.wire import WireError

MOST = 1 << 20
SCALARS: Any = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.binary(max_size=20)
    | st.complex_numbers(allow_nan=False)
    | st.fractions()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=st.just(datetime.UTC))
    | st.timedeltas()
)
HASHABLE: Any = st.recursive(
    SCALARS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5
)
VALUES: Any = st.recursive(
    SCALARS | st.sets(HASHABLE, max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(HASHABLE, inner, max_size=4),
    max_leaves=10,
)


def crossed(value: Any) -> Any:
    """Send an answer as a child does, and read it as the examiner does."""
    return wire.decode(wire.encode({"answer": to_plain(value, MOST)}))["answer"]


def back(value: Any) -> Any:
    """Send an answer, and hand it to a student as an input."""
    return to_student(crossed(value), lambda tensor: tensor)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_whatever_it_is_made_of_it_comes_back_as_it_was(value):
    got = back(value)

    assert got == value
    assert type(got) is type(value)


@given(VALUES)
@settings(max_examples=75, deadline=None)
def test_ours_has_the_form_in_which_a_students_comes(value):
    assert rebuilt(plain(crossed(value))) == rebuilt(formed(value))


TABLE = pd.DataFrame(
    {
        "number": [1.5, math.nan, 3.0],
        "whole": [1, 2, 3],
        "word": ["a", None, "c"],
        "kind": pd.Categorical(["x", "y", "x"]),
        "day": pd.to_datetime(["2026-01-01", None, "2026-01-03"]),
        "maybe": pd.array([1, None, 3], dtype="Int64"),
        "true": [True, False, True],
        7: [[1], {"a": 2}, None],
    },
    index=["r", "s", "t"],
)


class TestTables:
    def test_a_frame_keeps_columns_labels_and_what_is_missing(self):
        got = back(TABLE)

        assert list(got.columns) == list(TABLE.columns)
        assert list(got.index) == ["r", "s", "t"]
        assert got["number"].isna().tolist() == [False, True, False]
        assert got["whole"].dtype == np.int64
        assert got["word"].tolist()[0] == "a" and got["word"].isna().tolist() == [False, True, False]
        assert got["day"].tolist()[0] == datetime.datetime(2026, 1, 1)
        assert got["maybe"].tolist()[::2] == [1.0, 3.0]
        assert got[7].tolist() == [[1], {"a": 2}, None]

    def test_a_series_an_index_and_what_group_by_makes(self):
        grouped = TABLE.groupby("kind", observed=True)["whole"].sum()
        pd.testing.assert_series_equal(
            back(grouped), pd.Series([4, 2], index=["x", "y"], name="whole"), check_index=True, check_names=False
        )
        assert back(TABLE.columns[:3]).tolist() == ["number", "whole", "word"]
        many = TABLE.groupby(["kind", "true"], observed=True).size()
        assert back(many).index.tolist() == [("x", True), ("y", False)]

    def test_an_empty_one_and_one_without_columns(self):
        assert back(pd.DataFrame()).shape == (0, 0)
        assert back(TABLE[TABLE["whole"] > 9]).shape == (0, 8)


def test_sparse_arrays_and_images_and_arrays_of_texts():
    dense = np.array([[0.0, 2.0], [0.0, 0.0], [1.0, 0.0]])
    for made in (sparse.csr_array(dense), sparse.csc_matrix(dense), sparse.coo_array(dense), sparse.dok_array(dense)):
        assert back(made).toarray().tolist() == dense.tolist()
    picture = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(2, 2, 3))
    assert list(back(picture).getdata()) == list(picture.getdata())
    words = np.array([["a", "bb"], ["", "d"]])
    assert back(words).tolist() == words.tolist()
    assert back(np.array(["2026-01-01"], dtype="datetime64[D]")).tolist() == [datetime.date(2026, 1, 1)] or back(
        np.array(["2026-01-01"], dtype="datetime64[D]")
    ).tolist() == [datetime.datetime(2026, 1, 1)]


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Fitted:
    slope: float
    names: list[str]
    total: dataclasses.InitVar[int] = 0


def test_objects_travel_by_their_fields():
    assert crossed(Point(1, 2.5)) == Form("named", {"x": 1, "y": 2.5})
    assert crossed(Fitted(1.5, ["a"])) == Form("fields", {"slope": 1.5, "names": ["a"]})


class TestHostile:
    """What a student's own class may try, on its way out."""

    def test_a_subclass_that_lies_travels_as_what_it_is(self):
        class Lying(set):
            def __eq__(self, other):
                return True

            def __hash__(self):
                return 0

            def __iter__(self):
                return iter([1, 2, 3])

            def __len__(self):
                return 3

        assert crossed(Lying({9})) == Form("set", [9])

    def test_a_subclass_of_a_number_doesnt_travel(self):
        for base, argument in ((decimal.Decimal, "1"), (fractions.Fraction, 1), (complex, 1), (bytes, b"1")):
            assert isinstance(
                crossed(type("Lying", (base,), {"__eq__": lambda *_: True, "__hash__": None})(argument)), Unfit
            )

    def test_what_holds_itself_or_is_too_deep_is_too_large(self):
        loop = Fitted(1.0, [])
        loop.names = loop
        nested: Any = frozenset([1])
        for _ in range(100):
            nested = frozenset([nested])
        for value in (loop, nested):
            assert crossed(value).why is Why.DEPTH

    def test_a_million_members_or_a_number_of_a_million_digits_are_refused(self):
        assert crossed(set(range(200_000))).why is Why.ITEMS
        assert crossed(1 << 1_000_000) == Unfit(Why.INTEGER)
        assert crossed(b"x" * (MOST + 1)).why is Why.BYTES

    def test_nan_may_be_a_key_many_times(self):
        got = crossed({float("nan"): 1, float("nan"): 2})
        assert got.kind == "dict" and len(got.parts) == 2

    def test_a_table_with_a_class_of_its_own_in_it_doesnt_travel_whole(self):
        class Own:
            pass

        got = crossed(pd.DataFrame({"a": [Own()]}))
        assert got.kind == "frame" and type(got.parts["data"][0][0]) is Unfit


U8, I64 = Array(torch.zeros(3, dtype=torch.uint8)), Array(torch.tensor([[5, 5]]))


@pytest.mark.parametrize(
    "form",
    [
        Form("set", {"a": 1}),
        Form("set", None),
        Form("dict", [[1]]),
        Form("dict", [1, 2]),
        Form("bytes", Array(torch.zeros(3))),
        Form("bytes", "abc"),
        Form("int", "0xzz"),
        Form("int", "1e9"),
        Form("int", 5),
        Form("complex", [1.0]),
        Form("complex", ["1", "2"]),
        Form("fraction", ["0x1", "0x0"]),
        Form("fraction", ["0x1", "-0x1"]),
        Form("decimal", "one"),
        Form("decimal", "9" * 9999),
        Form("date", "2026-13-01"),
        Form("datetime", "now"),
        Form("time", 3),
        Form("timedelta", [10**12, 0, 0]),
        Form("timedelta", [1, 2]),
        Form("array", {"shape": [2, 3], "items": [1]}),
        Form("array", {"shape": [-1], "items": []}),
        Form("array", {"shape": [2**62, 2**62], "items": []}),
        Form("fields", [1]),
        Form("fields", {1: 2}),
        Form("fields", {"__array_interface__": {"version": 3}}),
        Form("named", {"__array_struct__": 1}),
        Form("series", {"index": ["__array_interface__"], "values": [{"version": 3}], "name": None}),
        Form("frame", {"columns": ["__dlpack__"], "index": [1], "data": [[1]]}),
        Form("frame", {"columns": ["a"], "index": [1, 2], "data": [[1]]}),
        Form("frame", {"columns": ["a", "b"], "index": [1], "data": [[1]]}),
        Form("frame", {"columns": [], "index": Array(torch.zeros(2, 2)), "data": []}),
        Form("frame", [1]),
        Form("series", {"index": [1], "values": [1, 2], "name": None}),
        Form("index", {"values": 3}),
        Form("sparse", {"shape": [2, 2], "places": I64, "values": Array(torch.ones(1))}),
        Form("sparse", {"shape": [9, 9], "places": I64, "values": Array(torch.ones(2))}),
        Form("sparse", {"shape": [2, 2], "places": Array(torch.zeros(1, 2)), "values": Array(torch.ones(1))}),
        Form("image", {"mode": "RGB", "pixels": U8}),
        Form("image", {"mode": "XYZ", "pixels": U8}),
        Form("image", {"mode": ["L"], "pixels": U8}),
        Form("pickle", b"x"),
        Form("Strange", 1),
    ],
)
def test_what_says_that_it_is_one_and_isnt_is_no_frame(form):
    with pytest.raises(WireError):
        wire.decode(wire.encode({"answer": form}))
