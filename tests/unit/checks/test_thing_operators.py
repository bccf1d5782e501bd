"""What a test does with an object of a student's class is what Python's own operators do, on whatever side it stands."""

from __future__ import annotations

import pytest

from tests.fixtures.assert_cells import judged

MONEY = """
class Money:
    def __init__(self, amount):
        self.amount = amount
    {}
"""
OURS = MONEY.format(
    """
    def __eq__(self, other): return isinstance(other, Money) and self.amount == other.amount
    def __lt__(self, other): return self.amount < other.amount
    def __hash__(self): return hash(self.amount)
    def __add__(self, other): return Money(self.amount + getattr(other, "amount", other))
    __radd__ = __add__
    def __rsub__(self, other): return other - self.amount
    def __neg__(self): return -self.amount
    def __len__(self): return self.amount
    def __iter__(self): return iter(range(self.amount))
    def __str__(self): return f"{self.amount} kr"
    def __format__(self, how): return how + str(self)
    def __next__(self):
        if not self.amount: raise StopIteration
        self.amount -= 1
        return self.amount
    def __contains__(self, what): return what == self.amount
    def double(self): return 2 * self.amount
    @property
    def cents(self): raise ValueError("no cents")
"""
)
TESTS = {
    "equal": "assert Money(3) == Money(3)",
    "unequal": "assert Money(3) != Money(4)",
    "smaller": "assert Money(1) < Money(2)",
    "greater, by the other's method": "assert Money(2) > Money(1)",
    "a stranger": "assert not (Money(3) == 3)",
    "a stranger on the left": "assert 3 != Money(3)",
    "in a list": "assert Money(3) in [Money(2), Money(3)]",
    "in it": "assert 3 in Money(3) and 2 not in Money(3)",
    "a set": "assert len({Money(1), Money(1), Money(2)}) == 2",
    "sum": "assert (Money(1) + Money(2)).amount == 3",
    "sum on the right": "assert (1 + Money(2)).amount == 3",
    "difference on the right": "assert 5 - Money(2) == 3",
    "augmented": "m = Money(1)\nm += 4\nassert m.amount == 5",
    "unary": "assert -Money(3) == -3",
    "truth": "assert Money(1)\nassert not Money(0)",
    "length": "assert len(Money(4)) == 4",
    "through it": "assert list(Money(3)) == [0, 1, 2]\na, b = Money(2)\nassert (a, b) == (0, 1)",
    "next": "m = Money(1)\nassert next(m) == 0\nassert next(m, None) is None",
    "text": "assert str(Money(3)) == '3 kr' and f'{Money(3):>}' == '>3 kr'",
    "no operator": "try:\n    Money(3) * 2\n    raise RuntimeError\nexcept TypeError:\n    pass",
}


@pytest.mark.parametrize("name", TESTS)
def test_right_objects_pass(name: str) -> None:
    assert judged(TESTS[name], OURS, OURS) is None


@pytest.mark.parametrize(
    "name",
    [
        "equal",
        "smaller",
        "greater, by the other's method",
        "in a list",
        "a set",
        "sum",
        "sum on the right",
        "augmented",
        "unary",
        "truth",
        "length",
        "through it",
        "text",
    ],
)
def test_a_class_without_the_method_fails_as_it_does_in_python(name: str) -> None:
    assert judged(TESTS[name], OURS, MONEY.format("")) is not None


@pytest.mark.parametrize("name", ["equal", "unequal", "a stranger", "a stranger on the left", "in a list"])
def test_a_method_that_leaves_strangers_to_python_is_right(name: str) -> None:
    method = (
        "def __eq__(self, other): return self.amount == other.amount if isinstance(other, Money) else NotImplemented"
    )

    assert judged(TESTS[name], OURS, MONEY.format(method)) is None


def test_an_iterator_that_ours_is_asked_further_is_gone_through_only_as_far_as_it_is_asked() -> None:
    ours = "class F:\n    def __init__(self): self.i = 0\n    def __next__(self):\n        self.i += 1\n        return self.i\ndef f(n): return F()"
    theirs = "log = []\ndef f(n):\n    i = 0\n    while True:\n        i += 1\n        log.append(i)\n        yield i\ndef g(): return log"
    test = "x = f(0)\nassert (next(x), next(x)) == (1, 2)\nassert g() == [1, 2]"

    assert judged(test, f"{ours}\ndef g(): return [1, 2]", theirs) is None


def test_a_copy_of_an_object_is_made_where_it_is() -> None:
    test = (
        "import copy\nm = Money(3)\nassert copy.deepcopy(m) == copy.copy(m) == m\nassert copy.deepcopy(m).double() == 6"
    )

    assert judged(test, OURS, OURS) is None
    assert judged(test, OURS, OURS.replace("2 * self.amount", "2")) is not None


def test_a_number_of_a_class_is_asked_what_its_class_says() -> None:
    ours = "class Grade(int):\n    def __str__(self): return f'grade {int(self)}'"
    test = "import math\ng = Grade(2)\nassert str(g) == 'grade 2' and math.isclose(g, 2) and [1, 2, 3][g] == 3 and divmod(g, 2) == (1, 0)"

    assert judged(test, ours, ours) is None
    assert judged(test, ours, "class Grade(int): pass") is not None
