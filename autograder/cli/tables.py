"""What the commands print: results to standard output, progress and warnings to standard error, the class at a glance as a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli import closed_output
from autograder.conventions.plurals import counted
from autograder.untrusted_text import for_terminal

if TYPE_CHECKING:  # --help needs none of it
    from autograder.authoring.trial import Tried
    from autograder.authoring.watch import Round
    from autograder.authoring.watch.asking import Fared
    from autograder.model import Record
    from autograder.people.class_lists import Student
    from autograder.results.history import Change

COLOURS = {"graded": "green", "rejected": "yellow", "not_graded": "red", "excused": "cyan"}
LONGEST = 60
MOST_CHANGES = 30  # of scores, shown after a command


class Terminal(Console):
    """A console on which no text is obeyed: names of files, which students gave, come along in sentences of ours and of the system's."""

    def print(self, *objects: Any, **how: Any) -> None:
        """Print as a console does, with what a terminal would obey told."""
        super().print(*(for_terminal(one) if isinstance(one, str) else one for one in objects), **how)


out = Terminal(highlight=False, soft_wrap=True)
err = Terminal(stderr=True, highlight=False, soft_wrap=True)


def summary_table(records: Sequence[Record]) -> Table:
    """One row for each student: status, score, findings."""
    count = counted(len(records), "submission")
    table = Table(title=f"{records[0].assignment}: {count}" if records else "No submissions")
    for heading, justify in (("Student", "left"), ("Status", "left"), ("Score", "right"), ("Findings", "left")):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for one in records:
        colour = COLOURS[str(one.status)]
        score = f"{one.score:g} / {one.out_of:g}" if one.status == "graded" else "–"
        table.add_row(escape(one.student_id), f"[{colour}]{one.status}[/{colour}]", score, escape(_remarks(one)))
    return table


def change_lines(changes: Sequence[Change], folder: Path) -> Iterator[Table | str]:
    """Say whose score a command changed, MOST_CHANGES of them at most, and where all of them are."""
    from autograder.results import history

    if not changes:
        yield "No score changed."
        return
    shown = changes[:MOST_CHANGES]
    table = Table("Student", "Before", "Now", "Why", title=f"{counted(len(changes), 'score')} changed")
    for one in shown:
        before, now = ("–" if score is None else f"{score:g}" for score in (one.before, one.after))
        table.add_row(escape(one.student_id), before, now, escape(one.why))
    yield table
    more = (
        f"{counted(len(changes) - len(shown), 'more is', 'more are')} not shown. " if len(changes) > len(shown) else ""
    )
    yield escape(f"{more}All changes of scores: {folder / history.NAME}")


def faults(broken: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Give each reason for which hand-ins aren't graded once, with whose they are."""
    by_reason: dict[str, list[str]] = {}
    for one in broken:
        by_reason.setdefault(one.reason or "", []).append(one.student_id)
    for reason, students in by_reason.items():
        count = f"{len(students)} hand-ins, of " if len(students) > 1 else ""
        yield reason, f"{count}{', '.join(students)}"


def missing_line(students: Sequence[Student]) -> str:
    """Name everyone who is expected and handed nothing in."""
    named = ", ".join(f"{one.student_id} {one.name}".strip() for one in students)
    return f"Nothing handed in ({len(students)}): {named}"


def waiting_line(records: Sequence[Record]) -> str:
    """Say how many answers wait for a person, and which of their points are in the scores; "" where none waits."""
    from autograder.results.hand_marks import missing_points

    count, people = sum(one.waiting for one in records), sum(bool(one.waiting) for one in records)
    if not count:
        return ""
    whose = counted(people, "student")
    return f"{counted(count, 'answer waits', 'answers wait')} for a person, of {whose}: {missing_points(records)}."


def watch_lines(now: Round) -> Iterator[str]:
    """Say what is new since the round before: a save, an author's mistake, or how an answer fared."""
    if now.error:
        yield f"[red]{escape(now.error)}[/red]\n"
    elif now.news is None:
        saved = f"{escape(', '.join(now.saved))} saved: " if now.saved else ""
        yield f"{saved}{now.left} to ask\n" if now.left else f"{saved}nothing to ask again\n"
    else:
        after = f"[dim]{now.seconds:.1f} s[/dim]"
        if now.news.unit.kind == "tried":
            yield from (f"{line}\n" for line in trial_lines(now.news))
            return
        mark = "[green]✓[/green]" if now.news.good else "[red]✗[/red]"
        score = f"{now.news.record.score:g} of {now.news.record.max_score:g}"
        yield f"  {mark} {escape(now.news.answer)}, {score} ({after})\n"
        yield from (f"      {escape(problem)}\n" for problem in now.news.problems)


def trial_lines(tried: Tried | Fared, check: str = "") -> Iterator[str]:
    """Say how an answer fared, check by check: of the questions that it answers, or of one check."""
    marks = {"passed": "[green]✓[/green]", "failed": "[red]✗[/red]", "not_run": "[yellow]–[/yellow]"}
    yield f"[bold]{escape(tried.answer)}[/bold]"
    if tried.record.reason:
        yield f"  [red]{tried.record.status}[/red]: {escape(tried.record.reason)}"
    for question in tried.shown:
        if not question.written:
            yield f"  {escape(question.id)}: {question.score:g} of {question.max_score:g}"
        for one in question.checks:
            if check in ("", one.name):
                yield f"    {marks[str(one.status)]} {one.points:g} of {one.max_points:g}  {escape(one.name)}"
                for label, text in (("", one.message), ("mistake: ", one.near_miss), ("hint: ", one.hint)):
                    if text:
                        yield f"        {label}{escape(text)}"
    for finding in tried.record.findings:
        costs = f" ({finding.points:g})" if finding.points else ""
        yield f"  {finding.rule}{costs}: {escape(finding.message)}"


def _remarks(one: Record) -> str:
    if one.reason:
        return one.reason if len(one.reason) <= 2 * LONGEST else one.reason[: 2 * LONGEST - 1] + "…"
    from autograder.results.record import taken

    rules: dict[str, float] = {}
    for finding in one.findings:
        rules[finding.rule] = rules.get(finding.rule, 0.0) + taken(finding, one.questions)
    return ", ".join(f"{rule} ({points:g})" if points else rule for rule, points in rules.items())


def print_json(value: Any) -> None:
    """Print a value as JSON, indented, to standard output."""
    import msgspec

    closed_output.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n", sys.stdout)


def next_step(step: str, names: Sequence[str] | None) -> None:
    """Say what comes after the work on assignments, to somebody who watches; {name} in it is the one that was named."""
    if out.is_terminal:
        out.print(escape(f"Next: {step.format(name=names[0] if names and len(names) == 1 else 'NAME')}"))
