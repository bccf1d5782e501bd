"""Rain in three towns: an assignment in nbgrader's format that uses all of it, and ten hand-ins.

Solution cells that hold one function, several, a class, variables, and one without marks; tests that are shown, hidden, both, worth nothing, or that
end in a number; answers in words and in code that people mark; a task with its scheme; locked cells; a data file beside the notebook.
"""

from __future__ import annotations

from benchmarks.foreign import ForeignAssignment, by_hand, cell, solution, test

_MILLIMETRES = {
    "Bonn": (61, 52, 58, 47, 72, 84, 79, 71, 60, 58, 63, 70),
    "Kiel": (66, 47, 52, 39, 54, 68, 76, 82, 74, 77, 72, 75),
    "Ulm": (18, 19, 48, 51, 83, 96, 91, 80, 57, 52, 46, 17),
}
RAIN = "\n".join(
    [
        "town,month,mm",
        *(f"{town},{month},{mm}" for town, year in _MILLIMETRES.items() for month, mm in enumerate(year, 1)),
    ]
)

SETUP = """\
%matplotlib inline
import csv
import numpy as np"""

READ = """\
def read_rain(path):
    with open(path, newline="") as file:
        return [(row["town"], int(row["month"]), float(row["mm"])) for row in csv.DictReader(file)]


ROWS = read_rain("rain.csv")"""

TOTAL = '''\
def total(rows, town):
    """Return how many millimetres fell in a town."""
    ### BEGIN SOLUTION
    return sum(mm for name, _, mm in rows if name == town)
    ### END SOLUTION'''

TOTAL_VISIBLE = """\
\"\"\"Rain is added up for one town.\"\"\"
few = [("Ulm", 1, 2.5), ("Bonn", 1, 4.0), ("Ulm", 2, 1.5)]
assert abs(total(few, "Ulm") - 4.0) < 1e-9, "2.5 and 1.5"
### BEGIN HIDDEN TESTS
for town, right in [("Bonn", 775), ("Kiel", 782), ("Ulm", 658)]:
    assert round(total(ROWS, town), 6) == right
### END HIDDEN TESTS"""

ANSWERS_CELL = """\
# The town with the most rain, and how many months were dry (less than 20 mm) in any town.
### BEGIN SOLUTION
wettest = max(("Bonn", "Kiel", "Ulm"), key=lambda town: total(ROWS, town))
dry_months = sum(mm < 20 for _, _, mm in ROWS)
### END SOLUTION"""

GAUGE = '''\
class Gauge:
    """Collects rain up to what it holds."""

    def __init__(self, capacity):
        ### BEGIN SOLUTION
        self.capacity, self.level = capacity, 0.0
        ### END SOLUTION

    def rain(self, mm):
        """Let it rain; return what runs over."""
        ### BEGIN SOLUTION
        over = max(0.0, self.level + mm - self.capacity)
        self.level = min(self.capacity, self.level + mm)
        return over
        ### END SOLUTION'''

MONTHLY = '''\
def by_month(rows):
    """Return the mean of each month, shape (12,)."""
    ### BEGIN SOLUTION
    return np.array([np.mean([mm for _, one, mm in rows if one == month]) for month in range(1, 13)])
    ### END SOLUTION


def smooth(x, width):
    """Return the running mean of x, shape (len(x) - width + 1,); raise ValueError where width doesn't fit."""
    ### BEGIN SOLUTION
    if not 0 < width <= len(x):
        raise ValueError("no such width")
    return np.convolve(x, np.ones(width) / width, mode="valid")
    ### END SOLUTION'''

SEASON = """\
def season(month):
    return ("winter", "spring", "summer", "autumn")[month % 12 // 3]"""

DROP_DRY = '''\
def drop_dry(rows, least):
    """Take out of rows, in place, what is below least; return how many were taken."""
    ### BEGIN SOLUTION
    before = len(rows)
    rows[:] = [row for row in rows if row[2] >= least]
    return before - len(rows)
    ### END SOLUTION'''

REPORT = '''\
def report(rows):
    """Print a line for each town, in alphabetical order: its name and its total."""
    ### BEGIN SOLUTION
    for town in sorted({name for name, _, _ in rows}):
        print(f"{town}: {total(rows, town):g} mm")
    ### END SOLUTION'''

