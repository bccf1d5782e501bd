"""Values of kinds that a test meets beside plain ones, as lists and texts, and back: iterators, views of dicts, deques, Counters, namedtuples, records.

Comes in: a value, and what writes or reads what is in it. Goes out: [kind, …], and a value of the same type, or of a class of that name that is derived
from the same plain type and has nothing of a student's in it. The text of this file is part of the drivers of assert cells, as tagged_values says.
"""

import array
import builtins
import collections
import dataclasses
import functools
import itertools
import operator
import types
from typing import Any

import torch

from autograder.checks.tagged_names import is_data

_WRITTEN = "iterator view counter ordered default deque size namedtuple record derived proxy space bytearray typed"
KINDS = _WRITTEN.split()
"""What such values are written as."""

MOST_ITEMS = 10_000
"""Of what goes on for ever, so many values are looked at."""

MOST_NAMES = 200  # of a class and its fields
LONGEST_NAME = 80

_FACTORIES: Any = {kind.__name__: kind for kind in (int, float, complex, bool, str, list, tuple, dict, set)}
_DICTS: Any = {"counter": collections.Counter, "ordered": collections.OrderedDict}
_VIEWS: Any = {
    type(getattr(base(), which)()): [base.__name__, which]
    for base in (dict, collections.OrderedDict)
    for which in ("keys", "values", "items")
}
_HOLDERS: Any = {
    types.MappingProxyType: ("proxy", dict),
    types.SimpleNamespace: ("space", vars),
    bytearray: ("bytearray", bytes),
}
_MADE: Any = {
    "proxy": types.MappingProxyType,
    "space": lambda held: types.SimpleNamespace(**held),
    "bytearray": bytearray,
}
_AT = {"view": 2, "iterator": 1, "namedtuple": 2, "record": 2}  # where the values stand; of the others, at the end
_OF_LISTS = ("deque", "iterator", "namedtuple", "record", "typed")
_PLAIN = (dict, list, tuple, set, frozenset, str, int, float)
_BASES: Any = (*_DICTS.values(), collections.defaultdict, collections.deque, *_PLAIN)


def iterates(kind: Any) -> bool:
    """Say whether values of a type are gone through once; open files aren't meant."""
    return hasattr(kind, "__next__") and hasattr(kind, "__iter__") and kind.__module__ not in ("io", "_io")


def written_kind(value: Any, kind: Any, write: Any, answers: bool) -> Any:
    """Write a value of one of these kinds; None for what is none. answers: an iterator may be gone through, and an object be taken apart."""
    if kind in _VIEWS:
        which = _VIEWS[kind][1]
        held = list(value) if which == "values" else dict(value) if which == "items" else dict.fromkeys(value)
        return ["view", *_VIEWS[kind], write(held)]
    for said, made in _DICTS.items():
        if kind is made:
            return [said, write(dict(dict.items(value)))]
    if kind is collections.defaultdict:
        known = [name for name, made in _FACTORIES.items() if made is value.default_factory]
        return ["default", known[0] if known else value.default_factory and "?", write(dict(value))]
    if kind is collections.deque:
        return ["deque", value.maxlen, write(list(value))]
    if kind is torch.Size:
        return ["size", list(value)]
    if kind in _HOLDERS:
        said, held = _HOLDERS[kind]
        return None if said == "space" and not all(map(is_data, held(value))) else [said, write(held(value))]
    if kind is array.array:
        return ["typed", value.typecode, write(value.tolist())] if value.typecode not in "uw" else None
    if issubclass(kind, tuple) and type(getattr(kind, "_fields", None)) is tuple:
        return ["namedtuple", kind.__name__[:LONGEST_NAME], list(kind._fields), write(list(tuple.__iter__(value)))]
    base = next((base for base in _BASES if issubclass(kind, base)), None)
    if base is not None:
        return ["derived", kind.__name__[:LONGEST_NAME], write(_of_base(value, base))]
    if answers and iterates(kind):
        return _gone_through(value, kind, write)
    if answers and dataclasses.is_dataclass(kind):
        return _taken_apart(value, kind, write)
    return None


def _of_base(value: Any, base: Any) -> Any:
    if base is collections.defaultdict:
        return base(value.default_factory, dict.items(value))
    if base is collections.deque:
        return base(base.__iter__(value), value.maxlen)
    if base in (*_DICTS.values(), dict):
        return base(dict(dict.items(value)))
    exact: Any = {str: str.__str__, int: int.__int__, float: float.__float__}
    return exact[base](value) if base in exact else base(base.__iter__(value))


def _gone_through(value: Any, kind: Any, write: Any) -> Any:
    items: Any = []
    end = None
    try:
        items.extend(itertools.islice(value, MOST_ITEMS + 1))
    except Exception as error:  # what comes before it was given all the same
        end = [[one.__name__ for one in type(error).__mro__], str(error)[:2000]]
    return ["iterator", kind.__name__[:LONGEST_NAME], write(items[:MOST_ITEMS]), [] if len(items) > MOST_ITEMS else end]


def _taken_apart(value: Any, kind: Any, write: Any) -> Any:
    fields = [field.name for field in dataclasses.fields(kind) if hasattr(value, field.name)]
    if not all(map(is_data, fields)):
        return None
    says = kind.__dataclass_params__
    return [
        "record",
        kind.__name__[:LONGEST_NAME],
        fields,
        write([getattr(value, name) for name in fields]),
        [says.eq, says.order, says.frozen or says.unsafe_hash],
    ]


# ---------------------------------------------------------------- reading


