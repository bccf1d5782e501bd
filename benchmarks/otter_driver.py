"""Grade notebooks through otter-grader's API in one warm process: `python -P otter_driver.py [--each] autograder.zip notebook…`.

Runs in otter's own virtual environment, so it imports nothing of this project. Prints {notebook's name: share of the points} as JSON; with --each
{notebook's name: {"question-number of the test": points}}, and "question-all" where a question is all or nothing.
"""

import json
import sys
from pathlib import Path

from otter.api import grade_submission
from otter.test_files import GradingResults


def main() -> None:
    """Grade one notebook after the other; one that can't be graded has no score."""
    each = sys.argv[1] == "--each"
    autograder, *notebooks = sys.argv[1 + each :]
    scores: dict[str, object] = {}
    for notebook in notebooks:
        try:
            results = grade_submission(notebook, autograder, quiet=True)
            share = results.total / results.possible if results.possible else None
            scores[Path(notebook).stem] = _points(results) if each else share
        except Exception as error:  # noqa: BLE001 - a kernel that dies is told, whatever way it is raised
            print(f"{notebook}: {error!r}", file=sys.stderr)
            scores[Path(notebook).stem] = None
    print("\n" + json.dumps(scores))


def _points(results: GradingResults) -> dict[str, float]:
    """Give the points of each test; where a question is all or nothing, its tests are one."""
    points = {}
    for name, file in results.results.items():
        each = [float(one.test_case.points or 0) for one in file.test_case_results]
        if file.all_or_nothing:
            points[f"{name}-all"] = sum(each) if file.passed_all else 0.0
            continue
        for number, one in enumerate(file.test_case_results, start=1):
            points[f"{name}-{number}"] = each[number - 1] if one.passed else 0.0
    return points


main()
