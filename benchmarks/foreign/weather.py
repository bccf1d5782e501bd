"""Weather: an assignment in otter's format with what `loans` and `means` don't use of it, and ten hand-ins.

Settings in a file of their own; a question that is all or nothing, one without a solution, one with a code prompt; solutions in several cells, in a
class, after lines for a seed, in cells outside of a question; tests of no points, of no output, of several lines; lines and texts for authors alone, a
plugin, points shown, a text of the solution that students read, a file that graders alone have.
"""

from __future__ import annotations

from benchmarks.foreign import ForeignAssignment, cell, printed, question, raw, shown

DAYS = """\
day,low,high
1,-3.5,4.5
2,-1.0,6.0
3,2.5,11.0
4,8.0,19.5
5,9.5,21.0
6,4.0,12.5
"""

SETTINGS = """\
name: weather-of-last-year
check_all_cell: true
show_question_points: true
export_cell:
    instructions: Hand in the zip.
    pdf: false
    force_save: true
    ignore_log: true
files:
    - data/days.csv
    - greeting.py
autograder_files: [key.csv]
tests:
    files: true
    ok_format: false
"""

GREETING = """\
from otter.plugins import AbstractOtterPlugin


class Greeting(AbstractOtterPlugin):
    def from_notebook(self, name):
        print(f"Hello {name}")
"""

CONFIG = """\
# ASSIGNMENT CONFIG
name: weather
config_file: settings.yml
tests:
    ok_format: true
export_cell:
    run_tests: false
generate:
    seed: 42
    show_stdout: true
strip_solutions_from_all_cells: true
save_environment: false
python_version: 3.11
"""

READ = """\
def read_days(path):
    with open(path, newline="") as file:
        return [(int(row["day"]), float(row["low"]), float(row["high"])) for row in csv.DictReader(file)]


days = read_days("data/days.csv")
# BEGIN IGNORE
assert len(days) == 6
# END IGNORE
print(days[0]) # IGNORE"""

PLUGIN = '''\
""" # BEGIN PLUGIN
plugin: greeting.Greeting
args: [town]
""" # END PLUGIN'''

CELSIUS = '''\
def celsius(fahrenheit):
    """Return degrees Celsius."""
    above = fahrenheit - 32 # SOLUTION NO PROMPT
    return above * 5 / 9 # SOLUTION: the whole of it'''

WARMEST = '''\
def warmest(days):
    """Return the number of the warmest day and its high; None where there is no day."""
    # BEGIN SOLUTION
    if not days:
        return None
    day, _, high = max(days, key=lambda one: one[2])
    return day, high # END SOLUTION'''

NOISE = """\
np.random.seed(42) # SEED
noise = np.random.normal(size=3).round(2) # SOLUTION"""

PICK = """\
# BEGIN SOLUTION
random.seed(42) # SEED
pick = random.choice(["sun", "rain", "snow", "fog"])
# END SOLUTION"""

STATION = '''\
class Station:
    """A place, and what was measured there."""

    def __init__(self, name):
        self.name = name
        self.values = [] # SOLUTION

    def add(self, value):
        """Note a value."""
        self.values.append(value) # SOLUTION

    def mean(self):
        """Return the mean of all values."""
        return sum(self.values) / len(self.values) # SOLUTION'''

FILLED = """\
station = Station("Oslo")
# BEGIN SOLUTION
for _, _, high in days:
    station.add(high)
# END SOLUTION"""

CHILL = """\
# BEGIN SOLUTION NO PROMPT
def chill(degrees, wind):
    return degrees - 0.25 * wind
# END SOLUTION"""

