"""Measure how the time for reading a text grows with its length: `python -m benchmarks.texts`.

Comes in: nothing. Goes out: a line for each text, with the processor time at n and 2n characters and their ratio; status 1 when one is above
2.5. What is written in C (regular expressions, Python's parser, Pygments) shows here alone: tests/unit/test_growth_of_work.py counts steps of
Python, since tests time nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from autograder.assemble import blocks, code_rules, comments, function_bodies, name_resolution, source_text
from autograder.conventions import BEGIN, END, defined_names, has_marker, lines_of
from autograder.report import rendering
from autograder.similar import alignment
from autograder.similar.hand_ins import Text
from autograder.untrusted_text import for_file_name, for_message, for_notebook, for_page

LENGTH = 40_000  # characters; the other text has twice as many
MOST = 2.5
SMALL = 0.1  # seconds: below it, a ratio says nothing
RUNS = 3  # of which the quickest counts

UNITS = (
    *(
        "\\x",
        "\\'",
        '\\"',
        "'\"",
        "'''a\n",
        "(",
        "([",
        ")]",
        "\n",
        " ",
        "    \n",
        "\f\r",
        "\\\n",
        "#",
        "# a word\n",
        "%time x\n",
    ),
    *(
        "# BEGIN YOUR\n",
        f"{BEGIN}\n",
        f"{BEGIN}\n{END}\n",
        "def f(): pass\n",
        "class\n",
        "async  \n",
        "a=torch\n",
        "x=x.b\n",
        ".a",
        "x().a",
    ),
    *("eval('a')\n", "import a\n", "f'{a}'", "0x1_", "lambda: ", "a if b else ", "not ", "@a\n", "\u202e", "=1+1\n"),
)
TEMPLATE = f"def double(x):\n    {BEGIN}\n    raise NotImplementedError\n    {END}\n"


def read(text: str) -> None:
    """Do with a text whatever this package does with a student's, but for running it."""
    inside = f"def double(x):\n    {BEGIN}\n{text}\n    {END}\n"
    source_text.scan(lines_of(text))
    source_text.compiles(source_text.without_magics(text))
    for student in (text, inside):
        taken = [part.text for part in blocks.extract(student, TEMPLATE)]
        source_text.compiles(blocks.fill(TEMPLATE, taken))
    blocks.is_blank(text)
    comments.explains(text)
    function_bodies.find(text, "double")
    has_marker(text)
    defined_names(text)
    tree, _ = source_text.parse(text)
    if tree is not None:
        list(name_resolution.chain([tree]).imports(tree))
    code_rules._known((text,))
    alignment.align(Text(text), Text(f"{text}#"))
    Text(text).prints()
    rendering.highlighted(text)
    for fit in (for_page, for_notebook, for_message, for_file_name):
        fit(text)


def seconds(reader: Callable[[str], object], text: str) -> float:
    """Return the processor time of the quickest of a few readings, each of a text that wasn't read before."""
    taken = []
    for run in range(RUNS):
        fresh = f"{text}\n# {run}"
        start = time.process_time()
        reader(fresh)
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> int:
    """Measure every text, and say which grow faster than their length."""
    steep = 0
    for unit in UNITS:
        once, twice = (seconds(read, f"x = {unit * (length // len(unit))}") for length in (LENGTH, 2 * LENGTH))
        ratio = twice / max(once, SMALL)
        steep += ratio > MOST
        print(f"{unit!r:32} {once:8.3f} s {twice:8.3f} s {ratio:6.2f}{'  steep' if ratio > MOST else ''}")
    print(f"{len(UNITS)} texts, {steep} above {MOST}")
    return int(steep > 0)


if __name__ == "__main__":
    sys.exit(main())
