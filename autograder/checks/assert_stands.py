"""What stands in a test's notebook for what students write: for functions and classes, for variables that it doesn't name, for objects of their classes.

Comes in: a tape, which writes down or plays back what they are asked. Goes out: objects that a test uses like those that they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, Protocol

from autograder.checks.thing_operators import OPERATORS


class Tape(Protocol):
    """Writes down what is asked, or plays it back."""

    depth: int  # inside a function of ours nothing is asked

    def refuse(self, why: str) -> NoReturn:
        """End the test."""

    def call(self, on: Thing | None, name: str, own: Any, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Call a function, or a method of an object."""

    def attribute(self, thing: Thing, name: str) -> Any:
        """Read an attribute of an object."""

    def operated(self, thing: Thing, name: str, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Do with an object what Python's own operator does."""


class Stand:
    """Stands in the notebook for a function or a class that students write."""

    def __init__(self, tape: Tape, name: str, own: Any) -> None:
        self._tape, self._name, self._own = tape, name, own

    def __call__(self, *args: Any, **named: Any) -> Any:
        if self._tape.depth:
            return self._own(*args, **named)
        return self._tape.call(None, self._name, self._own, args, named)

    def __instancecheck__(self, value: Any) -> bool:
        if self._tape.depth:
            return isinstance(value, self._own)
        return self._tape.refuse(f"it asks whether something is a {self._name}")

    def __getattr__(self, name: str) -> Any:
        if self._tape.depth:
            return getattr(self._own, name)
        if name == "__name__":
            return self._name
        if name.startswith("__"):  # what libraries look for on any object
            raise AttributeError(name)
        return self._tape.refuse(f"it looks at {self._name}.{name}")


class Poison:
    """Stands for a variable that a test doesn't name; using it is noticed."""

    _tape: Tape
    _name: str

    def __init__(self, tape: Tape, name: str) -> None:
        self.__dict__.update(_tape=tape, _name=name)

    def _used(self, *_: Any) -> NoReturn:
        self._tape.refuse(f"it uses {self._name} by way of a function")

    __getattr__ = __call__ = __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __add__ = __radd__ = __mul__ = __rmul__ = (
        _used
    )
    __len__ = __getitem__ = __iter__ = __bool__ = __float__ = __int__ = __sub__ = __rsub__ = __contains__ = _used
    __hash__ = None  # type: ignore[assignment]


class Thing:
    """Stands for an object of a class that students write; what is done with it is asked in the sandbox.

    Its own names end in a line, so that a student's class may have attributes of any ordinary name.
    """

    tape_: Tape
    number_: int
    own_: Any

    def __init__(self, tape: Tape, number: int, own: Any) -> None:
        self.__dict__.update(tape_=tape, number_=number, own_=own)

    def __getattr__(self, name: str) -> Any:
        return self.tape_.attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.tape_.refuse(f"it sets .{name} of an object of the student's")

    def __delattr__(self, name: str) -> None:
        self.tape_.refuse(f"it deletes .{name} of an object of the student's")


def _special(name: str) -> Any:
    def asked(self: Thing, *args: Any, **named: Any) -> Any:
        if name == "__deepcopy__":  # what else was copied on this side is of no use there
            args = ()
        return self.tape_.operated(self, name, args, named)

    return asked


for _name in OPERATORS:
    setattr(Thing, _name, _special(_name))


def asking(tape: Tape) -> dict[str, Callable[..., Any]]:
    """Return what takes the place of built-in functions that look at an object's class, where a test runs."""

    def asks(name: str, built_in: Callable[..., Any]) -> Callable[..., Any]:
        def asked(value: Any, *args: Any) -> Any:
            return tape.operated(value, name, args, {}) if type(value) is Thing else built_in(value, *args)

        return asked

    return {"hasattr": asks("__hasattr__", hasattr), "callable": asks("__callable__", callable)}
