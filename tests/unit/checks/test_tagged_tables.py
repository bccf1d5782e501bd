"""Tables come back from the sandbox as they went in, and asserts on tables are judged on our side."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.checks.assert_cells import AssertCell
from autograder.checks.assert_drivers import DRIVERS
from autograder.checks.tagged_values import is_strange, pack, unpack

FRAMES = [
    pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [1.5, np.nan]}),
    pd.DataFrame(),
    pd.DataFrame({"d": pd.to_datetime(["2020-01-01", None])}, index=["p", "q"]),
    pd.DataFrame({"a": [1, 1, 2], "b": [1, 2, 3]}).groupby("a").agg(["sum", "mean"]),
    pd.DataFrame([[1, 2]], columns=["a", "a"]),
]
COLUMNS = [
    pd.Series([1, 2], name="n"),
    pd.Series(["a", "b", None], dtype="category"),
    pd.Series([1, None], dtype="Int64"),
    pd.Series(["a", "b", "a"]).value_counts(),
    pd.Series([True, False]),
    pd.Series([[1], {2}]),
    pd.Series([pd.Timedelta(1, "D")]),
    pd.Series(["x"], dtype="string"),
]
INDEXES = [
    pd.Index(["a", "b"], name="k"),
    pd.RangeIndex(1, 9, 2),
    pd.DatetimeIndex(["2020-01-01"]),
    pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", None]),
]


@pytest.mark.parametrize("native", [False, True])
def test_what_is_written_is_read_again_with_its_dtypes_and_labels(native: bool) -> None:
    for frame in FRAMES:
        pd.testing.assert_frame_equal(unpack(pack(frame, native)), frame)
    for column in COLUMNS:
        pd.testing.assert_series_equal(unpack(pack(column, native)), column)
    for index in INDEXES:
        pd.testing.assert_index_equal(unpack(pack(index, native)), index)
    moment = pd.Timestamp("2020-01-02T03:04:05.000006")
    assert unpack(pack(moment, native)) == moment
    assert unpack(pack(pd.NaT, native)) is pd.NaT
    assert unpack(pack(pd.NA, native)) is pd.NA


@pytest.mark.parametrize(
    "value",
    [pd.Series([object()]), pd.Timestamp("2020", tz="UTC"), pd.Series(pd.to_datetime(["2020-01-01"]).tz_localize("UTC")), pd.Series(["x"] * 6000)],
)  # fmt: skip
def test_what_has_no_form_is_strange_never_another_value(value: Any) -> None:
    assert is_strange(pack(value))


@pytest.mark.parametrize(
    "claim",
    [["frame", 1], ["frame", [], [], [["numbers", [1]], ["numbers", [1, 2]]]], ["index", None, ["moments", "O", [1]]], ["series", [], None, ["what"]], ["missing", "x"], ["series", {"~": ["index", None, ["objects", ["__array_interface__"]]]}, None, ["objects", [{"version": 3, "shape": [0, 1], "typestr": "<f8", "data": 0}]]]],
)  # fmt: skip
def test_a_claim_of_no_form_is_an_error_of_its_readers(claim: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError, AttributeError)):
        unpack({"~": claim})


def test_a_claim_alone_has_nothing_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    written = pack(FRAMES[0])
    monkeypatch.delitem(sys.modules, "pandas")

    with pytest.raises(ValueError, match="nothing has imported pandas"):
        unpack(written)
    assert "pandas" not in sys.modules
    assert "from autograder" not in DRIVERS


RIGHT = "def clean(table):\n    return table.dropna().assign(b=lambda one: one.a * 2)\ndef fill(table):\n    table.fillna(0, inplace=True)\n"
TEST = """
table = pd.DataFrame({"a": [1.0, None, 3.0]})
made = clean(table)
assert list(made.columns) == ["a", "b"]
pd.testing.assert_frame_equal(made, pd.DataFrame({"a": [1.0, 3.0], "b": [2.0, 6.0]}, index=[0, 2]))
assert fill(table) is None
assert table["a"].sum() == 4 and table["a"].isna().sum() == 0
"""


def notebook(source: str) -> ModuleType:
    made = ModuleType("notebook")
    exec(f"import pandas as pd\n{source}", made.__dict__)
    return made


@pytest.mark.parametrize(
    ("source", "passes"),
    [(RIGHT, True), (RIGHT.replace("* 2", "* 3"), False), (RIGHT.replace(", inplace=True", ""), False), (RIGHT.replace("return table", "return 1 or table"), False)],
)  # fmt: skip
def test_asserts_on_tables_are_judged_outside_of_the_students_process(source: str, passes: bool) -> None:
    cell = AssertCell("clean", "t", 1, "<test>", 0, TEST, lambda: notebook(RIGHT), frozenset({"clean", "fill"}))
    asked = cell.ask(0)
    assert (asked.trouble, asked.error, len(asked.calls)) == ("", "", 2)
    namespace: dict[str, Any] = {"__name__": "drivers"}
    exec(DRIVERS, namespace)

    got = namespace["asserts_"](notebook(source), calls=list(asked.calls), names=[], seed=0)

    assert (cell.judge(asked, 0, got) is None) is passes
