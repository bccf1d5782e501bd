"""`python -m benchmarks`: measure everything, print the tables, write RESULTS.md and the plots."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import (
    alike,
    cold,
    desk,
    growth,
    handins,
    libraries,
    machine,
    plots,
    same_points,
    start_up,
    tables,
    turns,
)
from benchmarks.grid import Grid
from benchmarks.ours import Ours
from benchmarks.usage import CommandFailed, measure

ROOT = Path(__file__).resolve().parent.parent
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
BURNERS = 3

out = Console(highlight=False, width=140)
err = Console(stderr=True, highlight=False)


class Part(StrEnum):
    """What can be measured by itself."""

    COMPARE = "compare"
    STAGES = "stages"
    GROWTH = "growth"
    HEADLINE = "headline"
    ACCOUNTING = "accounting"
    ALIKE = "alike"
    START_UP = "start-up"
    DESK = "desk"
    SAME_POINTS = "same-points"


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Of the comparison; each figure is the median over them.")] = 5,
    count: Annotated[int, typer.Option(min=30, help="Submissions in the large class.")] = 1000,
    workers: Annotated[int, typer.Option(min=1, help="Grading processes for the large class.")] = 2,
    only: Annotated[
        list[Part] | None, typer.Option(help="Measure these parts only; may be given several times.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="One round, a class of 30: to see that all works, not to measure.")
    ] = False,
    dolos: Annotated[
        Path | None, typer.Option(help="A node_modules with @dodona/dolos-lib, to measure it beside ours.")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Where RESULTS.md and plots/ go; default: benchmarks/, for a part or --quick results/benchmark/.",
        ),
    ] = None,
) -> None:
    """Measure the kit beside nbgrader and otter-grader. Example: python -m benchmarks --only growth --count 300"""
    rounds, count = (1, 30) if quick else (rounds, count)
    parts = only or list(Part)
    made = folder or (ROOT / "results" / "benchmark" if quick or only else ROOT / "benchmarks")
    began, about, grids = time.monotonic(), machine.describe(), []
    with TemporaryDirectory(prefix="benchmark-") as temporary:
        for part in parts:
            err.print(f"{part} …")
            grids += _measured(
                part, Path(temporary), made / "plots", rounds=rounds, count=count, workers=workers, dolos=dolos
            )
    minutes = (time.monotonic() - began) / 60
    for grid in grids:
        out.print(grid.rich())
        out.print()
    made.mkdir(parents=True, exist_ok=True)
    (made / "RESULTS.md").write_text(_page(about, grids, minutes, made / "plots"), encoding="utf-8")
    out.print(f"{made.relative_to(ROOT) if made.is_relative_to(ROOT) else made}/RESULTS.md, in {minutes:.1f} minutes")


def _measured(
    part: Part, temporary: Path, pictures: Path, *, rounds: int, count: int, workers: int, dolos: Path | None
) -> list[Grid]:
    folder = temporary / part
    folder.mkdir()
    match part:
        case Part.COMPARE:
            found = turns.compare(ROOT, folder, rounds=rounds, copies=4 if rounds > 1 else 2, say=err.print)
            plots.draw_comparison(found, pictures / "comparison.png")
            return [*tables.compared(found), tables.agreement(found)]
        case Part.STAGES:
            return _profiles(folder, rounds)
        case Part.GROWTH:
            large = growth.measure(Ours(ROOT, folder, seconds_per_case=turns.LIMIT), count, folder, workers=workers)
            plots.draw_time(large, pictures / "time.png")
            plots.draw_memory(large, pictures / "memory.png")
            return [tables.growth(large), tables.memory(large)]
        case Part.HEADLINE:
            return [tables.distances(_json("benchmarks.headline", folder, [ROOT, str(rounds)], environment={}))]
        case Part.ACCOUNTING:
            return [tables.accounting(BURNERS * 3.0, _burned(folder, 3.0))]
        case Part.ALIKE:
            return [alike.measure(dolos)]
        case Part.START_UP:
            return [start_up.measure(ROOT, folder, rounds), cold.measure(ROOT, folder / "cold", rounds)]
        case Part.DESK:
            return [desk.measure(ROOT, folder, each) for each in ((200, 2 * count) if rounds > 1 else (count,))]
        case Part.SAME_POINTS:
            return same_points.measure_all(folder)


def _profiles(folder: Path, rounds: int) -> list[Grid]:
    ours, class_ = Ours(ROOT, folder, seconds_per_case=turns.LIMIT), handins.ordinary(ROOT)
    zips = handins.write_zips(class_, ROOT, folder / "zips")
    arguments: list[str | Path] = [ours.course, str(rounds), zips]
    taken = _json("benchmarks.stages", folder, arguments)
    by_stage = tables.profile(taken, _json("benchmarks.floor", folder, arguments)["stages"])
    return [by_stage, libraries.measure_all(ours.course, zips, folder, rounds, len(class_), ONE_THREAD)]


def _burned(folder: Path, seconds: float) -> float:
    """Return by how much the command's processor time rises when some students use so many seconds each."""
    ours, used = Ours(ROOT, folder, seconds_per_case=2 * seconds), []
    for each in (0.0, seconds):
        class_ = [handins.burning(number, each) for number in range(BURNERS)]
        used.append(ours.grade(handins.write_zips(class_, ROOT, folder / f"burning-{each:g}")).cpu)
    return used[1] - used[0]


def _json(
    module: str, folder: Path, arguments: Sequence[str | Path], environment: Mapping[str, str] = ONE_THREAD
) -> Any:
    """Run a module of ours as a process of its own, and read the last line that it prints."""
    log = folder / "log"
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    measure(command, folder=ROOT, log=log, environment=environment)
    return json.loads(log.read_text().strip().rpartition("\n")[2])


def _page(about: dict[str, str], grids: Sequence[Grid], minutes: float, pictures: Path) -> str:
    lines = ["# What was measured", "", f"Written by `make bench` in {minutes:.0f} minutes, all in one run, on:", ""]
    lines += ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in about.items()), ""]
    lines += [INTRODUCTION, ""]
    for grid in grids:
        lines += [grid.markdown(), ""]
        lines += [f"![{grid.title}](plots/{name})\n" for name in grid.pictures if (pictures / name).exists()]
    return "\n".join(lines).rstrip() + "\n"


INTRODUCTION = """\
The class: ten kNN submissions of several kinds (our solution, four other right ones, four wrong ones, a blank one), and besides one with an endless loop and one that crashes.
Ours is the real command `autograder grade` with everything on: the highest sandbox level, integrity, growth checks, other devices, feedback pages, marks, nbgrader's gradebook.
nbgrader and otter-grader run the same functions with hidden asserts like our checks, but for growth, bans and devices, which they have no words for.
They get a lean notebook: one set-up cell without matplotlib, the functions, the tests; nothing that explores, plots or trains. 'Our notebook' is the released one as students hand it in.
nbgrader's database and assignment are made beforehand; otter goes through its API in one warm process, which is quicker than `otter run`, and without containers."""


if __name__ == "__main__":
    try:
        typer.run(main)
    except CommandFailed as error:
        err.print(f"[red]benchmarks:[/red] {error}")
        raise SystemExit(1) from None
