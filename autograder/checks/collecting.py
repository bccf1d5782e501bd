"""Where checks and pictures go while an author's file runs, and what they needn't say because assignment.toml says it.

Comes in: the assignment's defaults, and each check and picture as it is made. Goes out: all of them, in the order in which they are written.
The loader opens a `Collection` around each file; the words find it here. Without one (in a test) they take the defaults of this module.
"""

from __future__ import annotations

import functools
import inspect
import linecache
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from autograder.model import CaseInputs, Check, FeedbackPicture

Call = dict[str, Any]
"""The inputs of one call, by parameter name."""

Answer = Any
"""What came back from a call, or what the reference says should have: numbers, tensors, tuples, dicts."""

Draw = Callable[..., Any]
"""RandomInputs (and sizes, by name) → a Call, or a list of them for several calls."""

_DEFINITION = 60  # lines: how far below its decorator a function's def is looked for


class NoAnswer(Exception):
    """A mistake has no answer to these inputs that a judge could look at."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer of ours whose mistake may be named in feedback."""

    name: str  # of its cell
    question: str
    sentence: str  # what the student reads
    fails: frozenset[str]  # "question.check": where it is looked for
    # (asked question, driver, inputs) → what it answers; may raise NoAnswer
    answer: Callable[[str, str | None, CaseInputs], Any]
    offered: bool = True  # looked for in each check that it fails, by itself; others must explain all that was seen
    by_hand: bool = True  # written by an author, in his words


VALUE_DTYPES = ("float64",)
"""In which value checks are asked where neither they nor assignment.toml say: what goes wrong in float32 alone is a check's of its own."""

BOTH_DTYPES = ("float64", "float32")
"""In which checks are asked that are about the dtype."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for all checks of an assignment that don't say otherwise: assignment.toml's [checks] and [builds_on]."""

    library: str = "torch"  # "numpy" hands students NumPy arrays, "torch" tensors
    dtypes: tuple[str, ...] = VALUE_DTYPES  # in which value checks are asked
    structure: bool = True  # whether a rule meets only answers of the expected structure
    builds_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()


@dataclass(slots=True)
class Collection:
    """What one run of an author's files made, in order."""

    defaults: Defaults = Defaults()
    checks: list[Check] = field(default_factory=list)
    pictures: list[FeedbackPicture] = field(default_factory=list)
    references: dict[str, Callable[..., Any]] = field(default_factory=dict)  # what answers checks beside their question


_OPEN: ContextVar[Collection | None] = ContextVar("open collection", default=None)


@contextmanager
def collecting(defaults: Defaults) -> Iterator[Collection]:
    """Take what is made while the block lasts."""
    collection = Collection(defaults)
    token = _OPEN.set(collection)
    try:
        yield collection
    finally:
        _OPEN.reset(token)


def current() -> Collection:
    """Return the open collection, or one of its own for words that are used outside any."""
    return _OPEN.get() or Collection()


def place_of(function: Draw) -> str:
    """Say where a function is defined, file:line of its `def`; a decorated one's code object knows the decorator's line only."""
    code = inspect.unwrap(function).__code__
    first = code.co_firstlineno
    for line in range(first, first + _DEFINITION):
        if linecache.getline(code.co_filename, line).lstrip().startswith("def "):
            return f"{code.co_filename}:{line}"
    return f"{code.co_filename}:{first}"


def title_of(function: Draw) -> str:
    """Return the first line of a docstring, "" without one."""
    return (inspect.getdoc(function) or "").strip().split("\n")[0]


def telling(draw: Draw, name: str, asked: str) -> Draw:
    """Add the question that is asked to what is drawn."""
    wants = name in inspect.signature(draw).parameters

    @functools.wraps(draw)
    def told(*random: Any, **sizes: Any) -> Any:
        drawn = draw(*random, **sizes, **({name: asked} if wants else {}))
        return [{name: asked, **one} for one in drawn] if isinstance(drawn, list) else {name: asked, **drawn}

    return told
