"""The question of the small assignment that plain asserts test, as an imported assignment's do: all of them hidden, judged on our side."""

from __future__ import annotations

from types import ModuleType

from autograder.checks import asserts
from autograder.checks.assert_cells import AssertCell
from autograder.checks.collecting import Defaults, collecting

SOLUTION = "return max(x) - min(x)"
ASSERTS = """\
import numpy as np
x = [4713, 4019, 4327]
assert spread(x) == max(x) - min(x)
y = np.array([[2.5, 4.0], [7.0, 4.5]])
assert np.allclose(spread(y.ravel()), y.max() - y.min())
assert sorted(set([spread([3, 8]), spread([1, 3])])) == [2, 5]
assert all(one > 0 for one in map(spread, [[2, 9], [5, 6]]))
"""
_NAMES = frozenset({"spread"})


def _ours() -> ModuleType:
    made = ModuleType("notebook")
    exec(f"def spread(x):\n    {SOLUTION}", made.__dict__)
    return made


with collecting(Defaults()) as asserted:
    REFERENCE = asserts.make([AssertCell("spread", "told", 2.0, "exam.py", 0, ASSERTS, _ours, _NAMES, _NAMES)])
