"""Values ↔ the tree that a frame's header holds as JSON: texts, numbers, truth values and None, and arrays that begin with their kind.

    ["list", …]   ["tuple", …]   ["dict", key, value, …]   ["float", "nan"]   ["array", number, library, device]
    ["unsupported", words]   ["unfit", why, name]   ["form", kind, parts]

There are no JSON objects, so no key can occur twice. Array number n is the nth of the frame's body.
"""

from __future__ import annotations

import math
from typing import Any

import torch

from autograder.model import Array, Form, Unfit, Unsupported, Why
from autograder.wire import form_values, limits
from autograder.wire.tensors import WireError

_LIBRARIES = ("torch", "numpy")
_SPECIAL = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_WHYS = {why.value: why for why in Why}
_NOTHING = torch.empty(0)


class Reader:
    """Rebuild values from a header's tree; arrays get their tensors when the header has been read."""

    def __init__(self, max_arrays: int) -> None:
        self.arrays: list[Array] = []
        self.forms: list[Form] = []
        self._items = 0
        self._max_arrays = max_arrays

    def value(self, tree: Any, depth: int) -> Any:
        """Rebuild one value; raises WireError for what no message has."""
        kind = type(tree)
        if kind is float or kind is bool or tree is None:
            return tree
        if kind is str:
            return _checked_text(tree)
        if kind is int:
            return _checked_integer(tree)
        if kind is not list or not tree or type(tree[0]) is not str:
            raise WireError(found="the frame's header holds something that is no value")
        return self._tagged(tree[0], tree[1:], depth)

    def _tagged(self, tag: str, items: list[Any], depth: int) -> Any:
        match tag:
            case "list" | "tuple" | "dict":
                self._items = _counted(self._items + (len(items) // 2 if tag == "dict" else len(items)), depth)
                return self._container(tag, items, depth - 1)
            case "float" if len(items) == 1 and type(items[0]) is str and items[0] in _SPECIAL:
                return _SPECIAL[items[0]]
            case "array":
                return self._array(items)
            case "form" if len(items) == 2 and type(items[0]) is str and items[0] in form_values.KINDS:
                self._items = _counted(self._items + 1, depth)
                self.forms.append(Form(items[0], self.value(items[1], depth - 1)))
                return self.forms[-1]
            case "unsupported" if len(items) == 1 and type(items[0]) is str:
                return Unsupported(_checked_name(items[0]))
            case "unfit" if len(items) == 2 and type(items[0]) is str and type(items[1]) is str and items[0] in _WHYS:
                return Unfit(_WHYS[items[0]], _checked_name(items[1]))
        raise WireError(found="the frame's header holds a container of no known kind")

    def _container(self, tag: str, items: list[Any], depth: int) -> Any:
        if tag == "dict":
            return self._dict(items, depth)
        values = [self.value(item, depth) for item in items]
        return values if tag == "list" else tuple(values)

    def _dict(self, items: list[Any], depth: int) -> dict[Any, Any]:
        if len(items) % 2:
            raise WireError(found="a dict in the frame's header has a key without a value")
        found: dict[Any, Any] = {}
        for key, item in zip(items[::2], items[1::2], strict=True):
            if type(key) not in (str, int) or key in found:
                raise WireError(found="a dict in the frame's header has an odd key, or one twice")
            found[self.value(key, depth)] = self.value(item, depth)
        return found

    def _array(self, items: list[Any]) -> Array:
        index = len(self.arrays)
        if index >= self._max_arrays:
            raise WireError(found=f"the frame has more than {self._max_arrays} arrays")
        if len(items) != 3 or type(items[0]) is not int or items[0] != index or items[1] not in _LIBRARIES:
            raise WireError(found="an array in the frame's header is out of order")
        device = items[2]
        if type(device) is not str or len(device) > limits.DEVICE_NAME or not device.isprintable():
            raise WireError(found="an array in the frame's header is on no device")
        array = Array(tensor=_NOTHING, library=items[1], device=device)
        self.arrays.append(array)
        return array


class Writer:
    """Turn values into a header's tree, setting arrays aside for the body."""

    def __init__(self, arrays: list[torch.Tensor]) -> None:
        self._arrays = arrays
        self._items = 0

    def tree(self, value: Any, depth: int) -> Any:
        """Turn one value into what JSON has; raises WireError for what may not travel."""
        kind = type(value)
        if kind is bool or value is None:
            return value
        if kind is float:
            return value if math.isfinite(value) else ["float", repr(value)]
        if kind is str:
            return _checked_text(value)
        if kind is int:
            return _checked_integer(value)
        if kind is Array:
            self._arrays.append(value.tensor)
            return ["array", len(self._arrays) - 1, value.library, value.device]
        if kind is Form:
            self._items = _counted(self._items + 1, depth)
            return ["form", value.kind, self.tree(value.parts, depth - 1)]
        if kind is Unsupported:
            return ["unsupported", _checked_name(value.type_name)]
        if kind is Unfit:
            return ["unfit", value.why.value, _checked_name(value.name)]
        if kind is list or kind is tuple:
            self._items = _counted(self._items + len(value), depth)
            return ["list" if kind is list else "tuple", *[self.tree(item, depth - 1) for item in value]]
        if kind is dict:
            self._items = _counted(self._items + len(value), depth)
            if not all(type(key) in (str, int) for key in value):
                raise WireError(found="a dict in the message has a key that is neither text nor integer")
            return ["dict", *[self.tree(part, depth - 1) for pair in value.items() for part in pair]]
        raise WireError(found=f"the message holds a {kind.__name__}, which is no plain value")


def _counted(items: int, depth: int) -> int:
    if depth == 0 or items > limits.ITEMS:
        raise WireError(found="the message is nested too deeply or has too many items")
    return items


def _checked_text(text: str) -> str:
    if len(text) > limits.TEXT:
        raise WireError(found="a text is longer than it may be")
    return text


def _checked_name(text: str) -> str:
    """A type's name is shown to students and markers as it stands."""
    if len(text) > limits.TYPE_NAME or not text.isascii() or not text.isprintable():
        raise WireError(found="a type has no proper name")
    return text


def _checked_integer(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise WireError(found="an integer has more than 64 bits")
    return number
