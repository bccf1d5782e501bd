"""Dice: an assignment in nbgrader's format about chance, and ten hand-ins.

A class that builds on another, operators of a class, a function that is given a function, an array of several axes, a seeded generator, fractions,
nested functions, a variable that holds a function; tests with loops, tolerance and warnings; a data file in a table; answers that people mark.
"""

from __future__ import annotations

from benchmarks.foreign import ForeignAssignment, by_hand, cell, solution, test

ROLLS = "first,second\n" + "\n".join(
    f"{a},{b}" for a, b in [(1, 6), (3, 3), (2, 5), (6, 6), (4, 1), (5, 2), (3, 4), (6, 1)]
)

DIE = '''\
class Die:
    """A fair die."""

    def __init__(self, sides=6):
        self.sides = sides

    def mean(self):
        """Return the mean of a throw."""
        ### BEGIN SOLUTION
        return (self.sides + 1) / 2
        ### END SOLUTION

    def __eq__(self, other):
        ### BEGIN SOLUTION
        return type(other) is type(self) and other.sides == self.sides
        ### END SOLUTION


class Loaded(Die):
    """A die that shows its highest number with a chance of its own."""

    def __init__(self, sides, chance):
        super().__init__(sides)
        self.chance = chance

    def mean(self):
        ### BEGIN SOLUTION
        return self.chance * self.sides + (1 - self.chance) * self.sides / 2
        ### END SOLUTION'''

CHANCE = '''\
def chance(event, dice=2, sides=6):
    """Return the chance of an event, a function of a tuple of throws, as a Fraction."""
    ### BEGIN SOLUTION
    throws = list(itertools.product(range(1, sides + 1), repeat=dice))
    return Fraction(sum(bool(event(throw)) for throw in throws), len(throws))
    ### END SOLUTION'''

TABLE = '''\
def table(rolls, sides=6):
    """Count pairs of throws, shape (n, 2) → (sides, sides), dtype int64."""
    ### BEGIN SOLUTION
    counts = np.zeros((sides, sides), dtype=np.int64)
    np.add.at(counts, (rolls[:, 0] - 1, rolls[:, 1] - 1), 1)
    return counts
    ### END SOLUTION'''

WALK = '''\
def walk(steps, seed):
    """Return where a walk of steps by +1 or -1 is after each, shape (steps,), by a generator of NumPy's with this seed."""
    rng = np.random.default_rng(seed)
    ### BEGIN SOLUTION
    return np.cumsum(rng.choice([-1, 1], size=steps))
    ### END SOLUTION'''

SUMS = """\
# `is_seven`: a function of a throw; `p_seven`: its chance; `doubles`: how many rows of ROLLS show the same number twice.
### BEGIN SOLUTION
is_seven = lambda throw: sum(throw) == 7
p_seven = chance(is_seven)
doubles = int((ROLLS[:, 0] == ROLLS[:, 1]).sum())
### END SOLUTION"""

COUNTER = '''\
def counter():
    """Return a function that counts how often it was called."""
    ### BEGIN SOLUTION
    count = 0

    def called():
        nonlocal count
        count += 1
        return count

    return called
    ### END SOLUTION'''

