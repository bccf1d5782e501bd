"""Letters: an assignment in nbgrader's format that is a folder of two notebooks, with files below it, and ten hand-ins.

Words in the first, charts in the second. Solution cells with code of the author's around the block, a dataclass, a generator, a recursive function
under a decorator, several variables; answers that are sets, dicts, lists, figures; locked cells that read a text and a table; answers and a task
that people mark.
"""

from __future__ import annotations

from benchmarks.foreign import ForeignAssignment, by_hand, cell, solution, test

POEM = "\n".join(
    [
        "The rain has a drum of its own,",
        "a slow one, a low one, a stone on a stone;",
        "it plays on the roof and the road and the lawn",
        "a tune with no end from the dusk to the dawn.",
    ]
)
COUNTS = '{"e": 12.7, "t": 9.1, "a": 8.2, "o": 7.5, "z": 0.1}'

WORDS = '''\
def words(text):
    """Return the words of a text in lower case, without marks."""
    text = text.lower()
    ### BEGIN SOLUTION
    found = re.findall("[a-z]+", text)
    ### END SOLUTION
    return found'''

COMMON = '''\
def common(a, b):
    """Return the letters that two words share, as a set."""
    ### BEGIN SOLUTION
    return set(a.lower()) & set(b.lower())
    ### END SOLUTION'''

ENTRY = '''\
@dataclass
class Entry:
    """A word, and the lines that it is in."""

    word: str
    lines: list = field(default_factory=list)

    def add(self, line):
        """Note a line, once."""
        ### BEGIN SOLUTION
        if line not in self.lines:
            self.lines.append(line)
        ### END SOLUTION'''

INDEX = '''\
def index(text):
    """Return {word: Entry} of a text; lines are counted from 1."""
    ### BEGIN SOLUTION
    entries = {}
    for number, line in enumerate(text.splitlines(), 1):
        for word in words(line):
            entries.setdefault(word, Entry(word)).add(number)
    return entries
    ### END SOLUTION'''

PAIRS = '''\
def pairs(items):
    """Give each item with the one after it, one pair after the other."""
    ### BEGIN SOLUTION
    for first, second in zip(items, items[1:]):
        yield first, second
    ### END SOLUTION'''

DISTANCE = '''\
@functools.lru_cache(maxsize=None)
def distance(a, b):
    """Return how many letters must be put in, taken out or changed to make b of a."""
    ### BEGIN SOLUTION
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return distance(a[1:], b[1:])
    return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))
    ### END SOLUTION'''

FACTS = """\
# The longest word of the poem, and how often each word of at least 4 letters comes, in a dict.
### BEGIN SOLUTION
longest = max(words(POEM), key=len)
often = {word: words(POEM).count(word) for word in words(POEM) if len(word) >= 4}
### END SOLUTION"""

RENAME = '''\
def rename(table, old, new):
    """Give a dict's key another name, in place; raise KeyError where it isn't there or the new one is."""
    ### BEGIN SOLUTION
    if new in table:
        raise KeyError(new)
    table[new] = table.pop(old)
    ### END SOLUTION'''

