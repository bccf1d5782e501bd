"""The command line, thin: one subcommand per verb, results to standard output, progress to standard error.

Comes in: what somebody typed. Goes out: exit status 0 when the work was done, however students fared; 1 when something of ours broke;
2 for wrong usage; 3 for an unfit sandbox; 4 where a person must decide first; 130 after Ctrl-C. It may import anything, and nothing but `__main__` imports it; it runs in the command's process.
verbs.py puts the verbs together, which are in author.py, grade.py, export.py, desk.py, similar.py and people.py; what they share is in options.py, what they print in tables.py.

Nothing is imported here. Where what is typed will be graded on this machine, the process that imports the libraries for that is started first of
all: it takes longest, and all else is done meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.sandbox.outside import Ancestor

_NO_ANCESTOR = ("-h", "--help", "--keep-warm", "--cluster", "--slurm", "--device")
"""Options of `grade` with which it isn't sure that libraries are wanted here; `grade` itself asks for them then."""


def main() -> None:
    """Run the command line; every error is one sentence."""
    words = _handed_over(sys.argv[1:])
    with _ancestor(words) or nullcontext() as ancestor:
        from autograder.cli import verbs

        verbs.run(words, ancestor)


def _handed_over(words: list[str]) -> list[str]:
    """Have a process that was kept warm be this command, where one is; else leave one for the next. Returns the words of the command that this process is."""
    if words[:1] == ["grade"] and any(word.startswith("--keep-warm") for word in words):
        from autograder.cli import handover

        minutes = handover.minutes(words)
        if minutes is not None:
            handover.be_done(words, minutes)
            if minutes:
                from autograder.cli import waiting_command

                order = waiting_command.left_behind(minutes)
                return order.words if order else words
    return words


def _ancestor(words: Sequence[str]) -> Ancestor | None:
    if words[:1] != ["grade"] or any(word.startswith(_NO_ANCESTOR) for word in words):
        return None
    from autograder.sandbox.outside import Ancestor

    ancestor = Ancestor()
    ancestor.begin()
    return ancestor
