"""Turn what a student's function returned into plain values, and inputs off the wire into what the function expects.

Runs beside student code. An answer may lie about its class, its size and everything else, so only types as the interpreter knows them
are looked at, only functions bound at import are called, and what is no plain value becomes Unfit, with a reason and the name of its type.

What becomes of each kind of answer, on its way and before a judge (each row is a test in tests/unit/sandbox/inside/test_values.py):

    a tensor of strided layout: transposed, expanded, a slice    its numbers, laid out afresh; compared
    a subclass, a Parameter, one that requires a gradient        its plain numbers, whatever it overrides; compared
    0-d, empty, bool, integer, float16, bfloat16                 as it is; another shape or dtype than asked is named
    NaN, infinity                                                as they are; counted, and wrong where the reference has numbers
    complex, quantized, sparse, nested, meta, uint16 to uint64   Unfit, by that word: "got an object of type sparse tensor"
    an ndarray of any order or stride, a NumPy scalar            its numbers, native and in C order; told apart from a tensor
    a masked or structured array                                 Unfit, by that word
    a Python number, bool, None, text, list, tuple, dict         as it is, subclasses of containers as the plain container
    a set, a dict with other keys, bytes, complex, a fraction, a decimal, an int beyond 64 bits, a date or time, a dataclass, a named tuple, an
    array of texts or objects, a table of pandas, a sparse array of SciPy, an image of Pillow, a figure or axes of matplotlib
                                                                 a Form of its parts (wire/forms.py, wire/figures.py); compared
    a subclass of float, int or str, any other object            Unfit, by its type's name; a name that nobody knows is told as "unknown"
                                                                 (reported_names.py)
    a wrapper subclass without numbers of its own                an error of the call, as if the function had raised it
    more bytes, items, arrays or depth than an answer may have   Unfit: "got an object of type Tensor of more bytes than an answer may have"
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.model import Array, Form, Unfit, Why
from autograder.wire import form_values, forms
from autograder.wire.limits import ANSWER_ARRAYS, ANSWER_DEPTH, ANSWER_ITEMS, ANSWER_TEXT, TYPE_NAME
from autograder.wire.tensors import DTYPES

_Base = torch._C.TensorBase
_as_subclass = _Base.as_subclass  # of a wrapper it makes torch import torch.distributed: 0.7 s in each process
_detach = _Base.detach
_resolve_neg = _Base.resolve_neg
_contiguous = _Base.contiguous
_to = _Base.to
_numel = _Base.numel
_layout = _Base.__dict__["layout"].__get__
_dtype = _Base.__dict__["dtype"].__get__
_is_nested = _Base.__dict__["is_nested"].__get__
_is_quantized = _Base.__dict__["is_quantized"].__get__
_is_meta = _Base.__dict__["is_meta"].__get__
_from_numpy = torch.from_numpy
_form_of: Callable[[Any, Callable[[Any], Any]], Form | None] = forms.of
_WithoutOverrides = torch._C.DisableTorchFunctionSubclass
_MaskedArray = np.ma.MaskedArray
_asarray = np.asarray
_array = np.array
_to_numpy = _Base.numpy
_item = np.ndarray.item
_tuple_items = tuple.__iter__
_list_items = list.__iter__
_range_items = range.__iter__
_dict_items = dict.items
_mro = type.__dict__["__mro__"].__get__
_name = type.__dict__["__name__"].__get__
_OF_ARRAYS = ("frame", "series", "index", "sparse", "image")
_PLAIN_NUMPY = {np.dtype(str(dtype).removeprefix("torch.")) for dtype in DTYPES.values() if dtype != torch.bfloat16}

Place = Callable[[torch.Tensor], torch.Tensor]
"""Puts a CPU tensor on the device that the student's code is asked on."""


