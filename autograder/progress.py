"""Show on a terminal how far long work has come, how fast it goes, and how long it will still take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import rich.progress
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn


class Bar:
    """One line that is drawn anew as the work goes on."""

    def __init__(self, lines: rich.progress.Progress, what: str, total: int) -> None:
        self._lines = lines
        self._task = lines.add_task(what, total=total, rate="")

    def advance(self, count: int = 1) -> None:
        """Count so many pieces of work as done."""
        self._lines.update(self._task, advance=count)
        speed = self._lines.tasks[0].speed
        self._lines.update(self._task, rate=f"{speed:.1f}/s" if speed else "")

    def expect(self, total: int) -> None:
        """Correct how many pieces there are."""
        self._lines.update(self._task, total=total)

    def say(self, sentence: str) -> None:
        """Print a line above."""
        self._lines.console.print(sentence, markup=False)


class Progress:
    """Where the person who waits is told how it goes."""

    def __init__(self, console: Console | None = None) -> None:
        """Tell it on this console; without one, nobody is told."""
        self._console = console or Console(quiet=True)

    def say(self, sentence: str) -> None:
        """Print a line."""
        self._console.print(sentence, markup=False)

    @contextmanager
    def bar(self, what: str, total: int) -> Iterator[Bar]:
        """Show a bar while the with block lasts."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with rich.progress.Progress(*columns, console=self._console, transient=True) as lines:
            yield Bar(lines, what, total)
