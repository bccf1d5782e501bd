"""What isn't written yet costs each check that needs it, in whatever form the student says so; a slip is one mistake."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.checks import close, question
from tests.fixtures.observed import verdicts_on

SPECIAL = "len(x) == 1 or x.shape[1] == 1"


def charged(body: str) -> list[str]:
    """List the checks that a function of two special cases is charged for, where the body goes another way in these."""

    def rows(draw: Any, count: int = 5, features: int = 3) -> dict[str, Any]:
        return {"x": draw.normal(count, features), "y": draw.normal(count, features)}

    dots = question("dots", judge=close(), example=rows)
    dots.asks(3, "dots_match").says("Entry i is row i of x times row i of y.")
    dots.asks(1, "one_row", {"count": 1}).says("One row will do.")
    dots.asks(2, "one_feature", {"features": 1}).says("One feature will do.")
    text = body.replace("{special}", SPECIAL) + "\n    return (x * y).sum(1)"
    verdicts = verdicts_on(dots, f"def dots(x, y):\n{text}\n", dots=lambda x, y: (x * y).sum(1))
    return [name for name, verdict in verdicts.items() if verdict.points < verdict.max_points and verdict.charged]


UNWRITTEN = {
    "a raise behind a colon": "    if {special}: raise NotImplementedError",
    "another exception": "    if {special}: raise ValueError('TODO')",
    "a raise behind else": "    if not ({special}): pass\n    else: raise NotImplementedError('by hand')",
    "a raise behind a semicolon": "    if {special}: z = 0; raise NotImplementedError",
    "a raise over several lines": "    if {special}:\n        raise NotImplementedError(\n            'later',\n        )",
    "an assert behind a colon": "    if {special}: assert False, 'later'",
    "a lambda": "    todo = lambda: (_ for _ in ()).throw(NotImplementedError)\n    if {special}: todo()",
    "a name that says so": "    if {special}:\n        x = TODO  # sum them",
    "a helper": "    if {special}:\n        x = majority(x,\n                     y)",
    "a helper in a condition": "    if ({special}) and majority(x): pass",
    "a bare name": "    if {special}: to_be_written",
}
SLIPS = {
    "a misspelt variable": "    product = x * y\n    if {special}: return prodcut.sum(1)",
    "a letter's case": "    if {special}: return (X * y).sum(1)",
    "an import that is missing": "    if {special}: return np.sum(x * y)",
    "a library's name alone": "    if {special}: return einsum('ij,ij->i', x, y)",
    "another exception beside a raise": "    if x.squeezed() if {special} else False: raise NotImplementedError",
    "a name that is bound elsewhere": "    def inner(): total = 1\n    if {special}: return total",
}


@pytest.mark.parametrize("body", UNWRITTEN.values(), ids=UNWRITTEN)
def test_what_is_not_written_yet_is_not_paid_wherever_it_stands(body):
    assert charged(body) == ["one_row", "one_feature"]


@pytest.mark.parametrize("body", SLIPS.values(), ids=SLIPS)
def test_a_slip_at_one_line_is_paid_for_once(body):
    assert charged(body) == ["one_feature"]
