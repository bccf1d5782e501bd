"""Answer an imported assignment's plain asserts, which are judged on our side, with what only gets by them, or keeps their judge busy."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attacks import exam_asserts
from attacks.attack import Attack
from attacks.ground import Ground
from autograder.pipeline import Graded

ASKED = ("spread", "total")  # 2 points each
_SAYS = """
drivers = sys._getframe(1).f_globals
pack = drivers["pack"]
if pack.__name__ == "pack":
    def forged(value, *more): return {} if type(value) is str and value == "forged" else pack(value, *more)
    drivers["pack"] = forged
return "forged"
"""
"""Own the drivers, and claim that this is the answer."""


def _no_input(_ground: Ground, graded: Graded) -> Sequence[str]:
    numbers = set(re.findall(r"4\d{3}", exam_asserts.ASSERTS))
    return [f"the page shows {number}, an input of the test" for number in numbers if number.encode() in graded.page]


def _asserted(id_: str, what: str, body: str, *, says: str = "") -> Attack:
    return Attack(id_, "asserted", what, body, attacked="spread", asked=ASKED, says=says, after=_no_input)


POINTS = (
    _asserted("OWN-Q1", "an input that is changed into what fits the answer, and right elsewhere", """
if len(x) == 2: return max(x) - min(x)
for at in range(len(x)): x[at] = 1
return 0""", says="your functions change what they are given"),
    _asserted("OWN-Q2", "the end of the loop that asks, where it isn't known what is asked", """
if list(x) in ([2, 9], [5, 6]): raise StopIteration
return max(x) - min(x)""", says="StopIteration"),
    _asserted("OWN-Q3", "an array without numbers, and right where that isn't compared", """
return np.zeros((0, 1)) if isinstance(x, np.ndarray) else max(x) - min(x)""", says="holds no numbers"),
    _asserted("OWN-Q3", "an object that tells NumPy where its numbers are, and that there are none", """
import types
empty = {"version": 3, "shape": (0, 1), "typestr": "<f8", "data": b""}
return types.SimpleNamespace(__array_interface__=empty) if isinstance(x, np.ndarray) else max(x) - min(x)""", says="can't be brought out"),
    _asserted("OWN-Q3", "a record that has NumPy read the grader's memory where nothing is", """
import dataclasses
made = dataclasses.make_dataclass("Made", ["__array_interface__"])
nowhere = {"version": 3, "shape": (9,), "typestr": "<f8", "data": (8, False)}
return made(nowhere) if isinstance(x, np.ndarray) else max(x) - min(x)""", says="can't be brought out"),
    _asserted("OWN-Q4", "an object that is equal to all", """
class Equal(float):
    __eq__ = __gt__ = __lt__ = __bool__ = lambda *a: True
    __hash__ = lambda self: 0
return Equal()"""),
    _asserted("OWN-Q4", "our own answer, wherever a frame has one", """
frame = sys._getframe()
while frame is not None:
    for one in frame.f_locals.get("calls") or ():
        if "answer" in one or "own" in one: return "GOT-" + "OUT"
    frame = frame.f_back
return 0"""),
)  # fmt: skip

TELLING = (
    _asserted("OWN-Q5", "a type that is called as the test's inputs", """
return type("x_" + "_".join(map(str, x)), (), {})()""", says="its type: unknown"),
    _asserted("OWN-Q5", "an exception that is called as the test's inputs", """
raise type("x_" + "_".join(map(str, x)), (Exception,), {})(str(x))"""),
)  # fmt: skip

UNREAD = "can't be brought out of the sandbox"
BUSY = (
    _asserted("OWN-Q6", "a range that a set has no room for", "return range(10 ** 12)", says="its type: range"),
    _asserted("OWN-Q6", "a claim of a set of such a range", _SAYS.format("{'~': ['set', {'~': ['range', [0, 10 ** 12, 1]]}]}"), says=UNREAD),
    _asserted("OWN-Q6", "a claim of numbers that each take 20,000 bytes", _SAYS.format("{'~': ['scalar', 'S20000', np.zeros(500_000, dtype='int8')]}"), says=UNREAD),
)  # fmt: skip

ATTACKS = (*POINTS, *TELLING, *BUSY)
NOT_TRIED: dict[str, str] = {}
