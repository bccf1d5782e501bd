"""Grade notebooks through otter-grader's API in one warm process: `python -P otter_driver.py autograder.zip notebook…`.

Runs in otter's own virtual environment, so it imports nothing of this project. Prints {notebook's name: share of the points} as JSON.
"""

import json
import sys
from pathlib import Path

from otter.api import grade_submission


def main() -> None:
    """Grade one notebook after the other; one that can't be graded has no score."""
    autograder, *notebooks = sys.argv[1:]
    scores: dict[str, float | None] = {}
    for notebook in notebooks:
        try:
            results = grade_submission(notebook, autograder, quiet=True)
            scores[Path(notebook).stem] = results.total / results.possible if results.possible else None
        except Exception as error:  # noqa: BLE001 - a kernel that dies is told, whatever way it is raised
            print(f"{notebook}: {error!r}", file=sys.stderr)
            scores[Path(notebook).stem] = None
    print("\n" + json.dumps(scores))


main()
