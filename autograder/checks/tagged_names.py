"""Names of attributes that an answer may have once it is made anew on our side: those of mere values.

Comes in: a name that a student's process tells. Goes out: whether nothing follows it. NumPy, for one, reads memory wherever an object's
__array_interface__ says. The text of this file is part of the drivers of assert cells, as tagged_values says.
"""

from typing import Any

PROTOCOLS = ("__array", "__cuda", "__dlpack", "__torch")
"""How attributes begin by which libraries take an object for numbers, wherever in memory it says that these are."""

_KEPT = frozenset({"_typ", "_fields", "_all", "_asdict", "_replace", "unknown_", "source_"})
"""Names of attributes that say something to us, or to pandas."""


def is_data(name: Any) -> bool:
    """Say whether an attribute of this name is a mere value. __array_interface__ is none: NumPy reads memory wherever it says."""
    return type(name) is str and name.isidentifier() and name[:2] != "__" and name not in _KEPT
