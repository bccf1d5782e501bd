"""The same hand-ins of an existing course, graded there and here: the points of each test side by side, and the time of each.

    python -m benchmarks.same_points FOLDER [nbgrader|otter|NAME]…

An assignment of foreign/ is imported by the real command, and its hand-ins go through `autograder grade` and through the tool that it was written for,
in its own format. Tests that the import leaves out are counted on neither side, nor is what people mark.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assemble import blocks
from autograder.authoring import submissions
from autograder.authoring.answer_blocks import our_solutions, templates
from benchmarks.foreign import ForeignAssignment
from benchmarks.foreign.dice import DICE
from benchmarks.foreign.graders import Graded, by_nbgrader, by_otter
from benchmarks.foreign.letters import LETTERS
from benchmarks.foreign.loans import LIBRARY
from benchmarks.foreign.means import MEANS
from benchmarks.foreign.rainfall import RAINFALL
from benchmarks.foreign.weather import WEATHER
from benchmarks.grid import Grid, seconds
from benchmarks.usage import CommandFailed, measure
from benchmarks.with_otter import READY

ASSIGNMENTS = (RAINFALL, LETTERS, DICE, LIBRARY, MEANS, WEATHER)
SAME = "–"
"""In the place of tests that differ."""


@dataclass(frozen=True, slots=True)
class HandIns:
    """The hand-ins of one notebook, in the order of their names."""

    name: str  # of the assignment that the notebook became here
    texts: Sequence[Mapping[str, tuple[str, ...]]]  # question → the texts of its blocks
    cells: Sequence[Mapping[str, str]]  # question → the whole cell as it is handed in


def measure_all(folder: Path, only: Sequence[str] = ()) -> list[Grid]:
    """Grade each assignment both ways; a tool that isn't installed is said in its table. Raises CommandFailed where one couldn't grade."""
    return [_measured(one, folder / one.name) for one in ASSIGNMENTS if not only or {one.tool, one.name} & set(only)]


def _measured(assignment: ForeignAssignment, folder: Path) -> Grid:
    if assignment.tool == "otter" and not READY.exists():
        missing = "otter isn't measured: `make bench` makes benchmarks/.venv-otter from requirements-otter.txt."
        return Grid(f"The same hand-ins of '{assignment.name}'", ["hand-in"], notes=[missing])
    source = assignment.write(folder / "there")
    root = folder / "here"
    root.mkdir()
    taken = source.parent if assignment.more else source
    imported = json.loads(
        _autograder(folder, "import", taken, "--as", assignment.name, "--same-points", "--root", root, "--json")[0]
    )
    _autograder(folder, "build", *assignment.imported_as.values(), "--root", root)
    _autograder(folder, "release", *assignment.imported_as.values(), "--root", root)
    handed_in = hand_ins(assignment, root)
    ours = _together([_here(one, root, folder) for one in handed_in.values()])
    grade = {"nbgrader": by_nbgrader, "otter": by_otter}[assignment.tool]
    theirs = grade(source, {stem: one.cells for stem, one in handed_in.items()}, folder / assignment.tool)
    return table(assignment, [test for one in imported for test in one["tests"]], ours, theirs)


def _autograder(folder: Path, *words: str | Path) -> tuple[str, float]:
    """Run a command of ours; returns what it prints, and its seconds."""
    log = folder / f"{words[0]}.log"
    usage = measure([sys.executable, "-W", "ignore", "-m", "autograder", *words], folder=Path.cwd(), log=log)
    text = log.read_text(encoding="utf-8")
    return text[text.find("[") :] if "--json" in words else text, usage.wall


def hand_ins(assignment: ForeignAssignment, root: Path) -> dict[str, HandIns]:
    """Write what students hand in, by the notebooks' stems; raises CommandFailed for an answer to no question."""
    own = {stem: our_solutions(name, root) for stem, name in assignment.imported_as.items()}
    for name, changed in assignment.answers.items():
        if unknown := set(changed) - {question for each in own.values() for question in each}:
            raise CommandFailed(
                f"{assignment.name}: '{name}' answers {', '.join(unknown)}, and there is no such question"
            )
    made = {}
    for stem, name in assignment.imported_as.items():
        cells = templates(name, root)
        texts = [
            {question: changed.get(question, text) for question, text in own[stem].items()}
            for changed in assignment.answers.values()
        ]
        filled = [
            {question: blocks.fill(cells[question], list(parts)) for question, parts in each.items()} for each in texts
        ]
        made[stem] = HandIns(name, texts, filled)
    return made


