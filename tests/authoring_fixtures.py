"""A tiny course with one assignment, written into a folder: two questions in code, one written."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

MASTER = '''\
# The master copy of a tiny assignment.

# %% [markdown]
# # Tiny
# Two functions, and a question.

# %% tags=["setup"]
# include common/tools.py

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
    doubled_exponent = x * x
    return doubled_exponent
    ### END SOLUTION

# %% test="square"
assert square(torch.tensor(3.0)) == 9, "3 squared is 9"

# %% [markdown]
# ## A class with two blocks

# %% solution="Counter"
class Counter:
    """Count calls."""

    def __init__(self, start):
        """Begin at start."""
        ### BEGIN SOLUTION
        self.count = start
        ### END SOLUTION

    def add(self, amount):
        """Add amount, and return the count."""
        amount = amount + 0
        ### BEGIN SOLUTION
        self.count = self.count + amount
        ### END SOLUTION
        return self.count

# %% test="Counter"
assert Counter(1).add(2) == 3, "1 + 2 is 3"

# %%
print("squares:", square(torch.arange(3.0)))

# %% [markdown]
# **Question.** Why is a square never negative?

# %% [markdown] answer="question_1" points=4
# Because a product of equal signs has a plus in front of it.

# %% tags=["submit"]
# include common/submit.py
'''

CHECKS = '''\
"""Hidden checks of the tiny assignment."""

from autograder.checks import check, close, exactly, unchanged


@check(asks="square", points=4, judge=close(), hint="What is the square of a negative number?",
       near_misses={"this is the double": lambda expected, inputs: inputs["x"] * 2})
def values_match(rng):
    """Squares agree with the definition."""
    return {"x": rng.normal(5, 4)}


@check(asks="square", points=2, judge=unchanged(), dtypes=("float64",))
def inputs_stay(rng):
    """The argument is left as it was."""
    return {"x": rng.normal(7)}


@check(asks="Counter", points=10, judge=exactly(), probe="count_to", dtypes=("float64",))
def counts_add_up(rng):
    """Amounts are added to the start."""
    return {"start": 5, "amounts": [1, 2, 3]}
'''

REFERENCE = '''\
"""Trusted answers."""


def square(x):
    return x.pow(2)


def count_to(start, amounts):
    return start + sum(amounts)
'''

PROBES = '''\
"""How to put a question that is more than one call."""


def count_to(student, start, amounts):
    counter = student.Counter(start)
    return [counter.add(amount) for amount in amounts][-1]
'''

FILES = {
    "course.toml": 'name = "Tiny course"\ntime_zone = "Asia/Seoul"\n',
    "assignments/common/tools.py": "#@title Tools\nimport torch\n\n\ndef helper_of_everybody(x):\n    return x\n",
    "assignments/common/submit.py": "#@title Submit\nRELEASE = {}  # filled in by the release\nprint('assignment:', RELEASE.get('assignment'))\n",
    "assignments/tiny/assignment.toml": """\
        title = "Tiny"
        order = 1
        due = 2026-10-05T23:59:00+09:00
        points = 20
        imports = ["torch"]
        """,
    "assignments/tiny/notebook.py": MASTER,
    "assignments/tiny/checks.py": CHECKS,
    "assignments/tiny/reference.py": REFERENCE,
    "assignments/tiny/probes.py": PROBES,
    "assignments/tiny/right/power.py": """\
        # The power operator.
        def square(x):
            return x**2
        """,
    "assignments/tiny/right/with_marks.py": '''\
        # Another way to add.
        import torch


        class Counter:
            def __init__(self, start):
                """Begin at start."""
                self.count = 0
                self.count += start

            def add(self, amount):
                amount = amount + 0
                # BEGIN YOUR CODE
                self.count += amount
                # END YOUR CODE
                return self.count
        ''',
    "assignments/tiny/wrong/doubled.py": """\
        # fails: square.values_match
        # Doubles instead of squaring.
        def square(x):
            return x * 2
        """,
    "assignments/tiny/wrong/in_place.py": """\
        # fails: square.inputs_stay
        # Squares its argument in place.
        def square(x):
            x *= x.clone()
            return x
        """,
    "assignments/tiny/wrong/forgetful.py": """\
        # fails: Counter.counts_add_up
        # Forgets the start.
        class Counter:
            def __init__(self, start):
                self.count = 0
        """,
}


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file of the course."""
    path = root / name
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new))


def write_course(root: Path) -> Path:
    """Write the tiny course below root and return root."""
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content) if not name.endswith(("notebook.py", "checks.py")) else content)
    return root
