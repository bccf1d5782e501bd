"""What a rehearsal found, and how it is shown.

Comes in: steps, each proved or with one sentence for each problem. Goes out: a table with a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table


@dataclass(frozen=True, slots=True)
class RehearsalStep:
    """One thing that has to hold, and whether it does."""

    claim: str
    found: str
    problems: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether it holds."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class RehearsalReport:
    """What was proved of an assignment, in the order of proof; a step that makes later ones pointless is the last."""

    assignment: str
    steps: tuple[RehearsalStep, ...] = ()
    notes: tuple[str, ...] = field(default=())
    unfinished: tuple[str, ...] = ()  # what it lacks before it may be handed out: no fault of what is there
    built: str = ""  # a hash of source/ and release/ before they were proved; "" where it didn't come to that

    @property
    def good(self) -> bool:
        """Whether everything holds."""
        return bool(self.steps) and all(step.good for step in self.steps)


def show(report: RehearsalReport, console: Console) -> None:
    """Print a report as a table, its problems below."""
    table = Table("", "What must hold", "What was found", title=f"Rehearsal of {escape(report.assignment)}")
    table.add_column("s", justify="right")
    for step in report.steps:
        mark = "[green]✓[/green]" if step.good else "[red]✗[/red]"
        table.add_row(mark, escape(step.claim), escape(step.found), f"{step.seconds:.1f}")
    console.print(table)
    for problem in (problem for step in report.steps for problem in step.problems):
        console.print(f"[red]✗[/red] {escape(problem)}")
    for lack in report.unfinished:
        console.print(f"[yellow]•[/yellow] {escape(lack)}")
    for note in report.notes:
        console.print(f"[dim]{escape(note)}[/dim]")
    ready = "[yellow]good as far as it goes[/yellow]" if report.unfinished else "[green]ready to hand out[/green]"
    verdict = ready if report.good else "[red]not ready[/red]"
    console.print(f"{escape(report.assignment)}: {verdict}")
