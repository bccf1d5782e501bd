"""What a test asks of the functions that it tests, written down and played back.

A test is run twice on our side. First our own functions answer, and each call is written down with its inputs. These calls are put to the
student's functions in the sandbox. Then the test runs again, and what came back from there is played to it, call by call. So its asserts judge
plain values, in a process where no student code is.

Comes in: names and our own functions; later outcomes. Goes out: what stands for the functions meanwhile.
"""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
import torch

from autograder.checks.tagged_kinds import error_of
from autograder.checks.tagged_values import Strange, is_strange, pack, strange, unpack

Call = dict[str, Any]
"""{"on": which earlier answer's method it is, or None, "name", "reads": no call but an attribute, "args", "named"}; args are packed."""


class Unjudgeable(BaseException):
    """A test does what can't be played back; it says what. No Exception, so that no test takes it for one of the student's."""


class Diverged(BaseException):
    """A test asks something else than when our own functions answered."""


@dataclass(slots=True)
class Recording:
    """Let our own functions answer, and write down what they are asked."""

    calls: list[Call] = field(default_factory=list)
    # calls that gave an object to ask further, or so many of them in a row
    things: dict[int, int] = field(default_factory=dict)
    trouble: str = ""
    depth: int = 0  # inside a function of ours nothing is written down

    def refuse(self, why: str) -> NoReturn:
        self.trouble = self.trouble or why
        raise Unjudgeable(why)

    def call(self, on: Thing | None, name: str, own: Any, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        return self._asked(
            on, name, False, args, named, lambda: own(*map(_own, args), **{k: _own(v) for k, v in named.items()})
        )

    def attribute(self, thing: Thing, name: str) -> Any:
        own = getattr(thing.own, name)
        if callable(own):
            return lambda *args, **named: self.call(thing, name, own, args, named)
        return self._asked(thing, name, True, (), {}, lambda: own)

    def _asked(
        self, on: Thing | None, name: str, reads: bool, args: Sequence[Any], named: Mapping[str, Any], make: Any
    ) -> Any:
        call = call_of(on, name, reads, args, named)
        if is_strange([call["args"], call["named"]]):
            self.refuse(f"{name} is given a value that can't travel to the sandbox")
        self.calls.append(call)
        self.depth += 1
        try:
            value = make()
        finally:
            self.depth -= 1
        packed = strange(type(value)) if _is_asked_further(value) else pack(value)
        if not is_strange(packed):
            return unpack(packed)
        self.things[len(self.calls) - 1] = many = _in_a_row(value)
        if not many and not _is_asked_further(value):
            self.refuse(f"{name} gives back a {type(value).__name__}, which can't travel from the sandbox")
        return _parts(Thing(self, len(self.calls) - 1, value), many, type(value))


@dataclass(slots=True)
class Playback:
    """Let what came from the sandbox answer."""

    calls: Sequence[Call]
    # of each call: [kinds of the exception or None, its text, the answer, what it printed, inputs after it], unpacked
    outcomes: Sequence[Any]
    classes: Mapping[str, Any]  # exceptions that the notebook's set-up defines
    things: Mapping[int, int] = field(default_factory=dict)
    next: int = 0
    depth: int = 0
    raised: str = ""  # what the last call raised, by a name that anybody knows
    diverged: bool = False  # even where the test caught that

    def refuse(self, why: str) -> NoReturn:
        self.diverged = True
        raise Diverged(why)

    def call(
        self, on: Thing | None, name: str, _own_function: Any, args: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        return self._played(call_of(on, name, False, args, named), args, named)

    def attribute(self, thing: Thing, name: str) -> Any:
        expected = self.calls[self.next] if self.next < len(self.calls) else {}
        if expected.get("reads"):
            return self._played(call_of(thing, name, True, (), {}), (), {})
        if not any(call["on"] == thing.number and call["name"] == name for call in self.calls):
            raise AttributeError(name)
        return lambda *args, **named: self.call(thing, name, None, args, named)

    def _played(self, call: Call, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        at = self.next
        if at >= len(self.calls) or repr(call) != repr(self.calls[at]):
            self.refuse(str(call["name"]))
        self.next += 1
        kinds, text, answer, printed, (args_after, named_after) = self.outcomes[at]
        print(printed, end="")
        for before, after in (*zip(args, args_after, strict=True), *((named[key], named_after[key]) for key in named)):
            _become(before, after)
        self.raised = ""
        if kinds is not None:
            error = error_of(kinds, text, self.classes)
            self.raised = type(error).__name__
            raise error
        many = self.things.get(at)
        if many is None or not isinstance(answer, (Strange, list, tuple)):
            return answer
        if many and (isinstance(answer, Strange) or len(answer) != many):
            self.refuse(f"{call['name']} gives another number of values")
        return _parts(Thing(self, at, None), many, type(answer))


class Stand:
    """Stands in the notebook for a function or a class that students write."""

    def __init__(self, tape: Recording | Playback, name: str, own: Any) -> None:
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

    _tape: Recording | Playback
    _name: str

    def __init__(self, tape: Recording | Playback, name: str) -> None:
        self.__dict__.update(_tape=tape, _name=name)

    def _used(self, *_: Any) -> NoReturn:
        self._tape.refuse(f"it uses {self._name} by way of a function")

    __getattr__ = __call__ = __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __add__ = __radd__ = __mul__ = __rmul__ = (
        _used
    )
    __len__ = __getitem__ = __iter__ = __bool__ = __float__ = __int__ = __sub__ = __rsub__ = __contains__ = _used
    __hash__ = None  # type: ignore[assignment]


class Thing:
    """Stands for an object of a class that students write; what is done with it is asked in the sandbox."""

    def __init__(self, tape: Recording | Playback, number: int, own: Any) -> None:
        self.__dict__.update(tape=tape, number=number, own=own)

    def __getattr__(self, name: str) -> Any:
        return self.tape.attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.tape.refuse(f"it sets .{name} of an object of the student's")

    def __iter__(self) -> Any:
        self.tape.refuse("it goes through an object of the student's")

    def __bool__(self) -> bool:
        own = self.tape.attribute(self, "__bool__") if hasattr(type(self.own), "__bool__") else None
        return bool(own()) if own else self.tape.refuse("it asks an object of the student's for its truth")

    __hash__ = None  # type: ignore[assignment]


def _special(name: str) -> Any:
    def asked(self: Thing, *args: Any) -> Any:
        return self.tape.attribute(self, name)(*args)

    return asked


_ASKED = (
    "len getitem setitem contains str repr call float int",
    "eq ne lt le gt ge add sub mul truediv matmul neg abs",
)
for _name in " ".join(_ASKED).split():
    setattr(Thing, f"__{_name}__", _special(f"__{_name}__"))


def _parts(thing: Thing, many: int, kind: type) -> Any:
    """Return an object to ask further; for a row of them a list or tuple, each of whose parts was asked for."""
    if not many:
        return thing
    parts = [thing.tape.attribute(thing, "__getitem__")(at) for at in range(many)]
    return tuple(parts) if kind is tuple else parts


def _in_a_row(value: Any) -> int:
    """Count the values of a list or tuple that holds objects to ask further beside what travels, as `figure, axes`; 0 for anything else."""
    if type(value) not in (list, tuple):
        return 0
    return len(value) if all(_is_asked_further(one) or not is_strange(pack(one)) for one in value) else 0


def _is_asked_further(value: Any) -> bool:
    """Whether it is of a class of the notebook's own, or matplotlib's: what it is asked is put to the student's in the sandbox."""
    return type(value).__module__.partition(".")[0] in (MODULE, "matplotlib") and not hasattr(type(value), "_fields")


MODULE = "notebook"
"""What classes that a notebook defines say they are from, where it runs on our side."""


def call_of(on: Thing | None, name: str, reads: bool, args: Sequence[Any], named: Mapping[str, Any]) -> Call:
    """Write a call down."""
    return {
        "on": None if on is None else on.number,
        "name": name,
        "reads": reads,
        "args": [_given(value) for value in args],
        "named": {key: _given(value) for key, value in named.items()},
    }


def _given(value: Any) -> Any:
    return {"~": ["kept", value.number]} if isinstance(value, Thing) else pack(value)


def _own(value: Any) -> Any:
    return value.own if isinstance(value, Thing) else value


def _become(before: Any, after: Any) -> None:
    """Change an input in place, as the call did."""
    if type(before) is not type(after):
        return
    if isinstance(before, list):
        before[:] = after
    elif isinstance(before, collections.deque):
        before.clear()
        before.extend(after)
    elif isinstance(before, (dict, set)):
        before.clear()
        before.update(after)
    elif isinstance(before, np.ndarray) and before.shape == after.shape:
        before[...] = after
    elif isinstance(before, torch.Tensor) and before.shape == after.shape:
        with torch.no_grad():
            before.copy_(after)
    elif type(before).__module__.partition(".")[0] == "pandas" and hasattr(before, "_update_inplace"):
        before._update_inplace(after)  # a table or a column of one; as pandas' own methods with inplace=True do
