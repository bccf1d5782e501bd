"""Write a course whose assignments grade in no time, with answers whose points are known beforehand.

Comes in: a folder and names. Goes out: the course, built and released. Each assignment has two questions in code and one that a person reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.authoring import compile, release

ZONE = "Europe/Berlin"
DUE = "2026-10-24T23:59:00"  # the night after it, clocks are put back
POINTS, BY_HAND = 14, 4
PER_DAY, LAST_DAY = -1.0, 3

OF_TWO = "by_rows"  # long enough to be taken for copied where two have it

# How a block is written → its points, and those that it has once the check is corrected.
SQUARE: Mapping[str, tuple[str, float, float]] = {
    "right": ("return x * x", 6, 6),
    "power": ("return x**2", 6, 6),
    "doubled": ("return x * 2", 2, 2),
    "spoilt": ("x *= x.clone()\nreturn x", 4, 4),
    "of_positives": ("return x.abs() * x", 2, 6),
    "raises": ("return x.no_such_thing", 0, 0),
    OF_TWO: (
        "rows = []\nfor place in range(len(x)):\n    row = x[place]\n    rows.append(torch.mul(row, row) + 0.0 * row.sum())\n"
        "whole = torch.stack(rows, dim=0)\nreturn whole.reshape(x.shape).clone()",
        6,
        6,
    ),
}
TOTAL: Mapping[str, tuple[str, float, float]] = {
    "right": ("return sum(values)", 4, 4),
    "largest": ("return max(values)", 0, 0),
    "nothing": ("return 0", 0, 0),
}

_MASTER = '''\
# The master copy of a light assignment.

# %% [markdown]
# # {title}
# Two functions, and a question.

# %% tags=["setup"]
# include _shared/notebook/tools.py

# %% tags=["fields"]
name = ""
student_id = ""
option = 1
group = ""

# %% [markdown]
# ## Squares

# %% solution="square"
def square(x):
    """Return every number of x squared."""
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION

# %% test="square"
assert square(torch.tensor(3.0)) == 9, "3 squared is 9"

# %% [markdown]
# ## Sums

# %% solution="total"
def total(values):
    """Add a list's numbers."""
    ### BEGIN SOLUTION
    return sum(values)
    ### END SOLUTION

# %% test="total"
assert total([1, 2]) == 3, "1 + 2 is 3"

# %% [markdown]
# **Question.** Why is a square never negative?

# %% [markdown] answer="why" points=4
# Because a product of equal signs has a plus in front of it.

# %% tags=["submit"]
# include _shared/notebook/submit.py
'''

_CHECKS = '''\
"""Hidden checks of a light assignment."""

from autograder.checks import close, exactly, question, unchanged

square = question("square", judge=close())
total = question("total", judge=exactly())


@square.check(4)
def values_match(draw):
    """Squares agree with the definition."""
    return {"x": draw.normal(5, 4)}


@square.check(2, judge=unchanged())
def inputs_stay(draw):
    """The argument is left as it was."""
    return {"x": draw.normal(7)}


@total.check(4)
def sums_agree(draw):
    """Sums agree with the definition."""
    return {"values": [1, 2, 3]}
'''
_STRICT, _CORRECTED = "draw.normal(5, 4)}", "abs(draw.normal(5, 4))}"

_REFERENCE = '''\
"""Trusted answers."""


def square(x):
    return x * x


def total(values):
    return sum(values)
'''

_TOML = """\
title = "{title}"
order = {order}
due = {due}
points = {points}
imports = ["torch"]
"""

_COURSE = f"""\
name = "A term"
time_zone = "{ZONE}"
least_sandbox_level = 1

[late]
points_per_day = {PER_DAY}
grace_minutes = 10
last_day = {LAST_DAY}
"""

_SHARED = {
    "tools.py": "#@title Tools\nimport torch\n",
    "submit.py": "#@title Submit\nRELEASE = {}  # filled in by the release\nprint('assignment:', RELEASE.get('assignment'))\n",
}


def write(root: Path, names: Iterable[str]) -> Path:
    """Write and release the course below root, which is empty."""
    _put(root / "course.toml", _COURSE)
    for file, text in _SHARED.items():
        _put(root / "assignments/_shared/notebook" / file, text)
    for order, name in enumerate(names, 1):
        folder = root / "assignments" / name
        _put(folder / "assignment.toml", _TOML.format(title=title(name), order=order, due=DUE, points=POINTS))
        _put(folder / "notebook.py", _MASTER.format(title=title(name)))
        _put(folder / "hidden/checks.py", _CHECKS)
        _put(folder / "hidden/reference.py", _REFERENCE)
        compile.build(name, root)
        release.release(name, root)
    return root


def title(name: str) -> str:
    """Give an assignment's title."""
    return f"Lab {name[-1]}"


def correct_check(root: Path, name: str) -> None:
    """Correct a check that was too strict: it asks about positive numbers only from now on."""
    path = root / "assignments" / name / "hidden/checks.py"
    text = path.read_text(encoding="utf-8")
    if _STRICT not in text:
        raise ValueError(f"{path} has no check to be corrected")
    path.write_text(text.replace(_STRICT, _CORRECTED), encoding="utf-8")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