FIRST = [
    cell("markdown", "# Letters\n\nA poem of four lines: `texts/poem.txt`.", grade_id="title", locked=True),
    cell(
        "code",
        "import functools\nimport re\nfrom dataclasses import dataclass, field",
        grade_id="imports",
        locked=True,
    ),
    cell("code", 'with open("texts/poem.txt") as file:\n    POEM = file.read()', grade_id="poem", locked=True),
    solution("words_cell", WORDS),
    test(
        "words_of_a_line",
        2,
        'assert words("No, no!") == ["no", "no"]\n### BEGIN HIDDEN TESTS\nassert words(POEM)[:3] == ["the", "rain", "has"]\n'
        'assert words("") == []\n### END HIDDEN TESTS',
    ),
    solution("common_cell", COMMON),
    test(
        "common_letters",
        1,
        'assert common("Stone", "tone") == set("tone")\n### BEGIN HIDDEN TESTS\nassert common("ab", "cd") == set()\n### END HIDDEN TESTS',
    ),
    cell("markdown", "## An index"),
    solution("entry_cell", ENTRY),
    test(
        "entry_notes_once",
        2,
        'entry = Entry("stone")\nfor line in (2, 2, 5):\n    entry.add(line)\nassert entry.lines == [2, 5]\nassert entry.word == "stone"',
    ),
    solution("index_cell", INDEX),
    test(
        "index_of_the_poem",
        2,
        'few = index("a b\\nb c")\nassert sorted(few) == ["a", "b", "c"]\nassert few["b"].lines == [1, 2]\n'
        '### BEGIN HIDDEN TESTS\nassert index(POEM)["a"].lines == [1, 2, 4]\n### END HIDDEN TESTS',
    ),
    solution("pairs_cell", PAIRS),
    test(
        "pairs_in_turn",
        1,
        'assert list(pairs("abc")) == [("a", "b"), ("b", "c")]\n### BEGIN HIDDEN TESTS\nassert list(pairs([1])) == []\n### END HIDDEN TESTS',
    ),
    solution("distance_cell", DISTANCE),
    test("distance_small", 1, 'assert distance("stone", "tone") == 1\nassert distance("", "ab") == 2'),
    test(
        "distance_hidden",
        2,
        '### BEGIN HIDDEN TESTS\nfor a, b, right in [("rain", "ruin", 1), ("low", "slow", 1), ("dusk", "dawn", 3)]:\n'
        "    assert distance(a, b) == right == distance(b, a)\n### END HIDDEN TESTS",
    ),
    solution("facts", FACTS),
    test(
        "longest_word",
        1,
        "assert len(longest) <= 6\n### BEGIN HIDDEN TESTS\nassert len(longest) == 5\n### END HIDDEN TESTS",
    ),
    test(
        "how_often",
        1,
        '### BEGIN HIDDEN TESTS\nassert often["stone"] == 2 and often["with"] == 1\nassert "the" not in often\n### END HIDDEN TESTS',
    ),
    solution("rename_cell", RENAME),
    test("renames_in_place", 1, 'table = {"a": 1, "b": 2}\nrename(table, "a", "c")\nassert table == {"b": 2, "c": 1}'),
    test(
        "rename_refuses",
        1,
        'for old, new in [("x", "y"), ("a", "b")]:\n    try:\n        rename({"a": 1, "b": 2}, old, new)\n    except KeyError:\n        pass\n'
        "    else:\n        raise AssertionError(old)",
    ),
    by_hand(
        "markdown",
        "sound",
        2,
        "Which letters carry the sound of the poem?\n### BEGIN SOLUTION\nThe long o and the n.\n### END SOLUTION",
    ),
    cell(
        "markdown",
        "Find a poem of your own and make its index.\n\n### BEGIN MARK SCHEME\n1 for the poem, 2 for what is said of it.\n### END MARK SCHEME",
        grade_id="own_poem",
        task=True,
        locked=True,
        points=3,
    ),
]

BARS = '''\
def bars(counts):
    """Draw a bar for each letter, the most frequent first; return the axes."""
    ### BEGIN SOLUTION
    letters = sorted(counts, key=counts.get, reverse=True)
    figure, axes = plt.subplots()
    axes.bar(letters, [counts[one] for one in letters])
    axes.set_title("Letters")
    axes.set_ylabel("percent")
    return axes
    ### END SOLUTION'''

GROWTH = """\
# A figure in the variable `grown`: how much the letters make up together, from the most frequent on.
### BEGIN SOLUTION
shares = np.cumsum(sorted(COUNTS.values(), reverse=True))
grown, axes = plt.subplots()
axes.plot(range(1, len(shares) + 1), shares)
### END SOLUTION"""

SHARES = '''\
def shares_of(counts):
    """Return what each count is of all, shape (n,), dtype float64."""
    counts = np.asarray(counts)
    ### BEGIN SOLUTION
    return counts / counts.sum()
    ### END SOLUTION'''

