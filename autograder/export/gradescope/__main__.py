"""What the bundle's scripts call in Gradescope's container.

    python -m autograder.export.gradescope NAME           grade the submission
    python -m autograder.export.gradescope --prove NAME   prove the image, at the end of setup.sh

A sentence on standard output and exit status 1 for a fault of ours: Gradescope shows the staff standard output, and the student neither.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from autograder.errors import GradingError
from autograder.export.gradescope import container, proof


def main(arguments: list[str]) -> int:
    """Grade the submission of this container, or prove it."""
    base = Path(os.environ.get("AUTOGRADER_ROOT", container.BASE))
    try:
        if arguments[0] == "--prove":
            for line in proof.prove(arguments[1], base / "source"):
                print(f"setup.sh: {line}", flush=True)
        else:
            print(f"autograder: wrote {container.grade(arguments[0], base)}.", flush=True)
    except GradingError as error:
        print(f"autograder: {error}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