CELLS = [
    cell("markdown", "# Dice\n\nEight throws of two dice: `rolls.csv`.", grade_id="title", locked=True),
    cell(
        "code",
        "import itertools\nfrom fractions import Fraction\n\nimport numpy as np",
        grade_id="imports",
        locked=True,
    ),
    cell(
        "code",
        'ROLLS = np.loadtxt("rolls.csv", delimiter=",", skiprows=1, dtype=np.int64)',
        grade_id="rolls",
        locked=True,
    ),
    solution("die_cell", DIE),
    test(
        "means",
        2,
        "assert Die().mean() == 3.5\n### BEGIN HIDDEN TESTS\nassert Die(4).mean() == 2.5\nassert Loaded(6, 0.5).mean() == 4.5\n### END HIDDEN TESTS",
    ),
    test("equal_dice", 1, "assert Die(4) == Die(4)\nassert Die(4) != Die(6)\nassert Die(6) != 6"),
    solution("chance_cell", CHANCE),
    test(
        "chances",
        3,
        "assert chance(lambda throw: sum(throw) == 12) == Fraction(1, 36)\n### BEGIN HIDDEN TESTS\n"
        "assert chance(lambda throw: throw[0] > 2, dice=1, sides=4) == Fraction(1, 2)\nassert isinstance(chance(max), Fraction)\n### END HIDDEN TESTS",
    ),
    solution("table_cell", TABLE),
    test("table_adds_up", 1, "assert table(ROLLS).shape == (6, 6)\nassert table(ROLLS).sum() == len(ROLLS)"),
    test(
        "table_in_place",
        2,
        "### BEGIN HIDDEN TESTS\nfew = np.array([[1, 2], [2, 1], [1, 2]])\nassert table(few, 2).tolist() == [[0, 2], [1, 0]]\n### END HIDDEN TESTS",
    ),
    solution("walk_cell", WALK),
    test(
        "walk_steps",
        1,
        "there = walk(50, seed=3)\nassert there.shape == (50,)\nassert np.all(np.abs(np.diff(there)) == 1)",
    ),
    test(
        "walk_repeats",
        1,
        "### BEGIN HIDDEN TESTS\nassert np.array_equal(walk(9, 1), walk(9, 1))\nassert abs(walk(1, 2)[0]) == 1\n### END HIDDEN TESTS",
    ),
    solution("sums_cell", SUMS),
    test("sevens", 1, "assert is_seven((3, 4)) and not is_seven((1, 1))\nassert abs(p_seven - 1 / 6) < 1e-9"),
    test("doubles_counted", 1, "### BEGIN HIDDEN TESTS\nassert doubles == 2\n### END HIDDEN TESTS"),
    solution("counter_cell", COUNTER),
    test("counters_apart", 2, "a, b = counter(), counter()\nassert [a(), a(), b(), a()] == [1, 2, 1, 3]"),
    by_hand(
        "markdown",
        "fair",
        2,
        "Is the die of `rolls.csv` fair?\n### BEGIN SOLUTION\nEight throws can't tell.\n### END SOLUTION",
    ),
    by_hand(
        "code",
        "simulate",
        3,
        "# Throw two dice a thousand times.\n### BEGIN SOLUTION\nprint(np.random.default_rng(0).integers(1, 7, (1000, 2)).sum(1).mean())\n### END SOLUTION",
    ),
    cell(
        "markdown",
        "Invent a game for two dice.\n\n### BEGIN MARK SCHEME\n2 for rules, 2 for the chances.\n### END MARK SCHEME",
        grade_id="game",
        task=True,
        locked=True,
        points=4,
    ),
]

_WITHOUT = ("raise NotImplementedError",)
_MEAN, _EQUAL = "return (self.sides + 1) / 2", "return type(other) is type(self) and other.sides == self.sides"

DICE = ForeignAssignment(
    "dice",
    "nbgrader",
    CELLS,
    {
        "all right": {},
        "right in another way": {
            "die_cell": (
                "return sum(range(1, self.sides + 1)) / self.sides",
                "return isinstance(other, Die) and other.sides == self.sides",
                "others = sum(range(1, self.sides)) / (self.sides - 1)\nreturn self.chance * self.sides + (1 - self.chance) * others",
            ),
            "table": (
                "counts = np.zeros((sides, sides), dtype=np.int64)\nfor a, b in rolls:\n    counts[a - 1, b - 1] += 1\nreturn counts",
            ),
            "counter": ("return itertools.count(1).__next__",),
            "walk": ("return (2 * rng.integers(0, 2, steps) - 1).cumsum()",),
        },
        "nothing": {
            "die_cell": _WITHOUT * 3,
            **dict.fromkeys(["chance", "table", "walk", "sums_cell", "counter"], _WITHOUT),
        },
        "loaded as fair": {"die_cell": (_MEAN, _EQUAL, "return super().mean()")},
        "equal to its number": {
            "die_cell": (
                _MEAN,
                "return self.sides == getattr(other, 'sides', other)",
                "return self.chance * self.sides + (1 - self.chance) * self.sides / 2",
            )
        },
        "a float": {
            "chance": (
                "throws = list(itertools.product(range(1, sides + 1), repeat=dice))\nreturn sum(map(bool, map(event, throws))) / len(throws)",
            )
        },
        "counts once": {
            "table": (
                "counts = np.zeros((sides, sides), dtype=np.int64)\ncounts[rolls[:, 0] - 1, rolls[:, 1] - 1] += 1\nreturn counts",
            )
        },
        "steps of nothing": {"walk": ("return np.cumsum(rng.integers(-1, 2, size=steps))",)},
        "other sums": {"sums_cell": ("is_seven = lambda throw: 7 in throw\np_seven = 1 / 6\ndoubles = 3",)},
        "one count for all": {
            "counter": (
                "counter.count = getattr(counter, 'count', 0)\ndef called():\n    counter.count += 1\n    return counter.count\nreturn called",
            )
        },
    },
    {"rolls.csv": ROLLS + "\n"},
)