CELLS = [
    raw(CONFIG),
    cell("markdown", "# Weather\n\nSix days, of which `data/days.csv` tells.\nThe days are made up. # IGNORE"),
    cell("markdown", "## Ignore ##\nFor authors: q6 is hidden whole."),
    cell("code", "import csv\nimport random\nimport numpy as np\n\ntown = 'Oslo'"),
    cell("code", PLUGIN),
    cell("code", READ),
    cell("markdown", "How warm was the warmest day? Guess before you read on."),
    cell("code", "guess = 21.0 # SOLUTION"),
    *question(
        "q1",
        cell("code", CELSIUS),
        config="points: [1, 0, 1, 0.5]",
        tests=(
            shown("celsius(212)", "100.0"),
            shown("celsius(-40) < 0", "True"),
            shown("# HIDDEN\ncelsius(-40)", "-40.0"),
            shown("# HIDDEN\n[round(celsius(degrees), 1) for degrees in range(30, 34)]", "[-1.1, -0.6, 0.0, 0.6]"),
        ),
    ),
    *question(
        "q2",
        cell("code", WARMEST),
        config="points: 3\nall_or_nothing: true",
        tests=(
            shown("warmest(days)", "(5, 21.0)"),
            cell("code", "# HIDDEN\nwarmest([])") | {"execution_count": 7},
            shown("# HIDDEN\nsome = days[:3]\nsome.append((9, 0.0, 40.0))\nwarmest(some)", "(9, 40.0)"),
        ),
    ),
    *question(
        "q3",
        cell("code", NOISE),
        config="check_cell: false",
        tests=(shown("noise.shape", "(3,)"), shown("# HIDDEN\nnoise.tolist()", "[0.5, -0.14, 0.65]")),
    ),
    *question(
        "q4",
        cell("code", PICK),
        tests=(shown("pick in ('sun', 'rain', 'snow', 'fog')", "True"), shown("# HIDDEN\npick", "'sun'")),
    ),
    *question(
        "q5",
        cell("code", STATION),
        cell("code", FILLED),
        config="points: 2",
        tests=(
            shown('""" # BEGIN TEST CONFIG\npoints: 0\n""" # END TEST CONFIG\nstation.name', "'Oslo'"),
            shown(
                '""" # BEGIN TEST CONFIG\nhidden: true\npoints: 1\nfailure_message: Try two values.\n""" # END TEST CONFIG\n'
                "other = Station('Bergen')\nother.add(3.0)\nother.add(5.0)\n(other.mean(), len(other.values))",
                "(4.0, 2)",
            ),
            shown("# HIDDEN\nround(station.mean(), 3)", "12.417"),
        ),
    ),
    raw("# begin question\nname: q6\npoints: 1"),
    raw("# BEGIN TESTS"),
    shown("# HIDDEN\nround(celsius(warmest(days)[1] * 9 / 5 + 32), 1)", "21.0"),
    raw("# END TESTS"),
    raw("# end question"),
    raw("# BEGIN QUESTION\nname: q7\npoints:\n    each: 0.5"),
    cell("markdown", "**q7.** Write `chill`: a quarter of a degree less for each kilometre per hour."),
    raw("# BEGIN PROMPT"),
    cell("code", "# def chill(degrees, wind):\n#     ..."),
    raw("# END PROMPT"),
    raw("# BEGIN SOLUTION"),
    cell("code", CHILL),
    raw("# END SOLUTION"),
    raw("# BEGIN TESTS"),
    printed("for wind in (0, 8):\n    print(chill(5.0, wind))", "5.0\n3.0\n"),
    shown("# HIDDEN\nchill(np.array([1.0, 2.0]), 4)", "array([0., 1.])"),
    shown("# HIDDEN\nfloat(chill(np.float64(-2.0), 20))", "-7.0"),
    raw("# END TESTS"),
    raw("# END QUESTION"),
    raw("# BEGIN QUESTION\nname: q8\nmanual: true\npoints: 2\nexport: true"),
    cell("markdown", "**q8.** Is a mean of six days a climate?"),
    raw("# BEGIN PROMPT"),
    cell("markdown", "*No, because …*"),
    raw("# END PROMPT"),
    raw("# BEGIN SOLUTION"),
    cell("markdown", "No, because thirty years are needed."),
    cell("markdown", "Whoever wants to know more reads about normals.") | {"metadata": {"tags": ["otter_include"]}},
    raw("# END SOLUTION"),
    raw("# END QUESTION"),
    *question(
        "q9",
        cell("code", "bars = ['#' * int(high) for _, _, high in days]\nprint(bars) # SOLUTION"),
        config="manual: true\npoints: 1",
    ),
]

_WITHOUT = ("...",)

WEATHER = ForeignAssignment(
    "weather",
    "otter",
    CELLS,
    {
        "all right": {},
        "right in another way": {
            "celsius": ("return (fahrenheit - 32) / 1.8",),
            "warmest": (
                "best = None\nfor day, _, high in days:\n    if best is None or high > best[1]:\n        best = (day, high)\nreturn best",
            ),
            "q7": ("chill = lambda degrees, wind: degrees - wind / 4",),
        },
        "nothing": {
            **dict.fromkeys(["celsius", "warmest", "q3", "q4", "q7"], _WITHOUT),
            "q5": ("...", "...", "...", "..."),
        },
        "whole degrees": {"celsius": ("return (fahrenheit - 32) * 5 // 9",)},
        "stops where there is no day": {
            "warmest": ("day, _, high = max(days, key=lambda one: one[2])\nreturn day, high",)
        },
        "another generator": {"q3": ("noise = np.random.default_rng(42).normal(size=3).round(2)",)},
        "another order": {"q4": ('pick = random.choice(["fog", "snow", "rain", "sun"])',)},
        "sums for means": {
            "q5": (
                "self.values = []",
                "self.values.append(value)",
                "return sum(self.values)",
                "for _, _, high in days:\n    station.add(high)",
            )
        },
        "whole numbers": {"q7": ("def chill(degrees, wind):\n    return int(degrees - 0.25 * wind)",)},
        "one number at a time": {"q7": ("def chill(degrees, wind):\n    return float(degrees) - 0.25 * wind",)},
    },
    {"data/days.csv": DAYS},
    tools_own={"settings.yml": SETTINGS, "greeting.py": GREETING, "key.csv": "day,kind\n5,sun\n"},
)
