"""What students answer beside plain values is for a test what it is in their notebook, and nothing of theirs runs where it is judged."""

from __future__ import annotations

import array
import collections
import dataclasses
import enum
import itertools
import types
from typing import Any, NamedTuple

import pytest
import torch

from autograder.checks.tagged_kinds import MOST_ITEMS
from autograder.checks.tagged_values import Strange, Unreadable, is_strange, pack, unpack
from tests.fixtures.assert_cells import cell, judged

Place = collections.namedtuple("Place", "x y")


class Row(NamedTuple):
    n: int
    name: str = "a"


class Names(list):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def extra(self) -> int:
        return 1


class Colour(str, enum.Enum):  # noqa: UP042
    RED = "red"


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: list[int]


@dataclasses.dataclass(frozen=True)
class Fixed:
    x: int


def travelled(value: Any) -> Any:
    return unpack(pack(value, True))


@pytest.mark.parametrize(
    "value",
    [
        collections.deque([1, 2], 3),
        collections.Counter("aab"),
        collections.OrderedDict(b=1, a=2),
        collections.defaultdict(list, {1: [2]}),
        collections.defaultdict(None, a=1),
        {"a": 1, "b": 2}.keys(),
        {1: "a", 2: "b"}.items(),
        collections.OrderedDict(a=1).keys(),
        torch.ones(2, 3).shape,
        range(3),
        types.MappingProxyType({"a": 1}),
        types.SimpleNamespace(a=1, b=[2]),
        bytearray(b"ab"),
        array.array("d", [1.5, 2.0]),
    ],
    ids=str,
)
def test_kinds_of_pythons_own_come_back_by_type_and_value(value: Any) -> None:
    for native in (False, True):
        back = unpack(pack(value, native))
        assert back == value
        assert type(back) is type(value)
    assert list(travelled({"a": 1}.values())) == [1]


def test_a_number_in_the_place_of_bytes_takes_no_memory() -> None:
    assert isinstance(unpack({"~": ["bytearray", 1 << 60]}), Strange)


def test_a_row_that_is_endless_takes_no_memory() -> None:
    endless = {"~": ["range", [0, 1 << 60, 1]]}

    assert isinstance(next(unpack({"~": ["iterator", "zip", [endless], None]}))[0], Strange)


@pytest.mark.parametrize("value", ["collections.deque([1])", "bytearray([1])", "array.array('l', [1])"])
def test_an_input_of_such_a_kind_is_changed_in_place(value: str) -> None:
    given = "import array, collections"
    test = f"x = {value}\nf(x)\nassert list(x) == [1, 2]"

    assert judged(test, "def f(x): x.append(2)", "def f(x): x.extend([2])", given=given) is None
    assert judged(test, "def f(x): x.append(2)", "def f(x): x.append(3)", given=given) is not None


def test_a_dict_that_makes_what_it_hasnt_makes_it_here_too() -> None:
    assert travelled(collections.defaultdict(list))["new"] == []
    with pytest.raises(Unreadable):
        travelled(collections.defaultdict(lambda: 3))["new"]


def generator(n: int) -> Any:
    yield from range(n)


@pytest.mark.parametrize(
    "make",
    [
        lambda: generator(3),
        lambda: map(str, [1, 2]),
        lambda: filter(None, [0, 1, 2]),
        lambda: zip([1, 2], "ab", strict=True),
        lambda: zip(strict=True),
        lambda: enumerate("ab", 4),
        lambda: iter([1, 2]),
        lambda: iter((1, 2)),
        lambda: itertools.chain([1], [2]),
        lambda: reversed([1, 2]),
    ],
)
def test_an_iterator_gives_its_items_once_and_has_no_length(make: Any) -> None:
    there = travelled(make())

    assert not isinstance(there, (list, tuple))
    assert type(there) is type(make()) or type(there).__name__ == type(make()).__name__
    assert iter(there) is there
    with pytest.raises(TypeError):
        len(there)
    assert list(there) == list(make())
    assert list(there) == []


def test_an_iterator_ends_as_it_did_where_it_was_gone_through() -> None:
    def breaks() -> Any:
        yield 1
        raise LookupError("over")

    for there in (travelled(breaks()), travelled(map(int, "1x")), travelled(zip(breaks(), "ab"))):  # noqa: B905
        next(there)
        with pytest.raises((LookupError, ValueError)):
            next(there)
    endless = travelled(itertools.count())
    assert list(itertools.islice(endless, MOST_ITEMS)) == list(range(MOST_ITEMS))
    with pytest.raises(Unreadable):
        next(endless)