CELLS = [
    cell(
        "markdown",
        "# Rain\n\nA year of rain in three towns: `rain.csv`, beside this notebook.",
        grade_id="title",
        locked=True,
    ),
    cell("code", SETUP, grade_id="setup", locked=True),
    cell("code", READ, grade_id="read", locked=True),
    cell("markdown", "## Totals"),
    solution("total_cell", TOTAL),
    cell("code", '%time total(ROWS, "Ulm")'),
    test("total_visible", 2, TOTAL_VISIBLE),
    test("total_of_nobody", 1, '### BEGIN HIDDEN TESTS\nassert total(ROWS, "Rome") == 0\n### END HIDDEN TESTS'),
    test("total_is_there", 0, 'assert total([], "Ulm") == 0'),
    solution("answers", ANSWERS_CELL),
    test(
        "wettest_town",
        1,
        'assert wettest in ("Bonn", "Kiel", "Ulm")\n### BEGIN HIDDEN TESTS\nassert wettest == "Kiel"\n### END HIDDEN TESTS',
    ),
    test(
        "few_are_dry",
        1,
        "assert 0 <= dry_months <= 36\n### BEGIN HIDDEN TESTS\nassert 2 < dry_months < 4\n### END HIDDEN TESTS",
    ),
    cell("markdown", "## A gauge"),
    solution("gauge_cell", GAUGE),
    test(
        "gauge_runs_over",
        3,
        "gauge = Gauge(10.0)\nassert gauge.rain(4) == 0\nassert gauge.rain(8) == 2.0\n### BEGIN HIDDEN TESTS\n"
        "assert gauge.level == 10.0\nassert gauge.rain(1.5) == 1.5\n### END HIDDEN TESTS",
    ),
    cell("markdown", "## Months"),
    solution("monthly", MONTHLY),
    test(
        "means_of_months",
        2,
        "assert by_month(ROWS).shape == (12,)\n### BEGIN HIDDEN TESTS\n"
        "np.testing.assert_allclose(by_month(ROWS)[[0, 11]], [145 / 3, 54.0])\n### END HIDDEN TESTS",
    ),
    test("smooth_values", 1, "assert np.allclose(smooth(np.array([1.0, 2.0, 6.0]), 2), [1.5, 4.0])"),
    test("smooth_refuses", 1, "import pytest\nwith pytest.raises(ValueError):\n    smooth(np.ones(3), 4)"),
    solution("season_cell", SEASON),
    test(
        "seasons",
        1,
        'for month, right in [(1, "winter"), (3, "spring"), (8, "summer"), (12, "winter")]:\n    assert season(month) == right',
    ),
    solution("drop_cell", DROP_DRY),
    test(
        "drops_in_place",
        2,
        'few = [("Ulm", 1, 2.5), ("Bonn", 1, 40.0)]\nassert drop_dry(few, 20) == 1\nassert few == [("Bonn", 1, 40.0)]',
    ),
    cell("markdown", "## A report"),
    solution("report_cell", REPORT),
    test(
        "report_text",
        1,
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as text:\n"
        '    report([("Ulm", 1, 2.5), ("Bonn", 1, 4.0), ("Ulm", 2, 1.5)])\nassert text.getvalue() == "Bonn: 4 mm\\nUlm: 4 mm\\n"',
    ),
    test(
        "report_asks_total",
        1,
        "kept = total\ndel total\ntry:\n    report(ROWS)\nexcept NameError:\n    pass\nelse:\n"
        "    raise AssertionError('total is not used')\nfinally:\n    total = kept",
    ),
    test(
        "season_part", 2, 'score = 0\nfor month in (4, 7):\n    score += season(month) in ("spring", "summer")\nscore'
    ),
    cell("markdown", "## In words and pictures"),
    by_hand(
        "markdown",
        "why_means",
        3,
        "Why are means smoother than single months?\n### BEGIN SOLUTION\nWhat is far off in one month is shared out among several.\n### END SOLUTION",
    ),
    by_hand(
        "code",
        "bars",
        2,
        '# Draw a bar for each month of ROWS.\n### BEGIN SOLUTION\nfor mm in by_month(ROWS):\n    print("#" * int(mm / 4))\n### END SOLUTION',
    ),
    cell(
        "markdown",
        "Find rain of a town of your own, and compare it in cells of your own.\n\n### BEGIN MARK SCHEME\n1 point for the source, 3 for the comparison.\n### END MARK SCHEME",
        grade_id="own_town",
        task=True,
        locked=True,
        points=4,
    ),
]

_WITHOUT = ("raise NotImplementedError",)

RAINFALL = ForeignAssignment(
    "rainfall",
    "nbgrader",
    CELLS,
    {
        "all right": {},
        "right in another way": {
            "total": (
                "found = [row[2] for row in rows if row[0] == town]\nreturn float(np.sum(found)) if found else 0.0",
            ),
            "monthly": (
                "table = np.zeros(12)\nfor _, month, mm in rows:\n    table[month - 1] += mm\nreturn table / (len(rows) / 12)",
                "if width < 1 or width > len(x):\n    raise ValueError(width)\nreturn np.array([x[at : at + width].mean() for at in range(len(x) - width + 1)])",
            ),
        },
        "nothing": {
            **dict.fromkeys(["total", "answers", "season_cell", "drop_dry", "report"], _WITHOUT),
            "Gauge": _WITHOUT * 2,
            "monthly": _WITHOUT * 2,
        },
        "adds all towns": {"total": ("return sum(mm for _, _, mm in rows)",)},
        "other variables": {"answers": ('wettest = "Ulm"\ndry_months = 4',)},
        "never runs over": {"Gauge": ("self.capacity, self.level = capacity, 0.0", "self.level += mm\nreturn 0.0")},
        "any width": {
            "monthly": (
                "return np.array([np.mean([mm for _, one, mm in rows if one == month]) for month in range(1, 13)])",
                "return np.convolve(x, np.ones(width) / width, mode='valid')",
            )
        },
        "a copy is changed": {
            "drop_dry": ("kept = [row for row in rows if row[2] >= least]\nreturn len(rows) - len(kept)",)
        },
        "seasons begin in January": {
            "season_cell": (
                'def season(month):\n    return ("winter", "spring", "summer", "autumn")[(month - 1) // 3]',
            )
        },
        "adds by itself": {
            "report": (
                'for town in sorted({row[0] for row in rows}):\n    print(f"{town}: {sum(row[2] for row in rows if row[0] == town):g} mm")',
            )
        },
    },
    {"rain.csv": RAIN + "\n"},
)
