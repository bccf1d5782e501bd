"""What every notebook has: the rules, the student's details, handing in. A master with neither cells of details nor of handing in gets these.

Comes in: whether a master has its own, and the course's language. Goes out: cells, marked as ours by their origin, so that `pull` leaves them out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.report import words

RULES = """\
**Before you start**

- Write between `# BEGIN YOUR CODE` and `# END YOUR CODE`, and nowhere else. Delete the line `raise NotImplementedError`.
- Don't add, delete or copy cells.
include assignment.toml
- In your details, `option` is 1 for your own work, or 2 for work that isn't your own, explained by you, line by line, in comments. `group` is for work that you hand in together: its name or number.
- Run all cells, save, then run the last cell: it makes the file to hand in."""
FIELDS = """\
#@title Your details: fill in, then run this cell
name = ""  #@param {type:"string"}
student_id = ""  #@param {type:"string"}
option = 1  #@param [1, 2] {type:"raw"}
group = ""  #@param {type:"string"}"""
SET_UP = """\
#@title Set-up: handing in (run this cell; you needn't read it)
# include _shared/notebook/submit.py"""
FILES = """\
#@title Your Python files: run this cell first (it sees to it that the notebook has them as you saved them last)
# include _shared/notebook/files.py"""
HAND_IN = """\
## Hand in

Fill in *Your details*, run all cells, **save**, and run the last cell once more. It lists what it found, and makes the zip."""

Given = tuple[str, str, dict[str, Any]]
"""(kind, text, options) of a cell."""

FIRST: Sequence[Given] = (
    ("markdown", RULES, {"id": "rules"}),
    ("code", FIELDS, {"tags": ["fields"], "id": "your-details"}),
    ("code", SET_UP, {"tags": ["submit"], "id": "setup-hand-in"}),
)
"""What stands below the first cell, the title. No heading: questions are called by the one above them."""

OF_FILES: Given = ("code", FILES, {"id": "setup-files"})
"""What stands below these where students write in Python files beside the notebook."""

LAST: Sequence[Given] = (
    ("markdown", HAND_IN, {"id": "hand-in-how"}),
    ("code", "hand_in();", {"tags": ["submit"], "id": "hand-in"}),
)
"""What stands at the end."""


def in_language(given: Given, language: str) -> Given:
    """Say a cell's own lines in a language; lines of code stay."""
    kind, text, options = given
    say = words.catalogue(language).gettext
    return kind, "\n".join(say(line) if line else line for line in text.split("\n")), options
