"""Tables of pandas as lists, numbers and texts, and back: DataFrame, Series, every index, moments, missing values.

Comes in: a value of pandas, and what writes or reads what is in it. Goes out: [kind, …], and the same value again. The text of this file is part of the
drivers of assert cells, as tagged_values says; it imports pandas nowhere: where an assignment has none, there is no table to be written, and a
student's claim of one is no value.
"""

import datetime
import sys
from typing import Any

import numpy

from autograder.checks.tagged_names import PROTOCOLS

TABLES = ("frame", "series", "span", "levels", "index", "timestamp", "missing")
"""What such values are written as."""

MOST_LISTED = 5000  # values of a column that is listed one by one
MOST_ROWS = 10_000_000  # that are only counted
EXTENDED = (
    "string",
    "str",
    "boolean",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "Float32",
    "Float64",
)
"""pandas' own dtypes, whose values are listed."""


def written_table(value: Any, kind: Any, write: Any) -> Any:
    """Write a value of pandas; None for what is none, or has a column of a kind that isn't written."""
    pandas = sys.modules.get("pandas")
    if pandas is None or kind.__module__.partition(".")[0] != "pandas":
        return None
    if kind is pandas.DataFrame:
        columns = [_column(pandas, value.iloc[:, at], write) for at in range(value.shape[1])]
        return None if None in columns else ["frame", write(value.index), write(value.columns), columns]
    if kind is pandas.RangeIndex:
        return ["span", [value.start, value.stop, value.step], write(value.name)]
    if kind is pandas.MultiIndex:
        return ["levels", list(map(write, value)), write(list(value.names))] if len(value) <= MOST_LISTED else None
    if kind is pandas.Series or isinstance(value, pandas.Index):
        column = _column(pandas, value, write)
        above = ["series", write(value.index)] if kind is pandas.Series else ["index"]
        return None if column is None else [*above, write(value.name), column]
    if kind is pandas.Timestamp and value.tz is None and not value.nanosecond:
        return ["timestamp", value.isoformat()]
    return ["missing", str(value)] if value is pandas.NaT or value is pandas.NA else None


def _column(pandas: Any, column: Any, write: Any) -> Any:
    """Write what is in a column or an index: [kind, …]; None for what has no form here."""
    dtype = column.dtype
    if isinstance(dtype, numpy.dtype) and dtype.kind in "biufc":
        return ["numbers", write(column.to_numpy())]
    if isinstance(dtype, numpy.dtype) and dtype.kind in "mM":
        return ["moments", dtype.str, write(column.to_numpy().astype("int64"))]
    if isinstance(dtype, pandas.CategoricalDtype):
        known = _column(pandas, dtype.categories, write)
        codes = numpy.asarray(pandas.Categorical(column).codes, dtype="int64")
        return None if known is None else ["sorts", write(codes), known, bool(dtype.ordered)]
    if len(column) > MOST_LISTED:
        return None
    if isinstance(dtype, numpy.dtype) and dtype.kind == "O":
        return ["objects", list(map(write, column))]
    if str(dtype) in EXTENDED:
        return ["extended", str(dtype), [None if pandas.isna(item) else write(item) for item in column]]
    return None


def read_table(kind: str, rest: Any, read: Any) -> Any:
    """Read what written_table wrote; raises ValueError, TypeError and the like for what it didn't write."""
    pandas = sys.modules.get("pandas")  # a claim alone doesn't have it imported
    if pandas is None:
        raise ValueError("no table is read where nothing has imported pandas")
    if kind == "frame":
        columns = dict(enumerate(_read_column(pandas, one, read) for one in rest[2]))
        made = pandas.DataFrame(columns, index=read(rest[0]))
        made.columns = read(rest[1])
        return made
    if kind == "series":
        return pandas.Series(_read_column(pandas, rest[2], read), index=read(rest[0]), name=read(rest[1]))
    if kind == "index":
        made = pandas.Index(_read_column(pandas, rest[1], read), name=read(rest[0]))
        if made.dtype.kind not in "biufcmM" and any(isinstance(one, str) and one.startswith(PROTOCOLS) for one in made):
            raise ValueError("labels are attributes, too, and __array_interface__ is no mere value")
        return made
    if kind == "span":
        span = pandas.RangeIndex(*rest[0], name=read(rest[1]))
        if span.size > MOST_ROWS:
            raise ValueError("too many rows")
        return span
    if kind == "levels":
        return pandas.MultiIndex.from_tuples(list(map(read, rest[0])), names=read(rest[1]))
    if kind == "timestamp":
        return pandas.Timestamp(datetime.datetime.fromisoformat(rest[0]))
    return {"NaT": pandas.NaT, "<NA>": pandas.NA}[rest[0]]


def _read_column(pandas: Any, column: Any, read: Any) -> Any:
    kind, *rest = column
    if kind == "numbers":
        return numpy.asarray(read(rest[0]))
    if kind == "moments" and str(rest[0])[1:2] in ("m", "M") and len(rest[0]) < 12:
        return numpy.asarray(read(rest[1])).astype("int64").view(numpy.dtype(rest[0]))
    if kind == "sorts":
        known = pandas.Index(_read_column(pandas, rest[1], read))
        return pandas.Categorical.from_codes(numpy.asarray(read(rest[0])), categories=known, ordered=rest[2] is True)
    if kind == "objects":
        made = numpy.empty(len(rest[0]), dtype=object)
        for at, item in enumerate(rest[0]):
            made[at] = read(item)
        return made
    if kind == "extended" and rest[0] in EXTENDED:
        return pandas.array([pandas.NA if item is None else read(item) for item in rest[1]], dtype=rest[0])
    raise ValueError(f"no column is written as {kind}")
