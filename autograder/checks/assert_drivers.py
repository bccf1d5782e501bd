"""How assert cells put their questions, in the sandbox: the text of two drivers. No secret is in it, but the tests that run beside students' code.

Goes out: `DRIVERS`, with the texts of `tagged_tables` and `tagged_values` in it.
"""

from __future__ import annotations

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
        try:
            function = getattr(self.student if call["on"] is None else self.kept[call["on"]], call["name"])
            with contextlib.redirect_stdout(printed):
                value = function if call["reads"] else function(*args, **named)
            self.kept.append(value)
            kinds, text, answer = None, "", pack(value, True)
        except Exception as error:
            self.kept.append(None)
            kinds, text, answer = [kind.__name__ for kind in type(error).__mro__], str(error)[:2000], None
        return [kinds, text, answer, printed.getvalue()[:8000], pack([args, named], True)]

    def given(self, packed):
        if type(packed) is list:
            return [self.given(item) for item in packed]
        if type(packed) is dict:
            if list(packed) == [TAG] and packed[TAG][0] == "kept":
                return self.kept[packed[TAG][1]]
            if list(packed) != [TAG]:
                return {key: self.given(item) for key, item in packed.items()}
        return unpack(packed)


def _when(student, state):
    """Put the variables back that a whole cell left, which later cells may have changed; "" for the notebook as it is at its end."""
    vars(student).update(getattr(vars(student).get(state), "left", {}))


def asserts_(student, calls, names, seed, state=""):
    """Call functions as a test does, and return what came of each call, and what variables hold."""
    _when(student, state)
    asked = _Asked(student)
    held = {name: pack(getattr(student, name), True) for name in names if hasattr(student, name)}
    return {"names": held, "calls": [asked.one(call) for call in calls]}


def beside_(student, texts, state=""):
    """Run tests beside the code that they test; return for each the exception that ended it, "" where it passed; of a missing name, which."""
    import contextlib
    import io
    import sys

    _when(student, state)
    ends, before = [], dict(vars(student))
    for text in texts:
        if "matplotlib.pyplot" in sys.modules:  # no test looks at what another one drew
            sys.modules["matplotlib.pyplot"].close("all")
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(text, "<test>", "exec"), vars(student))
            ends.append("")
        except BaseException as error:
            missing = getattr(error, "name", None) if isinstance(error, NameError) else None
            ends.append(type(error).__name__ + (": " + missing if isinstance(missing, str) else ""))
        vars(student).clear()
        vars(student).update(before)
    return ends
'''

_TABLES, _VALUES = (
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("tagged_tables.py", "tagged_values.py")
)
_ABOVE = "from autograder.checks.tagged_tables import TABLES, read_table, written_table\n"  # in a child its text stands above
DRIVERS = f"\n{_TABLES}{_VALUES.replace(_ABOVE, '')}{_ASKED}"
"""Both drivers: `asserts_` for tests that are judged on our side, `beside_` for those that run beside the student's code."""
