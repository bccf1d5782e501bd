"""Means: an assignment in otter's format whose tests are functions that raise, with its blocks fenced in Markdown cells, and ten hand-ins."""

from __future__ import annotations

from benchmarks.foreign import ForeignAssignment, cell


def _fenced(text: str, before: str = "") -> str:
    return f"{before}```otter\n{text}\n```"


MEAN = '''\
def mean(x):
    """Return the mean of some numbers; raise ValueError where there are none."""
    # BEGIN SOLUTION
    if not len(x):
        raise ValueError("no numbers")
    return sum(x) / len(x)
    # END SOLUTION'''

TEST_SMALL = '''\
""" # BEGIN TEST CONFIG
points: 1
success_message: Right.
""" # END TEST CONFIG
def test_small(mean, np):
    assert np.isclose(mean([1, 2, 6]), 3.0), "1, 2 and 6"

test_small(mean, np)  # IGNORE'''

TEST_EMPTY = """\
# HIDDEN TEST
def test_empty(mean):
    try:
        mean([])
    except ValueError:
        pass
    else:
        raise AssertionError("there is no mean of nothing")"""

TEST_UNCHANGED = '''\
""" # BEGIN TEST CONFIG
hidden: true
""" # END TEST CONFIG
def test_unchanged(mean):
    x = [3, 1, 2]
    mean(x)
    assert x == [3, 1, 2]'''

CELLS = [
    cell("markdown", _fenced("# ASSIGNMENT CONFIG\nname: means\ngenerate: true\ntests:\n    ok_format: false")),
    cell("markdown", "# Means"),
    cell("code", "import numpy as np\nNUMBERS = [4, 8, 3, 1, 9]"),
    cell(
        "markdown",
        _fenced("# BEGIN QUESTION\nname: q1\npoints: 3")
        + "\n\n**Question 1.** Write `mean`.\n\n"
        + _fenced("# BEGIN SOLUTION"),
    ),
    cell("code", MEAN),
    cell("markdown", _fenced("# END SOLUTION") + "\n" + _fenced("# BEGIN TESTS")),
    cell("code", TEST_SMALL),
    cell("code", TEST_EMPTY),
    cell("code", TEST_UNCHANGED),
    cell("markdown", _fenced("# END TESTS") + "\n" + _fenced("# END QUESTION")),
    cell(
        "markdown",
        _fenced("# BEGIN QUESTION\nname: q2\npoints: 1")
        + "\nThe mean and the median of `NUMBERS`.\n"
        + _fenced("# BEGIN SOLUTION"),
    ),
    cell("code", "middle = sorted(NUMBERS)[2] # SOLUTION\naverage = mean(NUMBERS) # SOLUTION"),
    cell("markdown", _fenced("# END SOLUTION") + "\n" + _fenced("# BEGIN TESTS")),
    cell("code", "def test_names(middle, average):\n    assert 0 < middle < 10 and average > 0"),
    cell("code", '# HIDDEN\ndef test_values(env):\n    assert env["middle"] == 4\n    assert env["average"] == 5.0'),
    cell("markdown", _fenced("# END TESTS") + "\n" + _fenced("# END QUESTION")),
    cell(
        "markdown",
        _fenced("# BEGIN QUESTION\nname: q3\nmanual: true\npoints: 2")
        + "\nWhich of the two says more?\n"
        + _fenced("# BEGIN SOLUTION"),
    ),
    cell("markdown", "The median, where one number is far off."),
    cell("markdown", _fenced("# END SOLUTION") + "\n" + _fenced("# END QUESTION")),
]

MEANS = ForeignAssignment(
    "means",
    "otter",
    CELLS,
    {
        "all right": {},
        "right in another way": {"mean": ("if len(x) == 0:\n    raise ValueError\nreturn float(np.mean(x))",)},
        "nothing": {"mean": ("...",), "q2": ("...",)},
        "whole numbers": {
            "mean": ("if not len(x):\n    raise ValueError\nreturn sum(x) // len(x) + 1",),
            "q2": ("middle = 4\naverage = 5.0",),
        },
        "no exception": {"mean": ("return sum(x) / max(1, len(x))",)},
        "empties its input": {
            "mean": (
                "if not len(x):\n    raise ValueError\ncount, total = len(x), 0\nwhile x:\n    total += x.pop()\nreturn total / count",
            ),
            "q2": ("middle = 4\naverage = 5.0",),
        },
        "the first as the middle": {"q2": ("middle = NUMBERS[0] + 1\naverage = mean(NUMBERS)",)},
        "between the ends": {"mean": ("if not len(x):\n    raise ValueError\nreturn (min(x) + max(x)) / 2",)},
        "another exception": {"mean": ("return sum(x) / len(x)",)},
        "text for a number": {"q2": ('middle = "4"\naverage = mean(NUMBERS)',)},
    },
)
