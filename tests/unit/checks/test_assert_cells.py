"""Plain asserts are judged on our side as nbgrader judges them beside the code: the same right answers pass, the same wrong ones don't."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.checks.assert_cells import MSG_FORM, MSG_OTHER_CALLS, inputs_of, names_in
from autograder.checks.asserts import MSG_CONTROL, MSG_ENDED, passes_with_nothing, title_of, weaknesses
from autograder.errors import AssignmentBroken
from tests.fixtures.assert_cells import beside, cell, driven, judged

SQUARE = "def f(x): return x * x"
CASES = {
    "==": ("assert f(3) == 9", SQUARE, "def f(x): return 9", "def f(x): return x + x"),
    "wrapped": ("assert(f(3) == 9)", SQUARE, "def f(x): return x**2", "def f(x): return None"),
    "another kind of number": ("assert f(3) == 9", SQUARE, "def f(x): return 9.0", "def f(x): return '9'"),
    "loop": (
        "for n, want in [(1, 1), (2, 4)]:\n    assert f(n) == want",
        SQUARE,
        "def f(x): return x**2",
        "def f(x): return 1",
    ),
    "set-up lines": ("a = [1, 2]\nb = len(a)\nassert f(b) == 4", SQUARE, "def f(x): return 4", "def f(x): return 2"),
    "isclose": (
        "import math\nassert math.isclose(f(0.1), 0.01)",
        SQUARE,
        "def f(x): return 0.01",
        "def f(x): return 0.0101",
    ),
    "allclose": (
        "import numpy as np\nassert np.allclose(f(np.array([1., 2.])), [1, 4])",
        SQUARE,
        "def f(x): return [1.0, 4.0]",
        "def f(x): return x",
    ),
    "np.testing": (
        "import numpy as np\nnp.testing.assert_array_equal(f(np.arange(3)), np.array([0, 1, 4]))",
        SQUARE,
        "def f(x): return x**2",
        "def f(x): return x[:2]",
    ),
    "torch": (
        "import torch\nassert torch.equal(f(torch.tensor([1., 2.])), torch.tensor([1., 4.]))",
        SQUARE,
        "def f(x): return x.pow(2)",
        "def f(x): return x",
    ),
    "raises": (
        "import pytest\nwith pytest.raises(ValueError, match='neg'):\n    f(-1)",
        "def f(x):\n    if x < 0: raise ValueError('negative')",
        "def f(x):\n    raise ValueError('a negative number')",
        "def f(x):\n    raise KeyError('neg')",
    ),
    "raises nothing": (
        "import pytest\nwith pytest.raises(ValueError):\n    f(-1)",
        "def f(x):\n    if x < 0: raise ValueError('negative')",
        "def f(x):\n    raise ValueError",
        "def f(x): return x",
    ),
    "fails": (
        "import pytest\nif f(2) != 4:\n    pytest.fail('not squared')",
        SQUARE,
        "def f(x): return x * x",
        "def f(x): return x",
    ),
    "try": (
        "try:\n    f(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        "def f(x):\n    raise ValueError",
        "def f(x):\n    raise UnicodeError('x')",
        "def f(x):\n    return 1",
    ),
    "variable": ("assert answer == 4", "answer = 4", "answer = 2 + 2", "answer = 5"),
    "no variable": ("assert answer == 4", "answer = 4", "answer = 4", "other = 4"),
    "in place": (
        "a = [3, 1]\nf(a)\nassert a == [1, 3]",
        "def f(a): a.sort()",
        "def f(a): a[:] = sorted(a)",
        "def f(a): return sorted(a)",
    ),
    "an array in place": (
        "import numpy as np\na = np.zeros(2)\nf(a)\nassert a.sum() == 2",
        "def f(a): a += 1",
        "def f(a): a[:] = 1",
        "def f(a): return a + 1",
    ),
    "printed": (
        "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n    f('x')\nassert out.getvalue() == 'x!\\n'",
        "def f(s): print(s + '!')",
        "def f(s): print(s, end='!\\n')",
        "def f(s): return s + '!'",
    ),
    "named inputs": (
        "assert f(x=2, y=3) == 5",
        "def f(x, y): return x + y",
        "def f(y, x): return y + x",
        "def f(x, y): return x",
    ),
    "set": (
        "assert f('aab') == {'a', 'b'}",
        "def f(s): return set(s)",
        "def f(s): return {*s}",
        "def f(s): return list(s)",
    ),
    "type": ("assert type(f(1)) is tuple", "def f(x): return (x,)", "def f(x): return x, x", "def f(x): return [x]"),
    "class": (
        "s = F(1)\ns.push(2)\nassert s.items == [1, 2]\nassert len(s) == 2\nassert s.pop() == 2",
        "class F:\n    def __init__(self, *a): self.items = list(a)\n    def push(self, x): self.items.append(x)\n    def pop(self): return self.items.pop()\n    def __len__(self): return len(self.items)",
        "class F:\n    def __init__(self, a): self.all = [a]\n    @property\n    def items(self): return list(self.all)\n    def push(self, x): self.all += [x]\n    def pop(self): return self.all.pop(-1)\n    def __len__(self): return len(self.all)",
        "class F:\n    def __init__(self, *a): self.items = list(a)\n    def push(self, x): self.items.insert(0, x)\n    def pop(self): return self.items.pop()\n    def __len__(self): return len(self.items)",
    ),
    "an object that lies": (
        "assert f(3) == 9",
        SQUARE,
        "def f(x): return 9",
        "class L:\n    def __eq__(self, o): return True\ndef f(x): return L()",
    ),
    "big numbers": (
        "assert f(30) == 2**100 + 30",
        "def f(x): return 2**100 + x",
        "def f(x): return (1 << 100) + x",
        "def f(x): return x",
    ),
    "helper of set-up": ("ok(f, 3, 9)", SQUARE, "def f(x): return x**2", "def f(x): return 3"),
    "unittest": (
        "import unittest\nunittest.TestCase().assertAlmostEqual(f(0.1), 0.01)",
        SQUARE,
        "def f(x): return x**2",
        "def f(x): return x",
    ),
    "random inputs": (
        "import numpy as np\nx = np.random.rand(3)\nassert np.allclose(f(x), x * x)",
        SQUARE,
        "def f(x): return x**2",
        "def f(x): return x",
    ),
}
GIVEN = "def ok(g, x, want):\n    assert g(x) == want\n"


@pytest.mark.parametrize("name", CASES)
def test_right_answers_pass_and_wrong_ones_dont(name: str) -> None:
    test, ours, right, wrong = CASES[name]
    assert judged(test, ours, ours, given=GIVEN) is None
    assert judged(test, ours, right, given=GIVEN) is None
    assert judged(test, ours, wrong, given=GIVEN)


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("del f", "deletes f"),
        ("assert f is f(1)", "same object"),
        ("assert eval('f(1)') == 1", "uses eval"),
        ("import inspect\ninspect.getsource(f)", "imports inspect"),
        ("import numpy as np\nnp.random.seed(0)\nassert f(1) == 1", "random seed"),
        ("assert f(f(2)) == 16", "answered before"),
        ("y = f(2)\nassert f(y) == 16", "answered before"),
        ("found = []\nfound.append(f(2))\nassert f(found[0]) == 16", "answered before"),
        ("assert f.__doc__", "__doc__"),
        ("assert 1 == 1", "asks nothing"),
        ("assert callable(f)", "asks nothing"),
        ("assert list(g(2)) == [0, 1]", "can't travel"),
    ],
)
def test_what_cant_be_judged_here_says_why(test: str, why: str) -> None:
    made = cell(test, f"{SQUARE}\ndef g(n): return iter(range(n))")
    with pytest.raises(AssignmentBroken, match=why) as caught:
        inputs_of(made, 0)
    assert 'trust="beside"' in str(caught.value)


def test_a_test_that_our_own_solution_fails_is_its_authors() -> None:
    with pytest.raises(AssignmentBroken, match=r"notebook\.py:2: our own solution doesn't pass"):
        inputs_of(cell("a = 1\nassert f(2) == 5", SQUARE), 0)


def test_what_students_read_holds_nothing_hidden() -> None:
    test = "### BEGIN HIDDEN TESTS\nassert f(31) == 961, 'secret of 31'\n### END HIDDEN TESTS"
    said = judged(test, SQUARE, "def f(x): return 0") or ""
    assert "hidden" in said
    assert "31" not in said
    assert "961" not in said
    raised = judged(test, SQUARE, "def f(x): raise ZeroDivisionError(f'{x}')") or ""
    assert "f raised ZeroDivisionError" in raised
    assert "31" not in raised
    assert (
        title_of('### BEGIN HIDDEN TESTS\n"""A secret."""\n### END HIDDEN TESTS', "t1")
        == "The tests t1 of the notebook pass, and hidden ones."
    )
    assert title_of("assert f(3)", "correct-squares") == "The tests correct-squares of the notebook pass."


def test_a_types_name_is_told_where_anybody_knows_it() -> None:
    test, ours = "assert f(4711) == 9", "class M: pass\ndef f(x): return 9"
    assert "(its type: unknown)" in (judged(test, ours, "def f(x): return type('n%s' % x, (), {})()") or "")
    assert "(its type: M)" in (judged(test, ours, "class M: pass\ndef f(x): return M()") or "")
    assert "(its type: object)" in (judged(test, ours, "def f(x): return object()") or "")


def test_an_answer_that_can_read_what_is_asked_hears_no_test() -> None:
    made = cell("assert f(3) == 9\nassert f(3) != 10", SQUARE)
    assert "9" not in str(inputs_of(made, 0)).replace("'args': [3]", "")


@pytest.mark.parametrize("got", [None, [], {"calls": [], "names": {}}, {"calls": [1], "names": {}}, {"calls": 3}])
def test_a_claim_of_another_form_is_a_wrong_answer(got: Any) -> None:
    made = cell("assert f(3) == 9", SQUARE)
    assert made.judge(made.ask(0), 0, got) == MSG_FORM


def test_another_course_of_calls_is_told_so() -> None:
    test = "x = [1]\nf(x)\nassert f(x) == 2"
    assert judged(test, "def f(x): return 2", "def f(x):\n    x.append(1)\n    return 2") == MSG_OTHER_CALLS


def test_whether_an_answer_has_a_gradient_travels() -> None:
    test = "assert f(torch.ones(2, requires_grad=True)).requires_grad"

    assert judged(test, "def f(x): return x * 2", "def f(x): return 2 * x", given="import torch") is None
    assert judged(test, "def f(x): return x * 2", "def f(x): return x.detach() * 2", given="import torch")
    none = "assert not f(torch.ones(2)).requires_grad"
    assert judged(none, "def f(x): return x * 2", "def f(x): return (x * 2).requires_grad_()", given="import torch")


# ---------------------------------------------------------------- beside the student's code

BESIDE = "assert f(2) == 4\nassert f(3) == 9"
LIAR = "class L:\n    def __eq__(self, o): return True\ndef f(x): return L()"


def test_beside_right_code_passes_and_what_pretends_is_seen() -> None:
    assert beside(BESIDE, SQUARE, "def f(x): return x**2") is None
    assert beside(BESIDE, SQUARE, "def f(x): return 4") == MSG_ENDED
    assert beside(BESIDE, SQUARE, "def f(x): return 1 / 0") == f"{MSG_ENDED}: it ended with ZeroDivisionError"
    assert beside(BESIDE, SQUARE, LIAR) == MSG_CONTROL
    assert beside(BESIDE, SQUARE, "g = 1") == f"{MSG_ENDED}: the name f isn't defined"
    assert beside(BESIDE, SQUARE, "def f(x): return hidden") == f"{MSG_ENDED}: it ended with NameError"


def test_a_test_that_compares_with_nothing_is_flagged() -> None:
    assert weaknesses(cell(BESIDE, SQUARE)) == []
    assert "no literal" in weaknesses(cell("assert f(2)", SQUARE))[0]
    assert "altered" in weaknesses(cell("f(2)\nassert 1 == 1 or 2 == 2", SQUARE))[0]


@pytest.mark.parametrize(
    ("test", "ours", "passes"),
    [
        ("for a, b in zip(f(3), [1, 2, 3]):\n    assert a == b", "def f(x): return [1, 2, 3]", True),
        ("for a, b in zip(f(3), [1, 2, 3], strict=True):\n    assert a == b", "def f(x): return [1, 2, 3]", False),
        ("assert all(one in 'abc' for one in f(1))", "def f(x): return 'ab'", True),
        ("assert set(f(1)) <= {1, 2}", "def f(x): return {1, 2}", True),
        ("assert all(value > 0 for value in f(1).values())", "def f(x): return {(1, 2): 3}", True),
        ("assert f(1) == (1, 2)", "def f(x): return (1, 2)", False),
        ("assert f(1) == []", "def f(x): return []", False),
        ("assert f(1) < 9", "def f(x): return 1", False),
        ("assert list(map(f, [1])) == [2] and f.__doc__ is None", "def f(x): return 2", False),
    ],
)
def test_a_test_that_an_empty_answer_passes_is_known(test: str, ours: str, passes: bool) -> None:
    assert passes_with_nothing(cell(test, ours)) is passes


# ---------------------------------------------------------------- figures

PLOTS = "import matplotlib.pyplot as plt\nimport numpy as np"
DRAWS = """
def f(x):
    figure, axes = plt.subplots()
    axes.plot(x, x, label="a")
    axes.set_title("T")
    return {}
