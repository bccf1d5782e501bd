"""A small assignment, built by hand, for tests of what happens before student code runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.model import Assignment, Cell, Consequence, LatePolicy, Limits, Notebook, Question

DUE = datetime.fromisoformat("2026-10-05T23:59:00+09:00")

SETUP = "import torch\nimport numpy as np\nimport torch.nn.functional as F\n"
FIELDS = 'name = ""\nstudent_id = ""\noption = 1  # or 2\ngroup = ""'
DOUBLE = '''def double(x):
    """Return twice x."""
    # BEGIN YOUR CODE
    raise NotImplementedError
    # END YOUR CODE
'''
CLASS = '''class Counter:
    """Count things."""

    def __init__(self, start):
        """Keep the start."""
        # BEGIN YOUR CODE
        raise NotImplementedError
        # END YOUR CODE

    def step(self, by=1):
        """Return the count after one more step."""
        before = self.count
        # BEGIN YOUR CODE
        raise NotImplementedError
        # END YOUR CODE
        return self.count
'''
TRIPLE = '''def triple(x):
    """Return three times x."""
    # BEGIN YOUR CODE
    raise NotImplementedError
    # END YOUR CODE
'''
SOLUTIONS = {
    "double": "    return 2 * x",
    "Counter": "        self.count = start\n\0        self.count = before + by",
    "triple": "    # three times is twice and once more\n    return double(x) + x",
}


def _cell(kind: str, source: str, name: str, **more: Any) -> Cell:
    return Cell(kind=kind, source=source, id=name, grade_id=name, **more)


RELEASE = Notebook(
    cells=(
        _cell("markdown", "# Doubling\n\nThe idea, with its formula.", "title"),
        _cell("code", SETUP, "setup", tags=("setup",)),
        _cell("code", FIELDS, "fields", tags=("fields",)),
        _cell("code", DOUBLE, "double_solution", solution=True),
        _cell(
            "code", "assert double(2) == 4, 'twice 2 is 4'\nprint('double is right')", "double", grade=True, points=2
        ),
        _cell("code", CLASS, "Counter_solution", solution=True),
        _cell("code", "assert Counter(1).step() == 2, 'one more than 1 is 2'", "Counter", grade=True, points=3),
        _cell("code", TRIPLE, "triple_solution", solution=True),
        _cell("code", "assert triple(2) == 6, 'three times 2 is 6'", "triple", grade=True, points=1),
        _cell(
            "code", "import matplotlib.pyplot as plt\nplt.plot([double(n) for n in range(9)])\nplt.show()", "picture"
        ),
        _cell("markdown", "*Your answer here.*", "why", solution=True, grade=True, points=4),
        _cell("code", "#@title Hand in\nprint('making the zip')", "submit", tags=("submit",)),
    )
)


def small_assignment(**changes: Any) -> Assignment:
    """Return the assignment; keyword arguments replace its fields."""
    settings: dict[str, Any] = {
        "name": "doubling",
        "folder": Path("assignments/doubling"),
        "title": "Doubling",
        "order": 1,
        "due": DUE,
        "points": 10.0,
        "release_version": "abc123",
        "release": RELEASE,
        "solution": RELEASE,
        "questions": (
            Question(id="double", title="Double", max_points=2.0),
            Question(id="Counter", title="Counter", max_points=3.0),
            Question(id="triple", title="Triple", max_points=1.0, banned=("torch.cdist", "torch.nn", "torch.norm")),
            Question(id="why", title="Why", max_points=4.0, written=True),
        ),
        "imports": ("torch", "numpy", "math"),
        "probes": "",
        "reference": {},
        "limits": Limits(),
        "consequences": dict[str, Consequence](),
        "late": LatePolicy(points_per_day=-1.0, grace_minutes=10, last_day=3),
        "least_sandbox_level": 0,
    }
    return Assignment(**{**settings, **changes})
