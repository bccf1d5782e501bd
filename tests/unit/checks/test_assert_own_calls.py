"""An answer that only gets by an assert, by its inputs, a loop's end or an array without numbers, earns nothing; right answers do as they like."""

from __future__ import annotations

import pytest

from autograder.checks.assert_cells import MSG_OTHER_CALLS
from autograder.checks.assert_own_calls import MSG_NOTHING, MSG_STOPS
from tests.fixtures.assert_cells import judged

MEAN = "def f(x): return sum(x) / len(x)"
NP_MEAN = "import numpy as np\n"
CHANGES = {
    "a list": ("x = [3, 1]\nassert f(x) == sum(x) / len(x)", MEAN, "def f(x):\n    x[:] = [0]\n    return 0"),
    "inside another": (
        "x = {'a': [3, 1]}\nassert f(x) == len(x['a'])",
        "def f(x): return len(x['a'])",
        "def f(x):\n    x['a'].clear()\n    return 0",
    ),
    "by name": ("x = [3, 1]\nassert f(x=x) == sum(x) / 2", MEAN, "def f(x):\n    x.clear()\n    return 0"),
    "an array": (
        f"{NP_MEAN}x = np.ones(3)\nassert np.allclose(f(x), x * 2)",
        "def f(x): return x * 2",
        "def f(x):\n    x[:] = 0\n    return x",
    ),
    "given data": ("assert f(DATA) == sum(DATA) / 2", MEAN, "def f(x):\n    x.clear()\n    return 0"),
}


@pytest.mark.parametrize(("test", "ours", "wrong"), CHANGES.values(), ids=CHANGES)
def test_an_input_changed_into_what_fits_the_answer_earns_nothing(test: str, ours: str, wrong: str) -> None:
    assert judged(test, ours, ours, given="DATA = [1, 2]") is None
    assert judged(test, ours, wrong, given="DATA = [1, 2]") == MSG_OTHER_CALLS


@pytest.mark.parametrize(
    "right",
    [
        "def f(x):\n    x.sort()\n    return x[-1]",
        "def f(x):\n    x.append(object())\n    return max(x[:2])",
        "def f(x):\n    x[:] = [max(x)]\n    return x[0]",
    ],
)
def test_a_right_answer_may_change_its_input(right: str) -> None:
    assert judged("x = [3, 1]\nassert f(x) == 3", "def f(x): return max(x)", right) is None


def test_an_exception_that_ends_a_loop_passes_no_test() -> None:
    test = "assert all(map(f, [2, 3]))"
    assert judged(test, "def f(x): return True", "def f(x): raise StopIteration") == MSG_STOPS
    asked = "import pytest\nwith pytest.raises(StopIteration):\n    f([])"
    assert judged(asked, "def f(x): return next(iter(x))", "def f(x): raise StopIteration") is None


@pytest.mark.parametrize(
    ("part", "ours", "wrong"),
    [
        ("", "np.arange(6.0).reshape(2, 3)", "np.zeros((0, 1, 1))"),
        ("", "3.5", "np.array([])"),
        ("", "3.5", "[]"),
        ("", "[1, 2]", "np.zeros((0, 1))"),
        ("", "3.5", "range(0)"),
        ("", "3.5", "bytearray()"),
        ("", "np.ones(1)", "__import__('collections').deque()"),
        ("", "np.ones((2, 1))", "[[]]"),
        ("", "np.ones(1)", "[np.zeros(0)]"),
        ("[1]['a']", "(1, {'a': 2.0})", "(1, {'a': np.array([])})"),
        ("[0]", "[np.ones(2)]", "[np.zeros((0, 1)), 1]"),
    ],
)
def test_an_array_without_numbers_is_equal_to_nothing(part: str, ours: str, wrong: str) -> None:
    test, given = f"assert np.allclose(f(){part}, RIGHT{part})", f"import numpy as np\nRIGHT = {ours}"
    assert judged(test, f"def f(): return {ours}", f"def f(): return {ours}", given=given) is None
    assert judged(test, f"def f(): return {ours}", f"def f(): return {wrong}", given=given) == MSG_NOTHING


def test_an_array_without_numbers_is_right_where_ours_has_none() -> None:
    test = "import numpy as np\nassert np.allclose(f(), np.zeros((0, 2)))"
    ours = "import numpy as np\ndef f(): return np.zeros((0, 2))"
    assert judged(test, ours, ours) is None


@pytest.mark.parametrize("ours", ["False", "0", "0.0", "None", "''"])
def test_an_empty_list_may_stand_for_what_is_false(ours: str) -> None:
    assert judged("assert not f()", f"def f(): return {ours}", "def f(): return []") is None


def test_a_variable_without_numbers_is_equal_to_nothing() -> None:
    test = "import numpy as np\nassert np.allclose(answer, 3.5)"
    assert judged(test, "answer = 3.5", "import numpy as np\nanswer = np.array([])") == MSG_NOTHING
