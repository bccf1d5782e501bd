"""Values of any plain Python type as lists, dicts, numbers and texts, and back: sets, complex numbers, dates, arrays, big numbers, tables.

Comes in: what a function was given or gave back. Goes out: the same with a tag where the wire has no form of its own. The text of this file, below
those of tagged_tables and tagged_kinds, is part of the drivers of assert cells, so one code speaks on both sides: nothing else of ours is imported, and no secret is in it. What comes back from a
student's process is a claim like any answer; unpacking it runs nothing of theirs.
"""

import base64
import datetime
import decimal
import fractions
import re
from typing import Any

import numpy
import torch

from autograder.checks.tagged_kinds import KINDS, read_kind, written_kind
from autograder.checks.tagged_tables import TABLES, read_table, written_table

TAG = "~"
"""The only key of a dict that stands for something else: {TAG: [kind, …]}."""

DEEPEST = 20
LONGEST = 5000  # letters of a piece of text, numbers of an array that is listed
MOST_BYTES = 1 << 26  # of an array that is listed
LONGEST_RANGE = 1_000_000  # numbers: a list of all of them is soon made, and many a test makes one
NATIVE = {"bool", "int8", "int16", "int32", "int64", "uint8", "float16", "float32", "float64"}
_FRACTION = re.compile(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?")  # no exponent, which would be worked out


def _fraction(text: Any) -> Any:
    if type(text) is not str or _FRACTION.fullmatch(text) is None:
        raise ValueError("no fraction")
    return fractions.Fraction(text)


def _decimal(text: Any) -> Any:
    if type(text) is not str or len(text) > LONGEST:
        raise ValueError("no decimal number")
    number = decimal.Decimal(text)
    if number.is_finite() and abs(number.adjusted()) > LONGEST:
        raise ValueError("too long a number, once it is written out")
    return number


WRITTEN: Any = {
    "decimal": _decimal,
    "fraction": _fraction,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
}
"""Types that are written as text, and how it is read."""

_SINGLE = (bool, int, float, complex, str, bytes, datetime.date, datetime.datetime, type(None))


class Unreadable(BaseException):
    """A test looks into a value that didn't travel; no Exception, so that no test takes it for the student's."""


def _refused(self: Any, *_args: Any, **_named: Any) -> Any:
    if self.used_ is not None:
        self.used_.append(self.kind_)
    raise Unreadable(self.kind_)


class Strange:
    """Stands for a value that doesn't travel. A test may hold it, and ask whether it is None; whatever else asks it something ends the test."""

    __slots__ = ("kind_", "used_")

    def __init__(self, kind: str = "", used: Any = None) -> None:
        self.kind_ = kind  # its type's name
        self.used_ = used  # a list, where those are written down that something was asked of

    __class__ = property(_refused)  # which isinstance asks


_ASKED_OF = (
    "bool len iter next reversed contains getitem setitem delitem call hash str repr format int float complex index round enter exit "
    "eq ne lt le gt ge neg pos abs invert divmod rdivmod getattr"
)
_BOTH_SIDES = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift"
for _name in [*_ASKED_OF.split(), *(f"{_side}{_way}" for _way in _BOTH_SIDES.split() for _side in ("", "r", "i"))]:
    setattr(Strange, f"__{_name}__", _refused)


def pack(value: Any, native: bool = False, depth: int = 0) -> Any:
    """Write a value; native leaves arrays to the wire, which answers need; inputs carry theirs as text, so that no dtype is cast.

    What doesn't travel becomes {TAG: ["strange", type's name]}.
    """
    kind = type(value)
    if value is None or kind is bool or kind is float or (kind is int and abs(value) < 2**62):
        return value
    if kind is str:
        return (
            value
            if len(value) <= LONGEST
            else _tagged("text", [value[at : at + LONGEST] for at in range(0, len(value), LONGEST)])
        )
    if kind is int:
        return _tagged("int", hex(value)) if value.bit_length() < 4 * LONGEST else strange(kind)
    if depth > DEEPEST:
        return strange(kind)
    if isinstance(value, (numpy.ndarray, numpy.generic, torch.Tensor)):
        return _array(value, native, depth)
    return _packed(value, kind, native, depth)


def _packed(value: Any, kind: Any, native: bool, depth: int) -> Any:
    def each(items: Any) -> Any:
        return [pack(item, native, depth + 1) for item in items]

    if kind is list:
        return each(value)
    if kind in (tuple, frozenset, set):
        items = each(value)
        return _tagged(kind.__name__, items if kind is tuple else sorted(items, key=repr))
    if kind is dict:
        if all(type(key) is str and key != TAG for key in value):
            return {key: pack(item, native, depth + 1) for key, item in value.items()}
        return _tagged("dict", [each(pair) for pair in value.items()])
    if kind is complex:
        return _tagged("complex", [value.real, value.imag])
    if kind is bytes:
        text = base64.b64encode(value).decode()
        return _tagged("bytes", text) if native is False or len(text) <= LONGEST else strange(kind)
    if kind in (range, slice):
        if kind is range and is_long(value):
            return strange(kind)
        return _tagged(kind.__name__, each((value.start, value.stop, value.step)))
    for said, written in (("decimal", decimal.Decimal), ("fraction", fractions.Fraction)):
        if kind is written:
            return _tagged(said, str(value))
    if kind in (datetime.date, datetime.time, datetime.datetime):
        return _tagged(kind.__name__, value.isoformat())

    def write(item: Any) -> Any:
        return pack(item, native, depth + 1)

    made = written_table(value, kind, write) or written_kind(value, kind, write, native)
    return strange(kind) if made is None else _tagged(*made)


def is_long(numbers: range) -> bool:
    """Say whether there are more numbers in a range than a test should go through; len() can't count all of them."""
    return abs(numbers.stop - numbers.start) > LONGEST_RANGE * abs(numbers.step)


def strange(kind: Any) -> Any:
    """Write that a value of this type doesn't travel."""
    return _tagged("strange", kind.__name__[:80])


def is_strange(packed: Any) -> bool:
    """Say whether any part of a packed value doesn't travel."""
    if type(packed) is dict:
        if type(packed.get(TAG)) is list and packed[TAG][:1] == ["strange"]:
            return True
        return any(map(is_strange, packed.values()))
    return type(packed) is list and any(map(is_strange, packed))


def _tagged(kind: str, *rest: Any) -> Any:
    return {TAG: [kind, *rest]}


def _array(value: Any, native: bool, depth: int) -> Any:
    if isinstance(value, torch.Tensor):
        name = str(value.dtype).removeprefix("torch.")
        if value.layout is not torch.strided or value.is_quantized:
            return strange(type(value))
        if native:
            if name not in NATIVE and name != "bfloat16":
                return strange(type(value))
            return _tagged("with_grad", value.detach()) if value.requires_grad else value
        plain = value.detach().cpu()
        packed = _array((plain.float() if name == "bfloat16" else plain).numpy(), False, depth)
        return _tagged("tensor", name, packed, bool(value.requires_grad))
    if isinstance(value, numpy.generic):
        item = value.item()
        return (
            strange(type(value))
            if isinstance(item, numpy.generic)
            else _tagged("scalar", value.dtype.str, pack(item, native, depth + 1))
        )
    name, shape = value.dtype.name, list(value.shape)
    if type(value) is not numpy.ndarray or value.dtype.kind not in "biufcUSM":
        return strange(type(value))
    if native and name in NATIVE:
        return value
    if native or value.dtype.kind in "USM":
        if value.size > LONGEST:
            return strange(type(value))
        kept = value.astype(str) if value.dtype.kind == "M" else value
        return _tagged(
            "listed", value.dtype.str, shape, [pack(item, native, depth + 1) for item in kept.ravel().tolist()]
        )
    text = base64.b64encode(numpy.ascontiguousarray(value).tobytes()).decode()
    return _tagged("array", value.dtype.str, shape, text)


def _dtype(text: Any) -> Any:
    made = numpy.dtype(text)
    if type(text) is not str or made.itemsize > 4 * LONGEST or made.hasobject:
        raise ValueError("no dtype that is written")
    return made


def _one(value: Any) -> Any:
    """Return a value that is no more than one of an array's; NumPy would go through any other, and make them all as wide as its dtype."""
    if type(value) not in _SINGLE:
        raise ValueError("no single value")
    return value


def unpack(value: Any, made_strange: Any = Strange) -> Any:
    """Read what pack wrote; raises ValueError, TypeError and the like for what it didn't write.

    made_strange: makes what stands for a value that didn't travel, of its type's name.
    """
    if type(value) is list:
        return [unpack(item, made_strange) for item in value]
    if type(value) is not dict:
        return value
    if list(value) != [TAG]:
        return {key: unpack(item, made_strange) for key, item in value.items()}
    kind, *rest = value[TAG]
    return _unpacked(kind, rest, made_strange)


def _unpacked(kind: str, rest: Any, made_strange: Any) -> Any:
    def read(item: Any) -> Any:
        return unpack(item, made_strange)

    if kind in ("set", "frozenset") and is_strange(rest[0]):  # what isn't known is in no order, and equal to nothing
        return made_strange(kind)
    if kind in ("tuple", "set", "frozenset"):
        if type(rest[0]) is not list:
            raise ValueError("no items")
        made: Any = {"tuple": tuple, "set": set, "frozenset": frozenset}
        return made[kind](read(rest[0]))
    if kind == "dict" and is_strange([key for key, _ in rest[0]]):
        return made_strange(kind)
    if kind == "dict":
        return {read(key): read(item) for key, item in rest[0]}
    if kind == "text":
        return "".join(rest[0])
    if kind == "int":
        return int(rest[0], 16)
    if kind == "complex":
        return complex(*rest[0])
    if kind == "bytes":
        return base64.b64decode(rest[0])
    if kind in ("range", "slice"):
        spans: Any = {"range": range, "slice": slice}
        span = spans[kind](*read(rest[0]))
        return made_strange(kind) if kind == "range" and is_long(span) else span
    if kind in WRITTEN:
        return WRITTEN[kind](rest[0])
    if kind == "scalar":
        return numpy.asarray(_one(read(rest[1]))).astype(_dtype(rest[0]))[()]
    if kind == "listed":
        if len(rest[2]) * _dtype(rest[0]).itemsize > MOST_BYTES:
            raise ValueError("too large an array")
        return numpy.array([_one(read(item)) for item in rest[2]]).astype(_dtype(rest[0])).reshape(rest[1])
    if kind == "array":
        return numpy.frombuffer(base64.b64decode(rest[2]), _dtype(rest[0])).reshape(rest[1]).copy()
    if kind == "tensor":
        dtype = vars(torch).get(rest[0])  # not by getattr, which imports what torch has that is called so
        if type(dtype) is not torch.dtype:
            raise ValueError("no dtype of torch's")
        tensor = torch.from_numpy(read(rest[1])).to(dtype)
        return tensor.requires_grad_() if rest[2] else tensor
    if kind == "with_grad":
        return read(rest[0]).requires_grad_()
    if kind == "strange":
        return made_strange(str(rest[0]))
    if kind in KINDS:
        return read_kind(kind, rest, read, made_strange)
    if kind in TABLES:
        return read_table(kind, rest, read)
    raise ValueError(f"nothing is written as {kind}")
