"""How assert cells put their questions, in the sandbox: the text of two drivers. No secret is in it, but the tests that run beside students' code.

Goes out: `DRIVERS`, with the texts of `tagged_names`, `tagged_tables`, `tagged_kinds`, `tagged_values` and `thing_operators` in it.
"""

from __future__ import annotations

import re
from pathlib import Path

_ASKED = '''

class _Asked:
    """Stands for a test's process, that calls functions one after the other."""

    def __init__(self, student):
        self.student = student
        self.kept = []

    def one(self, call):
        import contextlib
        import io

        args, named = self.given(call["args"]), self.given(call["named"])
        printed = io.StringIO()
        self.kept.append(None)
        try:
            with contextlib.redirect_stdout(printed):  # what an iterator prints while it is gone through, too
                value = self.came_of(call, args, named)
                self.kept[-1] = value
                kinds, text, answer = None, "", _outlined(value) if call.get("kept") else pack(value, True)
        except Exception as error:
            kinds, text, answer = [kind.__name__ for kind in type(error).__mro__], str(error)[:2000], None
        return [kinds, text, answer, printed.getvalue()[:8000], pack([args, named], True)]

    def came_of(self, call, args, named):
        name, on = call["name"], self.student if call["on"] is None else self.kept[call["on"]]
        if call["on"] is not None and name in OPERATORS and not call["reads"]:
            return OPERATORS[name](on, *args, **named)
        found = getattr(on, name)
        return found if call["reads"] else found(*args, **named)

    def given(self, packed):
        if type(packed) is list:
            return [self.given(item) for item in packed]
        if type(packed) is dict:
            if list(packed) == [TAG] and packed[TAG][0] == "kept":
                return self.kept[packed[TAG][1]]
            if list(packed) != [TAG]:
                return {key: self.given(item) for key, item in packed.items()}
        return unpack(packed)


def _outlined(value):
    """Write what is asked further: of a row how long it is, of an object that there is one; nothing is gone through."""
    if isinstance(value, (list, tuple)):
        return pack([None] * len(value) if isinstance(value, list) else (None,) * len(value))
    arrays = isinstance(value, (numpy.ndarray, numpy.generic, torch.Tensor))
    plain = value is None or type(value) in (bool, int, float, str) or arrays
    return pack(value, True) if plain else strange(type(value))


def _held(student, name, state):
    """Write what a variable holds; an iterator, which is gone through for that, is put back for the next test."""
    value = getattr(student, name)
    packed = pack(value, True)
    if iterates(type(value)):
        for names in (vars(student), getattr(vars(student).get(state), "left", {})):
            if names.get(name) is value:
                names[name] = unpack(packed)
    return packed


def _when(student, state):
    """Put the variables back that a whole cell left, which later cells may have changed; "" for the notebook as it is at its end."""
    vars(student).update(getattr(vars(student).get(state), "left", {}))


def asserts_(student, calls, names, seed, state=""):
    """Call functions as a test does, and return what came of each call, and what variables hold."""
    _when(student, state)
    asked = _Asked(student)
    held = {name: _held(student, name, state) for name in names if hasattr(student, name)}
    return {"names": held, "calls": [asked.one(call) for call in calls]}


def _once_more(names):
    """Make two of each iterator that names hold: one to go through, as a generator, and one to keep."""
    import itertools

    pairs, gone_through, kept = {}, {}, {}
    for name, value in names.items():
        if iterates(type(value)) and type(value).__module__ in ("builtins", "itertools"):
            if id(value) not in pairs:
                one, other = itertools.tee(value)
                pairs[id(value)] = (item for item in one), other
            gone_through[name], kept[name] = pairs[id(value)]
    return gone_through, kept


def beside_(student, texts, state=""):
    """Run tests beside the code that they test; return for each the exception that ended it, "" where it passed; of a missing name or library, which."""
    import contextlib
    import io
    import sys

    _when(student, state)
    ends, before, kept = [], dict(vars(student)), {}
    for text in texts:
        if "matplotlib.pyplot" in sys.modules:  # no test looks at what another one drew
            sys.modules["matplotlib.pyplot"].close("all")
        gone_through, kept = _once_more(before)
        vars(student).update(gone_through)
        before.update(kept)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(text, "<test>", "exec"), vars(student))
            ends.append("")
        except BaseException as error:
            missing = getattr(error, "name", None) if isinstance(error, (NameError, ImportError)) else None
            ends.append(type(error).__name__ + (": " + missing if isinstance(missing, str) else ""))
        vars(student).clear()
        vars(student).update(before)
    left = getattr(vars(student).get(state), "left", {})
    left.update({name: before[name] for name in kept if name in left})
    return ends
'''

_NAMES, _TABLES, _KINDS, _VALUES, _OPERATORS = (
    Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    for name in ("tagged_names", "tagged_tables", "tagged_kinds", "tagged_values", "thing_operators")
)
_ABOVE = re.compile(r"^from autograder\.checks\.\w+ import .*\n", re.MULTILINE)  # in a child their texts stand above
DRIVERS = _ABOVE.sub("", f"\n{_NAMES}{_TABLES}{_KINDS}{_VALUES}{_OPERATORS}{_ASKED}")
"""Both drivers: `asserts_` for tests that are judged on our side, `beside_` for those that run beside the student's code."""