class _TooLarge(Exception):
    """The answer has more items, depth or bytes than may travel."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why)


def type_name(kind: type) -> str:
    """Name a type without running any of its own code; ASCII, at most 80 characters."""
    name = str.__str__(_name(kind))[:TYPE_NAME].encode("ascii", "replace").decode()
    return "".join([letter if letter.isprintable() else "?" for letter in name])


def inherits(kind: type, base: type) -> bool:
    """Say whether a type really derives from base, whatever its metaclass says."""
    return any(parent is base for parent in _mro(kind))


# ---------------------------------------------------------------- inputs


def to_student(value: Any, place: Place) -> Any:
    """Rebuild inputs off the wire: tensors on the device, NumPy arrays, and containers of them."""
    if type(value) is Array:
        return _to_numpy(value.tensor) if value.library == "numpy" else place(value.tensor)
    if type(value) is dict:
        return {key: to_student(item, place) for key, item in value.items()}
    if type(value) is list:
        return [to_student(item, place) for item in value]
    if type(value) is tuple:
        return tuple([to_student(item, place) for item in value])
    if type(value) is Form:
        return form_values.built(value, to_student(value.parts, _as_numpy))
    return value


def _as_numpy(tensor: torch.Tensor) -> Any:
    return _to_numpy(tensor)


# ---------------------------------------------------------------- answers


def to_plain(value: Any, max_bytes: int) -> Any:
    """Turn an answer into None, truth values, numbers, text, Arrays, Unfit, and containers of them; no more than max_bytes in all."""
    try:
        return _Plain(max_bytes).value(value, ANSWER_DEPTH)
    except _TooLarge as too_large:
        return Unfit(too_large.why, type_name(type(value)))


@dataclass
class _Plain:
    """One answer on its way; counts what it has taken so far."""

    bytes_left: int
    items_left: int = ANSWER_ITEMS
    arrays_left: int = ANSWER_ARRAYS

    def value(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else self._form(value, depth) or Unfit(Why.INTEGER)
        if kind is str:
            return self._text(value)
        if inherits(kind, torch.Tensor):
            return self._tensor(value)
        if inherits(kind, np.ndarray) or inherits(kind, np.generic):
            return self._numpy(value, depth)
        return self._container(value, kind, depth)

    def _container(self, value: Any, kind: type, depth: int) -> Any:
        is_dict = inherits(kind, dict)
        is_range = kind is range
        is_list = is_range or inherits(kind, list)
        is_plain = (
            is_list or kind is tuple or (is_dict and (kind is dict or dict.__len__(value)) and _has_plain_keys(value))
        )
        if not is_plain and (form := self._form(value, depth)) is not None:
            return form
        if not (is_dict or is_list or inherits(kind, tuple)):
            return Unfit(Why.TYPE, type_name(kind))
        if depth == 0:
            raise _TooLarge(Why.DEPTH)
        if is_dict:
            return self._dict(value, depth)
        items = []
        for item in _range_items(value) if is_range else _list_items(value) if is_list else _tuple_items(value):
            self._take_item()
            items.append(self.value(item, depth - 1))
        return items if is_list else tuple(items)

    def _form(self, value: Any, depth: int) -> Form | Unfit | None:
        """Return the Form of a value that has one; Unfit where its numbers are of a kind that doesn't travel."""
        if depth == 0:
            raise _TooLarge(Why.DEPTH)
        self._take_item()
        form = _form_of(value, lambda part: self.value(part, depth - 1))
        if form is None or form.kind not in _OF_ARRAYS:
            return form
        unfit = [part for part in form.parts.values() if type(part) is Unfit]
        unfit += [one for part in form.parts.values() if type(part) is list for one in part if type(one) is Unfit]
        return unfit[0] if unfit else form

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        items: dict[str | int, Any] = {}
        for key, item in _dict_items(value):
            self._take_item()
            if inherits(type(key), np.integer):
                key = int(_asarray(key))  # noqa: PLW2901
            if type(key) is not str and not (type(key) is int and -(2**63) <= key < 2**63):
                return Unfit(Why.KEY, type_name(type(key)))
            items[self._text(key) if type(key) is str else key] = self.value(item, depth - 1)
        return items

    def _text(self, value: str) -> str:
        text = value[:ANSWER_TEXT].encode("utf-8", "replace")
        self._take_bytes(len(text))
        return text.decode()

    def _tensor(self, value: torch.Tensor) -> Any:
        with _WithoutOverrides():
            problem = _problem(value)
            if problem:
                return Unfit(Why.TENSOR, problem)
            # a plain one; as_subclass would import torch.distributed for a wrapper: 0.7 s in each process
            plain = _detach(value)
            device = plain.device.type
            self._take_array(_numel(plain) * plain.dtype.itemsize)
            copy = _contiguous(_resolve_neg(_to_cpu(plain)))
            if type(copy) is not torch.Tensor or copy.device.type != "cpu":
                return Unfit(Why.TYPE, type_name(type(value)))
            return Array(tensor=copy, library="torch", device=device)

    def _numpy(self, value: Any, depth: int) -> Any:
        if inherits(type(value), _MaskedArray):
            return Unfit(Why.TYPE, "MaskedArray")
        array = _asarray(value)
        native = array.dtype.newbyteorder("=")
        if array.dtype.kind in "cUSMm" and inherits(type(value), np.generic):
            return self.value(_item(array), depth)
        if native not in _PLAIN_NUMPY and (form := self._form(array, depth)) is not None:
            return form
        if native not in _PLAIN_NUMPY:
            return Unfit(Why.NUMPY, array.dtype.name)
        self._take_array(math.prod(array.shape) * native.itemsize)
        return Array(tensor=_from_numpy(_array(array, dtype=native, order="C", copy=True)), library="numpy")

    def _take_item(self) -> None:
        self.items_left -= 1
        if self.items_left < 0:
            raise _TooLarge(Why.ITEMS)

    def _take_array(self, size: int) -> None:
        self.arrays_left -= 1
        if self.arrays_left < 0:
            raise _TooLarge(Why.ARRAYS)
        self._take_bytes(size)

    def _take_bytes(self, size: int) -> None:
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise _TooLarge(Why.BYTES)


def _has_plain_keys(value: dict[Any, Any]) -> bool:
    return all(type(key) is str or type(key) is int or inherits(type(key), np.integer) for key in dict.keys(value))


def _problem(value: torch.Tensor) -> str | None:
    """Name what keeps a tensor from travelling as bytes."""
    if _is_nested(value):
        return "nested"
    if _layout(value) is not torch.strided:
        return "sparse"
    if _is_quantized(value):
        return "quantized"
    if _is_meta(value):
        return "meta"
    dtype = _dtype(value)
    return None if dtype in DTYPES.values() else str(dtype).removeprefix("torch.")


def _to_cpu(plain: torch.Tensor) -> torch.Tensor:
    return plain if plain.device.type == "cpu" else _to(plain, "cpu")
