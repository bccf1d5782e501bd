"""Bring an assignment's records, pages, tables and gradebook up to date with all that people know and gave, and run nothing.

Comes in: a results folder. Goes out: the same, and sentences for whoever asked. It is what `report` does, and the desk after a mark.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograder import report
from autograder.course import outline
from autograder.export import arrivals, circumstances
from autograder.export.books import Books
from autograder.model import Record
from autograder.results.folder import Folder


def write(name: str, root: Path, out: Path, say: Callable[[str], object], *, pages: bool = True) -> list[Record]:
    """Write all of it, each student's page too, or only the pages that changed; returns the records. Raises GradingError."""
    loaded, results = outline.read(name, root), Folder(out)
    results.demand_records(name)
    books = Books(out, name, root)
    with results.alone():
        people = circumstances.expected(name, root, results)
        said = list(books.open(loaded, people))
        own = circumstances.own_records(results, books.records)
        known = arrivals.arrivals(results, root, own, people.students)
        said += known.said
        records, more = books.close(loaded, people, known.times, records=books.records)
        if pages:
            for _ in report.pages(results, loaded, records):
                pass
    for sentence in (*said, *more):
        say(sentence)
    return records
