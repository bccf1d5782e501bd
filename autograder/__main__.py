"""The command `autograder`, and `python -m autograder`, which Python begins with the current folder first on its path.

That folder may hold what strangers handed in, so before anything is imported it is taken off, with all that a PYTHONPATH of relative
folders adds. Until then nothing is imported but what Python has loaded before it looks at any folder; so no `from __future__` here.
What this can't close is in docs/security.md: a folder named `autograder` there runs in this package's place.
"""

import os
import sys


def _forget_current_folder() -> None:
    """Take the current folder off the path of imports, and what PYTHONPATH says relative to it."""
    told = os.environ.get("PYTHONPATH", "")
    relative = [part for part in told.split(os.pathsep) if not os.path.isabs(part)] if told else []  # noqa: PTH117
    if relative:
        sys.stderr.write(
            "autograder: PYTHONPATH names the current folder or one in it; nothing is imported from there.\n"
        )
    away = {os.path.realpath(part or os.curdir) for part in ("", *relative)}
    sys.path[:] = [part for part in sys.path if os.path.realpath(part) not in away]


def main() -> None:
    """Run the command line."""
    _forget_current_folder()
    from autograder.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
