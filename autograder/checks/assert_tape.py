"""What a test asks of the functions that it tests, written down and played back.

A test is run twice on our side. First our own functions answer, and each call is written down with its inputs. These calls are put to the
student's functions in the sandbox. Then the test runs again, and what came back from there is played to it, call by call. So its asserts judge
plain values, in a process where no student code is.

Comes in: names and our own functions; later outcomes. Goes out: what answers meanwhile to the stands of assert_stands.
"""

from __future__ import annotations

import array
import collections
import itertools
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
import torch

from autograder.checks.assert_loads import Loads
from autograder.checks.assert_own_calls import MSG_NOTHING, MSG_STOPS, OwnCall, by_place, changed, differ, holds_nothing
from autograder.checks.assert_stands import Thing
from autograder.checks.assert_surroundings import changed_since
from autograder.checks.tagged_kinds import MOST_ITEMS, error_of
from autograder.checks.tagged_values import Strange, is_strange, pack, strange, unpack
from autograder.checks.thing_operators import ITERATES, OPERATORS

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
    own: list[OwnCall] = field(default_factory=list)  # for each call
    # calls that gave an object to ask further, or so many of them in a row
    things: dict[int, int] = field(default_factory=dict)
    trouble: str = ""
    depth: int = 0  # inside a function of ours nothing is written down
    before: Mapping[str, Any] = field(default_factory=dict)  # settings of this process when the test began
    loads: Loads = field(default_factory=Loads)

    def refuse(self, why: str) -> NoReturn:
        self.trouble = self.trouble or why
        raise Unjudgeable(why)

    def call(self, on: Thing | None, name: str, own: Any, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        return self._asked(
            on, name, False, args, named, lambda: own(*map(_own, args), **{k: _own(v) for k, v in named.items()})
        )

    def attribute(self, thing: Thing, name: str) -> Any:
        own, error = self._read(thing, name)
        if error is None and callable(own):
            return lambda *args, **named: self.call(thing, name, own, args, named)
        if error is not None and name.startswith("__"):  # what libraries look for on any object
            raise error

        def make() -> Any:
            if error is not None:
                raise error
            return own

        return self._asked(thing, name, True, (), {}, make)

    def operated(self, thing: Thing, name: str, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        def make() -> Any:
            made = OPERATORS[name](thing.own_, *map(_own, args), **{key: _own(value) for key, value in named.items()})
            if name not in ITERATES:
                return made
            items = list(itertools.islice(made, MOST_ITEMS + 1))
            if len(items) > MOST_ITEMS or is_strange(pack(items)):
                self.refuse("it goes through an object of the student's")
            return items

        made = self._asked(thing, name, False, args, named, make)
        return iter(made) if name in ITERATES else made

    def _read(self, thing: Thing, name: str) -> tuple[Any, Exception | None]:
        self.depth += 1
        try:
            return getattr(thing.own_, name), None
        except Exception as error:  # of a property of ours: the student's has to raise it, too
            return None, error
        finally:
            self.depth -= 1

    def _asked(
        self, on: Thing | None, name: str, reads: bool, args: Sequence[Any], named: Mapping[str, Any], make: Any
    ) -> Any:
        call = call_of(on, name, reads, args, named)
        if is_strange([call["args"], call["named"]]):
            self.refuse(f"{name} is given a value that can't travel to the sandbox")
        if other := changed_since(self.before):
            self.refuse(other)
        own = OwnCall()
        self.calls.append(call)
        self.own.append(own)
        self.depth += 1
        try:
            value = own.answer = make()
        except StopIteration:
            own.stops = True
            raise
        finally:
            self.depth -= 1
            own.changes = changed(call, call_of(on, name, reads, args, named))
        packed = strange(type(value)) if _is_asked_further(value) else pack(value)
        if much := self.loads.call([call["args"], call["named"]], packed):
            self.refuse(much)
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
    own: Sequence[OwnCall]  # what ours did in each
    # of each call: [kinds of the exception or None, its text, the answer, what it printed, inputs after it], unpacked
    outcomes: Sequence[Any]
    classes: Mapping[str, Any]  # exceptions that the notebook's set-up defines
    things: Mapping[int, int] = field(default_factory=dict)
    leaves_inputs: bool = False  # as they are, where our own function does
    changed: bool = False  # an input was changed that ours leaves as it is
    pretends: str = ""  # what is said of an answer that no test can tell from ours
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
        if expected.get("reads") and (expected["name"] == name or not name.startswith("__")):
            return self._played(call_of(thing, name, True, (), {}), (), {})
        if not any(call["on"] == thing.number_ and call["name"] == name for call in self.calls):
            raise AttributeError(name)
        return lambda *args, **named: self.call(thing, name, None, args, named)

    def operated(self, thing: Thing, name: str, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        made = self._played(call_of(thing, name, False, args, named), args, named)
        return iter(made) if name in ITERATES else made

    def _played(self, call: Call, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        at = self.next
        if at >= len(self.calls) or repr(call) != repr(self.calls[at]):
            self.refuse(str(call["name"]))
        self.next += 1
        own, (kinds, text, answer, printed, (args_after, named_after)) = self.own[at], self.outcomes[at]
        print(printed, end="")
        inputs, afterwards = dict(by_place(args, named)), dict(by_place(args_after, named_after))
        for key, before in inputs.items():
            if key not in own.changes:
                self.changed = self.changed or differ(before, afterwards[key])
                if self.leaves_inputs:
                    continue
            _become(before, afterwards[key])
        self.raised = ""
        if kinds is not None:
            error = error_of(kinds, text, self.classes)
            self.raised = type(error).__name__
            if isinstance(error, StopIteration) and not own.stops:
                self.pretends = self.pretends or MSG_STOPS
            raise error
        if holds_nothing(answer, own.answer):
            self.pretends = self.pretends or MSG_NOTHING
        many = self.things.get(at)
        if many is None or not isinstance(answer, (Strange, list, tuple)):
            return answer
        if many and (isinstance(answer, Strange) or len(answer) != many):
            self.refuse(f"{call['name']} gives another number of values")
        return _parts(Thing(self, at, None), many, type(answer))


def _parts(thing: Thing, many: int, kind: type) -> Any:
    """Return an object to ask further; for a row of them a list or tuple, each of whose parts was asked for."""
    if not many:
        return thing
    parts = [thing.tape_.operated(thing, "__getitem__", (at,), {}) for at in range(many)]
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
        "on": None if on is None else on.number_,
        "name": name,
        "reads": reads,
        "args": [_given(value) for value in args],
        "named": {key: _given(value) for key, value in named.items()},
    }


def _given(value: Any) -> Any:
    return {"~": ["kept", value.number_]} if isinstance(value, Thing) else pack(value)


def _own(value: Any) -> Any:
    return value.own_ if isinstance(value, Thing) else value


def _become(before: Any, after: Any) -> None:
    """Change an input in place, as the call did."""
    if type(before) is not type(after):
        return
    if isinstance(before, (list, bytearray, array.array)):
        before[:] = after
    elif isinstance(before, types.SimpleNamespace):
        _become(vars(before), vars(after))
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