SECOND = [
    cell("code", "%matplotlib inline\nimport json\nimport matplotlib.pyplot as plt\nimport numpy as np"),
    cell("code", 'COUNTS = json.loads(open("counts.json").read())', grade_id="counts", locked=True),
    solution("bars_cell", BARS),
    test(
        "bars_are_sorted",
        2,
        'drawn = bars({"x": 1, "y": 3})\nassert len(drawn.patches) == 2\n### BEGIN HIDDEN TESTS\n'
        "assert [one.get_height() for one in bars(COUNTS).patches] == [12.7, 9.1, 8.2, 7.5, 0.1]\n### END HIDDEN TESTS",
    ),
    test("bars_are_named", 1, 'drawn = bars(COUNTS)\nassert drawn.get_title() and drawn.get_ylabel() == "percent"'),
    solution("growth_cell", GROWTH),
    test(
        "growth_is_drawn",
        2,
        "(line,) = grown.axes[0].lines\n### BEGIN HIDDEN TESTS\nassert np.allclose(line.get_ydata(), [12.7, 21.8, 30.0, 37.5, 37.6])\n### END HIDDEN TESTS",
    ),
    solution("shares_cell", SHARES),
    test(
        "shares_add_up",
        1,
        "assert np.isclose(shares_of([1, 2, 5]).sum(), 1)\n### BEGIN HIDDEN TESTS\nnp.testing.assert_allclose(shares_of([1, 3]), [0.25, 0.75])\n### END HIDDEN TESTS",
    ),
    by_hand(
        "code",
        "own_chart",
        2,
        "# Draw what you like of COUNTS.\n### BEGIN SOLUTION\nplt.pie(COUNTS.values())\n### END SOLUTION",
    ),
    by_hand(
        "markdown",
        "caption",
        1,
        "What does your chart show?\n### BEGIN SOLUTION\nFour letters make up a third.\n### END SOLUTION",
    ),
]

_WITHOUT = ("raise NotImplementedError",)

LETTERS = ForeignAssignment(
    "letters",
    "nbgrader",
    FIRST,
    {
        "all right": {},
        "right in another way": {
            "words": ('found = "".join(one if one.isalpha() else " " for one in text).split()',),
            "pairs": ("return ((items[at], items[at + 1]) for at in range(len(items) - 1))",),
            "distance": (
                "row = list(range(len(b) + 1))\nfor i, x in enumerate(a, 1):\n    last, row[0] = row[0], i\n    for j, y in enumerate(b, 1):\n"
                "        last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))\nreturn row[-1]",
            ),
            "bars": (
                "ordered = sorted(counts.items(), key=lambda item: -item[1])\nplt.figure()\nplt.bar([one for one, _ in ordered], [much for _, much in ordered])\n"
                'plt.title("How often")\nplt.ylabel("percent")\nreturn plt.gca()',
            ),
            "shares_of": ("return np.array([one / sum(counts) for one in counts])",),
        },
        "nothing": dict.fromkeys(
            [
                "words",
                "common",
                "Entry",
                "index",
                "pairs",
                "distance",
                "facts",
                "rename",
                "bars",
                "growth_cell",
                "shares_of",
            ],
            _WITHOUT,
        ),
        "keeps the marks": {"words": ("found = text.split()",)},
        "a list of letters": {"common": ("return [one for one in a.lower() if one in b.lower()]",)},
        "notes twice": {"Entry": ("self.lines.append(line)",)},
        "all pairs": {"pairs": ("for first in items:\n    for second in items:\n        yield first, second",)},
        "places alone": {"distance": ("return abs(len(a) - len(b)) + sum(x != y for x, y in zip(a, b))",)},
        "a new dict": {
            "rename": ("table = {new if key == old else key: value for key, value in table.items()}\nreturn table",),
            "facts": ('longest = "a"\noften = {"stone": 2, "with": 1, "the": 5}',),
        },
        "bars as they come": {
            "bars": ("figure, axes = plt.subplots()\naxes.bar(list(counts), list(counts.values()))\nreturn axes",),
            "growth_cell": ("grown, axes = plt.subplots()\naxes.plot(list(COUNTS.values()))",),
            "shares_of": ("return counts / counts.max()",),
        },
    },
    {"texts/poem.txt": POEM + "\n", "counts.json": COUNTS + "\n"},
    {"charts": SECOND},
)
