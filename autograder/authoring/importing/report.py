"""Say what became of an imported notebook: each test with its way and why, the points before and now, and what couldn't be taken along."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.authoring.importing import Imported
from autograder.authoring.importing.ways import Way
from autograder.conventions.plurals import counted

_COLOURS = {Way.OUTSIDE: "green", Way.BESIDE: "yellow", Way.LEFT_OUT: "red"}


def show(imported: Imported, console: Console) -> None:
    """Print the report of one notebook."""
    table = Table("Test", "Question", "Points", "Judged", "Why", title=f"Import of {escape(imported.name)}")
    for test in imported.tests:
        way = f"[{_COLOURS[test.way]}]{test.way}[/{_COLOURS[test.way]}]"
        why = "; ".join((test.why, *test.flags))
        table.add_row(escape(test.name), escape(test.question), f"{test.points:g}", way, escape(why))
    console.print(table)
    for remark in imported.remarks:
        console.print(f"[yellow]•[/yellow] {escape(remark)}")
    lost = sum(test.points for test in imported.tests if test.way is Way.LEFT_OUT)
    if lost:
        console.print(
            f"[red]{lost:g} of {counted(imported.points_before, 'point')} {'wasn' if lost == 1 else 'weren'}'t taken along: the tests that are left out.[/red]"
        )
    name = imported.name
    console.print(
        f"{escape(name)}: {counted(imported.points, 'point')} in assignments/{escape(name)}/. Next: correct `due` in its assignment.toml, then autograder rehearse {escape(name)}; "
        "docs/import.md says what each way means."
    )


def plain(imported: Imported) -> dict[str, Any]:
    """Give the report as JSON has it."""
    return {
        "assignment": imported.name,
        "points": imported.points,
        "points_before": imported.points_before,
        "tests": [
            {
                "test": test.name,
                "question": test.question,
                "points": test.points,
                "way": str(test.way),
                "why": test.why,
                "flags": list(test.flags),
            }
            for test in imported.tests
        ],
        "remarks": list(imported.remarks),
    }