def test_inputs_are_gone_through_by_nobody() -> None:
    given = iter([1, 2])

    assert is_strange(pack(given))
    assert list(given) == [1, 2]


def test_a_namedtuple_is_one_of_that_name_and_no_plain_tuple() -> None:
    there = travelled(Place(1, 2))

    assert there == (1, 2)
    assert type(there) is not tuple
    assert isinstance(there, tuple)
    assert (there.x, there.y, type(there).__name__, there._fields) == (1, 2, "Place", ("x", "y"))
    assert there._asdict() == {"x": 1, "y": 2}
    assert there._replace(x=3) == (3, 2)
    assert repr(there) == repr(Place(1, 2))
    assert travelled(Row(1)).name == "a"


def test_a_record_has_its_fields_and_is_equal_to_its_like() -> None:
    there = travelled(Point(1, [2]))

    assert (there.x, there.y) == (1, [2])
    assert repr(there) == "Point(x=1, y=[2])"
    assert there == travelled(Point(1, [2])) != travelled(Point(2, [2]))
    assert there < travelled(Point(2, [0]))
    assert there != (1, [2])
    assert len({travelled(Fixed(1)), travelled(Fixed(1))}) == 1
    with pytest.raises(Unreadable):
        there.norm()
    with pytest.raises(TypeError):
        hash(there)
    assert is_strange(pack(Point(1, [2])))


def test_a_class_of_a_students_is_the_plain_value_under_its_name_without_its_methods() -> None:
    there = travelled(Names([1, 2]))

    assert there == [1, 2]
    assert there != [3]
    assert type(there) is not list
    assert isinstance(there, list)
    with pytest.raises(Unreadable):
        there.extra()
    assert travelled(Colour.RED) == "red"
    assert travelled(enum.IntEnum("E", "A").A) == 1


@pytest.mark.parametrize("name", ["__class__", "__eq__", "_fields"])
def test_no_field_takes_the_place_of_what_a_class_is_made_of(name: str) -> None:
    for kind in ("namedtuple", "record"):
        with pytest.raises(ValueError, match="no mere value"):
            unpack({"~": [kind, "a", [name], [1], [True, False, False]]})