"""
AXES, BOTH, FIGURE = (DRAWS.format(one) for one in ("axes", "(figure, axes)", "figure"))
FIGURES = {
    "words": ("assert f([1, 2]).get_title() == 'T'", AXES, AXES.replace('"T"', '"U"')),
    "a text": ("assert f([1, 2]).title.get_text() == 'T'", AXES, "def f(x): return None"),
    "numbers": ("assert np.allclose(f([1, 2]).lines[0].get_ydata(), [1, 2])", AXES, AXES.replace("x, x", "x, x[::-1]")),
    "how many": ("assert len(f([1, 2]).lines) == 1", AXES, AXES.replace("    return", "    axes.plot(x)\n    return")),
    "both": ("figure, axes = f([1, 2])\nassert axes.get_title() == 'T' and figure is not None", BOTH, AXES),
    "both, swapped": ("figure, axes = f([1, 2])\nassert axes.get_title() == 'T'", BOTH, DRAWS.format("(axes, figure)")),
    "axes of a figure": ("assert f([1, 2]).axes[0].lines[0].get_label() == 'a'", FIGURE, FIGURE.replace('"a"', '"b"')),
}


@pytest.mark.parametrize(("test", "ours", "wrong"), FIGURES.values(), ids=FIGURES)
def test_what_a_figure_is_asked_is_judged_on_our_side(test: str, ours: str, wrong: str) -> None:
    assert judged(test, ours, ours, given=PLOTS) is None
    assert judged(test, ours, wrong, given=PLOTS) is not None


def test_a_list_in_the_place_of_a_tuple_of_figure_and_axes_is_one() -> None:
    test = "figure, axes = f([1, 2])\nassert axes.get_title() == 'T'"

    assert judged(test, BOTH, DRAWS.format("[figure, axes]"), given=PLOTS) is None
    assert judged(test, BOTH, DRAWS.format("(figure, axes, 0)"), given=PLOTS) == MSG_OTHER_CALLS


@pytest.mark.parametrize(
    "test",
    [
        "for line in f([1, 2]).lines:\n    assert line.get_label() == 'a'",
        "(line,) = f([1, 2]).lines\nassert line.get_label() == 'a'",
        "axes = f([1, 2])\naxes.title = 'T'",
    ],
)
def test_what_goes_through_a_figures_lines_or_changes_it_is_not_judged_on_our_side(test: str) -> None:
    assert cell(test, AXES, given=PLOTS).ask(0).trouble


def test_nobody_passes_on_a_figure_that_our_own_function_drew() -> None:
    test = "f([1, 2])\nassert plt.gca().get_title() == 'T'"
    ours = f"{PLOTS}\n{AXES}"

    assert judged(test, AXES, "def f(x): pass", given=PLOTS) is not None
    assert driven("beside_", ours, texts=[test]) == [""]
    assert driven("beside_", f"{PLOTS}\ndef f(x): pass", texts=[test]) == ["AssertionError"]


def test_a_name_of_a_test_s_own_function_is_no_student_s() -> None:
    text = "def check(mean, x):\n    spread = mean(x)\n    return [w for w in other(spread)]\nassert check(f, 1)\ndef late(): return v"
    assert names_in(text) >= {"other", "f", "v", "check"}
    assert not names_in(text) & {"mean", "x", "spread", "w"}
