"""Grade the same students' functions with otter-grader, in a virtual environment of its own.

The tests are our hidden asserts in otter's format, the autograder's zip is made by `otter generate`, and submissions go through otter's
API one after the other in one warm process, which is quicker than `otter run` for each. No container is started: that would cost more.
"""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Sequence
from pathlib import Path

from benchmarks import asserts, lean
from benchmarks.handins import Handin
from benchmarks.usage import CommandFailed, Usage, measure

HOME = Path(__file__).parent
PYTHON = HOME / ".venv-otter" / "bin" / "python"
READY = HOME / ".venv-otter" / ".ready"

TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "{question}"
points = None


@test_case(points={points}, hidden=True)
def test_{question}({question}, torch):
{body}
"""


class Otter:
    """otter-grader's API."""

    name = "otter-grader"

    def __init__(self, root: Path, folder: Path) -> None:
        if not READY.exists():
            raise CommandFailed("benchmarks/.venv-otter isn't there: `make bench` makes it from requirements-otter.txt")
        self.root = root
        self._folder = folder
        self._handed_in = folder / "handed-in"
        tests = folder / "tests"
        tests.mkdir(parents=True)
        for question, (points, _) in asserts.ASKED.items():
            body = textwrap.indent(asserts.text_of(question), "    ")
            (tests / f"{question}.py").write_text(
                TEST.format(question=question, points=points, body=body), encoding="utf-8"
            )
        command: list[str | Path] = [
            PYTHON.with_name("otter"),
            "generate",
            "-t",
            tests,
            "-o",
            folder / "autograder.zip",
        ]
        command += ["--no-environment", "--no-requirements"]
        measure(command, folder=folder, log=folder / "generate.log")

    def lay_out(self, handins: Sequence[Handin], *, whole: bool = False) -> None:
        """Write the notebooks that these students hand in: lean ones, or ours as it is."""
        shutil.rmtree(self._handed_in, ignore_errors=True)
        self._handed_in.mkdir()
        for one in handins:
            data = lean.handed_in(self.root, one) if whole else self._lean(one)
            (self._handed_in / f"{one.student_id}.ipynb").write_bytes(data)

    def _lean(self, one: Handin) -> bytes:
        return lean.notebook(lean.solution_cells(self.root, one.texts), graded=False)

    def grade(self, *, most_seconds: float | None = None) -> Usage:
        """Grade all that was handed in; it is stopped after most_seconds, for otter has no limit of its own."""
        command: list[str | Path] = [PYTHON, "-P", HOME / "otter_driver.py", self._folder / "autograder.zip"]
        command += sorted(self._handed_in.glob("*.ipynb"))
        return measure(command, folder=self._folder, log=self._folder / "log", most_seconds=most_seconds)

    def scores(self) -> dict[str, float | None]:
        """Return each student's share of the points, from the last run."""
        last = (self._folder / "log").read_text(encoding="utf-8").strip().rpartition("\n")[2]
        found: dict[str, float | None] = json.loads(last)
        return found
