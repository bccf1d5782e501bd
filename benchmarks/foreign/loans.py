"""A library's loans: an assignment in otter's format that uses all of it, and ten hand-ins.

Tests by what the notebook shows below them, with points in a list, for each, of their own, and shared; hidden ones by comment and by configuration; a
choice; text that is printed; a seed that graders set; answers in words and in code that people mark; a data file; cells to ignore, exports.
"""

from __future__ import annotations

from benchmarks.foreign import ForeignAssignment, cell, printed, question, raw, shown

LOANS = """\
reader,book,due,back
Ada,Emma,10,12
Ada,Dracula,11,11
Bo,Emma,20,29
Cy,Ulysses,14,13
Ada,Middlemarch,30,31
Cy,Emma,40,44
"""

CONFIG = """\
# ASSIGNMENT CONFIG
name: loans
requirements: [numpy]
files:
    - loans.csv
export_cell:
    pdf: false
    run_tests: true
seed:
    variable: rng_seed
    autograder_value: 42
    student_value: 7
generate: true
"""

READ = """\
def read_loans(path):
    with open(path, newline="") as file:
        return [(row["reader"], row["book"], int(row["due"]), int(row["back"])) for row in csv.DictReader(file)]


ROWS = read_loans("loans.csv")"""

DAYS_LATE = '''\
def days_late(due, back):
    """Return how many days after it was due a book came back; 0 where it was in time."""
    return max(0, back - due) # SOLUTION'''

BY_READER = """\
by_reader = {} # SOLUTION
# BEGIN SOLUTION NO PROMPT
for reader, _, due, back in ROWS:
    by_reader[reader] = by_reader.get(reader, 0) + days_late(due, back)
# END SOLUTION"""

FEES = '''\
def fees(days, rate=0.5):
    """Return the fee for each number of days in an array."""
    days = np.asarray(days)
    # BEGIN SOLUTION
    return np.where(days > 0, days * rate, 0.0)
    # END SOLUTION
    """ # BEGIN PROMPT
    ... # one line will do
    """; # END PROMPT'''

RECEIPT = '''\
def receipt(name, fee):
    """Print who pays what, and return the fee in cents."""
    # BEGIN SOLUTION
    print(f"{name} pays {fee:.2f}")
    return round(100 * fee)
    # END SOLUTION'''

CELLS = [
    raw(CONFIG),
    cell("markdown", "# Loans\n\nWho brought which book back, and when: `loans.csv`."),
    cell("code", "import csv\nimport numpy as np\nrng_seed = 42"),
    cell("code", READ),
    cell("code", "## Ignore ##\nprint('for authors alone')"),
    *question(
        "q1",
        cell("code", DAYS_LATE),
        config="points: [0.5, 1, 1.5]",
        tests=(
            shown("days_late(3, 5)", "2"),
            shown("# HIDDEN\ndays_late(5, 3)", "0"),
            shown("# HIDDEN\n[days_late(1, n) for n in (1, 2, 9)]", "[0, 1, 8]"),
        ),
    ),
    *question(
        "q2",
        cell("code", BY_READER),
        config="points:\n    each: 1",
        tests=(
            shown("sorted(by_reader)", "['Ada', 'Bo', 'Cy']"),
            shown(
                '""" # BEGIN TEST CONFIG\nhidden: true\nfailure_message: Whose are they?\n""" # END TEST CONFIG\nby_reader["Ada"], by_reader["Bo"]',
                "(3, 9)",
            ),
        ),
    ),
    *question(
        "q3",
        cell("markdown", "Every answer but one is wrong."),
        cell("code", 'worst_book = "A" # SOLUTION'),
        tests=(shown('worst_book in ("A", "B", "C")', "True"), shown("# HIDDEN\nworst_book", "'A'")),
    ),
    *question(
        "q4",
        cell("code", FEES),
        config="points: 3",
        tests=(
            shown(
                '""" # BEGIN TEST CONFIG\npoints: 1\nsuccess_message: Well done.\n""" # END TEST CONFIG\nfees([0, 1, 4]).tolist()',
                "[0.0, 0.5, 2.0]",
            ),
            shown("# HIDDEN\nbool(np.allclose(fees(np.array([-3, 2]), rate=0.25), [0.0, 0.5]))", "True"),
            shown("# HIDDEN\nfees([]).shape", "(0,)"),
        ),
    ),
    *question(
        "q5",
        cell("code", RECEIPT),
        config="points: 2",
        tests=(
            printed('cents = receipt("Ada", 1.5)', "Ada pays 1.50\n"),
            shown(
                '# HIDDEN\nimport contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n    cents = receipt("Bo", 4.5)\ncents',
                "450",
            ),
        ),
    ),
    *question(
        "q6",
        cell("code", "rng = np.random.default_rng(rng_seed)\npicks = rng.integers(0, 6, 3).tolist() # SOLUTION"),
        tests=(shown("len(picks)", "3"), shown("# HIDDEN\npicks", "[0, 4, 3]")),
    ),
    *question(
        "q7",
        cell("markdown", "Because a fee that grows without end is never paid."),
        config="manual: true\npoints: 3\nexport: true",
    ),
    *question(
        "q8",
        cell("code", "for reader in sorted(by_reader):\n    print(reader, '#' * by_reader[reader]) # SOLUTION"),
        config="manual: true\npoints: 2",
    ),
]

_WITHOUT = ("...",)

LIBRARY = ForeignAssignment(
    "loans",
    "otter",
    CELLS,
    {
        "all right": {},
        "right in another way": {
            "days_late": ("return back - due if back > due else 0",),
            "fees": ("return np.maximum(days, 0) * rate",),
        },
        "nothing": {
            **dict.fromkeys(["days_late", "q2", "q3", "fees", "receipt", "q6"], _WITHOUT),
        },
        "a day too many": {"days_late": ("return max(0, back - due + 1)",)},
        "other choice": {"q3": ('worst_book = "B"',)},
        "no such choice": {"q3": ('worst_book = "D"',)},
        "fees for all": {"fees": ("return days * rate",)},
        "a list of fees": {"fees": ("return [rate * max(0, day) for day in days]",)},
        "prints and gives nothing": {"receipt": ('print(f"{name} pays {fee:.2f}")',)},
        "draws without the seed": {"q6": ("picks = [1, 2, 3]",)},
    },
    {"loans.csv": LOANS},
)
