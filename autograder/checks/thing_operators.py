"""What Python does with an object that a test compares, adds, counts or goes through: a function for each special method, on our side and in the sandbox.

Comes in: an object of a student's class, and what stands on the other side. Goes out: what the operator itself gives, which is more than the method:
the other side's method where the first one answers NotImplemented, then whether they are one object, or TypeError. The text of this file is part
of the drivers of assert cells, as tagged_values says.
"""

import copy
import math
import operator
from typing import Any

ITERATES = ("__iter__", "__reversed__")
"""Of these, what give one value after the other."""

_BOTH_WAYS = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift"
_ONE_WAY = "eq ne lt le gt ge contains getitem setitem delitem neg pos abs invert index"


def _turned(function: Any) -> Any:
    def turned(one: Any, other: Any) -> Any:
        return function(other, one)

    return turned


def _called(thing: Any, *args: Any, **named: Any) -> Any:
    return thing(*args, **named)


OPERATORS: Any = {
    **{f"__{name}__": getattr(operator, f"__{name}__") for name in f"{_ONE_WAY} {_BOTH_WAYS}".split()},
    **{f"__r{name}__": _turned(getattr(operator, f"__{name}__")) for name in _BOTH_WAYS.split()},
    **{f"__i{name}__": getattr(operator, f"__i{name}__") for name in _BOTH_WAYS.split()},
    "__divmod__": divmod,
    "__rdivmod__": _turned(divmod),
    "__bool__": bool,
    "__len__": len,
    "__hash__": hash,
    "__str__": str,
    "__repr__": repr,
    "__format__": format,
    "__int__": int,
    "__float__": float,
    "__complex__": complex,
    "__round__": round,
    "__trunc__": math.trunc,
    "__floor__": math.floor,
    "__ceil__": math.ceil,
    "__iter__": iter,
    "__next__": next,
    "__reversed__": reversed,
    "__call__": _called,
    "__copy__": copy.copy,
    "__deepcopy__": copy.deepcopy,
    "__hasattr__": hasattr,
    "__callable__": callable,
}
"""By the name of the method with which Python begins; the last two have none, and a test asks them by name."""
