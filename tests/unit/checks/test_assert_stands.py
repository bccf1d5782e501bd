"""What stands for students' objects says of them what they would say, and what nobody can know passes no test."""

from __future__ import annotations

import pytest

from tests.fixtures.assert_cells import judged

OURS = """
class Money:
    def __init__(self, amount): self.amount = amount
    def __neg__(self): return -self.amount
    def double(self): return 2 * self.amount
    @property
    def cents(self): raise ValueError("no cents")
"""
TESTS = {
    "not there": "try:\n    Money(3).secret\n    raise RuntimeError\nexcept AttributeError:\n    pass",
    "hasattr": "m = Money(3)\nassert hasattr(m, 'amount') and hasattr(m, 'double') and hasattr(m, '__neg__')\nassert not hasattr(m, 'secret')",
    "callable": "assert not callable(Money(3))",
    "a property that raises": "try:\n    Money(3).cents\n    raise RuntimeError\nexcept ValueError:\n    pass",
}


@pytest.mark.parametrize("name", TESTS)
def test_what_an_object_has_and_hasnt_is_asked_of_it(name: str) -> None:
    assert judged(TESTS[name], OURS, OURS) is None


def test_what_our_class_hasnt_and_theirs_has_is_seen() -> None:
    theirs = OURS.replace("def double", "secret = 1\n    def double")

    assert judged(TESTS["hasattr"], OURS, theirs) is not None
    assert judged(TESTS["not there"], OURS, theirs) is not None
    assert judged(TESTS["callable"], OURS, OURS.replace("def double", "def __call__(self): pass\n    def double"))


def test_a_class_may_have_attributes_of_any_name() -> None:
    ours = "class Page:\n    def __init__(self, n): self.number, self.own, self.tape, self.kind = n, n, n, n"
    test = "p = Page(7)\nassert (p.number, p.own, p.tape, p.kind) == (7, 7, 7, 7)"

    assert judged(test, ours, ours) is None
    assert judged(test, ours, ours.replace("n, n, n, n", "n, n, n, 0")) is not None
