"""What the commands print: results to standard output, progress and warnings to standard error, the class at a glance as a table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.model import Record, RecordStatus
from autograder.people.class_lists import Student

COLOURS = {
    RecordStatus.GRADED: "green",
    RecordStatus.REJECTED: "yellow",
    RecordStatus.NOT_GRADED: "red",
    RecordStatus.EXCUSED: "cyan",
}
LONGEST = 60

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def summary_table(records: Sequence[Record]) -> Table:
    """One row for each student: status, score, findings."""
    count = "1 submission" if len(records) == 1 else f"{len(records)} submissions"
    table = Table(title=f"{records[0].assignment}: {count}" if records else "No submissions")
    for heading, justify in (("Student", "left"), ("Status", "left"), ("Score", "right"), ("Findings", "left")):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for one in records:
        colour = COLOURS[RecordStatus(one.status)]
        score = f"{one.score:g} / {one.out_of:g}" if one.status == RecordStatus.GRADED else "–"
        table.add_row(escape(one.student_id), f"[{colour}]{one.status}[/{colour}]", score, escape(_remarks(one)))
    return table


def missing_line(students: Sequence[Student]) -> str:
    """Name everyone who is expected and handed nothing in."""
    named = ", ".join(f"{one.student_id} {one.name}".strip() for one in students)
    return f"Nothing handed in ({len(students)}): {named}"


def waiting_line(records: Sequence[Record]) -> str:
    """Say how many answers wait for a person; "" where none does."""
    count, people = sum(one.waiting for one in records), sum(bool(one.waiting) for one in records)
    if not count:
        return ""
    whose = "a student" if people == 1 else f"{people} students"
    return f"{count} {'answer waits' if count == 1 else 'answers wait'} for a person, of {whose}: these points aren't in the scores yet."


def _remarks(one: Record) -> str:
    if one.reason:
        return one.reason if len(one.reason) <= 2 * LONGEST else one.reason[: 2 * LONGEST - 1] + "…"
    rules: dict[str, float] = {}
    for finding in one.findings:
        rules[finding.rule] = rules.get(finding.rule, 0.0) + finding.points
    return ", ".join(f"{rule} ({points:g})" if points else rule for rule, points in rules.items())


def print_json(value: Any) -> None:
    """Print a value as JSON, indented, to standard output."""
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")
