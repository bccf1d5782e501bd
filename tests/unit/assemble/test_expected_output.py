"""Which cells surely leave an output."""

from __future__ import annotations

import pytest

from autograder.assemble.expected_output import surely_shows


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "x = 1\nplt.show()",
        "for i in range(3):\n    print(i)",
        "with f():\n    display(x)",
        "%%time\nprint(1)",
    ],
)
def test_printing_and_showing_are_seen(source):
    assert surely_shows(source)


@pytest.mark.parametrize(
    "source",
    ["x = 1", "def f():\n    print(1)", "if x:\n    print(1)", "x", "f(1)", "y = print(1)", "print(", "while x:\n    print(1)",
     "try:\n    print(1)\nfinally:\n    pass", "", "print(1, file=log)", "print(1, **how)", "%%capture\nprint(1)"],
)  # fmt: skip
def test_when_in_doubt_no_output_is_asked_for(source):
    assert not surely_shows(source)


def test_text_cells_have_none():
    assert not surely_shows("print(1)", "markdown")