def _here(handed_in: HandIns, root: Path, folder: Path) -> Graded:
    """Hand in zips as students make them, and grade them by the real command."""
    name, zips = handed_in.name, folder / f"zips_{handed_in.name}"
    blank = submissions.released_notebook(name, root)
    zips.mkdir()
    for number, texts in enumerate(handed_in.texts):
        fields: dict[str, Any] = {"name": "Somebody", "student_id": f"s{number:02}", "option": 1, "group": ""}
        data = submissions.zip_of(submissions.fill(blank, texts, fields=fields), assignment=name, fields=fields)
        (zips / submissions.zip_name(fields, name)).write_bytes(data)
    _, taken = _autograder(folder, "grade", name, zips, "--root", root)
    records = [json.loads(path.read_bytes()) for path in sorted((root / "results" / name / "records").glob("*.json"))]
    if broken := [one["reason"] for one in records if one["status"] != "graded"]:
        raise CommandFailed(f"{name}: {broken[0]}")
    return Graded([points_of(one) for one in records], taken)


def points_of(record: Mapping[str, Any]) -> dict[str, float]:
    """List a record's points by the names of its tests."""
    return {check["name"]: check["points"] for question in record["questions"] for check in question.get("checks", ())}


def _together(graded: Sequence[Graded]) -> Graded:
    """Put the notebooks of one assignment together: the points of each hand-in, and the time of all."""
    points = [
        {test: share for one in each for test, share in one.items()}
        for each in zip(*(one.points for one in graded), strict=True)
    ]
    return Graded(points, sum(one.seconds for one in graded))


def table(assignment: ForeignAssignment, tests: Sequence[Mapping[str, Any]], ours: Graded, theirs: Graded) -> Grid:
    """Put the points of each hand-in side by side, and name the tests that differ."""
    kept = [one["test"] for one in tests if one["way"] != "left out"]
    most = sum(one["points"] for one in tests if one["test"] in kept)
    grid = Grid(
        f"The same hand-ins of '{assignment.name}', written for {assignment.tool}",
        ["hand-in", f"{assignment.tool}, of {most:g}", f"this kit, of {most:g}", "tests that differ"],
    )
    names = list(assignment.answers)
    for name, mine, other in zip(names, ours.points, theirs.points, strict=True):
        differ = [test for test in kept if abs(mine[test] - other[test]) > 1e-9]
        sums = [sum(points[test] for test in kept) for points in (other, mine)]
        grid.rows.append([name, *(f"{points:g}" for points in sums), ", ".join(differ) or SAME])
    beside = [one["test"] for one in tests if one["way"] == "beside"]
    left = [f"{one['test']} ({one['points']:g})" for one in tests if one["test"] not in kept]
    each = f"{seconds(theirs.seconds / len(names))} and {seconds(ours.seconds / len(names))} each"
    grid.notes.append(
        f"{len(names)} hand-ins, {len(kept)} tests: {assignment.tool} {seconds(theirs.seconds)}, this kit {seconds(ours.seconds)}, which is {each}."
    )
    if beside:
        grid.notes.append(f"Beside the student's code: {', '.join(beside)}.")
    if left:
        grid.notes.append(f"Left out of both sums, since the import leaves it out: {', '.join(left)}.")
    return grid


def main(folder: Path, *tools: str) -> int:
    """Print the tables; 1 where points differ, or a tool couldn't grade."""
    try:
        grids = measure_all(folder.resolve(), tools)
    except CommandFailed as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    for grid in grids:
        print(grid.markdown())
    return 1 if any(row[-1] != SAME for grid in grids for row in grid.rows) else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), *sys.argv[2:]))