class _Derived:
    """What has a student's class for a type: whatever it doesn't have of the plain type, or of its fields, isn't known."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "unknown_" not in self.__dict__:
            raise AttributeError(name)
        return bool(self.__dict__["unknown_"])  # which refuses to say so


class _Named(_Derived):
    _fields: Any = ()

    def _asdict(self: Any) -> Any:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self: Any, **named: Any) -> Any:
        return type(self)({**self._asdict(), **named}.values())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"


class _Record(_Derived):
    _fields: Any = ()

    def _all(self) -> Any:
        return tuple(self.__dict__.get(name) for name in self._fields)

    def __repr__(self) -> str:
        named = zip(self._fields, self._all(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in named)})"


class _Iterating(_Derived):
    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return next(self.__dict__["source_"])


def _compared(compare: Any) -> Any:
    def compared(self: Any, other: Any) -> Any:
        return compare(self._all(), other._all()) if type(other) is type(self) else NotImplemented

    return compared


@functools.lru_cache(maxsize=1000)
def _class(name: str, bases: Any, fields: Any = (), eq: bool = False, order: bool = False, hashed: bool = False) -> Any:
    names = (name, *fields)
    if len(names) > MOST_NAMES or not all(type(one) is str and len(one) <= LONGEST_NAME for one in names):
        raise ValueError("no names of a class and of its fields")
    made: Any = {"_fields": fields} if _Named in bases or _Record in bases else {}
    if _Named in bases:
        made.update({one: property(operator.itemgetter(at)) for at, one in enumerate(fields) if one[:1] != "_"})
    for compare in ("eq", "lt", "le", "gt", "ge"):
        if eq if compare == "eq" else order:
            made[f"__{compare}__"] = _compared(getattr(operator, compare))
    if hashed:
        made["__hash__"] = lambda self: hash(self._all())
    return type(name if name.isidentifier() else "unknown", bases, made)


def read_kind(kind: str, rest: Any, read: Any, made_strange: Any) -> Any:
    """Read what written_kind wrote; raises ValueError, TypeError and the like for what it didn't write."""
    if kind == "size":
        return torch.Size([int(one) for one in rest[0]])
    held: Any = read(rest[_AT.get(kind, -1)])
    names = held if kind == "space" else rest[1] if kind in ("namedtuple", "record") else ()
    if not all(map(is_data, names)):
        raise ValueError("an attribute that is no mere value")
    if kind == "derived":
        return _derived(rest[0], (_Derived, _base_of(held)), held, made_strange)
    listed = kind in _OF_LISTS or (kind == "view" and rest[1] == "values")
    form: Any = list if listed else bytes if kind == "bytearray" else dict
    if type(held) is not form:
        return made_strange(kind)  # its keys didn't travel
    if kind == "view":
        whole = dict(enumerate(held)) if rest[1] == "values" else held
        view: Any = {"keys": "keys", "values": "values", "items": "items"}[rest[1]]
        return getattr(collections.OrderedDict(whole) if rest[0] == "OrderedDict" else whole, view)()
    if kind in _DICTS:
        return _DICTS[kind](held)
    if kind == "default":
        factory = None if rest[0] is None else _FACTORIES.get(rest[0], lambda: bool(made_strange("default_factory")))
        return collections.defaultdict(factory, held)
    if kind == "deque":
        return collections.deque(held, rest[0])
    if kind in _MADE:
        return _MADE[kind](held)
    if kind == "typed":
        return array.array(rest[0], held)
    if kind == "namedtuple":
        return _derived(rest[0], (_Named, tuple), held, made_strange, tuple(rest[1]))
    if kind == "record":
        made = _class(rest[0], (_Record,), tuple(rest[1]), *(one is True for one in rest[3]))()
        made.__dict__.update(zip(rest[1], held, strict=True), unknown_=made_strange(rest[0]))
        return made
    return _iterator(rest[0], held, rest[2], made_strange)


def _base_of(value: Any) -> Any:
    if type(value) not in _BASES:
        raise ValueError("nothing is derived from this")
    return type(value)


def _derived(name: Any, bases: Any, held: Any, made_strange: Any, fields: Any = ()) -> Any:
    kind = _class(name, bases, fields)
    if type(held) is collections.defaultdict:
        made = kind(held.default_factory, held)
    else:
        made = kind(held, held.maxlen) if type(held) is collections.deque else kind(held)
    made.__dict__["unknown_"] = made_strange(name)
    return made


def _iterator(sort: Any, items: Any, end: Any, made_strange: Any) -> Any:
    """Make an iterator of such a sort that gives these items, and then ends as it did: by an exception, or where nobody looked any further."""

    def going() -> Any:
        yield from items
        if end is not None:
            raise error_of(*end) if end else NotImplementedError(bool(made_strange(sort)))

    def column(at: int) -> Any:
        return (row[at] for row in going())

    plain: Any = {
        "generator": going,
        "map": lambda: map(_itself, going()),
        "filter": lambda: filter(lambda _: True, going()),
        "zip": lambda: zip(
            *(map(column, range(len(items[0]))) if items and type(items[0]) is tuple else [going()]), strict=False
        ),
        "enumerate": lambda: enumerate(column(1), items[0][0] if items else 0),
    }
    if sort in plain:
        return plain[sort]()
    if sort in ("list_iterator", "tuple_iterator") and end is None:
        return iter(items if sort == "list_iterator" else tuple(items))
    made = _class(sort, (_Iterating,))()
    made.__dict__.update(source_=going(), unknown_=made_strange(sort))
    return made


def _itself(item: Any) -> Any:
    return item


def error_of(kinds: Any, text: Any, classes: Any = builtins.__dict__) -> Exception:
    """Make an exception of the first kind that is known here; what the student's own class was isn't."""
    for name in kinds:
        kind = classes.get(name, getattr(builtins, str(name), None))
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                return kind(text)
            except TypeError:
                continue
    return Exception(text)