@pytest.mark.parametrize(
    "claim",
    [
        ["derived", "x", None],
        ["derived", 3, []],
        ["namedtuple", "a", [1], [1]],
        ["namedtuple", "a", "ab"],
        ["record", "a", ["x"], [], [True, True, True]],
        ["view", "dict", "clear", {"a": 1}],
        ["view", "dict", "__class__", {"a": 1}],
        ["deque", "a", [1]],
        ["size", ["a"]],
        ["typed", "d", ["a"]],
        ["derived", "x" * 81, []],
        ["record", "a", ["x"] * 200, [1] * 200, [True, True, True]],
        ["space", {"~": ["dict", [[1, 2]]]}],
        ["iterator", [], [1], None],
    ],
)
def test_a_claim_that_nobody_wrote_is_refused(claim: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        unpack({"~": claim})


# ---------------------------------------------------------------- as answers to a test

EVENS = "import collections\ndef f(n): return [i for i in range(0, n, 2)]"
LIKE_LISTS = {
    "map": "def f(n): return map(lambda i: 2 * i, range((n + 1) // 2))",
    "filter": "def f(n): return filter(lambda i: i % 2 == 0, range(n))",
    "generator": "def f(n):\n    for i in range(0, n, 2):\n        yield i",
    "range": "def f(n): return range(0, n, 2)",
    "deque": "import collections\ndef f(n): return collections.deque(range(0, n, 2))",
    "keys": "def f(n): return dict.fromkeys(range(0, n, 2)).keys()",
    "a class": "class Many(list): pass\ndef f(n): return Many(range(0, n, 2))",
    "an iterator of a class": "class Up:\n    def __init__(self, n): self.i, self.n = -2, n\n    def __iter__(self): return self\n    def __next__(self):\n        self.i += 2\n        if self.i >= self.n: raise StopIteration\n        return self.i\ndef f(n): return Up(n)",
}


@pytest.mark.parametrize("name", LIKE_LISTS)
def test_whatever_gives_the_items_passes_a_test_that_takes_it(name: str) -> None:
    for test in (
        "assert list(f(5)) == [0, 2, 4]",
        "assert sum(f(5)) == 6\nassert 2 in f(5)\na, b = f(4)\nassert b == 2",
    ):
        assert judged(test, EVENS, LIKE_LISTS[name]) is None
        assert judged(
            test,
            EVENS,
            LIKE_LISTS[name]
            .replace("0, n", "2, n")
            .replace("2 * i", "i")
            .replace("== 0", "== 1")
            .replace("+= 2", "+= 4"),
        )


@pytest.mark.parametrize("name", ["map", "filter", "generator", "an iterator of a class"])
def test_a_test_that_asks_an_iterator_for_more_than_it_has_fails_as_in_the_notebook(name: str) -> None:
    for test in (
        "assert len(f(5)) == 3",
        "x = f(5)\nassert list(x) == [0, 2, 4]\nassert sum(x) == 6",
        "assert f(5) == [0, 2, 4]",
    ):
        assert "a test that stands in your notebook doesn't pass" in (judged(test, EVENS, LIKE_LISTS[name]) or "")


@pytest.mark.parametrize("name", LIKE_LISTS)
def test_nothing_pretends_to_be_a_list(name: str) -> None:
    assert judged("x = f(5)\nassert type(x) is list", EVENS, LIKE_LISTS[name])
    assert bool(judged("assert isinstance(f(5), list)", EVENS, LIKE_LISTS[name])) == (name != "a class")


def test_a_variable_that_is_gone_through_is_there_for_the_next_test() -> None:
    theirs = "found = map(abs, [-1, 2])\ndef f(n): return list(found)"
    ours = "found = [1, 2]\ndef f(n): return list(found)"

    assert judged("assert list(found) == [1, 2]\nassert f(0) == [1, 2]", ours, theirs) is None


def test_a_counter_of_ours_is_asked_what_counters_are() -> None:
    ours = "import collections\ndef f(s): return collections.Counter(s)"
    test = "assert f('aab').most_common(1) == [('a', 2)]\nassert f('aab')['z'] == 0"

    assert judged(test, ours, ours) is None
    said = judged(test, ours, "def f(s): return {one: s.count(one) for one in s}") or ""
    assert "a test that stands in your notebook doesn't pass" in said


def test_what_our_own_function_gives_is_judged_here_unless_it_is_gone_through() -> None:
    assert (
        cell("assert f(2)[0] == 1", "import collections\ndef f(n): return collections.deque([1])").ask(0).trouble == ""
    )
    assert "can't travel" in cell("assert list(f(2)) == [1]", "def f(n): return iter([1])").ask(0).trouble


def test_what_an_iterator_prints_is_printed_and_one_that_breaks_costs_no_other_call() -> None:
    test = "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n    x = list(f(1))\nassert out.getvalue() == 'a\\n'"
    ours = "def f(n):\n    print('a')\n    return [n]"

    assert judged(test, ours, "def f(n):\n    print('a')\n    yield n") is None
    assert judged(test, ours, "def f(n):\n    yield n")


# what NumPy takes for an array without numbers, or for one that lies where it says
INTERFACE = {"version": 3, "shape": (0, 1), "typestr": "<f8", "data": b""}
CLAIMS = {
    "a namespace": ["space", {"__array_interface__": 1}],
    "a record": ["record", "D", ["__array_interface__"], [1], [True, False, False]],
    "a record that says which fields it has": ["record", "D", ["_fields"], [1], [True, False, False]],
    "a namedtuple": ["namedtuple", "D", ["__array_interface__"], [1]],
    "no name": ["record", "D", ["a b"], [1], [True, False, False]],
    "no text": ["record", "D", [3], [1], [True, False, False]],
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_an_attribute_that_is_no_mere_value_is_refused(claim: list[Any]) -> None:
    with pytest.raises(ValueError, match="no mere value"):
        unpack({"~": claim})


def test_numpy_reads_no_memory_where_an_answer_says() -> None:
    test = "import numpy as np\nassert np.allclose(f(), [1.0, 2.0])"
    given = f"import types, dataclasses\nINTERFACE = {INTERFACE!r}"
    space = "def f(): return types.SimpleNamespace(__array_interface__=INTERFACE)"
    record = "@dataclasses.dataclass\nclass D:\n    __array_interface__: dict\ndef f(): return D(INTERFACE)"
    for answer in (space, record):
        assert "can't be brought out" in (judged(test, "def f(): return [1.0, 2.0]", answer, given=given) or "")


def test_ordinary_attributes_travel() -> None:
    test = "r = f(3)\nassert r.size == 3 and r._inner == [3]"
    ours = "def f(x): return types.SimpleNamespace(size=x, _inner=[x])"
    record = "@dataclasses.dataclass\nclass D:\n    size: int\n    _inner: list\ndef f(x): return D(x, [x])"
    for answer in (ours, record):
        assert judged(test, ours, answer, given="import types, dataclasses") is None
